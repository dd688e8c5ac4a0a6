// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of ptwalk observe: see observe-text.h.
 */
#include <string.h>

#include "area.h"
#include "clock.h"
#include "json.h"
#include "observe-text.h"
#include "observe-words.h"

/* Bytes for a name of 16 bytes, each escaped as \xHH, and a NUL */
#define COMM_TEXT	65

static const char *const step_names[OBSERVE_STEPS] = {
	[OBSERVE_SCAN]		= "scan",
	[OBSERVE_COLLAPSE]	= "collapse",
	[OBSERVE_SWAPIN]	= "swapin",
	[OBSERVE_ISOLATE]	= "isolate",
};

static const char *const reason_names[] = {
	[OBSERVE_TIME]		= "time",
	[OBSERVE_COUNT]		= "count",
	[OBSERVE_SIGNAL]	= "signal",
	[OBSERVE_EXITED]	= "exited",
	[OBSERVE_FAILED]	= "failed",
};

/* A line for people begins with the seconds since the observation began. */
static void begin_text(const struct observe_out *out, __u64 time)
{
	__u64 ms = time > out->monotonic ?
		   (time - out->monotonic) / 1000000 : 0;

	fprintf(out->to, "%5llu.%03llu ", ms / 1000, ms % 1000);
}

static void begin_object(const struct observe_out *out, struct json_line *json,
			 __u64 time, const char *event)
{
	json_begin(json, out->to);
	json_string(json, "event", event);
	json_seconds(json, "time", out->realtime + (time - out->monotonic));
	json_seconds(json, "monotonic", time);
}

/* Write null for @pid 0, which means that the process is unknown. */
static void add_pid(struct json_line *json, int pid)
{
	if (pid)
		json_number(json, "pid", pid);
	else
		json_string(json, "pid", NULL);
}

/* Write null for @count -1, which means that the event does not have it. */
static void add_count(struct json_line *json, const char *name, __s64 count)
{
	if (count >= 0)
		json_number(json, name, count);
	else
		json_string(json, name, NULL);
}

/**
 * observe_line_begin() - print the first line of an observation
 * @out: where and how to print
 * @begin: what is known when it begins
 */
void observe_line_begin(const struct observe_out *out,
			const struct observe_begin *begin)
{
	struct json_line json;

	if (out->json) {
		begin_object(out, &json, out->monotonic, "begin");
		add_pid(&json, begin->pid);
		json_number(&json, "pages-to-scan", begin->pages);
		json_number(&json, "scan-sleep-ms", begin->sleep_ms);
		json_string(&json, "unlocated", begin->unlocated);
		json_end(&json);
		return;
	}
	begin_text(out, out->monotonic);
	fprintf(out->to, "observing khugepaged");
	if (begin->pid)
		fprintf(out->to, " in process %d", begin->pid);
	fprintf(out->to,
		"; it scans %llu range%s of 2M at most, then sleeps for %llu ms\n",
		(begin->pages + 511) / 512, begin->pages > 512 ? "s" : "", begin->sleep_ms);
}

static const char *orders_text(__u32 done, char text[128])
{
	unsigned int order;
	size_t used = 0;

	*text = '\0';
	for (order = 0; order < 32; order++)
		if (done & 1U << order)
			used += snprintf(text + used, 128 - used, "%s%u",
					 used ? "," : "", order);
	return text;
}

static void judgement_as_json(const struct observe_out *out,
			      const struct observe_line *line)
{
	const struct observe_judgement *j = line->judgement;
	const struct observe_vma *vma = line->vma;
	struct json_line json;
	char orders[128];

	begin_object(out, &json, j->time, "judgement");
	add_pid(&json, j->pid);
	json_string(&json, "comm", j->comm);
	if (j->located) {
		json_address(&json, "start", j->addr);
		json_address(&json, "end", j->addr + OBSERVE_WINDOW);
	} else {
		json_string(&json, "start", NULL);
		json_string(&json, "end", NULL);
	}
	json_string(&json, "verdict", j->status);
	json_string(&json, "meaning", observe_word_text(j->status));
	json_string(&json, "by", line->khugepaged ? "khugepaged" : "madvise");
	json_number(&json, "thread", j->thread);
	json_string(&json, "step", step_names[j->step]);
	json_boolean(&json, "file", j->file);
	add_count(&json, "none", j->none);
	add_count(&json, "unmapped", j->unmapped);
	add_count(&json, "referenced", j->referenced);
	add_count(&json, "present", j->present);
	add_count(&json, "swapped-in", j->swapped_in);
	json_list(&json, "orders", orders_text(j->done, orders));
	json_string(&json, "predicted", line->predicted);
	if (line->agrees != OBSERVE_OPEN)
		json_boolean(&json, "agrees", line->agrees == OBSERVE_AGREES);
	else
		json_string(&json, "agrees", NULL);
	json_string(&json, "perm", vma ? vma->perm : NULL);
	json_string(&json, "name", vma ? vma->name : NULL);
	json_end(&json);
}

static void put_count(const struct observe_out *out, const char *what,
		      __s64 count, const char **before)
{
	if (count <= 0)
		return;
	fprintf(out->to, "%s%s %lld", *before, what, count);
	*before = ", ";
}

/* What the kernel counted until it stopped scanning; counts of 0 and missing ones are left out. */
static void put_counts(const struct observe_out *out,
		       const struct observe_judgement *j)
{
	const char *before = " (";

	put_count(out, "none", j->none, &before);
	put_count(out, "swapped out", j->unmapped, &before);
	put_count(out, "referenced", j->referenced, &before);
	put_count(out, "in memory", j->present, &before);
	put_count(out, "swapped in", j->swapped_in, &before);
	if (*before == ',')
		putc(')', out->to);
}

/**
 * observe_line_judgement() - print a judgement
 * @out: where and how to print
 * @line: the judgement
 */
void observe_line_judgement(const struct observe_out *out,
			    const struct observe_line *line)
{
	const struct observe_judgement *j = line->judgement;
	char text[AREA_ESCAPED_SIZE];
	const char *meaning = observe_word_text(j->status);

	if (out->json) {
		judgement_as_json(out, line);
		return;
	}
	begin_text(out, j->time);
	if (j->located)
		fprintf(out->to, "%7d %-15s 0x%llx-0x%llx ", j->pid,
			area_escape(j->comm, sizeof(j->comm), text,
				    sizeof(text)),
			j->addr, j->addr + OBSERVE_WINDOW);
	else
		fprintf(out->to, "%7s %-15s %-29s ", "-", "-", "not located");
	fprintf(out->to, "%-20s %s", j->status, meaning);
	put_counts(out, j);
	if (!line->khugepaged)
		fprintf(out->to, ", asked for by MADV_COLLAPSE");
	if (line->agrees == OBSERVE_AGREES)
		fprintf(out->to, ", as predicted");
	else if (line->predicted)
		fprintf(out->to, ", predicted: %s", line->predicted);
	if (line->vma && *line->vma->name)
		fprintf(out->to, " %s",
			area_escape(line->vma->name, AREA_NAME_SIZE, text,
				    sizeof(text)));
	putc('\n', out->to);
}

/**
 * observe_line_lost() - print that events were lost
 * @out: where and how to print
 * @events: number of lost events, at least
 */
void observe_line_lost(const struct observe_out *out, __u64 events)
{
	__u64 time = clock_ns(CLOCK_MONOTONIC);
	struct json_line json;

	if (out->json) {
		begin_object(out, &json, time, "lost");
		json_number(&json, "events", events);
		json_end(&json);
		return;
	}
	begin_text(out, time);
	fprintf(out->to,
		"events were lost, the kernel's buffer was full: at least %llu\n",
		events);
}

static void sums_as_json(const struct observe_out *out,
			 const struct observe_sums *sums, __u64 time)
{
	const struct observe_process *process;
	const struct observe_count *count;
	struct json_line json;
	size_t i, n;

	for (i = 0; i < sums->counts.nr; i++) {
		count = &sums->counts.count[i];
		begin_object(out, &json, time, "verdict");
		json_string(&json, "verdict", count->status);
		json_string(&json, "meaning", observe_word_text(count->status));
		json_number(&json, "judgements", count->nr);
		json_end(&json);
	}
	for (i = 0; i < sums->nr; i++)
		for (n = 0; n < sums->process[i].counts.nr; n++) {
			process = &sums->process[i];
			count = &process->counts.count[n];
			begin_object(out, &json, time, "process");
			add_pid(&json, process->pid);
			json_string(&json, "comm", process->comm);
			json_string(&json, "verdict", count->status);
			json_number(&json, "judgements", count->nr);
			json_end(&json);
		}
}

static void sums_for_people(const struct observe_out *out,
			    const struct observe_sums *sums)
{
	const struct observe_counts *counts;
	const struct observe_process *process;
	char comm[COMM_TEXT];
	size_t i, n;

	if (!sums->counts.nr)
		return;
	fprintf(out->to, "\njudgements by reason\n");
	for (i = 0; i < sums->counts.nr; i++)
		fprintf(out->to, "%10llu %-20s %s\n", sums->counts.count[i].nr,
			sums->counts.count[i].status,
			observe_word_text(sums->counts.count[i].status));
	fprintf(out->to, "\njudgements by process\n");
	for (i = 0; i < sums->nr; i++) {
		process = &sums->process[i];
		counts = &process->counts;
		fprintf(out->to, "%10llu %7d %-15s", counts->all, process->pid,
			area_escape(process->comm, sizeof(process->comm), comm,
				    sizeof(comm)));
		for (n = 0; n < counts->nr; n++)
			fprintf(out->to, "%s %s %llu", n ? "," : "",
				counts->count[n].status, counts->count[n].nr);
		putc('\n', out->to);
	}
	if (sums->unlocated)
		fprintf(out->to, "%10llu %7s not located\n", sums->unlocated,
			"-");
}

static void end_for_people(const struct observe_out *out,
			   const struct observe_sums *sums,
			   const struct observe_end *end)
{
	fprintf(out->to,
		"\n%llu judgements, %llu not located; collapsed: %llu; full scans of khugepaged: %llu\n",
		sums->counts.all, sums->unlocated, sums->collapsed, end->scans);
	if (end->others)
		fprintf(out->to, "judgements about other processes: %llu\n",
			end->others);
	if (end->lost)
		fprintf(out->to,
			"events that were lost, the kernel's buffer was full: at least %llu\n",
			end->lost);
}

/**
 * observe_line_end() - print the sums at the end of an observation
 * @out: where and how to print
 * @sums: sums of all judgements, after observe_sums_end()
 * @end: what is known beside the sums
 */
void observe_line_end(const struct observe_out *out,
		      const struct observe_sums *sums,
		      const struct observe_end *end)
{
	__u64 time = clock_ns(CLOCK_MONOTONIC);
	struct json_line json;

	if (!out->json) {
		sums_for_people(out, sums);
		end_for_people(out, sums, end);
		return;
	}
	sums_as_json(out, sums, time);
	begin_object(out, &json, time, "end");
	json_string(&json, "reason", reason_names[end->reason]);
	json_number(&json, "judgements", sums->counts.all);
	json_number(&json, "not-located", sums->unlocated);
	json_number(&json, "collapsed", sums->collapsed);
	json_number(&json, "others", end->others);
	json_number(&json, "lost", end->lost);
	json_number(&json, "full-scans", end->scans);
	json_end(&json);
}
