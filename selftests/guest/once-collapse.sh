#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ptwalk collapse: the errno that MADV_COLLAPSE is documented to answer for each
# kind of window, the kernel's own word for it, what it changed, and what is
# refused before it is asked.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
work=$(mktemp -d)
huge=$((2 << 20))
was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
trap 'echo "$was" >$thp/enabled; rm -rf "$work"' EXIT

# MADV_COLLAPSE does not ask for it, and khugepaged is to stay away
echo never >$thp/enabled

# try WHERE - what is at this address of the situation
try() {
	row=$("$PTWALK" collapse -Pb -o ANSWER,STATUS,PREDICTED,AGREES,CHANGE,DETAIL,RSS-CHANGE,MEANING \
		"$pid" "$1" 2>>"$work/err")
}

# cell COLUMN - of what try said last
cell() {
	[[ " $row" =~ " $1=\""([^\"]*) ]] && echo "${BASH_REMATCH[1]}"
}

# tried KIND ANSWER STATUS [AGREES] - the window of a situation; it is huge then, or
# not; and as predicted, unless AGREES is 0
tried() {
	local size=
	situate "$1"
	try "$start"
	[ "$2" != ok ] || size=promoted
	same "$1: the answer" "$(cell ANSWER)" "$2"
	same "$1: the kernel's word" "$(cell STATUS)" "$3"
	same "$1: what became of it" \
		"$(cell CHANGE | grep -owE 'promoted|split')" "$size"
	same "$1: as predicted, or not" "$(cell AGREES)" "${4-1}"
	[ "$2" != EINVAL ] || case $3 in
	'')	check "$1: EINVAL is explained" grep -q 'the VMA does not allow it' <<<"$row" ;;
	*)	check "$1: EINVAL is explained by the word" \
			grep -q "cannot be collapsed as it is: .* ($3)" <<<"$row" ;;
	esac
	unsituate
}

# What 6.1 answers EINVAL for is EBUSY later; entries that no one can write to were
# asked for up to 6.12; what an area forbids never comes to a tracepoint.
hole=EBUSY readonly='EINVAL no_writable_page' untouched=pmd_none
case $(uname -r) in
6.1.*)	hole=EINVAL ;;
6.12.*)	;;
*)	readonly='ok succeeded' untouched=no_pte_table ;;
esac

tried window-full ok succeeded
tried window-half ok succeeded
tried window-cold ok succeeded
tried window-nohugepage EINVAL ''
tried window-untouched EINVAL ''
tried window-untouched-part EINVAL $untouched
tried window-uffd-wp EINVAL pte_uffd_wp
tried window-uffd-hole $hole exceed_none_pte
tried window-uffd-full ok succeeded
# a pin cannot be seen from outside
tried window-pinned EAGAIN not_suitable_page_count 0
# shellcheck disable=SC2086 # words
tried window-readonly $readonly

# Twice: there is nothing left to be done
situate window-full
try "$start"
same "once: it is copied" "$(cell DETAIL | grep -o '512 of 512 present, 0 same frames: copied')" \
	"512 of 512 present, 0 same frames: copied"
same "once: Rss stays" "$(cell RSS-CHANGE)" 0
try "$start"
same "twice: it is huge" "$(cell ANSWER) $(cell STATUS)" "ok page_pmd_mapped"
same "twice: nothing changes" "$(cell CHANGE)" ""
same "twice: as predicted" "$(cell PREDICTED)" huge

# What is no window of one area is refused, and not even asked
"$PTWALK" collapse "$pid" $((start + 4096)) >"$work/out" 2>&1
same "not aligned: status" $? 2
check "not aligned: in words" grep -q "begins at $start" "$work/out"
"$PTWALK" collapse "$pid" 0x1000 >"$work/out" 2>&1
same "not aligned either: status" $? 2
"$PTWALK" collapse "$pid" 0x200000 >"$work/out" 2>&1
same "no area: status" $? 1
check "no area: in words" grep -q 'there is no VMA at 0x200000' "$work/out"
"$PTWALK" collapse "$work/err" "$start" >"$work/out" 2>&1
same "a file: status" $? 2
unsituate

# What was empty is filled, and Rss grows by as much as smaps says
rss() {
	sed -n 's/^Rss: *\([0-9]*\) kB/\1/p' "/proc/$pid/smaps_rollup"
}

situate window-half
before=$(rss)
growth=$("$PTWALK" huge --windows -rnb -o GROWTH --range "$start+$huge" "$pid")
try "$start"
same "half of it: Rss grows" "$(cell RSS-CHANGE | tr -d +)" \
	$((($(rss) - before) * 1024))
same "as predicted" "$growth" $((($(rss) - before) * 1024))
same "by the other half" "$(cell RSS-CHANGE | tr -d +)" $((huge / 2))
unsituate

situate window-two-areas
"$PTWALK" collapse "$pid" "$start" >"$work/out" 2>&1
same "two areas: status" $? 1
check "two areas: in words" grep -q 'is not inside one VMA' "$work/out"
unsituate

same "no tracing instance is left" "$(ls /sys/kernel/tracing/instances)" ""
sort -u "$work/err" | sed 's/^/# /'
finish
