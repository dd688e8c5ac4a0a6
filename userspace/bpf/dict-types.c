// SPDX-License-Identifier: GPL-2.0-only
/*
 * The swap types that are no swap file.
 *
 * linux/swap.h gives the 32 types to, in this order: MAX_SWAPFILES swap files, hwpoison (1),
 * migration (3; 2 before 5.19), device memory (4; 3 since 6.15, 2 before 5.14), PTE markers (1,
 * from 5.19 on), and up to 6.1 pages lost at swap-in (1); each only where it was built.
 * MAX_SWAPFILES and what was built are known from BTF, and the count must come out.  No process
 * can have these entries at will, so the order is assumed, except that the type of a marker is
 * seen.
 */
#include "dict-private.h"

#define NR_TYPES	32

/**
 * struct types - how many types there are of each kind that can be absent
 * @migration: of migration
 * @device: of device memory
 * @marker: of PTE markers
 * @swapin: of pages lost at swap-in
 */
struct types {
	unsigned int migration;
	unsigned int device;
	unsigned int marker;
	unsigned int swapin;
};

/* The combinations that releases have or had, see linux/swap.h of 5.10, 6.1, 6.12 and 7.2. */
static const struct types releases[] = {
	{ 3, 3, 1, 0 },	/* since 6.15 */
	{ 3, 4, 1, 0 },
	{ 3, 4, 1, 1 },	/* 6.1 */
	{ 3, 0, 1, 0 },	/* the same without CONFIG_DEVICE_PRIVATE */
	{ 3, 0, 1, 1 },
	{ 2, 4, 0, 0 },	/* 5.14 to 5.18 */
	{ 2, 2, 0, 0 },	/* 5.10 */
	{ 2, 0, 0, 0 },
};

/*
 * Of the combinations that agree with the number of types left, and with the type of a marker
 * if one was seen, there is one at most.
 */
static const struct types *types_find(unsigned int first, const struct dict_build *build,
				      const struct ptwalk_dict *dict)
{
	/* the third type of migration is that of PG_anon_exclusive */
	const unsigned int migration = build->anon_exclusive ? 3 : 2;
	const struct types *t;
	size_t i;

	if (build->migration)
		first += migration;
	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		t = &releases[i];
		/* before 5.14, BTF does not tell whether there is device memory: the count does */
		if (t->migration != migration ||
		    (build->anon_exclusive && !!t->device != build->device_private) ||
		    first + t->device + t->marker + t->swapin != NR_TYPES)
			continue;
		if (dict_knows(dict, PTWALK_DICT_SWP_MARKER) &&
		    dict->value[PTWALK_DICT_SWP_MARKER] != first + t->device)
			continue;
		return t;
	}
	return NULL;
}

/*
 * Without userfaultfd, 6.1 has no markers, but a type of pages lost at swap-in.  These are as many
 * types as with markers and without that type, which 6.2 and later have in any case.
 */
static bool types_ambiguous(const struct types *t, const struct dict_build *build,
			    const struct ptwalk_dict *dict)
{
	return !build->userfaultfd && t->marker + t->swapin == 1 &&
	       !dict_knows(dict, PTWALK_DICT_SWP_MARKER);
}

/* A type that was not built is known to be absent; where it is otherwise is assumed. */
static void types_set(struct ptwalk_dict *dict, unsigned int key, bool built,
		      unsigned int type)
{
	if (built)
		dict_assume(dict, key, type);
	else
		dict_learn(dict, key, PTWALK_NO_TYPE);
}

static void types_migration(struct ptwalk_dict *dict, unsigned int first, unsigned int nr)
{
	types_set(dict, PTWALK_DICT_SWP_MIG_READ, nr, first);
	types_set(dict, PTWALK_DICT_SWP_MIG_READ_EXCL, nr > 2, first + 1);
	types_set(dict, PTWALK_DICT_SWP_MIG_WRITE, nr, first + nr - 1);
}

static void types_device(struct ptwalk_dict *dict, unsigned int first, unsigned int nr)
{
	types_set(dict, PTWALK_DICT_SWP_DEV_WRITE, nr, first);
	types_set(dict, PTWALK_DICT_SWP_DEV_READ, nr, first + 1);
	types_set(dict, PTWALK_DICT_SWP_DEV_EXCL_WRITE, nr > 2, first + 2);
	types_set(dict, PTWALK_DICT_SWP_DEV_EXCL_READ, nr > 3, first + 3);
}

/**
 * dict_types_fill() - find the swap types that are no swap file
 * @build: how the kernel was built
 * @dict: filled in; dict_swap_fill() was called for it
 *
 * If the count does not come out, the types stay unknown, except for those that were not built.
 * So do the last two if it comes out with either of them.
 */
void dict_types_fill(const struct dict_build *build, struct ptwalk_dict *dict)
{
	unsigned int hwpoison = build->swapfiles;
	unsigned int migration = hwpoison + build->hwpoison, device, marker;
	const struct types *t;

	if (!build->swapfiles)
		return;
	dict_learn(dict, PTWALK_DICT_MAX_SWAPFILES, build->swapfiles);
	t = types_find(migration, build, dict);
	if (!t)
		return;
	device = migration + (build->migration ? t->migration : 0);
	marker = device + t->device;
	types_set(dict, PTWALK_DICT_SWP_HWPOISON, build->hwpoison, hwpoison);
	types_migration(dict, migration, device - migration);
	types_device(dict, device, t->device);
	if (types_ambiguous(t, build, dict))
		return;
	types_set(dict, PTWALK_DICT_SWP_MARKER, t->marker, marker);
	types_set(dict, PTWALK_DICT_SWP_SWAPIN_ERROR, t->swapin, marker + 1);
	if (!t->marker)
		dict_learn(dict, PTWALK_DICT_MARKER_POISONED, 0);
	/* pages lost at swap-in got a marker when they lost their type */
	dict_assume(dict, PTWALK_DICT_MARKER_POISONED, t->swapin ? 0 : 2);
}
