#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The output file of "ptwalk record": names of the maximum length, symbolic links, pipes.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# readable FILE - succeed if it is a complete dump that only its owner can read
readable() {
	[ "$(stat -c %a "$1")" = 600 ] && "$PTWALK" stat "$1" >"$work/stat"
}

check "a file" "$PTWALK" record self -o "$work/file"
check "it is whole" readable "$work/file"

# a name has at most 255 bytes: there is no room for a suffix
long=$work/$(printf '%0255d' 0)
check "a long name" "$PTWALK" record self -o "$long"
check "it is whole" readable "$long"
check "a long name once more" "$PTWALK" record self -o "$long"
! "$PTWALK" record self -o "${long}0" 2>"$work/err"
same "a name too long" $? 0
check "and it is said" grep -q "File name too long" "$work/err"

ln -s file "$work/link"
before=$(stat -c %i "$work/file")
check "a link" "$PTWALK" record self -o "$work/link"
check "it is still one" test -L "$work/link"
check "what it leads to is new" test "$(stat -c %i "$work/file")" != "$before"

ln -s gone "$work/dangling"
! "$PTWALK" record self -o "$work/dangling" 2>"$work/err"
same "a link that leads nowhere" $? 0
check "and it is said" grep -q "symbolic link to nothing" "$work/err"
check "it is still one" test -L "$work/dangling"
check "nothing was made" test ! -e "$work/gone"

mkfifo "$work/pipe"
"$PTWALK" stat - <"$work/pipe" >"$work/stat" &
check "a pipe" "$PTWALK" record self -o "$work/pipe"
check "its reader" wait $!

rm -f "$work/err" "$work/stat"
same "nothing else is left" "$(cd "$work" && ls | sort | tr '\n' ' ')" \
	"${long##*/} dangling file link pipe "
finish
