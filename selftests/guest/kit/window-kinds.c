// SPDX-License-Identifier: GPL-2.0-only
/*
 * The table of kinds of windows: see window-kinds.h.  The answers of kernels differ because of
 * these changes:
 *
 *	6.1	pmd_none, page_pmd_mapped: other cases of pmd_null before; files have a tracepoint
 *	6.12	MADV_COLLAPSE: EBUSY for an empty entry in a VMA that userfaultfd watches
 *	6.14	MADV_DONTNEED frees a page table that it has emptied
 *	6.18	no page has to be writable any more
 *	7.0	no_pte_table replaces pmd_null and pmd_none
 *	7.2	khugepaged collapses to smaller sizes too; files need no kernel option; and
 *		khugepaged leaves pages alone that MADV_FREE gave up
 */
#include <stdio.h>
#include <string.h>

#include "guest.h"
#include "window-kinds.h"

#define KIND(name_, make_, says_, answers_)				\
	{ .name = name_, .make = make_, .says = says_, .answers = answers_ }
#define SET(name_, make_, knobs_, says_, answers_)			\
	{ .name = name_, .make = make_, .knobs = knobs_, .says = says_,	\
	  .answers = answers_ }
#define SAME(name, says, answers)	KIND(name, name, says, answers)
/* the VMA or its settings decide, and the kernel does not scan: no tracepoint is hit */
#define AREA(name_, make_, knobs_, answers_, area_)			\
	{ .name = name_, .make = make_, .knobs = knobs_,		\
	  .says = "skipped", .answers = answers_, .area = area_ }
/* the same before 7.2; since then khugepaged scans for other sizes, and reports @since_ */
#define SIZES(name_, make_, knobs_, since_, answers_, area_)		\
	{ .name = name_, .make = make_, .knobs = knobs_,		\
	  .says = "skipped 7.2:" since_, .answers = answers_, .area = area_ }
#define TMPFS(name_, make_, option_, says_, answers_, area_)		\
	{ .name = name_, .make = make_, .tmpfs = option_, .says = says_,	\
	  .answers = answers_, .area = area_ }
#define HIDDEN(name_, says_, answers_, differs_, because_)		\
	{ .name = name_, .make = name_, .says = says_,			\
	  .answers = answers_, .differs = differs_, .because = because_ }

/* up to 6.0, the result of the collapse that follows is in another event than that of the scan */
#define COLLAPSED_LATER	"the scan has no result of the collapse"

#define NONE_511	"khugepaged/max_ptes_none=511"
#define NONE_0		"khugepaged/max_ptes_none=0"
#define SIZE_64K	"hugepages-64kB/enabled=always"
#define ONLY_64K	"hugepages-2048kB/enabled=never " SIZE_64K

const struct window_kind window_kinds[] = {
	/* the settings of the system decide */
	SAME("full", "succeeded", "huge"),
	SET("full always", "unadvised", "enabled=always", "succeeded", "huge"),
	AREA("full never", "full", "enabled=never", "huge",
	     "thp_disabled_sysfs"),
	SET("full size-always", "unadvised",
	    "hugepages-2048kB/enabled=always", "succeeded", "huge"),
	AREA("full size-never", "full", "hugepages-2048kB/enabled=never", "huge",
	     "thp_disabled_size"),

	/* the VMA decides */
	AREA("unadvised", "unadvised", NULL, "huge", "thp_madvise_only"),
	AREA("nohugepage", "nohugepage", "enabled=always", "EINVAL",
	     "vma_nohugepage"),
	AREA("disabled", "disabled", NULL, "EINVAL", "thp_disabled_prctl"),
	SAME("disabled-advised", "succeeded", "huge"),
	AREA("disabled-unadvised", "disabled-unadvised", "enabled=always", "huge",
	     "thp_disabled_prctl"),
	AREA("misaligned", "misaligned", NULL, "EINVAL", "not_in_one_vma"),
	AREA("two-areas", "two-areas", NULL, "EINVAL", "not_in_one_vma"),
	AREA("untouched", "untouched", NULL, "EINVAL", "no_anon_vma"),
	AREA("hugetlb", "hugetlb", NULL, "EINVAL", "huge"),
	AREA("secret", "secret", NULL, "EINVAL", "file_ineligible"),
	AREA("device", "device", NULL, "EINVAL", "vma_special"),

	/* the page table and its entries decide */
	SAME("huge", "pmd_null 6.1:page_pmd_mapped", "huge"),
	HIDDEN("huge-zero", "pmd_null 6.1:page_pmd_mapped", "0", "huge 6.1:-",
	       "the kernel does not tell a huge page from none"),
	SAME("split", "succeeded", "huge"),
	SAME("split-511", "succeeded", "huge"),
	SAME("untouched-part", "pmd_null 6.1:pmd_none 7.0:no_pte_table", "EINVAL"),
	SET("dropped", "dropped", NONE_511,
	    "exceed_none_pte 6.14:pmd_none 7.0:no_pte_table", "EINVAL"),
	SAME("sparse-64", "succeeded", "huge"),
	SAME("sparse-65", "exceed_none_pte", "huge"),
	SAME("zero-64", "succeeded", "huge"),
	SAME("zero-65", "exceed_none_pte", "huge"),
	SAME("last", "exceed_none_pte", "huge"),
	SET("last 511", "last", NONE_511, "succeeded", "huge"),
	SAME("swap-64", "succeeded", "huge"),
	SAME("swap-65", "exceed_swap_pte", "huge"),
	SAME("swap-cold", "lack_referenced_page", "huge"),
	SAME("uffd-wp", "pte_uffd_wp", "EINVAL"),
	SAME("swap-wp", "pte_uffd_wp", "EINVAL"),
	SAME("uffd-full", "succeeded", "huge"),
	SAME("uffd-hole", "exceed_none_pte", "EINVAL 6.12:EBUSY"),
	SAME("rwp", "pte_uffd_wp", "EINVAL"),
	SAME("rwp-hole", "exceed_none_pte", "EBUSY"),
	SAME("guard", "failed", "EINVAL"),
	HIDDEN("hwpoison", "succeeded 6.1:failed", "EINVAL", "failed 6.1:-", COLLAPSED_LATER),
	SAME("readonly", "no_writable_page 6.18:succeeded", "EINVAL 6.18:huge"),
	SAME("protnone", "no_writable_page 6.18:succeeded", "EINVAL 6.18:huge"),
	SAME("fork-over", "no_writable_page 6.18:succeeded", "EINVAL 6.18:huge"),
	SAME("cold", "lack_referenced_page", "huge"),
	SAME("cold-but-one", "succeeded", "huge"),

	/* the pages decide */
	SAME("cold-but-read", "succeeded", "huge"),
	HIDDEN("cold-idle", "succeeded", "huge", "lack_referenced_page",
	       "PG_young is in no file"),
	SAME("shared", "exceed_shared_pte", "EINVAL 6.18:huge"),
	SAME("shared-holes", "exceed_shared_pte", "EINVAL 6.18:huge"),
	SAME("child", "exceed_shared_pte", "EINVAL 6.18:huge"),
	SAME("child-holes", "exceed_shared_pte", "EINVAL 6.18:huge"),
	SAME("shared-256", "succeeded", "huge"),
	SAME("shared-257", "exceed_shared_pte", "huge"),
	{ .name = "ksm", .make = "ksm", .merged = 512,
	  .says = "exceed_shared_pte", .answers = "EINVAL 6.18:EAGAIN" },
	{ .name = "ksm-8", .make = "ksm-8", .merged = 8,
	  .says = "succeeded 6.1:page_locked", .answers = "EAGAIN",
	  .differs = "page_locked 6.1:-", .because = COLLAPSED_LATER },
	{ .name = "ksm-zero", .make = "ksm-zero", .merged = 512, .zero = true,
	  .says = "exceed_none_pte", .answers = "EINVAL 6.18:huge" },
	HIDDEN("pinned", "not_suitable_page_count", "EAGAIN", "collapse",
	       "the count of references is in no file"),
	SAME("mlocked", "succeeded", "huge"),
	{ .name = "full limited", .make = "full", .limited = true,
	  .says = "succeeded 6.1:ccgroup_charge_failed", .answers = "EBUSY",
	  .differs = "collapse", .because = "limits are not looked at" },
	{ .name = "lazyfree-new", .make = "lazyfree-new",
	  .says = "succeeded 7.2:page_lazyfree", .answers = "huge",
	  .differs = "collapse", .at_times = true,
	  .because = "told to a CPU's batch, not yet to the page" },
	SAME("lazyfree-1", "succeeded 7.2:page_lazyfree", "huge"),
	SAME("lazyfree", "lack_referenced_page 7.2:page_lazyfree", "huge"),
	SAME("lazyfree-over", "succeeded", "huge"),
	SAME("droppable", "succeeded", "huge"),

	/* 2M and a smaller size are enabled: from 7.2 on khugepaged may choose the smaller one */
	SET("full 64k", "full", SIZE_64K, "succeeded", "huge"),
	SET("half", "half", NONE_0, "exceed_none_pte", "huge"),
	SET("half 64k", "half", NONE_0 " " SIZE_64K,
	    "exceed_none_pte 7.2:succeeded", "huge"),
	SET("sparse-65 64k", "sparse-65", SIZE_64K,
	    "exceed_none_pte 7.2:failed", "huge"),
	SET("last 0 64k", "last", NONE_0 " " SIZE_64K,
	    "exceed_none_pte 7.2:failed", "huge"),
	SET("last 511 64k", "last", NONE_511 " " SIZE_64K, "succeeded", "huge"),
	{ .name = "ksm-8 64k", .make = "ksm-8", .knobs = SIZE_64K, .merged = 8,
	  .says = "page_locked 7.2:succeeded", .answers = "EAGAIN" },
	SET("guard 64k", "guard", SIZE_64K, "failed", "EINVAL"),
	SET("swap-65 64k", "swap-65", SIZE_64K, "exceed_swap_pte", "huge"),
	SET("shared 64k", "shared", SIZE_64K, "exceed_shared_pte",
	    "EINVAL 6.18:huge"),
	SET("shared-half 64k", "shared-half", SIZE_64K,
	    "exceed_none_pte 7.2:exceed_shared_pte", "EINVAL 6.18:huge"),
	SET("shared-last 64k", "shared-last", SIZE_64K,
	    "exceed_none_pte 7.2:exceed_shared_pte", "huge"),
	{ .name = "shared-last 64k 16k", .make = "shared-last",
	  .knobs = SIZE_64K " hugepages-16kB/enabled=always",
	  .says = "exceed_none_pte 7.2:not_suitable_page_count|succeeded",
	  .answers = "huge", .differs = "- 7.2:unknown",
	  .because = "what a refused attempt has put into a CPU's batch" },
	SET("uffd-hole 64k", "uffd-hole", SIZE_64K,
	    "exceed_none_pte 7.2:succeeded", "EINVAL 6.12:EBUSY"),
	SET("uffd-last 64k", "uffd-last", SIZE_64K,
	    "exceed_none_pte 7.2:failed", "EINVAL 6.12:EBUSY"),
	SET("uffd-last 511 64k", "uffd-last", NONE_511 " " SIZE_64K,
	    "exceed_none_pte", "EINVAL 6.12:EBUSY"),
	SET("split-half 64k", "split-half", SIZE_64K,
	    "exceed_none_pte 7.2:failed", "huge"),

	/* only smaller sizes are enabled, 2M is off */
	SIZES("full 64k-only", "full", ONLY_64K, "succeeded", "huge",
	      "thp_disabled_size"),
	SIZES("full never 64k", "full", "enabled=never " SIZE_64K, "succeeded",
	      "huge", "thp_disabled_sysfs"),
	AREA("unadvised 64k-only", "unadvised",
	     "hugepages-2048kB/enabled=never hugepages-64kB/enabled=madvise",
	     "huge", "thp_disabled_size"),
	SIZES("sparse-64 64k-only", "sparse-64", ONLY_64K, "failed", "huge",
	      "thp_disabled_size"),
	SIZES("last 511 64k-only", "last", NONE_511 " " ONLY_64K, "succeeded",
	      "huge", "thp_disabled_size"),
	SIZES("dropped 64k-only", "dropped", NONE_511 " " ONLY_64K,
	      "no_pte_table", "EINVAL", "thp_disabled_size"),
	SIZES("swap-64 64k-only", "swap-64", ONLY_64K, "failed", "huge",
	      "thp_disabled_size"),
	SIZES("swap-64 511 64k-only", "swap-64", NONE_511 " " ONLY_64K,
	      "exceed_swap_pte", "huge", "thp_disabled_size"),
	SIZES("guard 64k-only", "guard", ONLY_64K, "succeeded", "EINVAL",
	      "thp_disabled_size"),
	SIZES("cold 64k-only", "cold", ONLY_64K, "lack_referenced_page", "huge",
	      "thp_disabled_size"),
	SIZES("cold-but-one 64k-only", "cold-but-one", ONLY_64K, "succeeded",
	      "huge", "thp_disabled_size"),
	SIZES("shared 64k-only", "shared", ONLY_64K, "exceed_shared_pte",
	      "EINVAL 6.18:huge", "thp_disabled_size"),
	SIZES("shared-256 64k-only", "shared-256", ONLY_64K, "succeeded", "huge",
	      "thp_disabled_size"),
	SIZES("split 64k-only", "split", ONLY_64K, "failed", "huge",
	      "thp_disabled_size"),
	SIZES("folios 64k-only", "folios", ONLY_64K, "failed", "huge",
	      "thp_disabled_size"),
	SIZES("folios 64k 128k", "folios",
	      ONLY_64K " hugepages-128kB/enabled=madvise", "succeeded", "huge",
	      "thp_disabled_size"),
	SIZES("folios 64k 32k", "folios",
	      ONLY_64K " hugepages-32kB/enabled=madvise", "failed", "huge",
	      "thp_disabled_size"),

	/* shared memory and files */
	SAME("shmem", "succeeded", "huge"),
	SAME("anon-shared", "succeeded", "huge"),
	AREA("anon-shared never", "anon-shared",
	     "hugepages-2048kB/shmem_enabled=never", "EINVAL 7.2:huge",
	     "shmem_disabled"),
	SAME("shmem-sparse-64", "succeeded", "huge"),
	SAME("shmem-sparse-65", "exceed_none_pte", "huge"),
	SAME("shmem-unmapped", "succeeded", "huge"),
	AREA("shmem-unadvised", "shmem-unadvised", NULL, "huge",
	     "shmem_disabled"),
	AREA("shmem-misaligned", "shmem-misaligned", NULL, "EINVAL",
	     "file_misaligned"),
	HIDDEN("shmem-huge", "pte_mapped_hugepage", "huge", "huge",
	       "the kernel asks the page cache before it sees the table"),
	SAME("shmem-huge-cache", "pte_mapped_hugepage", "huge"),
	HIDDEN("shmem-copied", "failed 6.12:succeeded", "EINVAL", "private_copies",
	       "the kernel speaks of the page cache, not of the copies"),
	SAME("sysv", "succeeded", "huge"),
	AREA("sysv never", "sysv", "shmem_enabled=never", "huge",
	     "shmem_disabled"),
	SET("shmem always", "shmem-unadvised", "shmem_enabled=always",
	    "succeeded", "huge"),
	SET("shmem force", "shmem-unadvised", "shmem_enabled=force",
	    "succeeded", "huge"),
	AREA("shmem never", "shmem", "shmem_enabled=never", "huge",
	     "shmem_disabled"),
	AREA("shmem deny", "shmem", "shmem_enabled=deny", "EINVAL",
	     "shmem_disabled"),
	TMPFS("tmpfs", "file", "huge=always", "succeeded", "huge", NULL),
	TMPFS("tmpfs unadvised", "file-unadvised", "huge=always", "succeeded",
	      "huge", NULL),
	TMPFS("tmpfs advise", "file", "huge=advise", "succeeded", "huge", NULL),
	TMPFS("tmpfs advise unadvised", "file-unadvised", "huge=advise",
	      "skipped", "huge", "tmpfs_disabled"),
	TMPFS("tmpfs within_size", "file-unadvised", "huge=within_size",
	      "succeeded", "huge", NULL),
	TMPFS("tmpfs never", "file", "huge=never", "skipped", "huge",
	      "tmpfs_disabled"),
	{ .name = "tmpfs deny", .make = "file", .tmpfs = "huge=always",
	  .knobs = "shmem_enabled=deny", .says = "skipped",
	  .answers = "EINVAL", .area = "shmem_disabled" },
	{ .name = "file", .make = "file", .says = "skipped 7.2:succeeded",
	  .answers = "EINVAL 7.2:huge", .area = "file_ineligible" },
	{ .name = "file-private", .make = "file-private",
	  .says = "skipped 7.2:succeeded", .answers = "EINVAL 7.2:huge",
	  .area = "file_ineligible" },
	{ .name = "file-copied", .make = "file-copied",
	  .says = "skipped 7.2:succeeded", .answers = "EINVAL",
	  .area = "private_copies", .differs = "- 7.2:private_copies",
	  .because = "the kernel speaks of the page cache, not of the copies" },
	{ .name = "file-dirty", .make = "file-dirty",
	  .says = "skipped 7.2:page_dirty_or_writeback",
	  .answers = "EINVAL 7.2:huge", .area = "file_ineligible" },
};

const size_t window_kinds_nr = sizeof(window_kinds) / sizeof(window_kinds[0]);

void window_kind_word(const char *words, char *word, size_t size)
{
	char other[40];
	int major, minor;

	snprintf(word, size, "%.*s", (int)strcspn(words, " "), words);
	while ((words = strchr(words, ' '))) {
		words++;
		if (sscanf(words, "%d.%d:%39s", &major, &minor, other) == 3 &&
		    kernel_since(major, minor))
			snprintf(word, size, "%s", other);
	}
}
