# SPDX-License-Identifier: GPL-2.0-only
#
# kit.sh - what the labs share; to be sourced by selftests/labs/NAME/run
#
#   say TEXT...        print a paragraph, a line for each word
#   begin PROGRAM ARG...
#                      start a program of the lab (PROGRAM.c beside it); sets $pid and $said,
#                      the line that it says at its first step
#                      $pid is printed by its name, and so is $child, which a lab may set
#   go_on              let it go on to its next step; sets $said
#   leave              end it
#   run COMMAND...     print a command and run it; a command that fails ends the lab, but for
#                      ptwalk diff and check, whose status is an answer
#   rows N COMMAND...  the same, the first N lines of its output
#   run_line LINE      print a command line as it is, with $pid and pipes, and run it
#   set_to FILE VALUE  print and run the echo that writes VALUE to FILE; at the end of the lab the
#                      file has its former value again
#   tell VALUE FILE    print and run the echo that writes VALUE to FILE, which keeps no value
#   claim WHAT GOT WANTED
#                      what the page says: the lab fails if the two differ
#   smaps FIELD [PID]  print the sum of a field of smaps over the addresses at LAB_ADDRESS
#                      (0x700000000000 to 0x710000000000), in KiB
#   frame ADDRESS [PID]
#                      print the frame that /proc/PID/pagemap has for an address, 0 where none is
#   frame_says FILE FRAME
#                      print the number that /proc/kpageflags or kpagecount has for a frame
#   areas              print the number of VMAs at LAB_ADDRESS
#   needs WHAT COMMAND...
#                      end the lab, as one that this machine cannot run, if a command fails
#   finish             the last line
#
# What run and rows print is what Documentation/labs/NAME.rst shows: they write it to the file
# $TRANSCRIPT as well, if that is set, which ./drift compares with the page.
#
# No address is random in a program that begin starts, so that a page can speak of addresses; and
# NUMA balancing is off, whose hints are page faults that no program asked for.

set -eu -o pipefail

lab_dir=$(cd "$(dirname "$0")" && pwd -P)
lab=${lab_dir##*/}
programs=$PTWALK_BUILD/selftests/labs
lab_work=$(mktemp -d)
lab_out=$(mktemp)
lab_undo=()
lab_claims=0
pid=

lab_clean() {
	local i
	[ -z "$pid" ] || leave
	for ((i = ${#lab_undo[@]} - 1; i >= 0; i--)); do
		eval "${lab_undo[i]}" || :
	done
	rm -rf "$lab_work" "$lab_out"
}
trap lab_clean EXIT
cd "$lab_work"

balancer=/proc/sys/kernel/numa_balancing
if [ -w $balancer ]; then
	lab_undo+=("echo $(<$balancer) >$balancer")
	echo 0 >$balancer
fi

fail() {
	echo "lab: $*" >&2
	exit 1
}

needs() {
	local what=$1
	shift
	"$@" >/dev/null 2>&1 && return
	echo "lab: this machine has no $what"
	exit 4
}

say() {
	echo
	printf '%s\n' "$@"
}

hear() {
	local stat
	read -r said <&"${LAB[0]}" || fail "the program has ended"
	# it sleeps again, in read(2): what it has to write to its memory is written
	until read -r stat 2>/dev/null <"/proc/$pid/stat" && [[ ${stat##*)} = ' S'* ]]; do
		[ -e "/proc/$pid" ] || fail "the program has ended"
	done
	printf '\n> %s\n' "$said"
}

begin() {
	# Without rseq: when a thread was preempted, the kernel writes to its rseq area on the way
	# back to user mode.  After fork() that can be a page fault more, which a lab would count.
	coproc LAB { GLIBC_TUNABLES=glibc.pthread.rseq=0 exec setarch -R "$programs/$1" "${@:2}"; }
	# shellcheck disable=SC2153 # set by coproc
	pid=$LAB_PID
	hear
}

go_on() {
	echo >&"${LAB[1]}"
	hear
}

leave() {
	kill -KILL "$pid" 2>/dev/null || :
	wait "$pid" 2>/dev/null || :
	pid=
}

# lab_word WORD - a word of a command as somebody would type it
lab_word() {
	case $1 in
	"$pid")		echo "\$pid" ;;
	"${child:-no}")	echo "\$child" ;;
	"/proc/$pid/"*)	echo "/proc/\$pid/${1#/proc/*/}" ;;
	*[[:space:]\'\"\$\&\<\>\|\;\*]*)	printf "'%s'\n" "$1" ;;
	*)		printf '%s\n' "$1" ;;
	esac
}

lab_print() {
	local word line='$'
	for word; do
		line+=" $(lab_word "$word")"
	done
	printf '%s\n' "$line"
}

# lab_show COMMAND-LINE ROWS - print and write down a command line and its output in $lab_out
lab_show() {
	local lines
	printf '\n%s\n' "$1"
	lines=$(wc -l <"$lab_out")
	if ((lines > $2)); then
		sed -i "$2q" "$lab_out"
		echo '[...]' >>"$lab_out"
	fi
	cat "$lab_out"
	[ -z "${TRANSCRIPT-}" ] || {
		printf '%s\n' "$1"
		sed 's/^/| /' "$lab_out"
	} >>"$TRANSCRIPT"
}

rows() {
	local rows=$1 status=0
	shift
	"$@" >"$lab_out" 2>&1 || status=$?
	lab_show "$(lab_print "$@")" "$rows"
	case "$status $1 ${2-}" in
	"0 "*|"1 ptwalk diff"|"1 ptwalk check"|"2 ptwalk check")	;;
	*)	fail "status $status" ;;
	esac
}

run() {
	rows 1000 "$@"
}

set_to() {
	local was
	was=$(<"$1")
	# of several words, the one in brackets is set
	[[ $was != *\[*\]* ]] || { was=${was#*\[}; was=${was%%\]*}; }
	lab_undo+=("echo '$was' >'$1'")
	echo "$2" >"$1"
	: >"$lab_out"
	lab_show "# echo $2 >$1" 1
}

claim() {
	[ "$2" = "$3" ] || fail "$1: got '$2', wanted '$3'"
	lab_claims=$((lab_claims + 1))
	printf '\ncame true: %s\n' "$1"
}

smaps() {
	awk -v field="$1:" '/^[0-9a-f]+-/ { in_it = /^70/ && index($1, "-") == 13 }
		in_it && $1 == field { sum += $2 } END { print sum + 0 }' "/proc/${2-$pid}/smaps"
}

# a file of /proc has no size: od would read all that is before, dd seeks
lab_number() {
	local number
	read -r number < <(dd if="$1" bs=8 skip="$2" count=1 status=none | od -An -t u8)
	echo "$number"
}

frame() {
	local entry
	entry=$(lab_number "/proc/${2-$pid}/pagemap" $(($1 / 4096)))
	# bit 63: present; of a page that is swapped out, the rest is no frame
	echo $((entry < 0 ? entry & (1 << 55) - 1 : 0))
}

frame_says() {
	lab_number "/proc/$1" $(($2))
}

areas() {
	grep -c '^70[0-9a-f]\{10\}-' "/proc/$pid/maps" || :
}

tell() {
	echo "$1" >"$2"
	: >"$lab_out"
	lab_show "# echo $1 >$(lab_word "$2")" 1
}

run_line() {
	eval "$1" >"$lab_out" 2>&1 || fail "status $?"
	lab_show "\$ $1" 1000
}

finish() {
	((lab_claims)) || fail "it claims nothing"
	printf '\n%s: %d claims came true\n' "$lab" $lab_claims
}
