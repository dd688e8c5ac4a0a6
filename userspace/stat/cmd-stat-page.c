// SPDX-License-Identifier: GPL-2.0
/*
 * ptwalk stat for people: a page with a line for each sum and a column for each TARGET.
 */
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "cmd-stat.h"
#include "number.h"
#include "utf8.h"

/**
 * struct line - one line of the page
 * @label: text at the beginning of the line
 * @bytes: offset in struct stat_sums of the size to print, or NOTHING
 * @count: offset in struct stat_sums of the number to print, or NOTHING
 * @unit: what @count counts, in the plural
 * @whole: offset in struct stat_sums of the size that is 100 %, or NOTHING for no percentage
 * @always: print the line even if it is 0 for every TARGET
 */
struct line {
	const char	*label;
	size_t		bytes;
	size_t		count;
	const char	*unit;
	size_t		whole;
	bool		always;
};

#define NOTHING		((size_t)-1)

/* stat_print_page() puts again_lines behind the first two of these. */
static const struct line lines[] = {
	{ "areas", SUM(size), SUM(areas), "areas", NOTHING, false },
	{ "resident (Rss)", SUM(rss), NOTHING, NULL, NOTHING, false },
	{ "huge", SUM(huge), NOTHING, NULL, SUM(memory), true },
	{ "unseen by smaps", SUM(unseen), NOTHING, NULL, SUM(memory), false },
	{ "present", SUM(present), NOTHING, NULL, NOTHING, true },
	{ "  in 4K pages", SUM(bytes[1]), SUM(pages[1]), "pages", SUM(present), true },
	{ "  in 2M pages", SUM(bytes[2]), SUM(pages[2]), "pages", SUM(present), true },
	{ "  in 1G pages", SUM(bytes[3]), SUM(pages[3]), "pages", SUM(present), false },
	{ "  accessed", SUM(accessed), NOTHING, NULL, SUM(present), true },
	{ "  dirty", SUM(dirty), NOTHING, NULL, SUM(present), true },
	{ "  writable", SUM(writable), NOTHING, NULL, SUM(present), true },
	{ "  executable", SUM(executable), NOTHING, NULL, SUM(present), true },
	{ "  special, not in Rss", SUM(special), NOTHING, NULL, SUM(present), false },
	{ "  zero page", SUM(kind_bytes[PTWALK_ZERO_PAGE]), SUM(kind[PTWALK_ZERO_PAGE]), "pages",
	  SUM(present), false },
	{ "  huge zero page", SUM(kind_bytes[PTWALK_HUGE_ZERO_PAGE]),
	  SUM(kind[PTWALK_HUGE_ZERO_PAGE]), "pages", SUM(present), false },
	{ "  hugetlb, not in Rss", SUM(hugetlb), NOTHING, NULL, SUM(present), false },
};

/* Printed if a process maps pages more than once */
static const struct line again_lines[] = {
	{ "  distinct pages", SUM(distinct), NOTHING, NULL, SUM(rss), false },
	{ "  mapped repeatedly", SUM(again), NOTHING, NULL, SUM(rss), false },
};

/* Printed with --pages: sums from the flags in /proc/kpageflags */
static const struct line page_lines[] = {
	{ "  lazily freed", SUM(lazy_free), NOTHING, NULL, SUM(rss), true },
	{ "held, not mapped", SUM(held), SUM(held_folios), "folios", NOTHING, true },
	{ "  anonymous", SUM(held_anon), SUM(held_anon_folios), "folios", NOTHING, false },
};

static const struct line table_lines[] = {
	{ "page tables", SUM(table_bytes), SUM(all_tables), "tables", NOTHING, true },
	{ "  PT", NOTHING, SUM(tables[1]), "tables", NOTHING, true },
	{ "  PD", NOTHING, SUM(tables[2]), "tables", NOTHING, true },
	{ "  PDPT", NOTHING, SUM(tables[3]), "tables", NOTHING, true },
	{ "  PML4", NOTHING, SUM(tables[4]), "tables", NOTHING, true },
	{ "  PML5", NOTHING, SUM(tables[5]), "tables", NOTHING, false },
	{ "  empty", SUM(empty_bytes), SUM(all_empty), "tables", SUM(table_bytes), false },
};

#define LABEL_WIDTH	23
#define VALUE_WIDTH	10
#define NOTE_WIDTH	28

static __u64 sum_at(const struct stat_subject *subject, size_t offset)
{
	return offset == NOTHING ? 0 : stat_sum_at(&subject->sums, offset);
}

/* Print the cell of one TARGET in a line: a value and a note behind it. */
static void print_cell(const char *value, const char *note, bool last)
{
	if (last)
		printf("%*s%s%s", VALUE_WIDTH, value, *note ? "  " : "", note);
	else
		printf("%*s  %-*s", VALUE_WIDTH, value, NOTE_WIDTH, note);
}

/* The unit in the plural, or in the singular for a @count of 1: "pages" or "page". */
static char *unit_text(const char *plural, __u64 count, char buf[16])
{
	size_t length = strlen(plural);
	bool ies = length > 3 && !strcmp(plural + length - 3, "ies");

	if (count == 1)
		length -= ies ? 3 : 1;
	snprintf(buf, 16, "%.*s%s", (int)length, plural,
		 count == 1 && ies ? "y" : "");
	return buf;
}

static void print_sum(const struct line *line, const struct stat_subject *subject,
		      bool bytes, bool last)
{
	__u64 size = sum_at(subject, line->bytes);
	__u64 count = sum_at(subject, line->count);
	unsigned int share = number_permille(size, sum_at(subject, line->whole));
	char value[24], note[48] = "", part[16] = "", unit[16];

	if (line->bytes == NOTHING)
		snprintf(value, sizeof(value), "%llu", count);
	else if (bytes)
		snprintf(value, sizeof(value), "%llu", size);
	else
		output_format_size(value, sizeof(value), size);

	if (line->whole != NOTHING)
		snprintf(part, sizeof(part), "%3u.%u%%", share / 10, share % 10);
	if (line->count != NOTHING && line->bytes != NOTHING)
		snprintf(note, sizeof(note), "%s%s%llu %s", part,
			 line->whole != NOTHING ? "  " : "", count,
			 unit_text(line->unit, count, unit));
	else
		snprintf(note, sizeof(note), "%s", part);
	print_cell(value, note, last);
}

static void print_lines(const struct line *line, size_t nr_lines,
			const struct stat_subject *subject, size_t nr, bool bytes)
{
	size_t i;
	__u64 any;

	for (; nr_lines--; line++) {
		for (any = 0, i = 0; i < nr; i++)
			any |= sum_at(&subject[i], line->bytes) |
			       sum_at(&subject[i], line->count);
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
		const struct line line = {
			.label = name,
			.bytes = SUM(node) + node * sizeof(__u64),
			.count = NOTHING,
			.whole = SUM(nodes),
		};

		snprintf(name, sizeof(name), "  node %s", stat_node_name(node, number));
		print_lines(&line, 1, subject, nr, bytes);
	}
}

static void print_kinds(const struct stat_subject *subject, size_t nr, bool bytes)
{
	bool heading = false;
	unsigned int kind;
	char name[48];

	for (kind = PTWALK_PAGE + 1; kind < PTWALK_ALL_KINDS; kind++) {
		const struct line line = {
			.label = name,
			.bytes = SUM(kind_bytes) + kind * sizeof(__u64),
			.count = SUM(kind) + kind * sizeof(__u64),
			.unit = "entries",
			.whole = NOTHING,
		};
		size_t i, any = 0;

		if (kind_within(kind) == PTWALK_PAGE)
			continue;	/* present pages have a line in lines[] */

		for (i = 0; i < nr; i++)
			any += subject[i].sums.kind[kind];
		if (!any)
			continue;
		if (!heading)
			puts("other entries");
		heading = true;
		snprintf(name, sizeof(name), "  %s", ptwalk_kind_name(kind));
		print_lines(&line, 1, subject, nr, bytes);
	}
}

/* How exact a dump is, by the flags of struct ptwalk_end. */
static const char *end_note(const struct stat_subject *subject)
{
	const struct ptwalk_end *end = &subject->end;

	/* only the module leaves out what is locked; to others, memory was not readable */
	if (end->flags & PTWALK_END_LEFT_OUT)
		return subject->source == PTWALK_SOURCE_MODULE ? "tables left out: locked" :
		       subject->source == PTWALK_SOURCE_IMAGE ?
			"some tables not in the image" : "some tables not readable";
	/* BPF holds all locks but the one of shared hugetlb VMAs */
	if (end->flags & PTWALK_END_BEST_EFFORT)
		return subject->source == PTWALK_SOURCE_BPF ?
			"best effort: shared hugetlb" : "best effort: no lock held";
	return dump_moment_text(end);
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
			   end_note(&subject[i]), i + 1 == nr);
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

/**
 * stat_print_page() - print the sums for people
 * @out: output options, of which -b and -n apply
 * @subject: array of TARGETs with their sums, a column for each
 * @nr: number of TARGETs
 */
void stat_print_page(const struct output *out,
		     const struct stat_subject *subject, size_t nr)
{
	const int width = VALUE_WIDTH + 2 + NOTE_WIDTH;
	char comm[UTF8_ESCAPE * sizeof(subject->comm)];
	char heading[sizeof(comm) + PATH_MAX];
	__u64 again = 0;
	size_t i;

	if (!out->noheadings) {
		printf("%-*s", LABEL_WIDTH, "");
		for (i = 0; i < nr; i++) {
			area_escape(subject[i].comm, sizeof(subject[i].comm), comm,
				    sizeof(comm));
			/* a memory image has tables, but no process */
			snprintf(heading, sizeof(heading), *comm ? "%s (%s)" : "%s",
				 subject[i].target, comm);
			/* left-aligned, about where the right-aligned values begin */
			printf("    %-*.*s", i + 1 == nr ? 0 : width - 4,
			       i + 1 == nr ? -1 : width - 6, heading);
		}
		putchar('\n');
	}
	for (i = 0; i < nr; i++)
		again |= subject[i].sums.again;
	print_lines(lines, 2, subject, nr, out->bytes);
	if (again)
		print_lines(again_lines, ARRAY_SIZE(again_lines), subject, nr,
			    out->bytes);
	print_lines(lines + 2, ARRAY_SIZE(lines) - 2, subject, nr, out->bytes);
	print_nodes(subject, nr, out->bytes);
	if (subject->pages)
		print_lines(page_lines, ARRAY_SIZE(page_lines), subject, nr, out->bytes);
	print_kinds(subject, nr, out->bytes);
	print_lines(table_lines, sizeof(table_lines) / sizeof(table_lines[0]),
		    subject, nr, out->bytes);
	stat_page_print_end(subject, nr);
}
