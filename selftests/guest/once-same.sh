#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# show, stat, walk and diff have to print the same for a stopped process, for its dump, and
# for that dump on another machine.  The last part is checked by selftests/run on the host:
# this test leaves the files for it in $PTWALK_CARRY, if that is set.  They are copied
# there at the end, as on that file system each line of output is a round trip to the host.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# answers TARGET - print the output of all commands for it
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
stop "$pid"

# The process does not change, but the number of holds of the mmap lock, which the output
# depends on, may differ between two dumps: on a busy machine several tries are needed.
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
