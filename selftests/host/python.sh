#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The reader of dumps in Python, the second implementation of the format: on all forged dumps it
# reads what "ptwalk show" prints, and refuses what is damaged with a sentence.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
ptwalk=${PTWALK:-$build/ptwalk}
tools=$build/selftests/host/tools
reader=$top/userspace/python/ptwalk_dump.py
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"
export PYTHONDONTWRITEBYTECODE=1
# of several, the one that has the library of the system's packages
python=$(command -v python3)
"$python" -c 'import zstandard' 2>/dev/null || ! /usr/bin/python3 -c 'import zstandard' 2>/dev/null ||
	python=/usr/bin/python3

names=$("$tools/forge-dump")
for name in $names; do "$tools/forge-dump" "$name" >"$name"; done
"$tools/forge-dump" hostile-process >hostile-process
"$tools/forge-dump" hostile-kernel-half >hostile-kernel-half
"$tools/forge-image" raw.image >raw.image
"$ptwalk" record --image raw.image --cr3 0x100000 --levels 4 -o image 2>/dev/null
"$tools/forge-image" linux.image >linux.image
"$ptwalk" record --image linux.image --pid 77 -o image-process 2>/dev/null
read -ra forged <<<"${names//$'\n'/ }"
adopt "$python" "$top/selftests/host/python/compare.py" "$ptwalk" "${forged[@]}" \
	hostile-process hostile-kernel-half image image-process

# as a program
check "prints a dump" eval '"$python" "$reader" process >out'
same "entries" "$(grep -c '"start"' out)" \
	"$("$ptwalk" show --entries --tables -J process | grep -c '"start"')"
: >empty
head -c 5000 process >truncated
fails "a truncated dump" '^truncated: truncated: 5000 bytes' "$python" "$reader" truncated
fails "an empty file" 'not a ptwalk dump: it begins with nothing' "$python" "$reader" empty
fails "another file" 'not a ptwalk dump: it begins with 23 20 53 50' \
	"$python" "$reader" "$top/selftests/tap.sh"
fails "no file" '^nowhere: No such file' "$python" "$reader" nowhere
fails "no name" 'ptwalk_dump.py FILE' "$python" "$reader"
fails "a dump that is not complete is told" 'not complete' \
	eval '"$python" "$reader" incomplete; false'
check "nobody reads on" eval '"$python" "$reader" large 2>err | head -n 1 >/dev/null; [ ! -s err ]'

# without the library, with it, and damaged in its compressed form
absent='import sys; sys.modules["zstandard"] = sys.modules["compression"] = None
sys.path.insert(0, sys.argv.pop(1)); import ptwalk_dump; sys.exit(ptwalk_dump.main())'
if command -v zstd >/dev/null; then
	zstd -q process -o packed
	fails "compressed, without a library" 'run "zstd -d" on it first' \
		"$python" -c "$absent" "$top/userspace/python" packed
fi
if command -v zstd >/dev/null && "$python" -c 'import zstandard' 2>/dev/null; then
	check "compressed" eval '"$python" "$reader" packed | cmp - out'
	head -c 1000 packed >packed-truncated
	fails "compressed, truncated" 'truncated|damaged' "$python" "$reader" packed-truncated
	{ head -c 900 packed; printf '\xff\xff\xff'; tail -c +904 packed; } >packed-damaged
	fails "compressed, damaged" 'damaged|record at|truncated' "$python" "$reader" packed-damaged
	truncate -s 100M zeros
	zstd -q zeros -o packed-zeros
	fails "compressed, far too much" 'larger than 1000000 bytes' "$python" -c \
		'import sys; sys.path.insert(0, sys.argv[1]); import ptwalk_dump
ptwalk_dump.load("packed-zeros", 1000000)' "$top/userspace/python"
else
	skip "compressed dumps" "no zstd or no python3-zstandard: selftests/vm/deps python installs them"
fi
finish
