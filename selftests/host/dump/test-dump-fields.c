// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dump files with one impossible field, or with records in a wrong order: each is refused
 * with the right error and a message that names the offset and the reason.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "kselftest_harness.h"
#include "small-dump.h"

FIXTURE(fields)
{
	char		*data;
	size_t		size;
	struct errmsg	err;
};

FIXTURE_SETUP(fields)
{
	self->data = small_dump(&self->size);
}

FIXTURE_TEARDOWN(fields)
{
	free(self->data);
}

/* The offset of the record number @nr, counted from 0, of a type */
static size_t offset_of(const char *data, __u32 type, unsigned int nr)
{
	size_t offset = 0;

	for (;;) {
		const struct ptwalk_record *rec = (const void *)(data + offset);

		if (rec->type == type && !nr--)
			return offset;
		if (rec->type == PTWALK_REC_END)
			abort();
		offset += rec->length;
	}
}

/* A field of a record; @more: offset in the record of the struct that has the field */
#define FIELD(rec_type, rec_nr, more, record, member)			\
	.type = (rec_type), .nr = (rec_nr),				\
	.field = (more) + offsetof(struct record, member),		\
	.width = sizeof_field(struct record, member)
#define sizeof_field(type, member)	sizeof(((type *)0)->member)
#define HEADER(m)	FIELD(PTWALK_REC_HEADER, 0, 0, ptwalk_header, m)
#define DICT(i, m)	FIELD(PTWALK_REC_HEADER, 0,			\
			      sizeof(struct ptwalk_header) +		\
			      (i) * sizeof(struct ptwalk_dict_entry),	\
			      ptwalk_dict_entry, m)
#define VMA(i, m)	FIELD(PTWALK_REC_VMA, i, 0, ptwalk_vma, m)
#define TABLE(i, m)	FIELD(PTWALK_REC_TABLE, i, 0, ptwalk_table, m)
#define END(m)		FIELD(PTWALK_REC_END, 0, 0, ptwalk_end, m)
#define KNOB(i, m)	FIELD(PTWALK_REC_KNOB, i, 0, ptwalk_knob, m)
#define SMAPS(i, m)	FIELD(PTWALK_REC_SMAPS, i, 0, ptwalk_smaps, m)
#define PAGES(i, m)	FIELD(PTWALK_REC_PAGES, i, 0, ptwalk_pages, m)
#define MOUNT(i, m)	FIELD(PTWALK_REC_MOUNT, i, 0, ptwalk_mount, m)
#define NODES(m)	FIELD(PTWALK_REC_NODES, 0, 0, ptwalk_nodes, m)
#define RANGE(i, m)	FIELD(PTWALK_REC_NODES, 0,			\
			      sizeof(struct ptwalk_nodes) +		\
			      (i) * sizeof(struct ptwalk_node_range),	\
			      ptwalk_node_range, m)
#define RUN(i, m)	FIELD(PTWALK_REC_PAGES, i, sizeof(struct ptwalk_pages), \
			      ptwalk_page_run, m)

/*
 * One field of one record, the value that is written into it, and the expected error.
 * The tables are in this order: PML4, PDPT, PD, PT of HEAP, PD and PT of HEAP + 1G.
 */
static const struct {
	__u32		type;
	unsigned int	nr;
	size_t		field;
	size_t		width;
	__u64		value;
	int		rc;
	const char	*text;
} cases[] = {
	{ HEADER(rec.length), 0, -EBADMSG,
	  "a record of type 1264014416 can not have 0 bytes" },
	{ HEADER(rec.length), 168, -EBADMSG, "41 dictionary entries do not fit" },
	{ HEADER(rec.length), 172, -EBADMSG, "can not have 172 bytes" },
	{ HEADER(rec.length), 0xfffffff8, -ENODATA, "truncated: " },
	{ HEADER(format), 2, -EPROTONOSUPPORT,
	  "the dump is of format 2, this ptwalk understands up to 1" },
	{ HEADER(format), 0, -EBADMSG, "format 0 does not exist" },
	{ HEADER(levels), 3, -EBADMSG, "3 levels of page tables" },
	{ HEADER(levels), 5, -EBADMSG, "5 levels contradict the CPU features" },
	{ HEADER(half), 2, -EBADMSG, "unknown half 2" },
	{ HEADER(half), PTWALK_HALF_KERNEL, -EBADMSG, "outside of its half" },
	{ HEADER(pgd), 2, -EBADMSG, "unknown kind 2 of top-level table" },
	{ HEADER(start), 0x1001, -EBADMSG, "range 0x1001-0x800000000000" },
	{ HEADER(start), 1ULL << 47, -EBADMSG, "is empty" },
	{ HEADER(end), (1ULL << 47) + K4, -EBADMSG, "outside of its half" },
	{ HEADER(end), 0, -EBADMSG, "range 0x0-0x10000000000000000 is empty" },
	/* the tail of the header has room for one entry, but not for two */
	{ HEADER(dict_count), 43, -EBADMSG,
	  "43 dictionary entries do not fit" },
	{ HEADER(dict_count), 0xffffffff, -EBADMSG,
	  "4294967295 dictionary entries do not fit" },
	{ DICT(3, key), 2, -EBADMSG, "dictionary key 2 does not come after 2" },
	{ DICT(3, key), 1, -EBADMSG, "dictionary key 1 does not come after 2" },
	{ DICT(PTWALK_DICT_SWAP_TYPE_SHIFT, value), 64, -EBADMSG,
	  "dictionary: swap-type-shift can not be 64" },
	{ VMA(0, rec.type), PTWALK_REC_HEADER, -EBADMSG,
	  "a record of type 1264014416 can not have 80 bytes" },
	{ VMA(0, rec.length), 8, -EBADMSG,
	  "a record of type 1 can not have 8 bytes" },
	{ VMA(0, name_length), 9, -EBADMSG, "a name of 9 bytes does not fit" },
	{ VMA(0, name_length), 0xffffffff, -EBADMSG, "a name of 4294967295" },
	{ VMA(0, start), HEAP + 1, -EBADMSG, "unaligned" },
	{ VMA(0, start), HEAP + 8 * K4, -EBADMSG, "is empty" },
	{ VMA(0, end), 1ULL << 48, -EBADMSG, "outside of the half" },
	{ VMA(0, end), 0, -EBADMSG, "is empty" },
	{ VMA(1, start), HEAP, -EBADMSG,
	  "area 0x555555600000 does not come after area 0x555555600000" },
	{ VMA(2, start), HEAP + K4, -EBADMSG,
	  "area 0x555555601000 does not come after area 0x555555800000" },
	{ TABLE(0, level), 0, -EBADMSG, "a table of level 0, expected 1 to 4" },
	{ TABLE(0, level), 5, -EBADMSG, "a table of level 5, expected 1 to 4" },
	{ TABLE(0, level), 1, -EBADMSG, "PT at 0x0 does not follow the PD" },
	{ TABLE(0, base), M2, -EBADMSG,
	  "the top-level table begins at 0x200000, expected 0x0" },
	{ TABLE(0, parent), 1, -EBADMSG,
	  "the top-level table has a parent entry 0x1" },
	{ TABLE(0, first), 256, -EBADMSG, "entries of the other half" },
	{ TABLE(0, first), 511 + 1, -EBADMSG,
	  "entries 512 to 512 of a table with 512" },
	{ TABLE(0, first), 0xffff, -EBADMSG, "entries 65535 to 65535" },
	{ TABLE(0, count), 0, -EBADMSG, "0 entries announced, 1 present" },
	{ TABLE(0, count), 2, -EBADMSG, "2 entries announced, 1 present" },
	{ TABLE(0, rec.length), 40, -EBADMSG, "1 entries announced, 0 present" },
	{ TABLE(1, level), 4, -EBADMSG, "a second top-level table" },
	{ TABLE(1, base), 1ULL << 47, -EBADMSG, "outside of the half" },
	{ TABLE(2, base), HEAP, -EBADMSG,
	  "PD at 0x555555600000 is not aligned to the 0x40000000 bytes" },
	{ TABLE(2, base), 0, -EBADMSG, "PD at 0x0 does not follow the PDPT" },
	{ TABLE(3, base), HEAP - M2, -EBADMSG,
	  "PT at 0x555555400000 comes after area 0x555555600000, but ends below it" },
	{ TABLE(3, parent), 0, -EBADMSG,
	  "its parent entry 0x0 leads to no table" },
	{ TABLE(3, parent), HUGE1 | E_PS | E_P, -EBADMSG,
	  "its parent entry 0x40000081 leads to no table" },
	{ TABLE(4, base), HEAP & ~(G1 - 1), -EBADMSG,
	  "PD at 0x555540000000 does not come after the one at 0x555540000000" },
	{ TABLE(5, base), HEAP, -EBADMSG, "does not follow the PD" },
	{ END(tables), 5, -EBADMSG, "5 tables and 3 areas announced, 6 and 3" },
	{ END(vmas), ~0ULL, -EBADMSG, "areas announced" },
	{ END(entries), 0, -EBADMSG, "0 entries and 0 unstable" },
	{ END(unstable), 1, -EBADMSG, "1 unstable tables announced" },
	{ END(reached), (1ULL << 47) + K4, -EBADMSG,
	  "the walk reached 0x800000001000, which is not in" },
	{ END(reached), 1, -EBADMSG, "the walk reached 0x1, which is not in" },
	{ END(reached), HEAP, -EBADMSG,
	  "its end says complete, but the walk reached 0x555555600000" },
	{ END(rec.length), 88, -EBADMSG,
	  "a record of type 3 can not have 88 bytes" },
	{ END(rec.type), 9, -ENODATA, "without an end record" },
	{ KNOB(0, rec.length), 8, -EBADMSG,
	  "a record of type 4 can not have 8 bytes" },
	{ KNOB(0, name_length), 0, -EBADMSG, "a setting with a name of 0 bytes" },
	{ KNOB(0, name_length), 1000, -EBADMSG, "a setting does not fit into" },
	{ KNOB(0, value_length), ~0U, -EBADMSG, "a setting does not fit into" },
	{ KNOB(0, rec.type), 9, 0, "" },
	{ MOUNT(0, rec.length), 24, -EBADMSG,
	  "a record of type 7 can not have 24 bytes" },
	{ MOUNT(0, type_length), 0, -EBADMSG, "with a type of 0 bytes" },
	{ MOUNT(0, type_length), 200, -EBADMSG, "does not fit into 64 bytes" },
	{ MOUNT(0, point_length), 0xffffffff, -EBADMSG, "does not fit into 64 bytes" },
	{ MOUNT(0, options_length), 33, -EBADMSG, "does not fit into 64 bytes" },
	{ NODES(rec.length), 8, -EBADMSG, "NUMA nodes: no whole ranges" },
	{ NODES(rec.length), 40, -EBADMSG, "NUMA nodes: no whole ranges" },
	{ NODES(rec.length), 0, -EBADMSG, "can not have 0 bytes" },
	{ MOUNT(0, rec.type), PTWALK_REC_NODES, -EBADMSG, "NUMA nodes: no whole ranges" },
	{ RANGE(0, nr), 0, -EBADMSG, "is empty, or too long" },
	{ RANGE(1, nr), ~0ULL, -EBADMSG, "is empty, or too long" },
	{ RANGE(0, nr), G1 / K4 + 1, -EBADMSG, "do not ascend, or overlap" },
	{ RANGE(1, frame), 0, -EBADMSG, "do not ascend, or overlap" },
	{ RANGE(1, node), PTWALK_NODES_MAX, -EBADMSG, "no node of that number" },
	{ MOUNT(1, dev_major), 0, -EBADMSG, "device 0:1 does not come after" },
	{ SMAPS(0, rec.length), 56, -EBADMSG,
	  "a record of type 5 can not have 56 bytes" },
	{ SMAPS(0, start), HEAP + 1, -EBADMSG, "of smaps is empty or unaligned" },
	{ SMAPS(0, end), HEAP, -EBADMSG, "of smaps is empty or unaligned" },
	{ SMAPS(1, start), HEAP, -EBADMSG, "of smaps does not come after" },
	{ PAGES(0, rec.length), 24, -EBADMSG, "24 bytes are no whole runs" },
	{ PAGES(0, rec.length), 8, -EBADMSG, "8 bytes are no whole runs" },
	{ RUN(0, addr), HEAP + 1, -EBADMSG, "none, or not aligned" },
	{ RUN(0, nr), 0, -EBADMSG, "0 pages at" },
	{ RUN(1, addr), HEAP, -EBADMSG, "do not come after those before them" },
	{ RUN(1, addr), -K4, -EBADMSG, "none, or not aligned" },
};

TEST_F(fields, each_field)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		char *data = exactly(self->data, self->size);
		size_t at = offset_of(data, cases[i].type, cases[i].nr);
		struct dump *dump = NULL;
		char where[40];

		memcpy(data + at + cases[i].field, &cases[i].value,
		       cases[i].width);
		EXPECT_EQ(cases[i].rc, dump_parse(&dump, data, self->size,
						  &self->err))
			TH_LOG("case %zu: %s", i, cases[i].text);
		if (cases[i].rc) {
			EXPECT_NE(NULL, strstr(self->err.text, cases[i].text))
				TH_LOG("expected '%s' in '%s'", cases[i].text,
				       self->err.text);
		}
		snprintf(where, sizeof(where), "offset %zu: ", at);
		if (cases[i].rc == -EBADMSG) {
			EXPECT_NE(NULL, strstr(self->err.text, where))
				TH_LOG("expected '%s' in '%s'", where,
				       self->err.text);
		}
		dump_free(dump);
		free(data);
	}
}

/* Swaps two records: parent tables have to come first, and addresses have to ascend. */
TEST_F(fields, wrong_order)
{
	static const struct {
		__u32		type;
		unsigned int	nr;
		const char	*text;
	} pairs[] = {
		{ PTWALK_REC_TABLE, 1, "does not follow" },
		{ PTWALK_REC_TABLE, 2, "does not follow" },
		{ PTWALK_REC_VMA, 2, "does not come after" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		size_t a = offset_of(self->data, pairs[i].type, pairs[i].nr - 1);
		size_t b = offset_of(self->data, pairs[i].type, pairs[i].nr);
		size_t size_a = ((struct ptwalk_record *)(self->data + a))->length;
		size_t size_b = ((struct ptwalk_record *)(self->data + b))->length;
		size_t between = b - a - size_a;
		char *data = exactly(self->data, self->size);
		struct dump *dump;

		memcpy(data + a, self->data + b, size_b);
		memcpy(data + a + size_b, self->data + a + size_a, between);
		memcpy(data + a + size_b + between, self->data + a, size_a);
		EXPECT_EQ(-EBADMSG, dump_parse(&dump, data, self->size,
					       &self->err));
		EXPECT_NE(NULL, strstr(self->err.text, pairs[i].text))
			TH_LOG("expected '%s' in '%s'", pairs[i].text,
			       self->err.text);
		free(data);
	}
}

TEST_HARNESS_MAIN
