/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Reads the trace events of scans for a collapse: the tracepoints of the group
 * "huge_memory" and, to know range and process, the kprobe events of trace-probe.h; through
 * libtracefs and libtraceevent.  Owns a tracing instance while it is open, so that other
 * users of tracing are not affected.  Does not interpret the events (observe.h).  Never
 * prints.
 *
 * Kernel versions have different fields, so each field is looked up by its name and may be
 * missing.  The numbers of statuses differ as well; their names do not.
 */
#ifndef PTWALK_TRACE_H
#define PTWALK_TRACE_H

#include <linux/types.h>
#include <stdbool.h>

struct errmsg;
struct trace;

#define TRACE_COMM	16	/* bytes of task_struct.comm, with the NUL */

/**
 * enum trace_kind - kind of an event
 * @TRACE_SCAN_PMD: mm_khugepaged_scan_pmd: the scan of a 2 MiB range of anonymous memory
 *		    ended, and so did the collapse if there was one
 * @TRACE_SCAN_FILE: mm_khugepaged_scan_file: the same for a file or shmem
 * @TRACE_COLLAPSE: mm_collapse_huge_page: a collapse was tried; comes before the
 *		    %TRACE_SCAN_PMD of its range
 * @TRACE_ISOLATE: mm_collapse_huge_page_isolate: the pages were examined again after the
 *		   PMD had been cleared; comes before %TRACE_COLLAPSE
 * @TRACE_SWAPIN: mm_collapse_huge_page_swapin: pages were read from swap; comes before
 *		  %TRACE_ISOLATE
 * @TRACE_COLLAPSE_FILE: mm_khugepaged_collapse_file (6.12): a collapse was tried; comes
 *			 before its %TRACE_SCAN_FILE
 * @TRACE_PROBE: kprobe event: the thread begins to scan a range
 * @TRACE_PROBE_FILE: the same, on kernels with a separate function for files
 * @TRACE_NR_KINDS: number of kinds of events
 * @TRACE_LOST: not an event of the kernel: events were overwritten before they were read.
 *		Has no thread, and is passed on as soon as the loss is discovered
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
 * enum trace_field - fields of events; each kind of event has some of them
 * @TRACE_MM: address of the struct mm_struct, only to be compared with others
 * @TRACE_ADDR: address in the range
 * @TRACE_OWNER: address of the struct task_struct that owns the mm, or 0
 * @TRACE_PID: process ID of the owner in the initial PID namespace; undefined without owner
 * @TRACE_STATUS: the status as a number, see struct trace_event.status
 * @TRACE_NONE: PTEs that are empty or the zero page
 * @TRACE_UNMAPPED: PTEs that are neither empty nor present: swapped out
 * @TRACE_REFERENCED: PTEs whose page was accessed recently
 * @TRACE_PRESENT: pages of a file that are in the page cache
 * @TRACE_SWAP: pages of shmem that are swapped out
 * @TRACE_SWAPPED_IN: pages read from swap
 * @TRACE_ORDER: order of the collapse: log2 of its number of 4 KiB pages
 * @TRACE_NR_FIELDS: number of fields
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
 * @time: nanoseconds of CLOCK_MONOTONIC, as in a dump; for %TRACE_LOST, the time of the last
 *	  event of the same CPU before the loss
 * @until: for %TRACE_LOST, the time of the first event of the same CPU after the loss
 * @lost: for %TRACE_LOST, number of lost events; lower than that if the kernel does not know
 * @kind: enum trace_kind
 * @pid: ID of the thread that was running: khugepaged, or a caller of madvise(2)
 * @has: bit F is set if the event has field F
 * @value: by enum trace_field, the fields that the event has
 * @status: the kernel's name for the status ("exceed_none_pte"), NULL if the event has no
 *	    status; lives as long as the struct trace
 * @comm: for %TRACE_PROBE and %TRACE_PROBE_FILE, name of the owner
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

/* Called with each event; a return value other than 0 stops trace_read(), which returns it. */
typedef int (*trace_fn)(const struct trace_event *event, void *arg);

int trace_open(struct trace **trace, bool locate, struct errmsg *err);
const char *trace_unlocated(const struct trace *trace);
int trace_read(struct trace *trace, trace_fn fn, void *arg, struct errmsg *err);
int trace_stop(struct trace *trace, struct errmsg *err);
void trace_close(struct trace *trace);

/**
 * trace_value() - get a field of an event
 * @event: event
 * @field: enum trace_field
 * @missing: value to return if the event does not have the field
 *
 * Return: the value, or @missing.
 */
static inline __s64 trace_value(const struct trace_event *event,
				unsigned int field, __s64 missing)
{
	return event->has & 1U << field ? event->value[field] : missing;
}

#endif /* PTWALK_TRACE_H */
