#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# /proc/kcore as the source of live dumps: the kernel half, all processes, a process that begins
# other programs, and what is refused.  once-kcore compares its dumps with the module's.

# shellcheck disable=SC2016,SC2317 # check evaluates strings, and calls functions

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

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

# ---- the kernel half ----

echo 1 >/sys/module/ptwalk/parameters/kernel
check "the kernel half" "$PTWALK" record -v --source kcore kernel -o "$work/kernel"
check "its area has the name that the kernel gives to it" \
	eval '"$PTWALK" show --by-vma -r -n -o NAME "$work/kernel" >"$work/out" &&
		grep -q "^Kernel.x20Space$" "$work/out"'
check "the kernel's text is mapped" eval 'kernel_text kcore >"$work/out" && test -s "$work/out"'
same "as the module has it" "$(<"$work/out")" "$(kernel_text module)"

# ---- all processes ----

situate dense
check "stat --all leaves kernel threads out" eval \
	'"$PTWALK" stat --source kcore --all -r -n -o PID,COMM,TABLE-SIZE >"$work/out"'
check "and has the process" grep -q "^$pid situate " "$work/out"
check "and no kernel thread" eval '! grep -q "^2 " "$work/out"'
unsituate

# ---- what kcore does not know ----

situate thp+protnone
stop "$pid"
unknown="entries of unknown meaning: [1-9]"
rss_of() { "$PTWALK" stat --source "$1" -b -r -n -o RSS "$pid" 2>"$work/err"; }
module=$(rss_of module)
check "the module knows what all entries mean" test ! -s "$work/err"
kcore=$(rss_of kcore)
check "stat by kcore warns of entries that it does not know" grep -q "$unknown" "$work/err"
lacks=$("$PTWALK" show --source kcore --bits unknown -b -r -n -o SIZE "$pid" |
	awk '{ sum += $1 } END { print sum }')
echo "# Rss: $module by the module, $kcore by kcore; $lacks bytes of unknown meaning"
check "its Rss lacks some" test "$kcore" -lt "$module"
check "but not more than these entries" test $((kcore + lacks)) -ge "$module"
"$PTWALK" huge --source kcore "$pid" >/dev/null 2>"$work/err"
check "so does huge" grep -q "$unknown" "$work/err"
"$PTWALK" stat --source kcore --all >/dev/null 2>"$work/err"
same "and stat --all, once" "$(grep -c "$unknown" "$work/err")" 1
"$PTWALK" stat --source kcore --openmetrics "$work/metrics" "$pid" 2>"$work/err"
check "and the metrics" grep -q "$unknown" "$work/err"
"$PTWALK" watch --source kcore -i 0.1 -c 1 "$pid" >/dev/null 2>"$work/err"
check "watch says that it took no lock" grep -q "mmap lock of the process never taken" "$work/err"
"$PTWALK" show --source kcore --bits protnone "$pid" >"$work/out" 2>"$work/err"
check "show --bits protnone says that it cannot tell" \
	eval '[ ! -s "$work/out" ] && grep -q "not shown that --bits may select" "$work/err"'
for name in no-protnone no-soft-dirty no-uffd-wp; do
	"$PTWALK" check --source kcore "$pid" $name >"$work/out"
	same "check $name is unknown" "$?" 2
done
unsituate
situate dense
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
for _ in {1..8}; do
	if by_source $runner "$work/runner" 2>"$work/err"; then
		whole=$((whole + 1))
	elif grep -qE "has begun another program|has ended|has changed its VMAs|No such process" "$work/err"; then
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
fails "a kernel thread is refused" "is a kernel thread" by_kcore 2 "$work/none"
sleep 0 &
ended=$!
wait $ended
fails "a process that is gone is refused" "No such process" by_kcore $ended "$work/none"
fails "another PID namespace is refused" "initial PID" \
	unshare --pid --fork --mount-proc "$PTWALK" record --image /proc/kcore --pid 1 -o "$work/none"
fails "and for a range of a process, in the same words" "initial PID" \
	unshare --pid --fork --mount-proc "$PTWALK" show --source kcore --range 0x400000+4K 1
fails "and for the kernel half" "initial PID" \
	unshare --pid --fork --mount-proc "$PTWALK" stat --source kcore kernel
fails "a kernel thread of --source kcore" "is a kernel thread" by_source 2 "$work/none"
fails "a range outside of the half" "is not inside the user half" \
	"$PTWALK" show --source kcore --range 0x800000000000000-0x800000000001000 $$

# a process that the caller may not signal lives all the same
caps=+sys_rawio,+dac_read_search,+sys_ptrace
ordinary() {
	setpriv --reuid=1000 --regid=1000 --clear-groups --inh-caps=$caps --ambient-caps=$caps \
		-- "$@"
}
sleep 1000 &
root=$!
check "an ordinary user reads a process of root" \
	ordinary "$PTWALK" stat --source kcore -o RSS $root
check "and all processes" eval \
	'ordinary "$PTWALK" stat --source kcore --all -r -n -o PID >"$work/out" &&
		grep -qx $root "$work/out"'
kill $root
fails "no permission, in words" "CAP_SYS_RAWIO" \
	setpriv --bounding-set=-sys_rawio --inh-caps=-sys_rawio \
	"$PTWALK" record --image /proc/kcore --pid $$ -o "$work/none"
finish
