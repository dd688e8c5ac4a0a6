#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# show, stat, walk and diff say the same of a stopped process, of its dump file
# and of that file on another machine.  The last part is judged by the machine
# that runs the guest: what it needs is left in $PTWALK_CARRY, where there is one,
# but only in the end: there each line of output is a round trip to that machine.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# answers TARGET - everything the commands say of it
answers() {
	# shellcheck disable=SC2046 # words
	"$(dirname "$0")/../answers.sh" "$1" "$work/before" \
		$(<"$work/addresses")
}

situate anon
printf '0x%x\n' "$start" $((start + 3 * 4096 + 17)) $((start + 2 * 4096)) \
	$((start - 4096)) >"$work/addresses"
"$PTWALK" record "$pid" -o "$work/before"
act write $((2 * 4096))
act write $((5 * 4096))
kill -STOP "$pid"

# Nothing moves, but one dump may need several holds of the mmap lock where the other
# needs one, and they say so: on a busy machine it takes a few until they agree.
for _ in 1 2 3 4 5; do
	rm -f "$work/dump"
	recorded=0 live=0 file=0
	"$PTWALK" record "$pid" -o "$work/dump" || recorded=$?
	answers "$pid" >"$work/live" || live=$?
	answers "$work/dump" >"$work/file" || file=$?
	cmp -s "$work/live" "$work/file" && break
	diff "$work/live" "$work/file" | grep '^[<>].*moment' || break
done
same "record" $recorded 0
same "answers from the live process" $live 0
same "answers from the file" $file 0
same "they are the same" "$(diff "$work/live" "$work/file")" ""
check "and many" test "$(wc -l <"$work/live")" -gt 1000
"$PTWALK" diff "$pid" "$work/dump" >"$work/diff"
same "the live process does not differ from its dump" $? 0
same "from standard input" "$("$PTWALK" show - <"$work/dump" | md5sum)" \
	"$("$PTWALK" show "$work/dump" | md5sum)"

kill -CONT "$pid"
unsituate
if [ -n "${PTWALK_CARRY-}" ]; then
	mkdir -p "$PTWALK_CARRY"
	cp "$work"/{before,dump,file,addresses} "$PTWALK_CARRY"
fi
finish
