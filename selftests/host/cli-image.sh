#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
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

# a dump of a memory image is read as any other
golden image			record --image raw.image --cr3 0x100000 --levels 4 -v -o raw.dump
golden image-show		show --entries --tables raw.dump
golden image-show-by-vma	show --by-vma raw.dump
golden image-walk		walk raw.dump 0x555555601123
golden image-walk-nothing	walk raw.dump 0x555555603000
golden image-walk-unknown	walk raw.dump 0x555555604000
golden image-stat		stat raw.dump
golden image-check		check raw.dump no-wx 4k@0x555555600000+12K
golden image-huge		huge raw.dump
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
golden image-no-cr3		record --image qemu.image -o none.dump
golden image-no-cr3-raw		record --image raw.image -o none.dump
golden image-no-levels		record --image raw.image --cr3 0x100000 -o none.dump
golden image-levels		record --image qemu.image --cr3 0x100000 --levels 5 -o none.dump
golden image-bad-levels		record --image qemu.image --cr3 0x100000 --levels 3 -o none.dump
golden image-bad-cr3		record --image qemu.image --cr3 init -o none.dump
golden image-pointer		record --image qemu.image --cr3 0xffff888000100000 -o none.dump
golden image-wrong-cr3		record --image qemu.image --cr3 0x101000 -o none.dump
golden image-leaves		record --image qemu.image --cr3 0x102000 -o none.dump
golden image-not-there		record --image qemu.image --cr3 0x2a0a000 -o none.dump
golden image-short		record --image short.image --cr3 0x100000 -o none.dump
golden image-missing		record --image missing --cr3 0x100000 -o none.dump
golden image-dump		record --image process --cr3 0x100000 -o none.dump
golden image-pid		record 1 --image qemu.image --cr3 0x100000 -o none.dump
golden image-pages		record --image qemu.image --cr3 0x100000 --pages -o none.dump
golden image-no-image		record 1 --cr3 0x100000 -o none.dump
golden image-no-file		record --image qemu.image --cr3 0x100000
golden image-no-process		record -o none.dump

finish 'image*'
