#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk share: Rss, Pss and Private_* of /proc/PID/smaps_rollup, which the kernel counts by the
# mapcounts of pages, are what share counts in the page tables of all processes.

# shellcheck disable=SC2016,SC2317 # check evaluates strings, and calls functions

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# all - print the PIDs of all processes but this shell and its children, as far as they have memory
all() {
	local dir pid stat
	for dir in /proc/[0-9]*; do
		pid=${dir#/proc/}
		[ "$pid" != $$ ] || continue
		read -r stat <"$dir/stat" 2>/dev/null || continue
		# kernel threads have no address space, and no smaps_rollup
		[ -n "$(head -c 1 "$dir/smaps_rollup" 2>/dev/null)" ] && echo "$pid"
	done
}

# by_kernel PID... - print "PID RSS PSS USS" in KiB, as the kernel counts.  Starts no process, as
# that would map pages of the shell and of libraries as well.
by_kernel() {
	local pid key value rss pss uss
	for pid; do
		rss=0 pss=0 uss=0
		while read -r key value _; do
			case $key in
			Rss:)	rss=$value ;;
			Pss:)	pss=$value ;;
			Private_Clean:|Private_Dirty:)	uss=$((uss + value)) ;;
			esac
		done 2>/dev/null <"/proc/$pid/smaps_rollup"
		echo "$pid $rss $pss $uss"
	done
}

# by_tables PID... - the same by ptwalk.  It counts all processes but itself: not in a pipe, whose
# other end would be one more process.
by_tables() {
	local id rss pss uss
	"$PTWALK" share -b -r -n -o PID,RSS,PSS,USS "$@" >"$work/rows"
	while read -r id rss pss uss; do
		echo "$id $((rss / 1024)) $((pss / 1024)) $((uss / 1024))"
	done <"$work/rows"
}

# Two programs with their libraries, one forked from the other's shell, and one with huge pages,
# shared memory, memory of KSM and PROT_NONE
situate thp+file-cow+shared+protnone
sleep 1000 &
one=$!
sleep 1000 &
two=$!
bash -c 'x=$(printf %1000000s); (kill -STOP $BASHPID; :) & sleep 1000; :' &
parent=$!
until_true 30 eval 'ps -o stat= --ppid '$parent' | grep T >/dev/null'
# Whoever is not stopped yet can begin another process: until there is no new one
others=()
for _ in {1..50}; do
	mapfile -t found < <(all)
	wait $!
	new=
	for process in "${found[@]}"; do
		[[ " ${others[*]} " != *" $process "* ]] || continue
		read -r _ 2>/dev/null <"/proc/$process/smaps_rollup" || continue
		kill -STOP "$process" 2>/dev/null && others+=("$process") && new=1
	done
	[ -n "$new" ] || break
done

# what the shell itself reads is read once before, so that its own pages are all there
everybody=()
for process in "${others[@]}"; do
	[ ! -e "/proc/$process" ] || everybody+=("$process")
done
by_kernel "${everybody[@]}" >"$work/kernel"
by_tables "${everybody[@]}" >"$work/tables"
by_kernel "${everybody[@]}" >"$work/kernel"
echo "# PID RSS PSS USS in KiB"
sed 's/^/# /' "$work/kernel"
same "RSS, PSS and USS of ${#everybody[@]} processes" "$(<"$work/tables")" "$(<"$work/kernel")"

# asked about alone, the others are found in the list of processes
for process in "$pid" $parent; do
	by_tables "$process" >"$work/tables"
	by_kernel "$process" >"$work/kernel"
	same "$process alone" "$(<"$work/tables")" "$(<"$work/kernel")"
done

"$PTWALK" share -r -n --by-area -b -o PID,RSS,PSS $one $two |
	awk '{ rss[$1] += $2; pss[$1] += $3 } END { for (p in rss) print p, rss[p], (pss[p] > 0) }' |
	sort >"$work/areas"
"$PTWALK" share -r -n -b -o PID,RSS $one $two | sed 's/$/ 1/' | sort >"$work/sums"
same "the areas add up to the process" "$(<"$work/areas")" "$(<"$work/sums")"
check "two processes share the library" eval \
	'"$PTWALK" share --by-file -b -r -n -o SHARED,NAME $one $two >"$work/files" &&
		grep "libc[.-]" "$work/files" | grep -v "^0 " >/dev/null'
check "the shell that forked is named as who else maps them" eval \
	'"$PTWALK" share --who -r -n -o PID $one >"$work/who" && grep -qx $$ "$work/who"'
fails "a thread group twice" "those of another TARGET" "$PTWALK" share $one $one
echo 1 >/sys/module/ptwalk/parameters/kernel
fails "the kernel half" "not a process" "$PTWALK" share kernel
echo 0 >/sys/module/ptwalk/parameters/kernel

# dump files know only each other
"$PTWALK" record $one -o "$work/one"
"$PTWALK" record $two -o "$work/two"
same "by dump files the same SHARED" \
	"$("$PTWALK" share -b -r -n -o SHARED "$work/one" "$work/two" 2>"$work/err")" \
	"$("$PTWALK" share -b -r -n -o SHARED $one $two)"
check "with a note" grep -q "only these are counted" "$work/err"

for process in "${others[@]}"; do
	kill -CONT "$process" 2>/dev/null
done
pkill -KILL -P $parent
kill -KILL $one $two $parent
unsituate
finish
