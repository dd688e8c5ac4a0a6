#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# /proc/kcore, as a memory image and as the source of live dumps: the dump of a stopped process has
# the table and VMA records of the module's, byte for byte.  All else about it is in tool-kcore.

# shellcheck disable=SC2016,SC2317 # check evaluates strings, and calls functions

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

records=$PTWALK_BUILD/selftests/host/tools/records
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# by_kcore PID FILE - record a process from /proc/kcore
by_kcore() { "$PTWALK" record --image /proc/kcore --pid "$1" -o "$2"; }

# by_source PID FILE - record a process with --source kcore
by_source() { "$PTWALK" record --source kcore "$1" -o "$2"; }

situate thp+file-cow+shared+perf-event+protnone+hole+neighbours
stop "$pid"
"$PTWALK" record "$pid" -o "$work/module"
check "/proc/kcore can be read" by_kcore "$pid" "$work/image"
check "and be the source of a live dump" by_source "$pid" "$work/live"
check "an anonymous inode has its name" grep -qa 'anon_inode:\[perf_event\]' "$work/live"
for what in table vma process; do
	"$records" $what <"$work/module" >"$work/module.$what"
	check "the module's dump has $what records" test -s "$work/module.$what"
	for by in image live; do
		"$records" $what <"$work/$by" >"$work/$by.$what"
		check "the $what records of the module, $by" \
			cmp "$work/module.$what" "$work/$by.$what"
	done
done
if grep -qw pti /proc/cpuinfo; then
	"$PTWALK" record "$pid:user" -o "$work/module"
	by_source "$pid:user" "$work/live"
	check "the table records of user mode" cmp \
		<("$records" table <"$work/module") <("$records" table <"$work/live")
else
	fails "without PTI no tables of user mode" "page-table isolation is off" by_source "$pid:user" "$work/none"
fi
unsituate
finish
