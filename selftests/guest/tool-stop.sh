#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# "ptwalk record --stop" and "--freeze": the dump is of one moment and says so, the process runs
# on after success, after failure and after ptwalk is killed, and what was stopped or frozen before
# stays so.  Where somebody else thaws the cgroup meanwhile, the dump does not say that it is of one
# moment.  host/record/ tests the same of each thread, without a dump.

# shellcheck disable=SC2016,SC2317 # check evaluates strings, and calls functions

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
group=
trap 'rm -rf "$work"; [ -z "$group" ] || { echo 0 >$group/cgroup.freeze; kill -9 $pid; wait $pid
	rmdir $group; } 2>/dev/null' EXIT

exec {output}< <(exec "$PTWALK_BUILD/selftests/guest/helpers/pair")
read -r pid first second <&$output

# ticks - time that the process has run, in clock ticks
ticks() { local s; read -r s </proc/"$pid"/stat; set -- ${s##*)}; echo $((${12} + ${13})); }

# runs - does the process run?
ran_on() { [ "$(ticks)" -gt "$before" ]; }
runs() {
	before=$(ticks)
	until_true 20 ran_on
}

state() { sed -n 's/^State:\t\(.\).*/\1/p' /proc/"$pid"/status; }
has_state() { [ "$(state)" = "$1" ]; }

# column NAME FILE - a column of stat
column() { "$PTWALK" stat -rn -o "$1" "$2"; }

# mapped ADDRESS FILE - is a page there?
mapped() { "$PTWALK" show -rn -o KIND --range "0x$1+4K" "$2" | grep -q '^page'; }

# contradicts FILE - does the dump have the second page without the first?
contradicts() { mapped "$second" "$1" && ! mapped "$first" "$1"; }

# killed HOW CONDITION - kill ptwalk at 20 points of its time; kept is how often CONDITION held then
killed() {
	local i
	kept=0
	for ((i = 1; i <= 20; i++)); do
		"$PTWALK" record "$1" "$pid" -o "$work/killed" &
		sleep "$(printf '0.%03d' $((i * i)))"
		kill -KILL $! 2>/dev/null
		wait $! 2>/dev/null
		"$2" && kept=$((kept + 1))
	done
}

# ---- a process that changes all the time ----

changed=0 wrong=0 dumps=0
while ((dumps < 400 && (!changed || !wrong))); do
	"$PTWALK" record "$pid" -o "$work/running"
	dumps=$((dumps + 1))
	changed=$((changed + $(column AREAS-CHANGED "$work/running")))
	contradicts "$work/running" && wrong=$((wrong + 1))
done
echo "# $dumps dumps while it runs: $changed say that areas changed, $wrong contradict themselves"
check "a dump of it while it runs says that it has changed" test $changed -gt 0
check "and has what cannot be true at one moment" test $wrong -gt 0
same "no such dump says that it is consistent" "$(column CONSISTENT "$work/running")" 0

changed=0 wrong=0 consistent=0
for ((i = 0; i < 20; i++)); do
	"$PTWALK" record --stop "$pid" -o "$work/stopped"
	changed=$((changed + $(column AREAS-CHANGED "$work/stopped")))
	consistent=$((consistent + $(column CONSISTENT "$work/stopped")))
	contradicts "$work/stopped" && wrong=$((wrong + 1))
done
same "stopped, it has not changed, in 20 dumps" "$changed changed, $wrong wrong" "0 changed, 0 wrong"
same "and all of them say so" $consistent 20
check "stat says so" eval '"$PTWALK" stat "$work/stopped" | grep -q "^dump .* consistent: stopped$"'
check "it runs on" runs
check "-v says for how long" eval '"$PTWALK" record -v --stop "$pid" -o "$work/stopped" 2>&1 |
	grep -q "stopped for [1-9][0-9]* us: consistent$"'
for source in module bpf kcore; do
	check "by $source" "$PTWALK" record --stop --source $source "$pid" -o "$work/stopped"
	same "the dump says so" "$(column CONSISTENT,SOURCE "$work/stopped")" "1 $source"
done
check "with --pages" "$PTWALK" record --stop --pages "$pid" -o "$work/stopped"
check "huge reads it" eval '"$PTWALK" huge "$work/stopped" >/dev/null'
check "it runs on" runs

# ---- whatever happens ----

fails "a range that is refused" "is not inside the user half" \
	"$PTWALK" record --stop --range 0x800000000000000-0x800000000001000 "$pid" -o "$work/none"
check "it runs on" runs
fails "a file that cannot be written" "No such file" \
	"$PTWALK" record --stop "$pid" -o "$work/none/none"
check "it runs on" runs
not_stopped() { runs && ! has_state t; }
killed --stop not_stopped
same "it runs on after ptwalk is killed, in 20 attempts" $kept 20
stop "$pid"
check "stopped before" "$PTWALK" record --stop "$pid" -o "$work/stopped"
check "it stays stopped" until_true 5 has_state T
before=$(ticks)
check "and has not run" eval '! ran_on'
kill -CONT "$pid"
check "until it is continued" runs

# ---- the whole cgroup ----

frozen() { grep -qx 'frozen 1' $group/cgroup.events; }
thawed() { [ "$(<$group/cgroup.freeze)" = 0 ] && ! frozen; }

fails "a process of the root cgroup is not frozen" "in the root cgroup, which cannot be frozen" \
	"$PTWALK" record --freeze "$pid" -o "$work/none"
check "it runs on" runs
root=$(sed -n 's/^[^ ]* \([^ ]*\) cgroup2 .*/\1/p' /proc/mounts | head -n 1)
if [ -z "$root" ]; then
	root=/sys/fs/cgroup
	mount -t cgroup2 none $root
fi
group=$root/ptwalk-stop
mkdir $group
echo "$pid" >$group/cgroup.procs
wrong=0 consistent=0
for ((i = 0; i < 10; i++)); do
	"$PTWALK" record --freeze "$pid" -o "$work/frozen"
	consistent=$((consistent + $(column CONSISTENT "$work/frozen")))
	contradicts "$work/frozen" && wrong=$((wrong + 1))
done
same "frozen, it does not change, in 10 dumps" "$consistent, $wrong wrong" "10, 0 wrong"
check "the cgroup is as before" thawed
check "it runs on" runs
# what the refusal of a process that has a tracer advises
exec {traced}< <(exec "$PTWALK_BUILD/selftests/guest/helpers/tracer" "$pid")
tracer=$!
read -r _ <&"$traced"
fails "--stop of a process that is traced" "use --freeze" \
	"$PTWALK" record --stop "$pid" -o "$work/none"
check "--freeze of it" "$PTWALK" record --freeze "$pid" -o "$work/frozen"
same "is consistent" "$(column CONSISTENT "$work/frozen")" 1
kill $tracer
# a tracer outside of the PID namespace of ptwalk, whose /proc says TracerPid 0; the process waits
# there until it is traced
mkfifo "$work/traced"
unshare --pid --fork --mount-proc --kill-child bash -c 'sleep 600 &
	read -r _ <"$2/traced"
	exec "$1" record --stop $! -o "$2/none"' _ "$PTWALK" "$work" 2>"$work/said" &
inside=$!
sleeper() { sleeper=$(pgrep -P "$(pgrep -P $inside -x bash)" -x sleep); } 2>/dev/null
until_true 10 sleeper
exec {traced}< <(exec "$PTWALK_BUILD/selftests/guest/helpers/tracer" "$sleeper")
tracer=$!
read -r said <&"$traced"
same "a process of another PID namespace can be traced" "$said" traced
echo go >"$work/traced"
check "--stop of it there ends" until_true 60 test -s "$work/said"
same "and says why" "$(grep -o "is traced by a process of another PID namespace" "$work/said")" \
	"is traced by a process of another PID namespace"
kill $tracer
wait $inside
check "it runs on" runs
fails "a range that is refused" "is not inside the user half" \
	"$PTWALK" record --freeze --range 0x800000000000000-0x800000000001000 "$pid" -o "$work/none"
check "the cgroup is as before" thawed
thaws() { until_true 10 thawed && runs; }
killed --freeze thaws
same "it is thawed after ptwalk is killed, in 20 attempts" $kept 20
check "no guard is left" until_true 10 eval '! grep -lqx ptwalk-guard /proc/[0-9]*/comm 2>/dev/null'
echo 1 >$group/cgroup.freeze
until_true 10 frozen
check "frozen before" "$PTWALK" record --freeze "$pid" -o "$work/frozen"
same "the dump says so" "$(column CONSISTENT "$work/frozen")" 1
check "it stays frozen" eval 'frozen && [ "$(<$group/cgroup.freeze)" = 1 ]'
echo 0 >$group/cgroup.freeze
check "until it is thawed" runs

# ---- somebody else thaws the cgroup meanwhile ----

paused() { [ "$(sed -n 's/^State:\t\(.\).*/\1/p' /proc/$recorder/status)" = T ]; }

# frozen_until COMMAND - have it run in the middle of "record --freeze --pages"; sets $result
frozen_until() {
	PAUSE_AT=/proc/$pid/smaps LD_PRELOAD=$PTWALK_BUILD/selftests/preload/pause.so \
		"$PTWALK" record --freeze --pages "$pid" -o "$work/frozen" 2>"$work/said" &
	recorder=$!
	check "ptwalk is in the middle" until_true 60 paused
	"$1"
	kill -CONT $recorder
	wait $recorder
	result="$?, $(column CONSISTENT "$work/frozen"), $(<"$work/said")"
}
freeze() {
	echo 1 >$group/cgroup.freeze
	until_true 10 frozen
}
thaw() {
	echo 0 >$group/cgroup.freeze
	check "it runs meanwhile" runs
}
thaw_and_freeze() {
	thaw
	freeze
}
# while it is frozen, neither has an effect, but it is woken
wake() {
	kill -STOP "$pid"
	kill -CONT "$pid"
}
leave() { echo "$pid" >$root/cgroup.procs; }
said_of() { echo "0, 0, ptwalk: $pid: $1: the dump does not say that it was stopped; record it again"; }
thawed_by=$(said_of "somebody else thawed its cgroup meanwhile")

freeze
frozen_until true
same "frozen before and all the time" "$result" "0, 1, "
frozen_until wake
same "a signal lets nothing run" "$result" "0, 1, "
frozen_until thaw
same "frozen before, thawed" "$result" "$thawed_by"
check "and it is not frozen again" thawed
freeze
frozen_until thaw_and_freeze
same "frozen before, thawed and frozen again" "$result" "$thawed_by"
check "it stays frozen" frozen
thaw
frozen_until true
same "frozen by ptwalk" "$result" "0, 1, "
frozen_until wake
same "a signal lets nothing run" "$result" "0, 1, "
frozen_until thaw
same "frozen by ptwalk, thawed" "$result" "$thawed_by"
frozen_until thaw_and_freeze
same "frozen by ptwalk, thawed and frozen again" "$result" "$thawed_by"
frozen_until leave
same "the process leaves the cgroup" "$result" \
	"$(said_of "it left its cgroup meanwhile, or ended")"
echo "$pid" >$group/cgroup.procs
check "the cgroup is as before" thawed
check "it runs on" runs
fails "ptwalk does not freeze itself" "and would freeze itself" \
	bash -c 'echo $$ >'"$group"'/cgroup.procs; exec "$@"' _ \
	"$PTWALK" record --freeze "$pid" -o "$work/none"
check "it runs on" runs
finish
