#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The messages of make if something is missing; make must not install packages itself.  And no
# script has a pipe that fails at random (checks/pipes), which would fail here at times.  And the
# faults of "make controls", which is no part of "make test", are for the sources that are there.

set -u

selftests=$(cd "$(dirname "$0")/.." && pwd -P)
. "$selftests/tap.sh"
echo "TAP version 13"

# refused WORDS MAKE-ARGUMENT... - succeed if make fails with a message that has the words
refused() {
	local words=$1 said
	shift
	said=$(make --no-print-directory -C "$selftests/.." "$@" 2>&1 </dev/null) &&
		return 1
	grep -qF -- "$words" <<<"$said" || { sed 's/^/# /' <<<"$said"; return 1; }
}

unset MAKEFLAGS MFLAGS MAKELEVEL KDIR
check "a compiler that is missing is named" \
	refused "missing: no-such-compiler:" cli CC=no-such-compiler
check "and what to do about it" \
	refused '"make deps" as root' cli CC=no-such-compiler
check "a library that is missing is named" \
	refused "missing: no-such-library:" cli pkgs=no-such-library
check "no headers of the running kernel" \
	refused "install linux-headers-" module KDIR=
check "headers that are none" \
	refused "KDIR=/nonexistent is no configured kernel tree" module KDIR=/nonexistent
check "nothing is installed without them" \
	refused "no configured kernel tree" install KDIR=/nonexistent DESTDIR=/nonexistent
check "and nothing removed" \
	refused "no configured kernel tree" uninstall KDIR=/nonexistent DESTDIR=/nonexistent
check "no pipe fails at random" "$selftests/checks/pipes"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
check "each control changes the sources as it says" \
	env PTWALK_BUILD="$tmp" "$selftests/controls/run" --sources
finish
