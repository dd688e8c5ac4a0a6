// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux's bits in present and PROT_NONE entries, the address field, and the bits of mm->flags:
 * each is what changed in an entry, or in mm->flags, when the child did one thing.  A change of
 * no bit or of several, where one is expected, teaches nothing.
 */
#include <errno.h>

#include "dict-private.h"

/*
 * The values of the supported releases, for what the kernel was not allowed to show.  They are
 * from asm/pgtable_types.h, asm/pgtable_64.h and linux/sched/coredump.h (linux/mm_types.h).
 */
#define ASSUMED_PROTNONE	(1ULL << 8)
#define ASSUMED_SPECIAL		(1ULL << 9)
#define ASSUMED_UFFD_WP		(1ULL << 10)
#define ASSUMED_PKEY		(15ULL << 59)
#define ASSUMED_DEVMAP_OLD	(1ULL << 58)	/* up to 6.5 */
#define ASSUMED_DEVMAP		(1ULL << 57)	/* since SAVED_DIRTY took bit 58 */
#define ASSUMED_MM_HUGEPAGE	(1ULL << 17)

static bool bits_present(__u64 entry)
{
	return entry & PTWALK_RAW_P;
}

/* Bits for the kernel's use that are set in @after and not in @before. */
static __u64 bits_gained(__u64 before, __u64 after)
{
	return after & ~before & DICT_SOFTWARE_BITS;
}

static void bits_special(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	const __u64 *made = seen->entry[DICT_MADE];
	__u64 bit = bits_gained(made[DICT_PLAIN], made[DICT_ZERO]);

	if (bits_present(made[DICT_ZERO]) && bits_present(made[DICT_PLAIN]) &&
	    dict_single(bit))
		dict_learn(dict, PTWALK_DICT_SPECIAL, bit);
	else
		dict_assume(dict, PTWALK_DICT_SPECIAL, ASSUMED_SPECIAL);
}

/* Write protection moves D of a written page to SAVED_DIRTY, or leaves it. */
static void bits_saved_dirty(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	__u64 before = seen->entry[DICT_MADE][DICT_READONLY];
	__u64 after = seen->entry[DICT_CHANGED][DICT_READONLY];
	__u64 bit = bits_gained(before, after);

	if (!bits_present(before) || !bits_present(after) || !(before & PTWALK_RAW_D))
		return;
	if (after & PTWALK_RAW_D ? !bit : dict_single(bit))
		dict_learn(dict, PTWALK_DICT_SAVED_DIRTY, bit);
}

static void bits_uffd_wp(const struct dict_seen *seen, const struct dict_build *build,
			 struct ptwalk_dict *dict)
{
	__u64 before = seen->entry[DICT_MADE][DICT_UFFD];
	__u64 after = seen->entry[DICT_CHANGED][DICT_UFFD];
	__u64 bit = bits_gained(before, after);

	if (!build->userfaultfd || seen->report.uffd == ENOTSUP)
		dict_learn(dict, PTWALK_DICT_UFFD_WP, 0);
	else if (!seen->report.uffd && bits_present(after) && dict_single(bit))
		dict_learn(dict, PTWALK_DICT_UFFD_WP, bit);
	else
		dict_assume(dict, PTWALK_DICT_UFFD_WP, ASSUMED_UFFD_WP);
}

/*
 * The bit that clear_refs takes away.  If it may not be used, the only bit that a write sets
 * must be it, as no other one is known that a write sets.
 */
static void bits_soft_dirty(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	__u64 written = seen->entry[DICT_CHANGED][DICT_PLAIN];
	__u64 cleared = seen->entry[DICT_CLEARED][DICT_PLAIN];
	__u64 set = written & DICT_SOFTWARE_BITS;
	__u64 lost = bits_gained(cleared, written);

	if (!bits_present(written) || !bits_present(cleared))
		return;
	if (!set || (!seen->report.clear_refs && dict_single(lost)))
		dict_learn(dict, PTWALK_DICT_SOFT_DIRTY, lost);
	else if (seen->report.clear_refs && dict_single(set))
		dict_assume(dict, PTWALK_DICT_SOFT_DIRTY, set);
}

/*
 * mprotect(PROT_NONE) clears P, sets PROTNONE and inverts the address field, whose mask is
 * PTE_PFN_MASK.  With memory encryption the mask lacks a bit: AMD's C-bit, which entries of
 * ordinary memory have set, or the shared bit of TDX, which they have not.
 */
static void bits_protnone(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	__u64 before = seen->entry[DICT_MADE][DICT_NONE];
	__u64 after = seen->entry[DICT_CHANGED][DICT_NONE];
	__u64 bit = after & ~before & (ptwalk_span(1) - 1);
	__u64 kept = ~(before ^ after) & DICT_ADDRESS_BITS;

	/* more than one bit kept: the page has got another frame meanwhile */
	if (!bits_present(before) || bits_present(after) || !dict_single(bit) ||
	    (kept && !dict_single(kept))) {
		dict_assume(dict, PTWALK_DICT_PROTNONE, ASSUMED_PROTNONE);
		return;
	}
	dict_learn(dict, PTWALK_DICT_PROTNONE, bit);
	dict_learn(dict, PTWALK_DICT_PHYS_MASK, DICT_ADDRESS_BITS & ~kept);
	dict_learn(dict, PTWALK_DICT_ENC_MASK, before & kept);
}

/* Keys 1, 2, 4 and 8 set one bit each, and the next higher one each time. */
static void bits_pkey(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	const __u64 *before = &seen->entry[DICT_MADE][DICT_PKEY];
	const __u64 *after = &seen->entry[DICT_CHANGED][DICT_PKEY];
	const __u64 others = DICT_SOFTWARE_BITS | (ptwalk_span(1) - 1);
	__u64 lowest = after[0] & ~before[0] & ~others;
	unsigned int bit;

	for (bit = 1; bit < 4; bit++)
		if ((after[bit] & ~before[bit] & ~others) != lowest << bit)
			lowest = 0;
	if (!seen->report.pkey && dict_single(lowest))
		dict_learn(dict, PTWALK_DICT_PKEY, 15 * lowest);
	else if (seen->report.pkey == ENOSYS)
		dict_learn(dict, PTWALK_DICT_PKEY, 0);
	else
		dict_assume(dict, PTWALK_DICT_PKEY, ASSUMED_PKEY);
}

/* No process can have a ZONE_DEVICE page without a device. */
static void bits_devmap(const struct dict_build *build, struct ptwalk_dict *dict)
{
	if (!build->pfn_t)
		dict_assume(dict, PTWALK_DICT_DEVMAP, 0);
	else if (dict_knows(dict, PTWALK_DICT_SAVED_DIRTY))
		dict_assume(dict, PTWALK_DICT_DEVMAP,
			    dict->value[PTWALK_DICT_SAVED_DIRTY] == ASSUMED_DEVMAP_OLD ?
			    ASSUMED_DEVMAP : ASSUMED_DEVMAP_OLD);
}

/* Bits of mm->flags: each is set by one prctl() or madvise(). */
static void bits_mm(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	const __u64 *flags = seen->mm_flags;
	__u64 none = flags[DICT_CHANGED] & ~flags[DICT_MADE];
	__u64 advised = flags[DICT_CLEARED] & ~flags[DICT_CHANGED];
	__u64 listed = flags[DICT_ADVISED] & ~flags[DICT_MADE];

	if (!seen->has_mm_flags)
		return;
	if (!seen->report.thp && dict_single(none))
		dict_learn(dict, PTWALK_DICT_MM_NO_THP, none);
	if (seen->report.thp_advised == EINVAL)
		dict_learn(dict, PTWALK_DICT_MM_ADVISED_THP, 0);
	else if (!seen->report.thp_advised && dict_single(advised))
		dict_learn(dict, PTWALK_DICT_MM_ADVISED_THP, advised);
	if (dict_single(listed))
		dict_learn(dict, PTWALK_DICT_MM_HUGEPAGE, listed);
	else
		/* huge pages are off, or the flag is set from the start */
		dict_assume(dict, PTWALK_DICT_MM_HUGEPAGE, ASSUMED_MM_HUGEPAGE);
}

/**
 * dict_bits_fill() - find the bits that are not of the swap format
 * @seen: what the child's tables showed
 * @build: how the kernel was built
 * @dict: filled in
 */
void dict_bits_fill(const struct dict_seen *seen, const struct dict_build *build,
		    struct ptwalk_dict *dict)
{
	bits_special(seen, dict);
	bits_saved_dirty(seen, dict);
	bits_uffd_wp(seen, build, dict);
	bits_soft_dirty(seen, dict);
	bits_protnone(seen, dict);
	bits_pkey(seen, dict);
	bits_devmap(build, dict);
	bits_mm(seen, dict);
}
