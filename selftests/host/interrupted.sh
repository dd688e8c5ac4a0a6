#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Commands that are ended in the middle.  By a reader that goes: none says a word, or has another
# exit status than SIGPIPE's.  By a full disk: one sentence.  "record" and "report", by a signal at
# any point: the file is whole or not there, and nothing is left beside it.

set -u -o pipefail
export LC_ALL=C.UTF-8

build=${PTWALK_BUILD:-$(cd "$(dirname "$0")/../.." && pwd -P)/build}
ptwalk=$(realpath "${PTWALK:-$build/ptwalk}")
tools=$(realpath "$build/selftests/host/tools")
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"

for name in process later child thp; do
	"$tools/forge-dump" $name >$name
done
"$tools/forge-image" linux.image >linux.image

lines=(
	"show process" "show -J process" "show --by-vma process" "stat process" "huge thp"
	"huge --windows -r thp" "diff process later" "diff -J process later" "tree process"
	"tree --dot process" "map process" "walk process 0x555555559123" "share process child"
	"check process no-wx" "decode 0x8000000012345867 --level pte" "report -o - process"
	"stat --openmetrics - process" "record --image linux.image --pid 77 -o -"
	"record --image linux.image --list" "help" "show --help"
)

# said - take from err what is no error: "share" of dumps notes what they leave out
said() { sed -i '/^ptwalk: note: /d' err; }

# The reader has gone before the first byte
mkfifo closed
gone() {
	local status word
	# shellcheck disable=SC2086 # words of a command line
	{ read -r word <closed; "$ptwalk" $1 2>err; echo $? >status; } |
		{ exec <&-; echo >closed; }
	status=$(<status)
	said
	[ "$status" = 141 ] && [ ! -s err ] || { echo "# $status $(<err)"; return 1; }
}

# refused LINE WORDS COMMAND... - a full disk: one sentence that ends in WORDS
refused() {
	local line=$1 words=$2 status=0
	shift 2
	# shellcheck disable=SC2086
	"$@" "$ptwalk" $line >/dev/full 2>err || status=$?
	said
	[ $status != 0 ] && [ $status -lt 3 ] && [ "$(wc -l <err)" = 1 ] &&
		grep -Eq "^ptwalk: .*($words)\$" err || { echo "# $status $(<err)"; return 1; }
}

# The runner has its tests write line by line; this is how a program writes to a file
full() { refused "$1" "No space left on device" env -u _STDBUF_O; }

# Line by line, stdio keeps no reason of a line that failed: then none is given, and not a wrong one
full_lines() { refused "$1" "No space left on device|write error" stdbuf -oL; }

for line in "${lines[@]}"; do
	check "a reader that goes: $line" gone "$line"
	check "a full disk: $line" full "$line"
	check "a full disk, line by line: $line" full_lines "$line"
done

# interrupted SIGNAL LINE - end a command that writes the file "out" at 40 points of its time
interrupted() {
	local signal=$1 line=$2 i status want whole=0
	rm -f out*
	# shellcheck disable=SC2086
	"$ptwalk" $line 2>err || return
	want=$(stat -c %s out)
	for ((i = 0; i < 40; i++)); do
		rm -f out*
		status=0
		# shellcheck disable=SC2086
		timeout -s "$signal" "0.00$((100 + 15 * i))" "$ptwalk" $line 2>err || status=$?
		case "$(echo out*)" in
		'out*')
			[ $status != 0 ] || { echo "# $i: no file, and status 0"; return 1; } ;;
		out)
			whole=$((whole + 1))
			[ "$(stat -c %s out)" = "$want" ] || { echo "# $i: a part"; return 1; } ;;
		*)
			ls -l out* | sed 's/^/# /'
			return 1 ;;
		esac
	done
	echo "# SIG$signal: $whole of 40 came too late"
}

for signal in INT TERM HUP QUIT; do
	check "record, SIG$signal" interrupted $signal "record --image linux.image --pid 77 -o out"
	check "report, SIG$signal" interrupted $signal "report -o out process later thp"
done
finish
