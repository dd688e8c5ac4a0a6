#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The service of packaging/systemd under a real systemd, confined as it says: it writes the metrics
# by the module and by BPF, by name and by cgroup, and replaces the file as a whole.  What the
# service may not do is tried in its place.
#
# systemd runs in PID and mount namespaces of its own, with as few units as it can.

. "$(dirname "$0")/../tap.sh"

packaging=$(cd "$(dirname "$0")/../../packaging" && pwd -P)
directory=/var/lib/prometheus/node-exporter
file=$directory/ptwalk.prom
service=ptwalk-metrics.service
work=$(mktemp -d)

echo "TAP version 13"
if ! [ -x /lib/systemd/systemd ]; then
	skip "the service" "no systemd here"
	finish
fi

# inside COMMAND... - run a command where systemd is
inside() { nsenter -t "$init" --mount --pid "$@"; }

# shellcheck disable=SC2317 # called by the trap
clean_up() {
	kill -KILL "${init-}" 2>/dev/null
	rm -rf "$work"
}
trap clean_up EXIT

# The root of the guest is thrown away after it
mkdir -p $directory /etc/systemd/system/$service.d /etc/default
chown nobody $directory
cp "$packaging"/systemd/* /etc/systemd/system
cp "$PTWALK" /usr/bin/ptwalk
for unit in /lib/systemd/system/*.service; do
	unit=${unit##*/}
	[ "$unit" = $service ] || ln -sf /dev/null "/etc/systemd/system/$unit"
done
printf '[Service]\nStandardError=file:%s/err\n' "$work" >/etc/systemd/system/$service.d/test.conf

unshare --fork --pid --mount --mount-proc --kill-child sh -c '
	mount -t tmpfs none /run
	container=test exec /lib/systemd/systemd --system --unit=basic.target \
		--log-target=null --show-status=no' >/dev/null 2>&1 &
disown $!
# found SYSTEMD - the child of unshare(1), which is PID 1 of its namespace
found() { init=$(pgrep -P "$1") && [ -n "$init" ]; }
until_true 30 found $!
is_up() { inside systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
check "systemd is up" until_true 60 is_up
check "systemd finds no fault with the units" \
	eval '! inside systemd-analyze verify --man=no $service 2>&1 | grep ptwalk-metrics'

# run WHAT OPTION... - a test: the service writes a whole file, and says nothing
run() {
	local what=$1
	shift
	echo "PTWALK_METRICS_ARGS=$*" >/etc/default/ptwalk-metrics
	rm -f $file "$work/err"
	check "$what" inside systemctl start $service
	same "$what: without a word" "$(cat "$work/err" 2>&1)" ""
	same "$what: the file is whole" "$(tail -n 1 $file)" "# EOF"
	same "$what: for all to read" "$(stat -c %a $file)" 644
	check "$what: there are processes" grep -q "^ptwalk_resident_bytes{.*} [1-9]" $file
	check "$what: none is missing" grep -qx "ptwalk_missing_processes 0" $file
	same "$what: and nothing beside it" "$(ls $directory)" ptwalk.prom
}

run "by the module" --source module
run "by BPF" --source bpf
run "by cgroup" --source module --by-cgroup
check "the service is in its own cgroup" \
	grep -q '^ptwalk_processes{cgroup="/.*system.slice/ptwalk-metrics.service",' $file

# What is left when the time of the unit is over: its own command with less of it
printf '[Service]\nExecStart=\n' >/etc/systemd/system/$service.d/time.conf
sed -n 's/^\(ExecStart=.* --max-time \)[0-9]*\( .*\)/\10.001\2/p' "$packaging/systemd/$service" \
	>>/etc/systemd/system/$service.d/time.conf
inside systemctl daemon-reload
echo "PTWALK_METRICS_ARGS=--source module" >/etc/default/ptwalk-metrics
rm -f $file "$work/err"
check "a run out of time is said to fail" eval '! inside systemctl start $service 2>/dev/null'
check "which says how many processes are missing" \
	grep -q -- "--max-time is over: [1-9][0-9]* processes" "$work/err"
check "so does the file" grep -q "^ptwalk_missing_processes [1-9]" $file
same "which is whole" "$(tail -n 1 $file)" "# EOF"
rm /etc/systemd/system/$service.d/time.conf
inside systemctl daemon-reload
run "with all the time of the unit" --source module

# a run that fails leaves the file as it is, which its age tells
before=$(stat -c %Y.%i $file)
echo "PTWALK_METRICS_ARGS=--source nowhere" >/etc/default/ptwalk-metrics
check "a run that fails is said to" eval '! inside systemctl start $service 2>/dev/null'
same "and the file stays" "$(stat -c %Y.%i $file)" "$before"
echo >/etc/default/ptwalk-metrics
rm -r $directory
check "without node-exporter's directory nothing is started" inside systemctl start $service
check "nor made" test ! -e $directory

# Another directory: what Documentation/fleet.rst says for it, where the first one is not
sed -n '/^\*\*Another directory/,/^\*\*No more/s/^    //p' "$packaging/../Documentation/fleet.rst" \
	>/etc/systemd/system/$service.d/directory.conf
mkdir -p /srv/textfile
inside systemctl daemon-reload
check "another directory" inside systemctl start $service
same "has the file, whole" "$(tail -n 1 /srv/textfile/ptwalk.prom)" "# EOF"
check "the first one is not made" test ! -e $directory
rm /etc/systemd/system/$service.d/directory.conf
inside systemctl daemon-reload
mkdir $directory

# What is forbidden: the same service with a shell in the place of ptwalk
try() {
	local what=$1
	printf '[Service]\nExecStart=\nExecStart=/bin/sh -c "%s"\n' "$2" \
		>/etc/systemd/system/$service.d/try.conf
	inside systemctl daemon-reload
	check "$what" eval "$3 inside systemctl start $service 2>/dev/null"
}
try "a shell runs there" "exit 0" ""
try "it can write to the directory" "echo 1 >$directory/x" ""
try "it cannot write to /etc" "echo 1 >/etc/ptwalk-test" "!"
try "nor to settings of the kernel" \
	"echo never >/sys/kernel/mm/transparent_hugepage/enabled" "!"
try "a Python runs there" "python3 -c 'import socket'" ""
try "it has no sockets" "python3 -c 'import socket; socket.socket(socket.AF_UNIX)'" "!"
try "it cannot mount" "mount -t tmpfs none /mnt" "!"
finish
