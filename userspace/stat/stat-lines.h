/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The lines of sums that people read: which sums there are, their labels and units, and a line
 * in words.  "ptwalk stat" prints them, "ptwalk report" puts them into its page.  Does not own
 * the sums (stat.h).  Never prints.
 */
#ifndef PTWALK_STAT_LINES_H
#define PTWALK_STAT_LINES_H

#include "stat.h"

/**
 * struct stat_line - one line
 * @label: text at the beginning of the line
 * @bytes: offset in struct stat_sums of the size to print, or %STAT_NOTHING
 * @count: offset in struct stat_sums of the number to print, or %STAT_NOTHING
 * @unit: what @count counts, in the plural
 * @whole: offset in struct stat_sums of the size that is 100 %, or %STAT_NOTHING for no
 *	   percentage
 * @always: print the line even if it is 0 for every TARGET
 */
struct stat_line {
	const char	*label;
	size_t		bytes;
	size_t		count;
	const char	*unit;
	size_t		whole;
	bool		always;
};

#define STAT_NOTHING	((size_t)-1)

/* Sizes of the texts of stat_line_text() */
#define STAT_VALUE	24
#define STAT_NOTE	48

extern const struct stat_line stat_lines[];
extern const size_t stat_nr_lines;
extern const struct stat_line stat_again_lines[];
extern const size_t stat_nr_again_lines;
extern const struct stat_line stat_page_lines[];
extern const size_t stat_nr_page_lines;
extern const struct stat_line stat_table_lines[];
extern const size_t stat_nr_table_lines;

bool stat_kind_line(unsigned int kind, struct stat_line *line);
bool stat_line_any(const struct stat_line *line, const struct stat_sums *sums);
void stat_line_text(const struct stat_line *line, const struct stat_sums *sums, bool bytes,
		    char value[STAT_VALUE], char note[STAT_NOTE]);

#endif /* PTWALK_STAT_LINES_H */
