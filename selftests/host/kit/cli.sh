# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# What the tests of the command line share: forged dumps in the current directory, functions
# that run ptwalk and compare, and the end of the TAP.  Goldens are reviewed like code;
# "--update" as the first argument of a test writes its goldens again.
#
# Sourced by cli*.sh, which own the commands that are run.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
golden=$top/golden
build=${PTWALK_BUILD:-$top/../../build}
ptwalk=${PTWALK:-$build/ptwalk}
forge=$build/selftests/host/tools/forge-dump
update=${1-}
nr=0 failed=0

ok() {
	nr=$((nr + 1))
	printf 'ok %d %s\n' "$nr" "$1"
}

not_ok() {
	nr=$((nr + 1))
	failed=$((failed + 1))
	printf 'not ok %d %s\n' "$nr" "$1"
}

# golden NAME ARG... - run ptwalk in the directory of the dumps, compare with golden/NAME
golden() {
	local name=$1 status=0
	shift
	"$ptwalk" "$@" >"$tmp/out" 2>"$tmp/err" </dev/null || status=$?
	{
		echo "\$ ptwalk $*"
		cat "$tmp/out"
		sed 's/^/stderr: /' "$tmp/err"
		printf 'exit status %d\n' "$status"
	} >"$tmp/result"
	if [ "$update" = --update ]; then
		cp "$tmp/result" "$golden/$name"
	fi
	if diff -u "$golden/$name" "$tmp/result" >"$tmp/diff" 2>&1; then
		ok "$name"
	else
		sed 's/^/# /' "$tmp/diff"
		not_ok "$name"
	fi
	ran="$ran $name "
}

# bits NAME 'KEY=VALUE...' ARG... - run ptwalk; each KEY must be in the JSON once, with VALUE
bits() {
	local name=$1 want=$2 bad='' pair
	shift 2
	"$ptwalk" "$@" -J >"$tmp/out" 2>"$tmp/err" </dev/null || bad=" status"
	for pair in $want; do
		[ "$(grep -cE "^ +\"${pair%%=*}\": ${pair#*=},?\$" "$tmp/out")" = 1 ] ||
			bad="$bad $pair"
	done
	if [ -z "$bad" ]; then
		ok "$name"
	else
		sed 's/^/# /' "$tmp/out" "$tmp/err"
		printf '# wrong:%s\n' "$bad"
		not_ok "$name"
	fi
}

# on_terminal - have $ptwalk run on a terminal, which script(1) makes, from now on; fails without it.
# Its width is COLUMNS; messages are not on it, if MESSAGES is a file
on_terminal() {
	command -v script >/dev/null || return
	# which script(1) runs a command with: another one reports a signal in its own words
	SHELL=$(command -v bash)
	export SHELL
	cat >"$tmp/on-terminal" <<-'EOF'
		#!/bin/bash
		set -o pipefail
		script -qec "$(printf '%q ' "$PTWALK_REAL" "$@") ${MESSAGES:+2>$MESSAGES}" /dev/null |
			tr -d '\r'
	EOF
	chmod +x "$tmp/on-terminal"
	export PTWALK_REAL=$ptwalk
	ptwalk=$tmp/on-terminal
}

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
ran=
echo "TAP version 13"

mkdir "$tmp/dumps"
cd "$tmp/dumps" || exit 1
for name in $("$forge"); do
	"$forge" "$name" >"./$name" || echo "Bail out! cannot forge $name"
done
head -c 5000 process >truncated
head -c 200 process >truncated-early
: >empty
echo "#!/bin/sh" >script
mkdir directory
# corrupt: a wrong number of tables in the end record, which is the last record
cp process corrupt
printf '\x63' | dd of=corrupt bs=1 seek=$(($(stat -c %s process) - 96 + 24)) \
	conv=notrunc status=none

# names: a file and a process with a backslash, two bytes that are not UTF-8, and é
sed 's|/usr/bin/forged|/\\xff\xff\\\xc3xz/\xc3\xa9 "|g; s|forged\x00|\\\xffx\xc3\xa9\x1b\x00|g' process >names

# finish OWN - end the TAP.  A golden with a name that matches the pattern OWN and that was not
# compared means that a test was lost.
finish() {
	local file
	for file in "$golden"/*; do
		# shellcheck disable=SC2053 # a pattern
		[[ ${file##*/} == $1 ]] || continue
		case $ran in
		*" ${file##*/} "*) ;;
		*)	not_ok "golden/${file##*/} is not used" ;;
		esac
	done
	echo "1..$nr"
	[ "$failed" = 0 ]
}
