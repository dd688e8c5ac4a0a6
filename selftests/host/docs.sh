#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks that the documentation matches the code: commands, options, columns, JSON fields
# and words of the manual page have to be those of --help, -H and -J, in both directions;
# errnos of the ABI file have to be those that the module's sources document and the guest
# tests expect.
#
# The source of the manual page is parsed as follows.  A section is the text between an
# underlined title and the next one; an option is a line that begins with "-"; a column is
# a line of a literal block: COLUMN FIELD TYPE MEANING.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
ptwalk=${PTWALK:-$build/ptwalk}
forge=$build/selftests/host/tools/forge-dump
docs=$top/Documentation
man=$docs/ptwalk.8.rst
abi=$docs/ABI/testing/debugfs-ptwalk
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
echo "TAP version 13"

# agree WHAT SAID SO - a test: the documented list SAID is equal to the list SO of the code
# (one item per line); prints the differences
agree() {
	same "$1" "$(diff <(echo "$2") <(echo "$3") |
		sed -n 's/^</said, but not so:/p; s/^>/so, but not said:/p')" ""
}

# section TITLE - print the text of a section, up to the next title
section() {
	awk -v title="$1" '
	function flush() { if (inside && held != "") print held; held = "" }
	/^(=+|-+)$/ && length($0) == length(held) && held != "" {
		inside = held == title
		held = ""
		next
	}
	{ flush(); held = $0; if (inside && held == "") print "" }
	END { flush() }' "$man"
}

# help_of COMMAND... - print its --help
help_of() {
	"$ptwalk" "$@" --help
}

# help_options - print the options of --help on standard input, as "-o, --output LIST"
help_options() {
	sed -n '/^Options:/,/^$/s/^ \{1,5\}\(-[^ ].*\)/\1/p' |
		sed 's/   *.*//' | sort
}

# man_options - the same for a section, which has the argument twice: "-o LIST, --output LIST"
man_options() {
	sed -n 's/^\(-.*\)/\1/p' | sed 's/^\(-.\) [A-Z]*,/\1,/' | sort
}

commands=$(help_of | sed -n '/^Commands:/,/^$/s/^ \([a-z]*\) .*/\1/p' |
	grep -vx help)
agree "the manual page has a section for each command" \
	"$(sed -n '/^COMMANDS$/,/^OPTIONS$/p' "$man" |
		grep -B 1 -xE -- '-+' | grep -xE '[a-z]+' | sort)" \
	"$({ echo "$commands"; echo help; } | sort)"

for command in $commands; do
	help_of "$command" >"$tmp/help"
	section "$command" >"$tmp/section"
	agree "$command: its synopsis" \
		"$(sed -n 's/^| \*\*ptwalk '"$command"'\*\* *//p' "$man" | tr -d '*')" \
		"$(sed -n 's/^ ptwalk '"$command"' *//p' "$tmp/help")"

	{
		cat "$tmp/section"
		section OPTIONS | grep '^-h,'
		! grep -q -- '--list-columns' "$tmp/help" || section "Output options"
		! grep -q -- '^ .*--color WHEN' "$tmp/help" || section "Terminals"
		! grep -q -- '--source' "$tmp/help" || section "Live targets"
		! grep -q -- '--cgroup PATH' "$tmp/help" || section "Several processes"
	} | man_options >"$tmp/man"
	agree "$command: its options" "$(<"$tmp/man")" \
		"$(help_options <"$tmp/help")"
	if grep -q -- '--list-columns' "$tmp/help"; then
		check "$command: says that it takes output options" \
			grep -q '^Output options' "$tmp/section"
	fi
done
agree "options of ptwalk itself" "$(section OPTIONS | man_options)" \
	"$(help_of | help_options)"

# squeeze - reduce blanks to one between words
squeeze() { sed 's/  */ /g; s/^ //; s/ $//'; }

# list COMMAND... - print the columns of -H with their JSON fields; "(flags)" stands for all
# columns of flags
list() {
	"$ptwalk" "$@" -H | awk -v flags="$tmp/flags" '
	BEGIN { while ((getline line < flags) > 0) known[line] = 1 }
	{
		name = $1
		type = $2
		sub(/^ *[^ ]+ +[^ ]+ +/, "")
		line = name " " tolower(name) " " type " " $0
		if (!(line in known))
			print line
		else if (!seen++)
			print "(flags)"
	}'
}

# block TITLE - print the lines of a section's literal block; a long one goes on in lines that are
# indented more
block() {
	section "$1" | awk '
	function flush() { if (row != "") print row; row = "" }
	/^    [A-Z(]/ { flush(); row = $0; next }
	/^      / && row != "" { row = row " " $0; next }
	{ flush() }
	END { flush() }' | squeeze
}

block FLAGS | grep -v '^COLUMN ' >"$tmp/flags"
check "flags are known" test "$(wc -l <"$tmp/flags")" -gt 10
for command in show walk tree stat "stat --all" share "share --by-area" "share --by-file" "share --who" \
	diff "diff --summary" check huge collapse decode doctor; do
	# shellcheck disable=SC2086 # words
	agree "$command: columns" "$(block "$command columns")" "$(list $command)"
done
for command in show walk decode; do
	agree "$command: flags" "$("$ptwalk" $command -H | squeeze |
		awk '{ print $1 }' | grep -cFxf <(cut -d' ' -f1 "$tmp/flags"))" \
		"$(wc -l <"$tmp/flags")"
done

agree "huge: verdicts" "$(section VERDICTS | grep -xE '[a-z_]+' | sort)" \
	"$(sed -n 's/^HUGE_VERDICT([A-Z_0-9]*, "\([a-z_]*\)",.*/\1/p' \
		"$top/userspace/huge/huge-verdicts.h" | sort)"

# NAME and TABLE have the same meaning in the JSON of all commands
for command in $commands; do
	"$ptwalk" "$command" -H 2>/dev/null
done | squeeze | grep -E '^(NAME|TABLE) ' | sed 's/last row: //' | sort -u >"$tmp/names"
same "NAME and TABLE mean the same everywhere" "$(<"$tmp/names")" \
	"NAME string name of the area
TABLE string Intel's name of the table"

# json TITLE ARG... - test that the JSON fields of a command are in its section
json() {
	local title=$1
	shift
	"$ptwalk" "$@" -J >"$tmp/json" 2>/dev/null
	{
		echo "${title%% *}"	# the top-level key
		{ block "$title columns"; cat "$tmp/flags"; } | awk '{ print $2 }'
		section "$title columns" | grep -ow '[*]children[*]' | tr -d '*'
	} | sort -u >"$tmp/fields"
	same "$title: every JSON field is in the manual page" \
		"$(sed -n 's/^ *"\([^"]*\)": .*/\1/p' "$tmp/json" | sort -u |
			comm -23 - "$tmp/fields")" ""
	check "$title: there are fields" grep -q '^ \{9,\}"' "$tmp/json"
}

"$forge" process >"$tmp/process"
"$forge" later >"$tmp/later"
"$forge" thp >"$tmp/thp"
json huge huge --windows "$tmp/thp"
json show show "$tmp/process"
json show show --by-vma "$tmp/process"
json show show --entries --tables "$tmp/process"
json walk walk "$tmp/process" 0x555555559123
json tree tree "$tmp/process"
json stat stat "$tmp/process"
json share share "$tmp/process"
json "share --by-area" share --by-area "$tmp/process"
json diff diff "$tmp/process" "$tmp/later"
json check check "$tmp/process" no-wx 2m
json "diff --summary" diff --summary "$tmp/process" "$tmp/later"
json decode decode 0x8000000123456867 --level 1
# watch and observe need a live process: take their fields from the calls that write them
agree "watch: its JSON fields" \
	"$(section "watch fields" | sed -n 's/^    \([a-z][a-z-]*\) .*/\1/p' | sort)" \
	"$(grep 'json_[a-z]*(' "$top/userspace/watch/watch-text.c" |
		grep -oE '"[a-z-]+"' | tr -d '"' | sort -u)"
agree "observe: its JSON fields" \
	"$(section "observe fields" | sed -n 's/^    \([a-z][a-z-]*\) .*/\1/p' | sort)" \
	"$(grep -oE '\((&?)json, "[a-z-]+"' "$top/userspace/observe/observe-text.c" |
		cut -d'"' -f2 | sort -u)"

# one_a_line - print the words on standard input, sorted, one per line
one_a_line() { tr -s ' \n' '\n' | sed '/^$/d' | sort -u; }

# quoted - print every ``word``, likewise
quoted() {
	# shellcheck disable=SC2016 # backquotes as such
	grep -o '``[^`]*``' | tr -d '`' | one_a_line
}

# In the help a name is the first word of a line; flags are in the text behind +FLAG
help_of diff | sed -n '/^KINDS/,/^$/p' | sed 1d >"$tmp/kinds"
agree "diff: kinds of change" "$(section diff | quoted)" "$({
	sed -n 's/^ \([^ ].*\)/\1/p' "$tmp/kinds" | sed 's/   *.*//'
	sed -n '/+FLAG/,/^ raw/p' "$tmp/kinds" | sed '$d; s/.*cleared://'
} | one_a_line)"
check "diff: there are kinds" grep -q '^ mapped' "$tmp/kinds"

# The metrics of the manual page are in a literal block
agree "stat --openmetrics: metrics" "$(section METRICS |
	sed -n 's/^    \(ptwalk_[a-z_]*\)  .*/\1/p' | sort)" \
	"$("$ptwalk" stat --openmetrics - "$tmp/process" |
		sed -n 's/^# TYPE \([^ ]*\) .*/\1/p' | sort)"

# The names of check, kinds and flags are those that are quoted in its section
"$ptwalk" check . no-such-name 2>"$tmp/names"
agree "check: names" "$(section check | quoted)" \
	"$(sed -n 's/.*there are: \(.*\); kinds:.*/\1/p' "$tmp/names" | one_a_line)"
same "check: kinds are those of the entries" \
	"$(sed -n 's/.*kinds: \(.*\); and .*/\1/p' "$tmp/names" | one_a_line |
		comm -23 - <(section "KINDS OF ENTRIES" | quoted | sort))" ""

"$ptwalk" show --bits no-such-name . 2>"$tmp/names"
agree "--bits: flags" "$(cut -d' ' -f2 "$tmp/flags" | one_a_line)" \
	"$(sed -n 's/.*flags: \(.*\); kinds:.*/\1/p' "$tmp/names" | one_a_line)"
agree "--bits: kinds" "$(section "KINDS OF ENTRIES" | quoted)" \
	"$(sed -n 's/.*kinds: \(.*\)/\1/p' "$tmp/names" | one_a_line)"

# The ABI file has a line for each errno: "EINVAL   meaning"
listed=$(sed -n 's/^[[:space:]]*\(E[A-Z0-9]*\)[[:space:]].*/\1/p' "$abi" | sort -u)
documented=$(awk '/^ \* Return:/ { on = 1 } /^ \*\// { on = 0 } on' \
	"$top/module/request.c" | grep -o -- '-E[A-Z0-9]*' | tr -d - | sort -u)
check "request.c documents errnos" test -n "$documented"
same "every errno of request.c is in the ABI file" \
	"$(comm -13 <(echo "$listed") <(echo "$documented"))" ""
# User space never sees ERESTARTSYS: it gets EINTR, or the system call is restarted
same "every errno of debugfs.c and target.c as well" \
	"$(comm -13 <(echo "$listed") <(grep -ho -- '-E[A-Z0-9]*' \
		"$top"/module/debugfs.c "$top"/module/target.c |
		sed 's/^-//; s/ERESTARTSYS/EINTR/' | sort -u))" ""
same "every errno of the ABI file is made or tested" \
	"$(comm -23 <(echo "$listed") <(grep -hoE '\bE[A-Z0-9]{3,}\b' \
		"$top"/module/*.c "$top"/selftests/guest/every-request.c |
		sort -u))" ""

# The table of refusals: guest/once-access.sh has a function for each line
refusals=$(awk '/^    NAME  *ERRNO  *WORDS$/ { on = 1; next } on && !/^    / { exit } on { print $1 }' \
	"$docs/security.rst")
check "security.rst has refusals" test "$(wc -l <<<"$refusals")" -gt 30
same "each of them is tested" "$(while read -r name; do
		grep -q "^$name() {" "$top/selftests/guest/once-access.sh" || echo "$name"
	done <<<"$refusals")" ""
same "each errno of a refusal is one of the ABI file" \
	"$(awk '/^    NAME  *ERRNO  *WORDS$/ { on = 1; next } on && !/^    / { exit } on { print $2 }' \
		"$docs/security.rst" | grep -vx -- - | sort -u | comm -13 <(echo "$listed") -)" ""

# missing FILE - print the words on standard input that are not in FILE
missing() {
	local word
	while read -r word; do
		grep -qF -- "$word" "$1" || echo "$word"
	done
}

same "every word of a request is in the ABI file" \
	"$(sed -n 's/.*"\([a-z]*=\)%s".*/\1/p' "$top/module/request.c" |
		missing "$abi")" ""
same "every module parameter as well" \
	"$(sed -n 's/^module_param[a-z_]*(\([a-z]*\),.*/parameters\/\1/p' \
		"$top"/module/*.c | missing "$abi")" ""
same "every flag of tables and the end is in dump-format.rst" \
	"$(grep -oE '\bPTWALK_(END|TABLE)_[A-Z_]+' "$top/module/uapi/ptwalk.h" |
		sort -u | missing "$docs/dump-format.rst")" ""

# the_four DIRECTORY... - print the list as design.rst has it: "the four" for four of them
the_four() {
	local all="$*"
	all=${all/#lib dump target output/the four,}
	all=${all%,}
	printf '%s\n' "${all:-nothing}"
}
same "design.rst: the directories of userspace/, and which use which" \
	"$(sed -n '/^Directory of/,/^[*]main.c/p' "$docs/design.rst" |
		sed -n 's/^\([a-z]*\)\/ .*  \([a-z][a-z ,]*\)$/\1: \2/p' |
		sed ':all; s/four, \(.*\), /four, \1 /; t all' | sort)" \
	"$(MAKEFLAGS= make -s -C "$top" print-needs | while read -r directory needs; do
		# shellcheck disable=SC2086 # words
		echo "$directory $(the_four $needs)"
	done | sort)"

same "the README names each kernel that is supported" \
	"$(sed -n '/^## Supported kernels/,/^## Map/p' "$top/README.md" |
		grep -oE '\b[0-9]+\.[0-9]+\b' | sort -u |
		comm -13 - <(awk '/^[0-9]/ && $2 != "debug" { print $1 }' \
			"$top/selftests/kernels" | sort))" ""
same "every lab is told, and every tale is a lab" \
	"$(cd "$top/selftests/labs" && dirname -- */run | sed 's/$/.rst/')" \
	"$(cd "$docs/labs" && printf '%s\n' * | grep -vx index.rst)"

# Sphinx has to accept all pages without a warning, and docutils the manual page
if command -v sphinx-build >/dev/null; then
	check "make docs: no warning" eval 'make -s -C "$top" docs B="$tmp/docs" >/dev/null'
	check "make docs: each lab has a page" \
		test "$(find "$tmp/docs/docs/html/labs" -name '*.html' | wc -l)" -gt \
		"$(find "$top/selftests/labs" -name run | wc -l)"
	check "make docs: examples are listed" \
		test "$(grep -c 'ptwalk walk' "$tmp/docs/docs/in/examples.rst")" -gt 2
else
	skip "make docs" "no sphinx-build"
fi
if command -v rst2man >/dev/null; then
	cp "$docs/ptwalk.8.rst" "$tmp/ptwalk.rst"
	for page in $("$docs/pages" --list) dump; do
		"$docs/pages" "$page" >"$tmp/ptwalk-$page.rst"
	done
	for page in "$tmp"/ptwalk*.rst; do
		name=${page##*/}
		name=${name%.rst}
		check "$name: no warning as manual page" rst2man --halt=2 "$page" "$tmp/$name.man"
		if command -v man >/dev/null; then
			MANWIDTH=80 MANROFFOPT=-c man -l "$tmp/$name.man" 2>/dev/null | col -b >"$tmp/page"
			check "$name: there is a page" [ "$(wc -l <"$tmp/page")" -gt 30 ]
			same "$name: no line is wider than 80" "$(grep -E '^.{81}' "$tmp/page")" ""
		else
			skip "$name at 80 columns" "no man"
		fi
	done
else
	skip "manual pages" "no docutils"
fi

# What the pages of commands are made of
same "each command has a page" "$("$docs/pages" --list | sort)" \
	"$("$ptwalk" --help | sed -n 's/^ \([a-z][a-z]*\)  .*/\1/p' | grep -v help | sort)"
for page in $("$docs/pages" --list); do
	"$docs/pages" "$page" >"$tmp/page"
	check "$page: its name, its options and an example" eval \
		'grep -q "^[a-z].* " "$tmp/page" && grep -q "^| \*\*ptwalk $page" "$tmp/page" &&
		 grep -q "^    [\$#] ptwalk $page" "$tmp/page"'
done

finish
