#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Addresses that this machine does not have: each command has to refuse them for live
# targets and name the end of the half, which depends on the number of page-table levels
# (the CPU flag la57).  And a range up to the last address.

. "$(dirname "$0")/../tap.sh"

parameter=/sys/module/ptwalk/parameters/kernel
work=$(mktemp -d)
trap 'echo 0 >$parameter; rm -rf "$work"' EXIT

if grep -m 1 '^flags' /proc/cpuinfo | grep -qw la57; then
	levels=5 bit=56
else
	levels=4 bit=47
fi
limit=$(printf '0x%x' $((1 << bit)))
next=$(printf '0x%x' $(((1 << bit) + 4096)))
kernel=$(printf '0x%x' $((-(1 << bit))))
half="0x0-$limit with $levels levels of page tables"

# refused NAME STATUS SENTENCE ARG... - check the message and the status of a command
refused() {
	local name=$1 status=$2 sentence=$3 is=0
	shift 3
	"$PTWALK" "$@" >"$work/out" 2>"$work/err" || is=$?
	same "$name" "$is $(cat "$work/err")" "$status ptwalk: $sentence"
}

situate anon
refused "walk: the first address of no half" 1 \
	"$pid: address $limit is not canonical: with $levels levels of page tables, bits 63 to $bit must be equal" \
	walk "$pid" "$limit"
refused "walk: an address of the kernel" 1 \
	"$pid: address $kernel belongs to the kernel, whose half is the same in every process: ptwalk walk kernel $kernel" \
	walk "$pid" "$kernel"
refused "show: a range of no half" 1 \
	"$pid: range $limit-$next is not inside the user half, $half" \
	show --range "$limit+4K" "$pid"
refused "show: a range that leaves the half" 1 \
	"$pid: range 0x1000-$next is not inside the user half, $half" \
	show --range "0x1000-$next" "$pid"
refused "show: up to the last address" 1 \
	"$pid: range $kernel-0x10000000000000000 is not inside the user half, $half" \
	show --range "$kernel-0x10000000000000000" "$pid"
refused "record: likewise" 1 \
	"$pid: range $limit-$next is not inside the user half, $half" \
	record --range "$limit+4K" -o "$work/dump" "$pid"
refused "collapse: a range of no half" 1 \
	"$pid: address $limit is not canonical: with $levels levels of page tables, bits 63 to $bit must be equal" \
	collapse "$pid" "$limit"
"$PTWALK" check "$pid" "none@$limit" >"$work/out"
same "check: what no dump can cover is unknown" $? 2
same "and why" "$(grep -o 'it is from 0x0 to 0x[0-9a-f]*' "$work/out")" \
	"it is from 0x0 to $(printf '0x%x' $(((1 << bit) - 1)))"
unsituate

echo 1 >$parameter
refused "walk kernel: an address of user space" 1 \
	"kernel: address 0x1000 belongs to user space, but the dump covers the kernel half, which begins at $kernel" \
	walk kernel 0x1000
refused "show kernel: a range that begins before it" 1 \
	"kernel: range $limit-0x10000000000000000 is not inside the kernel half, $kernel-0x10000000000000000 with $levels levels of page tables" \
	show --range "$limit-0x10000000000000000" kernel
last=$("$PTWALK" show -rn --by-vma -o KIND,START,END kernel | sed -n 's/^area //p' |
	tail -n 1)
same "show kernel: the last region ends with the addresses" "${last#* }" \
	0x10000000000000000
"$PTWALK" walk kernel 0xfffffffffffff000 >"$work/out"
same "walk kernel: so does the area" \
	"$(sed -n 's/^  area *\(0x[^ ]*\) .*/\1/p' "$work/out")" \
	"${last% *}-0x10000000000000000"
"$PTWALK" walk -J kernel 0xfffffffffffff000 >"$work/out"
same "and in JSON" "$(sed -n 's/.*"vma": "\(.*\)",/\1/p' "$work/out")" \
	"${last% *}-0x10000000000000000"
finish
