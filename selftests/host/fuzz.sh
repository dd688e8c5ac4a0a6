#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# A minute of hostile input for all fuzz targets together; "make fuzz TIME=3600" gives them more.
# The programs are those of "make fuzz-programs", which needs clang.

set -u -o pipefail

selftests=$(cd "$(dirname "$0")/.." && pwd -P)
build=${PTWALK_BUILD:-$selftests/../build}
. "$selftests/tap.sh"
echo "TAP version 13"

programs=("$build"/fuzz/selftests/fuzz/fuzz-*)
case ${PTWALK-} in
*/asan/*)
	skip "fuzzing" "its programs have sanitizers of their own"
	finish ;;
esac
[ -x "${programs[0]}" ] || {
	skip "fuzzing" "no programs: make fuzz-programs, with clang"
	finish
}
seconds=$((60 / ${#programs[@]}))
for program in "${programs[@]}"; do
	name=${program##*/fuzz-}
	# a change is judged by the same inputs as the one before
	check "$name" env SEED=1 TIME=$seconds PTWALK_BUILD="$build" "$selftests/fuzz/run" "$name"
done
finish
