#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Facts of stat and show beside sizes, compared with the kernel: NUMA nodes with numa_maps
# and move_pages(2), lazyfree memory with LazyFree of smaps, folios of which only a few
# pages are mapped and frames that are mapped several times with pagemap and kpageflags,
# and empty page tables with VmPTE.

. "$(dirname "$0")/../tap.sh"

thp=/sys/kernel/mm/transparent_hugepage/enabled
huge=$((2 << 20))
dontneed=4 free=8

was=$(sed 's/.*\[\(.*\)\].*/\1/' $thp)
work=$(mktemp -d)
trap 'echo "$was" >$thp; rm -rf "$work"' EXIT
echo madvise >$thp

# stat_of COLUMNS - print columns of stat for the process
stat_of() { "$PTWALK" stat --pages -rnb -o "$1" "$pid"; }
# pagemap FROM COUNT - print pagemap entries, one per line: the low and the high 32 bits
pagemap() {
	entries "/proc/$pid/pagemap" "$1" "$2" | od -An -v -w8 -t u4
}
# kpageflags FRAME COUNT - print the flags of frames, one per line
kpageflags() {
	entries /proc/kpageflags "$1" "$2" | od -An -v -w8 -t u8
}
# frame ADDRESS - print the frame of the page at an address
frame() {
	local low high
	read -r low high < <(pagemap $(($1 / 4096)) 1)
	echo $((low + ((high & ((1 << 23) - 1)) << 32)))
}
# smaps FIELD - print the sum of a field, in bytes
smaps() { awk -v field="$1:" '$1 == field { n += $2 } END { print n * 1024 }' "/proc/$pid/smaps"; }
# by_node REGEX - print "NODE BYTES" from numa_maps, for VMAs whose address matches
by_node() {
	awk -v want="$1" '$1 ~ want {
		split("", n); kb = 4
		for (i = 3; i <= NF; i++) {
			split($i, word, "=")
			if (word[1] ~ /^N[0-9]+$/) n[substr(word[1], 2)] = word[2]
			if (word[1] == "kernelpagesize_kB") kb = word[2]
		}
		for (i in n) sum[i] += n[i] * kb * 1024
	}
	END { for (i in sum) print i, sum[i] }' "/proc/$pid/numa_maps" | sort
}
# shown - print the same for the situation, from the column NODE
shown() {
	"$PTWALK" show --entries --range "$(range 0 "$length")" -rnb -o NODE,SIZE "$pid" |
		awk '{ sum[$1] += $2 } END { for (i in sum) print i, sum[i] }' | sort
}
# ---- NUMA nodes ----

# nodes KIND STEP - test a situation with pages of STEP bytes, half of which are moved
nodes() {
	local area vdso
	situate "$1"
	area=$(printf '^%x$' "$start")
	act move 0 "$2" 0
	same "$1: nodes of entries are those of numa_maps" "$(shown)" "$(by_node "$area")"
	if [ -d /sys/devices/system/node/node1 ]; then
		act move 0 $((2 * $2)) 1
		check "$1: move_pages(2) moved pages" test "$reply" -gt 0
		same "$1: and those that move_pages(2) moved" "$(shown)" "$(by_node "$area")"
	else
		skip "$1: moved" "one node"
	fi
	"$PTWALK" record "$pid" -o "$work/dump"
	# numa_maps does not count the pages of the vDSO, which are reserved
	vdso=$(awk '/\[vdso\]/ { f = 1 } f && /^Rss:/ { print $2 * 1024; exit }' "/proc/$pid/smaps")
	by_node . | awk -v vdso="$vdso" '{ n += $2 } END { print n + vdso }' >"$work/all"
	"$PTWALK" stat -rnb -o NODES "$work/dump" | tr , '\n' | tr : ' ' | sort >"$work/ours"
	same "$1: stat has them all, also from a dump" \
		"$(awk '{ n += $2 } END { print n }' "$work/ours")" "$(<"$work/all")"
	check "$1: and by node" awk -v vdso="$vdso" '
		NR == FNR { ours[$1] = $2; next }
		{ d = ours[$1] - $2; if (d && d != vdso) exit 1; n++ }
		END { exit !n }' "$work/ours" <(by_node .)
	unsituate
}

nodes anon 4096
nodes thp $huge

# ---- LazyFree ----

# lazy WHAT - compare stat with smaps.  smaps is read before and after until both agree, as
# LRU batches are drained meanwhile
lazy() {
	local before after ours i
	for ((i = 0; i < 20; i++)); do
		before=$(smaps LazyFree)
		ours=$(stat_of LAZYFREE)
		after=$(smaps LazyFree)
		[ "$before" != "$after" ] || break
	done
	same "$1: LazyFree of smaps" "$ours" "$after"
	lazyfree=$after
}

situate anon
lazy "nothing freed by MADV_FREE"
act advise 0 $((length / 2)) $free
lazy "MADV_FREE"
check "there are such pages" test "$lazyfree" -gt 0
all=$lazyfree
for ((i = 0; i < 8; i++)); do
	act write $((i * 3 * 4096))
done
lazy "some of it written to"
check "which no longer are" test "$lazyfree" -lt "$all"
unsituate

situate thp
act advise 0 $((2 * huge)) $free
lazy "huge pages"
check "2M at once" test "$lazyfree" -ge $huge
act advise 4096 4096 $dontneed
lazy "huge pages, one of them split"
unsituate

# ---- folios that are held ----

# folio FRAME - succeed if the 2M around this frame are one compound page
folio() {
	kpageflags $(($1 / 512 * 512)) 512 | awk '
		{ head = int($1 / 32768) % 2; tail = int($1 / 65536) % 2 }
		NR == 1 ? !head : !tail { bad = 1 }
		END { exit bad || NR != 512 }'
}

situate thp
echo never >$thp	# khugepaged would fill the holes again
same "nothing is held" "$(stat_of HELD,HELD-FOLIOS)" "0 0"
one=$(frame $((start)))
two=$(frame $((start + huge)))
act advise 4096 $((huge - 4096)) $dontneed
act unmap $((2 * huge - huge / 2)) $((huge / 2))
if folio "$one" && folio "$two"; then
	same "held by one page, and by half of them" \
		"$(stat_of HELD,HELD-FOLIOS,HELD-ANON,HELD-ANON-FOLIOS)" \
		"$((huge - 4096 + huge / 2)) 2 $((huge - 4096 + huge / 2)) 2"
	check "and people are told" \
		grep -q '^held, not mapped  *3M  2 folios$' <("$PTWALK" stat --pages "$pid")
else
	skip "held" "the kernel has split them already"
fi
act advise 0 4096 $dontneed
same "not by what the process maps nothing of" "$(stat_of HELD,HELD-FOLIOS)" \
	"$((huge / 2)) 1"
echo madvise >$thp
unsituate

# ---- frames that are mapped three times ----

# again - print the bytes of the process whose frames are mapped at another address, too
again() {
	local from to frame times flags nr=0
	while read -r frame times; do
		flags=$(kpageflags "$frame" 1)
		((flags >> 24 & 1)) || nr=$((nr + times))	# the zero page is in no Rss
	done < <(sed '/^ffff/d; s/^\([0-9a-f]*\)-\([0-9a-f]*\) .*/\1 \2/' "/proc/$pid/maps" |
		while read -r from to; do
			entries "/proc/$pid/pagemap" $((0x$from / 4096)) \
				$(((0x$to - 0x$from) / 4096))
		done | od -An -v -w8 -t u4 | awk '$2 >= 2 ^ 31 { n[$1 + $2 % 2 ^ 23 * 2 ^ 32]++ }
			END { for (f in n) if (n[f] > 1) print f, n[f] - 1 }')
	echo $((nr * 4096))
}

situate three-times
read -r rss distinct < <("$PTWALK" stat -rnb -o RSS,DISTINCT "$pid")
same "frames that are mapped again, as in pagemap" $((rss - distinct)) "$(again)"
check "the three mappings are among them" test $((rss - distinct)) -ge $((2 * length))
unsituate

# ---- page tables that map nothing ----

# Before 6.14 MADV_DONTNEED leaves all of them, later kernels free the PTs.
vmpte() { awk '/^VmPTE:/ { print $2 * 1024 }' "/proc/$pid/status"; }
empty() { "$PTWALK" stat -rnb -o EMPTY-SIZE "$pid"; }
situate wide
same "none is empty" "$(empty)" 0
act advise 0 "$length" $dontneed
said=$(empty) had=$(vmpte)
by_area=$("$PTWALK" show --by-vma --range "$(range 0 "$length")" -rnb -o KIND,EMPTY-TABLES "$pid" |
	awk '$1 == "area" { print $2 }')
act unmap 0 "$length"
same "empty tables are what munmap(2) gives back" "$said" $((had - $(vmpte)))
same "none is left" "$(empty)" 0
check "by area, those of level 1" test "$by_area" -le "$said"
uname=$(uname -r)
case $uname in
6.1.* | 6.12.*)
	same "one for each PT" "$by_area" $((length / huge * 4096)) ;;
*)	echo "# $uname: $said bytes were empty, $by_area of them PTs" ;;
esac
unsituate
finish
