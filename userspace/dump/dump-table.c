// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check and index the table records of a dump, for dump_parse().  The base of each
 * table is aligned for its level and within the half dumped, the record follows its
 * parent table, and records ascend by address.
 */
#include <errno.h>

#include "array.h"
#include "dump-private.h"

static const struct ptwalk_table *last_table(const struct dump *dump,
					     unsigned int level)
{
	size_t nr = dump->nr_tables[level];

	return nr ? dump->table[level][nr - 1] : NULL;
}

/* Besides its place, check that all entries of the top-level table are in its half. */
static int check_top(struct parser *p, const struct ptwalk_table *table)
{
	const struct ptwalk_header *header = p->dump->header;
	bool user = header->half == PTWALK_HALF_USER;
	__u64 base = user ? 0 : -(ptwalk_span(table->level) * PTWALK_ENTRIES);

	if (p->dump->nr_tables[table->level])
		return bad(p, "a second top-level table");
	if (table->base != base)
		return bad(p, "the top-level table begins at 0x%llx, expected 0x%llx",
			   table->base, base);
	if (table->parent)
		return bad(p, "the top-level table has a parent entry 0x%llx",
			   table->parent);
	if (table->count &&
	    (user ? table->first + table->count > PTWALK_ENTRIES / 2 :
		    table->first < PTWALK_ENTRIES / 2))
		return bad(p, "the top-level table holds entries of the other half");
	return 0;
}

static int check_lower(struct parser *p, const struct ptwalk_table *table)
{
	const struct dump *dump = p->dump;
	unsigned int level = table->level;
	const struct ptwalk_table *above = last_table(dump, level + 1);
	const struct ptwalk_table *before = last_table(dump, level);
	__u64 span = ptwalk_span(level) * PTWALK_ENTRIES;

	if (table->base & (span - 1))
		return bad(p, "%s at 0x%llx is not aligned to the 0x%llx bytes it translates",
			   ptwalk_level_name(level), table->base, span);
	if (!parser_in_half(dump->header, table->base, table->base + span))
		return bad(p, "%s at 0x%llx is outside of the half dumped",
			   ptwalk_level_name(level), table->base);
	if (!above ||
	    table->base - above->base >= ptwalk_span(level + 1) * PTWALK_ENTRIES)
		return bad(p, "%s at 0x%llx does not follow the %s that leads to it",
			   ptwalk_level_name(level), table->base,
			   ptwalk_level_name(level + 1));
	if (before && table->base <= before->base)
		return bad(p, "%s at 0x%llx does not come after the one at 0x%llx",
			   ptwalk_level_name(level), table->base, before->base);
	if (table->base < p->last->base)
		return bad(p, "%s at 0x%llx comes after %s at 0x%llx",
			   ptwalk_level_name(level), table->base,
			   ptwalk_level_name(p->last->level), p->last->base);
	if (dump->nr_vmas &&
	    table->base + (span - 1) < dump->vma[dump->nr_vmas - 1]->start)
		return bad(p, "%s at 0x%llx comes after area 0x%llx, but ends below it",
			   ptwalk_level_name(level), table->base,
			   dump->vma[dump->nr_vmas - 1]->start);
	if (!ptwalk_leads_to_table(table->parent, level + 1))
		return bad(p, "%s at 0x%llx: its parent entry 0x%llx leads to no table",
			   ptwalk_level_name(level), table->base,
			   table->parent);
	return 0;
}

/**
 * parser_table() - check a table record and index it
 * @p: parser
 * @table: the record; the caller has checked its length and nothing else
 *
 * Return: 0; -EBADMSG with @p->err filled in; -ENOMEM with @p->err left as it is.
 */
int parser_table(struct parser *p, const struct ptwalk_table *table)
{
	struct dump *dump = p->dump;
	size_t room = (table->rec.length - sizeof(*table)) / sizeof(__u64);
	unsigned int level = table->level;
	int rc;

	if (!level || level > dump->header->levels)
		return bad(p, "a table of level %u, expected 1 to %u", level,
			   dump->header->levels);
	if (table->first + table->count > PTWALK_ENTRIES)
		return bad(p, "entries %u to %u of a table with %u", table->first,
			   table->first + table->count - 1, PTWALK_ENTRIES);
	if (table->count != room)
		return bad(p, "%u entries announced, %zu present", table->count,
			   room);
	rc = level == dump->header->levels ? check_top(p, table) :
					     check_lower(p, table);
	if (rc)
		return rc;
	p->entries += table->count;
	p->unstable += !!(table->flags & PTWALK_TABLE_UNSTABLE);
	if (array_add(dump->table[level], dump->nr_tables[level], table))
		return -ENOMEM;
	p->last = table;
	return 0;
}
