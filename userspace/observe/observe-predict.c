// SPDX-License-Identifier: GPL-2.0
/*
 * Predictions beside judgements: see observe-predict.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "huge.h"
#include "observe-predict.h"

/**
 * observe_predict() - take the verdicts of a dump, with the facts it has
 * @p: predictions, all 0 before the first dump; those of the last one are replaced
 * @dump: dump
 * @from: when dump and facts had been read, nanoseconds of CLOCK_MONOTONIC
 *
 * Return: 0; -ENOMEM, and there are no predictions.
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
	/* predictions are for a scan, which is a visit, also where it is the first one */
	h.rules.visited = 1;
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

/* What the kernel calls a verdict; NULL where the verdict does not know. */
static const char *word_of(enum huge_verdict verdict)
{
	switch (verdict) {
	case HUGE_IS:
		return "page_pmd_mapped";
	case HUGE_COLLAPSE:
	case HUGE_MTHP:
		return "succeeded";
	case HUGE_UNKNOWN:
	case HUGE_FILE_UNKNOWN:
	case HUGE_SHMEM_UNKNOWN:
		return NULL;
	default:
		return huge_verdict_name(verdict);
	}
}

/**
 * observe_predicted() - the prediction for the range of a judgement
 * @p: predictions, of a dump that was begun before it
 * @judgement: the next judgement of khugepaged about that process
 * @agrees: set: whether both say the same
 *
 * A judgement that came while the dump was made has no prediction, and a range that
 * was collapsed since then has none until the next dump.
 *
 * Return: name of the verdict, NULL where there is none.
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
	if (word)
		*agrees = strcmp(word, judgement->status) ? OBSERVE_DIFFERS :
							     OBSERVE_AGREES;
	return huge_verdict_name(found->verdict);
}

/**
 * observe_predictions_free() - have no predictions any more
 * @p: predictions
 */
void observe_predictions_free(struct observe_predictions *p)
{
	free(p->of);
	*p = (struct observe_predictions){ 0 };
}
