#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The labs: each runs to its end, so that what it claims came true, and prints what its page in
# Documentation/labs/ shows.

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

labs=$here/../labs
pages=$here/../../Documentation/labs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
PATH=$(dirname "$PTWALK"):$PATH

for lab in "$labs"/*/run; do
	name=$(basename "$(dirname "$lab")")
	status=0
	TRANSCRIPT=$work/$name "$lab" >"$work/out" 2>&1 </dev/null || status=$?
	if [ $status = 4 ]; then
		skip "lab $name" "$(tail -n 1 "$work/out")"
		continue
	fi
	# the last line says what did not come true
	same "lab $name" "$([ $status = 0 ] || tail -n 1 "$work/out")" ""
	[ $status = 0 ] || sed 's/^/# /' "$work/out"
	"$labs/drift" "$pages/$name.rst" "$work/$name" >"$work/drift" 2>&1
	same "its page shows what it prints" "$(<"$work/drift")" ""
done
finish
