/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Predictions: the verdicts of ptwalk huge on the ranges of one process, to be compared with
 * the judgements of the kernel (observe.h).  No output, no files.
 */
#ifndef PTWALK_OBSERVE_PREDICT_H
#define PTWALK_OBSERVE_PREDICT_H

#include "dump.h"
#include "huge-window.h"
#include "observe.h"

/**
 * enum observe_agrees - do prediction and judgement agree?
 * @OBSERVE_AGREES: the scan ended as predicted
 * @OBSERVE_DIFFERS: the scan ended with another status
 * @OBSERVE_OPEN: there is no prediction, or its verdict is unknown
 */
enum observe_agrees {
	OBSERVE_AGREES,
	OBSERVE_DIFFERS,
	OBSERVE_OPEN,
};

/**
 * struct observe_prediction - the verdict on one range, or on several adjacent ones
 * @start: first address
 * @end: first address after the last range
 * @verdict: enum huge_verdict
 * @spent: true if a collapse has changed a range since the dump
 */
struct observe_prediction {
	__u64	start;
	__u64	end;
	__u8	verdict;
	bool	spent;
};

/**
 * struct observe_predictions - the predictions from one dump
 * @of: predictions, ascending by address
 * @nr: number of predictions in @of
 * @null: the kernel has no table to find where a huge page is, and says pmd_null: 5.10
 * @from: predictions are valid for scans that end at this time or later, nanoseconds of
 *	  CLOCK_MONOTONIC
 */
struct observe_predictions {
	struct observe_prediction	*of;
	size_t				nr;
	bool				null;
	__u64				from;
};

int observe_predict(struct observe_predictions *p, const struct dump *dump,
		    __u64 from);
const char *observe_predicted(struct observe_predictions *p,
			      const struct observe_judgement *judgement,
			      enum observe_agrees *agrees);
void observe_predictions_free(struct observe_predictions *p);

#endif /* PTWALK_OBSERVE_PREDICT_H */
