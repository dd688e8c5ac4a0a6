#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk observe has to show every judgement (result of a scan) of khugepaged with its
# address.  The expected verdicts of eight ranges follow from how they were made.  The
# number of judgements is compared with the text of the tracepoints in a second tracing
# instance.  observe must leave no instance and no kprobe event behind.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
tracing=/sys/kernel/tracing
instances=$tracing/instances
work=$(mktemp -d)
huge=$((2 << 20))
page=4096

# numbers of advice for madvise(2)
dontneed=4 hugepage=14 nohugepage=15 pageout=21 collapse=25

# knob NAME VALUE - change a setting, which is restored in the end
declare -A was
knob() {
	[ -n "${was[$1]-}" ] || was[$1]=$(sed 's/.*\[\(.*\)\].*/\1/' "$thp/$1")
	echo "$2" >"$thp/$1"
}

# swap_on, swap_off - 64M of swap in memory, with synchronous writes
null=/sys/kernel/config/nullb/observe
swap_on() {
	modprobe -q null_blk nr_devices=0 || return
	[ -d "${null%/*}" ] || mount -t configfs none /sys/kernel/config || return
	mkdir "$null" && echo 64 >"$null/size" && echo 1 >"$null/memory_backed" &&
		echo 0 >"$null/queue_mode" && echo 0 >"$null/irqmode" &&
		echo 1 >"$null/power" && mkswap /dev/observe >/dev/null &&
		swapon /dev/observe
}

swap_off() {
	swapoff /dev/observe
	echo 0 >"$null/power"
	rmdir "$null"
}

clean() {
	local name
	for name in "${!was[@]}"; do
		echo "${was[$name]}" >"$thp/$name"
	done
	! [ -d "$null" ] || swap_off
	rm -rf "$work"
}
trap clean EXIT

# started FILE - wait until observe has printed that it observes
started() {
	local i
	for ((i = 0; i < 300; i++)); do
		grep -qE 'observing khugepaged|"event": "begin"' "$1" && return
		sleep 0.1
	done
	return 1
}

# field NAME - print a field of JSON lines from standard input, without quotes; with awk, as
# sed takes too long for thousands of lines
field() {
	awk -v key="\"$1\": " '
	at = index($0, key) {
		value = substr($0, at + length(key))
		sub(/^"/, "", value)
		sub(/[",}].*/, "", value)
		print value
	}'
}

# traced REGEX - print what follows "=" in the tracepoint events of the second instance
traced() {
	awk -v regex="$1" 'match($0, regex) {
		word = substr($0, RSTART, RLENGTH)
		sub(/.*=/, "", word)
		print word
	}' "$work/trace"
}

# left - print the tracing instances and kprobe events that exist
left() {
	ls $instances
	grep ptwalk $tracing/dynamic_events
}

check "there is swap" swap_on
knob enabled never
knob khugepaged/max_ptes_none 100
knob khugepaged/max_ptes_swap 10
knob khugepaged/scan_sleep_millisecs 300
knob khugepaged/alloc_sleep_millisecs 300
# switch other sizes off: with them khugepaged has other rules
for size in "$thp"/hugepages-*kB/enabled; do
	name=${size#"$thp/"}
	[ ! -f "$size" ] || [ "${name%/*}" = hugepages-2048kB ] || knob "$name" never
done

# first WINDOW - print the first judgement of a window
first() {
	grep '"event": "judgement"' "$work/out" |
		grep -m 1 "\"start\": \"$(printf '0x%x' $((start + $1 * huge)))\""
}

# eight_ranges - observe one process with eight ranges, each of another kind
eight_ranges() {
	local window
	knob enabled never
	situate dense
	act advise $((4 * huge)) $huge $collapse
	act advise $((1 * huge)) $((300 * page)) $dontneed
	act advise $((2 * huge + 212 * page)) $((300 * page)) $dontneed
	act advise $((3 * huge)) $huge $dontneed
	act advise $((5 * huge + 100 * page)) $((100 * page)) $pageout
	act advise 0 "$length" $hugepage
	act protect $((7 * huge)) $huge 1
	echo 1 >"/proc/$pid/clear_refs"
	act flush
	for window in 0 1 2 5 7; do
		act read $((window * huge + 400 * page * (window != 2)))
	done
	knob enabled madvise

	# A process gets on khugepaged's list when huge pages are on and madvise() asks
	# for them, here after the start of observe.  Range 4, which is huge already,
	# stays huge with any advice.
	"$PTWALK" observe -J -c 16 -d 30 "$pid" >"$work/out" 2>"$work/err" &
	observer=$!
	check "it observes" started "$work/out"
	act advise $((4 * huge)) $huge $nohugepage
	act advise $((4 * huge)) $huge $hugepage
	wait $observer
	same "status" $? 0
	sed 's/^/# /' "$work/err"
}

# unpredicted - is a window without a prediction?
unpredicted() {
	local window
	for window in 0 1 2 3 4 5 6 7; do
		[ "$(first $window | field agrees)" != null ] || return 0
	done
	return 1
}

# There is no prediction for a window that is scanned while observe takes a dump, which khugepaged
# may do between any two windows: then repeat everything with a new process.
for _ in 1 2 3 4; do
	eight_ranges
	unpredicted || break
	echo "# judged while a dump was read: once more"
	unsituate
done

# Since 6.14 MADV_DONTNEED frees an empty page table; since 6.18 a window needs no writable
# entry.
empty=exceed_none_pte readonly=no_writable_page
[[ $(uname -r) != 6.* ]] && empty=no_pte_table readonly=succeeded

window=0
for wanted in succeeded exceed_none_pte exceed_none_pte $empty page_pmd_mapped \
	exceed_swap_pte lack_referenced_page $readonly; do
	same "range $window: $wanted" "$(first $window | field verdict)" "$wanted"
	same "range $window: as predicted" "$(first $window | field agrees)" true
	window=$((window + 1))
done
same "its process" "$(first 0 | field pid) $(first 0 | field comm)" "$pid situate"
same "its VMA" "$(first 0 | field perm)" rw-p
same "it ends by the count" "$(tail -n 1 "$work/out" | field reason)" count
same "all were located" "$(tail -n 1 "$work/out" | field not-located)" 0
same "nothing is left" "$(left)" ""
unsituate

# Three processes, one of them with a file, while khugepaged scans without pauses.  The
# second tracing instance counts its scans; khugepaged sleeps before and after that.
#
# begin_process KIND - start situate, which runs until the fifo is closed
nr=0
begin_process() {
	local fifo=$work/fifo$nr word
	mkfifo "$fifo" "$fifo.answer"
	"$PTWALK_BUILD/selftests/guest/helpers/situate" "$1" <"$fifo" >"$fifo.answer" &
	eval "exec $((20 + 2 * nr))>\"$fifo\" $((21 + 2 * nr))<\"$fifo.answer\""
	read -r word "pids[$nr]" word "starts[$nr]" word "lengths[$nr]" <&$((21 + 2 * nr))
	nr=$((nr + 1))
}

# tell PROCESS COMMAND... - send a command to a process of begin_process
tell() {
	local to=$1
	shift
	echo "$*" >&$((20 + 2 * to))
	read -r reply <&$((21 + 2 * to))
	[ "${reply%% *}" = ok ] || echo "# $*: $reply"
}

knob khugepaged/scan_sleep_millisecs 600000
knob shmem_enabled advise
declare -a pids starts lengths
begin_process dense
begin_process dense
begin_process window-shmem
tell 0 advise 0 $((300 * page)) $dontneed
tell 0 advise $((3 * huge)) $((300 * page)) $dontneed
tell 1 advise $((5 * huge)) $((200 * page)) $dontneed
for ((i = 0; i < nr; i++)); do
	tell $i advise 0 "${lengths[i]}" $hugepage
done

"$PTWALK" observe -J >"$work/out" 2>"$work/err" &
observer=$!
check "it observes all" started "$work/out"
"$PTWALK" observe -J "${pids[1]}" >"$work/second" 2>"$work/err2" &
second=$!
check "so does a second one" started "$work/second"
same "each with events of its own" \
	"$(grep -c "ptwalk_${observer}_0/" $tracing/dynamic_events)" \
	"$(grep -c "ptwalk_${second}_0/" $tracing/dynamic_events)"

mkdir $instances/oracle
echo 16384 >$instances/oracle/buffer_size_kb
echo norecord-cmd >$instances/oracle/trace_options
for name in mm_khugepaged_scan_pmd mm_khugepaged_scan_file; do
	echo 1 >$instances/oracle/events/huge_memory/$name/enable
done
knob khugepaged/alloc_sleep_millisecs 0
knob khugepaged/scan_sleep_millisecs 0
sleep 2
knob khugepaged/scan_sleep_millisecs 600000
# wait until khugepaged uses no more CPU time
rests() { awk '{ print $14 + $15 }' /proc/"$(pgrep -x khugepaged)"/stat; }
for ((i = 0; i < 20; i++)); do
	before=$(rests)
	sleep 0.3
	[ "$before" != "$(rests)" ] || break
done
grep 'mm_khugepaged_scan_' $instances/oracle/trace >"$work/trace"
same "the kernel's own buffer lost nothing" \
	"$(cat $instances/oracle/per_cpu/cpu*/stats | grep -E '^overrun: [1-9]')" ""
kill -TERM $observer $second
wait $observer
same "a signal: status" $? 0
wait $second
sed 's/^/# /' "$work/err"

# counted - print each different line and its number
counted() { sort | uniq -c | sed 's/^ *//'; }

grep '"event": "judgement"' "$work/out" >"$work/judged"
echo "# $(wc -l <"$work/trace") tracepoints, $(wc -l <"$work/judged") judgements"
check "khugepaged was quick" test "$(wc -l <"$work/trace")" -gt 1000
same "as many judgements by reason as the kernel counts" \
	"$(field verdict <"$work/judged" | counted)" \
	"$(traced '(status|result)=[a-z_]*' | counted)"
# %p prints a hashed pointer: the same for the same mm, different for different ones
same "as many by process as by address space" \
	"$(field pid <"$work/judged" | counted | cut -d' ' -f1 | sort)" \
	"$(traced 'mm=[^,]*' | counted | cut -d' ' -f1 | sort)"
same "the processes are those three" \
	"$(field pid <"$work/judged" | sort -u)" "$(printf '%s\n' "${pids[@]}" | sort)"
same "none is not located" "$(tail -n 1 "$work/out" | field not-located)" 0
same "nothing was lost" "$(tail -n 1 "$work/out" | field lost)" 0
same "the sums by process are the lines" \
	"$(grep '"event": "process"' "$work/out" | field judgements | paste -sd+ | bc)" \
	"$(wc -l <"$work/judged")"

# ranges PROCESS - print "NUMBER VERDICT" of each range, from its last judgements
ranges() {
	awk -v pid="\"pid\": ${pids[$1]}," 'index($0, pid)' "$work/judged" |
		tail -n 64 >"$work/last"
	paste -d' ' <(field start <"$work/last") <(field verdict <"$work/last") |
		sort -u | while read -r at verdict; do
			echo "$(((at - starts[$1]) / huge)) $verdict"
		done | sort -n
}

# wanted RANGES REASON - print eight ranges: REASON for these, page_pmd_mapped for others
wanted() {
	local i
	for ((i = 0; i < 8; i++)); do
		case $1 in
		*$i*)	echo "$i $2" ;;
		*)	echo "$i page_pmd_mapped" ;;
		esac
	done
}

same "the ranges of the first" "$(ranges 0)" "$(wanted 03 exceed_none_pte)"
same "the ranges of the second" "$(ranges 1)" "$(wanted 5 exceed_none_pte)"
# range 6 of that process is the mark of windows: see helpers/situate/window.c
same "the file's range and the mark" "$(ranges 2 | cut -d' ' -f1 | sort -u)" "0
6"
same "the mark" "$(ranges 2 | sed -n 's/^6 //p')" pte_uffd_wp
grep "\"pid\": ${pids[2]},.*\"start\": \"${starts[2]}\"" "$work/judged" >"$work/file"
same "its judgements are by the page cache" \
	"$(field file <"$work/file" | sort -u)" true
same "the second observer saw one process" \
	"$(grep '"event": "judgement"' "$work/second" | field pid | counted)" \
	"$(grep "\"pid\": ${pids[1]}," "$work/judged" | field pid | counted)"
same "and counted the others" \
	"$(tail -n 1 "$work/second" | field others)" \
	"$(grep -cv "\"pid\": ${pids[1]}," "$work/judged")"

# MADV_COLLAPSE of another program is shown as well, with the thread that called it
rmdir $instances/oracle
tell 1 advise $((7 * huge)) $huge $dontneed
tell 1 advise $((7 * huge)) $huge $nohugepage
tell 1 advise $((7 * huge)) $huge $hugepage
tell 1 write $((7 * huge))
"$PTWALK" observe -J -d 30 -c 1 "${pids[1]}" >"$work/out" 2>&1 &
observer=$!
check "it observes a caller" started "$work/out"
tell 1 advise $((7 * huge)) $huge $collapse
wait $observer
same "MADV_COLLAPSE: by whom" \
	"$(grep judgement "$work/out" | field by | head -n 1) $(grep -m 1 judgement "$work/out" | field thread)" \
	"madvise ${pids[1]}"
same "MADV_COLLAPSE: where" "$(grep -m 1 '"judgement"' "$work/out" | field start)" \
	"$(printf '0x%x' $((starts[1] + 7 * huge)))"

# Events that are lost as the buffer is full are counted
"$PTWALK" observe "${pids[0]}" >"$work/out" 2>"$work/err" &
observer=$!
check "it observes again" started "$work/out"
kill -STOP $observer
echo 8 >"$instances/ptwalk.$observer.0/buffer_size_kb"
knob khugepaged/scan_sleep_millisecs 0
for ((i = 0; i < 100; i++)); do
	grep -q '^overrun: [1-9]' "$instances/ptwalk.$observer.0"/per_cpu/cpu*/stats && break
	sleep 0.1
done
knob khugepaged/scan_sleep_millisecs 600000
kill -CONT $observer
sleep 0.5
kill -TERM $observer
wait $observer
same "another signal: status" $? 0
check "what was not read in time is said" \
	grep -q "events that were lost, the kernel's buffer was full: at least [1-9]" "$work/out"
same "another signal: nothing is left" "$(left)" ""

# In a new PID namespace observe has the pid 1: an instance with that number is in use
mkdir $instances/ptwalk.1.0
exec 9<$instances/ptwalk.1.0
flock 9
unshare --pid --fork "$PTWALK" observe -d 0.1 >/dev/null 2>"$work/err"
same "another one of this number: status" $? 0
same "another one of this number: it is left alone" "$(left)" ptwalk.1.0
sed 's/^/# /' "$work/err"

# An observe that is killed leaves instance and events behind; the next one removes them
exec 9<&-
"$PTWALK" observe >"$work/out" 2>&1 &
observer=$!
started "$work/out"
kill -KILL $observer
wait $observer 2>/dev/null
same "killed: it leaves both" \
	"$(left | grep -cE "ptwalk[._]${observer}[._]0")" \
	"$((1 + $(grep -c "ptwalk_${observer}_0/" $tracing/dynamic_events)))"
"$PTWALK" observe -d 0.1 >/dev/null 2>&1
same "what was left behind is removed" "$(left)" ""

# Without BTF there is no probe: observe shows verdicts without addresses, and says why
echo 1 >"$work/dropped"
unlocated=$(mktemp)
mount --bind "$work/dropped" /sys/kernel/btf/vmlinux
"$PTWALK" observe -J -d 30 -c 1 >"$work/out" 2>"$unlocated" &
observer=$!
check "without BTF it observes" started "$work/out"
knob khugepaged/scan_sleep_millisecs 0
wait $observer
knob khugepaged/scan_sleep_millisecs 600000
umount /sys/kernel/btf/vmlinux
check "without BTF: it says so" grep -q 'process and address of the scans are not known' "$unlocated"
same "without BTF: the reason is there, the place is not" \
	"$(grep -m 1 '"judgement"' "$work/out" | field start) $(tail -n 1 "$work/out" | field not-located)" \
	"null 1"
rm "$unlocated"

# since 6.12 khugepaged also runs if only shmem_enabled is on
knob shmem_enabled never
knob enabled never
"$PTWALK" observe -d 1 >"$work/out" 2>&1
same "khugepaged is off: status" $? 1
check "khugepaged is off: in words" grep -q 'is not running' "$work/out"

kill -KILL "${pids[@]}"
wait "${pids[@]}" 2>/dev/null
finish
