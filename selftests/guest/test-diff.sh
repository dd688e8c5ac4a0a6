#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# ptwalk diff against what the kernel says it did: exactly the ranges for which
# MADV_COLLAPSE returned success are promoted, those given to split_huge_pages
# are split, and a write after fork is a copy.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage/enabled
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
huge=$((2 << 20))
collapse=25	# MADV_COLLAPSE

# ranges KIND A B - START-END of each change of a kind in the situation
ranges() {
	"$PTWALK" diff --only "$1" -rn -o START,END "$2" "$3" |
		while read -r a b; do
			((a >= start && a < start + length)) && echo "$a-$b"
		done
}

# khugepaged must not promote on its own meanwhile
was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp)
echo never >$thp

situate dense
check "record" "$PTWALK" record "$pid" -o "$work/a"
act advise $((1 * huge)) $huge $collapse && one=$(range $((1 * huge)) $huge)
act advise $((3 * huge)) $((2 * huge)) $collapse &&
	two=$(range $((3 * huge)) $((2 * huge)))
act advise $((7 * huge)) $huge $collapse && three=$(range $((7 * huge)) $huge)
"$PTWALK" record "$pid" -o "$work/b"
same "promoted: the ranges that MADV_COLLAPSE succeeded for" \
	"$(ranges promoted "$work/a" "$work/b")" "$one
$two
$three"
same "nothing was split" "$(ranges split "$work/a" "$work/b")" ""
same "copied, and all 512 were there" \
	"$("$PTWALK" diff --only promoted -rn -o DETAIL "$work/a" "$work/b" |
		head -n 1 | sed 's/\\x20/ /g')" \
	"512 of 512 present, 0 same frames: copied"
same "four page tables are gone" \
	"$("$PTWALK" diff --only table-lost -rnb -o SIZE "$work/a" "$work/b" |
		awk '{ n += $1 } END { print n / 2097152 }')" 4

printf '%d,0x%x,0x%x' "$pid" $((start + 3 * huge)) $((start + 4 * huge)) \
	>/sys/kernel/debug/split_huge_pages
"$PTWALK" record "$pid" -o "$work/c"
same "split: the range given to split_huge_pages" \
	"$(ranges split "$work/b" "$work/c")" "$(range $((3 * huge)) $huge)"
same "nothing was promoted" "$(ranges promoted "$work/b" "$work/c")" ""

act fork
child=$reply
"$PTWALK" record "$pid" -o "$work/d"
act write 4096
"$PTWALK" record "$pid" -o "$work/e"
same "a write after fork is a copy" "$(ranges cow "$work/d" "$work/e")" \
	"$(range 4096 4096)"
# the child kept what the parent had before its write
same "the child still has the old page" \
	"$(ranges cow "$child" "$work/e")" "$(range 4096 4096)"
# since 6.6 fork() puts D of a page that it write-protects aside in bit 58
# (pte_wrprotect()), so the copy gains D and loses that
changed="cow,+rw"
! grep -q '^saved-dirty: 0x0*[1-9]' /sys/kernel/debug/ptwalk/info ||
	changed+=",+d,-saved-dirty"
same "nothing else of the situation changed" \
	"$("$PTWALK" diff -rn -o START,CHANGE "$work/d" "$work/e" |
		while read -r a what; do
			((a >= start && a < start + length)) && echo "$what"
		done)" "$changed"

"$PTWALK" diff "$work/e" "$work/e" >"$work/out"
same "the same dump twice: status 0" $? 0
same "and no output" "$(cat "$work/out")" ""
"$PTWALK" diff "$work/a" "$work/b" >/dev/null
same "a difference: status 1" $? 1
"$PTWALK" diff "$work/a" "$work/nothing" >/dev/null 2>&1
same "trouble: status 2" $? 2

unsituate
echo "$was" >$thp
finish
