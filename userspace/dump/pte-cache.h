/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decodes many entries of one dump.  Neighbours are mostly the same but for their frame, and then
 * only the physical address is new.  Owns nothing of the decoding itself (pte.h).  Never prints.
 */
#ifndef PTWALK_PTE_CACHE_H
#define PTWALK_PTE_CACHE_H

#include "pte.h"

/**
 * struct pte_cache - the entry that was decoded last
 * @dict: dictionary
 * @frame: bits of a present PTE that change nothing but ptwalk_pte.phys
 * @pte: the entry
 */
struct pte_cache {
	const struct ptwalk_dict	*dict;
	__u64				frame;
	struct ptwalk_pte		pte;
};

void pte_cache_init(struct pte_cache *cache, const struct ptwalk_dict *dict);

/**
 * pte_cache_decode() - decode an entry
 * @cache: from pte_cache_init()
 * @raw: the entry
 * @level: level of the table that the entry is in, 1 (PT) to 5 (PML5)
 *
 * Return: the entry as ptwalk_decode() decodes it; valid until the next call.
 */
static inline const struct ptwalk_pte *pte_cache_decode(struct pte_cache *cache, __u64 raw,
							unsigned int level)
{
	struct ptwalk_pte *pte = &cache->pte;

	if (level == 1 && pte->level == 1 && pte->kind == PTWALK_PAGE &&
	    !((raw ^ pte->raw) & ~cache->frame)) {
		pte->phys ^= raw ^ pte->raw;
		pte->raw = raw;
	} else {
		ptwalk_decode(cache->dict, raw, level, pte);
	}
	return pte;
}

#endif /* PTWALK_PTE_CACHE_H */
