/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What ptwalk huge says of the ranges of one process, to be held against the kernel's
 * judgements.  Pure: no output, no files.
 */
#ifndef PTWALK_OBSERVE_PREDICT_H
#define PTWALK_OBSERVE_PREDICT_H

#include "dump.h"
#include "huge-window.h"
#include "observe.h"

/**
 * enum observe_agrees - do prediction and judgement say the same?
 * @OBSERVE_AGREES: yes
 * @OBSERVE_DIFFERS: no
 * @OBSERVE_OPEN: there is no prediction, or it does not say what the kernel does
 */
enum observe_agrees {
	OBSERVE_AGREES,
	OBSERVE_DIFFERS,
	OBSERVE_OPEN,
};

/**
 * struct observe_prediction - the verdict on a range, or several
 * @start: first address
 * @end: first address after it
 * @verdict: enum huge_verdict
 * @spent: a collapse has changed it since
 */
struct observe_prediction {
	__u64	start;
	__u64	end;
	__u8	verdict;
	bool	spent;
};

/**
 * struct observe_predictions - the verdicts of one dump
 * @of: they, ascending
 * @nr: how many
 * @from: they are for judgements from this time on, nanoseconds of CLOCK_MONOTONIC
 */
struct observe_predictions {
	struct observe_prediction	*of;
	size_t				nr;
	__u64				from;
};

int observe_predict(struct observe_predictions *p, const struct dump *dump,
		    __u64 from);
const char *observe_predicted(struct observe_predictions *p,
			      const struct observe_judgement *judgement,
			      enum observe_agrees *agrees);
void observe_predictions_free(struct observe_predictions *p);

#endif /* PTWALK_OBSERVE_PREDICT_H */
