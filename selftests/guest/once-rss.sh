#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The change of Rss by a collapse or a split: the forecast of huge and the result of diff,
# compared with smaps.  Windows with all kinds of missing pages are collapsed with
# MADV_COLLAPSE; huge pages are split through debugfs and with MADV_DONTNEED; a large page
# of a file is mapped as a whole again.  Whether diff has to report "in place" or "copied"
# follows from what was done.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage
work=$(mktemp -d)
huge=$((2 << 20))
nullb=/sys/kernel/config/nullb/ptwalk-rss
dontneed=4 pageout=21 collapse=25

cleanup() {
	if [ -d $nullb ]; then
		swapoff /dev/ptwalk-rss 2>/dev/null
		echo 0 >$nullb/power
		rmdir $nullb
	fi
	[ -z "${was-}" ] || echo "$was" >$thp/enabled
	[ -z "${was_shmem-}" ] || echo "$was_shmem" >$thp/shmem_enabled
	rm -rf "$work"
}
trap cleanup EXIT

# chosen FILE - print the word in brackets
chosen() { sed 's/.*\[\(.*\)\].*/\1/' "$1"; }

# MADV_PAGEOUT drains only the LRU batch of its CPU: do everything on one CPU
taskset -p -c 0 $$ >/dev/null

# swap_on - swap to a block device in memory, if the kernel has null_blk
swap_on() {
	modprobe -q null_blk nr_devices=0 || return
	[ -d /sys/kernel/config/nullb ] ||
		mount -t configfs none /sys/kernel/config || return
	mkdir $nullb || return
	echo 64 >$nullb/size
	echo 1 >$nullb/memory_backed
	echo 0 >$nullb/queue_mode
	echo 0 >$nullb/irqmode
	echo 1 >$nullb/power
	mkswap /dev/ptwalk-rss >/dev/null && swapon /dev/ptwalk-rss
}

# rss - print Rss of the process in bytes, from smaps
rss() { awk '/^Rss:/ { n += $2 } END { print n * 1024 }' "/proc/$pid/smaps"; }

# rss_here - print Rss of the situation's memory alone: the program may touch other pages
rss_here() {
	local name value at=0
	while read -r name value _; do
		case $name in
		*-*)	at=$((0x${name%-*})) ;;
		Rss:)	((at < start || at >= start + length)) || echo $((value * 1024)) ;;
		esac
	done <"/proc/$pid/smaps" | awk '{ n += $1 } END { print n + 0 }'
}

# take NAME - record a dump of the process, which is at rest, and its Rss
take() {
	"$PTWALK" record "$pid" -o "$work/$1"
	rss >"$work/$1.rss"
}

# of A B KIND COLUMN... - print columns of the changes of a kind in the situation, one line
# per range
of() {
	local a=$1 b=$2 kind=$3 columns=$4 line words
	"$PTWALK" diff --only "$kind" -rnb -o "START,$columns" "$work/$a" "$work/$b" |
		while read -r line; do
			read -ra words <<<"$line"
			((words[0] >= start && words[0] < start + length)) &&
				echo "$(((words[0] - start) / huge)) ${words[*]:1}"
		done
}

# sums A B - check the change of Rss in diff against smaps, and that the parts add up to it
sums() {
	local ours parts theirs
	theirs=$(($(<"$work/$2.rss") - $(<"$work/$1.rss")))
	ours=$("$PTWALK" diff --summary -rnb -o CHANGE,RSS "$work/$1" "$work/$2" |
		awk '$1 == "(all)" { print $2 }')
	parts=$("$PTWALK" diff -J "$work/$1" "$work/$2" |
		awk -F '[:,]' '/"rss": [-0-9]/ { n += $2 } END { print n + 0 }')
	same "$3: Rss gained what smaps says, $theirs" "${ours:-0}" "$theirs"
	same "$3: and by its parts" "$parts" "$theirs"
}

# forecast - print "WINDOW VERDICT GROWTH" of huge, for MADV_COLLAPSE
forecast() {
	"$PTWALK" huge --windows --judge madvise -rnb -o START,VERDICT,GROWTH \
		--range "$start+$length" "$pid" |
		while read -r at verdict growth; do
			echo "$(((at - start) / huge)) $verdict $growth"
		done
}

# hurt WINDOW FIRST COUNT ADVICE - call madvise(2) for some pages of a window
hurt() {
	act advise $(($1 * huge + $2 * 4096)) $(($3 * 4096)) "$4"
}

was=$(chosen $thp/enabled)
echo never >$thp/enabled
swap=0
if swap_on; then swap=1; fi

# ---- collapsed ----
#
# Windows: 0 has all pages, 1 has empty entries, 2 empty entries and the zero page, 3 is
# partly swapped out, 4 completely; 5 is not collapsed

situate dense
hurt 1 100 100 $dontneed
hurt 1 511 1 $dontneed
hurt 2 0 64 $dontneed
for ((i = 0; i < 64; i += 2)); do
	act read $((2 * huge + i * 4096))
done
if [ $swap = 1 ]; then
	hurt 3 256 128 $pageout
	hurt 4 0 32 $dontneed
	act read $((4 * huge))
	hurt 4 480 32 $pageout
fi
act sync
swapped=$(awk '/^Swap:/ { n += $2 } END { print n / 4 }' "/proc/$pid/smaps")
take sparse
forecast >"$work/forecast"
grown=()
for ((i = 0; i < 5; i++)); do
	was_rss=$(rss_here)
	act advise $((i * huge)) $huge $collapse
	act sync
	grown+=("$i collapse $(($(rss_here) - was_rss))")
done
same "what huge forecasts for each window is what smaps' Rss grew by" \
	"$(head -n 5 "$work/forecast")" "$(printf '%s\n' "${grown[@]}")"
take collapsed

frames="512 of 512 present, 0 same frames: copied"
same "dense: copied, no Rss gained" \
	"$(of sparse collapsed promoted RSS,EMPTY,ZERO,DETAIL | sed -n 's/\\x20/ /g; s/^0 //p')" \
	"0 0 0 $frames"
same "empty entries: which, and their Rss" \
	"$(of sparse collapsed promoted RSS,EMPTY,ZERO,HOLES | grep '^1 ')" \
	"1 $((101 * 4096)) 101 0 100-199,511"
same "the zero page as well" \
	"$(of sparse collapsed promoted RSS,EMPTY,ZERO,HOLES | grep '^2 ')" \
	"2 $((64 * 4096)) 32 32 0-63"
if [ $swap = 1 ]; then
	check "pages were swapped out" [ "$swapped" -gt 100 ]
	same "swapped out ones add Rss, but are no holes" \
		"$(of sparse collapsed promoted RSS,EMPTY,ZERO |
			awk '$1 == 3 || $1 == 4 { n += $2; e += $3; z += $4 }
			END { print n / 4096, e, z }')" \
		"$((swapped + 32)) 31 1"
else
	skip "swapped out" "no null_blk"
fi
same "nothing else was promoted" \
	"$(of sparse collapsed promoted SIZE | awk '{ n += $2 } END { print n }')" \
	$((5 * huge))
sums sparse collapsed "collapse"

# ---- split ----
#
# Since 6.12 a split frees pages that have only zero bytes, such as those that the collapse
# above has added: so the expected value comes from smaps

printf '%d,0x%x,0x%x' "$pid" $((start + huge)) $((start + 2 * huge)) \
	>/sys/kernel/debug/split_huge_pages
act sync
take split
same "split in place, as much given back as smaps says" \
	"$(of collapsed split split RSS,EMPTY,ZERO |
		awk '{ print $1, $2 + 4096 * ($3 + $4) }')" "1 0"
sums collapsed split "split"
echo "# window 1: $(of collapsed split split RSS,DETAIL)"

hurt 0 5 10 $dontneed
hurt 2 0 1 $dontneed
act sync
take torn
same "split by MADV_DONTNEED: which pages went" \
	"$(of split torn split RSS,EMPTY,ZERO,SAME-FRAMES,HOLES)" \
	"0 -40960 10 0 502 5-14
2 -4096 1 0 511 0"
sums split torn "MADV_DONTNEED"

act unmap $((4 * huge)) $((huge / 2))
act sync
take unmapped
same "half of a huge page unmapped" \
	"$(of torn unmapped split RSS,EMPTY,SAME-FRAMES,HOLES)" \
	"4 -1048576 256 256 0-255"
sums torn unmapped "munmap"
unsituate

# ---- in place ----
#
# mprotect() of a part splits the VMA, and the large page of the file fits neither of the two
# VMAs.  When they are one VMA again, it is mapped as a whole again, in place

was_shmem=$(chosen $thp/shmem_enabled)
echo advise >$thp/shmem_enabled
echo madvise >$thp/enabled
situate shmem-thp
act protect 0 $((huge / 2)) 1
for ((i = 0; i < huge; i += 65536)); do
	act read $i
done
act sync
take small
act protect 0 $((huge / 2)) 3
if act advise 0 $huge $collapse; then
	act read 0
	act sync
	take large
	same "a file's large page: in place" \
		"$(of small large promoted RSS,SAME-FRAMES,DETAIL | sed 's/\\x20/ /g')" \
		"0 0 512 512 of 512 present, 512 same frames: in place"
	sums small large "file"
else
	skip "in place" "MADV_COLLAPSE of a file: $reply"
fi
unsituate
finish
