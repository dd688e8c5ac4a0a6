// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules about VMAs that decide whether a window can be collapsed, one by one and by
 * kernel; and which rules a kernel has.  For rules about entries see test-huge-entries.c, for
 * windows test-huge.c, for the size that 7.2 chooses test-huge-mthp.c.
 *
 * Each test starts with a window of 512 pages that were written to and accessed, which can
 * be collapsed.  It changes one fact and checks that the verdict names that fact.
 */
#include <string.h>

#include "judged-window.h"

TEST_F(window, collapse)
{
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(HUGE_LACKS_MOMENT, self->w.lacks);
	EXPECT_FORCED("collapse");
	forge_pages(self->f, HEAP, 512, LRU, 1);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(0, self->w.lacks);
}

TEST_F(window, vma_nohugepage)
{
	self->vma->flags |= PTWALK_VMA_NOHUGEPAGE;
	EXPECT_VERDICT("vma_nohugepage");
	EXPECT_FORCED("vma_nohugepage");
}

TEST_F(window, thp_disabled_prctl)
{
	forge_mm_flags(self->f, MM_HUGEPAGE | MM_NO_THP);
	EXPECT_VERDICT("thp_disabled_prctl");
	EXPECT_FORCED("thp_disabled_prctl");
	/* in a dump without the mm flags, /proc/PID/status counts */
	forge_mm_flags_drop(self->f);
	EXPECT_VERDICT("collapse");
	forge_knob(self->f, "status/THP_enabled", "0");
	EXPECT_VERDICT("thp_disabled_prctl");
}

/* From 6.18 on prctl() can except advised VMAs: an mm flag shows that. */
TEST_F(window, thp_disabled_but_for_advised)
{
	bool spares = variant->kernel == FORGE_7_2;

	EXPECT_VERDICT("collapse");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_POLICY);
	forge_mm_flags(self->f, MM_HUGEPAGE | MM_ADVISED_THP);
	EXPECT_VERDICT(spares ? "thp_disabled_prctl" : "collapse");
	EXPECT_FORCED("collapse");
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("collapse");
	self->vma->flags &= ~PTWALK_VMA_HUGEPAGE;
	forge_mm_flags_drop(self->f);
	EXPECT_VERDICT("collapse");
	EXPECT_EQ(spares ? HUGE_LACKS_POLICY : 0, self->w.lacks & HUGE_LACKS_POLICY);
}

TEST_F(window, vma_dax)
{
	self->vma->flags |= PTWALK_VMA_DAX;
	EXPECT_VERDICT("vma_dax");
}

TEST_F(window, vma_special)
{
	static const __u64 flags[] = {
		PTWALK_VMA_IO, PTWALK_VMA_DONTEXPAND, PTWALK_VMA_PFNMAP,
		PTWALK_VMA_MIXEDMAP,
	};
	const __u64 usual = self->vma->flags;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		self->vma->flags = usual | flags[i];
		EXPECT_VERDICT("vma_special");
		EXPECT_FORCED("vma_special");
	}
}

TEST_F(window, not_in_one_vma)
{
	self->vma->start += K4;
	self->vma->end += M2 - K4;
	EXPECT_VERDICT("not_in_one_vma");
}

/* In a VMA that is too small no other reason is reported, as nothing can be done. */
TEST_F(window, vma_too_small)
{
	self->vma->flags |= PTWALK_VMA_NOHUGEPAGE;
	self->vma->end -= K4;
	EXPECT_VERDICT("vma_too_small");
	EXPECT_EQ(HUGE_BIT(HUGE_VMA_TOO_SMALL), self->w.reasons);
	EXPECT_EQ(0, self->w.lacks);
	EXPECT_EQ(NULL, huge_fix(&self->h.rules, &self->w, self->reason));
	EXPECT_FORCED("vma_too_small");
	/* it can merge with an anonymous neighbour to a large enough VMA, not with a file's */
	forge_vma(self->f, HEAP + M2 - K4, HEAP + M2, VMA_ANON, "");
	EXPECT_VERDICT("vma_nohugepage");
	forge_area(self->f, HEAP + M2 - K4)->flags = VMA_FILE;
	EXPECT_VERDICT("vma_too_small");
}

TEST_F(window, thp_disabled_sysfs)
{
	forge_knob(self->f, "enabled", "always madvise [never]");
	EXPECT_VERDICT("thp_disabled_sysfs");
	EXPECT_FORCED("collapse");
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("thp_disabled_sysfs");
}

TEST_F(window, thp_madvise_only)
{
	forge_knob(self->f, "enabled", "always [madvise] never");
	EXPECT_VERDICT("thp_madvise_only");
	EXPECT_FORCED("collapse");
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("collapse");
}

TEST_F(window, thp_disabled_size)
{
	if (variant->kernel == FORGE_6_1 || variant->kernel == FORGE_5_10)
		SKIP(return, "no settings by size");
	forge_knob(self->f, "hugepages-2048kB/enabled",
		   "always inherit madvise [never]");
	EXPECT_VERDICT("thp_disabled_size");
	EXPECT_FORCED("collapse");
	forge_knob(self->f, "hugepages-2048kB/enabled",
		   "always inherit [madvise] never");
	EXPECT_VERDICT("thp_disabled_size");
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("collapse");
	/* the setting of the size 2M overrides "enabled" */
	forge_knob(self->f, "enabled", "always madvise [never]");
	EXPECT_VERDICT("collapse");
}

TEST_F(window, temporary_stack)
{
	self->vma->flags |= PTWALK_VMA_TEMP_STACK;
	EXPECT_VERDICT("temporary_stack");
}

TEST_F(window, no_anon_vma)
{
	self->vma->flags &= ~PTWALK_VMA_ANON_VMA;
	EXPECT_VERDICT("no_anon_vma");
}

/* The verdict is the first reason in the kernel's order; the others are reported, too. */
TEST_F(window, order_of_areas)
{
	self->vma->flags |= PTWALK_VMA_NOHUGEPAGE | PTWALK_VMA_IO;
	forge_knob(self->f, "enabled", "always madvise [never]");
	EXPECT_VERDICT(variant->kernel == FORGE_6_1 || variant->kernel == FORGE_5_10 ?
		       "vma_nohugepage" : "thp_disabled_sysfs");
	EXPECT_EQ(HUGE_BIT(HUGE_VMA_NOHUGEPAGE) | HUGE_BIT(HUGE_THP_SYSFS) |
		  HUGE_BIT(HUGE_VMA_SPECIAL), self->w.reasons);
}

TEST_F(window, settings_unknown)
{
	forge_knob(self->f, "enabled", "");
	EXPECT_VERDICT("unknown");
	EXPECT_STREQ("settings are not in the dump", self->reason);
	EXPECT_FORCED("collapse");
}

TEST_F(window, file)
{
	self->vma->flags = VMA_CODE;
	self->vma->ino = 7;
	self->vma->dev_major = 8;
	EXPECT_VERDICT("file_unknown");
	EXPECT_EQ(HUGE_LACKS_CACHE | HUGE_LACKS_POLICY, self->w.lacks);
	self->vma->offset = K4;
	EXPECT_VERDICT("file_misaligned");
	self->vma->offset = 0;
	forge_smaps(self->f, HEAP, HEAP + M2, true);
	EXPECT_VERDICT("file_unknown");
	EXPECT_EQ(HUGE_LACKS_CACHE, self->w.lacks);
	/* 6.1 requires an executable mapping */
	self->vma->flags = VMA_FILE;
	EXPECT_VERDICT(variant->kernel == FORGE_6_1 ? "file_ineligible" :
						      "file_unknown");
}

TEST_F(window, file_ineligible)
{
	self->vma->flags = VMA_CODE;
	self->vma->ino = 7;
	forge_smaps(self->f, HEAP, HEAP + M2, false);
	EXPECT_VERDICT("file_ineligible");
	/* THPeligible of smaps is not about MADV_COLLAPSE */
	EXPECT_FORCED("file_unknown");
	self->vma->ino = 0;
	EXPECT_FORCED("file_ineligible");
}

static struct ptwalk_vma *shared(struct forge *f, __u64 start, const char *name)
{
	struct ptwalk_vma *vma = forge_vma(f, start, start + M2,
					   VMA_FILE | PTWALK_VMA_SHARED, name);

	vma->ino = 7;
	vma->dev_major = 0;
	return vma;
}

TEST_F(window, shmem)
{
	shared(self->f, HEAP - M2, "/memfd:x (deleted)");
	EXPECT_VERDICT("shmem_disabled");
	EXPECT_FORCED("shmem_unknown");
	forge_knob(self->f, "shmem_enabled",
		   "always within_size [advise] never deny force");
	EXPECT_VERDICT("shmem_disabled");
	forge_area(self->f, HEAP - M2)->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("shmem_unknown");
	EXPECT_EQ(HUGE_LACKS_CACHE, self->w.lacks);
	forge_knob(self->f, "shmem_enabled",
		   "always within_size advise never [deny] force");
	EXPECT_VERDICT("shmem_disabled");
	EXPECT_FORCED("shmem_disabled");
}

TEST_F(window, shmem_sizes)
{
	if (variant->kernel == FORGE_6_1 || variant->kernel == FORGE_5_10)
		SKIP(return, "no settings by size");
	shared(self->f, HEAP - M2, "/dev/zero (deleted)");
	EXPECT_VERDICT("shmem_disabled");
	forge_knob(self->f, "hugepages-2048kB/shmem_enabled",
		   "[always] inherit within_size advise never");
	EXPECT_VERDICT("shmem_unknown");
	forge_knob(self->f, "hugepages-2048kB/shmem_enabled",
		   "always inherit within_size advise [never]");
	forge_knob(self->f, "shmem_enabled",
		   "[always] within_size advise never deny force");
	EXPECT_VERDICT("shmem_disabled");
	/* in 6.12 MADV_COLLAPSE respects the setting of the size as well */
	EXPECT_FORCED(variant->kernel == FORGE_6_12 ? "shmem_disabled" :
						      "shmem_unknown");
}

/*
 * 5.10 is content if the file reaches to the boundary where the mapping begins, which no dump
 * tells, and asks last whether there is room for 2M.
 */
TEST_F(window, rules_of_5_10_alone)
{
	const bool old = variant->kernel == FORGE_5_10;
	struct ptwalk_vma *vma;

	shared(self->f, HEAP - M2, "/a");
	forge_area(self->f, HEAP - M2)->flags |= PTWALK_VMA_FILE | PTWALK_VMA_REGULAR |
						 PTWALK_VMA_SHMEM | PTWALK_VMA_INTERNAL;
	forge_knob(self->f, "shmem_enabled",
		   "always [within_size] advise never deny force");
	EXPECT_VERDICT("shmem_disabled");
	forge_area(self->f, HEAP - M2)->offset = M2;
	EXPECT_VERDICT(old ? "shmem_unknown" : "shmem_disabled");
	EXPECT_EQ(old, !!(self->w.lacks & HUGE_LACKS_POLICY));

	forge_knob(self->f, "enabled", "always [madvise] never");
	vma = forge_area(self->f, HEAP - M2);
	vma->flags = VMA_ANON;
	vma->offset = 0;
	vma->start += K4;
	vma->end += K4;
	EXPECT_VERDICT(variant->kernel == FORGE_6_1 ? "not_in_one_vma" : "thp_madvise_only");
}

/* 5.10 has one flag for two conditions: the kernel's configuration, and who mapped the file. */
TEST_F(window, file_mapped_by_execve)
{
	shared(self->f, HEAP - M2, "/a");
	forge_area(self->f, HEAP - M2)->flags |= PTWALK_VMA_FILE | PTWALK_VMA_REGULAR;
	forge_area(self->f, HEAP - M2)->dev_major = 254;
	EXPECT_VERDICT("file_ineligible");
	EXPECT_EQ(variant->kernel == FORGE_5_10, !!strstr(self->reason, "execve() did not map"));
}

/* Releases, and the rules that are applied to them; @same: they are rules of that release */
TEST_F(window, release)
{
	static const struct {
		const char	*release;
		const char	*by;
		bool		same;
	} releases[] = {
		{ "4.19.0-27-amd64", "5.10", false },
		{ "5.10.0-32-amd64", "5.10", true },
		{ "5.14.0-503.el9.x86_64", "5.10", false },
		{ "6.1.0-56-amd64", "6.1", true },
		{ "6.8.1", "6.1", false },
		{ "6.12.95+deb12", "6.12", true },
		{ "6.18.35", "6.12", false },
		{ "7.2-rc1", "7.2", true },
		{ "7.3.4+deb13-amd64", "7.2", true },
		{ "7.4.0", "7.2", false },
		{ "7.10.0", "7.2", false },
		{ "garbage", "6.1", false },
		{ "", "6.1", false },
	};
	struct ptwalk_header *header = forge_header(self->f);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(releases); i++) {
		memset(header->release, 0, sizeof(header->release));
		memcpy(header->release, releases[i].release,
		       strlen(releases[i].release));
		ASSERT_TRUE(judge(self->f, HUGE_KHUGEPAGED, &self->h, &self->w,
				  self->reason));
		EXPECT_STREQ(releases[i].by, self->h.rules.release);
		EXPECT_EQ(releases[i].same, self->h.rules.same);
	}
}

TEST_HARNESS_MAIN
