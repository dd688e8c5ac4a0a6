#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftests/mm/judge.awk: what "make mm-selftests" says of the results of a test in several runs.

set -u -o pipefail
selftests=$(cd "$(dirname "$0")/.." && pwd -P)
. "$selftests/tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit
echo "TAP version 13"

judge() { awk -v alone=$(($# - 1)) -f "$selftests/mm/judge.awk" "$@"; }
counts() { awk -v counts=1 -f "$selftests/mm/judge.awk" "$1"; }

printf '%s\n' 'TAP version 13' 'ok 1 maps 12 pages at 0x7f00' '# maps... FAIL' 'not ok 2 - splits' \
	'ok 3 swaps # SKIP no swap' 'exit 1' >tap
sed 's/12/13/; s/7f00/7e00/' tap >moved
sed 's/^not ok 2/ok 2/; s/exit 1/exit 0/' tap >better
sed '/splits/,$d' tap >ended
echo 'exit 139' >>ended
sed 's/no swap/no disk/' tap >reason
printf '%s\n' 'Maps 12... OK' 'Splits... '$'\e[31mFail\e[0m' 'Not OK' \
	'test 3 PASSED (iteration 1)' '[SKIP]' 'exit 0' >words
sed 's/31mFail/32mOK/' words >better-words
sed 's/\.\.\./..../' words >longer
echo 'exit 4' >skipped
echo 'exit 0' >nothing

same "numbers and addresses are not compared" "$(judge tap moved tap)" equal
same "a result that no run alone had" "$(judge tap tap better)" "DIFFERS
# splits: alone not ok 2 times, dumped ok
# exit status: alone 1 2 times, dumped 0"
same "one that a run alone had as well" "$(judge tap better tap)" "flaky
# splits: alone not ok 1 times, ok 1 times, dumped not ok
# exit status: alone 1 1 times, 0 1 times, dumped 1"
same "results that are missing, and the status" "$(judge tap tap ended)" "DIFFERS
# splits: alone not ok 2 times, dumped missing
# swaps: alone ok # SKIP no swap 2 times, dumped missing
# exit status: alone 1 2 times, dumped 139"
same "missing in a run alone" "$(judge tap ended ended)" "flaky
# splits: alone not ok 1 times, missing 1 times, dumped missing
# swaps: alone ok # SKIP no swap 1 times, missing 1 times, dumped missing
# exit status: alone 1 1 times, 139 1 times, dumped 139"
same "missing alone" "$(judge ended ended tap)" "DIFFERS
# exit status: alone 139 2 times, dumped 1
# splits: alone missing 2 times, dumped not ok
# swaps: alone missing 2 times, dumped ok # SKIP no swap"
same "why something is skipped" "$(judge tap tap reason)" "DIFFERS
# swaps: alone ok # SKIP no swap 2 times, dumped ok # SKIP no disk"
same "words where there is no TAP" "$(judge words words better-words)" "DIFFERS
# Splits: alone Fail 2 times, dumped OK"
same "the dots of how long it took" "$(judge words words longer)" equal
same "equal ones" "$(judge words words words)" equal

same "TAP is counted" "$(counts tap)" 1/1/1
same "words are" "$(counts words)" 2/2/1
same "a signal counts" "$(counts ended)" 1/1/0
same "the status alone" "$(counts nothing) $(counts skipped)" "1/0/0 0/0/1"
finish
