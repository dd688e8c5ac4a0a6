#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The rules about VMAs, compared with smaps, for every setting of "enabled" and, where
# there are settings by size, of 2M and 64K: huge has to show THPeligible of each VMA as
# smaps does, the sum of AnonHugePages, ShmemPmdMapped and FilePmdMapped as huge, and Rss.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
work=$(mktemp -d)
trap 'umount -q "$work"/*/ 2>/dev/null; rm -rf "$work"' EXIT

# set_knob FILE VALUE - change a setting, if this kernel has it
set_knob() {
	[ ! -e "$thp/$1" ] || echo "$2" >"$thp/$1"
}

# oracle PID - print START ELIGIBLE NOT-HUGE HUGE of each VMA, from smaps
oracle() {
	awk '/^[0-9a-f]+-[0-9a-f]+ / { split($1, a, "-"); start = a[1]; huge = 0 }
	     /^Rss:/ { rss = $2 }
	     /^(AnonHugePages|ShmemPmdMapped|FilePmdMapped):/ { huge += $2 }
	     /^THPeligible:/ { print "0x" start, $2, rss * 1024, huge * 1024 }' \
		"/proc/$1/smaps" | grep -v '^0xf'
}

# ours PID [OPTION] - print the same and the name, from huge; "-" if huge cannot know
ours() {
	"$PTWALK" huge "${@:2}" --by-vma -b -P -o START,ELIGIBLE,RSS,HUGE,NAME "$1" |
		sed -E 's/[A-Z]+="([^"]*)" ?/\1|/g' | tr -s ' ' '_' |
		awk -F '|' '{ print $1, $2 == "" ? "-" : $2, $3, $4, $5 }'
}

# compare WHAT PID [OPTION] - compare the VMAs of both; up to five times, as khugepaged may
# change something meanwhile
compare() {
	for _ in 1 2 3 4 5; do
		oracle "$2" >"$work/oracle"
		ours "$2" "${@:3}" >"$work/ours" 2>"$work/err"
		oracle "$2" | cmp -s - "$work/oracle" && break
	done
	join -j 1 <(sort "$work/oracle") <(sort "$work/ours") >"$work/both"
	same "$1: every area is there" "$(wc -l <"$work/both")" \
		"$(wc -l <"$work/oracle")"
	same "$1: eligible" "$(awk '$5 != "-" && $2 != $5' "$work/both")" ""
	same "$1: resident and huge" \
		"$(awk '$3 != $6 || $4 != $7' "$work/both")" ""
	unknown=$(awk '$5 == "-" { print $1, $8 }' "$work/both")
}

# disk NUMBER - make a block device in memory, /dev/nullbNUMBER, if the kernel has null_blk
disk() {
	local config=/sys/kernel/config/nullb/nullb$1
	modprobe -q null_blk nr_devices=0 || return 1
	[ -d /sys/kernel/config/nullb ] || mount -t configfs none /sys/kernel/config
	mkdir "$config" && echo 400 >"$config/size" &&
		echo 1 >"$config/memory_backed" && echo 1 >"$config/power" &&
		udevadm settle 2>/dev/null || [ -b "/dev/nullb$1" ]
}

# of DIR FSTYPE NUMBER - mount a file system of that type on such a device, or print a note
of() {
	local dir=$work/$1
	mkdir "$dir"
	if disk "$2" && "mkfs.$1" -q "/dev/nullb$2" &&
		mount -t "$1" "/dev/nullb$2" "$dir" 2>"$work/err"; then
		dirs+=("$dir")
	else
		echo "# no $1 here: $(head -n 1 "$work/err" 2>/dev/null)"
	fi
}

# start [prctl] - start a process with VMAs of every kind
start() {
	exec 3< <(exec "$PTWALK_BUILD/selftests/guest/helpers/thp-areas" "$@" "${dirs[@]}")
	read -r pid <&3
}

stop() {
	kill "$pid"
	exec 3<&-
}

mkdir "$work/overlay"
dirs=("$work/overlay")
of ext4 8
of xfs 9
before=$(sed 's/.*\[\(.*\)\].*/\1/' $thp/enabled)
for enabled in always madvise never; do
	set_knob enabled "$enabled"
	start
	compare "enabled $enabled" "$pid"
	# Unknown are only: on an overlay, the mount below it; and whether a small file
	# fits sizes below 2M, which 7.2 checks.  The module shows the kind of any file.
	same "enabled $enabled: what is not known" \
		"$(grep -vE ' .*/(overlay|small)' <<<"$unknown")" ""
	if [ "$enabled" = madvise ]; then
		compare "enabled $enabled, with smaps" "$pid" --pages
		same "enabled $enabled: what is not known with smaps" \
			"$(grep -v '/small$' <<<"$unknown")" ""
		for shmem in always advise within_size deny force never; do
			set_knob shmem_enabled "$shmem"
			compare "enabled $enabled, shmem $shmem" "$pid"
		done
	fi
	stop
done
set_knob enabled always
start prctl
compare "prctl" "$pid"
stop

dirs=()
if [ -e $thp/hugepages-2048kB/enabled ]; then
	while read -r size small; do
		set_knob hugepages-2048kB/enabled "$size"
		set_knob hugepages-64kB/enabled "$small"
		start
		compare "2M $size, 64K $small" "$pid"
		stop
	done <<-END
		always	never
		madvise	always
		never	always
		inherit	never
	END
fi

# says COLUMN... - print columns of huge for the window of the situation
says() {
	"$PTWALK" huge -rn "${@:2}" -o "$1" --range "$start+2M" "$pid"
}

# is_eligible - print THPeligible of its VMA
is_eligible() {
	oracle "$pid" | awk -v at="$start" '$1 == at { print $2 }'
}

# follow FIX - do what the text of the advice says
follow() {
	local word file
	case $1 in
	"echo "*" > "*)
		read -r _ word _ file <<<"${1%%;*}"
		set_knob "$file" "$word"
		;;
	*"madvise(MADV_HUGEPAGE)"*)
		# the VMA must not have the advice already, so remove it first
		act advise 0 $((2 << 20)) 15 && act advise 0 $((2 << 20)) 14
		;;
	*)
		false
		;;
	esac
}

# Two reasons, one after the other: follow the advice of --fix for each until the kernel
# agrees.  One madvise() can remove more than one reason, so a step may be skipped.
set_knob enabled never
situate window-nohugepage
says VERDICT --fix >"$work/road"
"$PTWALK" huge -P --fix -o FIX --range "$start+2M" "$pid" |
	sed 's/^FIX="\(.*\)"$/\1/' >"$work/fixes"
same "two reasons: what is foretold" "$(sort "$work/road" | xargs)" \
	"collapse not_visited thp_disabled_sysfs vma_nohugepage"
steps=0
# khugepaged may have collapsed the window meanwhile
while now=$(says VERDICT | sed 's/^huge$/collapse/') && [ "$now" != collapse ] &&
	[ "$steps" -lt 4 ]; do
	at=$(grep -nxF "$now" "$work/road" | cut -d : -f 1)
	check "two reasons: $now was foretold" test -n "$at" -a "${at:-0}" -gt "$steps"
	same "two reasons: eligible while $now" "$(is_eligible)" \
		"$([ "$now" = not_visited ] && echo 1 || echo 0)"
	check "two reasons: advice for $now" follow "$(sed -n "${at}p" "$work/fixes")"
	steps=$at
done
same "two reasons: what is left" "$now" collapse
same "two reasons: eligible in the end" "$(is_eligible)" 1
unsituate

# mount_fix - print the advice about the tmpfs, or nothing
mount_fix() {
	"$PTWALK" huge -P --fix -o VERDICT,FIX "$pid" |
		sed -n 's/^VERDICT="tmpfs_disabled" FIX="\(.*\)"$/\1/p'
}

# A tmpfs that only the process has: the advice is followed where ptwalk runs, and has to reach it
if command -v python3 >/dev/null; then
	exec 3< <(exec unshare -m --propagation private python3 -c 'if 1:
		import mmap, os, subprocess, time
		subprocess.check_call(["mount", "-t", "tmpfs", "none", "/mnt"])
		file = open("/mnt/file", "w+b")
		file.truncate(8 << 20)
		m = mmap.mmap(file.fileno(), 8 << 20)
		m[:] = bytes([1]) * len(m)
		print(os.getpid(), flush=True)
		time.sleep(1000)
	')
	read -r pid <&3
	advice=$(mount_fix)
	same "a tmpfs of the process: the advice" "${advice%%;*}" "mount -N $pid -o remount,huge=always /mnt"
	check "a tmpfs of the process: it can be followed" eval "${advice%%;*}"
	same "a tmpfs of the process: and helps" "$(mount_fix)" ""
	check "a tmpfs of the process: nobody else has it" eval '! mountpoint -q /mnt'
	kill "$pid"
	exec 3<&-
else
	skip "a tmpfs of the process" "no python3"
fi

# keep khugepaged away
sleep=$(<$thp/khugepaged/scan_sleep_millisecs)
set_knob khugepaged/scan_sleep_millisecs 600000
set_knob enabled madvise

# took KIND WORDS - check REASON of a window in which no entry is writable
took() {
	same "$1: the reason" "$(says VERDICT)" no_writable_page
	"$PTWALK" huge --windows -P -o REASON --range "$start+2M" "$pid" >"$work/reason"
	check "$1: who took W" grep -qF "$2" "$work/reason"
}

# after fork(): huge names the process that shares the pages
situate window-shared
child=$(<"/proc/$pid/task/$pid/children")
child=${child%% *}
same "fork: the reason" "$(says VERDICT)" exceed_shared_pte
for how in "" --fix; do
	# shellcheck disable=SC2086 # a word or none
	same "fork: who shares${how:+, $how}" \
		"$("$PTWALK" huge $how "$pid" | sed -n 's/^copy on write: //p')" \
		"pages are shared with $child (situate)"
done
# without that process the reason is gone, and with it the line
kill -KILL "$child"
for ((i = 0; i < 50; i++)); do
	[ "$(says VERDICT)" = exceed_shared_pte ] || break
done
case $(uname -r) in
6.*)	alone=no_writable_page ;;	# fork() left no entry with W
*)	alone=collapse ;;
esac
same "fork: without the other process" "$(says VERDICT)" $alone
same "fork: nobody shares any more" \
	"$("$PTWALK" huge "$pid" | sed -n 's/^copy on write: //p')" ""
unsituate

# later kernels (7.0) do not refuse a window for that
case $(uname -r) in
6.12.*)
	situate window-fork-over
	took fork-over "no other process has them any more"
	unsituate
	situate window-readonly
	took readonly "the area is read-only"
	unsituate
	situate window-full
	echo 4 >"/proc/$pid/clear_refs"
	took clear_refs "clear_refs has soft-dirty note the next write"
	unsituate
	;;
esac
set_knob khugepaged/scan_sleep_millisecs "$sleep"
set_knob enabled "$before"
finish
