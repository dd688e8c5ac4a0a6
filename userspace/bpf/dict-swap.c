// SPDX-License-Identifier: GPL-2.0-only
/*
 * The swap format: where type and offset are, the markers, and Linux's bits beside them.
 *
 * Type and offset of an entry are not shown to an ordinary user anywhere.  But markers are in
 * the swap format, and what they must look like is known: a type that is no swap file and an
 * offset of a single bit, since nobody can have an entry that is a marker of two things.  So
 * the layout that all releases since 4.18 have is tried on each entry seen: it is learnt if
 * it explains all of them, and unknown if it does not.
 */
#include <errno.h>

#include "dict-private.h"

/* asm/pgtable_64.h, since "x86/speculation/l1tf: Protect swap entries against L1TF", 4.18 */
#define TYPE_SHIFT		59
#define TYPE_BITS		5
#define OFFSET_SHIFT		9
#define OFFSET_BITS		50

/* The bits below the offset */
#define LOW_BITS		((1ULL << OFFSET_SHIFT) - 1)
#define ASSUMED_SOFT_DIRTY	(1ULL << 1)
#define ASSUMED_UFFD_WP		(1ULL << 2)
#define ASSUMED_EXCLUSIVE	(1ULL << 3)

/* linux/swapops.h or linux/leafops.h: PTE_MARKER_UFFD_WP, _POISONED */
#define ASSUMED_MARKER_UFFD_WP	(1ULL << 0)
#define ASSUMED_MARKER_POISONED	(1ULL << 1)

static unsigned int swap_type(__u64 entry)
{
	return entry >> TYPE_SHIFT;
}

static __u64 swap_offset(__u64 entry)
{
	return ~entry >> OFFSET_SHIFT & ((1ULL << OFFSET_BITS) - 1);
}

/* Is the page paged out: an entry with the type of a swap file?  Offsets are small numbers. */
static bool swap_is_file(__u64 entry, const struct dict_build *build)
{
	return entry && !(entry & PTWALK_RAW_P) && swap_type(entry) < build->swapfiles &&
	       swap_offset(entry) < 1ULL << 40;
}

static bool swap_is_marker(__u64 entry, const struct dict_build *build)
{
	return !(entry & LOW_BITS) && dict_single(swap_offset(entry)) &&
	       swap_type(entry) >= build->swapfiles;
}

/**
 * struct markers - the entries that are markers
 * @page: where the child made them, if it could
 * @key: the key of the bit in the offset
 */
static const struct markers {
	enum dict_page page;
	unsigned int key;
} markers[] = {
	{ DICT_MARKER,	PTWALK_DICT_MARKER_UFFD_WP },
	{ DICT_POISON,	PTWALK_DICT_MARKER_POISONED },
	{ DICT_GUARD,	PTWALK_DICT_MARKER_GUARD },
};

static __u64 swap_marker(const struct dict_seen *seen, const struct markers *marker)
{
	__u64 entry = seen->entry[DICT_CHANGED][marker->page];

	/* still the page: MADV_GUARD_INSTALL was refused */
	return entry & PTWALK_RAW_P ? 0 : entry;
}

/*
 * Compare the layout with all entries that must be in it.  Return: how many there were, or -1
 * if it is wrong for one.
 */
static int swap_check_layout(const struct dict_seen *seen, const struct dict_build *build)
{
	static const enum dict_page files[] = {
		DICT_SWAP, DICT_SWAP_UFFD, DICT_SWAP_SHARED,
	};
	const __u64 *entry = seen->entry[DICT_CHANGED];
	int type = -1, nr = 0;
	size_t i;
	__u64 e;

	for (i = 0; i < ARRAY_SIZE(markers); i++) {
		e = swap_marker(seen, &markers[i]);
		if (!e)
			continue;
		if (!swap_is_marker(e, build) || (type >= 0 && (int)swap_type(e) != type))
			return -1;
		type = swap_type(e);
		nr++;
	}
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		e = entry[files[i]];
		if (!e || (e & PTWALK_RAW_P))
			continue;
		if (!swap_is_file(e, build))
			return -1;
		nr++;
	}
	return nr;
}

static void swap_layout(struct ptwalk_dict *dict,
			void (*set)(struct ptwalk_dict *dict, unsigned int key, __u64 value))
{
	set(dict, PTWALK_DICT_SWAP_TYPE_SHIFT, TYPE_SHIFT);
	set(dict, PTWALK_DICT_SWAP_TYPE_BITS, TYPE_BITS);
	set(dict, PTWALK_DICT_SWAP_OFFSET_SHIFT, OFFSET_SHIFT);
	set(dict, PTWALK_DICT_SWAP_OFFSET_BITS, OFFSET_BITS);
	set(dict, PTWALK_DICT_SWAP_INVERTED, 1);
}

static void swap_markers(const struct dict_seen *seen, struct ptwalk_dict *dict)
{
	size_t i;
	__u64 e;

	for (i = 0; i < ARRAY_SIZE(markers); i++) {
		e = swap_marker(seen, &markers[i]);
		if (!e)
			continue;
		dict_learn(dict, markers[i].key, swap_offset(e));
		dict_learn(dict, PTWALK_DICT_SWP_MARKER, swap_type(e));
	}
}

/*
 * The bits of markers that the child did not get.  A kernel that does not know the request has
 * no such marker; where it was refused for another reason, nothing was learnt.
 */
static void swap_missing_markers(const struct dict_seen *seen, const struct dict_build *build,
				 struct ptwalk_dict *dict)
{
	const struct dict_report *report = &seen->report;

	if (report->guard == EINVAL)
		dict_learn(dict, PTWALK_DICT_MARKER_GUARD, 0);
	if (report->poison == ENOTSUP)
		dict_learn(dict, PTWALK_DICT_MARKER_POISONED, 0);
	/* markers came with PG_anon_exclusive, in 5.19 */
	if (!build->userfaultfd || !build->anon_exclusive)
		dict_learn(dict, PTWALK_DICT_MARKER_UFFD_WP, 0);
	else
		dict_assume(dict, PTWALK_DICT_MARKER_UFFD_WP, ASSUMED_MARKER_UFFD_WP);
}

/* Linux's bits in the entry of a page that is paged out, from entries that differ in one. */
static void swap_bits(const struct dict_seen *seen, const struct dict_build *build,
		      struct ptwalk_dict *dict)
{
	const __u64 *e = seen->entry[DICT_CHANGED];
	__u64 soft_dirty, uffd, exclusive;

	if (!swap_is_file(e[DICT_SWAP], build))
		return;
	soft_dirty = (e[DICT_SWAP] ^ seen->entry[DICT_CLEARED][DICT_SWAP]) & LOW_BITS;
	uffd = (e[DICT_SWAP] ^ e[DICT_SWAP_UFFD]) & LOW_BITS;
	exclusive = (e[DICT_SWAP] ^ e[DICT_SWAP_SHARED]) & LOW_BITS;

	if (!seen->report.clear_refs && dict_single(soft_dirty) &&
	    swap_is_file(seen->entry[DICT_CLEARED][DICT_SWAP], build))
		dict_learn(dict, PTWALK_DICT_SWAP_SOFT_DIRTY, soft_dirty);
	if (!seen->report.uffd && dict_single(uffd) && swap_is_file(e[DICT_SWAP_UFFD], build))
		dict_learn(dict, PTWALK_DICT_SWAP_UFFD_WP, uffd);
	/* no bit tells the two apart where pages are not known to be exclusive either, before 5.19 */
	if ((dict_single(exclusive) || (!exclusive && !build->anon_exclusive)) &&
	    swap_is_file(e[DICT_SWAP_SHARED], build))
		dict_learn(dict, PTWALK_DICT_SWAP_EXCLUSIVE, exclusive);
}

/*
 * Without swap space no entry has shown these bits.  Each exists where its counterpart in a
 * present entry, or in struct page, exists.
 */
static void swap_missing_bits(const struct dict_build *build, struct ptwalk_dict *dict)
{
	const __u64 *v = dict->value;

	if (dict_knows(dict, PTWALK_DICT_SOFT_DIRTY))
		dict_assume(dict, PTWALK_DICT_SWAP_SOFT_DIRTY,
			    v[PTWALK_DICT_SOFT_DIRTY] ? ASSUMED_SOFT_DIRTY : 0);
	if (dict_knows(dict, PTWALK_DICT_UFFD_WP))
		dict_assume(dict, PTWALK_DICT_SWAP_UFFD_WP,
			    v[PTWALK_DICT_UFFD_WP] ? ASSUMED_UFFD_WP : 0);
	dict_assume(dict, PTWALK_DICT_SWAP_EXCLUSIVE,
		    build->anon_exclusive ? ASSUMED_EXCLUSIVE : 0);
}

/**
 * dict_swap_fill() - find the layout of the swap format
 * @seen: what the child's tables showed
 * @build: how the kernel was built
 * @dict: filled in; dict_bits_fill() was called for it
 *
 * If the layout is not the expected one, nothing about swap entries is known, and the decoder
 * calls them unknown.
 */
void dict_swap_fill(const struct dict_seen *seen, const struct dict_build *build,
		    struct ptwalk_dict *dict)
{
	int nr = build->swapfiles ? swap_check_layout(seen, build) : 0;

	if (nr < 0)
		return;
	swap_layout(dict, nr ? dict_learn : dict_assume);
	if (nr) {
		swap_markers(seen, dict);
		swap_bits(seen, build, dict);
	}
	swap_missing_markers(seen, build, dict);
	swap_missing_bits(build, dict);
}
