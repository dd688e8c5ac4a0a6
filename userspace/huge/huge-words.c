// SPDX-License-Identifier: GPL-2.0-only
/*
 * Texts of a verdict without numbers: what it means, the setting behind it, and what can
 * be done about it; see huge-text.h.
 */
#include <stddef.h>
#include <stdio.h>

#include "huge-text.h"

/**
 * struct words - the texts of a verdict, from huge-verdicts.h
 * @name: its name
 * @summary: what it means, in a few words
 * @knob: the setting behind it, by its name in facts.h, or NULL
 * @fix: what root or the program can do about it, or NULL
 */
struct words {
	const char	*name;
	const char	*summary;
	const char	*knob;
	const char	*fix;
};

static const struct words words[HUGE_VERDICTS] = {
#define HUGE_VERDICT(id, name, summary, fix, knob)	{ name, summary, knob, fix },
#include "huge-verdicts.h"
};

/**
 * huge_verdict_name() - the name of a verdict
 * @verdict: enum huge_verdict
 *
 * Return: its name, that of %HUGE_UNKNOWN for any other number.
 */
const char *huge_verdict_name(enum huge_verdict verdict)
{
	return words[verdict < HUGE_VERDICTS ? verdict : HUGE_UNKNOWN].name;
}

/* Did an attempt below 2M decide, for which max_ptes_swap and max_ptes_shared count as 0? */
static bool takes_none(const struct huge_window *window)
{
	return huge_smaller(window) && (window->verdict == HUGE_EXCEED_SWAP ||
					window->verdict == HUGE_EXCEED_SHARED);
}

/**
 * huge_summary() - what a verdict means
 * @verdict: verdict
 *
 * Return: a few words without numbers.
 */
const char *huge_summary(enum huge_verdict verdict)
{
	return words[verdict].summary;
}

/**
 * huge_curable() - can root or the program do anything about a verdict?
 * @verdict: verdict
 *
 * Return: false where the memory is of a kind that is never huge.
 */
bool huge_curable(enum huge_verdict verdict)
{
	static const __u64 never = HUGE_BIT(HUGE_VMA_TOO_SMALL) |
		HUGE_BIT(HUGE_VMA_SPECIAL) | HUGE_BIT(HUGE_VMA_HUGETLB) |
		HUGE_BIT(HUGE_PAGE_NULL) | HUGE_BIT(HUGE_PAGE_ANON);

	return !(never & HUGE_BIT(verdict));
}

/**
 * huge_knob() - the setting behind a verdict
 * @rules: the rules that found the verdict
 * @window: window with its verdict
 *
 * Return: its name in facts.h, or NULL where no setting would change the verdict.
 */
const char *huge_knob(const struct huge_rules *rules,
		      const struct huge_window *window)
{
	enum huge_verdict met = huge_met(window);

	if (rules->judge == HUGE_MADVISE && met != HUGE_SHMEM_DISABLED &&
	    met != HUGE_TMPFS_DISABLED)
		return NULL;
	if (takes_none(window))
		return NULL;
	switch (met) {
	case HUGE_SHMEM_DISABLED:
		if (window->cause == HUGE_SHMEM_SIZE)
			return "hugepages-2048kB/shmem_enabled";
		break;
	case HUGE_EXCEED_NONE:
	case HUGE_EXCEED_SWAP:
	case HUGE_EXCEED_SHARED:
		if (window->cause && window->cause != HUGE_CAUSE_MIXED)
			return NULL;
		break;
	default:
		break;
	}
	return words[met].knob;
}

/* Advice for too many PTEs where no setting helps, by huge_window.cause */
static const char *const fix_cause[] = {
	[HUGE_WATCHED] =
		"have the program write to all of the window, or fill it with UFFDIO_COPY; or end the watch: UFFDIO_UNREGISTER",
	[HUGE_OVER_MOST] =
		"have the program write to it, or give its addresses back",
	[HUGE_LOST] =
		"of guard entries, the program can call madvise(MADV_GUARD_REMOVE); poison and hwpoison stay until the page is unmapped",
};

/* Advice for too many PTEs of a kind */
static const char *fix_limit(const struct huge_window *window, enum huge_verdict met,
			     char buf[HUGE_TEXT])
{
	__u64 least = window->number + window->spread;

	if (window->cause == HUGE_LOST || (met == HUGE_EXCEED_NONE && window->cause &&
					   window->cause != HUGE_CAUSE_MIXED))
		return fix_cause[window->cause];
	if (window->cause == HUGE_OVER_MOST)
		return words[met].fix;
	if (met == HUGE_EXCEED_NONE && window->verdict == met && huge_smaller(window))
		least = PTWALK_ENTRIES - 1;
	if (takes_none(window))
		snprintf(buf, HUGE_TEXT, "%s; below 2M, %s counts as 0", words[met].fix,
			 words[met].knob);
	else if (met == HUGE_EXCEED_NONE)
		snprintf(buf, HUGE_TEXT, "raise %s to %llu, %s", words[met].knob, least,
			 words[met].fix);
	else
		snprintf(buf, HUGE_TEXT, "raise %s to %llu%s; or %s", words[met].knob, least,
			 met == HUGE_EXCEED_SHARED ? " (each shared page is then copied)" : "",
			 words[met].fix);
	return buf;
}

/**
 * huge_fix() - what root or the program can do about a verdict
 * @rules: the rules that found the verdict
 * @window: window with its verdict
 * @buf: room for the result
 *
 * huge_cure() takes as done what the sentence names first.
 *
 * Return: a sentence, or NULL where there is nothing to be mended.
 */
const char *huge_fix(const struct huge_rules *rules,
		     const struct huge_window *window, char buf[HUGE_TEXT])
{
	enum huge_verdict met = huge_met(window);

	switch (met) {
	case HUGE_FILE_INELIGIBLE:
	case HUGE_TMPFS_DISABLED:
	case HUGE_SHMEM_DISABLED:
	case HUGE_NO_WRITABLE:
		return huge_cause_fix(rules, window, buf);
	case HUGE_EXCEED_NONE:
	case HUGE_EXCEED_SWAP:
	case HUGE_EXCEED_SHARED:
		return fix_limit(window, met, buf);
	default:
		return words[met].fix;
	}
}
