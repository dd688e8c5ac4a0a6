/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernel says while it scans for ranges to be collapsed: the tracepoints of
 * its group "huge_memory" and, where it is to be known which range of which process
 * they are about, the kprobe events of trace-probe.h; through libtracefs and
 * libtraceevent.  Owns a tracing instance for as long as it is open, which nobody
 * else's tracing notices; what an event means is observe.h.  Never prints.
 *
 * Fields come and go with kernel versions, so each is looked up by its name and
 * may be missing.  The numbers of statuses differ as well; their words do not.
 */
#ifndef PTWALK_TRACE_H
#define PTWALK_TRACE_H

#include <linux/types.h>
#include <stdbool.h>

struct errmsg;
struct trace;

#define TRACE_COMM	16	/* bytes of task_struct.comm, with the NUL */

/**
 * enum trace_kind - which event
 * @TRACE_SCAN_PMD: mm_khugepaged_scan_pmd: one window of anonymous memory was
 *		    judged, and collapsed where that was the judgement
 * @TRACE_SCAN_FILE: mm_khugepaged_scan_file: the same of a file or shmem
 * @TRACE_COLLAPSE: mm_collapse_huge_page: a collapse was tried; comes before
 *		    the %TRACE_SCAN_PMD of its window
 * @TRACE_ISOLATE: mm_collapse_huge_page_isolate: pages were looked at again, with
 *		   the window out of reach; before %TRACE_COLLAPSE
 * @TRACE_SWAPIN: mm_collapse_huge_page_swapin: pages were fetched from swap;
 *		  before %TRACE_ISOLATE
 * @TRACE_COLLAPSE_FILE: mm_khugepaged_collapse_file (6.12): a collapse was tried;
 *			 before its %TRACE_SCAN_FILE
 * @TRACE_PROBE: a kprobe event: the thread begins to scan a range
 * @TRACE_PROBE_FILE: the same, where files have a function of their own
 * @TRACE_LOST: no event: some were overwritten before they were read.  It has no
 *		thread, and is given as soon as that is found out.
 */
enum trace_kind {
	TRACE_SCAN_PMD,
	TRACE_SCAN_FILE,
	TRACE_COLLAPSE,
	TRACE_ISOLATE,
	TRACE_SWAPIN,
	TRACE_COLLAPSE_FILE,
	TRACE_PROBE,
	TRACE_PROBE_FILE,
	TRACE_NR_KINDS,
	TRACE_LOST = TRACE_NR_KINDS,
};

/**
 * enum trace_field - what events say, each some of it
 * @TRACE_MM: the address space, a number that is good for comparing only
 * @TRACE_ADDR: an address
 * @TRACE_OWNER: the task whose address space it is, likewise, or 0
 * @TRACE_PID: its process ID in the initial PID namespace; undefined without owner
 * @TRACE_STATUS: the status as a number, see struct trace_event.status
 * @TRACE_NONE: PTEs that are empty or the zero page
 * @TRACE_UNMAPPED: PTEs that are neither empty nor present: swapped out
 * @TRACE_REFERENCED: PTEs whose page was used of late
 * @TRACE_PRESENT: pages of a file that are in memory
 * @TRACE_SWAP: pages of shmem that are swapped out
 * @TRACE_SWAPPED_IN: pages fetched from swap
 * @TRACE_ORDER: log2 of the pages that were to become one
 */
enum trace_field {
	TRACE_MM,
	TRACE_ADDR,
	TRACE_OWNER,
	TRACE_PID,
	TRACE_STATUS,
	TRACE_NONE,
	TRACE_UNMAPPED,
	TRACE_REFERENCED,
	TRACE_PRESENT,
	TRACE_SWAP,
	TRACE_SWAPPED_IN,
	TRACE_ORDER,
	TRACE_NR_FIELDS,
};

/**
 * struct trace_event - one event
 * @time: nanoseconds of CLOCK_MONOTONIC, as in a dump; of %TRACE_LOST, that of the last
 *	  event of the same CPU that was not lost
 * @until: of %TRACE_LOST, the time of the first one after them
 * @lost: of %TRACE_LOST, how many, or a lower number where the kernel does not know
 * @kind: enum trace_kind
 * @pid: the thread it happened in: khugepaged's, or a caller of madvise(2)
 * @has: bit F: field F is in it
 * @value: by enum trace_field, where it is
 * @status: the kernel's word for the status ("exceed_none_pte"), NULL where the
 *	    event has none; lives as long as the struct trace
 * @comm: of %TRACE_PROBE, the name of the owner
 */
struct trace_event {
	__u64		time;
	__u64		until;
	__u64		lost;
	unsigned int	kind;
	int		pid;
	__u32		has;
	__s64		value[TRACE_NR_FIELDS];
	const char	*status;
	char		comm[TRACE_COMM];
};

/* Takes one event; anything but 0 stops the reading and is returned. */
typedef int (*trace_fn)(const struct trace_event *event, void *arg);

int trace_open(struct trace **trace, bool locate, struct errmsg *err);
const char *trace_unlocated(const struct trace *trace);
int trace_read(struct trace *trace, trace_fn fn, void *arg, struct errmsg *err);
int trace_stop(struct trace *trace, struct errmsg *err);
void trace_close(struct trace *trace);

/**
 * trace_value() - a field of an event
 * @event: event
 * @field: enum trace_field
 * @missing: what to return where the event does not have it
 *
 * Return: the value, or @missing.
 */
static inline __s64 trace_value(const struct trace_event *event,
				unsigned int field, __s64 missing)
{
	return event->has & 1U << field ? event->value[field] : missing;
}

#endif /* PTWALK_TRACE_H */
