#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk collapse, for each kind of window: the documented errno of MADV_COLLAPSE, the
# status in the kernel's tracepoint, what has changed; and addresses that ptwalk refuses
# without calling MADV_COLLAPSE.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
work=$(mktemp -d)
huge=$((2 << 20))
was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
trap 'echo "$was" >$thp/enabled; rm -rf "$work"' EXIT

# keeps khugepaged away; MADV_COLLAPSE ignores this setting
echo never >$thp/enabled

# try WHERE - run "ptwalk collapse" at this address; sets $row to the printed row
try() {
	row=$("$PTWALK" collapse -Pb -o ANSWER,STATUS,PREDICTED,AGREES,CHANGE,DETAIL,RSS-CHANGE,MEANING \
		"$pid" "$1" 2>>"$work/err")
}

# cell COLUMN - print a column of $row
cell() {
	[[ " $row" =~ " $1=\""([^\"]*) ]] && echo "${BASH_REMATCH[1]}"
}

# tried KIND ANSWER STATUS [AGREES] - make a situation, collapse its window, check the
# answer and the status, that smaps agrees, and that the prediction is right unless AGREES
# is 0
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

# For a hole 6.1 returns EINVAL, later kernels EBUSY.  Up to 6.12 a window without a
# writable entry is refused.  If the VMA forbids it, there is no tracepoint event.
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
# ptwalk cannot see that a page is pinned
tried window-pinned EAGAIN not_suitable_page_count 0
# shellcheck disable=SC2086 # words
tried window-readonly $readonly

# twice: the second call has nothing to do
situate window-full
try "$start"
same "once: it is copied" "$(cell DETAIL | grep -o '512 of 512 present, 0 same frames: copied')" \
	"512 of 512 present, 0 same frames: copied"
same "once: Rss stays" "$(cell RSS-CHANGE)" 0
try "$start"
same "twice: it is huge" "$(cell ANSWER) $(cell STATUS)" "ok page_pmd_mapped"
same "twice: nothing changes" "$(cell CHANGE)" ""
same "twice: as predicted" "$(cell PREDICTED)" huge

# ptwalk refuses what is not a whole window in one VMA
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

# a collapse fills the empty half, and Rss grows as in smaps
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
