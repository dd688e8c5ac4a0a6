// SPDX-License-Identifier: GPL-2.0-only
/*
 * The finer kinds of entries: markers are distinguished by the bits of each kernel, the
 * zero page by the special bit and the VMA, the huge zero page by the frame that the dump
 * names.  Runs, "show", "stat" and "check" have to agree on them.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "forged.h"
#include "errmsg.h"
#include "kind.h"
#include "ranges.h"
#include "stat.h"
#include "kselftest_harness.h"

#define ZERO	0x3000ULL
#define MARK(bits)	forge_swap(31, bits)

FIXTURE(kind)
{
	struct forge *f;
	struct dump *dump;
	void *data;
};

FIXTURE_SETUP(kind)
{
	self->f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
}

FIXTURE_TEARDOWN(kind)
{
	forged_free(self->f, self->dump, self->data);
}

/* Formats each range that matches --bits as "KIND +START ENTRIES/EXTENTS" */
static const char *shown(struct dump *dump, const char *bits)
{
	static char text[600];
	struct filter filter = { 0 };
	struct ranges ranges;
	struct range range;
	struct errmsg err;
	size_t used = 0;

	text[0] = '\0';
	if (filter_bits(&filter, bits, &err) ||
	    ranges_begin(&ranges, dump, &filter, 0, &err))
		return "refused";
	while (ranges_next(&ranges, &range))
		used += snprintf(text + used, sizeof(text) - used,
				 "%s +0x%llx %llu/%llu\n", ptwalk_kind_name(range.kind),
				 range.start - HEAP, range.entries, range.extents);
	return text;
}

static __u64 checked(struct dump *dump, const char *name)
{
	char word[32], *arg[] = { word };
	struct check_result result;
	struct check_expr expr;
	struct errmsg err;

	snprintf(word, sizeof(word), "%s>=0", name);
	if (check_expr_parse(&expr, arg, 1, &err) < 0)
		return ~0ULL;
	check_judge(dump, &expr, 1, &result);
	return result.part[1].bytes;
}

TEST_F(kind, markers)
{
	struct stat_sums sums;

	forge_vma(self->f, HEAP, HEAP + 2 * M2, VMA_ANON, "");
	forge_entry(self->f, 1, HEAP, MARK(1));
	forge_entry(self->f, 1, HEAP + K4, MARK(2));
	forge_entry(self->f, 1, HEAP + 2 * K4, MARK(4));
	forge_entry(self->f, 1, HEAP + 3 * K4, MARK(4));
	forge_entry(self->f, 1, HEAP + 4 * K4, MARK(8));
	forge_entry(self->f, 2, HEAP + M2, MARK(1));
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_STREQ("uffd-wp-marker +0x0 1/1\n"
		     "poison +0x1000 1/1\n"
		     "guard +0x2000 2/1\n"
		     "marker +0x4000 1/1\n"
		     "uffd-wp-marker +0x200000 1/1\n", shown(self->dump, "marker"));
	EXPECT_STREQ("guard +0x2000 2/1\n", shown(self->dump, "guard"));
	EXPECT_STREQ("poison +0x1000 1/1\nguard +0x2000 2/1\nmarker +0x4000 1/1\n",
		     shown(self->dump, "marker,~uffd-wp-marker"));
	stat_sum(self->dump, &sums);
	EXPECT_EQ(2, sums.kind[PTWALK_UFFD_WP_MARKER]);
	EXPECT_EQ(K4 + M2, sums.kind_bytes[PTWALK_UFFD_WP_MARKER]);
	EXPECT_EQ(2 * K4, sums.kind_bytes[PTWALK_GUARD]);
	EXPECT_EQ(K4, sums.kind_bytes[PTWALK_POISON]);
	EXPECT_EQ(1, sums.kind[PTWALK_MARKER]);
	EXPECT_EQ(2 * K4, checked(self->dump, "guard"));
	EXPECT_EQ(K4 + M2, checked(self->dump, "uffd-wp-marker"));
	EXPECT_EQ(5 * K4 + M2, checked(self->dump, "marker"));
}

/* 6.1, whose markers have only the uffd-wp bit: other bits have no name */
TEST_F(kind, markers_of_older_kernels)
{
	forge_free(self->f);
	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_entry(self->f, 1, HEAP, forge_swap(30, 1));
	forge_entry(self->f, 1, HEAP + K4, forge_swap(30, 4));
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_STREQ("uffd-wp-marker +0x0 1/1\nmarker +0x1000 1/1\n",
		     shown(self->dump, "marker"));
}

/* A special entry is the zero page, unless the VMA can have other special entries. */
TEST_F(kind, zero_page)
{
	struct stat_sums sums;

	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_vma(self->f, HEAP + M2, HEAP + 2 * M2, VMA_FILE | PTWALK_VMA_PFNMAP, "pfn");
	forge_vma(self->f, HEAP + 2 * M2, HEAP + 3 * M2, VMA_FILE | PTWALK_VMA_MIXEDMAP,
		  "mix");
	forge_vma(self->f, HEAP + 3 * M2, HEAP + 4 * M2, VMA_FILE, "KSM of .data");
	forge_entry(self->f, 1, HEAP, ZERO | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + K4, ZERO | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + 2 * K4, F1 | E_READ);
	forge_entry(self->f, 1, HEAP + M2, F1 | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + 2 * M2, F1 | E_READ | E_SPECIAL);
	forge_entry(self->f, 1, HEAP + 3 * M2, ZERO | E_READ | E_SPECIAL | E_D);
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_STREQ("zero-page +0x0 2/2\n"
		     "zero-page +0x600000 1/1\n", shown(self->dump, "zero-page"));
	EXPECT_STREQ("page +0x2000 1/1\npage +0x200000 1/1\npage +0x400000 1/1\n",
		     shown(self->dump, "page,~zero-page"));
	stat_sum(self->dump, &sums);
	EXPECT_EQ(3, sums.kind[PTWALK_ZERO_PAGE]);
	EXPECT_EQ(3 * K4, checked(self->dump, "zero-page"));
	EXPECT_EQ(6 * K4, checked(self->dump, "page"));
}

/* Six clean, read-only 2M pages, three of them the huge zero page with the bits @more */
static void huge_pages(struct forge *f, __u64 more)
{
	static const int zero[] = { 0, 0, 1, 1, 0, 1 };
	size_t i;

	forge_vma(f, HEAP, HEAP + 6 * M2, VMA_ANON, "");
	for (i = 0; i < ARRAY_SIZE(zero); i++)
		forge_entry(f, 2, HEAP + i * M2, (zero[i] ? HUGE2 : HUGE1 + i * M2) |
			    E_READ | E_PS | (zero[i] ? more : 0));
}

TEST_F(kind, huge_zero_page_by_frame)
{
	struct stat_sums sums;

	forge_free(self->f);
	self->f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	huge_pages(self->f, 0);
	forge_knob(self->f, "huge_zero_frame", "0x80000");
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_STREQ("page +0x0 2/1\n"
		     "huge-zero-page +0x400000 2/2\n"
		     "page +0x800000 1/1\n"
		     "huge-zero-page +0xa00000 1/1\n", shown(self->dump, "page"));
	stat_sum(self->dump, &sums);
	EXPECT_EQ(3, sums.kind[PTWALK_HUGE_ZERO_PAGE]);
	EXPECT_EQ(3 * M2, sums.rss);
	EXPECT_EQ(3 * M2, sums.huge);
	EXPECT_EQ(3 * M2, sums.special);
	EXPECT_EQ(6 * M2, sums.present);
	EXPECT_EQ(3 * M2, checked(self->dump, "huge-zero-page"));
	EXPECT_EQ(3 * M2, checked(self->dump, "resident"));
}

TEST_F(kind, huge_zero_page_not_told)
{
	forge_free(self->f);
	self->f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	huge_pages(self->f, 0);
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_STREQ("page +0x0 6/5\n", shown(self->dump, "page"));
}

TEST_F(kind, huge_zero_page_by_bit)
{
	huge_pages(self->f, E_SPECIAL);
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_EQ(3 * M2, checked(self->dump, "huge-zero-page"));
	EXPECT_EQ(3 * M2, checked(self->dump, "resident"));
}

/* A writable page is no zero page, even in the frame that the dump names. */
TEST_F(kind, frame_used_again)
{
	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	forge_entry(self->f, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	forge_knob(self->f, "huge_zero_frame", "0x80000");
	self->dump = forged_dump(self->f, &self->data);
	EXPECT_STREQ("page +0x0 1/1\n", shown(self->dump, "page"));
}

TEST_F(kind, no_frame)
{
	static const char *const wrong[] = { "", "0", "x", "-1", "0x10000000000000" };
	struct errmsg err;
	struct dump *dump;
	size_t i, size;
	void *data;

	forge_vma(self->f, HEAP, HEAP + M2, VMA_ANON, "");
	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		forge_knob(self->f, "huge_zero_frame", wrong[i]);
		data = forge_write(self->f, &size);
		EXPECT_EQ(-EBADMSG, dump_parse(&dump, data, size, &err))
			TH_LOG("'%s'", wrong[i]);
		free(data);
	}
}

/* What Linux calls a huge page, which only the VMA tells */
static const char *huge_name(__u64 flags, unsigned int shift,
			     unsigned int level, __u64 raw)
{
	struct ptwalk_vma vma = { .flags = flags, .hugetlb_shift = shift };
	const char *name;
	struct ptwalk_dict dict;
	struct ptwalk_pte pte;

	ptwalk_dict_hardware(&dict);
	ptwalk_decode(&dict, raw, level, &pte);
	name = kind_huge_name(&dict, &vma, &pte);
	return name ? name : "";
}

TEST(huge_names)
{
	const __u64 page = 0x40000000 | E_WRITTEN | E_PS;

	EXPECT_STREQ("thp", huge_name(VMA_ANON, 0, 2, page));
	EXPECT_STREQ("file-thp", huge_name(VMA_FILE, 0, 2, page));
	EXPECT_STREQ("hugetlb", huge_name(VMA_ANON, 21, 2, page));
	EXPECT_STREQ("hugetlb", huge_name(VMA_FILE, 30, 3, page));
	EXPECT_STREQ("device", huge_name(VMA_FILE | PTWALK_VMA_PFNMAP, 0, 2, page));
	EXPECT_STREQ("device", huge_name(VMA_FILE | PTWALK_VMA_DAX, 0, 3, page));
	/* a page of 4K, an entry that is not present, a range of which no area is known */
	EXPECT_STREQ("", huge_name(VMA_ANON, 0, 1, page));
	EXPECT_STREQ("", huge_name(VMA_ANON, 0, 2, page & ~E_P));
	EXPECT_STREQ("", huge_name(0, 0, 2, page));
}

TEST_HARNESS_MAIN
