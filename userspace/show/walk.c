// SPDX-License-Identifier: GPL-2.0-only
/*
 * Follows one address through every level of page tables: see walk.h.
 */
#include "walk.h"

static void add_step(struct walk *walk, const struct dump *dump,
		     const struct entry_at *entry)
{
	const __u32 all = PTWALK_F_RW | PTWALK_F_US;
	struct walk_step *step = &walk->step[walk->nr++];
	__u32 level = 1U << entry->table->level;
	__u32 alone;

	ptwalk_decode(&dump->dict, entry->raw, entry->table->level, &step->pte);
	step->index = entry->index;
	step->slot = entry->table->phys + entry->index * sizeof(__u64);
	step->effective = ptwalk_effective(&dump->dict, entry->above,
					   &step->pte);
	step->unstable = entry->table->flags & PTWALK_TABLE_UNSTABLE;

	if (!(step->pte.flags & PTWALK_F_P))
		return;
	if (step->pte.reserved)
		walk->reserved |= level;
	alone = ptwalk_effective(&dump->dict, all, &step->pte);
	if (!(alone & PTWALK_F_RW))
		walk->no_write |= level;
	if (!(alone & PTWALK_F_US))
		walk->no_user |= level;
	if (alone & PTWALK_F_NX)
		walk->no_exec |= level;
}

static int walk_steps(const struct dump *dump, struct walk *walk)
{
	unsigned int level;

	for (level = dump->header->levels; level; level--) {
		const struct ptwalk_pte *pte = &walk->step[walk->nr].pte;
		struct entry_at entry;

		if (dump_entry(dump, level, walk->addr, &entry)) {
			if (walk->nr)
				walk->step[walk->nr - 1].pte.kind = PTWALK_UNREAD;
			return walk->vma ? WALK_NO_TABLE : WALK_NO_AREA;
		}
		add_step(walk, dump, &entry);
		if (pte->kind == PTWALK_TABLE)
			continue;
		if (pte->kind != PTWALK_PAGE)
			break;
		walk->phys = pte->phys |
			     (walk->addr & (ptwalk_span(level) - 1));
		return WALK_PAGE;
	}
	return WALK_NOT_PRESENT;
}

/**
 * walk_address() - follow one address through the tables of a dump
 * @dump: dump
 * @addr: canonical address in the dump's half; check it with level_check_address()
 * @walk: filled in; points to records of @dump
 */
void walk_address(const struct dump *dump, __u64 addr, struct walk *walk)
{
	const struct ptwalk_header *header = dump->header;
	__u64 distance = addr - header->start;

	*walk = (struct walk){ .addr = addr, .vma = dump_vma(dump, addr) };
	walk->end = walk_steps(dump, walk);

	/* the dump has neither VMAs nor lower tables there, so walk_steps() cannot know */
	if (distance >= header->end - header->start)
		walk->end = WALK_NOT_COVERED;
	else if (distance >= dump->end->reached - header->start)
		walk->end = WALK_INCOMPLETE;
}
