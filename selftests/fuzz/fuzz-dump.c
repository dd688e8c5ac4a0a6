// SPDX-License-Identifier: GPL-2.0-only
/*
 * The reader of dumps: opens one, indexes it, goes through its ranges and entries, and explains
 * and walks them.
 */
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "explain.h"
#include "facts.h"
#include "filter.h"
#include "kit.h"
#include "ranges.h"
#include "stat.h"
#include "walk.h"
#include "where.h"

#define MOST_RANGES	2000

static void explain(const struct dump *dump, const struct ptwalk_pte *pte,
		    const struct ptwalk_vma *vma)
{
	struct explain_field field[EXPLAIN_FIELDS];
	char buf[EXPLAIN_SENTENCE_SIZE], keys[EXPLAIN_KEYS_SIZE];

	FUZZ_CHECK(explain_fields(&dump->dict, pte, field) <= EXPLAIN_FIELDS);
	FUZZ_CHECK(strlen(explain_entry(&dump->dict, pte, vma, true, buf)) < sizeof(buf));
	explain_keys(explain_assumed(&dump->dict, pte), ", ", keys);
}

static void all_ranges(const struct dump *dump, unsigned int what)
{
	const struct filter filter = { 0 };
	unsigned int left = MOST_RANGES;
	struct ranges ranges;
	struct errmsg err;
	struct range range;

	if (ranges_begin(&ranges, dump, &filter, what, &err))
		return;
	while (left-- && ranges_next(&ranges, &range)) {
		ranges_present(dump, &range);
		explain(dump, &range.pte, range.vma);
	}
}

static void all_tables(const struct dump *dump)
{
	struct entry_at entry;
	unsigned int level;
	struct walk walk;
	size_t i;

	for (level = 1; level <= PTWALK_LEVEL_MAX; level++) {
		for (i = 0; i < dump->nr_tables[level]; i++) {
			const __u64 base = dump->table[level][i]->base;

			/* the top one of the kernel half begins at no canonical address */
			if (level < dump->header->levels)
				FUZZ_CHECK(dump_table(dump, level, base) ==
					   dump->table[level][i]);
			dump_entry(dump, level, base, &entry);
			walk_address(dump, base, &walk);
			walk_address(dump, base + ptwalk_span(level) * PTWALK_ENTRIES - 1, &walk);
			FUZZ_CHECK(walk.nr <= PTWALK_LEVEL_MAX);
		}
	}
}

/* Looks up what the dump says of each VMA besides tables: settings, mounts, smaps, pages. */
static void all_facts(const struct dump *dump)
{
	const struct facts *facts = &dump->facts;
	const struct ptwalk_mount *mount;
	const struct ptwalk_smaps *smaps;
	const struct ptwalk_page_run *run;
	const struct ptwalk_vma *vma;
	char value[FACTS_TEXT];
	size_t i;

	facts_knob(facts, FACTS_HUGE_ZERO, value);
	for (i = 0; i < dump->nr_vmas; i++) {
		vma = dump->vma[i];
		smaps = facts_smaps(facts, vma->start);
		FUZZ_CHECK(!smaps || (smaps->start <= vma->start && smaps->end > vma->start));
		run = facts_page(facts, vma->start);
		/* it can begin later */
		FUZZ_CHECK(!run || run->addr + run->nr * ptwalk_span(1) > vma->start);
		facts_page(facts, vma->end - 1);
		mount = facts_mount(facts, vma->dev_major, vma->dev_minor);
		if (mount && facts_mount_option(mount, "huge", value))
			FUZZ_CHECK(strlen(value) < sizeof(value));
	}
	for (i = 0; i < facts->nr_mounts; i++) {
		mount = facts_mount(facts, facts->mount[i]->dev_major, facts->mount[i]->dev_minor);
		FUZZ_CHECK(mount == facts->mount[i]);
		facts_mount_option(mount, "huge", value);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	void *copy = fuzz_copy(data, size);
	struct errmsg err = { "" };
	struct stat_sums sums;
	struct dump *dump;
	size_t i, offset = 0;

	dump_is_over(copy, size, &offset);
	if (dump_parse(&dump, copy, size, &err)) {
		FUZZ_CHECK(err.text[0]);
		free(copy);
		return 0;
	}
	all_ranges(dump, 0);
	all_ranges(dump, RANGES_NONE | RANGES_TABLES);
	all_ranges(dump, RANGES_ENTRIES | RANGES_TABLES | RANGES_NONE);
	all_tables(dump);
	all_facts(dump);
	for (i = 0; i < dump->nr_vmas; i++)
		FUZZ_CHECK(dump_vma(dump, dump->vma[i]->start) == dump->vma[i]);
	stat_sum(dump, &sums);
	explain_caveat(dump, 0, &err);
	dump_free(dump);
	free(copy);
	return 0;
}
