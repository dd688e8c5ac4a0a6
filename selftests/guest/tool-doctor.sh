#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk doctor and --version -J with the module, without it, without BPF's and without all rights,
# without debugfs, and in a user namespace.  last-lockdown.sh has what they say under lockdown,
# host/doctor.sh the settings of huge pages.

. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../doctor.sh"

work=$(mktemp -d)
loaded=yes

# shellcheck disable=SC2317 # called by the trap
cleanup() {
	[ $loaded = yes ] || insmod "$PTWALK_KO"
	rm -rf "$work"
}
trap cleanup EXIT

version=$("$PTWALK" --version | sed -n 's/^ptwalk //p')
doctor env
same "with the module: status" $status 0
check "with the module: it reads" grep -q "can be read, by the module" <(finding processes)
same "with the module: ok" "$(state module) $(state debugfs)" "ok ok"
check "with the module: its version" grep -q "version $version is loaded" <(finding module)
same "with the module: no fault" "$(grep -c 'STATE="fault"' "$work/rows")" 0
same "--version: the module" "$(value module-loaded) $(value module-version)" "true \"$version\""
same "--version: levels" "$(value levels)" "$(sed -n 's/^levels: //p' /sys/kernel/debug/ptwalk/info)"

doctor unshare -m sh -c 'umount -l /sys/kernel/debug && exec "$@"' sh
same "without debugfs: BPF reads" "$status $(state processes)" "0 ok"
check "without debugfs: by BPF" grep -q "can be read, by BPF" <(finding processes)
same "without debugfs: a note" "$(state debugfs)" note
check "without debugfs: what to do" grep -q "mount -t debugfs" <(finding debugfs)

doctor unshare -U --map-root-user
same "in a user namespace: status" $status 1
same "in a user namespace: the fault" "$(state rights) $(state processes)" "fault fault"
check "in a user namespace: in words" grep -q "user namespace" <(finding rights)

doctor_unprivileged
same "as an ordinary user: status" $status 1
same "as an ordinary user: the fault" "$(state rights)" fault
check "as an ordinary user: what to do" grep -q "run it as root" <(advice rights)

check "the module is unloaded" rmmod ptwalk
loaded=no
doctor env
same "without the module: status" $status 0
check "without the module: BPF reads" grep -q "can be read, by BPF" <(finding processes)
same "without the module: a note" "$(state module) $(state bpf) $(state btf)" "note ok ok"
same "without the module: no fault" "$(grep -c 'STATE="fault"' "$work/rows")" 0
same "--version: no module, BPF" "$(value module-loaded) $(value bpf)" "false true"
check "for people: one screen" test "$("$PTWALK" doctor | wc -l)" -le 40
finish
