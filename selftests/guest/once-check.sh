#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk check, compared with the kernel: page sizes and frames after MADV_COLLAPSE and
# split_huge_pages, amounts with smaps, each page with pagemap, permissions with maps.
# The opposite of each expression is checked, too.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage/enabled
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
huge=$((2 << 20))
collapse=25	# MADV_COLLAPSE

# status EXPECTED TARGET EXPR... - succeed if check exits with this status; else print its
# output
status() {
	local wanted=$1 status=0
	shift
	"$PTWALK" check "$@" >"$work/out" 2>&1 || status=$?
	[ "$status" = "$wanted" ] || sed "s/^/# $status: /" "$work/out"
	[ "$status" = "$wanted" ]
}

# each TARGET EXPR... - check each expression alone, print the statuses as a row of digits
each() {
	local target=$1 expr status row=
	shift
	for expr; do
		status=0
		"$PTWALK" check -q "$target" "$expr" || status=$?
		row+=$status
	done
	echo "$row"
}

# smaps FIELD - print a field of the VMA of the situation, in kilobytes
smaps() {
	awk -v at="${start#0x}" -v field="$1:" '
	/^[0-9a-f]+-[0-9a-f]+ / {
		split($1, a, "-")
		inside = length(a[1]) == length(at) && a[1] <= at && at < a[2]
	}
	inside && $1 == field { print $2 }' "/proc/$pid/smaps"
}

# pagemap PAGES - print for each page, from pagemap: P present, S swap format, - neither
pagemap() {
	entries "/proc/$pid/pagemap" $((start / 4096)) "$1" | od -An -v -tx8 -w8 |
		sed 's/^ *[89a-f].*/P/; s/^ *[4-7].*/S/; s/^ *[0-3].*/-/'
}

# judged NAME PAGES - print for each page whether expression NAME holds: + or -
judged() {
	local i at exprs=()
	for ((i = 0; i < $2; i++)); do
		printf -v at '0x%x' $((start + i * 4096))
		exprs+=("$1@$at")
	done
	"$PTWALK" check -rn -o RESULT "$work/dump" "${exprs[@]}" |
		sed 's/holds/+/; s/fails/-/'
}

# khugepaged must not collapse anything meanwhile
was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp)
echo never >$thp

situate dense
all=$(range 0 "$length")
check "small pages, and no other" status 0 "$pid" "4k@$all" "no-huge@$all"
same "huge pages it has not" "$(each "$pid" "2m@$all" "huge@$all" \
	"huge>=1%@$all" "huge>0@$all")" 1111
check "record" "$PTWALK" record "$pid" -o "$work/small"

act advise $((1 * huge)) $((2 * huge)) $collapse
one=$(range $((1 * huge)) $((2 * huge)))
rest=$(range $((3 * huge)) $((length - 3 * huge)))
check "what MADV_COLLAPSE succeeded for is huge" \
	status 0 "$pid" "2m@$one" "huge==4M@$all" "no-2m@$rest" "4k@$rest"
same "and not small" "$(each "$pid" "4k@$one" "4k@$all" "2m@$all" \
	"no-huge@$all")" 1111
status 1 "$pid" "2m@$all"
same "the first range that is not huge is before it" \
	"$("$PTWALK" check -rn -o START,END,RANGES "$pid" "2m@$all")" \
	"$(range 0 $huge | tr - ' ') 2"
check "it was copied, the rest was not" status 0 "$pid" \
	"no-same-frames@$one" "$work/small" "same-frames@$rest" "$work/small"
check "which is the same from the dump" \
	status 1 "$work/small" "same-frames@$one" "$pid"

kb=$(smaps AnonHugePages)
check "smaps: AnonHugePages" status 0 "$pid" "huge==${kb}K@vma:$start"
check "and not a page more" status 1 "$pid" "huge>=$((kb + 4))K@vma:$start"
check "and not a page less" status 1 "$pid" "huge<=$((kb - 4))K@vma:$start"
kb=$(smaps Rss)
check "smaps: Rss" status 0 "$pid" "present==${kb}K@vma:$start"
check "smaps: Size" status 0 "$pid" "present<=$(smaps Size)K@vma:$start" \
	"none==$(($(smaps Size) - kb))K@vma:$start"

"$PTWALK" record "$pid" -o "$work/huge"
printf '%d,0x%x,0x%x' "$pid" $((start + huge)) $((start + 2 * huge)) \
	>/sys/kernel/debug/split_huge_pages
split=$(range $huge $huge)
check "split in place: small, on the same frames" \
	status 0 "$pid" "4k@$split" "same-frames@$split" "$work/huge"
act fork
child=$reply
check "parent and child share every page" \
	status 0 "$pid" "same-frames@$all" "$child"
act write 4096
check "but for the one that was written to" status 0 "$pid" \
	"no-same-frames@$(range 4096 4096)" "$child" \
	"same-frames@$(range $huge $huge)" "$child"
same "said by its address" "$("$PTWALK" check -rn -o START,END,RANGES "$pid" \
	"same-frames@$all" "$child")" "$(range 4096 4096 | tr - ' ') 1"
unsituate
echo "$was" >$thp

# each page of situations with holes, with swapped-out pages, and with 4K pages
for kind in hole swap anon; do
	situate $kind
	if ! "$PTWALK" record "$pid" -o "$work/dump"; then
		skip "$kind" "cannot be recorded"
		unsituate
		continue
	fi
	pages=$((length / 4096 < 24 ? length / 4096 : 24))
	pagemap $pages >"$work/pagemap"
	same "$kind: pagemap has said something" "$(wc -l <"$work/pagemap")" $pages
	same "$kind: present, page by page" "$(judged present $pages)" \
		"$(sed 's/P/+/; s/S/-/' "$work/pagemap")"
	same "$kind: swap, page by page" "$(judged swap $pages)" \
		"$(sed 's/P/-/; s/S/+/' "$work/pagemap")"
	same "$kind: none, page by page" "$(judged none $pages)" \
		"$(sed 's/-/+/; s/[PS]/-/' "$work/pagemap")"
	n=$(pagemap $((length / 4096)) | grep -c P)
	all=$(range 0 "$length")
	check "$kind: present in all" status 0 "$work/dump" \
		"present==$((n * 4))K@$all"
	check "$kind: not a page more" status 1 "$work/dump" \
		"present>$((n * 4))K@$all"
	unsituate
done

# mapped REGEX - print the bytes of the areas whose permissions in maps match
mapped() {
	local range perm rest total=0
	while read -r range perm rest; do
		[[ $perm =~ $1 && $rest != *vsyscall* ]] || continue
		total=$((total + 0x${range#*-} - 0x${range%-*}))
	done <"/proc/$pid/maps"
	echo $total
}

# permissions, compared with maps
situate anon
same "maps: nothing is writable and executable" \
	"$(grep -c ' rwx' "/proc/$pid/maps")" 0
check "no-wx" status 0 "$pid" no-wx us
first=$(range 0 4096)
second=$(range 4096 4096)
check "it can be written to" status 0 "$pid" "rw@$first" "nx@$first"
act protect 0 4096 7
act write 0
same "maps: now something is" "$(grep -c ' rwx' "/proc/$pid/maps")" 1
check "wx" status 0 "$pid" "wx@$first" "x@$first" "rw@$first"
same "which is said by its address" \
	"$("$PTWALK" check -rn -o START,END "$pid" no-wx)" \
	"$(range 0 4096 | tr - ' ')"
act protect 0 4096 1
check "read-only again" status 0 "$pid" no-wx "ro@$first" "nx@$first"

# after fork() each page is copy on write; a write copies one
act fork
same "copy on write" "$("$PTWALK" check -rn -o DETAIL "$pid" "rw@$second" | sed 's/.*,\\x20//; s/\\x20/ /g')" \
	"copy on write"
act write 4096
check "copied" status 0 "$pid" "rw@$second"
same "maps: what may be written to" "$("$PTWALK" check -rnb -o AMOUNT "$pid" 'vma-w>=0')" \
	"$(mapped '^.w')"
same "maps: what is shared" "$("$PTWALK" check -rnb -o AMOUNT "$pid" 'vma-shared>=0')" \
	"$(mapped '^...s')"

# a writable and executable VMA without pages: the third page is a hole
hole=$(range 8192 4096)
act protect 8192 4096 7
same "an area that is both, untouched" "$("$PTWALK" check -rn -o START,END,DETAIL \
	"$pid" no-wx | sed 's/\\x20/ /g')" \
	"${hole/-/ } area is writable and executable, its entry: none"
check "by address, too" status 1 "$pid" "no-wx@$hole"
unsituate

# moment COLUMNS EXPR - print the result for the situation, from a dump of one moment: in a
# dump of several moments a frame may have been mapped at one address after the other
moment() {
	local n
	for ((n = 0; n < 50; n++)); do
		"$PTWALK" check -rnb -o "$1" "$pid" "$2" >"$work/out"
		[ $? = 2 ] || break
	done
	sed 's/\\x20/ /g' "$work/out"
}

# has KIND - succeed if situate can make this kind here
has() {
	"$PTWALK_BUILD/selftests/guest/helpers/situate" "$1" </dev/null | grep -q '^pid'
}

# An entry that userfaultfd protects against reads looks like a NUMA hint.  check has to
# distinguish them: the first access does not make the page accessible again
if has rwp; then
	situate rwp
	half=$(range 0 $((length / 2)))
	rest=$(range $((length / 2)) $((length / 2)))
	check "protected by userfaultfd: there, and nothing allowed" status 0 "$pid" \
		"present@$half" "no-rw@$half" "no-ro@$half" "no-us@$half" "rw@$rest"
	same "why, in the words of walk" "$("$PTWALK" walk "$pid" "$start" |
		sed -n 's/^ *why .* from any access: //p')" \
		"userfaultfd protects it against reads and writes"
	same "show has one range of such entries" \
		"$("$PTWALK" show --bits protnone --range "$start+$length" -rn \
			-o START,END,KIND "$pid")" "${half/-/ } protnone"
	unsituate
else
	skip "userfaultfd's read-write protection" "7.3 has it"
fi

# what other shell tests source
situate anon
mkdir "$work/bin"
ln -s "$PTWALK" "$work/bin/ptwalk"
first=$(range 0 4096)
same "a shell test that includes ptwalk-check.sh" "$(
	PATH=$work/bin:$PATH
	. "$(dirname "$0")/../include/ptwalk-check.sh"
	ptwalk_check "written to" "$pid" "rw@$first" "d@$first"
	ptwalk_check "huge" "$pid" "2m@$first" >"$work/out" || sed -n 1p "$work/out"
	sed -n 's/^# fails.* \(4K page\) .*/\1/p' "$work/out")" "ok 1 written to
not ok 2 huge
4K page"
unsituate

# the same frames at two addresses, one writable and one executable; addresses from maps
situate two-ways
exec=0x$(awk '$2 == "r-xs" { sub(/-.*/, "", $1); print $1 }' \
	"/proc/$pid/maps")
same "maps: no area is both" "$(grep -c ' rwx' "/proc/$pid/maps")" 0
same "the same frames, writable and executable" "$(moment RESULT no-wx)" fails
for at in "$(range 0 4096)" "$exec"; do
	# pagemap has the frame of the first page at both addresses
	frame=$(entries "/proc/$pid/pagemap" $((${at%-*} / 4096)) 1 |
		od -An -tx8 | sed 's/ .\{5\}0*/0x/')
	same "$at: which frame, and both addresses" \
		"$(moment DETAIL "no-wx@$at")" \
		"frame $frame is writable at $(printf 0x%x "$((start))"), executable at $exec"
done
same "4 pages each, and no others" \
	"$(moment FAILING no-wx)" $((8 * 4096))
unsituate

# two processes with the same libraries at different addresses
sleep 600 & one=$!
sleep 600 & two=$!
disown $one $two
until grep -q libc "/proc/$one/maps" && grep -q libc "/proc/$two/maps" &&
      grep -q ' [S] ' "/proc/$two/stat" && grep -q ' [S] ' "/proc/$one/stat"; do
	sleep 0.1
done
stop $one
stop $two
libc=$(awk '/libc/ { print $6; exit }' "/proc/$one/maps")

# frames PID - print "OFFSET FRAME" of each page of the library's code, from pagemap
frames() {
	local from to offset
	read -r from to offset < <(awk -v name="$libc" \
		'$6 == name && $2 == "r-xp" { sub("-", " ", $1); print $1, $3 }' "/proc/$1/maps")
	entries "/proc/$1/pagemap" $((0x$from / 4096)) $(((0x$to - 0x$from) / 4096)) |
		od -An -v -w8 -tx8 | awk -v o=$((0x$offset / 4096)) \
		'/^ [89a-f]/ { print o + NR - 1, substr($1, 6) }' | sort
	printf 'vma:0x%s\n' "$from" >"$work/text-$1"
}
frames $one >"$work/frames-one"
frames $two >"$work/frames-two"
both=$(comm -12 "$work/frames-one" "$work/frames-two" | wc -l)
check "pagemap: they share frames of $libc" [ "$both" -gt 10 ]
check "they stand at different addresses" eval '! cmp -s "$work/text-'$one'" "$work/text-'$two'"'
check "same-frames, by file and offset" status 0 $one \
	"same-frames==$((both * 4))K@$(<"$work/text-$one")" $two
check "all that both have" status 0 $one \
	"same-frames@$(<"$work/text-$one")" $two
check "the vDSO, by name" status 0 $one "same-frames@[vdso]" $two
check "stacks of strangers do not compare" status 2 $one "same-frames@[stack]" $two
check "nor do they as none" status 2 $one "no-same-frames@[stack]" $two
kill -KILL $one $two

"$PTWALK" check -q 999999999 no-wx 2>/dev/null
same "no such process: trouble" $? 2
status 2 self no-such-name
same "no such name: trouble" $? 0
status 2 self 'no-wx@[no such area]'
same "no such area: trouble" $? 0
finish
