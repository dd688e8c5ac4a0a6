# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # of common.sh and suite.sh
#
# Root directories of Debian releases, below build/roots/, and running commands in them.
# Sourced by tools and by selftests/packages/, after common.sh and suite.sh.
#
# A root is made by mmdebstrap, once: only that needs the network.  Running a command in it
# needs root.

# root_key WORDS - print 8 digits that change when the words do
root_key() {
	local sum
	sum=$(sha256sum <<<"$*")
	printf '%s\n' "${sum:0:8}"
}

# root_make DIR RELEASE VARIANT PACKAGES [FUNCTION] - make the root DIR if it is missing.
# PACKAGES are separated by commas.  FUNCTION gets the name of a temporary directory in which
# the new root is root/.  It is made there and then renamed, so DIR is complete or missing.
root_make() {
	[ ! -d "$1" ] || return 0
	[ "$(id -u)" = 0 ] || die "$1 is missing: run this as root"
	mkdir -p "$build/roots"
	exec 8>"$build/roots/.lock"
	flock 8
	[ -d "$1" ] || root_bootstrap "$@"
	exec 8>&-
}

root_bootstrap() {
	local dir=$1 release=$2 variant=$3 packages=$4 tmp archive
	"$vm_dir/deps" mmdebstrap debian-archive-keyring
	archive=$(suite_archive)
	[ -n "$archive" ] || die "apt has no sources for $(suite_host)"
	say "setting up ${dir##*/}: a root of $release"
	tmp=$(mktemp -d "$build/roots/tmp.XXXXXX")
	# shellcheck disable=SC2064 # this directory
	trap "rm -rf '$tmp'" EXIT
	# use the proxy and other network settings of the system's apt
	apt-config dump Acquire | grep -E '^Acquire::(Check|https?::)' \
		>"$tmp/apt.conf" || true
	again_later root_debootstrap "$tmp" "$variant" "$packages" "$release" "$archive" ||
		die "mmdebstrap failed"
	[ $# -lt 5 ] || "$5" "$tmp"
	mv "$tmp/root" "$dir"
	rm -rf "$tmp"
	trap - EXIT
}

# root_debootstrap TMP VARIANT PACKAGES RELEASE ARCHIVE - make the root TMP/root
root_debootstrap() {
	rm -rf "$1/root"
	mmdebstrap --variant="$2" --components=main --aptopt="$1/apt.conf" \
		--keyring="$suite_keyring" --include="$3" "$4" "$1/root" "$5" >"$1/log" 2>&1 || {
		grep -E '^(E|W|Err)' "$1/log" >&2 || tail -n 30 "$1/log" >&2
		return 1
	}
}

# root_exec ROOT [PATH...] -- COMMAND... - become COMMAND in the root, in the current directory.
# It sees /dev, /proc and each PATH of this system.  In a mount namespace, so that no mount is
# left behind, however the command ends.
root_exec() {
	# shellcheck disable=SC2016 # expanded in there
	exec unshare --mount -- bash -eu -c '
		root=$1 cwd=$2; shift 2
		while [ "$1" != -- ]; do
			mkdir -p "$root$1"
			mount --rbind "$1" "$root$1"
			shift
		done
		shift
		exec chroot "$root" /bin/sh -c '\''cd "$1" && shift && exec "$@"'\'' sh \
			"$cwd" "$@"' bash "$1" "$(pwd -P)" /dev /proc "${@:2}"
}
