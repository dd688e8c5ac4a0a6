# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# progress.sh - wait for a process for as long as it makes progress; to be sourced
#
# A machine that shares its CPUs can be slow without being stuck, so no fixed time limit
# can distinguish the two.  A process that prints nothing for a long time is stuck.

# while_growing SECONDS FILE... -- COMMAND... - wait while COMMAND succeeds; return 1 as soon
# as none of the FILEs was written to for SECONDS
while_growing() {
	local most=$1 said=$SECONDS mark file files=()
	shift
	while [ "$1" != -- ]; do
		files+=("$1")
		shift
	done
	shift
	mark=$(mktemp) || return
	while "$@" 2>/dev/null; do
		for file in "${files[@]}"; do
			[ "$file" -nt "$mark" ] || continue
			printf . >"$mark"
			said=$SECONDS
		done
		if [ $((SECONDS - said)) -ge "$most" ]; then
			rm -f "$mark"
			return 1
		fi
		sleep 0.2
	done
	rm -f "$mark"
}
