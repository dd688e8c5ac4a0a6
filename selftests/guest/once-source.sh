#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Who reads a live process: --source on every command; BPF where the module is not loaded; the
# capabilities that BPF needs, one by one, as an ordinary user; and the words of each refusal.
# What a dump by BPF contains is compared with the module's in once-bpf.

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

# says WHAT PATTERN COMMAND... - a test: the command fails, and its message has the pattern
says() {
	local what=$1 pattern=$2 status=0
	shift 2
	"$@" >"$work/out" 2>"$work/err" || status=$?
	if [ $status = 0 ] || ! grep -qE -- "$pattern" "$work/err"; then
		echo "# status $status: $(cat "$work/err")"
		same "$what" "$(<"$work/err")" "$pattern"
	else
		check "$what" true
	fi
}

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

# until_true SECONDS COMMAND... - wait for a command to succeed
until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.1
	done
}

situate anon
kill -STOP "$pid"

# ---- both, on every command ----

for source in module bpf; do
	check "record by $source" "$PTWALK" record --source $source "$pid" -o "$work/$source"
	printf '0x%x\n' "$start" $((start + 3 * 4096 + 17)) $((start - 4096)) |
		while read -r address; do
			"$PTWALK" walk --source $source "$pid" "$address"
		done >"$work/walk.$source" 2>&1
	"$PTWALK" show --source $source --entries --tables -J "$pid" >"$work/show.$source"
	"$PTWALK" huge --source $source -J "$pid" >"$work/huge.$source"
	"$PTWALK" check --source $source "$pid" "present>=4K@$(range 0 $length)" no-wx \
		>"$work/check.$source"
	"$PTWALK" stat --source $source -J -o pid,comm,areas,rss,present "$pid" \
		>"$work/stat.$source"
	"$PTWALK" watch --source $source -c 2 -i 0.1 "$pid" 2>/dev/null | grep -v missed |
		sed 's/[0-9.]* s//' >"$work/watch.$source"
done
for command in walk show huge check stat watch; do
	same "$command prints the same by both" \
		"$(diff "$work/$command.module" "$work/$command.bpf")" ""
	check "$command printed something" test -s "$work/$command.bpf"
done
"$PTWALK" diff "$work/module" "$work/bpf" >"$work/out"
same "diff of the two is empty" "$? $(<"$work/out")" "0 "
"$PTWALK" diff --source bpf "$work/module" "$pid" >"$work/out"
same "diff with a live process by BPF" "$? $(<"$work/out")" "0 "

for target in $$ 2 2147483647; do
	for source in module bpf; do
		"$PTWALK" stat --source $source --bytes "$target" >/dev/null 2>"$work/err.$source"
	done
	same "$target: refused in the same words" "$(<"$work/err.bpf")" "$(<"$work/err.module")"
done
for range in 0x1000-0x2001 0x800000000000000-0x800000000001000; do
	for source in module bpf; do
		"$PTWALK" show --source $source --range $range "$pid" \
			>/dev/null 2>"$work/err.$source"
	done
	same "$range: refused in the same words" "$(<"$work/err.bpf")" "$(<"$work/err.module")"
done
says "an unknown source" "unknown source 'perf': use module, bpf or kcore" \
	"$PTWALK" stat --source perf "$pid"
says "the kernel half" "only the module reads the kernel half" \
	"$PTWALK" stat --source bpf kernel

# ---- without the module ----

mount -t tracefs none $tracing 2>/dev/null
check "the module is unloaded" unload
check "then BPF answers" eval '"$PTWALK" record "$pid" -o "$work/alone"'
"$PTWALK" diff "$work/module" "$work/alone" >"$work/out"
same "and as the module has" "$? $(<"$work/out")" "0 "
check "module status says that BPF can be used" \
	eval '"$PTWALK" module status | grep -q "^bpf:  *yes"'
says "asked for, the module is not there" "module is not loaded; run: ptwalk module load" \
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
says "without CAP_BPF" "CAP_BPF" as_user -all,+perfmon "$PTWALK" stat "$sleeper"
says "without CAP_PERFMON" "CAP_PERFMON" as_user -all,+bpf "$PTWALK" stat "$sleeper"
says "without both" "CAP_BPF and CAP_PERFMON" as_user -all "$PTWALK" stat "$sleeper"
kill $sleeper

kill -CONT "$pid"
unsituate
finish
