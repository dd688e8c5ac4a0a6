#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Compressed dumps: "ptwalk record --compress" writes what zstd(1) reads, commands print for them
# what they print for the dump itself, and each damage is noticed.

set -u -o pipefail
export LC_ALL=C.UTF-8

build=${PTWALK_BUILD:-$(cd "$(dirname "$0")/../.." && pwd -P)/build}
ptwalk=${PTWALK:-$build/ptwalk}
tools=$build/selftests/host/tools
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"

command -v zstd >/dev/null || {
	skip "compressed dumps" "no zstd here to compare with"
	finish
}
"$tools/forge-image" linux.image >linux.image
"$tools/forge-dump" process >forged
record=("$ptwalk" record --image linux.image --pid 77)
"${record[@]}" -o dump
"${record[@]}" --compress -o dump.zst 2>err
if grep -q 'built without libzstd' err; then
	skip "compressed dumps" "built without libzstd"
	finish
fi
same "record: without a word" "$(<err)" ""

# what is written
check "zstd reads it, and it is the dump" eval 'zstd -qdc dump.zst | cmp - dump'
check "it is smaller" test "$(stat -c %s dump.zst)" -lt "$(($(stat -c %s dump) / 2))"
same "for its owner alone" "$(stat -c %a dump.zst)" 600
same "nothing is left beside it" "$(ls -d dump.zst*)" dump.zst
check "to standard output" eval '"${record[@]}" --compress -o - | cmp - dump.zst'
check "the size is told" eval '"${record[@]}" --compress -v -o told 2>&1 | grep "compressed [0-9]" >/dev/null'
fails "a full disk" 'standard output: cannot write: No space left on device' \
	eval '"${record[@]}" --compress -o - >/dev/full'
echo old >kept
check "a limit of sizes ends it" eval \
	'! (trap "" XFSZ; ulimit -f 0; "${record[@]}" --compress -o kept) 2>err'
same "the old file stays" "$(<kept)" old
same "and no other" "$(ls -d kept*)" kept
fails "not for a list" 'cannot be used with --compress' \
	"$ptwalk" record --image linux.image --list --compress

# what is read: by its bytes, not by its name
zstd -q forged -o packed
for command in "show" "show --entries -J" "show --by-vma" "stat" "huge" "tree" "check" "map" \
	"walk %s 0x555555601123" "diff forged"; do
	plain=${command/\%s/forged} packed=${command/\%s/packed}
	[ "$plain" != "$command" ] || plain+=" forged" packed+=" packed"
	[ "$command" != check ] || plain+=" no-wx" packed+=" no-wx"
	# shellcheck disable=SC2086 # words of a command line
	"$ptwalk" $plain 2>&1 | sed 's/forged/NAME/g' >want
	# shellcheck disable=SC2086
	"$ptwalk" $packed 2>&1 | sed 's/forged\|packed/NAME/g' >got
	check "$command: as of the dump" cmp want got
done
"$ptwalk" stat -J - <forged >want
"$ptwalk" stat -J - <packed >got
check "a file as standard input" cmp want got
(head -c 2 packed; sleep 0.2; tail -c +3 packed) | "$ptwalk" stat -J - >got
check "a pipe, and the magic number in two pieces" cmp want got
zstd -q -19 --long=27 --no-check forged -o long
"$ptwalk" stat -J - <long >got
check "another level, a large window, no checksum" cmp want got
{ head -c 5000 forged | zstd -q; tail -c +5001 forged | zstd -q; } >frames
"$ptwalk" stat -J - <frames >got
check "two frames are one file" cmp want got

# what is damaged
size=$(stat -c %s dump.zst)
for part in 1 2 3 4 5 6 7; do
	head -c $((size * part / 8)) dump.zst >piece
	fails "cut at $part/8" 'piece: truncated: the compressed dump ends after [0-9]+ bytes' \
		"$ptwalk" stat piece
	fails "cut at $part/8, from a pipe" '-: truncated: the compressed dump ends after' \
		eval 'cat piece | "$ptwalk" stat -'
done
head -c $((size - 1)) dump.zst >piece
fails "without the last byte" 'truncated: the compressed dump ends' "$ptwalk" stat piece

# flip OFFSET FILE - change a bit of a byte
flip() {
	local byte
	byte=$(od -An -tu1 -j "$1" -N 1 "$2")
	printf '%b' "\\x$(printf %x $((byte ^ 1 << $1 % 8)))" |
		dd of="$2" bs=1 seek="$1" conv=notrunc status=none
}

# some bits of the header mean nothing, or only how much memory to take
"$ptwalk" show --entries dump >want
wrong=0
for ((at = 0; at < size; at += size / 200 + 1)); do
	cp dump.zst flipped
	flip "$at" flipped
	if "$ptwalk" show --entries flipped >got 2>err; then
		cmp -s want got || { echo "# byte $at: another answer"; wrong=$((wrong + 1)); }
	elif ! grep -qE '^ptwalk: flipped: (truncated|corrupt|not a ptwalk dump|cannot)' err; then
		sed "s/^/# byte $at: /" err
		wrong=$((wrong + 1))
	fi
done
same "a flipped bit is noticed, or means nothing" $wrong 0
cp dump.zst flipped
flip $((size - 1)) flipped
fails "the checksum" 'corrupt compressed dump: it cannot be decompressed at byte [0-9]+' \
	"$ptwalk" stat flipped
{ cat dump.zst; echo more; } >longer
fails "more behind it" 'has ended before byte [0-9]+, and what follows is no zstd' \
	"$ptwalk" stat longer
cat dump.zst dump.zst >twice
fails "two dumps" 'twice: corrupt dump: [0-9]+ bytes follow its end' "$ptwalk" stat twice
: | zstd -q >empty
fails "nothing, compressed" 'not a ptwalk dump: it is empty' "$ptwalk" stat empty
echo "some words" | zstd -q >words
fails "something else, compressed" 'not a ptwalk dump: it begins with 73 6f 6d 65' \
	"$ptwalk" stat words
zstd -q <dump.zst >doubly
fails "compressed twice" 'not a ptwalk dump: it begins with 28 b5 2f fd' "$ptwalk" stat doubly
printf '\x28\xb5\x2f' >short
fails "a part of the magic number" 'not a ptwalk dump: it begins with 28 b5 2f' \
	"$ptwalk" stat short

# bombs: little that becomes much
head -c 1G /dev/zero | zstd -q >bomb
case $ptwalk in
*/asan/*)
	skip "bombs" "the sanitizer takes more memory" ;;
*)
	fails "zeros" 'not a ptwalk dump: it begins with 00 00 00 00' \
		eval '(ulimit -v 200000; "$ptwalk" stat bomb)'
	# a header, and records of an unknown type without end
	{
		head -c $(($(od -An -tu4 -j 4 -N 4 dump))) dump
		printf '\x77\x77\x00\x00\x00\x00\x00\x40'
		head -c 1G /dev/zero
	} | zstd -q >bomb
	fails "records without end" 'out of memory after [0-9]+ bytes of dump' \
		eval '(ulimit -v 200000; "$ptwalk" stat bomb)'
	;;
esac
finish
