#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# /proc/kcore, as a memory image and as the source of live dumps: the dump of a stopped process has
# the table and VMA records of the module's, byte for byte; and what is refused.

# shellcheck disable=SC2016,SC2317 # check evaluates strings, and calls functions

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

records=$PTWALK_BUILD/selftests/host/tools/records
work=$(mktemp -d)
tracing=/sys/kernel/tracing
trap 'rm -rf "$work"' EXIT

# by_kcore PID FILE - record a process from /proc/kcore
by_kcore() { "$PTWALK" record --image /proc/kcore --pid "$1" -o "$2"; }

# by_source PID FILE - record a process with --source kcore
by_source() { "$PTWALK" record --source kcore "$1" -o "$2"; }

# kernel_text SOURCE - pages of the kernel's own text and data.  What entries that are not present
# mean, kcore does not know.
kernel_text() {
	"$PTWALK" show --source "$1" kernel --range 0xffffffff80000000+1G -r -n \
		-o START,SIZE,PAGESIZE,KIND,FLAGS,PFN | grep ' page '
}

# refused TEXT COMMAND... - does the command fail with a message that has this text?
refused() {
	local text=$1 status=0
	shift
	"$@" 2>"$work/err" || status=$?
	if [ "$status" != 1 ] || ! grep -qF -- "$text" "$work/err"; then
		sed "s/^/# /" "$work/err"
		return 1
	fi
}

for kind in dense thp+file-cow+shared+protnone+hole+neighbours; do
	situate "$kind"
	kill -STOP "$pid"
	until grep -q '^State:.T' "/proc/$pid/status"; do sleep 0.1; done
	"$PTWALK" record "$pid" -o "$work/module"
	check "$kind: /proc/kcore can be read" by_kcore "$pid" "$work/image"
	check "$kind: and be the source of a live dump" by_source "$pid" "$work/live"
	for what in table vma process; do
		"$records" $what <"$work/module" >"$work/module.$what"
		check "$kind: the module's dump has $what records" test -s "$work/module.$what"
		for by in image live; do
			"$records" $what <"$work/$by" >"$work/$by.$what"
			check "$kind: the $what records of the module, $by" \
				cmp "$work/module.$what" "$work/$by.$what"
		done
	done
	if grep -qw pti /proc/cpuinfo; then
		"$PTWALK" record "$pid:user" -o "$work/module"
		by_source "$pid:user" "$work/live"
		check "$kind: the table records of user mode" cmp \
			<("$records" table <"$work/module") <("$records" table <"$work/live")
	else
		check "$kind: without PTI no tables of user mode" \
			refused "page-table isolation is off" by_source "$pid:user" "$work/none"
	fi
	unsituate
done

# ---- the kernel half ----


echo 1 >/sys/module/ptwalk/parameters/kernel
check "the kernel half" "$PTWALK" record -v --source kcore kernel -o "$work/kernel"
check "its area has the name that the kernel gives to it" \
	eval '"$PTWALK" show --by-vma -r -n -o NAME "$work/kernel" | grep -q "^Kernel.x20Space$"'
check "the kernel's text is mapped" eval 'kernel_text kcore >"$work/out" && test -s "$work/out"'
same "as the module has it" "$(<"$work/out")" "$(kernel_text module)"

# ---- all processes ----

situate dense
check "stat --all leaves kernel threads out" eval \
	'"$PTWALK" stat --source kcore --all -r -n -o PID,COMM,TABLE-SIZE >"$work/out"'
check "and has the process" grep -q "^$pid situate " "$work/out"
check "and no kernel thread" eval '! grep -q "^2 " "$work/out"'
mount -t tracefs none $tracing 2>/dev/null
if echo 'p:ptwalk_open open_kcore' >$tracing/kprobe_events 2>"$work/err"; then
	echo 1 >$tracing/events/kprobes/ptwalk_open/enable
	echo >$tracing/trace
	"$PTWALK" stat --source kcore --all >/dev/null
	same "which opens /proc/kcore once" "$(grep -c ' ptwalk_open: ' $tracing/trace)" 1
	echo 0 >$tracing/events/kprobes/ptwalk_open/enable
	echo >$tracing/kprobe_events
else
	skip "how often /proc/kcore is opened" "no kprobe events: $(<"$work/err")"
fi
unsituate

# ---- a process that begins other programs ----

bash -c 'export n=0; exec bash -c "$0" "$0"' 'n=$((n + 1)); [ $n -gt 2000 ] || exec bash -c "$0" "$0"' &
runner=$!
whole=0 gone=0 other=
for _ in {1..60}; do
	if by_source $runner "$work/runner" 2>"$work/err"; then
		whole=$((whole + 1))
	elif grep -qE "has begun another program|has ended|No such process" "$work/err"; then
		gone=$((gone + 1))
	else
		other=$(<"$work/err")
	fi
done
kill $runner
wait $runner 2>/dev/null
echo "# $whole whole dumps, $gone refused"
same "a dump is whole, or refused in words" "$other" ""

# ---- what is refused ----

check "a process records itself" by_kcore $$ "$work/self"
check "--list has this process" grep -q "^ *$$ " \
	<("$PTWALK" record --image /proc/kcore --list)
check "a kernel thread is refused" refused "is a kernel thread" by_kcore 2 "$work/none"
sleep 0 &
ended=$!
wait $ended
check "a process that is gone is refused" refused "No such process" by_kcore $ended "$work/none"
check "another PID namespace is refused" refused "initial PID" \
	unshare --pid --fork --mount-proc "$PTWALK" record --image /proc/kcore --pid 1 -o "$work/none"
check "and for a range of a process, in the same words" refused "initial PID" \
	unshare --pid --fork --mount-proc "$PTWALK" show --source kcore --range 0x400000+4K 1
check "and for the kernel half" refused "initial PID" \
	unshare --pid --fork --mount-proc "$PTWALK" stat --source kcore kernel
check "a kernel thread of --source kcore" refused "is a kernel thread" by_source 2 "$work/none"
check "a range outside of the half" refused "is not inside the user half" \
	"$PTWALK" show --source kcore --range 0x800000000000000-0x800000000001000 $$
check "no permission, in words" refused "CAP_SYS_RAWIO" \
	setpriv --bounding-set=-sys_rawio --inh-caps=-sys_rawio \
	"$PTWALK" record --image /proc/kcore --pid $$ -o "$work/none"
finish
