#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The kernel half, compared with known facts: the sections of the kernel image from
# /proc/kallsyms, no page that is writable and executable, and, with page-table isolation,
# a user-mode PGD with only the few mappings that are needed.  every-ptdump compares it
# entry by entry, on kernels with ptdump.

. "$(dirname "$0")/../tap.sh"

parameter=/sys/module/ptwalk/parameters/kernel
work=$(mktemp -d)
trap 'echo 0 >$parameter; rm -rf "$work"' EXIT

symbol() {
	awk -v name="$1" '$3 == name { print "0x" $1; exit }' /proc/kallsyms
}

# access START END NAME... - succeed if NAME holds for all present pages of a range
access() {
	local range=$1-$2
	shift 2
	"$PTWALK" check "$work/kernel" "${@/%/@$range}" >&2
}

page_up() {
	printf '0x%x' $((($1 + 4095) & ~4095))
}

huge_down() {
	printf '0x%x' $(($1 & ~((2 << 20) - 1)))
}

echo 0 >$parameter
"$PTWALK" show kernel >/dev/null 2>"$work/err"
same "without kernel=1 it is refused" $? 1
check "and the message says what to do" grep -q 'kernel=1' "$work/err"
echo 1 >$parameter

check "record" "$PTWALK" record kernel -o "$work/kernel"
regions=$("$PTWALK" show -rn --by-vma -o KIND,NAME "$work/kernel" |
	sed -n 's/\\x20/ /g; s/^area //p')
check "the direct map is named" grep -qx 'Direct Map' <<<"$regions"
check "vmalloc is named" grep -qx 'vmalloc() Area' <<<"$regions"
check "the image is named" grep -qx 'High Kernel Mapping' <<<"$regions"
check "modules are named" grep -qx 'Modules' <<<"$regions"

text=$(symbol _text)
rodata=$(symbol __start_rodata)
rodata_end=$(symbol __end_rodata)
data=$(symbol _sdata)
data_end=$(symbol _edata)
# the last 2M page of the text may reach beyond _etext
check "text can be read and executed" \
	access "$text" "$(huge_down "$(symbol _etext)")" ro x no-us
check "rodata can only be read" \
	access "$rodata" "$(page_up "$rodata_end")" ro nx no-us
check "data can be read and written" \
	access "$(page_up "$data")" "$(huge_down "$data_end")" rw nx no-us
same "nothing is both writable and executable" \
	"$("$PTWALK" show -rn -o START,EFF --bits page "$work/kernel" |
		grep 'wx' || :)" ""
check "check says so, too" "$PTWALK" check "$work/kernel" no-wx
check "and of the live kernel" "$PTWALK" check kernel no-wx
"$PTWALK" check -q "$work/kernel" no-x
same "but not that nothing is executable" $? 1

# the PGD entry is that of another process, but its value is the same
"$PTWALK" walk -rn -o LEVEL,RAW,RESULT "$work/kernel" "$text" >"$work/a"
"$PTWALK" walk -rn -o LEVEL,RAW,RESULT kernel "$text" >"$work/b"
check "one address, live and from the file" cmp "$work/a" "$work/b"

if grep -qw pti /proc/cpuinfo; then
	check "record the user-mode PGD" \
		"$PTWALK" record kernel:user -o "$work/user"
	bytes=$("$PTWALK" stat -rnb -o PRESENT "$work/user")
	all=$("$PTWALK" stat -rnb -o PRESENT "$work/kernel")
	check "it shows something" test "$bytes" -gt 0
	check "but less than a hundredth of the kernel" \
		test "$bytes" -lt $((all / 100))
	same "nothing of it is in vmalloc, vmemmap or modules" \
		"$("$PTWALK" show -rn -o NAME --bits p "$work/user" |
			sed 's/\\x20/ /g' |
			grep -x 'vmalloc() Area\|Vmemmap\|Modules' || :)" ""
	same "a process has the same pages in both" \
		"$(situate anon && stop "$pid" &&
			"$PTWALK" diff --only mapped,unmapped,moved \
				"$pid" "$pid:user"; echo $?; unsituate)" 0
else
	"$PTWALK" show self:user >/dev/null 2>"$work/err"
	same "without page-table isolation there is no user-mode PGD" $? 1
	check "and the message says so" grep -q 'isolation is off' "$work/err"
fi
finish
