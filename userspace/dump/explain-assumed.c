// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which of the dictionary's assumed values the meaning of an entry rests on, for explain.h.
 *
 * This file has no table of its own that maps kinds and flags to keys: it decodes the entry once
 * more without each assumed key.  If anything comes out differently, the meaning rests on it.
 */
#include <stdio.h>

#include "explain.h"
#include "kind.h"

/* IA32_PAT after a reset: SDM 3A, "Page Attribute Table (PAT)" */
#define PAT_AT_RESET	0x0007040600070406ULL

static bool explain_assumed_same(const struct ptwalk_pte *a, const struct ptwalk_pte *b)
{
	return a->kind == b->kind && a->flags == b->flags && a->phys == b->phys &&
	       a->offset == b->offset && a->reserved == b->reserved &&
	       a->swap_type == b->swap_type && a->pkey == b->pkey;
}

/**
 * explain_assumed() - the assumed values that the meaning of an entry rests on
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 *
 * A bit that is clear is not counted: the entry looks the same to who does not know the bit.
 * Neither is PTWALK_DICT_PAT, which is no part of decoding: see explain_memtype().
 *
 * Return: mask of enum ptwalk_dict_key; 0 if everything about the entry is known.
 */
__u64 explain_assumed(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte)
{
	unsigned int key, kind = kind_of(dict, NULL, pte);
	struct ptwalk_dict without;
	struct ptwalk_pte other;
	__u64 keys = 0;

	for (key = 0; dict->assumed >> key; key++) {
		if (!(dict->assumed >> key & 1))
			continue;
		without = *dict;
		without.known &= ~(1ULL << key);
		without.value[key] = 0;
		ptwalk_decode(&without, pte->raw, pte->level, &other);
		/* the caller can have set these kinds, ptwalk_decode() never does */
		if (pte->kind == PTWALK_UNREAD || pte->kind == PTWALK_REPEAT)
			other.kind = pte->kind;
		if (!explain_assumed_same(pte, &other) ||
		    kind_of(&without, NULL, &other) != kind)
			keys |= 1ULL << key;
	}
	return keys;
}

/**
 * explain_assumed_memtype() - is the memory type of a page assumed?
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 *
 * A type that the register also has after a reset of the CPU does not rest on what the kernel
 * writes to it: index 0, which all ordinary pages have, is WB in either case.
 *
 * Return: PTWALK_DICT_PAT as a mask; 0 if explain_memtype() is right in any case, or knows
 * nothing, or @pte is no page.
 */
__u64 explain_assumed_memtype(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte)
{
	__u64 changed = dict->value[PTWALK_DICT_PAT] ^ PAT_AT_RESET;

	if (pte->kind != PTWALK_PAGE || !explain_memtype(dict, pte->pat) ||
	    !(changed >> (8 * pte->pat) & 7))
		return 0;
	return dict->assumed & 1ULL << PTWALK_DICT_PAT;
}

/**
 * explain_keys() - names of dictionary keys
 * @keys: mask of enum ptwalk_dict_key, and PTWALK_ASSUMED_VMA_FLAGS, which comes last
 * @separator: text between two names
 * @buf: filled in with the names, ascending by key; empty if there are none
 *
 * Return: @buf.
 */
char *explain_keys(__u64 keys, const char *separator, char buf[EXPLAIN_KEYS_SIZE])
{
	size_t used = 0;
	unsigned int key;

	buf[0] = '\0';
	for (key = 0; keys >> key && key < PTWALK_DICT_NR && used < EXPLAIN_KEYS_SIZE; key++)
		if (keys >> key & 1)
			used += snprintf(buf + used, EXPLAIN_KEYS_SIZE - used, "%s%s",
					 used ? separator : "", ptwalk_dict_name(key));
	if (keys & PTWALK_ASSUMED_VMA_FLAGS && used < EXPLAIN_KEYS_SIZE)
		snprintf(buf + used, EXPLAIN_KEYS_SIZE - used, "%svma-flags",
			 used ? separator : "");
	return buf;
}
