// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps that have nothing in common with the process of forge-dump.c: see others.h.
 */
#include "others.h"

/* A process that maps a hugetlb file; the first 1G of it has a PD that can be shared. */
static struct forge *sharer(__u32 pid, __u64 start, __u64 size)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct ptwalk_header *header = forge_header(f);
	struct ptwalk_vma *vma;

	header->pid = pid;
	header->tgid = pid;
	header->start_time += pid;
	vma = forge_vma(f, start, start + size,
			PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_SHARED |
			PTWALK_VMA_MAYSHARE | PTWALK_VMA_HUGETLB, "/huge/pool");
	vma->hugetlb_shift = 21;
	vma->ino = 77;
	forge_map(f, 2, start, 2 * M2, 0x40000000, E_WRITTEN | E_PS);
	return f;
}

struct forge *others_sharer(void)
{
	return sharer(2000, 0x7f0000000000, G1);
}

/* Maps the file at another address, and 2M more, which are in a PD that is not shared. */
struct forge *others_sharer_2(void)
{
	return sharer(2001, 0x7f0100000000, G1 + M2);
}

struct forge *others_five_levels(void)
{
	struct forge *f = forge_new(FORGE_7_2, 5, PTWALK_HALF_USER);

	forge_vma(f, 0x00f0000000000000, 0x00f0000000002000, VMA_ANON, "");
	forge_map(f, 1, 0x00f0000000000000, 2 * K4, 0x20010000, E_WRITTEN);
	return f;
}

struct forge *others_kernel_half(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_KERNEL);

	forge_vma(f, 0xffff888000000000, 0xffff888040000000, 0, "Direct Map");
	forge_vma(f, -512 * G1, 0, 0, "End of Addresses");
	forge_entry(f, 3, 0xffff888000000000,
		    0 | ((E_WRITTEN | E_PS | E_G) & ~E_US));
	forge_map(f, 1, -2 * K4, 2 * K4, 0xfee00000,
		  (E_WRITTEN | E_G | E_PCD) & ~E_US);
	return f;
}
