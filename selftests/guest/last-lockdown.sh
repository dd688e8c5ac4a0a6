#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The debugfs files of single processes (module parameter pids): their content, lists that
# are refused, and that they can still be read when the kernel is locked down.  Lockdown
# cannot be undone, so this file is run last, and that part only if ptwalk.lockdown is on
# the kernel's command line.

. "$(dirname "$0")/../tap.sh"

dir=/sys/kernel/debug/ptwalk
parameter=/sys/module/ptwalk/parameters/pids
lockdown=/sys/kernel/security/lockdown

refused() {
	! echo "$1" 2>/dev/null >$parameter
}

situate anon
check "a process is listed" eval 'echo "$pid" >$parameter'
same "the parameter says so" "$(<$parameter)" "$pid"
same "its files can only be read" \
	"$(stat -c '%a %n' $dir/pid/*/* | sort)" "400 $dir/pid/$pid/raw
400 $dir/pid/$pid/text"
same "raw is the dump of that process" \
	"$("$PTWALK" stat -rn -o COMM,COMPLETE "$dir/pid/$pid/raw")" "situate 1"
check "and no other than a request gets" \
	"$PTWALK" diff "$dir/pid/$pid/raw" "$pid"
check "text is too" grep -q "pid $pid (situate)" "$dir/pid/$pid/text"
for list in 0 -1 x "$pid," "$pid,$pid" 1,,2 99999999999; do
	check "refused: $list" refused "$list"
done
same "and nothing is changed by that" "$(<$parameter)" "$pid"
check "two processes" eval 'echo "$pid,1" >$parameter'
same "two directories" "$(find $dir/pid -mindepth 1 -maxdepth 1 | wc -l)" 2

if grep -qw ptwalk.lockdown /proc/cmdline; then
	echo integrity >$lockdown
	check "the kernel is locked down" grep -q '\[integrity\]' $lockdown
	same "a request is refused" \
		"$(: 2>/dev/null <>$dir/raw && echo taken)" ""
	check "the process is read all the same" eval '"$PTWALK" stat "$pid" >/dev/null'
	check "one address too" eval '"$PTWALK" walk "$pid" "$start" >/dev/null'
	check "another process is not" \
		eval '! "$PTWALK" stat $$ >/dev/null 2>&1'
	same "and the message says what to do" \
		"$("$PTWALK" stat $$ 2>&1 | grep -c "pids=$$")" 1
	check "text is readable" grep -q situate "$dir/pid/$pid/text"
else
	skip "lockdown" "it cannot be undone; boot with ptwalk.lockdown"
fi
check "the list can be emptied" eval 'echo >$parameter'
check "then there is no directory" test ! -e $dir/pid
unsituate
finish
