// SPDX-License-Identifier: GPL-2.0-only
/*
 * Reading the trace events of a scan: see trace.h.
 *
 * The caller polls with trace_read().  Waiting would not do: the kernel wakes a reader when
 * a page of its buffer is full, and by default khugepaged does not fill a page in hours.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errmsg.h"
#include "library-trace.h"
#include "trace-instance.h"
#include "trace-probe.h"
#include "trace.h"

#define SYSTEM		"huge_memory"

static const char *const tracepoints[TRACE_PROBE] = {
	[TRACE_SCAN_PMD]	= "mm_khugepaged_scan_pmd",
	[TRACE_SCAN_FILE]	= "mm_khugepaged_scan_file",
	[TRACE_COLLAPSE]	= "mm_collapse_huge_page",
	[TRACE_ISOLATE]		= "mm_collapse_huge_page_isolate",
	[TRACE_SWAPIN]		= "mm_collapse_huge_page_swapin",
	[TRACE_COLLAPSE_FILE]	= "mm_khugepaged_collapse_file",
};

/* Names of a field; an event has at most one of the two */
static const char *const field_names[TRACE_NR_FIELDS][2] = {
	[TRACE_MM]		= { "mm" },
	[TRACE_ADDR]		= { "addr" },
	[TRACE_OWNER]		= { "owner" },
	[TRACE_PID]		= { "pid" },
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
 * @instance: the tracing instance, whose buffers keep the events until they are read
 * @tep: libtraceevent's handle; owns @event, @field and @symbols
 * @event: by enum trace_kind, format of the event; NULL if this kernel has no such event
 * @field: by kind and enum trace_field, format of the field; NULL if the event has none
 * @symbols: by kind, names of the numbers of its status, or NULL
 * @last: by CPU, time of the last event that was read
 * @nr_cpus: number of CPUs in @last
 * @unlocated: why there are no kprobe events, or ""
 * @fn: called with each event during trace_read()
 * @arg: second argument of @fn
 * @rc: last return value of @fn
 */
struct trace {
	struct trace_instance	instance;
	struct tep_handle	*tep;
	struct tep_event	*event[TRACE_NR_KINDS];
	struct tep_format_field	*field[TRACE_NR_KINDS][TRACE_NR_FIELDS];
	struct tep_print_flag_sym *symbols[TRACE_NR_KINDS];
	__u64			*last;
	size_t			nr_cpus;
	struct errmsg		unlocated;
	trace_fn		fn;
	void			*arg;
	int			rc;
};

static const char *system_of(const struct trace *trace, unsigned int kind)
{
	return kind < TRACE_PROBE ? SYSTEM : trace->instance.group;
}

static const char *name_of(unsigned int kind)
{
	return kind < TRACE_PROBE ? tracepoints[kind] :
				    trace_probe_name(kind - TRACE_PROBE);
}

/* The names that the event's print format has for the numbers of @field, or NULL. */
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

/* Read the kernel's description of its buffer pages, without which no event can be read. */
static int read_header(struct trace *trace)
{
	int size, rc;
	char *text;

	trace->tep = tep_alloc();
	text = tracefs_instance_file_read(NULL, "events/header_page", &size);
	if (!trace->tep || !text) {
		free(text);
		return -1;
	}
	tep_set_long_size(trace->tep, sizeof(long));
	tep_set_page_size(trace->tep, sysconf(_SC_PAGESIZE));
	rc = tep_parse_header_page(trace->tep, text, size, sizeof(long));
	free(text);
	return rc;
}

static void find_event(struct trace *trace, unsigned int kind)
{
	const char *system = system_of(trace, kind), *name = name_of(kind);
	char *format;
	int size;

	format = tracefs_event_file_read(NULL, system, name, "format", &size);
	if (!format)
		return;
	tep_parse_event(trace->tep, format, size, system);
	free(format);
	trace->event[kind] = tep_find_event_by_name(trace->tep, system, name);
	if (trace->event[kind])
		find_fields(trace, kind);
}

/*
 * Read the formats of the events one by one: tracefs_local_events_system() would also read
 * all of /proc/kallsyms, which takes longer than everything else together.
 */
static int find_events(struct trace *trace, struct errmsg *err)
{
	unsigned int kind;

	if (read_header(trace))
		return errmsg_set(err, -EIO,
				  "cannot read events/header_page of tracefs: %s",
				  strerror(errno ? errno : EIO));
	for (kind = 0; kind < TRACE_NR_KINDS; kind++)
		find_event(trace, kind);
	if (trace->event[TRACE_SCAN_PMD])
		return 0;
	return errmsg_set(err, -ENODEV,
			  "this kernel has no tracepoint " SYSTEM
			  ":mm_khugepaged_scan_pmd: it was built without CONFIG_TRANSPARENT_HUGEPAGE, or without tracepoints");
}

static __u64 *last_of(struct trace *trace, int cpu)
{
	size_t nr = cpu + 1;
	__u64 *last;

	if (nr > trace->nr_cpus) {
		last = reallocarray(trace->last, nr, sizeof(*last));
		if (!last)
			return NULL;
		memset(last + trace->nr_cpus, 0,
		       (nr - trace->nr_cpus) * sizeof(*last));
		trace->last = last;
		trace->nr_cpus = nr;
	}
	return &trace->last[cpu];
}

/*
 * Called by libtracefs when a CPU has lost events; @record is the first one after the loss.
 * Passes %TRACE_LOST on.
 */
static int take_missed(struct tep_event *event, struct tep_record *record,
		       int cpu, void *arg)
{
	struct trace *trace = arg;
	const __u64 *last = last_of(trace, cpu);
	const struct trace_event lost = {
		.kind = TRACE_LOST,
		.time = last ? *last : 0,
		.until = record->ts,
		/* missed_events is -1 if the kernel does not know how many */
		.lost = record->missed_events > 0 ? record->missed_events : 1,
	};

	(void)event;
	trace->rc = trace->fn(&lost, trace->arg);
	return trace->rc;
}

static int enable_events(struct trace *trace, struct errmsg *err)
{
	unsigned int kind;

	if (tracefs_follow_missed_events(trace->instance.tracefs, take_missed,
					 trace))
		return errmsg_set(err, -ENOMEM, "out of memory");
	/*
	 * From the highest kind down, that is kprobe events first: the tracepoints of a scan
	 * whose kprobe event was not recorded cannot be located.
	 */
	for (kind = TRACE_NR_KINDS; kind--;)
		if (trace->event[kind] &&
		    tracefs_event_enable(trace->instance.tracefs,
					 system_of(trace, kind), name_of(kind)))
			return errmsg_set(err, -errno,
					  "cannot enable the event %s:%s: %m",
					  system_of(trace, kind), name_of(kind));
	return 0;
}

/**
 * trace_open() - begin to record the events of scans
 * @trace: set on success; to be closed with trace_close()
 * @locate: define kprobe events as well; if that fails, the tracepoints are recorded without
 *	    them, and trace_unlocated() says why
 * @err: says why it failed
 *
 * The caller has to block the signals that would end the process (signals_hold()) until
 * trace_close(); otherwise tracing instance and kprobe events stay in the kernel.
 *
 * Return: 0 or a negative errno.
 */
int trace_open(struct trace **trace, bool locate, struct errmsg *err)
{
	struct trace *t;
	int rc;

	t = calloc(1, sizeof(*t));
	if (!t)
		return errmsg_set(err, -ENOMEM, "out of memory");
	rc = trace_instance_make(&t->instance, err);
	if (!rc && locate)
		trace_probe_add(t->instance.group, &t->unlocated);
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

/**
 * trace_unlocated() - why are there no kprobe events?
 * @trace: trace, opened with locate
 *
 * Without kprobe events, address and process of a scan are unknown.
 *
 * Return: the reason; NULL if there are kprobe events.
 */
const char *trace_unlocated(const struct trace *trace)
{
	return *trace->unlocated.text ? trace->unlocated.text : NULL;
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

/* Copy the field comm, a __data_loc string: the field itself has only offset and length. */
static void read_comm(struct tep_event *event, struct tep_record *record,
		      char comm[TRACE_COMM])
{
	const char *raw;
	int length = 0;

	raw = tep_get_field_raw(NULL, event, "comm", record, &length, 0);
	if (!raw || length <= 0)
		return;
	if (length > TRACE_COMM - 1)
		length = TRACE_COMM - 1;
	memcpy(comm, raw, strnlen(raw, length));
}

static int trace_take(struct tep_event *event, struct tep_record *record, int cpu,
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
	__u64 *last = last_of(trace, cpu);
	unsigned int i;

	if (last)
		*last = record->ts;
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
	if (ev.kind >= TRACE_PROBE)
		read_comm(event, record, ev.comm);
	trace->rc = trace->fn(&ev, trace->arg);
	return trace->rc;
}

/**
 * trace_read() - read the events recorded since the last call
 * @trace: trace
 * @fn: called with each event
 * @arg: second argument of @fn
 * @err: says why it failed
 *
 * Does not wait.  After the call, all events from before it have been passed to @fn, by this
 * call or an earlier one.  They come in the order of time; but of the events that happen
 * during the call, some may be left for the next one.
 *
 * Return: 0, a negative errno, or the return value of @fn if that was not 0; events that
 * were not yet passed on are then lost.
 */
int trace_read(struct trace *trace, trace_fn fn, void *arg, struct errmsg *err)
{
	trace->fn = fn;
	trace->arg = arg;
	trace->rc = 0;
	errno = 0;
	if (tracefs_iterate_raw_events(trace->tep, trace->instance.tracefs,
				       NULL, 0, trace_take, trace))
		return errmsg_set(err, errno ? -errno : -EIO,
				  "cannot read the trace events: %s",
				  strerror(errno ? errno : EIO));
	return trace->rc;
}

/**
 * trace_stop() - stop recording; trace_read() can still read what was recorded
 * @trace: trace
 * @err: says why it failed
 *
 * Return: 0 or a negative errno.
 */
int trace_stop(struct trace *trace, struct errmsg *err)
{
	if (tracefs_trace_off(trace->instance.tracefs))
		return errmsg_set(err, -errno, "cannot stop tracing: %m");
	return 0;
}

/**
 * trace_close() - remove the tracing instance and free @trace
 * @trace: what trace_open() set, or NULL; names of statuses become invalid
 */
void trace_close(struct trace *trace)
{
	if (!trace)
		return;
	trace_instance_remove(&trace->instance);
	if (trace->tep)
		tep_free(trace->tep);
	free(trace->last);
	free(trace);
}
