// SPDX-License-Identifier: GPL-2.0-only
/*
 * The bits of present entries beside the frame: protection keys, zero pages, pages merged
 * by KSM, saved-dirty, memory types, addresses above 47 bits.  Each is compared with what
 * the kernel reports elsewhere (smaps, kpageflags, debugfs).  test-pagemap checks frame,
 * soft-dirty and uffd-wp.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "harness.h"
#include "ksm.h"
#include "stat.h"
#include "view.h"

#define PAGE	4096ULL
#define DIRTY	(PTWALK_F_D | PTWALK_F_SAVED_DIRTY)

FIXTURE(bits) {
	struct situation s;
	struct source source;
};

FIXTURE_SETUP(bits)
{
	prepare();
}

FIXTURE_TEARDOWN(bits)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

#define START(kind)							\
do {									\
	SITUATION(&self->s, kind);					\
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));		\
} while (0)

static uint64_t feature(const struct dump *dump, uint64_t bit)
{
	return dump->dict.value[PTWALK_DICT_FEATURES] & bit;
}

TEST_F(bits, protection_keys)
{
	struct ptwalk_pte pte;
	unsigned int i, keys = 0;

	START("pkey");
	EXPECT_NE(0, feature(self->source.dump, PTWALK_CPU_PKU));
	for (i = 0; i < self->s.length / PAGE; i++) {
		uint64_t addr = self->s.start + i * PAGE;
		int64_t key = smaps_at(self->s.pid, addr, "ProtectionKey");

		view_page(self->source.dump, addr, &pte);
		ASSERT_EQ(PTWALK_PAGE, pte.kind);
		ASSERT_EQ(key, pte.pkey);
		ASSERT_EQ(key, dump_vma(self->source.dump, addr)->pkey);
		keys |= 1 << key;
	}
	/* key 0 and two others */
	EXPECT_EQ(1, keys & 1);
	EXPECT_EQ(3, __builtin_popcount(keys));
}

/* On x86 only a protection key can make executable memory unreadable. */
TEST_F(bits, execute_only)
{
	struct ptwalk_pte pte;
	int64_t key;

	START("execute-only");
	key = smaps_at(self->s.pid, self->s.start, "ProtectionKey");
	EXPECT_LT(0, key);
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(key, pte.pkey);
	EXPECT_EQ(0, pte.flags & (PTWALK_F_NX | PTWALK_F_RW));
}

TEST_F(bits, zero_page)
{
	struct ptwalk_pte pte;
	uint64_t addr, phys = 0;

	START("zero");
	for (addr = self->s.start; addr < self->s.start + self->s.length;
	     addr += PAGE) {
		view_page(self->source.dump, addr, &pte);
		ASSERT_EQ(1, pte.level);
		ASSERT_EQ(PTWALK_F_SPECIAL, pte.flags & PTWALK_F_SPECIAL);
		ASSERT_EQ(KPF_ZERO_PAGE,
			  kpage_flags(pte.phys / PAGE) & KPF_ZERO_PAGE);
		/* there is only one zero page */
		if (phys)
			ASSERT_EQ(phys, pte.phys);
		phys = pte.phys;
	}
	EXPECT_EQ(0, smaps_at(self->s.pid, self->s.start, "Rss"));
}

TEST_F(bits, huge_zero_page)
{
	bool is_special = kernel_since(6, 18);
	uint64_t addr, flags, phys = 0;
	struct stat_sums sums;
	struct ptwalk_pte pte;

	START("zero-huge");
	for (addr = self->s.start; addr < self->s.start + self->s.length;
	     addr += 512 * PAGE) {
		view_page(self->source.dump, addr, &pte);
		ASSERT_EQ(2, pte.level);
		ASSERT_EQ(0, pte.flags & PTWALK_F_RW);
		ASSERT_EQ(is_special, !!(pte.flags & PTWALK_F_SPECIAL));
		flags = kpage_flags(pte.phys / PAGE);
		ASSERT_EQ(KPF_ZERO_PAGE | KPF_THP,
			  flags & (KPF_ZERO_PAGE | KPF_THP));
		if (phys)
			ASSERT_EQ(phys, pte.phys);
		phys = pte.phys;
	}
	EXPECT_EQ(0, smaps_at(self->s.pid, self->s.start, "Rss"));
	/* Without the special bit (before 6.18) stat counts it like any other page. */
	stat_sum(self->source.dump, &sums);
	EXPECT_EQ(smaps_sum(self->s.pid, "Rss") +
		  (is_special ? 0 : self->s.length), sums.rss);
}

/* Makes a situation, waits until KSM has merged all of its pages, and takes a dump. */
#define START_MERGED(kind, zero_pages)					\
do {									\
	SITUATION(&self->s, kind);					\
	ASSERT_EQ(0, ksm_merge(self->s.pid, self->s.start,		\
			       self->s.length, zero_pages));		\
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));		\
} while (0)

TEST_F(bits, merged_pages)
{
	struct ptwalk_pte pte;

	START_MERGED("ksm", false);
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(KPF_KSM, kpage_flags(pte.phys / PAGE) & KPF_KSM);
	EXPECT_EQ(self->s.length / PAGE, kpage_count(pte.phys / PAGE));
	EXPECT_EQ(0, pte.flags & (PTWALK_F_RW | PTWALK_F_SPECIAL));
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
	EXPECT_EQ(0, ksm_off());
}

TEST_F(bits, merged_with_the_zero_page)
{
	struct ptwalk_pte pte;

	START_MERGED("ksm-zero", true);
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(KPF_ZERO_PAGE, kpage_flags(pte.phys / PAGE) & KPF_ZERO_PAGE);
	EXPECT_EQ(PTWALK_F_SPECIAL,
		  pte.flags & (PTWALK_F_RW | PTWALK_F_SPECIAL));
	/* since 6.6 KSM makes it dirty, unlike a zero page that was only read */
	EXPECT_EQ(kernel_since(6, 6), !!(pte.flags & DIRTY));
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
	EXPECT_EQ(0, ksm_off());
}

/*
 * A dirty page that is write-protected stays dirty.  Kernels with the saved-dirty bit
 * (6.6) keep that there and clear D: D set with RW clear would mean a shadow stack.
 */
static void expect_dirty(struct __test_metadata *_metadata,
			 const struct situation *s, const struct dump *dump,
			 bool protected)
{
	bool aside = protected && dump->dict.value[PTWALK_DICT_SAVED_DIRTY];
	uint32_t is = aside ? PTWALK_F_SAVED_DIRTY : PTWALK_F_D;
	struct ptwalk_pte pte;
	uint64_t addr, dirty = 0;

	for (addr = s->start; addr < s->start + s->length; addr += PAGE) {
		view_page(dump, addr, &pte);
		if (pte.kind != PTWALK_PAGE)
			continue;
		ASSERT_EQ(protected ? is : (is | PTWALK_F_RW),
			  pte.flags & (DIRTY | PTWALK_F_RW));
		dirty += PAGE;
	}
	EXPECT_LT(0, dirty);
	EXPECT_EQ(dirty, 1024 *
		  (smaps_at(s->pid, s->start, "Private_Dirty") +
		   smaps_at(s->pid, s->start, "Shared_Dirty")));
}

TEST_F(bits, saved_dirty_by_fork)
{
	START("anon");
	expect_dirty(_metadata, &self->s, self->source.dump, false);
	source_close(&self->source);
	ASSERT_LT(0, situation_do(&self->s, "fork"));
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	expect_dirty(_metadata, &self->s, self->source.dump, true);
}

TEST_F(bits, saved_dirty_by_clear_refs)
{
	struct ptwalk_pte pte;
	char path[64];

	START("anon");
	source_close(&self->source);
	snprintf(path, sizeof(path), "/proc/%d/clear_refs", self->s.pid);
	ASSERT_EQ(0, write_file(path, "4"));
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	expect_dirty(_metadata, &self->s, self->source.dump, true);
	source_close(&self->source);

	/* a write sets D again */
	ASSERT_EQ(0, situation_do(&self->s, "write 0"));
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(PTWALK_F_D | PTWALK_F_RW | PTWALK_F_SOFT_DIRTY,
		  pte.flags & (DIRTY | PTWALK_F_RW | PTWALK_F_SOFT_DIRTY));
}

/* The memory types, as IA32_PAT numbers and as pat_memtype_list names them */
static const struct {
	unsigned int	number;
	const char	*name;
} types[] = {
	{ 0, "uncached" }, { 1, "write-combining" }, { 4, "write-through" },
	{ 5, "write-protected" }, { 6, "write-back" }, { 7, "uncached-minus" },
};

/* The kernel's memory type of a physical address; 6 (write-back) where it keeps none. */
static unsigned int kernels_type(uint64_t phys)
{
	FILE *f = fopen("/sys/kernel/debug/x86/pat_memtype_list", "re");
	unsigned int number = 6;
	uint64_t start, end;
	char line[128], name[32];
	size_t i;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "PAT: [mem 0x%lx-0x%lx] %31s", &start, &end,
			   name) != 3 || phys < start || phys >= end)
			continue;
		for (i = 0; i < ARRAY_SIZE(types); i++)
			if (!strcmp(types[i].name, name))
				number = types[i].number;
	}
	if (f)
		fclose(f);
	return number;
}

static unsigned int type_of(const struct dump *dump, const struct ptwalk_pte *pte)
{
	return dump->dict.value[PTWALK_DICT_PAT] >> (8 * pte->pat) & 0xff;
}

TEST_F(bits, uncached)
{
	struct ptwalk_pte pte;

	START("uncached");
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(PTWALK_F_SPECIAL, pte.flags & PTWALK_F_SPECIAL);
	EXPECT_EQ(7, type_of(self->source.dump, &pte));
	EXPECT_EQ(7, kernels_type(pte.phys));
}

TEST_F(bits, write_combining)
{
	struct ptwalk_pte pte;

	START("combining");
	view_page(self->source.dump, self->s.start, &pte);
	EXPECT_EQ(PTWALK_PAGE, pte.kind);
	EXPECT_EQ(PTWALK_F_SPECIAL, pte.flags & PTWALK_F_SPECIAL);
	EXPECT_EQ(kernels_type(pte.phys), type_of(self->source.dump, &pte));
	/* A frame has one memory type: the first mapping decides it. */
	if (kernels_type(pte.phys) != 1)
		SKIP(return, "the device's memory is mapped otherwise already");
}

/* The frames of this region are known: 0xf0 to 0xff. */
TEST_F(bits, firmware)
{
	const struct ptwalk_vma *vma;
	struct ptwalk_pte pte;
	unsigned int i;

	START("firmware");
	vma = dump_vma(self->source.dump, self->s.start);
	EXPECT_EQ(PTWALK_VMA_PFNMAP, vma->flags & PTWALK_VMA_PFNMAP);
	for (i = 0; i < 16; i++) {
		view_page(self->source.dump, self->s.start + i * PAGE, &pte);
		EXPECT_EQ(PTWALK_PAGE, pte.kind);
		EXPECT_EQ(0xf0000 + i * PAGE, pte.phys);
		EXPECT_EQ(PTWALK_F_SPECIAL, pte.flags & PTWALK_F_SPECIAL);
		EXPECT_EQ(kernels_type(pte.phys),
			  type_of(self->source.dump, &pte));
	}
}

TEST_F(bits, above_47_bits)
{
	struct entry_at at;

	START("high");
	EXPECT_EQ(5, self->source.dump->header->levels);
	EXPECT_LE(1ULL << 47, self->s.start);
	EXPECT_EQ(0, view_differences(self->source.dump, self->s.pid,
				      self->s.start, self->s.length));
	ASSERT_EQ(0, dump_entry(self->source.dump, 5, self->s.start, &at));
	EXPECT_EQ(self->s.start >> 48, at.index);
	EXPECT_LT(0, at.index);
}

TEST_HARNESS_MAIN
