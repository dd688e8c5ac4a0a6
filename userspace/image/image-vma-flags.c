// SPDX-License-Identifier: GPL-2.0-only
/*
 * How the kernel in a memory image numbers VM_* flags: see image-vma-private.h.
 *
 * The flags are macros, which no symbol and no type tells, and they move between kernels.
 * show_smap_vma_flags() (fs/proc/task_mmu.c) has two letters for each bit, in a static array
 * called "mnemonics", which is in the image: a bit means what its letters say.
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "image-vma-private.h"

#define NR_BITS	64
#define PAIRS	4	/* of letters that are enough to recognise the array */

static const struct {
	char	letters[3];
	__u64	ours;
} known[] = {
	{ "rd", PTWALK_VMA_READ },
	{ "wr", PTWALK_VMA_WRITE },
	{ "ex", PTWALK_VMA_EXEC },
	{ "sh", PTWALK_VMA_SHARED },
	{ "mr", PTWALK_VMA_MAYREAD },
	{ "mw", PTWALK_VMA_MAYWRITE },
	{ "me", PTWALK_VMA_MAYEXEC },
	{ "ms", PTWALK_VMA_MAYSHARE },
	{ "gd", PTWALK_VMA_GROWSDOWN },
	{ "pf", PTWALK_VMA_PFNMAP },
	{ "lo", PTWALK_VMA_LOCKED },
	{ "io", PTWALK_VMA_IO },
	{ "sr", PTWALK_VMA_SEQ_READ },
	{ "rr", PTWALK_VMA_RAND_READ },
	{ "dc", PTWALK_VMA_DONTCOPY },
	{ "de", PTWALK_VMA_DONTEXPAND },
	{ "lf", PTWALK_VMA_LOCKONFAULT },
	{ "ac", PTWALK_VMA_ACCOUNT },
	{ "nr", PTWALK_VMA_NORESERVE },
	{ "ht", PTWALK_VMA_HUGETLB },
	{ "sf", PTWALK_VMA_SYNC },
	{ "wf", PTWALK_VMA_WIPEONFORK },
	{ "dd", PTWALK_VMA_DONTDUMP },
	{ "sd", PTWALK_VMA_SOFTDIRTY },
	{ "mm", PTWALK_VMA_MIXEDMAP },
	{ "hg", PTWALK_VMA_HUGEPAGE },
	{ "nh", PTWALK_VMA_NOHUGEPAGE },
	{ "mg", PTWALK_VMA_MERGEABLE },
	{ "um", PTWALK_VMA_UFFD_MISSING },
	{ "uw", PTWALK_VMA_UFFD_WP },
	{ "ui", PTWALK_VMA_UFFD_MINOR },
	{ "ss", PTWALK_VMA_SHADOW_STACK },
	{ "sl", PTWALK_VMA_SEALED },
	{ "dp", PTWALK_VMA_DROPPABLE },
	{ "gu", PTWALK_VMA_MAYBE_GUARD },
	{ "ur", PTWALK_VMA_UFFD_RWP },
};

static __u64 flags_meaning(const char *letters)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (!memcmp(letters, known[i].letters, 2))
			return known[i].ours;
	return 0;
}

/* Two letters of the first bits, in elements of 2 bytes or, from 6.12 on, of 3; 0 if neither */
static size_t flags_element_size(const char *array)
{
	static const char pairs[PAIRS][3] = { "rd", "wr", "ex", "sh" };
	size_t size, i;

	for (size = 2; size <= 3; size++) {
		for (i = 0; i < PAIRS; i++)
			if (memcmp(array + i * size, pairs[i], 2))
				break;
		if (i == PAIRS)
			return size;
	}
	return 0;
}

static void flags_take_array(struct image_flags *flags, const char *array, size_t size)
{
	unsigned int bit;

	for (bit = 0; bit < NR_BITS; bit++) {
		const char *letters = array + bit * size;

		flags->ours[bit] = flags_meaning(letters);
		/* smaps shows a protection key in another line: its bits have no letters */
		if (!*letters && !flags->has_pkey) {
			flags->has_pkey = true;
			flags->pkey_shift = bit;
		}
	}
}

/**
 * image_flags_load() - find out how a kernel numbers VM_* flags
 * @kernel: kernel
 * @flags: filled in
 * @err: filled in on failure
 *
 * Return: 0; -ENOENT if the kernel does not tell.
 */
int image_flags_load(struct image_kernel *kernel, struct image_flags *flags,
		     struct errmsg *err)
{
	char array[NR_BITS * 3];
	unsigned int i;
	size_t size;

	*flags = (struct image_flags){ 0 };
	for (i = 0; i < kernel->nr_mnemonics; i++) {
		if (image_kernel_read(kernel, kernel->mnemonics[i], array, sizeof(array), NULL))
			continue;
		size = flags_element_size(array);
		if (size) {
			flags_take_array(flags, array, size);
			return 0;
		}
	}
	return errmsg_set(err, -ENOENT,
			  "its kernel does not tell what the flags of a VMA mean: it has no names for them (CONFIG_PROC_PAGE_MONITOR, CONFIG_KALLSYMS_ALL)");
}
