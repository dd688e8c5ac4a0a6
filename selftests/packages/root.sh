# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash
#
# The roots in which packages are built and installed.  Sourced by the scripts of this
# directory.
#
#   build-RELEASE-KEY  what debian/control needs to build, and lintian
#   check-RELEASE-KEY  reuse, which releases before Debian 13 have too old
#   plain-RELEASE-KEY  a small system with a manual reader and kernel headers, as a machine on
#                      which packages are installed has them.  It is copied, never changed.

# shellcheck source-path=SCRIPTDIR source=../vm/common.sh
. "$(dirname "${BASH_SOURCE[0]}")/../vm/common.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/suite.sh
. "$vm_dir/suite.sh"
# shellcheck source-path=SCRIPTDIR source=../vm/root.sh
. "$vm_dir/root.sh"

packages=$build/packages

# releases - print the releases of Debian whose kernels selftests/kernels lists, this system's
# and those after it: earlier ones have other libraries
releases() {
	local name
	for name in $(kernel_names); do
		kernel_entry "$name"
		suite_release "$k_suite"
	done | awk -v host="$(suite_host)" '$0 == host { on = 1 } on && !seen[$0]++'
}

# build_depends - print the packages that debian/control needs; of alternatives the first
build_depends() {
	sed -n '/^Build-Depends/,/^[^ B]/s/^ \([^ ,]*\).*/\1/p' "$top/debian/control" |
		sed 's/^debhelper-compat$/debhelper/'
}

# build_root RELEASE - set root to the one for building
build_root() {
	local include
	include=$(build_depends | paste -sd,),build-essential,fakeroot,lintian
	root=$build/roots/build-$1-$(root_key "$include")
	root_make "$root" "$1" apt "$include"
}

# plain_root RELEASE - set root to the one that is copied for installing
plain_root() {
	local include=man-db,linux-headers-amd64
	root=$build/roots/plain-$1-$(root_key "$include")
	root_make "$root" "$1" apt "$include"
}

# check_root - set root to the one with reuse, of the newest of the releases
check_root() {
	local include=reuse newest
	newest=$(releases | tail -n 1)
	root=$build/roots/check-$newest-$(root_key "$include")
	root_make "$root" "$newest" apt "$include"
}
