// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of sums: see stat-lines.h.
 */
#include <stdio.h>
#include <string.h>

#include "cmd-stat.h"
#include "number.h"
#include "stat-lines.h"

/* stat_print_page() puts stat_again_lines behind the first two of these. */
const struct stat_line stat_lines[] = {
	{ "areas", SUM(size), SUM(areas), "areas", STAT_NOTHING, false },
	{ "resident (Rss)", SUM(rss), STAT_NOTHING, NULL, STAT_NOTHING, false },
	{ "huge", SUM(huge), STAT_NOTHING, NULL, SUM(memory), true },
	{ "unseen by smaps", SUM(unseen), STAT_NOTHING, NULL, SUM(memory), false },
	{ "present", SUM(present), STAT_NOTHING, NULL, STAT_NOTHING, true },
	{ "  in 4K pages", SUM(bytes[1]), SUM(pages[1]), "pages", SUM(present), true },
	{ "  in 2M pages", SUM(bytes[2]), SUM(pages[2]), "pages", SUM(present), true },
	{ "  in 1G pages", SUM(bytes[3]), SUM(pages[3]), "pages", SUM(present), false },
	{ "  accessed", SUM(accessed), STAT_NOTHING, NULL, SUM(present), true },
	{ "  dirty", SUM(dirty), STAT_NOTHING, NULL, SUM(present), true },
	{ "  writable", SUM(writable), STAT_NOTHING, NULL, SUM(present), true },
	{ "  executable", SUM(executable), STAT_NOTHING, NULL, SUM(present), true },
	{ "  special, not in Rss", SUM(special), STAT_NOTHING, NULL, SUM(present), false },
	{ "  zero page", SUM(kind_bytes[PTWALK_ZERO_PAGE]), SUM(kind[PTWALK_ZERO_PAGE]), "pages",
	  SUM(present), false },
	{ "  huge zero page", SUM(kind_bytes[PTWALK_HUGE_ZERO_PAGE]),
	  SUM(kind[PTWALK_HUGE_ZERO_PAGE]), "pages", SUM(present), false },
	{ "  hugetlb, not in Rss", SUM(hugetlb), STAT_NOTHING, NULL, SUM(present), false },
};

const size_t stat_nr_lines = ARRAY_SIZE(stat_lines);

/* Printed if a process maps pages more than once */
const struct stat_line stat_again_lines[] = {
	{ "  distinct pages", SUM(distinct), STAT_NOTHING, NULL, SUM(rss), false },
	{ "  mapped repeatedly", SUM(again), STAT_NOTHING, NULL, SUM(rss), false },
};

const size_t stat_nr_again_lines = ARRAY_SIZE(stat_again_lines);

/* Printed with --pages: sums from the flags in /proc/kpageflags */
const struct stat_line stat_page_lines[] = {
	{ "  lazily freed", SUM(lazy_free), STAT_NOTHING, NULL, SUM(rss), true },
	{ "held, not mapped", SUM(held), SUM(held_folios), "folios", STAT_NOTHING, true },
	{ "  anonymous", SUM(held_anon), SUM(held_anon_folios), "folios", STAT_NOTHING, false },
};

const size_t stat_nr_page_lines = ARRAY_SIZE(stat_page_lines);

const struct stat_line stat_table_lines[] = {
	{ "page tables", SUM(table_bytes), SUM(all_tables), "tables", STAT_NOTHING, true },
	{ "  PT", STAT_NOTHING, SUM(tables[1]), "tables", STAT_NOTHING, true },
	{ "  PD", STAT_NOTHING, SUM(tables[2]), "tables", STAT_NOTHING, true },
	{ "  PDPT", STAT_NOTHING, SUM(tables[3]), "tables", STAT_NOTHING, true },
	{ "  PML4", STAT_NOTHING, SUM(tables[4]), "tables", STAT_NOTHING, true },
	{ "  PML5", STAT_NOTHING, SUM(tables[5]), "tables", STAT_NOTHING, false },
	{ "  empty", SUM(empty_bytes), SUM(all_empty), "tables", SUM(table_bytes), false },
};

const size_t stat_nr_table_lines = ARRAY_SIZE(stat_table_lines);

static __u64 sum_at(const struct stat_sums *sums, size_t offset)
{
	return offset == STAT_NOTHING ? 0 : stat_sum_at(sums, offset);
}

/**
 * stat_line_any() - is a sum of a line other than 0?
 * @line: line
 * @sums: sums
 *
 * Return: true if it is.
 */
bool stat_line_any(const struct stat_line *line, const struct stat_sums *sums)
{
	return sum_at(sums, line->bytes) | sum_at(sums, line->count);
}

/**
 * stat_kind_line() - the line of a kind of entries
 * @kind: below %PTWALK_ALL_KINDS
 * @line: filled in
 *
 * Return: false for empty entries, for entries that map a table, and for pages with the kinds
 * that are part of them: other lines have those.
 */
bool stat_kind_line(unsigned int kind, struct stat_line *line)
{
	if (kind <= PTWALK_PAGE || kind_within(kind) == PTWALK_PAGE)
		return false;
	*line = (struct stat_line){
		.label = ptwalk_kind_name(kind),
		.bytes = SUM(kind_bytes) + kind * sizeof(__u64),
		.count = SUM(kind) + kind * sizeof(__u64),
		.unit = "entries",
		.whole = STAT_NOTHING,
	};
	return true;
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

/**
 * stat_line_text() - the sums of a line in words
 * @line: line
 * @sums: sums
 * @bytes: write the size in bytes, not in units for people
 * @value: filled in: the size, or the number where the line has no size
 * @note: filled in: the share, and the number behind the size; may be empty
 */
void stat_line_text(const struct stat_line *line, const struct stat_sums *sums, bool bytes,
		    char value[STAT_VALUE], char note[STAT_NOTE])
{
	__u64 size = sum_at(sums, line->bytes);
	__u64 count = sum_at(sums, line->count);
	unsigned int share = number_permille(size, sum_at(sums, line->whole));
	char part[16] = "", unit[16];

	if (line->bytes == STAT_NOTHING)
		snprintf(value, STAT_VALUE, "%llu", count);
	else if (bytes)
		snprintf(value, STAT_VALUE, "%llu", size);
	else
		output_format_size(value, STAT_VALUE, size);

	if (line->whole != STAT_NOTHING)
		snprintf(part, sizeof(part), "%3u.%u%%", share / 10, share % 10);
	if (line->count != STAT_NOTHING && line->bytes != STAT_NOTHING)
		snprintf(note, STAT_NOTE, "%s%s%llu %s", part,
			 line->whole != STAT_NOTHING ? "  " : "", count,
			 unit_text(line->unit, count, unit));
	else
		snprintf(note, STAT_NOTE, "%s", part);
}
