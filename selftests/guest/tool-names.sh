#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# TARGETs that are names, read for good: a process by its name, all of a name, a container by its
# ID, and --cgroup, compared with what their PIDs give.  What is refused is host/names.sh's.

. "$(dirname "$0")/../tap.sh"

cgroups=/sys/fs/cgroup
id=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
scope=$cgroups/system.slice/docker-$id.scope
work=$(mktemp -d)
children=()
cd "$work" || exit

# shellcheck disable=SC2317 # called by the trap
clean_up() {
	kill -KILL "${children[@]}" 2>/dev/null
	wait "${children[@]}" 2>/dev/null
	rmdir "$scope/below" "$scope" "$cgroups/system.slice"
	[ "$mounted" ] || umount "$cgroups"
	rm -rf "$work"
}

mounted=
mountpoint -q "$cgroups" && mounted=yes
[ "$mounted" ] || mount -t cgroup2 none "$cgroups"
trap clean_up EXIT
mkdir -p "$scope/below"

# nap NAME - start a process of this name that stands still; sets $pid
nap() {
	(exec -a "$1" sleep 1000) &
	pid=$!
	children+=("$pid")
	until_true 10 grep -qs "^$1" "/proc/$pid/cmdline"
	stop "$pid"
}

nap napper-one; one=$pid
nap napper-two; first=$pid
nap napper-two; second=$pid
echo "$first" >"$scope/cgroup.procs"
echo "$second" >"$scope/below/cgroup.procs"

for source in module bpf; do
	# reclaim clears accessed bits whenever it likes
	same "$source: show by name" \
		"$("$PTWALK" show --entries -o START,PFN --source $source napper-one 2>&1)" \
		"$("$PTWALK" show --entries -o START,PFN --source $source "$one")"
done
same "stat by name says which PID it is" "$("$PTWALK" stat -rn -o PID napper-one)" "$one"
same "walk by name" "$("$PTWALK" walk napper-one 0x1000 2>&1)" "$("$PTWALK" walk "$one" 0x1000 2>&1)"
"$PTWALK" record -o dump napper-one
check "diff of a dump with a name" "$PTWALK" diff --ignore a,d dump napper-one
check "check by name" "$PTWALK" check -q napper-one no-wx
check "and as a second TARGET" "$PTWALK" check -q dump same-frames napper-one
check "watch by name" eval '"$PTWALK" watch --count 1 -i 0.1 napper-one 2>/dev/null | grep -q "process $one "'
check "report by name" "$PTWALK" report -o page napper-one
same "stat takes all of a name" "$("$PTWALK" stat -rn -o PID napper-two)" "$first
$second"
fails "show does not" "2 processes have this name" "$PTWALK" show napper-two
check "share takes all" test "$("$PTWALK" share -rn -o PID napper-two | wc -l)" = 2
same "huge prints a screen for each" \
	"$("$PTWALK" huge napper-two 2>/dev/null | grep -o '^process [0-9]*')" "process $first
process $second"

same "a container by 12 digits of its ID" "$("$PTWALK" stat -rn -o PID ${id:0:12})" "$first
$second"
same "a unit by its name" "$("$PTWALK" stat -rn -o PID "docker-$id.scope")" "$first
$second"
fails "a command for one lists those in it" "2 processes are in the unit or container" \
	"$PTWALK" tree ${id:0:12}
for path in "/system.slice/docker-$id.scope" "$scope" "$scope/"; do
	same "--cgroup ${path//$id/ID}" "$("$PTWALK" stat -rn -o PID --cgroup "$path")" "$first
$second"
done
same "--cgroup: one below is another" "$("$PTWALK" stat -rn -o PID --cgroup "$scope/below")" "$second"
same "stat --all --cgroup" "$("$PTWALK" stat --all -rn -o PID --cgroup "$scope" | sort)" \
	"$(printf '%s\n' "$first" "$second" | sort)"
same "metrics of a cgroup: its processes alone" \
	"$("$PTWALK" stat --openmetrics - --cgroup "$scope" | sed -n 's/^ptwalk_processes{.*} //p')" 2
same "huge --cgroup" "$("$PTWALK" huge --cgroup "$scope" 2>/dev/null | grep -c '^process ')" 2
same "share --cgroup" "$("$PTWALK" share -rn -o PID --cgroup "$scope" | wc -l)" 2

cp dump napper-two
check "a file goes first" grep -q "$one" <("$PTWALK" stat -o PID napper-two)
finish
