// SPDX-License-Identifier: GPL-2.0-only
/*
 * Is a name true for the entries of a run?  See check-leaf.h.
 */
#include "access.h"
#include "area.h"
#include "check-leaf.h"
#include "kind.h"
#include "rss.h"
#include "untold.h"

/* What an entry that is not present may count as, if the dump does not know what it is */
static unsigned int any_class(const struct ptwalk_run *run)
{
	return RSS_PRESENT | RSS_RESIDENT | RSS_UNSEEN | RSS_HUGETLB |
	       (run->level > 1 ? RSS_HUGE : 0);
}

/*
 * What the entries may be instead.  A name asks for one fact only, so that the facts need not be
 * possible together: with each it is enough that one of the two answers is no.
 */
static void set_alternative(struct leaf *leaf, const struct dump *dump,
			    const struct ptwalk_pte *pte)
{
	const struct ptwalk_run *run = leaf->run;
	struct ptwalk_pte other = *pte, hint = { .kind = PTWALK_PROTNONE };

	leaf->or.kinds |= untold_kinds(&dump->dict, pte);
	other.flags |= untold_flags(&dump->dict, pte);
	leaf->or.flags = other.flags;
	leaf->or.counts = pte->kind == PTWALK_UNKNOWN ? any_class(run) :
						       rss_of(&dump->dict, &other, run->vma);
	/* an unknown entry can be a page behind a NUMA hint, which has what the VMA permits */
	if (pte->kind == PTWALK_UNKNOWN)
		leaf->or.access = access_of(&dump->dict, run->above, &hint, run->vma);
	/* only if all VMAs are of one moment can the VMA tell PROT_NONE from a NUMA hint */
	if (access_hinted(pte, run->vma) && dump_moment(dump->end) != DUMP_ONE_MOMENT)
		leaf->or.access = access_now(&dump->dict, run->above, pte);
}

/**
 * leaf_read() - decode the entries of a run
 * @leaf: filled in
 * @dump: dump
 * @run: run of the dump; must live as long as @leaf
 */
void leaf_read(struct leaf *leaf, const struct dump *dump, const struct ptwalk_run *run)
{
	struct ptwalk_pte pte;

	*leaf = (struct leaf){ .run = run, .is.kinds = 1U << run->kind };
	if (run->kind != PTWALK_NONE) {
		ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
		leaf->is.counts = rss_of(&dump->dict, &pte, run->vma);
		leaf->is.flags = pte.flags;
		if (pte.kind == run->kind)
			leaf->is.kinds |= 1U << kind_of(&dump->dict, run->vma, &pte);
		leaf->is.access = access_of(&dump->dict, run->above, &pte, run->vma);
	}
	leaf->or = leaf->is;
	if (run->kind != PTWALK_NONE && pte.kind == run->kind)
		set_alternative(leaf, dump, &pte);
}

static bool is_true(const struct check_name *name, const struct leaf *leaf,
		    const struct leaf_facts *facts)
{
	const struct ptwalk_vma *vma = leaf->run->vma;

	return (!name->permits || (vma && (vma->flags & name->permits) == name->permits)) &&
	       (!name->kinds || (name->kinds & facts->kinds)) &&
	       (!name->levels || (name->levels & (1U << leaf->run->level))) &&
	       (facts->counts & name->counts) == name->counts &&
	       (facts->access & name->allows) == name->allows &&
	       !(facts->access & name->forbids) &&
	       (facts->flags & name->flags) == name->flags;
}

/**
 * leaf_is() - is a name true for the entries of a run?
 * @leaf: the run, from leaf_read()
 * @name: name that is true or false for each entry: %CHECK_WX and %CHECK_FRAMES are not
 *
 * Return: enum leaf_answer.
 */
enum leaf_answer leaf_is(const struct leaf *leaf, const struct check_name *name)
{
	bool is = is_true(name, leaf, &leaf->is);

	/* a record that stands for VMAs, as in the dump of a memory image, has no permissions */
	if (name->permits && area_is_region(leaf->run->vma))
		return LEAF_EITHER;
	if (is != is_true(name, leaf, &leaf->or))
		return LEAF_EITHER;
	return is ? LEAF_YES : LEAF_NO;
}
