# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk-check.sh - to be sourced by a shell test that prints TAP, outside of ptwalk
#
#   ptwalk_check WHAT TARGET EXPR...
#                       a result: "ok" if all expressions of "ptwalk check" hold, else "not ok",
#                       and what the first page is that does not meet them, as comments
#
# The test numbers its results by $ptwalk_checks.  ptwalk is in PATH, the caller is root.

ptwalk_checks=0

ptwalk_check() {
	ptwalk_what=$1
	ptwalk_checks=$((ptwalk_checks + 1))
	shift
	if ptwalk_rows=$(ptwalk check "$@" 2>&1); then
		echo "ok $ptwalk_checks $ptwalk_what"
	else
		echo "not ok $ptwalk_checks $ptwalk_what"
		printf '%s\n' "$ptwalk_rows" | sed 's/^/# /'
		return 1
	fi
}
