// SPDX-License-Identifier: GPL-2.0-only
/*
 * What each bit of an entry says, for explain.h.
 *
 * This file has no table of its own that maps bits to flags.  flag_of() decodes the
 * entry with and without a bit and takes the flag that differs, so explanation and
 * decoder cannot disagree.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "explain.h"
#include "untold.h"

#define BIT64(n)	(1ULL << (n))

/*
 * Longer texts for hardware flags whose help text in names.c is too short here.  The
 * same flag can mean another thing in an entry that leads to a table.
 */
static const struct {
	__u32		flag;
	const char	*leaf;
	const char	*table;
} meanings[] = {
	{ PTWALK_F_P, "present", "present" },
	{ PTWALK_F_RW, "writable, if every level above agrees",
	  "writable from here on, if every other level agrees" },
	{ PTWALK_F_US, "user mode may use it, if every level above agrees",
	  "user mode may go on, if every other level agrees" },
	{ PTWALK_F_PWT, "memory type of the page, lowest bit of its PAT index",
	  "memory type of the CPU's accesses to the next table" },
	{ PTWALK_F_PCD, "memory type of the page, middle bit of its PAT index",
	  "memory type of the CPU's accesses to the next table" },
	{ PTWALK_F_A, "accessed: the CPU has used the entry since A was cleared",
	  "accessed: the CPU has used the entry since A was cleared" },
	{ PTWALK_F_D, "dirty: the CPU has written to the page since D was cleared",
	  NULL },
	{ PTWALK_F_PS, "page size: the entry maps a page, leads to no table",
	  NULL },
	{ PTWALK_F_PAT, "memory type of the page, highest bit of its PAT index",
	  NULL },
	{ PTWALK_F_NX, "no execute", "no execute from here on" },
};

/**
 * struct builder - state of explain_fields()
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 * @field: the caller's array; fields found so far
 * @nr: number of fields in @field
 * @taken: mask of the bits that belong to these fields
 */
struct builder {
	const struct ptwalk_dict *dict;
	const struct ptwalk_pte	 *pte;
	struct explain_field	 *field;
	size_t			 nr;
	__u64			 taken;
};

/*
 * Add a field.  Masks come from the dictionary, so from a hostile input, and may
 * overlap: leave out the bits that an earlier field has taken.  So there are never more
 * than EXPLAIN_FIELDS fields.
 */
static void explain_fields_add(struct builder *b, __u64 mask, const char *name, __u64 value,
			       const char *format, ...) __attribute__((format(printf, 5, 6)));

static void explain_fields_add(struct builder *b, __u64 mask, const char *name, __u64 value,
			       const char *format, ...)
{
	struct explain_field *f;
	va_list ap;

	mask &= ~b->taken;
	if (!mask)
		return;
	f = &b->field[b->nr++];
	*f = (struct explain_field){
		.low = __builtin_ctzll(mask),
		.high = 63 - __builtin_clzll(mask),
		.name = name,
		.value = value,
	};
	va_start(ap, format);
	vsnprintf(f->meaning, sizeof(f->meaning), format, ap);
	va_end(ap);
	b->taken |= mask;
}

/*
 * The flag (PTWALK_F_*) that @bit stands for in an entry of this kind; 0 for none.
 * Decode a minimal entry of the same kind with and without @bit: @form has only those
 * bits of the entry that make its kind.
 */
static __u32 flag_of(const struct builder *b, unsigned int bit)
{
	const __u64 *v = b->dict->value;
	struct ptwalk_pte without, with;
	__u64 form;

	switch (b->pte->kind) {
	case PTWALK_TABLE:
	case PTWALK_PAGE:
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
		if (bit == 0)
			return PTWALK_F_P;
		if (bit == 7 && b->pte->level > 1 &&
		    (b->pte->flags & PTWALK_F_PS))
			return PTWALK_F_PS;
		form = PTWALK_RAW_P | v[PTWALK_DICT_PROTNONE];
		if (b->pte->level > 1)
			form |= PTWALK_RAW_PS;
		break;
	default:
		form = (BIT64(v[PTWALK_DICT_SWAP_TYPE_BITS]) - 1) <<
		       v[PTWALK_DICT_SWAP_TYPE_SHIFT];
	}
	form &= b->pte->raw & ~BIT64(bit);
	ptwalk_decode(b->dict, form, b->pte->level, &without);
	ptwalk_decode(b->dict, form | BIT64(bit), b->pte->level, &with);
	return with.flags & ~without.flags;
}

static void add_flag(struct builder *b, unsigned int bit, __u32 flag)
{
	bool table = b->pte->kind == PTWALK_TABLE;
	const char *meaning = NULL, *name = "-";
	size_t i;

	for (i = 0; i < ptwalk_nr_flags; i++) {
		if (ptwalk_flags[i].flag != flag)
			continue;
		name = ptwalk_flags[i].name;
		meaning = ptwalk_flags[i].help;
	}
	for (i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].flag == flag)
			meaning = table ? meanings[i].table : meanings[i].leaf;
	explain_fields_add(b, BIT64(bit), name, 1, "%s", meaning ? meaning : "");
}

/* The dictionary of a dump, unlike that of the SDM's facts alone, has the width of an address. */
static const char *fields_who_tells(const struct ptwalk_dict *dict)
{
	return dict->known & BIT64(PTWALK_DICT_VIRT_BITS) ? "this dump does not tell" :
							   "--dict DUMP tells";
}

/* Add a set bit that is neither a flag nor part of a field of several bits. */
static void add_other(struct builder *b, unsigned int bit)
{
	const struct ptwalk_pte *pte = b->pte;
	bool software = (bit >= 9 && bit <= 11) || (bit >= 52 && bit <= 58);

	if (pte->reserved & BIT64(bit))
		explain_fields_add(b, BIT64(bit), "reserved", 1,
				   "must be 0 at this level: an access through the entry faults");
	else if (!(pte->flags & PTWALK_F_P))
		explain_fields_add(b, BIT64(bit), "-", 1,
				   "no meaning known in an entry of this kind");
	else if (software && (!explain_knows_linux(b->dict) ||
			      (untold_flags(b->dict, pte) & ~PTWALK_F_ENC)))
		explain_fields_add(b, BIT64(bit), "software", 1,
				   "left to the kernel, its meaning depends on which; %s",
				   fields_who_tells(b->dict));
	else if (software)
		explain_fields_add(b, BIT64(bit), "software", 1,
				   "left to the kernel, which has no use for it here");
	else
		explain_fields_add(b, BIT64(bit), "ignored", 1,
				   "the CPU ignores it in an entry of this form");
}

static void add_address(struct builder *b)
{
	const struct ptwalk_pte *pte = b->pte;
	bool table = pte->kind == PTWALK_TABLE;
	__u64 mask = ptwalk_addr_mask(b->dict, table ? 1 : pte->level);

	/*
	 * Add the field even if all its bits are 0: in an entry that is not present
	 * the address is stored inverted, so they can name a page.
	 */
	if (table)
		explain_fields_add(b, mask, "address", pte->phys, "of the next table, a %s",
				   ptwalk_level_name(pte->level - 1));
	else
		explain_fields_add(b, mask, "address", pte->phys, "of the %s page%s",
				   explain_span(pte->level), pte->flags & PTWALK_F_P ?
		    "" : "; stored inverted (against L1TF)");
}

static void add_leaf_fields(struct builder *b)
{
	__u64 pkey = b->dict->value[PTWALK_DICT_PKEY];
	__u64 protnone = b->dict->value[PTWALK_DICT_PROTNONE];

	add_address(b);
	if (b->pte->pkey)
		explain_fields_add(b, pkey, "pkey", b->pte->pkey,
				   "protection key %u", b->pte->pkey);
	if (b->pte->kind == PTWALK_PROTNONE)
		explain_fields_add(b, protnone, "protnone", 1,
				   "with P clear: a page that no access may use");
}

static void add_swap_fields(struct builder *b)
{
	const struct ptwalk_pte *pte = b->pte;
	const __u64 *v = b->dict->value;
	__u64 type = (BIT64(v[PTWALK_DICT_SWAP_TYPE_BITS]) - 1) <<
		     v[PTWALK_DICT_SWAP_TYPE_SHIFT];
	__u64 offset = (BIT64(v[PTWALK_DICT_SWAP_OFFSET_BITS]) - 1) <<
		       v[PTWALK_DICT_SWAP_OFFSET_SHIFT];
	const char *inverted = v[PTWALK_DICT_SWAP_INVERTED] ?
			       "; stored inverted (against L1TF)" : "";

	if (pte->kind == PTWALK_SWAP)
		explain_fields_add(b, type, "type", pte->swap_type, "swap file %u",
				   pte->swap_type);
	else
		explain_fields_add(b, type, "type", pte->swap_type, "%s",
				   ptwalk_kind_name(pte->kind));
	if (pte->phys)
		explain_fields_add(b, offset, "address", pte->phys,
				   "of the page, whose frame number is the offset%s",
		    inverted);
	else
		explain_fields_add(b, offset, "offset", pte->offset, "%s%s",
				   pte->kind == PTWALK_SWAP ? "page of the swap file" :
		    pte->kind == PTWALK_MARKER ? explain_marker(b->dict, pte->offset) :
		    "not used", inverted);
}

static int by_bit(const void *a, const void *b)
{
	const struct explain_field *x = a, *y = b;

	return (int)y->high - (int)x->high;
}

/**
 * explain_fields() - explain the bits of an entry one by one
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 * @field: filled in, the highest bit first: one for each field of several bits, such as
 *	   the address, and one for each other bit that is set
 *
 * Return: number of fields.
 */
size_t explain_fields(const struct ptwalk_dict *dict,
		      const struct ptwalk_pte *pte,
		      struct explain_field field[EXPLAIN_FIELDS])
{
	struct builder b = {
		.dict = dict, .pte = pte, .field = field,
	};
	__u64 rest;

	switch (pte->kind) {
	case PTWALK_NONE:
		break;
	case PTWALK_TABLE:
		add_address(&b);
		break;
	case PTWALK_PAGE:
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
		add_leaf_fields(&b);
		break;
	case PTWALK_UNKNOWN:
		if (explain_knows_linux(dict))
			explain_fields_add(&b, ~PTWALK_RAW_P, "-", pte->raw >> 1,
					   "not present, and nothing that this kernel is known to store");
		else
			explain_fields_add(&b, ~PTWALK_RAW_P, "-", pte->raw >> 1,
					   "left to the kernel, since P is clear; %s",
					   fields_who_tells(dict));
		break;
	default:
		add_swap_fields(&b);
	}
	while ((rest = pte->raw & ~b.taken)) {
		unsigned int bit = 63 - __builtin_clzll(rest);
		__u32 flag = flag_of(&b, bit);

		if (pte->kind == PTWALK_NONE)
			explain_fields_add(&b, BIT64(bit), "-", 1,
					   "ignored: some CPUs set it where nothing is present");
		else if (flag)
			add_flag(&b, bit, flag);
		else
			add_other(&b, bit);
	}
	qsort(field, b.nr, sizeof(*field), by_bit);
	return b.nr;
}
