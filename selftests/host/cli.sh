#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The command line on forged dumps: standard output, standard error and exit status are
# compared with golden/NAME.  Goldens are reviewed like code; "cli.sh --update" writes
# them again.  For damaged and endless input see cli-input.sh.
#
# Decoded entries are also compared with values that were computed by hand, at the end.

# shellcheck source-path=SCRIPTDIR source=kit/cli.sh
. "$(dirname "$0")/kit/cli.sh"

golden help			--help
golden help-help		help help
golden help-stat		stat --help
golden help-diff		diff --help
golden help-check		check --help
golden help-decode		help decode
golden help-report		report --help
golden no-command
golden unknown-command		shwo process
golden unknown-option		show --bogus process
golden unknown-option-near	show --by-vmma process
golden unknown-option-beginning	show --by process
golden unknown-option-of-ptwalk	--verson
golden unknown-column-near	show -o pfm process
golden unknown-bit-near		show --bits rw,~sawp process
golden unknown-area-near	show process '@[haep]'
golden unknown-area-path	show process @forgd
golden unknown-area-far		show process '@nothing-like-it'
golden unknown-change-near	diff --only mapd process later
golden unknown-check-near	check process ressident
golden unknown-action-near	module statsu
golden cgroup-and-target	stat --cgroup / process
golden cgroup-and-target-share	share --cgroup / process
golden cgroup-and-target-huge	huge --cgroup / process
golden cgroup-empty		huge --cgroup ''
golden cgroup-nobody		stat --all --cgroup /no/such/cgroup
golden huge-several		huge thp process
golden huge-several-rows	huge -J thp process
golden huge-several-missing	huge missing thp

golden show			show process
golden show-entries		show --entries --range 0x555555579000+64K process
golden show-tables		show --tables process
golden show-by-vma		show --by-vma process
golden show-by-vma-json	show --by-vma -J -o start,kind,name \
	--range 0x555555554000-0x55555557f000 process
golden show-bits		show --bits 'rw,~nx' process
golden show-swap		show --bits swap process
golden show-level		show --level 2 process
golden show-columns		show -o start,size,name -n process
golden show-plus		show -o +raw process
golden show-bytes		show -b process
golden show-nodes		show --entries --range 0x555595579000+32K -o START,KIND,PFN,NODE two-nodes
golden show-nodes-ranges	show --range 0x555595579000+32K -o START,SIZE,EXTENTS,NODE two-nodes
golden show-json		show -J --range 0x555555554000-0x55555555a000 process
golden show-raw			show -r process
golden show-pairs		show -P process
golden show-list		show -H
golden show-huge-kind		show -r --level 2 -o START,KIND,HUGE-KIND process
golden show-hugetlb		show sharer
golden walk-hugetlb		walk -o LEVEL,KIND,PHYS sharer 0x7f0000000000
golden show-later		show later
golden show-five-levels		show five-levels
golden show-kernel-half		show kernel-half
golden show-to-the-end		show --range 0xfffffffffffff000-0x10000000000000000 kernel-half
golden show-other-half		show --range 0x1000-0x2000 kernel-half
golden show-incomplete		show incomplete
golden show-bad-column		show -o start,bogus process
golden show-bad-bits		show --bits rw,bogus process
golden show-not-walked		show --range 0x7ffff7900000+4M incomplete
golden show-bad-range		show --range 0x2000-0x1000 process
golden show-level-names		show --level pmd,PDPT process
golden show-level-pgd		show --level pgd process
golden show-level-missing	show --level 5 process
golden show-bad-level		show --level 7 process
golden show-minus		show -o -PFN,extents process
golden show-plus-minus		show -o +PHYS,-PFN,-EXTENTS,VMA,+raw process
golden show-minus-all		show -o -START,END,SIZE,PAGESIZE,KIND,FLAGS,EFF,PFN,EXTENTS,PERM,NAME process
golden show-minus-unknown	show -o -NOPE process
golden tree-all			tree -O -r process
golden tree-all-minus		tree --output-all -o -OTHER,SWAPPED process
golden tree-all-list		tree -O -o START process
golden show-two-formats		show -J -r process
golden show-assumed		show --entries --range 0x555555589000+16K partly-known
golden show-assumed-none	show --range 0x555555554000-0x55555558a000 -o START,KIND,ASSUMED process-6.12
golden show-assumed-memtype	show --range 0x55555558c000+8K -o START,KIND,MEMTYPE,ASSUMED partly-known
golden show-assumed-json	show -J -o start,kind,flags,assumed --range 0x555555588000+24K partly-known
golden show-assumed-raw		show -r -o START,KIND,ASSUMED --range 0x555555588000+24K partly-known

golden walk			walk process 0x555555559123
golden walk-json		walk -J process 0x555555559123
golden walk-assumed		walk partly-known 0x555555589000
golden walk-assumed-memtype	walk partly-known 0x55555558d123
golden walk-huge		walk process 0x7ffff7912345
golden walk-swap		walk process 0x55555557e000
golden walk-protnone		walk process 0x7ffff7fbd000
golden walk-protnone-changed	walk changed 0x7ffff7fbd000
golden walk-protnone-uncertain	walk uncertain 0x7ffff7fbd000
golden walk-left-out		walk left-out 0x555555554000
golden walk-hole		walk process 0x555555580000
golden walk-nothing		walk process 0x1000
golden walk-five-levels		walk five-levels 0xf0000000001000
golden walk-kernel		walk kernel-half 0xffffffffffffe010
golden walk-kernel-json		walk -J kernel-half 0xffffffffffffe010
golden walk-beyond		walk incomplete 0x7fffffffc000
golden walk-other-half		walk process 0xffffffffffffe010
golden walk-not-canonical	walk process 0x800000000000
golden walk-not-canonical-5	walk five-levels 0x800000000000000
golden walk-decimal		walk -n process 555555559123
golden walk-bad-address		walk process 555555559123x

golden stat			stat process
golden stat-json		stat -J process
golden stat-moments		stat -o TARGET,ONE-MOMENT,AREAS-CHANGED process changed uncertain
golden stat-moments-page	stat process changed uncertain left-out
golden stat-stopped		stat -o TARGET,ONE-MOMENT,AREAS-CHANGED,CONSISTENT process stopped stopped-in-vain
golden stat-stopped-page	stat stopped stopped-in-vain
golden stat-two			stat process later
golden stat-nodes		stat two-nodes
golden stat-nodes-column	stat -o TARGET,RSS,NODES two-nodes process
golden stat-pages-dump		stat --pages process
golden stat-pages-all		stat --pages --all
golden stat-pages-metrics	stat --pages --openmetrics - self
golden stat-all-list		stat --all -H
golden stat-all-and-one		stat --all process
golden stat-max-time-alone	stat --max-time 1 process
golden stat-max-time-none	stat --all --max-time 0
golden stat-metrics-json	stat --all --openmetrics - -J
golden stat-incomplete		stat incomplete
golden stat-kernel-half		stat kernel-half

golden huge			huge thp
golden huge-fix			huge --fix thp
golden huge-bytes		huge -b -n thp
golden huge-pages		huge thp-pages
golden huge-windows		huge --windows thp
golden huge-windows-json	huge --windows -J --range 0x555540600000+4M thp-pages
golden huge-windows-raw		huge --windows -r -o start,windows,verdict,count,limit,short,also,lacks thp-pages
golden huge-by-vma		huge --by-vma thp
golden huge-by-vma-json		huge --by-vma -J --range 0x555540000000+16M thp
golden huge-json		huge -J thp
golden huge-pairs		huge -P thp
golden huge-madvise		huge --judge madvise thp
golden huge-smaller		huge --fix thp-smaller
golden huge-smaller-windows	huge --windows -o START,WINDOWS,VERDICT,COUNT,LIMIT,SHORT,KNOB,REASON,FIX thp-smaller
golden huge-smaller-verdicts	huge -o VERDICT,KNOB,FIX -r thp-smaller
golden huge-no-facts		huge process
golden huge-list		huge -H
golden huge-kernel-half		huge kernel-half
golden huge-incomplete		huge incomplete
golden huge-bad-judge		huge --judge me thp
golden huge-not-walked		huge --range 0x7ffff7900000+4M incomplete
golden huge-walked		huge --windows --range 0x7ffff7600000+8M incomplete
golden huge-bad-range		huge --range 0x1000-0x2000 incomplete
golden huge-joined		huge --windows thp-joined
golden huge-joined-by-vma	huge --by-vma -o +count,limit,short,also thp-joined
golden huge-sort			huge --by-vma --sort rss -o START,VERDICT thp
golden huge-sort-bytes		huge --by-vma --sort SIZE -b -o START,SIZE thp
golden huge-sort-address	huge --windows --sort end -r -o END,NOT-HUGE thp
golden huge-sort-word		huge -J --sort verdict -o VERDICT,RSS thp
golden huge-sort-unknown	huge --by-vma --sort unknown thp
golden huge-top			huge --by-vma --top 2 thp
golden huge-top-windows		huge --windows --top 3 -o +NOT-HUGE thp
golden huge-top-screen		huge --top 1 thp
golden huge-top-bad		huge --top 0 thp
golden huge-top-fix		huge --top 3 --fix thp
golden huge-bad-forms		huge --windows --by-vma thp
golden observe-file	observe thp
golden observe-two	observe 1 2
golden observe-duration	observe -d 0 1
golden observe-count	observe -c 0
golden help-observe	observe --help
golden collapse-file	collapse thp 0x200000
golden collapse-unaligned	collapse 1 0x201000
golden collapse-one	collapse 1
golden collapse-list	collapse -H
golden help-collapse	collapse --help

golden show-where		show process @[heap]
golden show-where-range		show --range [stack] process
golden show-where-vma		show --by-vma process @vma:0x7ffff7900000
golden show-where-address	show process @0x555555558123
golden show-where-none		show process @[no]
golden show-where-twice		show --range 0x1000+4K process @[heap]
golden show-where-empty	show --range '' process
golden show-where-bad		show process @12x
golden diff-where		diff process later @[heap]
golden diff-where-summary	diff --summary --range 0x555555554000+12K process later
golden diff-where-outside	diff --range 0x7fffffffc000+4K process incomplete
golden diff-where-apart		diff process sharer @0x1000
golden huge-where		huge --by-vma thp @[heap]
golden help-flags		help flags
golden tree			tree process
golden tree-depth		tree --depth 2 -o +PHYS process
golden tree-json		tree -J --depth 2 process
golden tree-raw			tree -r -o ENTRY,START,COUNT,PRESENT process
golden tree-dot			tree --dot process
golden tree-kernel-half		tree kernel-half
golden tree-5			tree five-levels
golden tree-list		tree -H
golden tree-bad-depth		tree --depth 6 process
golden tree-dot-json		tree --dot -J process
golden tree-incomplete		tree incomplete
golden share			share parent child
golden share-by-area		share --by-area -b parent child
golden share-by-file-json	share --by-file -J parent child
golden share-list		share --who -H
golden share-same		share process later
golden share-kernels		share process process-6.12
golden share-incomplete		share process incomplete
golden share-kernel-half		share kernel-half
golden share-two-forms		share --who --by-area process
golden share-nothing		share
golden diff			diff process later
golden diff-back		diff later process
golden diff-markers		diff -o START,PAGES,CHANGE,WAS,NOW process-7.2 marked
golden diff-json		diff -J process later
golden diff-pairs		diff -P process later
golden diff-first-frame		diff -o start,change,was-phys,now-phys first-frame first-frame-twice
golden diff-columns		diff -o start,change,was-present,same-frames,was-phys,now-phys process later
golden diff-summary		diff --summary process later
golden diff-summary-json	diff --summary -J process later
golden diff-only		diff --only promoted,split process later
golden diff-holes		diff --only promoted,split sparse later
golden diff-holes-columns	diff --only promoted,split -o change,rss,zero,empty,holes -b sparse later
golden diff-split-unevenly	diff --ignore table process split-unevenly
golden diff-split-one-kind	diff --only split,rw -o CHANGE,DETAIL process split-unevenly
golden diff-paged-out		diff --only swapped-out process paged-out
golden diff-paged-out-json	diff -J --only split,swapped-out process paged-out
golden diff-paged-out-summary	diff --summary process paged-out
golden diff-paged-in-summary	diff --summary paged-out process
golden diff-ignore-family	diff --ignore vma,table process later
golden diff-ignore		diff --ignore a,d,rw,table-gained,table-lost process later
golden diff-same		diff process process
golden diff-same-json		diff -J process process
golden diff-only-none		diff --only pkey process later
golden diff-same-range		diff --only mapped,unmapped heap heap-later
golden diff-other-range		diff --only unmapped heap later
golden diff-range-fork		diff --only moved heap-alone child
golden diff-fork		diff process parent
golden diff-cow			diff parent child
golden diff-shared		diff sharer sharer-2
golden diff-shared-json		diff -J --only table-shared sharer sharer-2
golden diff-shared-summary	diff --summary sharer sharer-2
golden diff-kernels		diff process process-6.12
golden diff-incomplete		diff process incomplete
golden diff-halves		diff process kernel-half
golden diff-levels		diff process five-levels
golden diff-kernel-half		diff kernel-half kernel-half
golden diff-list		diff -H
golden diff-summary-list	diff --summary -H
golden diff-bad-kind		diff --only promoted,bogus process later
golden diff-bad-column		diff -o bogus process later
golden diff-one			diff process
golden diff-three		diff process later child
golden diff-two-stdin		diff - -
golden diff-truncated		diff process truncated
golden diff-missing		diff missing process

golden check			check process no-wx 4k@0x555555554000+12K 'huge>=50%@vma:0x7ffff7600000'
golden check-fails		check process 2m@0x7ffff7600000+4M no-swap x@/usr/bin/forged 'present==16K@[heap]' 'swap@[heap]' ro@0x1000
golden check-json		check -J process no-wx no-swap 'no-wx@[stakc]'
golden check-quiet		check -q process no-wx no-swap
golden check-quiet-unknown	check -q process no-wx 'no-wx@[stakc]'
golden check-unknown		check process no-swap no-wx@vma:0x1000 none@0x800000000000
golden check-frames		check parent same-frames@[heap] child 'same-frames>=70%@[heap]' child
golden check-tap		check --tap process no-wx 'present==16K@[heap]' 'vma-w@[stack]' x@/usr/bin/forged no-vma-w@vma:0x1000
golden check-tap-hash		check --tap parent same-frames@[heap] child 'no-present@/a # SKIP'
cp child 'child # SKIP'
golden check-tap-target		check --tap parent same-frames@[heap] 'child # SKIP'
golden check-tap-json		check --tap -J missing no-wx
golden check-other-kernel	check process same-frames process-6.12
golden check-kernel-half	check kernel-half no-wx no-us 1g@0xffff888000000000 wx
golden check-to-the-end		check kernel-half none@0xfffffffffffff000
golden check-incomplete		check incomplete no-wx 4k@0x555555554000 no-x
golden check-list		check -H
golden check-no-target		check
golden check-no-expr		check process
golden check-bad-name		check missing 3m
golden check-bad-amount		check missing 'huge=80%'
golden check-bare-amount	check missing 'huge>80@[heap]'
golden check-unit		check process 'present==16384B@[heap]' 'swap==0@[stack]'
golden check-bad-where		check missing no-wx@7fff0000
golden check-one-word		check missing same-frames
golden check-bad-second		check process same-frames missing

golden help-watch		watch --help
golden watch-nothing		watch
golden watch-two		watch 1 2
golden watch-file		watch process
golden watch-kernel		watch kernel
golden watch-bad-interval	watch -i 1s 1
golden watch-short-interval	watch -i 0.0001 1
golden watch-bad-count		watch -c 0 1

golden decode			decode 0x8000000123456867 --level 1
golden decode-huge		decode 0x80000001234578e7 --level 2
golden decode-6.1		decode 0x8400000123456867 --level 1 --dict process
golden decode-6.12		decode 0x8400000123456867 --level 1 --dict process-6.12
golden decode-swap		decode 0x07ffffffffff1008 --level 1 --dict process
golden decode-migration		decode 0xefffe7fffdb97400 --level 1 --dict process
golden decode-marker		decode 0xf7fffffffffffc00 --level 1 --dict process
golden decode-protnone		decode 0x000fffffedcba120 --level 1 --dict process
golden decode-assumed		decode 0xf7fffc0000000400 --level 1 --dict partly-known
golden decode-assumed-page	decode 0x800000012345686f --level 1 --dict partly-known
golden decode-assumed-rows	decode 0xf7fffc0000000400 --level 1 --dict partly-known -o KIND,PHYS,ASSUMED
golden decode-assumed-oops	decode --dict partly-known 'PGD 12345067 P4D 12345067 PUD 12346067 PMD 12347067 PTE 8200000123456867'
golden decode-unknown		decode 0x07ffffffffff1008 --level 1
golden decode-no-level		decode 0x8000000123456867
golden decode-bad-level		decode 0x8000000123456867 --level 6
golden decode-bad-value		decode 8000000123456867z --level 1
golden decode-decimal		decode 8000000123456867 --level 1
golden decode-hex		decode 0000000123456867 --level PTE
golden decode-level-pgd		decode 0x12345067 --level pgd
golden decode-level-pgd-dict	decode 0x12345067 --level pgd --dict five-levels
golden decode-level-missing	decode 0x12345067 --level PML5 --dict process
golden decode-oops		decode PGD 2815067 P4D 2815067 PUD 2816063 PMD 10001e1
golden decode-oops-5		decode 'PGD 12345067 P4D 12346067 PUD 0'
golden decode-oops-json		decode -J 'PGD 12345067 P4D 12345067 PUD 0 #PF: error_code(0x0002) - not-present page'
golden decode-oops-bad		decode 'PGD 12345067 P4D 12346067 BAD'
golden decode-oops-pgd		decode 'PGD 0'
golden decode-oops-pti		decode 'PGD 8000000101234067 P4D 8000000101234067 PUD 101235067 PMD 101236067 PTE 8000000123456865'
golden decode-oops-dict		decode --dict process 'PTE 8400000123456867'
golden decode-oops-levels	decode --dict process 'PGD 12345067 P4D 12346067 PUD 0'
golden decode-oops-level	decode --level 1 'PTE 8400000123456867'
golden decode-oops-too-long	decode PTE 18400000123456867
golden decode-fault		decode '#PF: error_code(0x0003) - permissions violation'
golden decode-fault-access	decode '#PF: supervisor read access in user mode'
golden decode-fault-rare	decode '#PF: error_code(0x80008075)'
golden decode-fault-segfault	decode 'a.out[9]: segfault at 8 ip 401136 sp 7ffc0 error 15 in a.out[401000+1000]'
golden decode-nothing		decode 'no entry here'
golden decode-no-value		decode
golden decode-too-large		decode 0x18000000123456867 --level 1

golden record-no-file		record self
golden record-empty-name	record self -o ''
golden help-record		record --help

# a wrong column is reported before any TARGET is opened
golden early-show		show -o bogus missing
golden early-walk		walk -o bogus missing 0x1000
golden early-stat		stat -o bogus missing
golden early-diff		diff -o bogus missing process
golden early-diff-summary	diff --summary -o pages,detail missing process
golden early-decode		decode -o bogus --dict missing 1 --level 1
golden early-stat-all		stat --all -o bogus
golden early-check		check -o bogus missing no-wx
golden early-formats		show -J -P missing

# Computed by hand from SDM 3A, tables 4-16 to 4-20.  0x8000000123456867 has bits 63, 11,
# 6, 5, 2, 1, 0 and the address 0x123456000.  Bit 7 is clear, so above level 1 it is an
# entry that points to a table, which has no D.
bits "decode by hand, level 1" 'raw="0x8000000123456867" level=1 kind="page"
	p=true rw=true us=true pwt=false pcd=false a=true d=true ps=false
	pat=false g=false nx=true soft-dirty=false phys="0x123456000"
	pagesize=4096 reserved="0x0"' decode 0x8000000123456867 --level 1
for level in 2 3; do
	bits "decode by hand, level $level" 'raw="0x8000000123456867" kind="table"
		p=true rw=true us=true pwt=false pcd=false a=true d=false
		ps=false pat=false g=false nx=true phys="0x123456000"
		reserved="0x0"' decode 0x8000000123456867 --level $level
done
# Bit 7 is PAT at level 1 and PS above.  There bit 12, which is set in 0x123457000, is PAT,
# and the other address bits below the page's size are reserved.
bits "bit 7 by hand, level 1" 'kind="page" ps=false pat=true pat-index=4
	d=true phys="0x123457000" reserved="0x0"' \
	decode 0x80000001234578e7 --level 1
bits "bit 7 by hand, level 2" 'kind="page" ps=true pat=true pat-index=4 d=true
	phys="0x123400000" pagesize=2097152 reserved="0x56000"' \
	decode 0x80000001234578e7 --level 2
bits "bit 7 by hand, level 3" 'kind="page" ps=true pat=true pat-index=4 d=true
	phys="0x100000000" pagesize=1073741824 reserved="0x23456000"' \
	decode 0x80000001234578e7 --level 3
# bit 58 is DEVMAP in 6.1 and saved-dirty in 6.12; bit 11 soft-dirty in both
bits "bit 58 by hand, 6.1" 'devmap=true saved-dirty=false soft-dirty=true' \
	decode 0x8400000123456867 --level 1 --dict process
bits "bit 58 by hand, 6.12" 'devmap=false saved-dirty=true soft-dirty=true' \
	decode 0x8400000123456867 --level 1 --dict process-6.12

# A parser that is not ours reads every golden in JSON.
for file in "$golden"/*; do
	grep -qE '^\$ ptwalk .* -J( |$)' "$file" && grep -qx '{' "$file" || continue
	name=${file##*/}
	if ! command -v python3 >/dev/null; then
		ok "JSON: $name # SKIP no python3"
	elif sed '/^\$ \|^stderr: \|^exit status /d' "$file" | python3 -m json.tool >/dev/null; then
		ok "JSON: $name"
	else
		not_ok "JSON: $name"
	fi
done

# Each kind of change is in the help and is accepted by --only.  test-change.c checks their
# number.
"$ptwalk" diff --help >"$tmp/out"
bad=
for kind in mapped unmapped promoted split cow moved swapped-out swapped-in \
	nonpresent +protnone -protnone +invalid -invalid +reserved -reserved \
	pkey raw vma-added vma-removed vma-resized vma-changed table-gained \
	table-lost table-moved table-shared vma table swapped rw us pwt pcd a d pat g nx \
	soft-dirty uffd-wp special saved-dirty devmap exclusive enc; do
	grep -qE -- "[ ]${kind/+/\\+}( |\$)" "$tmp/out" || bad="$bad $kind"
	"$ptwalk" diff --only "$kind" process process || bad="$bad --only:$kind"
done
[ -z "$bad" ] || echo "# missing:$bad"
if [ -z "$bad" ]; then ok "kinds of change"; else not_ok "kinds of change"; fi

# A sentence in raw output is one word, which printf turns back.
"$ptwalk" diff -r -n --only split -o CHANGE,DETAIL,NAME process later | cut -d' ' -f2 >"$tmp/out"
if [ "$(printf '%b' "$(<"$tmp/out")")" = "$("$ptwalk" diff -P --only split -o DETAIL process later |
	cut -d'"' -f2)" ] && [ -s "$tmp/out" ]; then
	ok "a sentence in raw output"
else
	sed 's/^/# /' "$tmp/out"
	not_ok "a sentence in raw output"
fi

finish '!(names-*|file-*|image*|map-*|draw-*|tty-*)'
