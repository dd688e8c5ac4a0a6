#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# answers.sh TARGET BEFORE ADDRESS... - all that the commands say of a target, in
# JSON: compared between a live process, its dump, and the dump elsewhere.  BEFORE
# is a dump that differs from it.

set -u -o pipefail
target=$1 before=$2
shift 2

# What differs by nature: the name that was typed, and the course of the walk
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
