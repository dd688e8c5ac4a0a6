// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of ptwalk watch: see watch-text.h.
 */
#include <string.h>

#include "area.h"
#include "change-text.h"
#include "clock.h"
#include "json.h"
#include "number.h"
#include "output.h"
#include "watch-text.h"

/* Bytes for a name of 16 bytes, each escaped as \xHH, and a NUL */
#define COMM_TEXT	65

/**
 * watch_time_of() - get the time at which a dump was begun
 * @dump: dump
 *
 * Return: the time by both clocks.
 */
struct watch_time watch_time_of(const struct dump *dump)
{
	return (struct watch_time){
		.realtime = dump->header->time_realtime,
		.monotonic = dump->header->time_monotonic,
	};
}

/**
 * watch_time_now() - get the present time
 *
 * Return: the time by both clocks.
 */
struct watch_time watch_time_now(void)
{
	return (struct watch_time){
		.realtime = clock_ns(CLOCK_REALTIME),
		.monotonic = clock_ns(CLOCK_MONOTONIC),
	};
}

static char *comm_text(const struct ptwalk_header *header, char buf[COMM_TEXT])
{
	return area_escape((const char *)header->comm, sizeof(header->comm),
			   buf, COMM_TEXT);
}

/* A line for people begins with the seconds since watching began. */
static void begin_text(const struct watch_out *out,
		       const struct watch_time *time)
{
	__u64 ms = (time->monotonic - out->began.monotonic) / 1000000;

	fprintf(out->to, "%5llu.%03llu ", ms / 1000, ms % 1000);
}

static void begin_object(const struct watch_out *out, struct json_line *json,
			 const struct watch_time *time, const char *event)
{
	json_begin(json, out->to);
	json_string(json, "event", event);
	json_seconds(json, "time", time->realtime);
	json_seconds(json, "monotonic", time->monotonic);
}

static void add_process(struct json_line *json, const struct dump *dump)
{
	const struct ptwalk_header *header = dump->header;
	char comm[sizeof(header->comm) + 1] = "";

	memcpy(comm, header->comm, sizeof(header->comm));
	json_number(json, "pid", header->tgid);
	json_string(json, "comm", comm);
}

/**
 * watch_line_begin() - print the first line
 * @out: where and how to print
 * @dump: the first dump
 * @interval_ns: time from one dump to the next, nanoseconds
 */
void watch_line_begin(const struct watch_out *out, const struct dump *dump,
		      __u64 interval_ns)
{
	struct watch_time time = watch_time_of(dump);
	struct json_line json;
	char comm[COMM_TEXT];

	if (!out->json) {
		begin_text(out, &time);
		fprintf(out->to, "process %d (%s) is watched every %g s\n",
			dump->header->tgid, comm_text(dump->header, comm),
			interval_ns / 1e9);
		return;
	}
	begin_object(out, &json, &time, "begin");
	add_process(&json, dump);
	json_seconds(&json, "interval", interval_ns);
	json_end(&json);
}

static const struct ptwalk_vma *area_of(const struct change *change)
{
	return change->now.vma ? change->now.vma : change->was.vma;
}

static void put_range(const struct watch_out *out, __u64 start, __u64 end,
		      __s64 rss, const char *what)
{
	char size[16], gained[16] = "", limit[NUMBER_LIMIT_SIZE];

	if (rss)
		output_format_change(gained, sizeof(gained), rss);
	fprintf(out->to, "0x%llx-%s %5s %6s %-12s", start,
		number_limit(limit, end),
		output_format_size(size, sizeof(size), end - start), gained,
		what);
}

static void end_text(const struct watch_out *out, const struct ptwalk_vma *vma)
{
	char name[AREA_NAME_SIZE], escaped[AREA_ESCAPED_SIZE];

	if (vma && vma->name_length)
		fprintf(out->to, " %s",
			area_escape(area_name(vma, name), sizeof(name),
				    escaped, sizeof(escaped)));
	putc('\n', out->to);
}

static void change_for_people(const struct watch_out *out,
			      const struct change *change,
			      const struct change_rules *rules)
{
	char text[CHANGES_TEXT], safe[UTF8_ESCAPE * CHANGES_TEXT];

	changes_format(&change->what, text, sizeof(text));
	put_range(out, change->start, change->end, change->rss, text);
	change_side_text(change, &change->was, text);
	area_escape(text, sizeof(text), safe, sizeof(safe));
	fprintf(out->to, " %s ->", *text ? safe : "-");
	change_side_text(change, &change->now, text);
	area_escape(text, sizeof(text), safe, sizeof(safe));
	fprintf(out->to, " %s", *text ? safe : "-");
	change_detail(change, rules, text);
	if (*text)
		fprintf(out->to, " (%s)", text);
	end_text(out, area_of(change));
}

static void add_range(struct json_line *json, __u64 start, __u64 end)
{
	char limit[NUMBER_LIMIT_SIZE];

	json_address(json, "start", start);
	json_string(json, "end", number_limit(limit, end));
	json_number(json, "size", end - start);
}

static void add_area(struct json_line *json, const struct ptwalk_vma *vma)
{
	char name[AREA_NAME_SIZE];

	json_string(json, "name", vma ? area_name(vma, name) : NULL);
}

static void add_counts(struct json_line *json, const struct change *change,
		       const struct change_rules *rules)
{
	bool promoted = change->was.kind == PTWALK_TABLE;
	char holes[CHANGE_HOLES];

	json_number(json, promoted ? "was-present" : "now-present",
		    change->small_present);
	if (rules->frames) {
		json_number(json, "same-frames", change->same_frames);
		json_number(json, "new-frames", change_new_frames(change));
	}
	json_number(json, "zero", change->small_zero);
	json_number(json, "swapped", change->small_swapped);
	json_number(json, "other", change->small_other);
	json_number(json, "empty", change->small_empty);
	json_string(json, "holes", change_holes(change, holes));
}

static void add_entries(struct json_line *json, const struct change *change,
			const struct change_rules *rules)
{
	json_number(json, "pages", change->entries);
	json_number(json, "level", change->level);
	json_signed(json, "rss", change->rss);
	if (change->small)
		add_counts(json, change, rules);
	if (change_has_phys(change->was.kind, change->was.phys))
		json_address(json, "was-phys", change->was.phys);
	if (change_has_phys(change->now.kind, change->now.phys))
		json_address(json, "now-phys", change->now.phys);
}

static void change_as_json(const struct watch_out *out,
			   const struct watch_time *time,
			   const struct change *change,
			   const struct change_rules *rules)
{
	struct json_line json;
	char text[CHANGES_TEXT];

	begin_object(out, &json, time, "change");
	add_range(&json, change->start, change->end);
	changes_format(&change->what, text, sizeof(text));
	json_list(&json, "change", text);
	json_string(&json, "was",
		    change_side_text(change, &change->was, text));
	json_string(&json, "now",
		    change_side_text(change, &change->now, text));
	json_string(&json, "detail", change_detail(change, rules, text));
	if (change->subject == SUBJECT_ENTRY)
		add_entries(&json, change, rules);
	add_area(&json, area_of(change));
	json_end(&json);
}

/**
 * watch_line_change() - print a change between two dumps
 * @out: where and how to print
 * @time: time of the second dump
 * @change: the change
 * @rules: what could be compared
 */
void watch_line_change(const struct watch_out *out,
		       const struct watch_time *time,
		       const struct change *change,
		       const struct change_rules *rules)
{
	if (out->json) {
		change_as_json(out, time, change, rules);
		return;
	}
	begin_text(out, time);
	change_for_people(out, change, rules);
}

/**
 * watch_line_touched() - print a range of pages that were touched since the last dump
 * @out: where and how to print
 * @time: time of the dump
 * @touched: the range
 */
void watch_line_touched(const struct watch_out *out,
			const struct watch_time *time,
			const struct touched *touched)
{
	struct json_line json;

	if (!out->json) {
		begin_text(out, time);
		put_range(out, touched->start, touched->end, 0, "touched");
		fprintf(out->to, " %llu of %s", touched->pages,
			change_page_size(touched->level));
		end_text(out, touched->vma);
		return;
	}
	begin_object(out, &json, time, "touched");
	add_range(&json, touched->start, touched->end);
	json_number(&json, "pages", touched->pages);
	json_number(&json, "level", touched->level);
	add_area(&json, touched->vma);
	json_end(&json);
}

/**
 * watch_line_exec() - print that the process has called execve(2)
 * @out: where and how to print
 * @dump: the first dump after that
 */
void watch_line_exec(const struct watch_out *out, const struct dump *dump)
{
	struct watch_time time = watch_time_of(dump);
	struct json_line json;
	char comm[COMM_TEXT];

	if (!out->json) {
		begin_text(out, &time);
		fprintf(out->to,
			"process %d (%s) has called execve: the old address space is not compared with the new one\n",
			dump->header->tgid, comm_text(dump->header, comm));
		return;
	}
	begin_object(out, &json, &time, "exec");
	add_process(&json, dump);
	json_end(&json);
}

/**
 * watch_line_missed() - print that dumps were not taken when they were due
 * @out: where and how to print
 * @intervals: number of dumps that were left out
 */
void watch_line_missed(const struct watch_out *out, __u64 intervals)
{
	struct watch_time time = watch_time_now();
	struct json_line json;

	if (!out->json) {
		begin_text(out, &time);
		fprintf(out->to,
			"%llu dumps missed: dump, comparison and output took longer than an interval\n",
			intervals);
		return;
	}
	begin_object(out, &json, &time, "missed");
	json_number(&json, "intervals", intervals);
	json_end(&json);
}

static void add_cost(struct json_line *json, const struct watch_cost *cost,
		     __u64 cpu_ns)
{
	json_number(json, "dumps", cost->dumps);
	json_number(json, "bytes", cost->bytes);
	json_seconds(json, "cpu", cpu_ns);
	json_number(json, "holds", cost->holds);
	json_number(json, "hold-max-ns", cost->hold_max_ns);
	json_number(json, "hold-total-ns", cost->hold_total_ns);
}

/**
 * watch_line_end() - print the last line
 * @out: where and how to print
 * @last: the last dump of the process
 * @reason: why watching ended
 * @cost: what watching cost the process; printed in JSON only, for people see
 *	  watch_cost_text()
 * @cpu_ns: CPU time of ptwalk, nanoseconds; in JSON only
 *
 * For people, the line is printed only if the process has ended.
 */
void watch_line_end(const struct watch_out *out, const struct dump *last,
		    enum watch_reason reason, const struct watch_cost *cost,
		    __u64 cpu_ns)
{
	static const char *const words[] = {
		[WATCH_EXITED]	= "exited",
		[WATCH_REUSED]	= "reused",
		[WATCH_COUNT]	= "count",
		[WATCH_SIGNAL]	= "signal",
		[WATCH_FAILED]	= "failed",
	};
	struct watch_time time = watch_time_now();
	struct json_line json;
	char comm[COMM_TEXT];

	if (out->json) {
		begin_object(out, &json, &time, "end");
		json_string(&json, "reason", words[reason]);
		add_process(&json, last);
		add_cost(&json, cost, cpu_ns);
		json_end(&json);
		return;
	}
	if (reason != WATCH_EXITED && reason != WATCH_REUSED)
		return;
	begin_text(out, &time);
	fprintf(out->to, "process %d (%s) has ended%s\n", last->header->tgid,
		comm_text(last->header, comm),
		reason == WATCH_REUSED ? "; another process has its PID now" : "");
}

/**
 * watch_cost_text() - write a sentence about the cost of watching, without a full stop
 * @cost: what watching cost the process
 * @cpu_ns: CPU time of ptwalk, nanoseconds
 * @buf: receives the sentence
 * @size: bytes in @buf
 *
 * Return: @buf.
 */
char *watch_cost_text(const struct watch_cost *cost, __u64 cpu_ns,
		      char *buf, size_t size)
{
	char bytes[16];
	int used;

	used = snprintf(buf, size, "%llu dumps, %s in all; %llu ms of CPU; mmap lock of the process ",
			cost->dumps, output_format_size(bytes, sizeof(bytes), cost->bytes),
			cpu_ns / 1000000);
	if (used < 0 || (size_t)used >= size)
		return buf;
	if (cost->holds)
		snprintf(buf + used, size - used,
			 "held %llu times, %llu us in all, at most %llu us", cost->holds,
			 cost->hold_total_ns / 1000, cost->hold_max_ns / 1000);
	else
		snprintf(buf + used, size - used, "never taken");
	return buf;
}
