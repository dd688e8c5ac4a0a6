#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk watch, compared with what happened: windows that khugepaged collapsed (their
# number is known from its tracepoint, their addresses from the situation); pages that were
# touched, mapped, copied and freed; and every way in which watch ends.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
tracing=/sys/kernel/tracing
event=$tracing/events/huge_memory/mm_collapse_huge_page
huge=$((2 << 20))
dontneed=4 hugepage=14
work=$(mktemp -d)
declare -A were

cleanup() {
	local file
	for file in "${!were[@]}"; do
		echo "${were[$file]}" >"$file"
	done
	rm -rf "$work"
}
trap cleanup EXIT

# put FILE VALUE - write to a file of sysfs, which is restored at the end
put() {
	were[$1]=${were[$1]-$(sed 's/.*\[\(.*\)\].*/\1/' "$1")}
	echo "$2" >"$1"
}

# watch ARG... - start watch in the background and wait for its first dump; SIGINT, which
# bash ignores for background commands, is not ignored
watch() {
	passed=0
	env --default-signal=INT "$PTWALK" watch "$@" "$pid" \
		>"$work/out" 2>"$work/err" &
	watcher=$!
	until_true 30 grep -qE 'is watched|"begin"' "$work/out" ||
		echo "# watch: $(cat "$work/out" "$work/err")"
}

# end_watch SIGNAL - send a signal to watch if not empty, wait for it, set $status
end_watch() {
	[ -z "$1" ] || kill "-$1" $watcher
	wait $watcher
	status=$?
}

# events WORD - print the ranges of the situation with this event, from watch's text output
# without its first $passed lines
events() {
	local time range size rest start_at end_at
	tail -n +$((passed + 1)) "$work/out" | grep -E " $1 " | while read -r time range size rest; do
		start_at=${range%-*} end_at=${range#*-}
		((start_at >= start && start_at < start + length)) &&
			echo "$(((start_at - start) / 4096))-$(((end_at - start) / 4096))"
	done
}

# bytes FIELD - print the sum of a field of smaps, in bytes
bytes() { awk -v f="$1:" '$1 == f { n += $2 } END { print n * 1024 }' "/proc/$pid/smaps"; }
is_huge() { [ "$(bytes AnonHugePages)" = "$1" ]; }
collapsed() { grep -c 'mm_collapse_huge_page:.*status=succeeded' $tracing/trace; }
pages() { awk -F- '{ for (i = $1; i < $2; i++) print i }'; }
windows() { awk -F- '{ for (i = $1; i < $2; i += 512) print i / 512 }'; }

# ---- khugepaged ----
#
# khugepaged scans without pauses, so that a scan is shorter than an interval.  Two windows
# lose pages; then madvise() allows one window after the other, not in the order of their
# addresses.

put $thp/enabled madvise
put $thp/khugepaged/scan_sleep_millisecs 0
put $thp/khugepaged/alloc_sleep_millisecs 0
put $thp/khugepaged/pages_to_scan 65536
put $thp/khugepaged/max_ptes_none 511
for size in "$thp"/hugepages-*kB/enabled; do
	[ ! -e "$size" ] || [[ $size == *-2048kB/* ]] || put "$size" never
done
[ -d $tracing/events ] || mount -t tracefs none $tracing
echo >$tracing/trace
echo 1 >$event/enable

situate dense
act advise $((3 * huge)) $((100 * 4096)) $dontneed
act advise $((6 * huge + 4096)) 4096 $dontneed
watch --thp -i 0.5
done=0
for window in 6 1 3 4; do
	act advise $((window * huge)) $huge $hugepage
	done=$((done + huge))
	until_true 60 is_huge $done || break
	sleep 0.3
done
check "khugepaged did its work" is_huge $((4 * huge))
same "its tracepoint says so" "$(collapsed)" 4
same "and it is one process" \
	"$(grep -o 'mm=[^,]*' $tracing/trace | sort -u | wc -l)" 1
sleep 1.2
same "watch: each window, once" "$(events promoted | windows | sort)" "1
3
4
6"
same "and nothing is split" "$(events split)" ""
same "pages that were filled" \
	"$(grep -c '100 filled with zeros' "$work/out") $(grep -c ', 1 filled with zeros' "$work/out")" \
	"1 1"

echo 0 >$event/enable
put $thp/enabled never
printf '%d,0x%x,0x%x' "$pid" $((start + huge)) $((start + 2 * huge)) \
	>/sys/kernel/debug/split_huge_pages
act advise $((4 * huge + 8192)) 4096 $dontneed
sleep 1.2
same "split: the two windows" "$(events split | windows | sort)" "1
4"
check "one of them lost a page" \
	grep -qE 'split .*511 of 512 present, 511 same frames: in place, 1 given back' \
	"$work/out"
end_watch INT
same "^C ends it well" $status 0
check "its cost is said" \
	grep -qE '^ptwalk: [0-9]+ dumps, .* of CPU; mmap lock .* held [1-9][0-9]* times, [0-9]+ us' \
	"$work/err"
same "with --thp there is nothing else" \
	"$(grep -cvE 'promoted|split|is watched| missed' "$work/out")" 0

# ---- pages ----

watch -i 0.3
act advise 0 $((16 * 4096)) $dontneed
sleep 1
act write $((3 * 4096))
act protect $((7 * huge)) 8192 1
sleep 1
act fork && child=$reply
sleep 1
act write $((200 * 4096))
sleep 1
end_watch TERM
same "SIGTERM ends it well" $status 0
same "unmapped" "$(events unmapped)" "0-16"
same "mapped again" "$(events mapped)" "3-4"
same "copied" "$(events cow | grep -cx 200-201)" 1
same "an area changed" "$(events vma-changed)" "$((7 * 512))-$((7 * 512 + 2))"
kill -KILL "$child"

# ---- what is touched ----
#
# Four pages are touched, after the TLB was flushed: else the CPU sets no accessed bit.  watch
# dumps, then clears the accessed bits.  What is touched between the two is lost (see
# ptwalk(8), --clear-refs), so whatever was not printed is touched again.

watch --clear-refs -i 0.5
sleep 1
passed=$(wc -l <"$work/out")
wanted="40
41
42
300"
missing=$wanted
for try in 1 2 3 4 5; do
	act flush
	for page in $missing; do
		act read $((page * 4096))
	done
	sleep 1.5
	missing=$(grep -vxFf <(events touched | pages) <<<"$wanted")
	[ -n "$missing" ] || break
	echo "# lost in try $try:" $missing
done
end_watch INT
same "touched: these pages, each once, and no others" \
	"$(events touched | pages | sort -n)" "$wanted"

# ---- JSON lines ----

watch -J -c 3 -i 0.2
act write 0
end_watch ""
same "after three intervals it ends" $status 0
if command -v python3 >/dev/null; then
	check "each line is JSON" python3 -c '
import json, sys
lines = [json.loads(line) for line in open(sys.argv[1])]
assert lines[0]["event"] == "begin", lines[0]
end = lines[-1]
assert (end["event"], end["reason"]) == ("end", "count"), end
assert end["dumps"] == 4, end
assert 0 < end["hold-max-ns"] <= end["hold-total-ns"], end
assert 0 < end["cpu"] < 60, end
' "$work/out"
else
	skip "each line is JSON" "no python3"
fi
same "nothing on standard error" "$(<"$work/err")" ""

# ---- how it ends ----

"$PTWALK" watch -i 0.1 "$pid" | head -n 1 >"$work/first"
same "nobody reads: it ends quietly" "${PIPESTATUS[*]}" "0 0"

# sleep longer than a dump takes, so that both happen in one interval
watch -i 0.001
sleep 1
end_watch INT
check "missed intervals are said" grep -q ' missed: ' "$work/out"

watch -i 0.5
unsituate
end_watch ""
same "the process is killed: it ends well" $status 0
check "and the last line says so" \
	eval 'tail -n 1 "$work/out" | grep -q "process $pid (situate) has ended$"'
"$PTWALK" watch "$pid" >"$work/out" 2>"$work/err"
same "a process that is not there from the start is an error" $? 1

mkfifo "$work/fifo"
exec 8<>"$work/fifo"
bash -c 'read -r; exec sleep 1000' <&8 &
pid=$!
watch -i 0.3
echo >&8
sleep 1
check "execve is noticed" grep -q "process $pid (sleep) has called execve" "$work/out"
kill $pid
end_watch ""
check "and the end after it" grep -q "process $pid (sleep) has ended$" "$work/out"

if [ -w /proc/sys/kernel/ns_last_pid ]; then
	for try in 1 2 3 4 5; do
		sleep 1000 &
		pid=$!
		watch -i 3
		kill $pid
		wait $pid 2>/dev/null
		echo $((pid - 1)) >/proc/sys/kernel/ns_last_pid
		sleep 1000 &
		other=$!
		[ $other != $pid ] || break
		kill $other
		end_watch TERM
	done
	echo "# number $pid again after $try tries"
	end_watch ""
	check "another process with its number is noticed" \
		grep -q "process $pid (.*) has ended; another process has its PID now" "$work/out"
	kill $other
else
	skip "another process with its number" "no ns_last_pid"
fi

finish
