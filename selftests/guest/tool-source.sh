#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# --source on every command: module and BPF print the same, and refuse in the same words.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# field NAME - print a field of JSON lines from standard input, without quotes
field() {
	sed -n 's/.*"'"$1"'": "\{0,1\}\([^",}]*\).*/\1/p'
}

situate anon
stop "$pid"

# ---- both, on the commands that once-source has not ----

for source in module bpf; do
	check "record by $source" "$PTWALK" record --source $source "$pid" -o "$work/$source"
	printf '0x%x\n' "$start" $((start + 3 * 4096 + 17)) $((start - 4096)) |
		while read -r address; do
			"$PTWALK" walk --source $source "$pid" "$address"
		done 2>&1 | grep -v "assumed for the release" >"$work/walk.$source"
	"$PTWALK" huge --source $source --fix "$pid" >"$work/fix.$source"
	"$PTWALK" check --source $source "$pid" "present>=4K@$(range 0 $length)" no-wx \
		>"$work/check.$source"
	"$PTWALK" decode --source $source --dict "$pid" --level 1 0x7ffffffffff80502 |
		grep -v "^assumed for the release" >"$work/decode.$source"
	"$PTWALK" watch --source $source -c 2 -i 0.1 "$pid" 2>/dev/null | grep -v missed |
		sed 's/[0-9.]* s//' >"$work/watch.$source"
done
for command in walk fix check decode watch; do
	same "$command prints the same by both" \
		"$(diff "$work/$command.module" "$work/$command.bpf")" ""
	check "$command printed something" test -s "$work/$command.bpf"
done
"$PTWALK" diff --source bpf "$work/module" "$pid" >"$work/out"
same "diff with a live process by BPF" "$? $(<"$work/out")" "0 "

# a process that has ended, and whose parent does not wait for it
(sleep 0 & exec sleep 1000) &
parent=$!
zombie() {
	zombie=$(<"/proc/$parent/task/$parent/children")
	zombie=${zombie% }
	[ "$zombie" ] && grep -q '(sleep) Z' "/proc/$zombie/stat"
}
check "there is a zombie" until_true 30 zombie
for source in module bpf; do
	fails "a zombie by $source" "^ptwalk: $zombie: sleep is a zombie: it has ended" \
		"$PTWALK" stat --source $source "$zombie"
	fails "a kernel thread by $source" "^ptwalk: 2: kthreadd is a kernel thread" \
		"$PTWALK" stat --source $source 2
	fails "no process by $source" "^ptwalk: 2147483647: there is no such process" \
		"$PTWALK" stat --source $source 2147483647
	fails "a range of the kernel half by $source" "is not inside the user half, 0x0-0x" \
		"$PTWALK" show --source $source --range 0x800000000000000+0x1000 "$pid"
done
kill $parent
fails "an unknown source" "unknown source 'perf': use module, bpf or kcore" \
	"$PTWALK" stat --source perf "$pid"
for command in stat show "walk 0xffffffff81000000"; do
	# shellcheck disable=SC2086
	fails "the kernel half: $command" "BPF does not read the kernel half" \
		"$PTWALK" ${command% *} --source bpf kernel ${command#"${command% *}"}
done

# ---- huge pages, by BPF ----

thp=/sys/kernel/mm/transparent_hugepage
huge=$((2 << 20))
# numbers of advice for madvise(2)
dontneed=4 hugepage=14 collapse=25

was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
was_sleep=$(<$thp/khugepaged/scan_sleep_millisecs)
was_none=$(<$thp/khugepaged/max_ptes_none)
kill -CONT "$pid"
unsituate

# khugepaged sleeps, except while it is observed
echo 600000 >$thp/khugepaged/scan_sleep_millisecs
echo 100 >$thp/khugepaged/max_ptes_none
echo never >$thp/enabled
situate dense
echo madvise >$thp/enabled
# too empty for khugepaged, which scans as soon as a process asks for huge pages
for ((i = 0; i < 8; i++)); do
	act advise $((i * huge)) $((300 * 4096)) $dontneed
done
act advise 0 "$length" $hugepage

"$PTWALK" collapse --source bpf -P -o ANSWER,CHANGE,PREDICTED,AGREES "$pid" "$start" \
	>"$work/out" 2>"$work/err"
check "collapse: the call succeeds, as predicted" \
	grep -q 'ANSWER="ok" .*promoted.* AGREES="1"' "$work/out"
same "collapse: so smaps says" \
	"$(sed -n 's/^AnonHugePages: *//p' "/proc/$pid/smaps_rollup")" "2048 kB"

"$PTWALK" watch --source bpf --thp -J -i 0.2 "$pid" >"$work/watch" 2>"$work/err" &
watcher=$!
check "watch begins" until_true 30 grep -q '"begin"' "$work/watch"
act advise $huge $huge $collapse
check "watch sees a promotion" until_true 30 grep -q '"promoted"' "$work/watch"
kill $watcher
wait $watcher
same "at its address" "$(grep '"promoted"' "$work/watch" | field start)" \
	"$(printf '0x%x' $((start + huge)))"

"$PTWALK" observe --source bpf -J -d 30 -c 8 "$pid" >"$work/observe" 2>"$work/err" &
observer=$!
check "observe begins" until_true 30 grep -q '"begin"' "$work/observe"
echo 300 >$thp/khugepaged/scan_sleep_millisecs
wait $observer
same "observe: six of eight windows are too empty" \
	"$(grep '"judgement"' "$work/observe" | field verdict | sort | uniq -c | tr -s ' ')" \
	" 6 exceed_none_pte
 2 page_pmd_mapped"
# what is scanned while a dump is read has no prediction
check "and predicted so from dumps by BPF" grep -q '"agrees": true' "$work/observe"
check "never otherwise" eval '! grep -q "\"agrees\": false" "$work/observe"'
echo "$was_sleep" >$thp/khugepaged/scan_sleep_millisecs
echo "$was_none" >$thp/khugepaged/max_ptes_none
echo "$was" >$thp/enabled

unsituate
finish
