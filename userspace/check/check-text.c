// SPDX-License-Identifier: GPL-2.0-only
/*
 * The result of an expression in words: see check-text.h.
 */
#include <stdio.h>

#include "access.h"
#include "check-text.h"
#include "explain.h"
#include "kind.h"
#include "output.h"
#include "rss.h"

/**
 * check_state_name() - the name of a result
 * @state: the result
 *
 * Return: "holds", "fails" or "unknown".
 */
const char *check_state_name(enum check_state state)
{
	static const char *const names[] = {
		[CHECK_HOLDS]	= "holds",
		[CHECK_FAILS]	= "fails",
		[CHECK_UNKNOWN]	= "unknown",
	};

	return names[state];
}

/* Describe the entry at the start of a part. */
static int entry_text(const struct dump *dump, const struct check_expr *expr,
		      const struct check_part *part, char *buf, size_t size)
{
	char letters[20], effective[EXPLAIN_EFFECTIVE_SIZE];
	const struct ptwalk_run *run = &part->run;
	unsigned int kind = run->kind;
	struct ptwalk_pte pte;
	__u32 access;

	if (run->kind == PTWALK_NONE)
		return snprintf(buf, size, "%s", ptwalk_kind_name(run->kind));
	ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
	if (run->vma && run->vma->hugetlb_shift && expr->name.counts == RSS_HUGE)
		return snprintf(buf, size, "hugetlb page, which huge does not count");
	if (run->kind == PTWALK_PROTNONE)
		return snprintf(buf, size, "%s %s", explain_span(run->level),
				access_hinted(&pte, run->vma) ?
				"page behind a NUMA hint" :
				access_protected(&pte, run->vma) ?
				"page protected by userfaultfd" : "page of PROT_NONE");
	if (pte.kind == kind)
		kind = kind_of(&dump->dict, run->vma, &pte);
	if (kind != PTWALK_PAGE)
		return snprintf(buf, size, "%s", ptwalk_kind_name(kind));
	ptwalk_flag_letters(pte.flags, letters, sizeof(letters));
	access = access_of(&dump->dict, run->above, &pte, run->vma);
	explain_effective(ptwalk_effective(&dump->dict, run->above, &pte), effective);
	return snprintf(buf, size, "%s page %s %s%s", explain_span(run->level), letters,
			effective,
			access_copied(access, &pte, run->vma) ? ", copy on write" : "");
}

/* Describe why the memory at the start of a part is writable and executable. */
static void wx_text(const struct dump *dump, const struct check_expr *expr,
		    const struct check_part *part, char *buf, size_t size)
{
	char entry[80];

	switch (part->wx) {
	case CHECK_WX_PAGE:
		entry_text(dump, expr, part, buf, size);
		break;
	case CHECK_WX_AREA:
		entry_text(dump, expr, part, entry, sizeof(entry));
		snprintf(buf, size, "area is writable and executable, its entry: %s",
			 entry);
		break;
	case CHECK_WX_FRAME:
		snprintf(buf, size,
			 "frame 0x%llx is writable at 0x%llx, executable at 0x%llx",
			 part->phys >> ptwalk_shift(1), part->write, part->exec);
		break;
	}
}

static void amount_text(const struct check_result *result, char *buf,
			size_t size)
{
	__u64 amount = result->part[true].bytes;
	__u64 whole = amount + result->part[false].bytes;
	char is[16], of[16];

	output_format_size(is, sizeof(is), amount);
	output_format_size(of, sizeof(of), whole);
	snprintf(buf, size, "%s of %s: %.1f%%", is, of,
		 whole ? 100.0 * amount / whole : 0.0);
}

/**
 * check_detail() - more about a result than its state, in words
 * @dump: the dump that was tested
 * @expr: the expression
 * @result: its result
 * @buf: filled in: what the first entry is that does not meet the expression, or what the dump
 *	 lacks; empty if there is nothing to add
 *
 * Return: @buf.
 */
char *check_detail(const struct dump *dump, const struct check_expr *expr,
		   const struct check_result *result, char buf[CHECK_DETAIL_SIZE])
{
	const struct check_part *part = result->failing;
	const size_t size = CHECK_DETAIL_SIZE;

	buf[0] = '\0';
	if (result->state == CHECK_UNKNOWN)
		snprintf(buf, size, "%s", result->why.text);
	else if (!result->part[false].bytes && !result->part[true].bytes)
		snprintf(buf, size, expr->name.base == CHECK_FRAMES ?
			 "no page is present in both" :
			 "no page is present there");
	else if (expr->amount != CHECK_ALL && expr->amount != CHECK_NOTHING)
		amount_text(result, buf, size);
	else if (part && expr->name.base == CHECK_FRAMES)
		snprintf(buf, size, "frame 0x%llx, and 0x%llx at 0x%llx in %s",
			 part->phys >> 12, part->other_phys >> 12, part->other,
			 expr->target);
	else if (part && expr->name.base == CHECK_WX &&
		 part == &result->part[true])
		wx_text(dump, expr, part, buf, size);
	else if (part)
		entry_text(dump, expr, part, buf, size);
	return buf;
}
