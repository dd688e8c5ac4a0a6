#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The guest tests as the kernel's selftests are installed: the kernel's runner is given each of
# them, and without root nothing is loaded.  Whether they pass is the business of the guests.

set -u

here=$(cd "$(dirname "$0")" && pwd -P)
. "$here/../tap.sh"
# shellcheck source=SCRIPTDIR/../vm/common.sh
. "$here/../vm/common.sh"
build=${PTWALK_BUILD:-$here/../../build}
work=$(mktemp -d)
chmod 755 "$work"
trap 'rm -rf "$work"' EXIT
echo "TAP version 13"

unset MAKEFLAGS MFLAGS MAKELEVEL SANITIZE
# as the build is, so that it is not built anew
WERROR=$(grep -c -e -Werror "$build/obj/flags")
export WERROR
# the one that is built with the tools of this system
kernel=$(kernel_home)

# installed LOG - succeed if it could be installed
installed() {
	"$here/../vm/tools" "$kernel" make -s -C "$here/.." install INSTALL_PATH="$work/installed" \
		KDIR="$build/kernels/$kernel/current/build" >"$1" 2>&1 || { sed 's/^/# /' "$1"; false; }
}

# sources - the names of the tests that a kernel's runner can run
sources() {
	find "$here/../guest" -maxdepth 1 -name '*-*.*' -printf '%f\n' |
		grep -v '^last-\|^storm-\|^fault-\|^tool-' | sed 's/^\(.*\)\..*/ptwalk:\1/' | LC_ALL=C sort
}

check "make -C selftests install" installed "$work/log"
same "the list of the kernel's runner has every test" \
	"$(LC_ALL=C sort "$work/installed/kselftest-list.txt")" "$(sources)"
same "which it reads" "$("$work/installed/run_kselftest.sh" -l | LC_ALL=C sort)" "$(sources)"
# as in "make test", where modules are built beside this test
flock "$build/$(<"$(kernel_dir "$kernel")/release")/.lock" \
	timeout 3 make -s -C "$here/../.." module KDIR="$build/kernels/$kernel/current/build" >/dev/null 2>&1
same "the module is built by one make at a time" $? 124
status=0
said=$(setpriv --reuid 65534 --clear-groups "$work/installed/ptwalk/test-bits") || status=$?
same "a user's run is skipped" "$status: $said" "4: 1..0 # SKIP ptwalk's module is for root"
fails "no INSTALL_PATH" "INSTALL_PATH=DIR" make -s -C "$here/.." install
fails "no kernel tree" "LINUX='/nowhere' is no kernel tree" \
	make -s -C "$here/../.." kselftest-tree LINUX=/nowhere
finish
