#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Checks that each word of selftests/kernels on the kernel's command line is in effect: if
# not, this boot has not tested what the list says.

. "$(dirname "$0")/../tap.sh"

sys=/sys/kernel/mm

cpu_has() { grep -m 1 '^flags' /proc/cpuinfo | grep -qw "$1"; }
levels() { sed -n 's/^levels: //p' /sys/kernel/debug/ptwalk/info; }

if cpu_has la57; then
	same "five levels of page tables" "$(levels)" 5
else
	same "four levels of page tables" "$(levels)" 4
fi
for word in $(</proc/cmdline); do
	value=${word#*=}
	case $word in
	no5lvl)	check "$word" eval '! cpu_has la57' ;;
	pti=on)	check "$word" cpu_has pti ;;
	nopti)	check "$word" eval '! cpu_has pti' ;;
	transparent_hugepage=*)
		check "$word" grep -qF "[$value]" $sys/transparent_hugepage/enabled ;;
	numa=fake=*)
		same "$word" "$(find /sys/devices/system/node -name 'node[0-9]*' \
			-prune | wc -l)" "${value#fake=}" ;;
	hugepagesz=1G)
		check "$word" test "$(<$sys/hugepages/hugepages-1048576kB/nr_hugepages)" \
			-gt 0 ;;
	secretmem.enable=1)
		same "$word" "$(</sys/module/secretmem/parameters/enable)" Y ;;
	vsyscall=emulate)
		check "$word" grep -q 'r-xp .*\[vsyscall\]' /proc/self/maps ;;
	esac
done
finish
