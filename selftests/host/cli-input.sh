#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# What the commands read: dumps with names of any bytes, files that are no dumps, standard
# input, dumps so long that they are printed in chunks, and input without an end.
# "cli-input.sh --update" writes its goldens again.

# shellcheck source-path=SCRIPTDIR source=kit/cli.sh
. "$(dirname "$0")/kit/cli.sh"

for format in "" -J -r -P; do
	# shellcheck disable=SC2086 # none is none
	golden "names-show$format"	show $format -o start,name \
		--range 0x555555554000+4K names
	# shellcheck disable=SC2086
	golden "names-stat$format"	stat $format -o comm,pid names
done
golden names-stat-page		stat names
golden names-walk		walk names 0x555555559123

# files that are no dumps
for command in show stat "diff process"; do
	for file in truncated truncated-early corrupt newer-format empty script \
		directory missing; do
		# shellcheck disable=SC2086 # words
		golden "file-${command%% *}-$file" $command $file
	done
done
golden file-check-corrupt	check corrupt no-wx
golden file-check-truncated	check truncated no-wx
golden file-walk-corrupt	walk corrupt 0x555555559123

# A dump that was cut and goes on as a TiB of zeros, which takes minutes to read: what follows the
# first bad record is not read
head -c 8192 large >zeros
truncate -s 1T zeros
status=0
timeout 20 "$ptwalk" stat zeros >"$tmp/out" 2>"$tmp/err" || status=$?
if [ $status = 1 ] && [ ! -s "$tmp/out" ] && grep -q 'can not have 0 bytes' "$tmp/err"; then
	ok "what follows a bad record is not read"
else
	echo "# status $status"
	sed 's/^/# /' "$tmp/err"
	not_ok "what follows a bad record is not read"
fi
rm zeros

# a file as an argument and on standard input: the output is the same
for command in show stat "show --tables" "stat -J" "diff later"; do
	name=$(basename "${command%% *}")
	# shellcheck disable=SC2086 # words
	"$ptwalk" $command ./process >"$tmp/out" 2>"$tmp/err"
	# shellcheck disable=SC2086
	"$ptwalk" $command - <process 2>>"$tmp/err" |
		sed "s/^\( *\)- (/\1.\/process (/; s/\"-\"/\".\/process\"/" >"$tmp/stdin"
	if [ -s "$tmp/out" ] && diff -wu "$tmp/out" "$tmp/stdin" >"$tmp/diff"; then
		ok "standard input: $command"
	else
		sed 's/^/# /' "$tmp/diff" "$tmp/err"
		not_ok "standard input: $command"
	fi
done

# A long table is printed in chunks.  It has to be the same as six short tables, each of
# which fits one chunk: 3072 rows at low addresses, as many at high ones with more digits.
whole() { "$ptwalk" show --entries "$@" --range 0x100000-0x7fff80c00000 large; }
parts() {
	local start
	for start in 0x100000 0x500000 0x900000 0x7fff80000000 0x7fff80400000 \
		0x7fff80800000; do
		"$ptwalk" show --entries "$@" --range $start+4M large
	done
}

# rows - join several JSON documents to one
rows() { tr -d ' \n' | sed 's/\]}{"show":\[/,/g'; }

verdict() {
	if cmp -s "$tmp/whole" "$tmp/parts" && [ "$(wc -c <"$tmp/whole")" -gt 100000 ]
	then ok "$1"; else cmp "$tmp/whole" "$tmp/parts" | sed 's/^/# /'; not_ok "$1"; fi
}

for format in -r -P; do
	whole $format -n >"$tmp/whole"
	parts $format -n >"$tmp/parts"
	verdict "in pieces: $format"
done
whole -J | rows >"$tmp/whole"
parts -J | rows >"$tmp/parts"
verdict "in pieces: -J"
whole | tr -s ' ' | sed 's/^ //' >"$tmp/whole"
{ parts | sed -n 1p; parts -n; } | tr -s ' ' | sed 's/^ //' >"$tmp/parts"
verdict "in pieces: a table"
# the column may become wider only once
columns=$(whole -n | awk '{ print index($0, " page ") }' | uniq | wc -l)
if [ "$columns" = 2 ]; then ok "in pieces: aligned"; else
	echo "# $columns positions of KIND"
	not_ok "in pieces: aligned"
fi

# 134144 rows with a limit of 32 MB of memory; as one table they would need 100 MB
for format in -n -J; do
	case $ptwalk in
	*/asan/*)
		ok "in pieces: memory, $format # SKIP the sanitizer takes more"
		continue ;;
	esac
	lines=$(ulimit -d 32768; "$ptwalk" show --entries $format large 2>&1 |
		grep -cE '^ *("start": )?"?0x')
	if [ "$lines" = 134144 ]; then ok "in pieces: memory, $format"; else
		echo "# $lines rows"
		not_ok "in pieces: memory, $format"
	fi
done

# By area, all rows are of one; its sums stand before them
case $ptwalk in
*/asan/*)
	ok "in pieces: memory, --by-vma # SKIP the sanitizer takes more" ;;
*)
	lines=$(ulimit -d 32768; "$ptwalk" show --entries --by-vma large 2>&1 | grep -c ' page ')
	if [ "$lines" = 134144 ]; then ok "in pieces: memory, --by-vma"; else
		echo "# $lines rows"
		not_ok "in pieces: memory, --by-vma"
	fi ;;
esac

# Many areas, whose sums are made when the row of each is: that takes a tenth of a second, and
# would take half a minute if the dump were read from its beginning for each.  Processor time counts.
"$build/selftests/bench/large-dump" -n 60000 1 >many-areas
lines=$(ulimit -t 8; "$ptwalk" show --by-vma -r -o kind many-areas 2>&1 | grep -c '^area$')
if [ "$lines" = 60017 ]; then ok "in pieces: time, --by-vma"; else
	echo "# $lines areas"
	not_ok "in pieces: time, --by-vma"
fi
rm -f many-areas

# Whoever has seen enough ends it: by SIGPIPE as any other, and where that is ignored by a sentence
for format in -n -J -r; do
	("$ptwalk" show --entries $format large; echo $? >"$tmp/status") 2>"$tmp/err" |
		head -n 1 >/dev/null
	(trap '' PIPE; "$ptwalk" show --entries $format large; echo $? >"$tmp/ignored") \
		2>>"$tmp/err" | head -n 1 >/dev/null
	said="$(cat "$tmp/status" "$tmp/ignored" "$tmp/err" | xargs)"
	if [ "$said" = "141 1 ptwalk: standard output: Broken pipe" ]; then
		ok "a reader that goes: $format"
	else
		echo "# $said"
		not_ok "a reader that goes: $format"
	fi
	"$ptwalk" show --entries $format large >/dev/full 2>"$tmp/err"
	said="$? $(cat "$tmp/err")"
	if [ "$said" = "1 ptwalk: standard output: No space left on device" ]; then
		ok "a full disk: $format"
	else
		echo "# $said"
		not_ok "a full disk: $format"
	fi
done

# endless NAME MESSAGE - endless input: ptwalk fails as soon as the data cannot be a dump
endless() {
	local name=$1 message=$2
	if timeout 60 "$ptwalk" show - >"$tmp/out" 2>"$tmp/err"; then
		not_ok "$name: exit status"
	elif grep -q "$message" "$tmp/err"; then
		ok "$name"
	else
		sed 's/^/# /' "$tmp/err"
		not_ok "$name"
	fi
}
endless "endless: zeros" "begins with 00 00 00 00" < <(cat /dev/zero)
endless "endless: zeros after PTWK" "can not have 0 bytes" \
	< <(printf PTWK; cat /dev/zero)
endless "endless: zeros in a dump" "can not have 0 bytes" \
	< <(head -c 5000 process; cat /dev/zero)
endless "endless: zeros after a dump" "bytes follow its end" \
	< <(cat process /dev/zero)
endless "endless: dumps" "bytes follow its end" \
	< <(while cat process 2>/dev/null; do :; done)

finish '@(names-*|file-*)'
