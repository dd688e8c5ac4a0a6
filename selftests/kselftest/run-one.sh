#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# run-one.sh NAME - run a test of ptwalk as the kernel's runner expects it: TAP on standard
# output, status 0 passed, 1 failed, 4 skipped
#
# Loads the module for the test, and unloads it if it was not loaded before.  files/ beside this
# script has all else.

cd "$(dirname "$0")" || exit 1
files=$PWD/files
export PTWALK_BUILD=$files/build PTWALK=$files/build/ptwalk PTWALK_KO=$files/build/ptwalk.ko

skip() {
	echo "1..0 # SKIP $*"
	exit 4
}

# refusal - print why this kernel loads no such module, if it is known that it does not
refusal() {
	local built
	built=$(modinfo -F vermagic "$PTWALK_KO" 2>/dev/null | cut -d ' ' -f 1)
	if ! [ -e /proc/modules ]; then
		echo "this kernel was built without modules"
	elif grep -qsx 1 /proc/sys/kernel/modules_disabled; then
		echo "sysctl kernel.modules_disabled is 1, so no module can be loaded any more"
	elif grep -qsx Y /sys/module/module/parameters/sig_enforce; then
		echo "this kernel loads signed modules only"
	elif grep -qs '\[integrity\]\|\[confidentiality\]' /sys/kernel/security/lockdown; then
		echo "this kernel is locked down, and loads signed modules only"
	elif [ -n "$built" ] && [ "$built" != "$(uname -r)" ]; then
		echo "the module was built for Linux $built, and this is $(uname -r)"
	elif grep -qsx PV /sys/hypervisor/guest_type; then
		echo "a Xen PV guest, whose page tables hold machine addresses"
	elif ! grep -qw debugfs /proc/filesystems || grep -qw debugfs=off /proc/cmdline; then
		echo "this kernel has no debugfs"
	else
		return 1
	fi
}

# Whatever else keeps the module from being loaded is a fault of it
not_loaded() {
	local why
	why=$(refusal) && skip "$why ($*)"
	echo "TAP version 13"
	echo "1..1"
	echo "not ok 1 the module loads"
	sed 's/^/# /' <<<"$*"
	exit 1
}

[ "$(id -u)" = 0 ] || skip "ptwalk's module is for root"
if ! [ -d /sys/module/ptwalk ]; then
	said=$(insmod "$PTWALK_KO" 2>&1) || not_loaded "$said"
	trap 'rmmod ptwalk' EXIT
fi
if [ -x "$PTWALK_BUILD/selftests/guest/$1" ]; then
	"$PTWALK_BUILD/selftests/guest/$1"
else
	bash "$files/selftests/guest/$1.sh"
fi
