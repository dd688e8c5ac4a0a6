/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Print tables on standard output: a table for people, laid out by libsmartcols, JSON (-J), raw
 * (-r) or key="value" pairs (-P), with columns chosen by -o.  Owns the options that all
 * such commands have, and the format of values; the command provides the values.  What
 * all commands do before and after a table is in cmd.h: command_settled(),
 * command_begin(), command_end().
 *
 * In JSON, names are lower case.  A value of type OUTPUT_BOOLEAN becomes true or false,
 * OUTPUT_NUMBER a number, OUTPUT_SIZE a number of bytes (people see it with a unit),
 * OUTPUT_STRING a string, OUTPUT_LIST an array of strings.  OUTPUT_NAME, OUTPUT_TEXT and
 * OUTPUT_SENTENCE are strings, too; where a terminal is too narrow, the first is cut in front, the
 * second at its end, and the third is shown in several lines.  A cell that is never set is null.
 */
#ifndef PTWALK_OUTPUT_H
#define PTWALK_OUTPUT_H

#include <stdbool.h>
#include <stddef.h>

#include "errmsg.h"

enum output_type {
	OUTPUT_STRING,
	OUTPUT_NUMBER,
	OUTPUT_BOOLEAN,
	OUTPUT_SIZE,
	OUTPUT_LIST,
	OUTPUT_SENTENCE,
	OUTPUT_NAME,
	OUTPUT_TEXT,
};

/**
 * struct output_column - a column of a command
 * @name: name in upper case, as in the heading; JSON has it in lower case
 * @type: enum output_type
 * @right: align right
 * @help: description for -H
 */
struct output_column {
	const char	*name;
	int		type;
	bool		right;
	const char	*help;
};

/**
 * struct output - output options
 * @list: argument of -o, or NULL; "+A,B" adds columns to the default ones, or to all with @all,
 *	  and "-A,B" removes some
 * @all: -O, all columns
 * @json: -J
 * @raw: -r
 * @pairs: -P
 * @noheadings: -n
 * @bytes: -b, sizes in bytes in all formats
 * @list_columns: -H, list the columns and exit
 * @sort: name of the column by which rows are sorted, or NULL.  Numbers and sizes are in
 *	  descending order, all others ascending, rows without a value come last
 * @top: maximum number of rows to print, or 0 for all
 */
struct output {
	const char	*list;
	bool		all;
	bool		json;
	bool		raw;
	bool		pairs;
	bool		noheadings;
	bool		bytes;
	bool		list_columns;
	const char	*sort;
	unsigned long	top;
};

/**
 * struct output_form - a table that a command can print
 * @name: top-level key in JSON
 * @columns: columns to choose from
 * @nr: number of columns
 * @defaults: names of the columns to print without -o, separated by commas; JSON has all
 *	      columns by default
 * @drop: names of columns that a terminal is shown the table without if it is too narrow, the
 *	  first one first; NULL for none
 */
struct output_form {
	const char			*name;
	const struct output_column	*columns;
	size_t				nr;
	const char			*defaults;
	const char			*drop;
};

#define OUTPUT_SHORT	"o:OJrPnbH"
/* Options without a letter that several commands have, those of cmd.h among them */
enum { OUTPUT_COLOR = 1000, OUTPUT_NO_PAGER, COMMAND_SOURCE, COMMAND_CGROUP };

#define OUTPUT_LONG							\
	{ "output",	  required_argument, NULL, 'o' },		\
	{ "output-all",	  no_argument,	     NULL, 'O' },		\
	{ "json",	  no_argument,	     NULL, 'J' },		\
	{ "raw",	  no_argument,	     NULL, 'r' },		\
	{ "pairs",	  no_argument,	     NULL, 'P' },		\
	{ "noheadings",	  no_argument,	     NULL, 'n' },		\
	{ "bytes",	  no_argument,	     NULL, 'b' },		\
	{ "list-columns", no_argument,	     NULL, 'H' },		\
	{ "color",	  required_argument, NULL, OUTPUT_COLOR },	\
	{ "no-pager",	  no_argument,	     NULL, OUTPUT_NO_PAGER }

struct output_table;
struct output_row;

/**
 * struct output_choice - the columns to print, from -o or by default
 * @nr: number of columns
 * @column: indices into the columns of the form, in the order in which to print them
 */
struct output_choice {
	size_t	nr;
	size_t	column[];
};

/* the caller frees @choice with free(); fails as output_begin() would */
int output_choose(struct output_choice **choice, const struct output *out,
		  const struct output_form *form, struct errmsg *err);

/* index of the column @name, in upper or lower case; @form->nr if there is none */
size_t output_find(const struct output_form *form, const char *name, size_t length);

/* will the output be a table for people: neither JSON nor raw nor pairs? */
bool output_is_table(const struct output *out);

/* print words for people? No format and no column was chosen, so that no rows are wanted */
bool output_is_words(const struct output *out);

/* true if @c is an option of OUTPUT_SHORT; it is stored in @out then */
bool output_option(struct output *out, int c, const char *arg);

/*
 * -EINVAL with @err filled in for an unknown column, or for more than one of -J, -r and -P.  The
 * columns of @form have to live as long as the table.
 */
int output_begin(struct output_table **table, const struct output *out,
		 const struct output_form *form, struct errmsg *err);
/* rows with a parent form a tree, which is drawn in the first column */
struct output_row *output_row(struct output_table *table,
			      struct output_row *parent);
/*
 * @column of this and the following functions is an index into @columns.  A cell of a
 * column that is not chosen is ignored.
 */
void output_string(struct output_table *table, struct output_row *row,
		   size_t column, const char *value);
/*
 * @value: words separated by commas.  Set such a cell in each row, to "" if need be: one
 * that is not set is null in JSON instead of an empty array.
 */
void output_list(struct output_table *table, struct output_row *row,
		 size_t column, const char *value);
void output_printf(struct output_table *table, struct output_row *row,
		   size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* printed in hexadecimal with 0x, as all addresses and raw values */
void output_address(struct output_table *table, struct output_row *row,
		    size_t column, unsigned long long addr);
/* the first address after a range; 0 stands for 1 << 64 */
void output_limit(struct output_table *table, struct output_row *row,
		  size_t column, unsigned long long end);
void output_number(struct output_table *table, struct output_row *row,
		   size_t column, unsigned long long value);
void output_size(struct output_table *table, struct output_row *row,
		 size_t column, unsigned long long bytes);
/* a difference of sizes, with a sign: "+2M"; the column is of type OUTPUT_SIZE */
void output_change(struct output_table *table, struct output_row *row,
		   size_t column, long long bytes);
void output_boolean(struct output_table *table, struct output_row *row,
		    size_t column, bool value);
/* set the style of a cell that has been set: enum terminal_style, for tables on a terminal */
void output_style(struct output_table *table, struct output_row *row, size_t column,
		  unsigned char style);
/* is the output a table for people: neither JSON nor raw nor pairs? */
bool output_for_people(const struct output_table *table);
/* is the column printed? */
bool output_shows(const struct output_table *table, size_t column);
/* all rows have been added: is a column left out, as the terminal is too narrow? */
bool output_left_out(struct output_table *table, size_t column);
/* all rows so far are complete: print them if there are many; false if no more are needed */
bool output_flush(struct output_table *table);
/*
 * The same, but @row can still get children, which have none themselves.  Returns the row to be
 * used as their parent from now on, NULL if no more are needed.
 */
struct output_row *output_flush_below(struct output_table *table, struct output_row *row);
/* for tests: lay out so many rows together */
void output_hold(struct output_table *table, unsigned long rows);
/* print and free; -ENOMEM or -EIO (standard output failed) with @err filled in */
int output_end(struct output_table *table, struct errmsg *err);
/* print the columns with their types and descriptions, for -H; returns 0 */
int output_list_columns(const struct output_column *columns, size_t nr);

/* "4K", "19.1M": for people; @buf has at least 16 bytes; returns @buf */
char *output_format_size(char *buf, size_t size, unsigned long long bytes);
/* the same for a difference: "+4K", "-19.1M", "0B" */
char *output_format_change(char *buf, size_t size, long long bytes);

/*
 * Make a text safe on a terminal, cut to @width columns, with a mark where it was cut: in @front,
 * better at a slash, or at its end.  @to has OUTPUT_TEXT_SIZE() bytes; gets no NUL.  Returns the
 * number of bytes, and sets @width to the columns that they take.
 */
#define OUTPUT_TEXT_SIZE(length)	(4 * (length) + 4)
size_t output_text_cut(char *to, const char *text, size_t length, bool front, size_t *width);

#endif /* PTWALK_OUTPUT_H */
