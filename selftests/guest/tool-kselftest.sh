#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the kernel's runner sees of a module that cannot be loaded: tests are skipped where it is
# known that this kernel refuses it, and fail where the module is broken.

. "$(dirname "$0")/../tap.sh"

top=$(cd "$(dirname "$0")/../.." && pwd -P)
work=$(mktemp -d)
ko=$work/files/build/ptwalk.ko
loaded=yes

# shellcheck disable=SC2317 # called by the trap
cleanup() {
	[ $loaded = yes ] || insmod "$PTWALK_KO"
	rm -rf "$work"
}
trap cleanup EXIT

# As it is installed, with one test
mkdir -p "$work/files/build/selftests/guest"
cp "$top/selftests/kselftest/run-one.sh" "$work"
cp -L "$PTWALK_KO" "$ko"
cat >"$work/files/build/selftests/guest/test-one" <<'END'
#!/bin/sh
echo 1..1
[ -d /sys/module/ptwalk ] && echo ok 1 loaded || echo not ok 1 loaded
END
chmod 755 "$work/files/build/selftests/guest/test-one"

# run - run the test; its output goes to $work/said, its exit status to $status
run() {
	"$work/run-one.sh" test-one >"$work/said" 2>&1
	status=$?
}

# fails_by WHAT REGEX - two tests: the run has failed, and says why
fails_by() {
	same "$1: fails" "$status $(grep -c '^not ok 1 the module loads' "$work/said")" "1 1"
	check "$1: says why" grep -q "^# .*$2" "$work/said"
}

run
same "a loaded module is used" "$status $(grep '^ok' "$work/said")" "0 ok 1 loaded"
check "and stays" test -d /sys/module/ptwalk
check "the module is unloaded" rmmod ptwalk
loaded=no
run
same "it is loaded for a test" "$status $(grep '^ok' "$work/said")" "0 ok 1 loaded"
check "and unloaded" test ! -d /sys/module/ptwalk

# Functions that no kernel has
broken='s/debugfs_create_/debugfs_kreate_/g'
LC_ALL=C sed "$broken" "$PTWALK_KO" >"$ko"
run
fails_by "functions that are missing" "Unknown symbol\|Invalid module format"
head -c 20000 "$PTWALK_KO" >"$ko"
run
fails_by "half a module" "Invalid module format"
rm "$ko"
run
fails_by "no module" "No such file"

# For a kernel whose release is as long; with CONFIG_MODVERSIONS that alone is no reason to refuse it
release=$(uname -r)
other=$(tr 0-9 1-90 <<<"$release")
LC_ALL=C sed "$broken; s/vermagic=$release /vermagic=$other /" "$PTWALK_KO" >"$ko"
run
same "a module for another kernel is skipped" \
	"$status $(grep -c "^1..0 # SKIP the module was built for Linux $other, and this is $release" "$work/said")" \
	"4 1"
LC_ALL=C sed "$broken" "$PTWALK_KO" >"$ko"
echo 1 >"$work/one"
unshare -m sh -c 'mount --bind "$1/one" /proc/sys/kernel/modules_disabled &&
	exec "$1/run-one.sh" test-one' sh "$work" >"$work/said" 2>&1
same "where no module can be loaded any more it is skipped" \
	"$? $(grep -c '^1..0 # SKIP sysctl kernel.modules_disabled is 1' "$work/said")" "4 1"
finish
