# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2154 # of common.sh
#
# Packages of any suite of the Debian archive that the system itself uses, through the
# system's apt.  Sourced by provision and tools, after common.sh.
#
# Owns build/apt/SUITE/, the state of apt for a suite that the system does not use, so that
# the state of the system does not change.  The archive is the one from which the system
# gets its own release: it has the other suites as well.  Packages are verified with the
# keys of debian-archive-keyring.

suite_keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# suite_host - print the name of this system's Debian release
suite_host() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

# suite_release SUITE - print the release with whose tools a suite's packages are built
suite_release() {
	if [ "$1" = - ]; then suite_host; else printf '%s\n' "${1%-backports}"; fi
}

# suite_archive - print the URI from which the system gets its own release
suite_archive() {
	local host release codename component uri
	host=$(suite_host)
	# shellcheck disable=SC2016 # apt's variables
	apt-get indextargets --format \
		'$(RELEASE) $(CODENAME) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
		while read -r release codename component uri; do
			[ "$component" = main ] || continue
			[ "$release" = "$host" ] || [ "$codename" = "$host" ] || continue
			printf '%s\n' "$uri"
			break
		done
}

# suite_update - download the package lists of the suite in use
suite_update() {
	if [ "$suite" = - ]; then
		"$vm_dir/deps" --update
		return
	fi
	local dir=$build/apt/$suite archive
	archive=$(suite_archive)
	[ -n "$archive" ] ||
		die "apt has no sources for $(suite_host), so none for $suite either"
	[ -f "$suite_keyring" ] || "$vm_dir/deps" debian-archive-keyring
	say "reading package lists of $suite"
	mkdir -p "$dir"/{parts,state/lists/partial,cache/archives/partial}
	printf '%s\n' "Types: deb" "URIs: $archive" "Suites: $suite" \
		"Components: main" "Signed-By: $suite_keyring" \
		>"$dir/parts/suite.sources"
	apt-get -qq "${apt[@]}" update || return
	: >"$dir/read"
}

# suite_use SUITE - make the functions below use SUITE
suite_use() {
	local dir=$build/apt/$1
	suite=$1 apt=()
	# the user of apt's sandbox may not be permitted to write to the current directory
	[ "$(id -u)" != 0 ] || apt+=(-o APT::Sandbox::User=root)
	[ "$suite" != - ] || return 0
	apt+=(-o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$dir/parts"
		-o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null
		-o Dir::State="$dir/state" -o Dir::State::Status=/dev/null
		-o Dir::Cache="$dir/cache")
	[ -f "$dir/read" ] || again_later suite_update
}

# suite_show PACKAGE... - print the stanzas of the versions that apt would install
suite_show() { apt-cache "${apt[@]}" show --no-all-versions "$@" 2>/dev/null; }

# suite_names REGEX - print the names of packages that match
suite_names() {
	apt-cache "${apt[@]}" search --names-only "$1" | sed 's/ .*//'
}

# suite_packages SUITE - print the package lists that were downloaded last, or nothing.
# Reads the files itself, which is faster than to let apt build its cache
suite_packages() {
	local lists=$build/apt/$1/state/lists
	[ "$1" != - ] || eval "$(apt-config shell lists Dir::State::lists/d)"
	/usr/lib/apt/apt-helper cat-file "${lists%/}"/*_Packages* 2>/dev/null
}

# suite_download PACKAGE[=VERSION]... - download into the current directory
suite_download() {
	# old package lists may have files that no longer exist: update the lists
	apt-get -qq "${apt[@]}" download "$@" || again_later suite_update_download "$@"
}

suite_update_download() {
	suite_update && apt-get -qq "${apt[@]}" download "$@"
}
