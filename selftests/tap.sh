# SPDX-License-Identifier: GPL-2.0-only
#
# tap.sh - TAP for tests written in shell; to be sourced
#
#   check WHAT COMMAND...    a test: the command succeeds
#   same WHAT GOT WANTED     a test: two strings are equal; prints both if not
#   fails WHAT REGEX COMMAND...
#                            a test: the command fails with a message that matches
#   skip WHAT WHY            a test that is skipped
#   adopt COMMAND...         the tests of a command that prints TAP, and one more if it fails
#   entries FILE FIRST COUNT copy entries of 8 bytes, as pagemap and kpageflags have, to
#                            standard output, by one read()
#   until_true SECONDS COMMAND...
#                            wait for a command to succeed; fails if it never does
#   stop PID                 stop a process, and wait until each of its threads has stopped
#   finish                   print the plan, exit with 1 if a test failed
#
# and, for tests in a guest, a running helpers/situate:
#
#   situate KIND             start it; sets $pid, $start (hexadecimal) and $length
#   act COMMAND...           send a command, set $reply to its answer
#   range OFFSET LENGTH      print START-END of this part of the situation
#   unsituate                kill it
#   before VERSION           succeed if the guest's kernel is older than VERSION

tests=0
bad=0

check() {
	local what=$1
	shift
	tests=$((tests + 1))
	if "$@"; then
		echo "ok $tests $what"
	else
		echo "not ok $tests $what"
		echo "# failed: $*"
		bad=1
	fi
}

same() {
	tests=$((tests + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $tests $1"
	else
		echo "not ok $tests $1"
		printf 'got:\n%s\nwanted:\n%s\n' "$2" "$3" | sed 's/^/# /'
		bad=1
	fi
}

fails() {
	local what=$1 regex=$2 message status=0
	shift 2
	message=$("$@" 2>&1 >/dev/null) || status=$?
	if [ $status != 0 ] && grep -qE -- "$regex" <<<"$message"; then
		check "$what" true
	else
		same "$what" "status $status: $message" "not 0: $regex"
	fi
}

adopt() {
	local line status=0
	while IFS= read -r line; do
		if [[ $line =~ ^((not )?ok)\ ([0-9]+\ )?(.*) ]]; then
			tests=$((tests + 1))
			[ -z "${BASH_REMATCH[2]}" ] || bad=1
			line="${BASH_REMATCH[1]} $tests ${BASH_REMATCH[4]}"
		elif [[ $line == 1..* || $line == TAP* ]]; then
			continue
		elif [[ $line == "adopted: "* ]]; then
			status=${line#* }
			continue
		fi
		printf '%s\n' "$line"
	done < <("$@" 2>&1; printf '\nadopted: %s\n' $?)
	check "${1##*/} ends well" [ "$status" = 0 ]
}

until_true() {
	local end=$((SECONDS + $1))
	shift
	until "$@"; do
		((SECONDS < end)) || return 1
		sleep 0.1
	done
}

stop() {
	kill -STOP "$1"
	while [ -n "$(grep -L '^State:.T' /proc/"$1"/task/*/status)" ]; do sleep 0.1; done
}

entries() {
	dd if="$1" bs=$(($3 * 8)) skip=$(($2 * 8)) count=1 iflag=skip_bytes,fullblock status=none
}

skip() {
	tests=$((tests + 1))
	echo "ok $tests $1 # SKIP $2"
}

finish() {
	echo "1..$tests"
	exit $bad
}

before() {
	[ "$(printf '%s\n' "$1" "$(uname -r)" | sort -V | head -n 1)" != "$1" ]
}

situate() {
	local word
	coproc SITUATION {
		exec "$PTWALK_BUILD/selftests/guest/helpers/situate" "$1"
	}
	read -r word pid word start word length <&"${SITUATION[0]}"
	[ "$word" = length ] || { echo "Bail out! situate $1: $pid"; exit 1; }
	act sync
}

# asleep - succeed if situate sleeps; starts no process, as each act calls it
asleep() {
	local stat
	read -r stat <"/proc/$pid/stat" 2>/dev/null || return 0
	# the name of the process is before the last parenthesis and may have any characters
	[[ ${stat##*)} != ' '[RD]* ]]
}

act() {
	echo "$*" >&"${SITUATION[1]}"
	read -r reply <&"${SITUATION[0]}"
	# until it sleeps in read(2) again, situate still writes to its own memory
	until asleep; do :; done
	[ "${reply%% *}" = ok ] || { echo "# $*: $reply"; return 1; }
	reply=${reply#ok}
	reply=${reply# }
}

range() {
	printf '0x%x-0x%x\n' $((start + $1)) $((start + $1 + $2))
}

unsituate() {
	kill -KILL "$pid"	# a stopped one would not end of SIGTERM
	wait "$pid" 2>/dev/null || :
}
