#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# answers.sh TARGET BEFORE ADDRESS... - print the JSON output of all commands for a target.
# Tests compare it between a live process, its dump, and that dump on another machine.
# BEFORE is another dump of the process, which differs from TARGET.

set -u -o pipefail
target=$1 before=$2
shift 2

# clean - remove what always differs: the name of the target, and the holds of the mmap lock
clean() {
	sed -e 's/"target": *"[^"]*"/"target":""/' -e '/"holds"\|"hold-/d'
}

"$PTWALK" show -J "$target" || exit
"$PTWALK" show --entries --tables -J "$target" || exit
"$PTWALK" show --by-vma -J "$target" || exit
"$PTWALK" stat -J "$target" | clean || exit
for address; do
	"$PTWALK" walk -J "$target" "$address" || exit
done
"$PTWALK" diff -J "$target" "$before"
[ $? = 1 ]
