#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The suffix :user of a live target, by the module and by BPF, with page-table isolation and
# without: it needs both kinds of boots.  All else about the sources is in once-source.  On a
# kernel that cannot run the BPF program, what is said of that.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

situate anon
stop "$pid"
sources="module bpf"
if before 6.1; then
	sources=module
	fails "BPF is refused, with what to do" \
		"no BPF iterator over VMAs .task_vma.: Linux 5.12 is the first that has it; .*--source kcore" \
		"$PTWALK" stat --source bpf "$pid"
	check "module status says so" \
		eval '"$PTWALK" module status | grep -q "^bpf:  *no: .*5.12 is the first"'
fi
around=$(range 0 "$length")
for source in $sources; do
	"$PTWALK" show --source $source --entries --tables --range "$around" -J "$pid:user" \
		>"$work/show.$source" 2>"$work/err.$source"
	echo $? >"$work/status.$source"
done
if grep -m 1 '^flags' /proc/cpuinfo | grep -qw pti; then
	same "each shows the tables for user mode" "$(cat "$work"/status.* | sort -u)" 0
	for source in $sources; do
		same "$source the same ones" "$(diff "$work/show.module" "$work/show.$source")" ""
	done
	# the kernel has its own entries in the top-level table, and the target the same pages
	"$PTWALK" show --source module --entries --tables --range "$around" -J "$pid" >"$work/show"
	check "others than the kernel's" eval '! cmp -s "$work/show" "$work/show.module"'
	check "for the same pages" grep -q "\"$start\"" "$work/show.module"
else
	for source in $sources; do
		same "refused by $source" "$(<"$work/err.$source")" \
			"ptwalk: $pid:user: page-table isolation is off, so there is no second PGD for user mode"
	done
fi
unsituate
finish
