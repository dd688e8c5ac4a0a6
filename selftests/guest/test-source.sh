#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The suffix :user of a live target, by the module and by BPF, with page-table isolation and
# without: it needs both kinds of boots.  All else about the sources is in once-source.

. "$(dirname "$0")/../tap.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

situate anon
stop "$pid"
around=$(range 0 "$length")
for source in module bpf; do
	"$PTWALK" show --source $source --entries --tables --range "$around" -J "$pid:user" \
		>"$work/show.$source" 2>"$work/err.$source"
	echo $? >"$work/status.$source"
done
if grep -m 1 '^flags' /proc/cpuinfo | grep -qw pti; then
	same "both show the tables for user mode" "$(cat "$work"/status.*)" "0
0"
	same "and the same ones" "$(diff "$work/show.module" "$work/show.bpf")" ""
	# the kernel has its own entries in the top-level table, and the target the same pages
	"$PTWALK" show --source module --entries --tables --range "$around" -J "$pid" >"$work/show"
	check "others than the kernel's" eval '! cmp -s "$work/show" "$work/show.bpf"'
	check "for the same pages" grep -q "\"$start\"" "$work/show.bpf"
else
	for source in module bpf; do
		same "refused by $source" "$(<"$work/err.$source")" \
			"ptwalk: $pid:user: page-table isolation is off, so there is no second PGD for user mode"
	done
fi
unsituate
finish
