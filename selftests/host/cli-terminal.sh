#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Output on a terminal: it fits at 80 and 200 columns, has colours where it should, and goes through
# a pager.  "cli-terminal.sh --update" writes its goldens again.

# shellcheck source-path=SCRIPTDIR source=kit/cli.sh
. "$(dirname "$0")/kit/cli.sh"

export TERM=dumb
unset NO_COLOR PAGER PTWALK_PAGER LESS LESSSECURE
piped=$ptwalk
if ! on_terminal; then
	ok "output on a terminal # SKIP no script(1)"
	finish 'tty-*'
	exit
fi

# as many bytes as the name that it replaces: wide characters, and one that turns the line around
sed 's|/usr/bin/forged|/\xe6\xbc\xa2\xe6\xbc\xa2\xe6\xbc\xa2\xe2\x80\xae/x|g' process >wide
# a path and the name of a process that are longer than a line of 80
long=$tmp/dumps/$(printf 'd%.0s' {1..70})
cp process "$long"

# what is printed for people, by default and with options that add columns
everything=(
	"show process" "show --by-vma process" "show --entries process" "show --tables process"
	"show -a process" "show wide" "show --entries wide" "show --bits p large" "show -o +NODE two-nodes"
	"show five-levels" "show kernel-half" "stat process" "stat thp process later" "stat $long"
	"stat -o +PID thp process" "huge thp" "huge --fix thp" "huge --windows thp"
	"huge --windows --fix thp" "huge --by-vma thp" "huge --by-vma --fix thp" "huge --top 5 thp"
	"huge -o +ALSO thp-pages" "huge thp-smaller" "huge --by-vma wide" "diff process later"
	"diff process split-unevenly" "diff --summary process later" "diff wide later"
	"check thp no-wx 2m>=90% p@0x555540e00000+2M" "check wide rw" "map process" "map process later"
	"map wide" "tree process" "tree five-levels" "tree kernel-half" "walk process 0x555555559123"
	"walk five-levels 0xf0000000001000" "walk kernel-half 0xffff888012345678"
	"walk -o +PFN process 0x555555559123" "share parent child" "share --by-area parent child"
	"share --by-file parent child" "decode --level 1 0x8000000004b72867"
	"decode -n --level 2 0x80000000040000e7" "help" "help flags" "show -H" "stat -H" "huge -H"
	"share -H" "diff -H" "check -H" "tree -H" "walk -H"
)
for command in $("$piped" help | sed -n 's/^ \([a-z]*\)  .*/\1/p'); do
	everything+=("help $command")
done

# visible - the output without what sets colours
visible() { sed 's/\x1b\[[0-9;]*m//g'; }

# widest COLUMNS LOCALE - name commands with a line that is wider, or without any output
widest() {
	local command width
	export COLUMNS=$1 LC_ALL=$2 MESSAGES=/dev/null
	for command in "${everything[@]}"; do
		# shellcheck disable=SC2086 # words
		width=$("$ptwalk" $command | visible | wc -L)
		((width > 0 && width <= COLUMNS)) || echo "$command: $width"
	done
}

for columns in 80 100 200; do
	for locale in C C.UTF-8; do
		wide=$(widest $columns $locale)
		if [ -z "$wide" ]; then ok "$columns columns, $locale: no line is wider"; else
			printf '# %s\n' "$wide"
			not_ok "$columns columns, $locale: no line is wider"
		fi
	done
done

# as COLUMNS LOCALE golden... - a golden in an environment
as() {
	local columns=$1 locale=$2
	shift 2
	COLUMNS=$columns LC_ALL=$locale "$@"
}

as 80 C.UTF-8	golden tty-show			show wide
as 80 C		golden tty-show-ascii		show process
as 80 C.UTF-8	golden tty-show-by-vma		show --by-vma process
as 80 C.UTF-8	golden tty-show-entries		show --entries --range 0x555555554000+1M process
as 80 C.UTF-8	golden tty-show-plus		show -o +PHYS,-EFF process
as 60 C.UTF-8	golden tty-show-asked		show -o START,END,FLAGS,EXTENTS,NAME process
as 100 C.UTF-8	golden tty-show-100		show process
as 80 C.UTF-8	golden tty-stat			stat process later
as 80 C.UTF-8	golden tty-huge			huge thp
as 80 C.UTF-8	golden tty-huge-windows		huge --windows thp
as 80 C.UTF-8	golden tty-huge-by-vma		huge --by-vma --fix thp
as 80 C.UTF-8	golden tty-diff			diff process later
as 80 C		golden tty-diff-ascii		diff process later
as 80 C.UTF-8	golden tty-check		check process rw@0x555555554000+12K no-wx
as 80 C.UTF-8	golden tty-tree			tree process

# check NAME COMMAND... - a command succeeds
check() {
	local name=$1
	shift
	if "$@"; then ok "$name"; else not_ok "$name"; fi
}

# Rows that are written without libsmartcols, of which later ones are wider: they fit, and the
# headings come again with the columns that are left
export COLUMNS=80 LC_ALL=C.UTF-8
COLUMNS=76 "$ptwalk" show --entries --range 0x100000-0x7fff80c00000 large >"$tmp/out"
check "many rows: all of them" [ "$(grep -c '^ *0x' "$tmp/out")" = \
	"$("$piped" show -n --entries --range 0x100000-0x7fff80c00000 large | wc -l)" ]
check "many rows: none is wider" [ "$(wc -L <"$tmp/out")" -le 76 ]
check "many rows: columns go" [ "$(grep START "$tmp/out" | tr -s ' ')" = \
	" START SIZE KIND FLAGS EFF PFN RAW PERM NAME
 START SIZE KIND FLAGS EFF RAW PERM NAME" ]
COLUMNS=200 "$ptwalk" show --entries --range 0x100000-0x7fff80c00000 large >"$tmp/out"
check "many rows: at 200 columns all stay" cmp -s <(grep -v '^[A-Z]' "$tmp/out" | tr -s ' ') \
	<("$piped" show --entries --range 0x100000-0x7fff80c00000 large | tr -s ' ')

# ---- colours ----

# escapes ARG... - print how many lines have an escape sequence
escapes() { "$@" | grep -c $'\x1b\\['; }
export TERM=xterm PTWALK_PAGER=
export MESSAGES=/dev/null
for command in "show process" "huge thp" "huge --windows thp" "diff process later" "check thp rw" \
	"map process" "walk process 0x555555559123"; do
	read -ra words <<<"$command"
	n=$(escapes "$ptwalk" "${words[@]}")
	[ "$n" -gt 0 ] && [ "$(NO_COLOR=1 escapes "$ptwalk" "${words[@]}")" = 0 ] &&
		[ "$(TERM=dumb escapes "$ptwalk" "${words[@]}")" = 0 ] &&
		[ "$(escapes "$ptwalk" "${words[0]}" --color=never "${words[@]:1}")" = 0 ] &&
		[ "$(escapes "$piped" "${words[@]}")" = 0 ] &&
		[ "$(NO_COLOR=1 escapes "$piped" "${words[0]}" --color=always "${words[@]:1}")" -gt 0 ]
	check "colours: $command" [ $? = 0 ]
done
for format in -J -r -P; do
	check "colours: never with $format" \
		[ "$(escapes "$ptwalk" show --color=always $format process)" = 0 ]
done
check "colours change nothing else" cmp -s <("$piped" show --by-vma process) \
	<("$piped" show --by-vma --color=always process | visible)

# ---- the pager ----

# paged STATUS WANT ARG... - the output on the terminal, and the status
paged() {
	local status=$1 want=$2 is=0
	shift 2
	"$ptwalk" "$@" >"$tmp/out" 2>"$tmp/err" || is=$?
	visible <"$tmp/out" >"$tmp/seen"
	[ $is = "$status" ] && diff <(echo "$want") "$tmp/seen" >"$tmp/diff" && return
	sed 's/^/# /' "$tmp/diff"
	echo "# status $is"
	return 1
}

unset MESSAGES
show=$(PTWALK_PAGER='' "$ptwalk" show process | visible)
head=$(head -n 1 <<<"$show")
echo "$show" >"$tmp/show"
export PAGER="sed s/^/PAGER:/"
# shellcheck disable=SC2016
check "pager: PTWALK_PAGER goes first" \
	env PTWALK_PAGER="sed s/^/P:/" bash -c '[[ $("$1" show process) == P:* ]]' - "$ptwalk"
unset PTWALK_PAGER
check "pager: PAGER" paged 0 "$(sed 's/^/PAGER:/' "$tmp/show")" show process
check "pager: --no-pager" paged 0 "$show" show --no-pager process
for command in "stat process" "huge thp" "share process" "diff process process" "check process no-wx" \
	"walk process 0x555555554000"; do
	# shellcheck disable=SC2086 # words
	check "pager: --no-pager of ${command%% *}" paged 0 \
		"$(PTWALK_PAGER='' "$ptwalk" $command | visible)" ${command/ / --no-pager }
done
check "pager: not in a pipe" [ "$("$piped" show process | grep -c PAGER)" = 0 ]
TERM=dumb check "pager: not on a dumb terminal" paged 0 "$show" show process
PAGER='cat' check "pager: cat is none" paged 0 "$show" show process
PAGER=/no/pager check "pager: one that is not there" paged 0 "$show" show process
check "pager: the status is that of the command" \
	paged 1 "$(PTWALK_PAGER='' "$ptwalk" check process rw | visible | sed 's/^/PAGER:/')" \
	check process rw
check "pager: so is that of diff" [ "$("$ptwalk" diff process later >"$tmp/out"; echo $?)" = 1 ]
PTWALK_PAGER='head -n 1' check "pager: left early" paged 0 "$head" show process
PTWALK_PAGER='head -n 1' check "pager: left early, of many rows" \
	paged 0 "$(PTWALK_PAGER='' "$ptwalk" show large | visible | sed -n 1p)" show large
PTWALK_PAGER='head -n 1' check "pager: left early, the status" \
	paged 1 "$(PTWALK_PAGER='' "$ptwalk" check process rw | visible | sed -n 1p)" \
	check process rw
check "pager: messages are in it, below the table" \
	[ "$("$ptwalk" show partly-known | tail -n 1 | cut -c 1-13)" = "PAGER:ptwalk:" ]
check "pager: words" [ "$("$ptwalk" stat process | grep -vc ^PAGER:)" = 0 ]
check "pager: a picture" [ "$("$ptwalk" map process | grep -vc ^PAGER:)" = 0 ]
# shellcheck disable=SC2016 # for the shell of the pager
check "pager: its environment" [ "$(PTWALK_PAGER='cat >/dev/null; echo $LESS $LESSSECURE' \
	"$ptwalk" show process)" = "FRX 1" ]
# shellcheck disable=SC2016
check "pager: or what the user has set" [ "$(LESS=S LESSSECURE=0 \
	PTWALK_PAGER='cat >/dev/null; echo $LESS $LESSSECURE' "$ptwalk" show process)" = "S 0" ]
mkdir "$tmp/bin"
for program in script tr bash; do
	ln -s "$(command -v $program)" "$tmp/bin"
done
check "pager: less is not installed" \
	[ "$(PAGER=less PATH=$tmp/bin "$ptwalk" show process | visible)" = "$show" ]

# A signal: the terminal is given back when the pager has left it.  (SIGINT is ignored by what a
# script runs in the background.)
cat >"$tmp/interrupted" <<EOF
echo \$\$ >$tmp/pid
exec $piped show --entries large
EOF
PTWALK_PAGER="echo >$tmp/started; sleep 1; cat >/dev/null; echo left" \
	script -qec "bash $tmp/interrupted" /dev/null </dev/null >"$tmp/out" &
for ((i = 0; i < 200; i++)); do
	[ ! -s "$tmp/started" ] || break
	sleep 0.05
done
kill -TERM "$(<"$tmp/pid")"
wait $!
status=$?
check "pager: waited for when a signal comes" [ "$(tr -d '\r' <"$tmp/out") $status" = "left 143" ]
finish 'tty-*'
