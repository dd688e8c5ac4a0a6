#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Allocations that fail: each command is run again and again, with one allocation after the other
# failing, and then with all later ones failing too; preload/scarce.c makes them fail, and
# tools/starve.c judges.  Each run has to end in one sentence and the exit status of an error, and
# leave no file.
#
# How many runs that are, and what became of them, is printed before each test: those that were
# refused, and those that went on without the memory (the names of months, for example).

set -u -o pipefail
# not UTF-8: whether there is memory for a locale decides which characters are drawn
export LC_ALL=C

build=${PTWALK_BUILD:-$(cd "$(dirname "$0")/../.." && pwd -P)/build}
ptwalk=$(realpath "${PTWALK:-$build/ptwalk}")
tools=$(realpath "$build/selftests/host/tools")
library=$(realpath "$build/selftests/preload/scarce.so")
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"

case $ptwalk in
*/asan/*)
	skip "allocations that fail" "the sanitizer has a malloc() of its own"
	finish ;;
esac
for name in process later thp; do
	"$tools/forge-dump" $name >$name
done
"$tools/forge-image" linux.image >linux.image

# scarce STATUS OUTPUT ARG... - a test: ptwalk fails with STATUS, without the file OUTPUT
scarce() {
	local status=$1 output=$2
	shift 2
	check "$*" "$tools/starve" "$library" "$output" "$status" "$ptwalk" "$@"
}

# 1, or 2 where 1 is an answer
scarce 1 "" show process
scarce 1 "" show --by-vma -J process
scarce 1 "" stat process
scarce 1 "" stat --openmetrics - process
scarce 1 metrics stat --openmetrics metrics process
scarce 1 "" huge thp
scarce 1 "" huge --windows -r thp
scarce 2 "" diff process later
scarce 1 "" tree process
scarce 1 "" tree --dot process
scarce 1 "" map process later
scarce 1 "" walk process 0x555555559123
scarce 1 "" share process later
scarce 2 "" check process no-wx '4k@[heap]'
scarce 1 "" decode 0x8000000012345867 --level pte
scarce 1 page report -o page process later
scarce 1 dump record --image linux.image --pid 77 -o dump
scarce 1 "" record --image linux.image --list
if command -v zstd >/dev/null && "$ptwalk" record --image linux.image --pid 77 --compress \
		-o packed 2>/dev/null; then
	scarce 1 "" stat packed
	rm -f packed
	scarce 1 packed record --image linux.image --pid 77 --compress -o packed
else
	skip "compressed dumps" "no libzstd"
fi
finish
