// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dictionaries of kernels, written by hand from the kernel sources: see forge-kernels.h.
 */
#include <string.h>

#include "forge-kernels.h"

struct fact {
	__u32	key;
	__u64	value;
};

/*
 * Equal on all kernels, but where one has its own value.  The forged CPU has physical addresses
 * of 46 bits.
 */
static const struct fact common[] = {
	{ PTWALK_DICT_PHYS_BITS,	46 },
	{ PTWALK_DICT_PHYS_MASK,	ADDR_MASK },
	{ PTWALK_DICT_ENC_MASK,		0 },
	{ PTWALK_DICT_SPECIAL,		1ULL << 9 },
	{ PTWALK_DICT_UFFD_WP,		1ULL << 10 },
	{ PTWALK_DICT_SOFT_DIRTY,	1ULL << 11 },
	{ PTWALK_DICT_PROTNONE,		1ULL << 8 },
	{ PTWALK_DICT_PKEY,		0xfULL << 59 },
	{ PTWALK_DICT_SWAP_TYPE_SHIFT,	59 },
	{ PTWALK_DICT_SWAP_TYPE_BITS,	5 },
	{ PTWALK_DICT_SWAP_OFFSET_SHIFT, 9 },
	{ PTWALK_DICT_SWAP_OFFSET_BITS,	50 },
	{ PTWALK_DICT_SWAP_INVERTED,	1 },
	{ PTWALK_DICT_SWAP_SOFT_DIRTY,	1ULL << 1 },
	{ PTWALK_DICT_SWAP_UFFD_WP,	1ULL << 2 },
	{ PTWALK_DICT_SWAP_EXCLUSIVE,	1ULL << 3 },
	{ PTWALK_DICT_MARKER_UFFD_WP,	1ULL << 0 },
	{ PTWALK_DICT_PAT,		0x0407050600070106ULL },
	{ PTWALK_DICT_MM_HUGEPAGE,	1ULL << 17 },
	{ PTWALK_DICT_MM_NO_THP,	1ULL << 24 },
};

/* Debian 5.10 amd64: no markers, nothing about exclusive pages, and frames in whole offsets */
static const struct fact linux_5_10[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	0 },
	{ PTWALK_DICT_DEVMAP,		1ULL << 58 },
	{ PTWALK_DICT_SWAP_EXCLUSIVE,	0 },
	{ PTWALK_DICT_SWP_PFN_BITS,	50 },
	{ PTWALK_DICT_MIG_YOUNG,	0 },
	{ PTWALK_DICT_MIG_DIRTY,	0 },
	{ PTWALK_DICT_MAX_SWAPFILES,	29 },
	{ PTWALK_DICT_SWP_HWPOISON,	29 },
	{ PTWALK_DICT_SWP_MIG_READ,	30 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_MIG_WRITE,	31 },
	{ PTWALK_DICT_SWP_DEV_READ,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_WRITE,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_MARKER,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_MARKER_UFFD_WP,	0 },
	{ PTWALK_DICT_MARKER_POISONED,	0 },
	{ PTWALK_DICT_MARKER_GUARD,	0 },
	{ PTWALK_DICT_MM_ADVISED_THP,	0 },
};

/* Debian 6.1 amd64: no device-private memory; a swap type for pages lost at swap-in */
static const struct fact linux_6_1[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	0 },
	{ PTWALK_DICT_DEVMAP,		1ULL << 58 },
	{ PTWALK_DICT_MAX_SWAPFILES,	26 },
	{ PTWALK_DICT_SWP_HWPOISON,	26 },
	{ PTWALK_DICT_SWP_MIG_READ,	27 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 28 },
	{ PTWALK_DICT_SWP_MIG_WRITE,	29 },
	{ PTWALK_DICT_SWP_DEV_READ,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_WRITE,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_MARKER,	30 },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	31 },
	{ PTWALK_DICT_MARKER_POISONED,	0 },
	{ PTWALK_DICT_MARKER_GUARD,	0 },
	{ PTWALK_DICT_MM_ADVISED_THP,	0 },
};

/* Debian 6.12 cloud: no device-private memory */
static const struct fact linux_6_12[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	1ULL << 58 },
	{ PTWALK_DICT_DEVMAP,		1ULL << 57 },
	{ PTWALK_DICT_MAX_SWAPFILES,	27 },
	{ PTWALK_DICT_SWP_HWPOISON,	27 },
	{ PTWALK_DICT_SWP_MIG_READ,	28 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 29 },
	{ PTWALK_DICT_SWP_MIG_WRITE,	30 },
	{ PTWALK_DICT_SWP_DEV_READ,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_WRITE,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_MARKER,	31 },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_MARKER_POISONED,	1ULL << 1 },
	{ PTWALK_DICT_MARKER_GUARD,	0 },
	{ PTWALK_DICT_MM_ADVISED_THP,	0 },
};

/* Debian 7.2 cloud: device-private memory, one device-exclusive type */
static const struct fact linux_7_2[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	1ULL << 58 },
	{ PTWALK_DICT_DEVMAP,		0 },
	{ PTWALK_DICT_MAX_SWAPFILES,	24 },
	{ PTWALK_DICT_SWP_HWPOISON,	24 },
	{ PTWALK_DICT_SWP_MIG_READ,	25 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 26 },
	{ PTWALK_DICT_SWP_MIG_WRITE,	27 },
	{ PTWALK_DICT_SWP_DEV_WRITE,	28 },
	{ PTWALK_DICT_SWP_DEV_READ,	29 },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, 30 },
	{ PTWALK_DICT_SWP_MARKER,	31 },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_MARKER_POISONED,	1ULL << 1 },
	{ PTWALK_DICT_MARKER_GUARD,	1ULL << 2 },
	{ PTWALK_DICT_MM_ADVISED_THP,	1ULL << 23 },
};

static const struct {
	const char		*release;
	const struct fact	*facts;
	size_t			nr;
} kernels[] = {
	[FORGE_5_10] = { "5.10.0-32-amd64", linux_5_10, ARRAY_SIZE(linux_5_10) },
	[FORGE_6_1]  = { "6.1.0-56-amd64", linux_6_1, ARRAY_SIZE(linux_6_1) },
	[FORGE_6_12] = { "6.12.95+deb12-cloud-amd64", linux_6_12,
			 ARRAY_SIZE(linux_6_12) },
	[FORGE_7_2]  = { "7.2.1+deb13-cloud-amd64", linux_7_2,
			 ARRAY_SIZE(linux_7_2) },
	[FORGE_7_3]  = { "7.3.4+deb13-amd64", linux_7_2, ARRAY_SIZE(linux_7_2) },
};

static void learn(struct forge *f, const struct fact *facts, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		forge_dict(f, facts[i].key, facts[i].value);
}

void forge_learn(struct forge *f, enum forge_kernel kernel)
{
	strcpy((char *)forge_header(f)->release, kernels[kernel].release);
	learn(f, common, ARRAY_SIZE(common));
	learn(f, kernels[kernel].facts, kernels[kernel].nr);
}
