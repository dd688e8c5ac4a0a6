#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# /proc/kcore as a memory image: the dump of a stopped process has the table and VMA records of
# the module's, byte for byte; and what is refused.

# shellcheck disable=SC2317 # functions are called by check

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

records=$PTWALK_BUILD/selftests/host/tools/records
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# by_kcore PID FILE - record a process from /proc/kcore
by_kcore() { "$PTWALK" record --image /proc/kcore --pid "$1" -o "$2"; }

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
	check "$kind: /proc/kcore can be read" by_kcore "$pid" "$work/kcore"
	for what in table vma; do
		"$records" $what <"$work/module" >"$work/module.$what"
		"$records" $what <"$work/kcore" >"$work/kcore.$what"
		check "$kind: the $what records of the module" \
			cmp "$work/module.$what" "$work/kcore.$what"
	done
	unsituate
done

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
check "no permission, in words" refused "CAP_SYS_RAWIO" \
	setpriv --bounding-set=-sys_rawio --inh-caps=-sys_rawio \
	"$PTWALK" record --image /proc/kcore --pid $$ -o "$work/none"
finish
