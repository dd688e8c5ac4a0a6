#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Who may read page tables, and what is refused: the table in Documentation/security.rst.  For
# each of its lines the function of that name makes the case, and sets $got to the errno of the
# kernel (helpers/attempt) and $said to what the tool prints; a line without a function fails, as
# does a function without a line.  Then what is not refused: a descriptor that was passed on, and a
# container that was given the capability.  For lockdown see last-lockdown.sh.

# shellcheck disable=SC2016,SC2034,SC2317 # functions are called by name and set variables for the loop

. "$(dirname "$0")/../tap.sh"

table=$(dirname "$0")/../../Documentation/security.rst
dir=/sys/kernel/debug/ptwalk
parameters=/sys/module/ptwalk/parameters
work=$(mktemp -d)
target=
trap 'rm -rf "$work"; kill $target 2>/dev/null; echo >$parameters/pids' EXIT

# other users have no way into the build directory
chmod 755 "$work"
cp "$PTWALK" "$work/ptwalk"
cp "$PTWALK_BUILD/selftests/guest/helpers/attempt" "$work/attempt"
sleep 100000 &
target=$!

# Callers: an ordinary user; root without some capabilities; root of a user namespace
user() { setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; }
without() { setpriv --bounding-set="$1" --inh-caps="$1" -- "${@:2}"; }
no_admin() { without -sys_admin "$@"; }
userns() { unshare --user --map-root-user -- "$@"; }
pidns() { unshare --pid --fork --mount-proc -- "$@"; }

# attempt CALLER FILE [REQUEST], tool CALLER ARG...
attempt() { got=$("$1" "$work/attempt" "$dir/$2" "${@:3}"); }
tool() { said=$("$1" "$work/ptwalk" "${@:2}" 2>&1 >/dev/null) && said="no failure: $said"; }
as_root() { "$@"; }
module() { tool as_root stat --source module "$@"; }
record() { tool as_root record -o "$work/dump" "$@"; }

user_raw() { attempt user raw "$target"; tool user stat --source module $target; }
user_text() { attempt user text "$target"; }
user_info() { attempt user info; }
user_bpf() { tool user stat --source bpf $target; }
user_kcore() { got=$(user "$work/attempt" /proc/kcore); tool user stat --source kcore $target; }
no_admin_raw() { attempt no_admin raw "$target"; tool no_admin stat --source module $target; }
no_admin_text() { attempt no_admin text "$target"; }
no_admin_info() { attempt no_admin info; }
no_admin_pid_raw() { attempt no_admin "pid/$target/raw"; }
no_admin_pid_text() { attempt no_admin "pid/$target/text"; }
no_perfmon() { without -sys_admin,-perfmon "$@"; }
no_perfmon_bpf() { tool no_perfmon stat --source bpf $target; }
no_rawio() { without -sys_rawio "$@"; }
no_rawio_kcore() {
	got=$(no_rawio "$work/attempt" /proc/kcore)
	tool no_rawio stat --source kcore $target
}
userns_raw() { attempt userns raw "$target"; tool userns stat --source module $target; }
userns_text() { attempt userns text "$target"; }
userns_info() { attempt userns info; }
userns_bpf() { tool userns stat --source bpf $target; }
userns_kcore() { got=$(userns "$work/attempt" /proc/kcore); tool userns stat --source kcore $target; }
pidns_kcore() { tool pidns stat --source kcore 1; }

write_only() { got=$(: 2>&1 >$dir/raw | grep -q 'Invalid argument' && echo EINVAL); }
no_word() { attempt as_root raw $'\n'; }
unknown_word() { attempt as_root raw colour=blue; }
word_twice() { attempt as_root raw "pid=$target pid=$target"; }
too_long() { attempt as_root raw "$(printf '%0257d' 0)"; }
second_request() {
	exec {raw}<>$dir/raw
	echo "$target" >&$raw
	got=$(LC_ALL=C; { echo "$target" >&$raw; } 2>&1 | grep -q 'Device or resource busy' && echo EBUSY)
	exec {raw}>&-
}
request_to_pid() {
	exec {raw}<"$dir/pid/$target/raw"
	got=$(LC_ALL=C; { echo "$target" >&$raw; } 2>&1 | grep -q 'Bad file descriptor' && echo EBADF)
	exec {raw}<&-
}
unaligned() { attempt as_root raw "$target start=0x1800"; tool as_root show --range 0x1800+4K $target; }
empty_range() {
	attempt as_root raw "$target start=0x2000 end=0x2000"
	tool as_root show --range 0x2000-0x2000 $target
}
other_half() {
	attempt as_root raw "$target start=0x800000000000000 end=0x800000000001000"
	tool as_root show --source module --range 0x800000000000000-0x800000000001000 $target
}
no_process() { attempt as_root raw 4194305; module 4194305; }
zombie() {
	local ended
	# the shell does not wait for it
	bash -c 'sleep 0 & echo $!; exec sleep 1000' >"$work/zombie" &
	until_true 10 test -s "$work/zombie"
	ended=$(<"$work/zombie")
	until_true 10 grep -q "^State:.Z" "/proc/$ended/status"
	attempt as_root raw "$ended"
	module "$ended"
	kill $!
}
kernel_thread() { attempt as_root raw 2; module 2; }
no_isolation() { attempt as_root raw "$target pgd=user"; module $target:user; }
kernel_half() { attempt as_root raw half=kernel; module kernel; }
kernel_half_bpf() { tool as_root stat --source bpf kernel; }

stop_self() { record --stop self; }
stop_init() { record --stop 1; }
stop_kthread() { record --stop 2; }
stop_traced() {
	local tracer
	"$PTWALK_BUILD/selftests/guest/helpers/tracer" $target >"$work/traced" &
	tracer=$!
	until_true 10 test -s "$work/traced"
	got=$("$PTWALK_BUILD/selftests/guest/helpers/tracer" $target)
	record --stop $target
	kill $tracer
	wait $tracer 2>/dev/null
}
no_ptrace() { without -sys_ptrace "$@"; }
stop_no_ptrace() {
	local other
	setpriv --reuid=65534 --regid=65534 --clear-groups sleep 100000 &
	other=$!
	until_true 10 eval 'grep -q sleep /proc/$other/comm'
	got=$(no_ptrace "$PTWALK_BUILD/selftests/guest/helpers/tracer" $other)
	tool no_ptrace record --stop -o "$work/dump" $other
	kill $other
}
stop_pidns() {
	said=$(unshare --pid --fork "$work/ptwalk" record --stop -o "$work/dump" $target 2>&1) &&
		said="no failure: $said"
}
stop_image() { record --stop --image /proc/kcore --pid $target; }
stop_both() { record --stop --freeze $target; }
freeze_root() { record --freeze $target; }
freeze_self() {
	local group=/sys/fs/cgroup/ptwalk-access
	mkdir $group
	echo $target >$group/cgroup.procs
	said=$(bash -c 'echo $$ >'$group'/cgroup.procs; exec "$@"' _ \
		"$work/ptwalk" record --freeze -o "$work/dump" $target 2>&1) && said="no failure: $said"
	echo $target >/sys/fs/cgroup/cgroup.procs
	rmdir $group
}

# rows - print the lines of the table
rows() { awk '/^    NAME  *ERRNO  *WORDS$/ { on = 1; next } on && !/^    / { exit } on' "$table"; }

[ -e /sys/fs/cgroup/cgroup.procs ] || mount -t cgroup2 none /sys/fs/cgroup
echo $target >$parameters/pids
check "there is a table" test "$(rows | wc -l)" -gt 30
while read -r name errno words; do
	got=- said=
	if [ "$(type -t "$name")" != function ]; then
		same "$name has a function" "none" "one"
		continue
	fi
	# with page-table isolation there is nothing to refuse
	if [ "$name" = no_isolation ] && grep -qw pti /proc/cpuinfo; then
		skip "$name" "page-table isolation is on"
		continue
	fi
	$name
	same "$name: errno" "$got" "$errno"
	[ "$words" = - ] || same "$name: words" \
		"$(grep -oF -m 1 -- "$words" <<<"$said" || echo "$said")" "$words"
done < <(rows)
same "every case is a line of the table" \
	"$(sed -n 's/^\([a-z_]*\)() {.*/\1/p' "$0" | grep -vxE \
		'user|without|no_admin|userns|pidns|attempt|tool|as_root|module|record|no_perfmon|no_rawio|no_ptrace|rows' |
		sort | comm -23 - <(rows | awk '{ print $1 }' | sort))" ""

# ---- what is not refused ----

same "a descriptor that root passes to a user can be read" \
	"$("$work/attempt" --passed $dir/raw)" ok
same "and a request can be written to it" "$("$work/attempt" --passed $dir/raw "$target")" ok
same "text as well" "$("$work/attempt" --passed $dir/text "$target")" ok
same "such a request is refused as any other" \
	"$("$work/attempt" --passed $dir/raw "half=kernel")" EACCES
check "a user can open a dump of root's own only by root" \
	eval '"$PTWALK" record -o "$work/dump" $target && ! user "$work/ptwalk" stat "$work/dump" 2>/dev/null'
# a container that has the capability and debugfs: its own numbers in, the host's numbers out
number=$(pidns bash -c 'exec "$0" stat --source module -rn -o PID 1' "$work/ptwalk")
check "root of a PID namespace reads its own process 1" test "${number:-0}" -gt 1
same "but no process of the host by its number there" \
	"$(pidns "$work/attempt" $dir/raw "$target")" ESRCH
same "a mount namespace changes nothing" \
	"$(unshare --mount "$work/attempt" $dir/raw "$target")" ok
finish
