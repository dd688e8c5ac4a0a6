// SPDX-License-Identifier: GPL-2.0-only
/*
 * Explanations of the kernel's statuses: see observe-words.h.  A status that ptwalk huge can
 * predict is explained by huge_summary() of the verdict.
 */
#include <string.h>

#include "huge-text.h"
#include "observe-words.h"
#include "pte.h"

/* Comes before the verdicts of ptwalk huge: tells what happened, not what is predicted. */
static const struct {
	const char	*word;
	const char	*text;
} texts[] = {
	{ "succeeded",
	  "collapsed: it is a huge page now" },
	{ "page_pmd_mapped",
	  "a huge page already" },
	{ "pte_mapped_hugepage",
	  "the page cache has a huge page; the process may still map it by 4K entries" },
	{ "pte_non_present",
	  "an entry is not present" },
	{ "page_compound",
	  "a page is part of a larger folio" },
	{ "no_process_for_page",
	  "the process is ending" },
	{ "vma_null",
	  "the VMA is gone" },
	{ "vma_check_failed",
	  "the VMA does not allow it any more" },
	{ "not_suitable_address_range",
	  "the VMA does not cover the range any more" },
	{ "could_not_delete_page_from_lru",
	  "a page cannot be taken off its LRU list" },
	{ "alloc_huge_page_failed",
	  "no free 2M: memory is short, or fragmented" },
	{ "ccgroup_charge_failed",
	  "the memory cgroup is at its limit" },
	{ "truncated",
	  "the file was truncated" },
	{ "page_has_private",
	  "the file system holds private data of a page" },
	{ "store_failed",
	  "the page cache has no memory for its own index" },
	{ "copy_poisoned_page",
	  "a page has a hardware memory error" },
	{ "page_filled",
	  "a page was just filled in" },
	{ "page_dirty_or_writeback",
	  "a page of the file is dirty, or under writeback" },
};

/**
 * observe_word_text() - explain a status of the kernel's tracepoints
 * @status: the status, such as "exceed_none_pte"
 *
 * Return: what it means; "" if it is not known.
 */
const char *observe_word_text(const char *status)
{
	unsigned int verdict;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		if (!strcmp(texts[i].word, status))
			return texts[i].text;
	for (verdict = HUGE_PMD_NULL; verdict < HUGE_VERDICTS; verdict++)
		if (!strcmp(huge_verdict_name(verdict), status))
			return huge_summary(verdict);
	return "";
}
