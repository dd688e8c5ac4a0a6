// SPDX-License-Identifier: GPL-2.0
/*
 * The events of khugepaged: see trace.h for what it owns.
 *
 * They are taken by polling: a page of them wakes no reader before it is full,
 * and khugepaged fills none in hours.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <tracefs.h>

#include "errmsg.h"
#include "trace-instance.h"
#include "trace.h"

#define SYSTEM		"huge_memory"

static const char *const event_names[TRACE_NR_KINDS] = {
	[TRACE_SCAN_PMD]	= "mm_khugepaged_scan_pmd",
	[TRACE_SCAN_FILE]	= "mm_khugepaged_scan_file",
	[TRACE_COLLAPSE]	= "mm_collapse_huge_page",
	[TRACE_ISOLATE]		= "mm_collapse_huge_page_isolate",
	[TRACE_SWAPIN]		= "mm_collapse_huge_page_swapin",
	[TRACE_COLLAPSE_FILE]	= "mm_khugepaged_collapse_file",
};

/* One of the names is in an event, or none of them */
static const char *const field_names[TRACE_NR_FIELDS][2] = {
	[TRACE_MM]		= { "mm" },
	[TRACE_PFN]		= { "pfn", "hpfn" },
	[TRACE_ADDR]		= { "addr" },
	[TRACE_STATUS]		= { "status", "result" },
	[TRACE_NONE]		= { "none_or_zero" },
	[TRACE_UNMAPPED]	= { "unmapped" },
	[TRACE_REFERENCED]	= { "referenced" },
	[TRACE_PRESENT]		= { "present" },
	[TRACE_SWAP]		= { "swap" },
	[TRACE_SWAPPED_IN]	= { "swapped_in" },
	[TRACE_ORDER]		= { "order" },
};

/**
 * struct trace - an open tracing instance
 * @instance: where events are kept until they are read
 * @tep: the formats of the events
 * @event: by enum trace_kind, its format, or NULL where this kernel has no such
 *	   event
 * @field: by kind and enum trace_field, likewise
 * @symbols: by kind, the words of its status
 * @fn: who takes the events, while they are read
 * @arg: for @fn
 * @rc: what @fn returned
 * @lost: events that were overwritten before they were read
 */
struct trace {
	struct trace_instance	instance;
	struct tep_handle	*tep;
	struct tep_event	*event[TRACE_NR_KINDS];
	struct tep_format_field	*field[TRACE_NR_KINDS][TRACE_NR_FIELDS];
	struct tep_print_flag_sym *symbols[TRACE_NR_KINDS];
	trace_fn		fn;
	void			*arg;
	int			rc;
	__u64			lost;
};

/* The words that the kernel's format has for the numbers of a field. */
static struct tep_print_flag_sym *find_symbols(const struct tep_event *event,
					       const char *field)
{
	const struct tep_print_arg *arg;

	for (arg = event->print_fmt.args; field && arg; arg = arg->next)
		if (arg->type == TEP_PRINT_SYMBOL &&
		    arg->symbol.field->type == TEP_PRINT_FIELD &&
		    !strcmp(arg->symbol.field->field.name, field))
			return arg->symbol.symbols;
	return NULL;
}

static void find_fields(struct trace *trace, unsigned int kind)
{
	struct tep_format_field *status, *found;
	unsigned int field, i;

	for (field = 0; field < TRACE_NR_FIELDS; field++) {
		found = NULL;
		for (i = 0; !found && i < 2 && field_names[field][i]; i++)
			found = tep_find_field(trace->event[kind],
					       field_names[field][i]);
		trace->field[kind][field] = found;
	}
	status = trace->field[kind][TRACE_STATUS];
	if (status)
		trace->symbols[kind] = find_symbols(trace->event[kind],
						    status->name);
}

static int find_events(struct trace *trace, struct errmsg *err)
{
	static const char *const systems[] = { SYSTEM, NULL };
	unsigned int kind;

	trace->tep = tracefs_local_events_system(NULL, systems);
	for (kind = 0; trace->tep && kind < TRACE_NR_KINDS; kind++) {
		trace->event[kind] = tep_find_event_by_name(trace->tep, SYSTEM,
							    event_names[kind]);
		if (trace->event[kind])
			find_fields(trace, kind);
	}
	if (trace->event[TRACE_SCAN_PMD])
		return 0;
	return errmsg_set(err, -ENODEV,
			  "this kernel has no tracepoint " SYSTEM
			  ":mm_khugepaged_scan_pmd: it was built without CONFIG_TRANSPARENT_HUGEPAGE, or without tracepoints");
}

static int count_missed(struct tep_event *event, struct tep_record *record,
			int cpu, void *arg)
{
	struct trace *trace = arg;

	(void)event;
	(void)cpu;
	/* -1: some, and the kernel does not know how many */
	trace->lost += record->missed_events > 0 ? record->missed_events : 1;
	return 0;
}

static int enable_events(struct trace *trace, struct errmsg *err)
{
	unsigned int kind;

	if (tracefs_follow_missed_events(trace->instance.tracefs, count_missed,
					 trace))
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (kind = 0; kind < TRACE_NR_KINDS; kind++)
		if (trace->event[kind] &&
		    tracefs_event_enable(trace->instance.tracefs, SYSTEM,
					 event_names[kind]))
			return errmsg_set(err, -errno,
					  "cannot enable the tracepoint "
					  SYSTEM ":%s: %m", event_names[kind]);
	return 0;
}

/**
 * trace_open() - begin to follow khugepaged
 * @trace: set on success; trace_close() it, and see to it that no signal ends
 *	   the process before
 * @err: says why not
 *
 * Return: 0 or a negative errno.
 */
int trace_open(struct trace **trace, struct errmsg *err)
{
	struct trace *t;
	int rc;

	t = calloc(1, sizeof(*t));
	if (!t)
		return errmsg_set(err, -ENOMEM, "out of memory");
	rc = trace_instance_make(&t->instance, err);
	if (!rc)
		rc = find_events(t, err);
	if (!rc)
		rc = enable_events(t, err);
	if (rc)
		trace_close(t);
	else
		*trace = t;
	return rc;
}

static const char *find_word(const struct tep_print_flag_sym *symbol,
			     __s64 status)
{
	for (; symbol; symbol = symbol->next)
		if (strtoll(symbol->value, NULL, 0) == status)
			return symbol->str;
	return NULL;
}

static unsigned int kind_of(const struct trace *trace,
			    const struct tep_event *event)
{
	unsigned int kind;

	for (kind = 0; kind < TRACE_NR_KINDS; kind++)
		if (trace->event[kind] == event)
			break;
	return kind;
}

static __s64 read_field(const struct tep_format_field *field,
			unsigned long long raw)
{
	return field->size == 4 && field->flags & TEP_FIELD_IS_SIGNED ?
	       (__s32)raw : (__s64)raw;
}

static int take(struct tep_event *event, struct tep_record *record, int cpu,
		void *arg)
{
	struct trace *trace = arg;
	struct trace_event ev = {
		.time = record->ts,
		.kind = kind_of(trace, event),
		.pid = tep_data_pid(trace->tep, record),
	};
	struct tep_format_field *field;
	unsigned long long raw;
	unsigned int i;

	(void)cpu;
	if (ev.kind == TRACE_NR_KINDS)
		return 0;
	for (i = 0; i < TRACE_NR_FIELDS; i++) {
		field = trace->field[ev.kind][i];
		if (!field || tep_read_number_field(field, record->data, &raw))
			continue;
		ev.has |= 1U << i;
		ev.value[i] = read_field(field, raw);
	}
	if (ev.has & 1U << TRACE_STATUS)
		ev.status = find_word(trace->symbols[ev.kind],
				      ev.value[TRACE_STATUS]);
	trace->rc = trace->fn(&ev, trace->arg);
	return trace->rc;
}

/**
 * trace_read() - take the events that have come since the last time
 * @trace: trace
 * @fn: called with each of them, in the order of their times
 * @arg: for @fn
 * @err: says why not
 *
 * Does not wait.
 *
 * Return: 0, a negative errno, or what @fn returned, with which events that
 * were not yet taken are lost.
 */
int trace_read(struct trace *trace, trace_fn fn, void *arg, struct errmsg *err)
{
	trace->fn = fn;
	trace->arg = arg;
	trace->rc = 0;
	errno = 0;
	if (tracefs_iterate_raw_events(trace->tep, trace->instance.tracefs,
				       NULL, 0, take, trace))
		return errmsg_set(err, errno ? -errno : -EIO,
				  "cannot read the events of khugepaged: %s",
				  strerror(errno ? errno : EIO));
	return trace->rc;
}

/**
 * trace_lost() - how many events were overwritten before they were read
 * @trace: trace
 *
 * Return: that number, or a lower one where the kernel does not know.
 */
__u64 trace_lost(const struct trace *trace)
{
	return trace->lost;
}

/**
 * trace_has() - does this kernel have an event?
 * @trace: trace
 * @kind: enum trace_kind
 *
 * Return: true if so.
 */
bool trace_has(const struct trace *trace, unsigned int kind)
{
	return trace->event[kind];
}

/**
 * trace_close() - remove the tracing instance and all that is known by it
 * @trace: what trace_open() set, or NULL
 */
void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	trace_instance_remove(&trace->instance);
	tep_free(trace->tep);
	free(trace);
}
