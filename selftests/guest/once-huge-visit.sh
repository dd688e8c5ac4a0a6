#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# A process that was there before huge pages were switched on: khugepaged visits it only
# after a fault or madvise() of it, and huge says so. And the price of a collapse: what
# is predicted of a window, and what Rss in smaps is after it.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
sleeps=$(<$thp/khugepaged/scan_sleep_millisecs)
scans=$(<$thp/khugepaged/pages_to_scan)
none=$(<$thp/khugepaged/max_ptes_none)

# shellcheck disable=SC2317 # called by the trap
restore() {
	echo "$scans" >$thp/khugepaged/pages_to_scan
	echo "$sleeps" >$thp/khugepaged/scan_sleep_millisecs
	echo "$none" >$thp/khugepaged/max_ptes_none
	echo "$was" >$thp/enabled
}
trap restore EXIT

# sum FIELD - kB of the process, by the kernel
sum() {
	awk -v key="$1:" '$1 == key { print $2 }' "/proc/$pid/smaps_rollup"
}

# said COLUMN - of the windows of the situation
said() {
	"$PTWALK" huge --windows -rn -o "$1" --range "$start+$length" "$pid" | sort -u
}

# scan - let khugepaged go round three times, for 20 s at most
scan() {
	local from i
	from=$(<$thp/khugepaged/full_scans)
	echo 65536 >$thp/khugepaged/pages_to_scan
	echo 50 >$thp/khugepaged/scan_sleep_millisecs
	for ((i = 0; i < 200; i++)); do
		[ "$(<$thp/khugepaged/full_scans)" -lt $((from + 3)) ] || break
		sleep 0.1
	done
	echo 600000 >$thp/khugepaged/scan_sleep_millisecs
	[ "$(<$thp/khugepaged/full_scans)" -ge $((from + 3)) ]
}

echo 600000 >$thp/khugepaged/scan_sleep_millisecs
echo 511 >$thp/khugepaged/max_ptes_none
echo never >$thp/enabled
situate dense
echo always >$thp/enabled
same "switched on too late: the verdict" "$(said VERDICT)" not_visited
check "the first screen says so" \
	grep -q 'not_visited .*khugepaged does not visit' <<<"$("$PTWALK" huge "$pid")"
check "and stat --all" grep -q not_visited <<<"$("$PTWALK" stat --all -rn -o PID,REASONS |
	awk -v pid="$pid" '$1 == pid')"
check "khugepaged goes round" scan
same "nothing became huge" "$(sum AnonHugePages)" 0

# one madvise() puts it on the list
echo "advise 0 4096 14" >&"$situation_to"
read -r answer <&"$situation_from"
same "it is visited then" "$(said VERDICT)" collapse
growth=$("$PTWALK" huge -rnb -o VERDICT,GROWTH "$pid" | awk '$1 == "collapse" { print $2 }')
before=$(sum Rss)
check "khugepaged goes round again" scan
check "all of it became huge" test "$(sum AnonHugePages)" -ge $((length / 1024))
same "Rss grew as predicted" $((($(sum Rss) - before) * 1024)) "$growth"
unsituate
finish
