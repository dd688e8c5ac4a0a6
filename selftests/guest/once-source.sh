#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who reads a live process: the module or BPF as asked for; BPF where the module is not loaded;
# the capabilities that BPF needs, one by one, as an ordinary user; and the words of the refusals
# that depend on the kernel.  tool-source has all commands; once-bpf compares what a dump by BPF
# contains with the module's.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
chmod 755 "$work"
tracing=/sys/kernel/tracing
loaded=yes

load() {
	[ $loaded = yes ] || insmod "$PTWALK_KO"
	loaded=yes
}

unload() {
	rmmod ptwalk && loaded=no
}

cleanup() {
	load
	rm -rf "$work"
}
trap cleanup EXIT

# as_user CAPABILITIES COMMAND... - run as an ordinary user who has these capabilities
as_user() {
	local caps=$1
	shift
	setpriv --reuid=1000 --regid=1000 --clear-groups --inh-caps="$caps" \
		--ambient-caps="$caps" -- "$@"
}

# loads COMMAND... - print how many times the command has a BPF program loaded
loads() {
	echo >$tracing/trace
	"$@" >/dev/null 2>"$work/err"
	grep -c ' ptwalk_load: ' $tracing/trace
}

situate anon
stop "$pid"

# ---- both print the same ----

for source in module bpf; do
	check "record by $source" "$PTWALK" record --source $source "$pid" -o "$work/$source"
	"$PTWALK" show --source $source --entries --tables -J "$pid" >"$work/show.$source"
	"$PTWALK" huge --source $source -J "$pid" >"$work/huge.$source"
	"$PTWALK" stat --source $source -J -o pid,comm,areas,rss,present "$pid" \
		>"$work/stat.$source"
done
for command in show huge stat; do
	same "$command prints the same by both" \
		"$(diff "$work/$command.module" "$work/$command.bpf")" ""
	check "$command printed something" test -s "$work/$command.bpf"
done
"$PTWALK" diff "$work/module" "$work/bpf" >"$work/out"
same "diff of the two is empty" "$? $(<"$work/out")" "0 "

# ---- without the module ----

mount -t tracefs none $tracing 2>/dev/null
check "the module is unloaded" unload
check "then BPF answers" eval '"$PTWALK" record "$pid" -o "$work/alone"'
"$PTWALK" diff "$work/module" "$work/alone" >"$work/out"
same "and as the module has" "$? $(<"$work/out")" "0 "
check "module status says that BPF can be used" \
	eval '"$PTWALK" module status >"$work/status"; grep -q "^bpf:  *yes: " "$work/status"'
fails "asked for, the module is not there" "module is not loaded; run: ptwalk module load" \
	"$PTWALK" stat --source module "$pid"
if echo 'p:ptwalk_load bpf_prog_load' >$tracing/kprobe_events 2>"$work/err"; then
	echo 1 >$tracing/events/kprobes/ptwalk_load/enable
	one=$(loads "$PTWALK" stat "$pid")
	check "a program is loaded" test "$one" -gt 0
	same "and for all processes no more often" "$(loads "$PTWALK" stat --all)" "$one"
	echo 0 >$tracing/events/kprobes/ptwalk_load/enable
	echo >$tracing/kprobe_events
else
	skip "how often a program is loaded" "no kprobe events: $(<"$work/err")"
fi

# ---- an ordinary user ----

setpriv --reuid=1000 --regid=1000 --clear-groups -- sleep 1000 &
sleeper=$!
until_true 30 grep -q sleep "/proc/$sleeper/comm"
check "CAP_BPF and CAP_PERFMON are enough" as_user -all,+bpf,+perfmon \
	"$PTWALK" record "$sleeper" -o "$work.user"
"$PTWALK" diff "$work.user" "$sleeper" >"$work/out"
same "for the same dump as root's" "$? $(<"$work/out")" "0 "
rm -f "$work.user"
fails "without CAP_BPF" "CAP_BPF" as_user -all,+perfmon "$PTWALK" stat "$sleeper"
fails "without CAP_PERFMON" "CAP_PERFMON" as_user -all,+bpf "$PTWALK" stat "$sleeper"
fails "without both, first what to do for BPF" \
	"^ptwalk: $sleeper: [^.]*CAP_BPF and CAP_PERFMON, and both .* setcap cap_bpf,cap_perfmon[+]ep $(realpath "$PTWALK")[.] " \
	as_user -all "$PTWALK" stat "$sleeper"
# the advice, on a copy
cp "$PTWALK" "$work/ptwalk" && chmod 755 "$work" "$work/ptwalk"
advice=$(as_user -all "$work/ptwalk" stat "$sleeper" 2>&1 | grep -o 'setcap cap_bpf,cap_perfmon+ep [^ ]*ptwalk')
check "which can be done as it stands" eval "$advice"
check "and is enough" eval 'as_user -all "$work/ptwalk" stat "$sleeper" >/dev/null'
fails "without the rights to read page flags" "kpageflags: .*: --pages takes root" \
	as_user -all "$work/ptwalk" stat --pages "$sleeper"
fails "for record as well" "kpageflags: .*: --pages takes root" \
	as_user -all "$work/ptwalk" record --pages "$sleeper" -o "$work/none"
check "CAP_DAC_OVERRIDE is enough to observe khugepaged" \
	eval 'as_user -all,+dac_override "$PTWALK" observe -d 0.1 >"$work/out" 2>&1'
fails "without it" "needs CAP_DAC_OVERRIDE" as_user -all "$PTWALK" observe
check "the module is loaded again" load
fails "module unload" "needs CAP_SYS_MODULE" as_user -all "$PTWALK" module unload
check "CAP_SYS_ADMIN and CAP_DAC_OVERRIDE are enough for the module" \
	as_user -all,+sys_admin,+dac_override "$PTWALK" \
		record --source module "$sleeper" -o /dev/null
fails "without CAP_SYS_ADMIN" "needs CAP_SYS_ADMIN and CAP_DAC_OVERRIDE" \
	as_user -all,+dac_override "$PTWALK" stat --source module "$sleeper"
kill $sleeper
unsituate

# ---- what the kernel says ----

# root of a user namespace has the capabilities, but not for the kernel
in_namespace() {
	unshare --user --map-root-user "$PTWALK" record --source bpf "$@" $$ -o /dev/null
}
fails "a refusal by the kernel" "the kernel does not allow BPF programs" in_namespace
same "in one line" "$(in_namespace 2>&1 | wc -l)" 1
fails "with -v, in the words of libbpf" "^libbpf: .*walk_bpf" in_namespace -v

check "module status says what lockdown is" \
	grep -qE '^lockdown: +(none|integrity)$' "$work/status"
# shellcheck disable=SC2016
same "or why it is not known" "$(unshare --mount sh -c '
		umount /sys/kernel/security && setpriv --reuid=1000 --clear-groups \
			--inh-caps=-all "$PTWALK" module status' |
	sed -n 's/^lockdown: *//p')" \
	"unknown, as securityfs is not mounted; run: mount -t securityfs none /sys/kernel/security"
finish
