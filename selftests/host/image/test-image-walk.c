// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page tables in memory images: the dump has the same tables as were forged into the image,
 * byte for byte, and none that is not there.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "dump.h"
#include "errmsg.h"
#include "forge-image.h"
#include "image-walk.h"
#include "image.h"
#include "kselftest_harness.h"

#define TABLES	0x100000ULL
#define HEAP	0x555555600000ULL
#define F1	0x12345000ULL

static long pages_of_machine = 1 << 20;

/* Replaces the function of libc */
long get_phys_pages(void)
{
	return pages_of_machine;
}

FIXTURE(walk)
{
	struct forge		*f;
	struct memory		*m;
	struct image_request	request;
	struct dump		*dump;
	void			*data;
	size_t			size;
	struct errmsg		err;
};

FIXTURE_SETUP(walk)
{
	self->m = memory_new();
	self->dump = NULL;
	self->data = NULL;
}

FIXTURE_TEARDOWN(walk)
{
	dump_free(self->dump);
	free(self->data);
	if (self->f)
		forge_free(self->f);
	memory_free(self->m);
}

/* Tables with 4K pages, a 2M page, a table without entries, and entries that are not present */
static struct forge *some_tables(unsigned int levels, enum ptwalk_half half)
{
	struct forge *f = forge_new(FORGE_6_1, levels, half);
	const __u64 base = half == PTWALK_HALF_USER ? HEAP :
			   levels == 5 ? 0xff11000000000000 : 0xffff888000000000;

	forge_tables_at(f, TABLES);
	forge_map(f, 1, base + 3 * K4, 5 * K4, F1, E_WRITTEN);
	forge_entry(f, 1, base + 100 * K4, forge_swap(0, 77));
	forge_entry(f, 2, base + M2, 0x40000000 | E_WRITTEN | E_PS);
	forge_table(f, 1, base + 2 * M2);
	forge_map(f, 1, base + 3 * G1, K4, F1, E_CODE);
	return f;
}

/* Walks the image of @data; its bytes are freed. */
static int walk_bytes(const char *data, size_t image_size,
		      const struct image_request *request, void **dump, size_t *size,
		      struct errmsg *err)
{
	struct image image;
	char path[32];
	int fd = memory_file(data, image_size, path);
	int rc = image_open(&image, path, err);

	close(fd);
	if (rc)
		return rc;
	rc = image_walk(&image, request, dump, size, err);
	image_close(&image);
	return rc;
}

static int walk_raw(struct memory *m, const struct image_request *request, void **dump,
		    size_t *size, struct errmsg *err)
{
	size_t image_size;
	char *data = memory_raw(m, &image_size);
	int rc = walk_bytes(data, image_size, request, dump, size, err);

	free(data);
	return rc;
}

static int walk_elf(struct memory *m, const struct image_request *request, void **dump,
		    size_t *size, struct errmsg *err)
{
	size_t image_size;
	char *data = memory_elf(m, &image_size);
	int rc = walk_bytes(data, image_size, request, dump, size, err);

	free(data);
	return rc;
}

#define ASSERT_WALKED(how)						\
	do {								\
		dump_free(self->dump);					\
		free(self->data);					\
		self->dump = NULL;					\
		self->data = NULL;					\
		ASSERT_EQ(0, how(self->m, &self->request, &self->data,	\
				 &self->size, &self->err))		\
			TH_LOG("%s", self->err.text);			\
		ASSERT_EQ(0, dump_parse(&self->dump, self->data,	\
					self->size, &self->err))	\
			TH_LOG("%s", self->err.text);			\
	} while (0)

#define EXPECT_REFUSED(code, sentence)					\
	do {								\
		EXPECT_EQ(code, walk_raw(self->m, &self->request,	\
					 &self->data, &self->size, &self->err)); \
		EXPECT_STREQ(sentence, self->err.text);			\
	} while (0)

/* The same; the sentence depends on the variant, and has a certain part. */
#define EXPECT_SAYS(how, code, part)					\
	do {								\
		EXPECT_EQ(code, how(self->m, &self->request,		\
				    &self->data, &self->size, &self->err)); \
		EXPECT_NE(NULL, strstr(self->err.text, part))		\
			TH_LOG("%s", self->err.text);			\
	} while (0)

/* Do the dump @data and the forged one have the same tables? */
static bool same_tables(const void *data, size_t size, struct forge *f)
{
	size_t forged_size, a, b;
	char *forged = forge_write(f, &forged_size);
	char *x = forge_only_tables(data, size, &a);
	char *y = forge_only_tables(forged, forged_size, &b);
	bool same = a == b && !memcmp(x, y, a);

	free(forged);
	free(x);
	free(y);
	return same;
}

FIXTURE_VARIANT(walk)
{
	unsigned int	levels;
	__u32		half;
};

FIXTURE_VARIANT_ADD(walk, four_levels) { 4, PTWALK_HALF_USER };
FIXTURE_VARIANT_ADD(walk, five_levels) { 5, PTWALK_HALF_USER };
FIXTURE_VARIANT_ADD(walk, kernel_half) { 4, PTWALK_HALF_KERNEL };
FIXTURE_VARIANT_ADD(walk, kernel_half_five) { 5, PTWALK_HALF_KERNEL };

TEST_F(walk, same_tables)
{
	const __u64 limit = ptwalk_half_end(variant->levels);

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f) | 0x818,
		.levels = variant->levels,
		.half = variant->half,
	};
	ASSERT_WALKED(walk_raw);
	EXPECT_TRUE(same_tables(self->data, self->size, self->f));
	ASSERT_WALKED(walk_elf);
	EXPECT_TRUE(same_tables(self->data, self->size, self->f));

	EXPECT_TRUE(dump_of_image(self->dump));
	EXPECT_EQ(variant->levels, self->dump->header->levels);
	EXPECT_EQ(variant->half, self->dump->header->half);
	EXPECT_EQ(0, self->dump->header->tgid);
	EXPECT_EQ(variant->half == PTWALK_HALF_USER ? 0 : -limit, self->dump->header->start);
	EXPECT_EQ(variant->half == PTWALK_HALF_USER ? limit : 0, self->dump->header->end);
	EXPECT_EQ(PTWALK_END_COMPLETE | PTWALK_END_BEST_EFFORT, self->dump->end->flags);
	EXPECT_EQ(1, self->dump->nr_vmas);
	EXPECT_EQ(self->dump->header->start, self->dump->vma[0]->start);
	EXPECT_EQ(self->dump->header->end, self->dump->vma[0]->end);
}

/* What Linux defines is not known: no page, no swap entry, but "unknown". */
TEST_F(walk, dictionary)
{
	struct entry_at entry;
	struct ptwalk_pte pte;
	__u64 addr;

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f),
		.levels = variant->levels,
		.half = variant->half,
	};
	ASSERT_WALKED(walk_elf);
	addr = self->dump->table[1][0]->base + 100 * K4;
	ASSERT_EQ(0, dump_entry(self->dump, 1, addr, &entry));
	EXPECT_EQ(forge_swap(0, 77), entry.raw);
	ptwalk_decode(&self->dump->dict, entry.raw, 1, &pte);
	EXPECT_EQ(PTWALK_UNKNOWN, pte.kind);
	ASSERT_EQ(0, dump_entry(self->dump, 1, addr - 97 * K4, &entry));
	ptwalk_decode(&self->dump->dict, entry.raw, 1, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(F1, pte.phys);
	EXPECT_EQ(0, pte.reserved);
	EXPECT_EQ(0, self->dump->dict.known & (1ULL << PTWALK_DICT_PROTNONE |
					       1ULL << PTWALK_DICT_SOFT_DIRTY |
					       1ULL << PTWALK_DICT_PHYS_BITS));
	EXPECT_EQ(variant->levels == 5 ? 57 : 48,
		  self->dump->dict.value[PTWALK_DICT_VIRT_BITS]);
}

/* Only the tables on the way to the range, as the module does it */
TEST_F(walk, range)
{
	__u64 base, third;

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f),
		.levels = variant->levels,
		.half = variant->half,
	};
	ASSERT_WALKED(walk_elf);
	base = self->dump->table[1][0]->base;
	third = self->dump->table[1][2]->base;
	EXPECT_EQ(base + 3 * G1, third);
	self->request.start = third + K4;
	self->request.end = third + 2 * K4;
	ASSERT_WALKED(walk_elf);
	EXPECT_EQ(1, self->dump->nr_tables[1]);
	EXPECT_EQ(third, self->dump->table[1][0]->base);
	EXPECT_EQ(1, self->dump->nr_tables[3]);
	EXPECT_EQ(variant->levels, self->dump->end->tables);
	EXPECT_EQ(third + 2 * K4, self->dump->end->reached);
	self->request.start = base - M2;
	self->request.end = base;
	ASSERT_WALKED(walk_elf);
	EXPECT_EQ(0, self->dump->nr_tables[1]);
	self->request.start = 0x7ffffffff000;
	self->request.end = 0xffff800000001000;
	EXPECT_EQ(-ERANGE, walk_elf(self->m, &self->request, &self->data, &self->size,
				    &self->err));
}

/* A table whose memory the image does not have: what is below is not known */
TEST_F(walk, hole)
{
	struct entry_at entry;
	__u64 *top;

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f),
		.levels = variant->levels,
		.half = variant->half,
	};
	top = memory_page(self->m, self->request.cr3);
	top[variant->half == PTWALK_HALF_USER ? 7 : 507] = 0x77777000 | E_TABLE;
	ASSERT_WALKED(walk_elf);
	EXPECT_EQ(PTWALK_END_COMPLETE | PTWALK_END_BEST_EFFORT | PTWALK_END_LEFT_OUT,
		  self->dump->end->flags);
	EXPECT_EQ(3, self->dump->nr_tables[1]);
	EXPECT_EQ(0, dump_entry(self->dump, variant->levels,
				self->dump->table[variant->levels][0]->base +
				(variant->half == PTWALK_HALF_USER ? 7 : 507) *
				ptwalk_span(variant->levels), &entry));
	EXPECT_EQ(0x77777000 | E_TABLE, entry.raw);
}

/* The one entry of a half that leads to the table itself: all tables again, a level lower */
TEST_F(walk, table_that_leads_to_itself)
{
	__u64 tables;

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f),
		.levels = variant->levels,
		.half = variant->half,
	};
	ASSERT_WALKED(walk_elf);
	tables = self->dump->end->tables;
	memory_page(self->m, self->request.cr3)[variant->half == PTWALK_HALF_USER ? 7 : 507] =
		self->request.cr3 | E_TABLE;
	memory_page(self->m, TABLES + 64 * K4);
	ASSERT_WALKED(walk_raw);
	EXPECT_LT(tables, self->dump->end->tables);
	EXPECT_LE(self->dump->end->tables, 2 * tables + variant->levels);
}

/* All entries lead to the table itself: without a bound these would be 128G tables. */
TEST_F(walk, tables_without_end)
{
	__u64 *entry = memory_page(self->m, TABLES);
	unsigned int i;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		entry[i] = TABLES | E_TABLE | (__u64)i << 52;
	self->f = NULL;
	self->request = (struct image_request){
		.cr3 = TABLES,
		.levels = variant->levels,
		.half = variant->half,
	};
	EXPECT_REFUSED(-ELOOP,
		       "more than 258 page tables, as many as the image has pages or half of this machine's memory can hold: tables lead to themselves, or CR3 is not the one of a process");
	pages_of_machine = 200;
	EXPECT_REFUSED(-ELOOP,
		       "more than 100 page tables, as many as the image has pages or half of this machine's memory can hold: tables lead to themselves, or CR3 is not the one of a process");
	pages_of_machine = 1 << 20;
}

/* In the kernel half neighbours that lead to one table are followed once. */
TEST_F(walk, repeated_tables)
{
	__u64 *top;

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f),
		.levels = variant->levels,
		.half = variant->half,
	};
	top = memory_page(self->m, self->request.cr3) +
	      (variant->half == PTWALK_HALF_USER ? 200 : 500);
	top[0] = 0x200000 | E_TABLE;
	top[1] = 0x200000 | (E_TABLE & ~E_A);
	top[2] = 0x200000 | E_TABLE | E_NX;
	memory_page(self->m, 0x200000)[3] = 0x40000000 | E_READ | E_PS;
	ASSERT_WALKED(walk_raw);
	EXPECT_EQ((variant->half == PTWALK_HALF_USER ? 3 : 2) + 1,
		  self->dump->nr_tables[variant->levels - 1]);
}

TEST_F(walk, refused)
{
	__u64 *entry;

	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f),
		.half = variant->half,
	};
	EXPECT_REFUSED(-EINVAL,
		       "the image does not say whether page tables have 4 or 5 levels: give --levels");
	self->request.levels = variant->levels;
	self->request.cr3 = 0xffff888012345000;
	EXPECT_REFUSED(-EINVAL,
		       "CR3 cannot be 0xffff888012345000: it holds the physical address of a table, below 1 << 52, not its address in the kernel");
	self->request.cr3 = 0x7000001003;
	EXPECT_SAYS(walk_raw, -ENXIO,
		    "CR3 0x7000001003: the image has no memory at 0x7000001000; what it has lies between 0x0 and 0x10");
	self->request.cr3 = 0x1000;
	EXPECT_SAYS(walk_raw, -EINVAL,
		    "at 0x1000: none of its 512 entries leads to a table in the image");
	entry = memory_page(self->m, 0x2000);
	memset(entry, 0xc3, K4);
	self->request.cr3 = 0x2000;
	EXPECT_SAYS(walk_raw, -EINVAL,
		    "its entry 0 would be 0xc3c3c3c3c3c3c3c3, whose bit 7 must be 0");
}

/* What the notes say is taken, and not contradicted. */
TEST_F(walk, notes)
{
	self->f = some_tables(variant->levels, variant->half);
	self->request = (struct image_request){
		.cr3 = memory_tables(self->m, self->f) | 1ULL << 47,
		.half = variant->half,
	};
	memory_cpu(self->m, CR0_PAGING, self->request.cr3,
		   variant->levels == 5 ? CR4_5_LEVELS : CR4_4_LEVELS);
	memory_vmcoreinfo(self->m,
			  "OSRELEASE=6.1.0\nNUMBER(sme_mask)=140737488355328\nCRASHTIME=3\n");
	ASSERT_WALKED(walk_elf);
	EXPECT_TRUE(same_tables(self->data, self->size, self->f));
	EXPECT_STREQ("6.1.0", (const char *)self->dump->header->release);
	EXPECT_EQ(3000000000, self->dump->header->time_realtime);
	EXPECT_EQ(1ULL << 47, self->dump->dict.value[PTWALK_DICT_ENC_MASK]);
	EXPECT_EQ(0x000f7ffffffff000, self->dump->dict.value[PTWALK_DICT_PHYS_MASK]);
	self->request.levels = 9 - variant->levels;
	EXPECT_SAYS(walk_elf, -EINVAL, "contradict the image, whose kernel or CPUs used");
}

TEST_HARNESS_MAIN
