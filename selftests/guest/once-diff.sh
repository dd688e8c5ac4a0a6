#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk diff, compared with what the kernel did: it has to show as promoted exactly the
# ranges for which MADV_COLLAPSE succeeded, as split those that were written to
# split_huge_pages, and as a copy a page that was written after fork().

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage/enabled
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
huge=$((2 << 20))
collapse=25	# MADV_COLLAPSE

# ranges KIND A B - print START-END of each change of a kind in the situation
ranges() {
	"$PTWALK" diff --only "$1" -rn -o START,END "$2" "$3" |
		while read -r a b; do
			((a >= start && a < start + length)) && echo "$a-$b"
		done
}

# khugepaged must not collapse anything meanwhile
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

# a recorded range is compared with that range of the process
part=$(printf '0x%x+%d' "$start" $((2 * huge)))
"$PTWALK" record --range "$part" "$pid" -o "$work/part"
same "of a recorded range, nothing is left out" \
	"$("$PTWALK" diff --only table-lost "$work/part" "$pid" 2>&1)" ""
same "nor if the process comes first" \
	"$("$PTWALK" diff --only table-lost "$pid" "$work/part" 2>&1)" ""

act fork
child=$reply
"$PTWALK" record "$pid" -o "$work/d"
act write 4096
"$PTWALK" record "$pid" -o "$work/e"
same "a write after fork is a copy" "$(ranges cow "$work/d" "$work/e")" \
	"$(range 4096 4096)"
# the child still has the page that the parent had before it wrote
same "the child still has the old page" \
	"$(ranges cow "$child" "$work/e")" "$(range 4096 4096)"
# since 6.6 fork(), when it write-protects a page, moves D to saved-dirty in bit 58
# (pte_wrprotect()), so the copy gains D and loses saved-dirty
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

# ---- two processes, each with a layout of its own ----

# present PID FILE - print "1" for each page of the file's code that is present
present() {
	local range from to
	range=$(awk -v name="$2" '$2 == "r-xp" && $6 == name { print $1; exit }' \
		"/proc/$1/maps")
	from=$((0x${range%-*} / 4096)) to=$((0x${range#*-} / 4096))
	entries "/proc/$1/pagemap" $from $((to - from)) | od -An -v -w8 -t u4 |
		awk '{ print ($2 >= 2 ^ 31) }'
}

sleep 600 & one=$!
sleep 600 & two=$!
for pid in $one $two; do
	until [ "$(<"/proc/$pid/comm")" = sleep ] && grep -q '^State:.S' "/proc/$pid/status"; do
		sleep 0.1
	done
done
libc=$(awk '$2 == "r-xp" && $6 ~ /libc[.-]/ { print $6; exit }' "/proc/$one/maps")
start=$(awk -v name="$libc" '$2 == "r-xp" && $6 == name { print "0x" $1; exit }' "/proc/$one/maps")
end=0x${start#*-} start=${start%-*}
check "their layouts are not the same" eval \
	'! cmp -s <(grep -F "$libc" "/proc/$one/maps") <(grep -F "$libc" "/proc/$two/maps")'
"$PTWALK" diff -rn -o START,PAGES,CHANGE,NAME "$one" "$two" >"$work/two" 2>"$work/note"
same "no area of a file came or went" \
	"$(grep -E 'vma-(added|removed)' "$work/two")" ""
check "the heaps are not compared" grep -q 'vma-apart \[heap\]' "$work/two"
check "which is said" grep -q 'anonymous memory is not compared' "$work/note"
same "code of libc: pages that only one of them has are those of pagemap" \
	"$(while read -r at pages change _; do
		((at >= start && at < end)) && [[ $change =~ mapped ]] && n=$((n + pages))
	done <"$work/two"; echo $((n)))" \
	"$(paste <(present $one "$libc") <(present $two "$libc") | awk '$1 != $2 { n++ }
		END { print n + 0 }')"
same "and all others stand on the same frames" \
	"$(while read -r at pages change _; do
		((at >= start && at < end)) && [[ $change =~ moved|cow ]] && echo "$at"
	done <"$work/two")" ""
"$PTWALK" diff --only vma-apart "$one" "$two" >/dev/null 2>&1
same "what does not compare is no difference" $? 0
kill $one $two

echo "$was" >$thp
finish
