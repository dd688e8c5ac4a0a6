#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The rules about areas against smaps, for every setting of "enabled" and, where
# there are settings by size, of 2M and 64K: THPeligible of each area is what huge
# says it should be.  And the sums: what is huge is AnonHugePages, ShmemPmdMapped
# and FilePmdMapped, Rss is Rss.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# set_knob FILE VALUE - a setting, if there is one
set_knob() {
	[ ! -e "$thp/$1" ] || echo "$2" >"$thp/$1"
}

# oracle PID - START ELIGIBLE NOT-HUGE HUGE of each area, by smaps
oracle() {
	awk '/^[0-9a-f]+-[0-9a-f]+ / { split($1, a, "-"); start = a[1]; huge = 0 }
	     /^Rss:/ { rss = $2 }
	     /^(AnonHugePages|ShmemPmdMapped|FilePmdMapped):/ { huge += $2 }
	     /^THPeligible:/ { print "0x" start, $2, rss * 1024, huge * 1024 }' \
		"/proc/$1/smaps" | grep -v '^0xf'
}

# ours PID - the same by huge; "-" where it says that it cannot know
ours() {
	"$PTWALK" huge --by-vma -b -r -n -o START,ELIGIBLE,RSS,HUGE "$1" |
		awk '{ print $1, NF == 4 ? $2 : "-", $(NF - 1), $NF }'
}

# compare WHAT PID - which areas both know, and that they agree; again, where
# khugepaged changed something meanwhile
compare() {
	for _ in 1 2 3 4 5; do
		oracle "$2" >"$work/oracle"
		ours "$2" >"$work/ours" 2>"$work/err"
		oracle "$2" | cmp -s - "$work/oracle" && break
	done
	join -j 1 <(sort "$work/oracle") <(sort "$work/ours") >"$work/both"
	same "$1: every area is there" "$(wc -l <"$work/both")" \
		"$(wc -l <"$work/oracle")"
	same "$1: eligible" "$(awk '$5 != "-" && $2 != $5' "$work/both")" ""
	same "$1: resident and huge" \
		"$(awk '$3 != $6 || $4 != $7' "$work/both")" ""
	known=$(awk '$5 != "-"' "$work/both" | wc -l)
}

# start [prctl] - a process with areas of every kind
start() {
	exec 3< <(exec "$PTWALK_BUILD/selftests/guest/helpers/thp-areas" "$@")
	read -r pid <&3
}

stop() {
	kill "$pid"
	exec 3<&-
}

before=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
for enabled in always madvise never; do
	set_knob enabled "$enabled"
	start
	compare "enabled $enabled" "$pid"
	check "enabled $enabled: most areas are known" test "$known" -gt 10
	for shmem in always advise never; do
		set_knob shmem_enabled "$shmem"
		compare "enabled $enabled, shmem $shmem" "$pid"
	done
	stop
done
set_knob enabled always
start prctl
compare "prctl" "$pid"
stop

if [ -e $thp/hugepages-2048kB/enabled ]; then
	for size in always madvise never inherit; do
		set_knob hugepages-2048kB/enabled "$size"
		for small in always never; do
			set_knob hugepages-64kB/enabled "$small"
			start
			compare "2M $size, 64K $small" "$pid"
			stop
		done
	done
fi
set_knob enabled "$before"
finish
