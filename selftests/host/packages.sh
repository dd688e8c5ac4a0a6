#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What is installed and handed out: the versions agree, the archive is the same twice, installing
# and uninstalling are each other's reverse, and the Debian packages build, install, work and go
# in clean roots of this system's release.  "make test-packages" does the last with all releases.

set -u

selftests=$(cd "$(dirname "$0")/.." && pwd -P)
. "$selftests/tap.sh"
# shellcheck source-path=SCRIPTDIR source=../packages/root.sh
. "$selftests/packages/root.sh"
echo "TAP version 13"
unset MAKEFLAGS MFLAGS MAKELEVEL KDIR
cd "$top" || exit
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
version=$(sed -n 's/^VERSION := //p' Makefile)
archive=$build/dist/ptwalk-$version.tar.xz

quiet_make() { make --no-print-directory "$@" >"$tmp/log" 2>&1 || { sed 's/^/# /' "$tmp/log"; return 1; }; }

same "the newest heading of CHANGELOG.md is this version" \
	"$(sed -n '/^## /{s/^## \([^ ]*\) - 20..-..-..$/\1/p;q}' CHANGELOG.md)" "$version"
same "so is debian/changelog" "$(sed -n '1s/^ptwalk (\(.*\)).*/\1/p' debian/changelog)" "$version"
same "and the spec" "$(sed -n 's/^Version: *//p' packaging/ptwalk.spec)" "$version"

# DKMS skips what module/compat.h refuses, and nothing that is supported
exclusive=$(sed -n 's/^BUILD_EXCLUSIVE_KERNEL="\(.*\)"/\1/p' packaging/dkms.conf)
refused=
for name in $(kernel_names); do
	kernel_entry "$name"
	[[ $k_version.0-1-amd64 =~ $exclusive ]] || refused+=" $k_version"
done
same "dkms.conf takes all kernels of the list" "$refused" ""
oldest=$(sed -n 's/.*LINUX_VERSION_CODE < KERNEL_VERSION(\([0-9]*\), *\([0-9]*\), .*/\1 \2/p' \
	module/compat.h | head -n 1)
read -r major minor <<<"$oldest"
check "and none that is too old for compat.h" \
	[ -z "$(grep -E "$exclusive" <<<"$major.$((minor - 1)).9-1-amd64")" ]

check "make dist" quiet_make dist
cp "$archive" "$tmp/first"
check "and again" quiet_make dist
check "makes the same bytes" cmp "$archive" "$tmp/first"
flock "$build/dist/.lock" timeout 5 make -s dist >/dev/null 2>&1
same "not while another make does" $? 124
check "whose archive stays whole" cmp "$archive" "$tmp/first"
tar -C "$tmp" -xJf "$archive"
same "what was unpacked lists the same files for checks" \
	"$("$tmp/ptwalk-$version/selftests/checks/files")" "$(selftests/checks/files)"
check "and from what was unpacked" quiet_make -C "$tmp/ptwalk-$version" dist
check "they are the same, too" cmp "$archive" "$tmp/ptwalk-$version/build/dist/${archive##*/}"

check "make install-tool, with what was built" \
	quiet_make install-tool DESTDIR="$tmp/dest" prefix=/opt/ptwalk
check "puts the tool there" [ -x "$tmp/dest/opt/ptwalk/bin/ptwalk" ]
check "and all of it below prefix, but units" [ -z "$(find "$tmp/dest" -type f \
	! -path '*/opt/ptwalk/*' ! -path '*/systemd/*')" ]
check "a unit that starts the tool where it is" grep -q '^ExecStart=/opt/ptwalk/bin/ptwalk ' \
	"$tmp/dest/usr/local/lib/systemd/system/ptwalk-metrics.service"
check "make uninstall-tool" quiet_make uninstall-tool DESTDIR="$tmp/dest" prefix=/opt/ptwalk
same "removes the same files" "$(find "$tmp/dest" -type f)" ""
check "make install-dkms" quiet_make install-dkms DESTDIR="$tmp/dest"
same "has every source of the module" \
	"$(cd "$tmp/dest/usr/src/ptwalk-$version" && find Kbuild module -type f | sort)" \
	"$(find Kbuild module -type f | sort)"
check "and the version" grep -qx "PACKAGE_VERSION=\"$version\"" \
	"$tmp/dest/usr/src/ptwalk-$version/dkms.conf"
check "make uninstall-dkms" quiet_make uninstall-dkms DESTDIR="$tmp/dest"
same "removes them" "$(find "$tmp/dest" -type f)" ""

# Without DESTDIR, DKMS knows of it: here one that notes what it is asked
mkdir "$tmp/bin"
cat >"$tmp/bin/dkms" <<'END'
#!/bin/sh
echo "$*" >>"$ASKED"
[ "$1" != status ] || cat "$ASKED.status"
END
chmod +x "$tmp/bin/dkms"
# asked STATUS - print what DKMS is asked by uninstall-dkms, while it says STATUS
asked() {
	printf '%s' "$1" >"$tmp/asked.status"
	: >"$tmp/asked"
	mkdir -p "$tmp/src/ptwalk"
	ASKED=$tmp/asked PATH=$tmp/bin:$PATH quiet_make uninstall-dkms dkmsdir="$tmp/src/ptwalk"
	[ ! -d "$tmp/src/ptwalk" ] || echo "$tmp/src/ptwalk is still there"
	grep -v '^status' "$tmp/asked"
}
same "modules that DKMS has built go as well" "$(asked "ptwalk/$version, 6.1, x86_64: installed")" \
	"remove -m ptwalk -v $version --all"
same "if there are any" "$(asked "")" ""

adopt "$selftests/packages/test" "$(suite_host)"
finish
