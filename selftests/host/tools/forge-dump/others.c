// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps that have nothing in common with the process of process.h: see others.h.
 */
#include "facts.h"
#include "others.h"
#include "small-dump.h"

#define FRAMES	0x7ffff7600000ULL	/* where a process maps frames of the machine */

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

struct forge *others_all_records(void)
{
	struct forge *f = small_process();

	forge_knob(f, FACTS_HUGE_ZERO, "0x41200");
	return f;
}

/*
 * More entries than fit one chunk of output: 12 MiB at low addresses (few digits), 512 MiB
 * at high ones with every other page read-only.
 */
struct forge *others_large(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	const __u64 low = 0x100000, high = 0x7fff80000000;
	__u64 done;

	forge_vma(f, low, low + 6 * M2, VMA_ANON, "");
	forge_map(f, 1, low, 6 * M2, 0x1000000, E_WRITTEN);
	forge_vma(f, high, high + 256 * M2, VMA_ANON, "");
	for (done = 0; done < 256 * M2; done += K4)
		forge_entry(f, 1, high + done, (0x40000000 + done) |
			    (done & K4 ? E_READ : E_WRITTEN));
	return f;
}

/* The first two frames of memory, as /dev/mem maps them */
struct forge *others_first_frame(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, FRAMES, FRAMES + 2 * K4, VMA_FILE | PTWALK_VMA_PFNMAP, "/dev/mem")->ino = 5;
	forge_map(f, 1, FRAMES, 2 * K4, 0, E_READ | E_SPECIAL);
	return f;
}

struct forge *others_first_frame_twice(void)
{
	struct forge *f = others_first_frame();

	forge_entry(f, 1, FRAMES + K4, 0 | E_READ | E_SPECIAL);
	return f;
}
