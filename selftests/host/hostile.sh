#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Names that somebody has chosen to harm who reads them: of a process, of VMAs, of file systems,
# and of the dump itself.  For all commands and all their formats: whatever is printed is UTF-8
# without a character that drives a terminal or makes a text look like another one; it has as many
# lines as for tame names, so that no name can end a row and begin another; and it is JSON, HTML,
# OpenMetrics or DOT, by readers that are not ptwalk's.

set -u -o pipefail
export LC_ALL=C.UTF-8

build=${PTWALK_BUILD:-$(cd "$(dirname "$0")/../.." && pwd -P)/build}
ptwalk=$(realpath "${PTWALK:-$build/ptwalk}")
forge=$(realpath "$build/selftests/host/tools/forge-dump")
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"

# The same dump under both names, so that a path is of the same length in both
mkdir tame hostile
evil=$'\e[31m"}<script>\u202e\x9b\xff'
for name in process later child thp; do
	"$forge" tame-$name >tame/$name
	"$forge" hostile-$name >"hostile/$name$evil"
done

# said FILE - print what is wrong with a text, in a line each
said() {
	perl -CS -e '
		local $/;
		open(my $f, "<:raw", $ARGV[0]) or die;
		my $text = <$f> // "";
		print "not UTF-8\n" unless utf8::decode($text);
		$text =~ s/\x1b\[[0-9;]*m//g if $ARGV[1] eq "color";
		while ($text =~ /([\x00-\x08\x0b-\x1f\x7f-\x9f\x{ad}\x{61c}\x{200b}-\x{200f}\x{2028}-\x{202e}\x{2060}-\x{206f}\x{feff}\x{e0000}-\x{e007f}])/g) {
			printf "U+%04X at %d\n", ord($1), pos($text);
			last;
		}' "$1" "${2-}" </dev/null
}

# parsed FORMAT FILE - print what is wrong with the syntax of an output
parsed() {
	case $1 in
	json)
		perl -MJSON::PP -e 'local $/; open(F, "<:raw", $ARGV[0]); eval { decode_json(<F>) };
			print $@ if $@' "$2" ;;
	dot)
		grep -vE '^(digraph ptwalk \{|\}|	[a-z0-9]+( -> n[0-9]+)?( \[([a-z]+=("([^"\\]|\\.)*"|[A-Za-z0-9]+)(, )?)*\])?;)$' \
			"$2" | sed -n 1,3p ;;
	metrics)
		grep -vE '^# (EOF|(TYPE|UNIT|HELP) .*)$|^[a-z_]+(\{[a-z_]+="([^"\\]|\\[\\"n])*"(,[a-z_]+="([^"\\]|\\[\\"n])*")*\})? [-+0-9.e]+$' "$2" | sed -n 1,3p ;;
	esac
}

# run DIRECTORY LINE - run a command; %NAME is a dump there
run() {
	local suffix='' words=() word
	[ "$1" = tame ] || suffix=$evil
	for word in $2; do
		[[ $word != %* ]] || word=$1/${word#%}$suffix
		words+=("$word")
	done
	"$ptwalk" "${words[@]}" >"$1.out" 2>"$1.err" </dev/null
	echo $? >"$1.status"
}

# harmless FORMAT LINE - a test
harmless() {
	local format=$1 wrong
	run tame "$2"
	run hostile "$2"
	wrong=$(
		cmp tame.status hostile.status 2>&1
		said hostile.out "$format"
		said hostile.err
		for part in out err; do
			[ "$(wc -l <tame.$part)" = "$(wc -l <hostile.$part)" ] ||
				echo "$(wc -l <hostile.$part) lines of $part, not $(wc -l <tame.$part)"
		done
		parsed "$format" hostile.out
		if [ "$format" = html ]; then
			for tag in '<script' '</script' '<!--' '<img' '<svg'; do
				[ "$(grep -oiF -- "$tag" tame.out | wc -l)" = \
					"$(grep -oiF -- "$tag" hostile.out | wc -l)" ] ||
					echo "another number of $tag"
			done
		fi
		[ -s hostile.out ] || echo "nothing is printed: $(head -n 2 hostile.err)"
	)
	same "$2" "$wrong" ""
}

lines=(
	"show %process" "show --by-vma %process" "show --tables --entries %process"
	"stat %process" "stat %process %thp" "huge --windows %thp" "huge --by-vma %thp"
	"diff %process %later" "diff --summary %process %later" "tree %process"
	"walk %process 0x555555559123" "share %process %child" "share --by-area %process %child"
	"share --by-file %process %child" "check %process no-wx 4k none"
)
for line in "${lines[@]}"; do
	harmless text "$line"
	harmless json "${line/ / -J }"
	[[ $line == "walk "* ]] || harmless text "${line/ / -r }"
	[[ $line == "walk "* ]] || harmless text "${line/ / -P }"
done
harmless text "huge %thp"
harmless text "huge --fix %thp"
harmless text "map %process"
harmless text "map %process %later"
harmless color "map --color always %process"
harmless color "walk --color always %process 0x555555559123"
harmless dot "tree --dot %process"
harmless metrics "stat --openmetrics - %process %thp"
harmless html "report -o - %process"
harmless html "report -o - %process %later %thp"

# a message about a file names it
for line in "show %missing" "diff %process %missing" "report -o %missing/x %process" \
		"walk %process 0x10000000000000000" "check %missing no-wx"; do
	run hostile "$line"
	same "message: $line" "$(said hostile.err; wc -l <hostile.err | grep -vx '[12]')" ""
	check "message: $line: it fails" test "$(<hostile.status)" != 0
done
finish
