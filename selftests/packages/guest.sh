# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # of test
#
# Part of test: the packages in a guest with one of the listed kernels.
#
# The root of the guest is this system's, as always; what is installed there runs in build/
# packages/RELEASE/root, by chroot.  DKMS builds the module for the guest's kernel here, as a
# guest has neither the time nor a network; ptwalk itself is installed in the guest.

have_kernel "$guest"
cp "$debs"/ptwalk_*.deb "$debs"/ptwalk-dkms_*.deb "$copy/srv/"
check "ptwalk-dkms is installed again, without ptwalk" \
	quietly inside sh -c 'apt-get -q -y --no-install-recommends install /srv/ptwalk-dkms_*.deb'
check "and builds the module for the guest's kernel" \
	quietly inside /etc/kernel/header_postinst.d/dkms "$other"
# without a link to headers, which would lead out of the root, and lists of what there is no
# network for: apt takes minutes to read them on an emulated CPU
rm -r "$copy/lib/modules/$other/build" "$copy/var/lib/apt/lists"
mkdir -p "$copy/var/lib/apt/lists/partial"

said=$("$vm_dir/run" -k "$guest" -1 -t 900 -m 2G -e DEBIAN_FRONTEND=noninteractive \
	-- "$top/selftests/packages/in-guest" "$copy" "$top/debian/tests" 2>"$packages/$release/vm") ||
	said+=$'\n'"failed: status $?"$'\n'$(tail -n 20 "$packages/$release/vm")
while read -r verdict what; do
	case $verdict in
	ok|failed:) check "in a guest: $what" [ "$verdict" = ok ] ;;
	*) echo "# $verdict $what" ;;
	esac
done <<<"$said"
