/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tables on standard output by libsmartcols: a table for people, JSON (-J), raw
 * (-r) and key="value" pairs (-P), with columns chosen by -o.  Owns the
 * options that every such command shares and how a value is formatted; which
 * values there are is the command's.  What commands do around a table is in
 * cmd.h: command_settled(), command_begin(), command_end().
 *
 * In JSON, names are lower case; a column of type OUTPUT_BOOLEAN becomes
 * true/false, OUTPUT_NUMBER a number, OUTPUT_SIZE a number of bytes whatever
 * unit people are shown, OUTPUT_STRING a string, OUTPUT_LIST an array of
 * strings.  A value never set is null.
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
};

/**
 * struct output_column - one column that a command offers
 * @name: upper case, as in the heading; lower case in JSON
 * @type: enum output_type
 * @right: align right
 * @help: what it says, for -H
 */
struct output_column {
	const char	*name;
	int		type;
	bool		right;
	const char	*help;
};

/**
 * struct output - how to print, as the options said
 * @list: argument of -o, or NULL; "+A,B" adds to the default
 * @json: -J
 * @raw: -r
 * @pairs: -P
 * @noheadings: -n
 * @bytes: -b, sizes in bytes for people too
 * @list_columns: -H, list the columns and stop
 * @sort: name of the column that rows are in the order of, or NULL: numbers and sizes
 *	  from the largest on, all else ascending, what has no value last
 * @top: print so many rows at most, or 0 for all
 */
struct output {
	const char	*list;
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
 * @columns: what there is to choose from
 * @nr: how many
 * @defaults: names with commas between, shown without -o; in JSON all are
 */
struct output_form {
	const char			*name;
	const struct output_column	*columns;
	size_t				nr;
	const char			*defaults;
};

#define OUTPUT_SHORT	"o:JrPnbH"
#define OUTPUT_LONG							\
	{ "output",	  required_argument, NULL, 'o' },		\
	{ "json",	  no_argument,	     NULL, 'J' },		\
	{ "raw",	  no_argument,	     NULL, 'r' },		\
	{ "pairs",	  no_argument,	     NULL, 'P' },		\
	{ "noheadings",	  no_argument,	     NULL, 'n' },		\
	{ "bytes",	  no_argument,	     NULL, 'b' },		\
	{ "list-columns", no_argument,	     NULL, 'H' }

struct output_table;
struct output_row;

/**
 * struct output_choice - what -o, or the form itself, chose
 * @nr: how many columns
 * @column: indices into the form's, in the order in which they are printed
 */
struct output_choice {
	size_t	nr;
	size_t	column[];
};

/* -EINVAL for what output_begin() would refuse as well; free() @choice */
int output_choose(struct output_choice **choice, const struct output *out,
		  const struct output_form *form, struct errmsg *err);

/* index of the column of @name, in any case; @form->nr where there is none */
size_t output_find(const struct output_form *form, const char *name, size_t length);

/* true if C was one of OUTPUT_SHORT's and was taken into account */
bool output_option(struct output *out, int c, const char *arg);

/*
 * @name is the top-level key in JSON, @columns/@nr what there is to choose from,
 * @defaults a comma-separated list.  -EINVAL with @err for an unknown column or
 * -J together with -r or -P.
 */
int output_begin(struct output_table **table, const struct output *out,
		 const char *name, const struct output_column *columns,
		 size_t nr, const char *defaults, struct errmsg *err);
/* rows with a parent form a tree, drawn on the first column */
struct output_row *output_row(struct output_table *table,
			      struct output_row *parent);
/* by index into @columns; a column that was not chosen is ignored */
void output_string(struct output_table *table, struct output_row *row,
		   size_t column, const char *value);
/* @value has commas between its words; always to be set */
void output_list(struct output_table *table, struct output_row *row,
		 size_t column, const char *value);
void output_printf(struct output_table *table, struct output_row *row,
		   size_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* in hexadecimal, as every address and raw value is */
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
/* the rows so far are complete and may be printed, if they are many */
void output_flush(struct output_table *table);
/* prints and frees; -ENOMEM or -EIO (standard output failed) with @err */
int output_end(struct output_table *table, struct errmsg *err);
/* prints the columns with their help, for -H; returns 0 */
int output_list_columns(const struct output_column *columns, size_t nr);

/* "4K", "19.1M": as people read it; @buf of at least 16 bytes; returns @buf */
char *output_format_size(char *buf, size_t size, unsigned long long bytes);
/* the same of a difference: "+4K", "-19.1M", "0B" */
char *output_format_change(char *buf, size_t size, long long bytes);

#endif /* PTWALK_OUTPUT_H */
