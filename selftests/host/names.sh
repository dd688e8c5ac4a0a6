#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TARGETs that are names, as far as the host can show it: nothing here needs the rights to read a
# process.  What goes first, how several processes are listed, who takes them all, and who
# does not take a file.  A guest reads processes by their names: guest/tool-names.sh.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
ptwalk=${PTWALK:-$build/ptwalk}
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
children=()
trap 'kill "${children[@]}" 2>/dev/null; rm -rf "$tmp"' EXIT
cd "$tmp" || exit
echo "TAP version 13"
"$build/selftests/host/tools/forge-dump" process >dump

# A name that no other process has, longer than the 15 bytes of comm, and one that is shorter
long=ptwalk-naming-$$
short=ptw-$$
# called WORD... - is this the command line of $pid?
called() { [ "$(tr '\0' ' ' <"/proc/$pid/cmdline")" = "$* " ]; }

# nap NAME SECONDS - start a process of that name, wait until it has it, set $pid
nap() {
	(exec -a "$1" sleep "$2") &
	pid=$!
	children+=("$pid")
	until_true 10 called "$@"
}

nap "$long" 1001; first=$pid
nap "$long" 1002; second=$pid
nap "$short" 1003; third=$pid

same "two processes of a name are listed, with their command lines" \
	"$("$ptwalk" show "$long" 2>&1)" \
	"ptwalk: $long: 2 processes have this name; give the PID of one:
$(printf 'ptwalk: %7d  %s\n' "$first" "$long 1001" "$second" "$long 1002" | sort -k 2n)"
for command in "show $long" "walk $long 0" "map $long" "tree $long" "map dump $long" "huge --by-vma $long" \
	"report -o x $long" "record -o x $long" "watch $long" "observe $long"; do
	# shellcheck disable=SC2086 # words
	fails "${command/$long/NAME}: not for two processes" "2 processes" "$ptwalk" $command
	# shellcheck disable=SC2086
	"$ptwalk" $command >/dev/null 2>&1
	same "${command/$long/NAME}: status" $? "$([[ $command == huge* ]] && echo 2 || echo 1)"
done
for command in "check $long no-wx" "diff dump $long" "check dump same-frames $long" "collapse $long 0"; do
	# shellcheck disable=SC2086
	"$ptwalk" $command >/dev/null 2>"$tmp/err"
	same "${command/$long/NAME}: 1 would be an answer" "$? $(grep -c '2 processes' "$tmp/err")" \
		"$([[ $command == collapse* ]] && echo 1 || echo 2) 1"
done

# a command that takes several says the PID of each, whether or not it can read it
"$ptwalk" stat -r -n -o PID "$long" >out 2>err
for pid in "$first" "$second"; do
	check "stat: one of several" grep -q "$pid" out err
done
same "stat: and of no other" "$(grep -ohE '^(ptwalk: )?[0-9]+' out err | grep -oE '[0-9]+' | sort -u)" \
	"$(printf '%s\n' "$first" "$second" | sort)"

# an address that is refused before the process is read, with the name of the TARGET
kernel=0xffff800000000000
fails "one: its PID is what is read" "^ptwalk: $third: " "$ptwalk" walk "$short" $kernel
fails "one: with :user" "^ptwalk: $third:user: " "$ptwalk" walk "$short:user" $kernel
fails "near: what was meant" "no such file \(did you mean '$short'\?\)" "$ptwalk" show "${short}0"

cp dump "$short"
check "a file goes first" grep -q /usr/bin/forged <("$ptwalk" show "$short")
"$ptwalk" record -o /dev/null "$short" >out 2>err || :
check "record: the process, not the file" eval '! grep -q "not a running process" err'
fails "watch of what is a file alone" "no live process" "$ptwalk" watch dump
fails "a name with a slash is a path" "cannot open" "$ptwalk" show "./$long"
fails "a number is a PID" "no such process" "$ptwalk" show 4194304

kill "$second"
wait "$second" 2>/dev/null
fails "what has ended does not count" "^ptwalk: $first: " "$ptwalk" walk "$long" $kernel

for n in {1..21}; do
	nap "$long" "200$n"
done
same "a list ends" "$("$ptwalk" tree "$long" 2>&1 | tail -n 1)" "ptwalk:         and 2 more"
same "after 20 lines" "$("$ptwalk" tree "$long" 2>&1 | wc -l)" 22

finish
