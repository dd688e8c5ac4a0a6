#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftests/vm/newer: which kernels it reports as newer than those of the list.  The test
# makes the package lists itself, also the system's, and uses no network.

set -u -o pipefail

selftests=$(cd "$(dirname "$0")/.." && pwd -P)
. "$selftests/tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
export BUILD=$tmp/build RESULTS=$tmp/results/tests APT_CONFIG=$tmp/apt.conf
echo "TAP version 13"

mkdir -p "$tmp"/{selftests/vm,results,system} "$BUILD"/apt/{some,other}/state/lists
cp "$selftests"/{run,progress.sh,summary.awk} "$tmp/selftests"
cp "$selftests"/vm/{common.sh,suite.sh,newer} "$tmp/selftests/vm"
newer=$tmp/selftests/vm/newer
echo "Dir::State::lists \"$tmp/system\";" >"$APT_CONFIG"

cat >"$tmp/selftests/kernels" <<'END'
# comment
old	debian	-	1.2	-
new	debian	some	1.9	-
	word
debug	debug	some	1.9	-
END

# packages FILE PACKAGE... - write a package list with these packages
packages() {
	local file=$1
	shift
	printf 'Package: %s\nDescription: Package: linux-image-9.9\n\n' "$@" >"$file"
}

same "without any package list there is nothing to say" "$("$newer" 2>&1)" ""
check "and no failure" "$newer"
packages "$BUILD/apt/some/state/lists/x_Packages" linux-image-1.9.5+deb-amd64 \
	linux-image-1.8.12-amd64 linux-source-1.9 linux-headers-2.0.1-amd64 \
	linux-image-amd64 hello
same "nothing is newer where the list has the newest" "$("$newer")" ""
packages "$BUILD/apt/other/state/lists/x_Packages" linux-image-3.0.1-amd64
same "a suite that the list does not use is not looked at" "$("$newer")" ""
packages "$BUILD/apt/some/state/lists/y_Packages" linux-image-1.10.0+deb-amd64 \
	linux-image-1.9.99-amd64
said="newer 1.10 in some, while selftests/kernels ends with 1.9"
same "versions are numbers: 1.10 is newer than 1.9" "$("$newer")" "$said"
gzip "$BUILD/apt/some/state/lists/y_Packages"
same "and so in a compressed list" "$("$newer")" "$said"
packages "$tmp/system/z_Packages" linux-source-2.1
same "each suite has a line, also the system's" "$("$newer" | sort)" "$said
newer 2.1 in the system's own suites, while selftests/kernels ends with 1.9"
echo "1 0 0 host/test" >"$RESULTS"
"$newer" >>"$RESULTS"
"$tmp/selftests/run" summary >"$tmp/summary"
same "the summary of a run is still one of success" $? 0
same "and has a line for each" "$(grep -c ^NEWER "$tmp/summary")" 2
same "which counts as no test" "$(tail -n 1 "$tmp/summary")" \
	"1 passed, 0 failed, 0 skipped"
finish
