#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk stat --all, compared with smaps_rollup of every process: Rss and huge pages.
# Processes whose smaps_rollup differs before and after are not compared; the test starts
# some that do not change.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
work=$(mktemp -d)
still=()

# shellcheck disable=SC2317 # called by the trap
clean_up() {
	kill -KILL "${still[@]}" "${busy-}" 2>/dev/null
	echo "$was" >$thp/enabled
	echo "$was_shmem" >$thp/shmem_enabled
	rm -rf "$work"
}

was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
was_shmem=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/shmem_enabled)
trap clean_up EXIT
echo madvise >$thp/enabled
echo advise >$thp/shmem_enabled

# still KIND - start a situation that does not change; sets $made to its pid
still() {
	local word
	mkfifo "$work/to-$1"
	: >"$work/from-$1"
	"$PTWALK_BUILD/selftests/guest/helpers/situate" "$1" \
		<>"$work/to-$1" >"$work/from-$1" &
	made=$!
	disown $made
	still+=("$made")
	until read -r word _ <"$work/from-$1"; do sleep 0.1; done
	stop "$made"
	[ "$word" = pid ]
}

# rollup - print "PID RSS HUGE" of each process that has memory
rollup() {
	# kernel threads have none, and some processes end meanwhile
	grep -sE '^(Rss|AnonHugePages|ShmemPmdMapped|FilePmdMapped):' \
		/proc/[0-9]*/smaps_rollup | awk -F '[/: ]+' '
	$5 == "Rss" { rss[$3] = $6; next }
	{ huge[$3] += $6 }
	END { for (pid in rss) print pid, rss[pid] * 1024, huge[pid] * 1024 }' | sort
}

kinds=0
for kind in anon thp dense file shmem-thp hole swap; do
	if still "$kind"; then
		kinds=$((kinds + 1))
		eval "pid_${kind/-/_}=$made"
	else
		echo "# $kind: $(<"$work/from-$kind")"
	fi
done
check "there are situations" test $kinds -ge 5
# khugepaged must not collapse anything meanwhile
echo never >$thp/enabled
hugetlb=$(</proc/sys/vm/nr_hugepages)
echo $((hugetlb + 8)) >/proc/sys/vm/nr_hugepages
still hugetlb && pid_hugetlb=$made
# a zombie: sleep does not wait for its child
(true & exec sleep 600) &
still+=($!)
disown $!

rollup >"$work/before"
check "all processes" \
	eval '"$PTWALK" stat --all -rnb -o PID,RSS,HUGE >"$work/all" 2>"$work/err"'
same "without a word" "$(<"$work/err")" ""
rollup >"$work/after"

comm -12 "$work/before" "$work/after" >"$work/stood"
cut -d' ' -f1 "$work/stood" >"$work/pids"
sort "$work/all" | join - <(sort "$work/pids") >"$work/said"
check "enough of them stood still" test "$(wc -l <"$work/stood")" -gt $kinds
same "RSS and HUGE are those of smaps_rollup" "$(<"$work/said")" "$(<"$work/stood")"
check "some of it is huge" awk '$3 { n++ } END { exit !n }' "$work/stood"
same "the largest is first" "$(sort -k2,2nr -k1,1n "$work/all")" "$(<"$work/all")"
same "no kernel thread" "$(grep -c '^2 ' "$work/all")" 0
same "each process once" "$(cut -d' ' -f1 "$work/all" | sort | uniq -d)" ""

# one PID NAME... - print columns of the row of a process
one() {
	local pid=$1
	shift
	"$PTWALK" stat --all -rnb -o "PID,$1" | awk -v pid="$pid" '$1 == pid { print $2 }'
}

same "names are those of the processes" "$(one "$pid_anon" COMM)" \
	"$(<"/proc/$pid_anon/comm")"
same "page tables are those of stat" "$(one "$pid_thp" TABLE-SIZE)" \
	"$("$PTWALK" stat -rnb -o TABLE-SIZE "$pid_thp")"
same "what is huge, and what is not for a reason, is all" \
	"$(one "$pid_dense" REASONS | tr , '\n' |
		awk -F: '{ n += $2 } END { print n }')" \
	"$(one "$pid_dense" NOT-HUGE)"
if [ -n "${pid_hugetlb-}" ]; then
	same "hugetlb, as in smaps_rollup" "$(one "$pid_hugetlb" HUGETLB)" \
		"$(awk '/^(Shared|Private)_Hugetlb:/ { n += $2 }
			END { print n * 1024 }' "/proc/$pid_hugetlb/smaps_rollup")"
else
	skip "hugetlb" "no pages for it"
fi
echo "$hugetlb" >/proc/sys/vm/nr_hugepages

# setting VALUE COLUMN - set "enabled", print a column: it decides what is eligible
setting() {
	echo "$1" >$thp/enabled
	one "$pid_dense" "$2"
}
same "nothing of it is eligible where huge pages are off" \
	"$(setting never ELIGIBLE)" 0
check "for that reason" grep -q thp_disabled_sysfs <<<"$(setting never REASONS)"
check "some of it is where they are on" \
	test "$(setting always ELIGIBLE)" -gt 0
check "and another reason" \
	eval '! grep -q thp_disabled_sysfs <<<"$(setting always REASONS)"'
echo never >$thp/enabled

# metrics: the same sums
"$PTWALK" stat --all --openmetrics "$work/out.prom"
same "metrics: status" $? 0
same "the last line" "$(tail -n 1 "$work/out.prom")" "# EOF"
"$PTWALK" stat --all -rnb -o COMM,RSS,HUGE >"$work/rows"
same "RSS of the situations together" \
	"$(sed -n 's/^ptwalk_resident_bytes{comm="situate"} //p' "$work/out.prom")" \
	"$(awk '$1 == "situate" { n += $2 } END { print n }' "$work/rows")"
same "their huge pages" \
	"$(sed -n 's/^ptwalk_resident_huge_bytes{comm="situate"} //p' "$work/out.prom")" \
	"$(awk '$1 == "situate" { n += $3 } END { print n }' "$work/rows")"

# by cgroup: what is below a unit is the unit's, other processes are where they were
mkdir "$work/cgroup"
if mount -t cgroup2 none "$work/cgroup" 2>"$work/err"; then
	unit=ptwalk-test.service pod=pod8a5b9f1c-0d2e-4f3a-9b6c-7d8e9f0a1b2c
	container=$(printf '%064d' 7)
	mkdir -p "$work/cgroup/$unit/below" "$work/cgroup/kubepods/$pod/$container"
	echo "$pid_anon" >"$work/cgroup/$unit/cgroup.procs"
	echo "$pid_thp" >"$work/cgroup/$unit/below/cgroup.procs"
	echo "$pid_dense" >"$work/cgroup/kubepods/$pod/$container/cgroup.procs"
	check "by cgroup" "$PTWALK" stat --all --openmetrics "$work/groups.prom" --by-cgroup
	"$PTWALK" stat --all -rnb -o PID,RSS >"$work/rows"
	same "RSS of a unit" "$(sed -n 's/^ptwalk_resident_bytes{cgroup="\/ptwalk-test.service",pod_uid="",container_id=""} //p' \
		"$work/groups.prom")" "$(awk -v a="$pid_anon" -v b="$pid_thp" \
		'$1 == a || $1 == b { n += $2 } END { print n }' "$work/rows")"
	same "RSS of a container of a pod" "$(sed -n "s/^ptwalk_resident_bytes{cgroup=\"\/kubepods\/$pod\/$container\",pod_uid=\"${pod#pod}\",container_id=\"$container\"} //p" \
		"$work/groups.prom")" "$(awk -v a="$pid_dense" '$1 == a { print $2 }' "$work/rows")"
	# some other process may come or go between the two
	same_number() {
		"$PTWALK" stat --all --openmetrics "$work/groups.prom" --by-cgroup
		"$PTWALK" stat --all -rn -o PID >"$work/rows"
		[ "$(awk '/^ptwalk_processes{/ { n += $NF } END { print n }' "$work/groups.prom")" = \
			"$(wc -l <"$work/rows")" ]
	}
	check "no process is lost" until_true 30 same_number
	"$PTWALK" stat --all --openmetrics "$work/groups.prom" --by-cgroup --top 1
	same "one cgroup, and the others together" \
		"$(grep -c '^ptwalk_processes{' "$work/groups.prom")" 2
	for pid in "$pid_anon" "$pid_thp" "$pid_dense"; do
		echo "$pid" >"$work/cgroup/cgroup.procs"
	done
	rmdir "$work/cgroup/$unit/below" "$work/cgroup/$unit" "$work/cgroup/kubepods/$pod/$container" \
		"$work/cgroup/kubepods/$pod" "$work/cgroup/kubepods"
	umount "$work/cgroup"
else
	skip "by cgroup" "no cgroup v2 here: $(<"$work/err")"
fi

# --max-time: never a silent partial answer
"$PTWALK" stat --all --max-time 0.000001 -r -n -o PID,MISSING >"$work/part" 2>"$work/err"
same "no time: status" $? 1
check "it is said" grep -q 'time is over: [0-9]* processes' "$work/err"
said=$(sed -n 's/.*over: \([0-9]*\) .*/\1/p' "$work/err")
# with all the time that it takes, each process has a row, for which its memory was read; most of
# /proc is kernel threads
"$PTWALK" stat --all -rn -o PID >"$work/everybody"
everybody=$(wc -l <"$work/everybody")
check "that is all processes, and no kernel thread: $said of $everybody" \
	test $((said - everybody)) -ge -1 -a $((said - everybody)) -le 1
check "though there are kernel threads" \
	test "$(find /proc -maxdepth 1 -name '[0-9]*' | wc -l)" -gt $((everybody + 10))
same "and in the last row" "$(awk 'END { print $NF }' "$work/part")" "$said"
"$PTWALK" stat --all --max-time 0.000001 --openmetrics "$work/part.prom" 2>"$work/err"
same "metrics: status" $? 1
check "how many" grep -qE '^ptwalk_missing_processes [1-9][0-9]*$' "$work/part.prom"
same "time enough: nobody is missing" \
	"$("$PTWALK" stat --all --max-time 3600 -rn -o MISSING 2>&1 | sort -u)" '\x00'
same "likewise" "$(grep ^ptwalk_missing "$work/out.prom")" "ptwalk_missing_processes 0"

# with processes that start and exit all the time
while :; do /bin/true; done 2>/dev/null &
busy=$!
disown $busy
faults=0
for _ in {1..10}; do
	"$PTWALK" stat --all -rn >"$work/all" 2>"$work/err" || faults=$((faults + 1))
	[ ! -s "$work/err" ] || { faults=$((faults + 1)); sed 's/^/# /' "$work/err"; }
done
same "those that vanish are no error" $faults 0
finish
