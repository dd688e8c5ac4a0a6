#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ptwalk huge --observe: what khugepaged says of eight windows, each of another
# kind, is located in the right one.  What it must say of each is known by how the
# window was made; the kernel's own words are compared, not ptwalk's prediction.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
instances=/sys/kernel/tracing/instances
work=$(mktemp -d)
huge=$((2 << 20))
page=4096

# of madvise(2)
dontneed=4 hugepage=14 nohugepage=15 pageout=21 collapse=25

# knob NAME VALUE - set one, to be set back in the end
declare -A was
knob() {
	[ -n "${was[$1]-}" ] || was[$1]=$(sed 's/.*\[\(.*\)\].*/\1/' "$thp/$1")
	echo "$2" >"$thp/$1"
}

# swap_on, swap_off - 64M that are written when the call returns
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

# started FILE - has it said that it observes?
started() {
	local i
	for ((i = 0; i < 300; i++)); do
		grep -q 'observing for' "$1" && return
		sleep 0.1
	done
	return 1
}

check "there is swap" swap_on
knob enabled never
knob khugepaged/max_ptes_none 100
knob khugepaged/max_ptes_swap 10
knob khugepaged/scan_sleep_millisecs 300
knob khugepaged/alloc_sleep_millisecs 300
# where khugepaged makes smaller sizes as well, it judges by other rules
for size in "$thp"/hugepages-*kB/enabled; do
	name=${size#"$thp/"}
	[ ! -f "$size" ] || [ "${name%/*}" = hugepages-2048kB ] || knob "$name" never
done

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

# khugepaged gets to know of a process when huge pages are on and an area begins to
# want them, which here is while it is observed.
"$PTWALK" huge --observe 15 -rn -o START,VERDICT,AGREES,LOCATED,TIMES,AFTER "$pid" \
	>"$work/out" 2>"$work/err" &
check "it observes" started "$work/err"
act advise $((7 * huge)) $huge $nohugepage
act advise $((7 * huge)) $huge $hugepage
wait $!
same "status" $? 0
sed 's/^/# /' "$work/err" "$work/out"

# first WINDOW COLUMN - of the first row of a window: 2 VERDICT, 3 AGREES, 4 LOCATED
first() {
	awk -v at="$(printf '0x%x' $((start + $1 * huge)))" -v column="$2" \
		'$1 == at { print $column; exit }' "$work/out"
}

# An empty page table is given back by MADV_DONTNEED since 6.14, and one entry
# that can be written to is not asked for any more since 6.18.
empty=exceed_none_pte readonly=no_writable_page
[[ $(uname -r) != 6.* ]] && empty=no_pte_table readonly=succeeded

window=0
for wanted in succeeded exceed_none_pte exceed_none_pte $empty page_pmd_mapped \
	exceed_swap_pte lack_referenced_page $readonly; do
	same "window $window: $wanted" "$(first $window 2)" "$wanted"
	same "window $window: as predicted" "$(first $window 3)" 1
	echo "# located by $(first $window 4)"
	window=$((window + 1))
done
same "by its frame where there is one" "$(first 6 4)" frame
same "by order where there is none" "$(first 4 4)" order
elsewhere=$(while read -r at verdict _; do
	[ -z "$verdict" ] || ((at >= start && at < start + length)) ||
		echo "$at $verdict"
done <"$work/out")
same "nothing is located elsewhere" "$elsewhere" ""
check "judgements are counted" grep -q 'judgements: [1-9]' "$work/err"
same "the tracing instance is gone" "$(ls $instances)" ""

# A signal ends it early, with what was seen, and leaves nothing behind
"$PTWALK" huge --observe 600 "$pid" >"$work/out" 2>"$work/err" &
observer=$!
check "it observes again" started "$work/err"
instance=$instances/ptwalk.$observer.0
# the kernel rounds up to pages, which have a header
same "in an instance of its own, of 256 KiB" \
	"$(($(cat "$instance/buffer_size_kb") / 16 * 16))" 256
# it does not read for a while, and there is room for some hundred events only
kill -STOP $observer
echo 8 >"$instance/buffer_size_kb"
knob khugepaged/scan_sleep_millisecs 0
for ((i = 0; i < 100; i++)); do
	grep -q '^overrun: [1-9]' "$instance"/per_cpu/cpu*/stats && break
	sleep 0.1
done
knob khugepaged/scan_sleep_millisecs 300
kill -CONT $observer
sleep 1
kill -TERM $observer
wait $observer
same "a signal: status" $? 0
check "a signal: what was seen" grep -q 'observed for' "$work/out"
check "what was not read in time is said" \
	grep -q "lost, the kernel's buffer was full: at least [1-9]" "$work/out"
same "a signal: the tracing instance is gone" "$(ls $instances)" ""

# In a PID namespace it has the number of another one, which is at work
mkdir $instances/ptwalk.1.0
exec 9<$instances/ptwalk.1.0
flock 9
unshare --pid --fork "$PTWALK" huge --observe 1 self >/dev/null 2>"$work/err"
same "another one of this number: status" $? 0
same "another one of this number: it is left alone" "$(ls $instances)" \
	ptwalk.1.0
sed 's/^/# /' "$work/err"

# One that was killed leaves it to the next
exec 9<&-
"$PTWALK" huge --observe 1 "$pid" >/dev/null 2>&1
same "what was left behind is removed" "$(ls $instances)" ""

knob enabled never
"$PTWALK" huge --observe 1 "$pid" >"$work/out" 2>&1
same "khugepaged is off: status" $? 1
check "khugepaged is off: in words" grep -q 'is not running' "$work/out"

unsituate
finish
