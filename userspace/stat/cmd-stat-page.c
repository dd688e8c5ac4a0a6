// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk stat for people: a page with a line for each sum and a column for each TARGET.  Which
 * lines there are, and their texts, is stat-lines.h.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "cmd-stat.h"
#include "pager.h"
#include "stat-lines.h"
#include "terminal.h"

#define LABEL_WIDTH	23
#define VALUE_WIDTH	10
#define NOTE_WIDTH	28
#define COLUMN_WIDTH	(VALUE_WIDTH + 2 + NOTE_WIDTH)

/* A heading is left-aligned, about where the right-aligned values begin */
#define HEADING_INDENT	4

/* Print the cell of one TARGET in a line: a value and a note behind it. */
static void print_cell(const char *value, const char *note, bool last)
{
	if (last)
		printf("%*s%s%s", VALUE_WIDTH, value, *note ? "  " : "", note);
	else
		printf("%*s  %-*s", VALUE_WIDTH, value, NOTE_WIDTH, note);
}

static void print_sum(const struct stat_line *line, const struct stat_subject *subject,
		      bool bytes, bool last)
{
	char value[STAT_VALUE], note[STAT_NOTE];

	stat_line_text(line, &subject->sums, bytes, value, note);
	print_cell(value, note, last);
}

static void print_lines(const struct stat_line *line, size_t nr_lines,
			const struct stat_subject *subject, size_t nr, bool bytes)
{
	size_t i;
	__u64 any;

	for (; nr_lines--; line++) {
		for (any = 0, i = 0; i < nr; i++)
			any |= stat_line_any(line, &subject[i].sums);
		if (!any && !line->always)
			continue;
		printf("%-*s", LABEL_WIDTH, line->label);
		for (i = 0; i < nr; i++)
			print_sum(line, &subject[i], bytes, i + 1 == nr);
		putchar('\n');
	}
}

/**
 * stat_node_name() - get the number of a NUMA node as text
 * @node: number of the node, or %NODE_UNKNOWN
 * @buf: may receive the text
 *
 * Return: the number, or "unknown"; valid as long as @buf.
 */
const char *stat_node_name(unsigned int node, char buf[24])
{
	if (node == NODE_UNKNOWN)
		return "unknown";
	snprintf(buf, 24, "%u", node);
	return buf;
}

static void print_nodes(const struct stat_subject *subject, size_t nr, bool bytes)
{
	unsigned int node;
	char name[48], number[24];

	for (node = 0; node <= NODE_UNKNOWN; node++) {
		const struct stat_line line = {
			.label = name,
			.bytes = SUM(node) + node * sizeof(__u64),
			.count = STAT_NOTHING,
			.whole = SUM(nodes),
		};

		snprintf(name, sizeof(name), "  node %s", stat_node_name(node, number));
		print_lines(&line, 1, subject, nr, bytes);
	}
}

static void print_kinds(const struct stat_subject *subject, size_t nr, bool bytes)
{
	struct stat_line line;
	bool heading = false;
	unsigned int kind;
	char name[48];

	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++) {
		size_t i, any = 0;

		if (!stat_kind_line(kind, &line))
			continue;
		for (i = 0; i < nr; i++)
			any += subject[i].sums.kind[kind];
		if (!any)
			continue;
		if (!heading)
			puts("other entries");
		heading = true;
		snprintf(name, sizeof(name), "  %s", line.label);
		line.label = name;
		print_lines(&line, 1, subject, nr, bytes);
	}
}

static void stat_page_print_end(const struct stat_subject *subject, size_t nr)
{
	char value[24], note[48];
	__u64 holds = 0;
	size_t i;

	printf("%-*s", LABEL_WIDTH, "dump");
	for (i = 0; i < nr; i++) {
		holds += subject[i].end.holds;
		print_cell(subject[i].end.flags & PTWALK_END_COMPLETE ?
			   "complete" : "INCOMPLETE",
			   subject[i].exact, i + 1 == nr);
	}
	putchar('\n');
	printf("%-*s", LABEL_WIDTH, "  made by");
	for (i = 0; i < nr; i++)
		print_cell(dump_source_name(subject[i].source), "", i + 1 == nr);
	putchar('\n');
	if (!holds)
		return;
	printf("%-*s", LABEL_WIDTH, "  mmap lock held");
	for (i = 0; i < nr; i++) {
		const struct ptwalk_end *end = &subject[i].end;

		snprintf(value, sizeof(value), "%llu us",
			 end->hold_total_ns / 1000);
		if (end->holds == 1)
			snprintf(note, sizeof(note), "once");
		else
			snprintf(note, sizeof(note),
				 "%llu times, at most %llu us", end->holds,
				 end->hold_max_ns / 1000);
		print_cell(value, note, i + 1 == nr);
	}
	putchar('\n');
}

/* What is above a column, cut where the next one begins or the terminal ends */
static void print_heading(const struct stat_subject *subject, bool last)
{
	char name[PATH_MAX + sizeof(subject->comm) + 4], text[OUTPUT_TEXT_SIZE(sizeof(name))];
	size_t room = COLUMN_WIDTH - HEADING_INDENT - 2, width = room, size;

	/* a memory image has tables, but no process */
	snprintf(name, sizeof(name), *subject->comm ? "%s (%s)" : "%s", subject->target,
		 subject->comm);
	if (last && !terminal_is_screen())
		width = sizeof(text);
	size = output_text_cut(text, name, strlen(name), true, &width);
	printf("%*s%.*s%*s", HEADING_INDENT, "", (int)size, text,
	       last ? 0 : (int)(room - width + 2), "");
}

/* Print the sums of as many TARGETs as fit into a line. */
static void print_columns(const struct output *out, const struct stat_subject *subject, size_t nr)
{
	__u64 again = 0;
	size_t i;

	if (!out->noheadings) {
		printf("%-*s", LABEL_WIDTH, "");
		for (i = 0; i < nr; i++)
			print_heading(&subject[i], i + 1 == nr);
		putchar('\n');
	}
	for (i = 0; i < nr; i++)
		again |= subject[i].sums.again;
	print_lines(stat_lines, 2, subject, nr, out->bytes);
	if (again)
		print_lines(stat_again_lines, stat_nr_again_lines, subject, nr,
			    out->bytes);
	print_lines(stat_lines + 2, stat_nr_lines - 2, subject, nr, out->bytes);
	print_nodes(subject, nr, out->bytes);
	if (subject->pages)
		print_lines(stat_page_lines, stat_nr_page_lines, subject, nr,
			    out->bytes);
	print_kinds(subject, nr, out->bytes);
	print_lines(stat_table_lines, stat_nr_table_lines, subject, nr, out->bytes);
	stat_page_print_end(subject, nr);
}

/**
 * stat_print_page() - print the sums for people
 * @out: output options, of which -b and -n apply
 * @subject: array of TARGETs with their sums, a column for each
 * @nr: number of TARGETs
 */
void stat_print_page(const struct output *out, const struct stat_subject *subject, size_t nr)
{
	size_t fit = nr, i;
	struct terminal t;

	pager_begin();
	terminal_look(&t);
	if (terminal_is_screen())
		fit = t.width < LABEL_WIDTH + 2 * COLUMN_WIDTH ? 1 :
		      (t.width - LABEL_WIDTH) / COLUMN_WIDTH;
	for (i = 0; i < nr; i += fit) {
		if (i)
			putchar('\n');
		print_columns(out, subject + i, nr - i < fit ? nr - i : fit);
	}
}
