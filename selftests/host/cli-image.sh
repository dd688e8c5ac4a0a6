#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory images: what record makes of each, what the other commands print for the dumps, and
# the errors.  "cli-image.sh --update" writes its goldens again.

# shellcheck source-path=SCRIPTDIR source=kit/cli.sh
. "$(dirname "$0")/kit/cli.sh"

forge_image=$build/selftests/host/tools/forge-image
for name in $("$forge_image"); do
	"$forge_image" "$name" >"./$name" || echo "Bail out! cannot forge $name"
done
head -c 10000 qemu.image >short.image
{ printf makedumpfile; head -c 5000 /dev/zero; } >flat.image
{ printf 'KDUMP   '; head -c 5000 /dev/zero; } >broken.image

# a dump of a memory image is read as any other
golden image			record --image raw.image --cr3 0x100000 --levels 4 -v -o raw.dump
golden image-show		show --entries --tables raw.dump
golden image-show-by-vma	show --by-vma raw.dump
golden image-show-bits		show --bits protnone raw.dump
golden image-show-not-bits	show --bits ~swap,~page raw.dump
golden image-walk		walk raw.dump 0x555555601123
golden image-walk-nothing	walk raw.dump 0x555555603000
golden image-walk-unknown	walk raw.dump 0x555555604000
golden image-stat		stat raw.dump
golden image-check		check raw.dump no-wx 4k@0x555555600000+12K
golden image-check-open		check raw.dump no-swap no-page@0x555555604000
golden image-huge		huge raw.dump
golden image-decode		decode --dict raw.dump 0x8000000012345a67 --level pte
golden image-decode-absent	decode --dict raw.dump 0x100 --level pte
golden image-later		record --image later.image --cr3 0x100000 --levels 4 -o later.dump
golden image-diff		diff raw.dump later.dump
golden image-diff-live		diff --summary raw.dump process
golden image-kernel		record kernel --image qemu.image --cr3 0x100003 -v -o kernel.dump
golden image-kernel-show	show kernel.dump
golden image-kernel-stat	stat kernel.dump
golden image-range		record --image qemu.image --cr3 0x100000 --range 0x555555600000+4K -v -o range.dump
golden image-hole		record --image hole.image --cr3 0x100000 -v -o hole.dump
golden image-hole-walk		walk hole.dump 0x38000001000
golden image-hole-stat		stat hole.dump
golden image-list		record --image linux.image --list
golden image-list-json		record --image linux.image --list -J
golden image-list-columns	record --image linux.image --list -o START-NS,COMM -n
golden image-list-help		record --image linux.image --list -H
golden image-list-bad-column	record --image linux.image --list -o NAME
golden image-list-qemu		record --image qemu.image --list
golden image-process		record --image linux.image --pid 77 -v -o linux.dump
golden image-process-show	show --by-vma linux.dump
golden image-process-stat	stat linux.dump
golden image-process-walk	walk linux.dump 0x555555600123
golden image-process-huge	huge linux.dump
golden image-process-range	record --image linux.image --pid 77 --range 0x555555600000+4K -v -o part.dump
golden image-process-same	diff linux.dump linux.dump
golden image-linux-cr3		record --image linux.image --cr3 0x303000 -o cr3.dump
golden image-process-cr3	diff linux.dump cr3.dump
golden image-process-one		record --image linux.image --pid 1 -o other.dump
golden image-process-other	diff --summary cr3.dump other.dump
golden image-process-missing	record --image linux.image --pid 5 -o none.dump
golden image-process-thread	record --image linux.image --pid 78 -o none.dump
golden image-process-kthread	record --image linux.image --pid 2 -o none.dump
golden image-process-qemu	record --image qemu.image --pid 1 -o none.dump
golden image-process-raw	record --image raw.image --pid 1 -o none.dump
golden image-bad-pid		record --image linux.image --pid 0 -o none.dump
golden image-pid-and-cr3	record --image linux.image --pid 77 --cr3 0x300000 -o none.dump
golden image-list-and-pid	record --image linux.image --list --pid 77
golden image-list-no-image	record --list
golden image-json-no-list	record --image linux.image --pid 77 -J -o none.dump
golden image-flat		record --image flat.image --pid 1 -o none.dump
golden image-broken		record --image broken.image --pid 1 -o none.dump
golden image-no-cr3		record --image qemu.image -o none.dump
golden image-no-cr3-raw		record --image raw.image -o none.dump
golden image-no-levels		record --image raw.image --cr3 0x100000 -o none.dump
golden image-levels		record --image qemu.image --cr3 0x100000 --levels 5 -o none.dump
golden image-levels-found		record --image memory.image --cr3 0x303000 -v -o memory.dump
golden image-levels-wrong		record --image memory.image --cr3 0x303000 --levels 5 -o none.dump
golden image-levels-kernel		record kernel --image memory.image --cr3 0x303000 --levels 5 -o none.dump
golden image-bad-levels		record --image qemu.image --cr3 0x100000 --levels 3 -o none.dump
golden image-bad-cr3		record --image qemu.image --cr3 init -o none.dump
golden image-pointer		record --image qemu.image --cr3 0xffff888000100000 -o none.dump
golden image-wrong-cr3		record --image qemu.image --cr3 0x101000 -o none.dump
golden image-leaves		record --image qemu.image --cr3 0x102000 -o none.dump
golden image-not-there		record --image qemu.image --cr3 0x2a0a000 -o none.dump
golden image-short		record --image short.image --cr3 0x100000 -o none.dump
golden image-of-process		record --image process.image --cr3 0x100000 -o none.dump
golden image-missing		record --image missing --cr3 0x100000 -o none.dump
golden image-dump		record --image process --cr3 0x100000 -o none.dump
golden image-pid		record 1 --image qemu.image --cr3 0x100000 -o none.dump
golden image-pages		record --image qemu.image --cr3 0x100000 --pages -o none.dump
golden image-source		record --image linux.image --pid 77 --source kcore -o none.dump
golden image-no-image		record 1 --cr3 0x100000 -o none.dump
golden image-no-file		record --image qemu.image --cr3 0x100000
golden image-no-process		record -o none.dump

finish 'image*'
