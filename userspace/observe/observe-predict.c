// SPDX-License-Identifier: GPL-2.0-only
/*
 * Predictions for judgements: see observe-predict.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "huge.h"
#include "observe-predict.h"

/**
 * observe_predict() - make predictions from the verdicts on a dump
 * @p: predictions, all 0 before the first call; those of the last dump are replaced
 * @dump: dump with the facts that the verdicts need
 * @from: time at which dump and facts were complete, nanoseconds of CLOCK_MONOTONIC
 *
 * Return: 0; -ENOMEM, with @p empty.
 */
int observe_predict(struct observe_predictions *p, const struct dump *dump,
		    __u64 from)
{
	struct observe_prediction next;
	struct huge_window w;
	struct huge h;

	observe_predictions_free(p);
	p->from = from;
	huge_begin(&h, dump, HUGE_KHUGEPAGED);
	/* a prediction is for a scan, and a process that khugepaged scans is on its list by then */
	h.rules.visited = 1;
	p->null = !strcmp(h.rules.release, "5.10");
	huge_limit(&h, dump->header->start, dump->end->reached);
	while (huge_next(&h, &w)) {
		if (!w.windows)
			continue;
		next = (struct observe_prediction){
			.start = w.start,
			.end = w.end,
			.verdict = w.verdict,
		};
		if (array_add(p->of, p->nr, next)) {
			observe_predictions_free(p);
			return -ENOMEM;
		}
	}
	return 0;
}

static struct observe_prediction *find(const struct observe_predictions *p,
				       __u64 addr)
{
	size_t from = 0, to = p->nr, middle;

	while (from < to) {
		middle = from + (to - from) / 2;
		if (addr < p->of[middle].start)
			to = middle;
		else if (addr > p->of[middle].end - 1)
			from = middle + 1;
		else
			return &p->of[middle];
	}
	return NULL;
}

/*
 * The status with which the kernel ends a scan as predicted; NULL if the verdict is unknown, or
 * about what the scan does not look at: the page cache of a file has no private copies.
 */
static const char *word_of(enum huge_verdict verdict)
{
	switch (verdict) {
	case HUGE_COLLAPSE:
	case HUGE_MTHP:
		return "succeeded";
	case HUGE_UNKNOWN:
	case HUGE_FILE_UNKNOWN:
	case HUGE_SHMEM_UNKNOWN:
	case HUGE_PRIVATE_COPIES:
		return NULL;
	default:
		return huge_verdict_name(verdict);
	}
}

/*
 * A huge page is told apart by its entry, and of a file by its page cache, where the kernel says
 * pte_mapped_hugepage whatever maps it.
 */
static bool is_huge(const struct observe_predictions *p, const char *status)
{
	return !strcmp(status, "page_pmd_mapped") || !strcmp(status, "pte_mapped_hugepage") ||
	       (p->null && !strcmp(status, "pmd_null"));
}

/**
 * observe_predicted() - compare a judgement with its prediction
 * @p: predictions, from a dump that was begun before the scan ended
 * @judgement: the next judgement of khugepaged in the predicted process; located
 * @agrees: set: whether kernel and prediction agree
 *
 * A scan that ended while the dump was made has no prediction.  A range that was collapsed
 * since has none until the next dump.
 *
 * Return: name of the predicted verdict, NULL if there is none.
 */
const char *observe_predicted(struct observe_predictions *p,
			      const struct observe_judgement *judgement,
			      enum observe_agrees *agrees)
{
	struct observe_prediction *found = find(p, judgement->addr);
	const char *word;

	*agrees = OBSERVE_OPEN;
	if (!found || found->spent)
		return NULL;
	found->spent = judgement->done;
	if (judgement->time < p->from)
		return NULL;
	word = word_of(found->verdict);
	if (found->verdict == HUGE_IS)
		*agrees = is_huge(p, judgement->status) ? OBSERVE_AGREES : OBSERVE_DIFFERS;
	else if (word)
		*agrees = strcmp(word, judgement->status) ? OBSERVE_DIFFERS :
							     OBSERVE_AGREES;
	return huge_verdict_name(found->verdict);
}

/**
 * observe_predictions_free() - free all predictions
 * @p: predictions; empty afterwards
 */
void observe_predictions_free(struct observe_predictions *p)
{
	free(p->of);
	*p = (struct observe_predictions){ 0 };
}
