#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The debugfs files of single processes (module parameter pids): their content, lists that
# are refused, and that they can still be read when the kernel is locked down; that BPF reads
# under lockdown=integrity, and nothing under confidentiality.  Lockdown cannot be undone, so
# this file is run last, and that part only if ptwalk.lockdown is on the kernel's command line.

. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../doctor.sh"

dir=/sys/kernel/debug/ptwalk
parameter=/sys/module/ptwalk/parameters/pids
lockdown=/sys/kernel/security/lockdown

refused() {
	! echo "$1" 2>/dev/null >$parameter
}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

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

# what reads processes under lockdown: BPF, without being asked for, where the kernel has it
other=bpf source=''
! before 6.1 || other=kcore source='--source kcore'

if grep -qw ptwalk.lockdown /proc/cmdline; then
	echo integrity >$lockdown
	check "the kernel is locked down" grep -q '\[integrity\]' $lockdown
	same "a request is refused" \
		"$(: 2>/dev/null <>$dir/raw && echo taken)" ""
	check "the process is read all the same" eval '"$PTWALK" stat "$pid" >/dev/null'
	check "one address too" eval '"$PTWALK" walk "$pid" "$start" >/dev/null'
	check "another process is not" \
		eval '! "$PTWALK" stat --source module $$ >/dev/null 2>&1'
	same "and the message says what to do" \
		"$("$PTWALK" stat --source module $$ 2>&1 | grep -c "pids=$$")" 1
	check "text is readable" grep -q situate "$dir/pid/$pid/text"
	check "$other reads another process" eval '"$PTWALK" stat $source $$ >/dev/null'
	doctor env
	same "doctor: it reads" $status 0
	same "doctor: lockdown is a note" "$(state lockdown)" note
	check "doctor: integrity" grep -q "^integrity" <(finding lockdown)
else
	skip "lockdown" "it cannot be undone; boot with ptwalk.lockdown"
fi
check "the list can be emptied" eval 'echo >$parameter'
check "then there is no directory" test ! -e $dir/pid

if grep -qw ptwalk.lockdown /proc/cmdline; then
	"$PTWALK" record "$pid" --source $other -o "$work/other"
	check "the module is unloaded" "$PTWALK" module unload
	check "it is not loaded again" \
		eval '! "$PTWALK" module load --path "$PTWALK_KO" 2>"$work/err"'
	check "as it is not signed" grep -q "locked down (integrity)" "$work/err"
	check "$other reads without it" eval '"$PTWALK" diff $source "$work/other" "$pid"'
	echo confidentiality >$lockdown
	check "confidentiality: nothing reads" \
		eval '! "$PTWALK" stat "$pid" 2>"$work/err"'
	check "the message names the lockdown" \
		grep -q "locked down for confidentiality\|locked down (confidentiality)" "$work/err"
	check "module status says so too" \
		eval '"$PTWALK" module status | grep -q "^bpf: *no: .*confidentiality"'
	doctor env
	same "doctor: nothing reads" $status 1
	same "doctor: lockdown is the fault" "$(state lockdown)" fault
	check "doctor: confidentiality" grep -q "^confidentiality" <(finding lockdown)
	same "--version: lockdown" "$(value lockdown)" '"confidentiality"'
	check "kcore is refused" eval '! "$PTWALK" stat --source kcore "$pid" 2>"$work/err"'
	check "in words" grep -q confidentiality "$work/err"
fi
unsituate
finish
