// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which bits of an entry are its frame and nothing else: see pte-cache.h.
 */
#include "pte-cache.h"

/* Does a bit of an entry that is @raw but for that change the physical address and nothing else? */
static bool pte_cache_is_frame(const struct ptwalk_dict *dict, __u64 raw, __u64 bit)
{
	struct ptwalk_pte pte, with;

	ptwalk_decode(dict, raw, 1, &pte);
	ptwalk_decode(dict, raw | bit, 1, &with);
	return with.phys == (pte.phys | bit) && !with.reserved && with.flags == pte.flags &&
	       with.kind == pte.kind && with.pkey == pte.pkey && with.pat == pte.pat;
}

/**
 * pte_cache_init() - prepare for entries of one dump
 * @cache: filled in
 * @dict: its dictionary; must live as long as @cache
 *
 * The bits of the frame are found by trying, so that a reserved bit, the one that encrypts
 * memory, or one that a broken dictionary uses twice, is none of them.
 */
void pte_cache_init(struct pte_cache *cache, const struct ptwalk_dict *dict)
{
	unsigned int shift;

	*cache = (struct pte_cache){ .dict = dict };
	for (shift = ptwalk_shift(1); shift < 64; shift++) {
		const __u64 bit = 1ULL << shift;

		/* with US as well, since only then a leaf has a protection key */
		if (pte_cache_is_frame(dict, PTWALK_RAW_P, bit) &&
		    pte_cache_is_frame(dict, PTWALK_RAW_P | PTWALK_F_US, bit))
			cache->frame |= bit;
	}
}
