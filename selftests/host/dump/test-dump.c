// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parsing of dumps (dump.h), and the look-up of VMAs, tables and entries by address.
 * Broken dumps are in test-dump-hostile.c.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "forge.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define HUGE1	0x40000000ULL

FIXTURE(dump)
{
	struct forge	*f;
	struct dump	*dump;
	struct errmsg	err;
	void		*data;
};

FIXTURE_SETUP(dump)
{
	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(dump)
{
	dump_free(self->dump);
	free(self->data);
	forge_free(self->f);
}

#define ASSERT_PARSED()							\
	do {								\
		size_t size_;						\
									\
		self->data = forge_write(self->f, &size_);		\
		ASSERT_EQ(0, dump_parse(&self->dump, self->data, size_,	\
					&self->err))			\
			TH_LOG("%s", self->err.text);			\
	} while (0)

TEST_F(dump, header_and_end)
{
	forge_header(self->f)->pgd = PTWALK_PGD_USER;
	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "[heap]");
	forge_map(self->f, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	forge_table(self->f, 1, HEAP)->flags = PTWALK_TABLE_UNSTABLE;
	ASSERT_PARSED();
	EXPECT_EQ(1234, self->dump->header->tgid);
	EXPECT_EQ(PTWALK_PGD_USER, self->dump->header->pgd);
	EXPECT_STREQ("6.1.0-56-amd64",
		     (const char *)self->dump->header->release);
	EXPECT_EQ(PTWALK_END_COMPLETE | PTWALK_END_ONE_MOMENT,
		  self->dump->end->flags);
	EXPECT_EQ(4, self->dump->end->tables);
	EXPECT_EQ(6, self->dump->end->entries);
	EXPECT_EQ(1, self->dump->end->unstable);
	EXPECT_EQ(1, self->dump->nr_vmas);
	EXPECT_EQ(0, self->dump->nr_tables[5]);
	EXPECT_EQ(1, self->dump->nr_tables[4]);
	EXPECT_EQ(1, self->dump->nr_tables[1]);
}

TEST_F(dump, dictionary)
{
	forge_dict_drop(self->f, PTWALK_DICT_PAT);
	ASSERT_PARSED();
	EXPECT_EQ(26, self->dump->dict.value[PTWALK_DICT_MAX_SWAPFILES]);
	EXPECT_EQ(1ULL << 58, self->dump->dict.value[PTWALK_DICT_DEVMAP]);
	EXPECT_EQ(0, self->dump->dict.known & (1ULL << PTWALK_DICT_PAT));
	EXPECT_EQ(((1ULL << PTWALK_DICT_NR) - 1) & ~(1ULL << PTWALK_DICT_PAT),
		  self->dump->dict.known);
}

/* A dictionary of a newer kernel module: unknown keys are skipped. */
TEST_F(dump, key_from_the_future)
{
	size_t size, dict_end;
	char *data, *longer;
	struct ptwalk_dict_entry entry = { .key = PTWALK_DICT_NR + 5,
					   .value = ~0ULL };

	data = forge_write(self->f, &size);
	dict_end = ((struct ptwalk_record *)data)->length -
		   sizeof(struct ptwalk_header_tail);
	longer = malloc(size + sizeof(entry));
	memcpy(longer, data, dict_end);
	memcpy(longer + dict_end, &entry, sizeof(entry));
	memcpy(longer + dict_end + sizeof(entry), data + dict_end,
	       size - dict_end);
	free(data);
	((struct ptwalk_header *)longer)->rec.length += sizeof(entry);
	((struct ptwalk_header *)longer)->dict_count++;
	self->data = longer;
	ASSERT_EQ(0, dump_parse(&self->dump, longer, size + sizeof(entry),
				&self->err))
		TH_LOG("%s", self->err.text);
	EXPECT_EQ((1ULL << PTWALK_DICT_NR) - 1, self->dump->dict.known);
}

TEST_F(dump, mm_flags)
{
	forge_mm_flags(self->f, MM_NO_THP | MM_ADVISED_THP | 0xcd);
	ASSERT_PARSED();
	EXPECT_EQ(0, dump_mm_flag(self->dump, PTWALK_DICT_MM_HUGEPAGE));
	EXPECT_EQ(1, dump_mm_flag(self->dump, PTWALK_DICT_MM_NO_THP));
	/* 6.1 has no such flag, whatever the bit means there */
	EXPECT_EQ(0, dump_mm_flag(self->dump, PTWALK_DICT_MM_ADVISED_THP));
}

TEST_F(dump, mm_flags_without_a_key)
{
	forge_dict_drop(self->f, PTWALK_DICT_MM_HUGEPAGE);
	ASSERT_PARSED();
	EXPECT_EQ(-ENODATA, dump_mm_flag(self->dump, PTWALK_DICT_MM_HUGEPAGE));
	EXPECT_EQ(0, dump_mm_flag(self->dump, PTWALK_DICT_MM_NO_THP));
}

/* A dump of an older module, whose header ends with the dictionary, without mm flags */
TEST_F(dump, no_mm_flags)
{
	forge_mm_flags_drop(self->f);
	ASSERT_PARSED();
	EXPECT_EQ(0, self->dump->tail_size);
	EXPECT_EQ(-ENODATA, dump_mm_flag(self->dump, PTWALK_DICT_MM_HUGEPAGE));
}

TEST_F(dump, source)
{
	ASSERT_PARSED();
	EXPECT_FALSE(dump_of_image(self->dump));
	dump_free(self->dump);
	free(self->data);
	forge_source(self->f, PTWALK_SOURCE_IMAGE);
	ASSERT_PARSED();
	EXPECT_TRUE(dump_of_image(self->dump));
}

/* Writes a dump whose header ends @less bytes before it should; returns the size. */
static size_t write_shorter(struct forge *f, size_t less, void **data)
{
	struct ptwalk_record *rec;
	size_t size;

	*data = forge_write(f, &size);
	rec = *data;
	rec->length -= less;
	memmove((char *)rec + rec->length, (char *)rec + rec->length + less,
		size - rec->length - less);
	return size - less;
}

/* A dump of an older module, whose header ends with the mm flags */
TEST_F(dump, no_source)
{
	const size_t less = sizeof(struct ptwalk_header_tail) -
			    offsetof(struct ptwalk_header_tail, source);
	size_t size;

	forge_mm_flags(self->f, MM_HUGEPAGE);
	forge_source(self->f, PTWALK_SOURCE_IMAGE);
	size = write_shorter(self->f, less, &self->data);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, size, &self->err))
		TH_LOG("%s", self->err.text);
	EXPECT_EQ(sizeof(__u64), self->dump->tail_size);
	EXPECT_EQ(1, dump_mm_flag(self->dump, PTWALK_DICT_MM_HUGEPAGE));
	EXPECT_FALSE(dump_of_image(self->dump));
}

/* A key that is not known can not be assumed either. */
TEST_F(dump, assumed)
{
	ASSERT_PARSED();
	EXPECT_EQ(0, self->dump->dict.assumed);
	dump_free(self->dump);
	free(self->data);
	forge_dict_drop(self->f, PTWALK_DICT_PAT);
	forge_assumed(self->f, 1ULL << 63 | 1ULL << PTWALK_DICT_PAT |
			       1ULL << PTWALK_DICT_DEVMAP);
	ASSERT_PARSED();
	EXPECT_EQ(1ULL << PTWALK_DICT_DEVMAP, self->dump->dict.assumed);
}

/* A dump of an older version, whose header ends with the source */
TEST_F(dump, no_assumed)
{
	const size_t less = sizeof(struct ptwalk_header_tail) -
			    offsetof(struct ptwalk_header_tail, assumed);
	size_t size;

	forge_source(self->f, PTWALK_SOURCE_IMAGE);
	forge_assumed(self->f, ~0ULL);
	size = write_shorter(self->f, less, &self->data);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, size, &self->err))
		TH_LOG("%s", self->err.text);
	EXPECT_TRUE(dump_of_image(self->dump));
	EXPECT_EQ(0, self->dump->dict.assumed);
}

TEST(moment)
{
	struct ptwalk_end end = { .flags = PTWALK_END_COMPLETE, .holds = 2 };

	EXPECT_EQ(DUMP_MAYBE_ONE_MOMENT, dump_moment(&end));
	EXPECT_STREQ("perhaps not one moment", dump_moment_text(&end));
	end.flags |= PTWALK_END_ONE_MOMENT;
	EXPECT_EQ(DUMP_ONE_MOMENT, dump_moment(&end));
	EXPECT_STREQ("one moment", dump_moment_text(&end));
	/* no module sets both; if one did, "not one moment" wins */
	end.flags |= PTWALK_END_VMAS_CHANGED;
	EXPECT_EQ(DUMP_NOT_ONE_MOMENT, dump_moment(&end));
	EXPECT_STREQ("not one moment", dump_moment_text(&end));
}

/* "Consistent" takes both: the process was stopped, and no change was noticed. */
TEST_F(dump, stopped_and_unchanged)
{
	struct ptwalk_end *end;

	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "[heap]");
	forge_map(self->f, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	ASSERT_PARSED();
	EXPECT_FALSE(dump_consistent(self->dump));
	EXPECT_STREQ(dump_moment_text(self->dump->end), dump_exact_text(self->dump));
	ASSERT_EQ(0, facts_add_knob(&self->dump->facts, FACTS_STOPPED, "cgroup", &self->err));
	EXPECT_TRUE(dump_consistent(self->dump));
	EXPECT_STREQ("consistent: stopped", dump_exact_text(self->dump));
	/* @end points into the bytes of the dump, which are the test's own */
	end = (struct ptwalk_end *)self->dump->end;
	end->flags |= PTWALK_END_TABLES_CHANGED;
	EXPECT_FALSE(dump_consistent(self->dump));
	end->flags = PTWALK_END_COMPLETE | PTWALK_END_VMAS_CHANGED;
	EXPECT_FALSE(dump_consistent(self->dump));
	end->flags = PTWALK_END_COMPLETE;
	EXPECT_TRUE(dump_consistent(self->dump));
	end->unstable = 1;
	EXPECT_FALSE(dump_consistent(self->dump));
	EXPECT_STREQ(dump_moment_text(end), dump_exact_text(self->dump));
	/* what was not read is worse than that it may have changed */
	end->unstable = 0;
	end->flags |= PTWALK_END_BEST_EFFORT;
	EXPECT_STREQ("best effort: no lock held", dump_exact_text(self->dump));
	end->flags |= PTWALK_END_LEFT_OUT;
	EXPECT_STREQ("tables left out: locked", dump_exact_text(self->dump));
}

TEST_F(dump, tables_by_address)
{
	struct ptwalk_table *pt;

	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 4 * M2, F1 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + G1, F1 | E_WRITTEN);
	pt = forge_table(self->f, 1, HEAP + 4 * M2);
	ASSERT_PARSED();
	EXPECT_EQ(NULL, dump_table(self->dump, 1, HEAP - 1));
	EXPECT_EQ(HEAP, dump_table(self->dump, 1, HEAP)->base);
	EXPECT_EQ(HEAP, dump_table(self->dump, 1, HEAP + M2 - 1)->base);
	EXPECT_EQ(NULL, dump_table(self->dump, 1, HEAP + M2));
	EXPECT_EQ(NULL, dump_table(self->dump, 1, HEAP + 4 * M2 - 1));
	EXPECT_EQ(pt->phys, dump_table(self->dump, 1, HEAP + 4 * M2)->phys);
	EXPECT_EQ(HEAP + G1, dump_table(self->dump, 1, HEAP + G1 + 5)->base);
	EXPECT_EQ(NULL, dump_table(self->dump, 1, 0));
	EXPECT_EQ(NULL, dump_table(self->dump, 5, HEAP));
	/* the top level covers its half and nothing else */
	EXPECT_EQ(0, dump_table(self->dump, 4, 0)->base);
	EXPECT_NE(NULL, dump_table(self->dump, 4, (1ULL << 47) - 1));
	EXPECT_EQ(NULL, dump_table(self->dump, 4, 1ULL << 47));
	EXPECT_EQ(NULL, dump_table(self->dump, 4, ~0ULL));
}

TEST_F(dump, tables_of_the_kernel_half)
{
	forge_free(self->f);
	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_KERNEL);
	forge_entry(self->f, 1, -K4, F1 | E_WRITTEN);
	ASSERT_PARSED();
	EXPECT_EQ(-M2, dump_table(self->dump, 1, ~0ULL)->base);
	EXPECT_EQ(NULL, dump_table(self->dump, 1, -M2 - 1));
	EXPECT_NE(NULL, dump_table(self->dump, 4, -(1ULL << 47)));
	EXPECT_EQ(NULL, dump_table(self->dump, 4, -(1ULL << 47) - 1));
	EXPECT_EQ(NULL, dump_table(self->dump, 4, 0));
}

TEST_F(dump, areas_by_address)
{
	forge_vma(self->f, HEAP, HEAP + 2 * K4, VMA_ANON, "a");
	forge_vma(self->f, HEAP + 2 * K4, HEAP + 3 * K4, VMA_ANON, "b");
	forge_vma(self->f, HEAP + 9 * K4, HEAP + 10 * K4, VMA_ANON, "c");
	ASSERT_PARSED();
	EXPECT_EQ(NULL, dump_vma(self->dump, HEAP - 1));
	EXPECT_EQ('a', dump_vma(self->dump, HEAP)->name[0]);
	EXPECT_EQ('a', dump_vma(self->dump, HEAP + 2 * K4 - 1)->name[0]);
	EXPECT_EQ('b', dump_vma(self->dump, HEAP + 2 * K4)->name[0]);
	EXPECT_EQ(NULL, dump_vma(self->dump, HEAP + 3 * K4));
	EXPECT_EQ('c', dump_vma(self->dump, HEAP + 10 * K4 - 1)->name[0]);
	EXPECT_EQ(NULL, dump_vma(self->dump, HEAP + 10 * K4));
	EXPECT_EQ(NULL, dump_vma(self->dump, ~0ULL));
	EXPECT_EQ(HEAP + 10 * K4,
		  dump_vma_end(self->dump, self->dump->vma[2]));
}

/* Overlapping VMAs, as the address space changed during the dump: the later start wins. */
TEST_F(dump, overlapping_areas)
{
	forge_vma(self->f, HEAP, HEAP + 5 * K4, VMA_ANON, "a");
	forge_vma(self->f, HEAP + 2 * K4, HEAP + 3 * K4, VMA_ANON, "b");
	ASSERT_PARSED();
	EXPECT_EQ('a', dump_vma(self->dump, HEAP + K4)->name[0]);
	EXPECT_EQ('b', dump_vma(self->dump, HEAP + 2 * K4)->name[0]);
	EXPECT_EQ(HEAP + 2 * K4,
		  dump_vma_end(self->dump, self->dump->vma[0]));
	EXPECT_EQ(HEAP + 3 * K4,
		  dump_vma_end(self->dump, self->dump->vma[1]));
}

TEST_F(dump, entries)
{
	struct entry_at e;

	forge_entry(self->f, 1, HEAP + 5 * K4, F1 | E_WRITTEN);
	forge_entry(self->f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	ASSERT_PARSED();
	ASSERT_EQ(0, dump_entry(self->dump, 1, HEAP + 5 * K4 + 7, &e));
	EXPECT_EQ(F1 | E_WRITTEN, e.raw);
	EXPECT_EQ(HEAP + 5 * K4, e.addr);
	EXPECT_EQ(5, e.index);
	EXPECT_EQ(HEAP, e.table->base);
	EXPECT_EQ(PTWALK_F_RW | PTWALK_F_US, e.above);
	/* entries that the record leaves out are empty */
	ASSERT_EQ(0, dump_entry(self->dump, 1, HEAP, &e));
	EXPECT_EQ(0, e.raw);
	ASSERT_EQ(0, dump_entry(self->dump, 1, HEAP + M2 - 1, &e));
	EXPECT_EQ(0, e.raw);
	EXPECT_EQ(511, e.index);
	/* no table of level 1 there, but one of level 2 */
	EXPECT_EQ(-ENOENT, dump_entry(self->dump, 1, HEAP + M2, &e));
	ASSERT_EQ(0, dump_entry(self->dump, 2, HEAP + M2 + 9, &e));
	EXPECT_EQ(HUGE1 | E_WRITTEN | E_PS, e.raw);
	EXPECT_EQ(HEAP + M2, e.addr);
}

TEST_F(dump, permissions_from_above)
{
	struct entry_at e;

	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(self->f, 2, HEAP,
		    forge_table(self->f, 1, HEAP)->phys | (E_TABLE & ~E_RW));
	forge_entry(self->f, 4, HEAP,
		    forge_table(self->f, 3, HEAP)->phys | E_TABLE | E_NX);
	ASSERT_PARSED();
	ASSERT_EQ(0, dump_entry(self->dump, 4, HEAP, &e));
	EXPECT_EQ(PTWALK_F_RW | PTWALK_F_US, e.above);
	ASSERT_EQ(0, dump_entry(self->dump, 3, HEAP, &e));
	EXPECT_EQ(PTWALK_F_RW | PTWALK_F_US | PTWALK_F_NX, e.above);
	ASSERT_EQ(0, dump_entry(self->dump, 1, HEAP, &e));
	EXPECT_EQ(PTWALK_F_US | PTWALK_F_NX, e.above);
}

/* The parent entry in a table's record counts, not the older copy in the parent's record. */
TEST_F(dump, entry_above_a_table)
{
	struct entry_at e;

	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(self->f, 2, HEAP, 0x55000000 | E_TABLE);
	forge_table(self->f, 1, HEAP)->parent = 0x66000000 | E_TABLE;
	ASSERT_PARSED();
	ASSERT_EQ(0, dump_entry(self->dump, 2, HEAP, &e));
	EXPECT_EQ(0x66000000 | E_TABLE, e.raw);
}

/* A reader skips records of unknown types, wherever they are. */
TEST_F(dump, unknown_records)
{
	struct ptwalk_record strange = { .type = 77, .length = 24 };
	size_t size, offset, out = 0, records = 0;
	struct ptwalk_run run;
	struct runs runs;
	char *data, *mixed;

	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_map(self->f, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	data = forge_write(self->f, &size);
	mixed = calloc(2, size);
	self->data = mixed;
	for (offset = 0; offset < size;) {
		const struct ptwalk_record *rec = (void *)(data + offset);

		if (offset) {
			memcpy(mixed + out, &strange, sizeof(strange));
			memset(mixed + out + sizeof(strange), 0xff, 16);
			out += strange.length;
		}
		memcpy(mixed + out, rec, rec->length);
		out += rec->length;
		offset += rec->length;
		records++;
	}
	free(data);
	EXPECT_EQ(7, records);
	ASSERT_EQ(0, dump_parse(&self->dump, mixed, out, &self->err))
		TH_LOG("%s", self->err.text);
	runs_begin(&runs, self->dump);
	ASSERT_TRUE(runs_next(&runs, &run));
	EXPECT_EQ(HEAP, run.start);
	EXPECT_EQ(HEAP + 3 * K4, run.end);
}

/* More tables than the first allocation of any array has room for */
TEST_F(dump, many_tables)
{
	struct entry_at e;
	unsigned int i;

	for (i = 0; i < 1000; i++)
		forge_entry(self->f, 1, HEAP + i * G1 / 4, i * K4 | E_WRITTEN);
	ASSERT_PARSED();
	EXPECT_EQ(1000, self->dump->nr_tables[1]);
	EXPECT_EQ(251, self->dump->nr_tables[2]);
	for (i = 0; i < 1000; i++) {
		ASSERT_EQ(0, dump_entry(self->dump, 1, HEAP + i * G1 / 4, &e));
		ASSERT_EQ(i * K4 | E_WRITTEN, e.raw);
	}
}

TEST_HARNESS_MAIN
