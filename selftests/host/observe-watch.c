// SPDX-License-Identifier: GPL-2.0
/*
 * Observations under test: see observe-watch.h.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "observe-watch.h"

struct watch *watch_new(void)
{
	struct watch *w = calloc(1, sizeof(*w));

	if (!w)
		err(1, "watch");
	w->o = observe_new(KHUGEPAGED);
	w->time = 1000;
	return w;
}

void watch_free(struct watch *w)
{
	free(w->report.verdict);
	observe_free(w->o);
	while (w->nr--) {
		dump_free(w->dump[w->nr]);
		free(w->data[w->nr]);
	}
	free(w);
}

void watch_dump(struct watch *w, struct forge *f)
{
	struct errmsg why;
	size_t size;

	forge_header(f)->time_monotonic = w->time;
	w->time += 100;
	forge_end(f)->time_monotonic = w->time;
	w->time += 100;
	w->data[w->nr] = forge_write(f, &size);
	if (dump_parse(&w->dump[w->nr], w->data[w->nr], size, &why))
		errx(1, "dump: %s", why.text);
	if (observe_dump(w->o, w->dump[w->nr]))
		errx(1, "observe_dump");
	w->nr++;
	forge_free(f);
}

static void set(struct trace_event *event, unsigned int field, __s64 value)
{
	event->has |= 1U << field;
	event->value[field] = value;
}

/* The word is gone with the tracing, which ends before the observation. */
static void give(struct watch *w, struct trace_event *event)
{
	char *word = event->status ? strdup(event->status) : NULL;

	event->time = w->time++;
	event->status = word;
	if (observe_event(w->o, event))
		errx(1, "observe_event");
	free(word);
}

void watch_pmd(struct watch *w, __u64 mm, __u64 pfn, const char *status)
{
	struct trace_event event = {
		.kind = TRACE_SCAN_PMD, .pid = KHUGEPAGED, .status = status,
	};

	set(&event, TRACE_MM, mm);
	set(&event, TRACE_PFN, pfn);
	set(&event, TRACE_NONE, 7);
	give(w, &event);
}

void watch_file(struct watch *w, __u64 mm, __u64 pfn, const char *status)
{
	struct trace_event event = {
		.kind = TRACE_SCAN_FILE, .pid = KHUGEPAGED, .status = status,
	};

	set(&event, TRACE_MM, mm);
	set(&event, TRACE_PFN, pfn);
	set(&event, TRACE_PRESENT, 9);
	give(w, &event);
}

void watch_other(struct watch *w, unsigned int kind, unsigned int field,
		 __s64 value, const char *status)
{
	struct trace_event event = {
		.kind = kind, .pid = KHUGEPAGED, .status = status,
	};

	set(&event, field, value);
	give(w, &event);
}

void watch_end(struct watch *w)
{
	if (observe_report(w->o, &w->report))
		errx(1, "observe_report");
}

const char *watch_verdicts(const struct watch *w, __u64 base)
{
	static const char *const how[] = {
		[OBSERVE_ADDRESS] = "address", [OBSERVE_FRAME] = "frame",
		[OBSERVE_PROMOTED] = "promoted", [OBSERVE_ORDER] = "order",
	};
	static char text[4096];
	size_t used = 0;
	__u64 i;

	text[0] = '\0';
	for (i = 0; i < w->report.located && used < sizeof(text); i++) {
		const struct observe_verdict *v = &w->report.verdict[i];

		used += snprintf(text + used, sizeof(text) - used,
				 "%llu %s %s\n", (v->addr - base) / M2,
				 v->status, how[v->how]);
	}
	return text;
}
