/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of "ptwalk observe" share: cmd-observe.c begins and ends an observation,
 * cmd-observe-loop.c reads events and prints judgements in between.
 */
#ifndef PTWALK_CMD_OBSERVE_H
#define PTWALK_CMD_OBSERVE_H

#include <linux/types.h>
#include <stdbool.h>

#include "observe-maps.h"
#include "observe-predict.h"
#include "observe-sum.h"
#include "observe-text.h"
#include "observe.h"
#include "source.h"
#include "trace.h"

struct signals;

/* Why the observation ends; OBSERVER_GO_ON if it does not */
enum observer_end {
	OBSERVER_GO_ON,
	OBSERVER_TIME,
	OBSERVER_COUNT,
	OBSERVER_SIGNAL,
	OBSERVER_NO_READER,
	OBSERVER_EXITED,
	OBSERVER_FAILED,
};

/**
 * struct observe_options - options of the command line
 * @target: process as given, or NULL for all
 * @duration: --duration in nanoseconds; 0 for no limit
 * @count: --count, number of judgements to be printed; 0 for no limit
 */
struct observe_options {
	const char	*target;
	__u64		duration;
	__u64		count;
};

/**
 * struct observer - state of the command
 * @options: options
 * @out: where and how to print
 * @khugepaged: thread ID of khugepaged
 * @place: the process that is observed
 * @process: its pidfd; -1 if all processes are observed
 * @pid: its PID in the initial PID namespace, as in events; 0 if all are observed
 * @trace: source of the events
 * @o: combines events into judgements
 * @maps: cache of VMAs
 * @sums: counts of judgements, without @others
 * @events: number of events in the last read
 * @printed: number of judgements printed
 * @others: number of judgements about processes that are not observed
 * @lost: number of lost events that the last line about them included
 * @predictions: verdicts of ptwalk huge on the last dump
 * @noted: it was said that facts could not be read
 * @next_dump: when the next dump is due, nanoseconds of CLOCK_MONOTONIC; ~0 for never
 */
struct observer {
	const struct observe_options		*options;
	struct observe_out		out;
	int				khugepaged;
	struct source_place		place;
	int				process;
	int				pid;
	struct trace			*trace;
	struct observe			*o;
	struct observe_maps		maps;
	struct observe_sums		sums;
	__u64				events;
	__u64				printed;
	__u64				others;
	__u64				lost;
	struct observe_predictions	predictions;
	bool				noted;
	__u64				next_dump;
};

enum observer_end observer_predict(struct observer *ob);
enum observer_end observer_watch(struct observer *ob, const struct signals *signals);

#endif /* PTWALK_CMD_OBSERVE_H */
