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

# field NAME - print a field of JSON lines from standard input, without quotes
field() {
	sed -n 's/.*"'"$1"'": "\{0,1\}\([^",}]*\).*/\1/p'
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
	"$PTWALK" huge --source $source --fix "$pid" >"$work/fix.$source"
	"$PTWALK" check --source $source "$pid" "present>=4K@$(range 0 $length)" no-wx \
		>"$work/check.$source"
	"$PTWALK" stat --source $source -J -o pid,comm,areas,rss,present "$pid" \
		>"$work/stat.$source"
	"$PTWALK" decode --source $source --dict "$pid" --level 1 0x7ffffffffff80502 |
		grep -v "^assumed for the release" >"$work/decode.$source"
	"$PTWALK" watch --source $source -c 2 -i 0.1 "$pid" 2>/dev/null | grep -v missed |
		sed 's/[0-9.]* s//' >"$work/watch.$source"
done
for command in walk show huge fix check stat decode watch; do
	same "$command prints the same by both" \
		"$(diff "$work/$command.module" "$work/$command.bpf")" ""
	check "$command printed something" test -s "$work/$command.bpf"
done
"$PTWALK" diff "$work/module" "$work/bpf" >"$work/out"
same "diff of the two is empty" "$? $(<"$work/out")" "0 "
"$PTWALK" diff --source bpf "$work/module" "$pid" >"$work/out"
same "diff with a live process by BPF" "$? $(<"$work/out")" "0 "

# a process that has ended, and whose parent does not wait for it
(sleep 0 & exec sleep 1000) &
parent=$!
zombie() {
	zombie=$(<"/proc/$parent/task/$parent/children")
	zombie=${zombie% }
	[ "$zombie" ] && grep -q '(sleep) Z' "/proc/$zombie/stat"
}
check "there is a zombie" until_true 30 zombie
for source in module bpf; do
	says "a zombie by $source" "^ptwalk: $zombie: sleep is a zombie: it has ended" \
		"$PTWALK" stat --source $source "$zombie"
	says "a kernel thread by $source" "^ptwalk: 2: kthreadd is a kernel thread" \
		"$PTWALK" stat --source $source 2
	says "no process by $source" "^ptwalk: 2147483647: there is no such process" \
		"$PTWALK" stat --source $source 2147483647
	says "a range of the kernel half by $source" "is not inside the user half, 0x0-0x" \
		"$PTWALK" show --source $source --range 0x800000000000000+0x1000 "$pid"
done
kill $parent
says "an unknown source" "unknown source 'perf': use module, bpf or kcore" \
	"$PTWALK" stat --source perf "$pid"
for command in stat show "walk 0xffffffff81000000"; do
	# shellcheck disable=SC2086
	says "the kernel half: $command" "only the module reads the kernel half" \
		"$PTWALK" ${command% *} --source bpf kernel ${command#"${command% *}"}
done

# ---- without the module ----

mount -t tracefs none $tracing 2>/dev/null
check "the module is unloaded" unload
check "then BPF answers" eval '"$PTWALK" record "$pid" -o "$work/alone"'
"$PTWALK" diff "$work/module" "$work/alone" >"$work/out"
same "and as the module has" "$? $(<"$work/out")" "0 "
check "module status says that BPF can be used" \
	eval '"$PTWALK" module status >"$work/status"; grep -q "^bpf:  *yes" "$work/status"'
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

# ---- huge pages, by BPF ----

thp=/sys/kernel/mm/transparent_hugepage
huge=$((2 << 20))
# numbers of advice for madvise(2)
dontneed=4 hugepage=14 collapse=25

was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
was_sleep=$(<$thp/khugepaged/scan_sleep_millisecs)
was_none=$(<$thp/khugepaged/max_ptes_none)
kill -CONT "$pid"
unsituate

# khugepaged sleeps, except while it is observed
echo 600000 >$thp/khugepaged/scan_sleep_millisecs
echo 100 >$thp/khugepaged/max_ptes_none
echo never >$thp/enabled
situate dense
echo madvise >$thp/enabled
# too empty for khugepaged, which scans as soon as a process asks for huge pages
for ((i = 0; i < 8; i++)); do
	act advise $((i * huge)) $((300 * 4096)) $dontneed
done
act advise 0 "$length" $hugepage

"$PTWALK" collapse --source bpf -P -o ANSWER,CHANGE,PREDICTED,AGREES "$pid" "$start" \
	>"$work/out" 2>"$work/err"
check "collapse: the call succeeds, as predicted" \
	grep -q 'ANSWER="ok" .*promoted.* AGREES="1"' "$work/out"
same "collapse: so smaps says" \
	"$(sed -n 's/^AnonHugePages: *//p' "/proc/$pid/smaps_rollup")" "2048 kB"

"$PTWALK" watch --source bpf --thp -J -i 0.2 "$pid" >"$work/watch" 2>"$work/err" &
watcher=$!
check "watch begins" until_true 30 grep -q '"begin"' "$work/watch"
act advise $huge $huge $collapse
check "watch sees a promotion" until_true 30 grep -q '"promoted"' "$work/watch"
kill $watcher
wait $watcher
same "at its address" "$(grep '"promoted"' "$work/watch" | field start)" \
	"$(printf '0x%x' $((start + huge)))"

"$PTWALK" observe --source bpf -J -d 30 -c 8 "$pid" >"$work/observe" 2>"$work/err" &
observer=$!
check "observe begins" until_true 30 grep -q '"begin"' "$work/observe"
echo 300 >$thp/khugepaged/scan_sleep_millisecs
wait $observer
same "observe: six of eight windows are too empty" \
	"$(grep '"judgement"' "$work/observe" | field verdict | sort | uniq -c | tr -s ' ')" \
	" 6 exceed_none_pte
 2 page_pmd_mapped"
# what is scanned while a dump is read has no prediction
check "and predicted so from dumps by BPF" grep -q '"agrees": true' "$work/observe"
check "never otherwise" eval '! grep -q "\"agrees\": false" "$work/observe"'
echo "$was_sleep" >$thp/khugepaged/scan_sleep_millisecs
echo "$was_none" >$thp/khugepaged/max_ptes_none
echo "$was" >$thp/enabled

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
says "without both, with what to do" \
	"CAP_BPF and CAP_PERFMON, and both .* setcap cap_bpf,cap_perfmon[+]ep $(realpath "$PTWALK")$" \
	as_user -all "$PTWALK" stat "$sleeper"
check "CAP_DAC_OVERRIDE is enough to observe khugepaged" \
	eval 'as_user -all,+dac_override "$PTWALK" observe -d 0.1 >"$work/out" 2>&1'
says "without it" "needs CAP_DAC_OVERRIDE" as_user -all "$PTWALK" observe
check "the module is loaded again" load
says "module unload" "needs CAP_SYS_MODULE" as_user -all "$PTWALK" module unload
check "CAP_SYS_ADMIN and CAP_DAC_OVERRIDE are enough for the module" \
	as_user -all,+sys_admin,+dac_override "$PTWALK" \
		record --source module "$sleeper" -o /dev/null
says "without CAP_SYS_ADMIN" "needs CAP_SYS_ADMIN and CAP_DAC_OVERRIDE" \
	as_user -all,+dac_override "$PTWALK" stat --source module "$sleeper"
kill $sleeper
unsituate

# ---- what the kernel says ----

# root of a user namespace has the capabilities, but not for the kernel
refused() {
	unshare --user --map-root-user "$PTWALK" record --source bpf "$@" $$ -o /dev/null
}
says "a refusal by the kernel" "the kernel does not allow BPF programs" refused
check "in one line" test "$(wc -l <"$work/err")" = 1
says "with -v, in the words of libbpf" "^libbpf: .*walk_bpf" refused -v

check "module status says what lockdown is" \
	grep -qE '^lockdown: +(none|integrity)$' "$work/status"
# shellcheck disable=SC2016
same "or why it is not known" "$(unshare --mount sh -c '
		umount /sys/kernel/security && setpriv --reuid=1000 --clear-groups \
			--inh-caps=-all "$PTWALK" module status' |
	sed -n 's/^lockdown: *//p')" \
	"unknown, as securityfs is not mounted; run: mount -t securityfs none /sys/kernel/security"
finish
