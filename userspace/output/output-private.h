/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What is inside of a table, for the files that make it: output.c fills it in,
 * output-sort.c sorts it, output-print.c and output-json.c print it.
 */
#ifndef PTWALK_OUTPUT_PRIVATE_H
#define PTWALK_OUTPUT_PRIVATE_H

#include <libsmartcols/libsmartcols.h>

#include "output.h"

/**
 * struct output_table - a table that is being filled in
 * @scols: table of libsmartcols.  A struct output_row is a struct libscols_line of it
 * @out: output options
 * @form: all columns of the command
 * @choice: the chosen ones, as indices in the columns of @form
 * @first: the first chosen column, in which the tree is drawn
 * @last: the last chosen column, whose text may be cut on a terminal
 * @error: 0, or -ENOMEM after the first failure
 * @rows: number of rows that are not printed yet
 * @printed: some rows have been printed
 * @sort: index in the columns of @form of the column by which rows are sorted, -1 for none
 * @chosen: for each column of @form, the column of libsmartcols; NULL if the column is
 *	    not chosen
 */
struct output_table {
	struct libscols_table		*scols;
	struct output			out;
	struct output_form		form;
	struct output_choice		*choice;
	struct libscols_column		*first;
	struct libscols_column		*last;
	int				error;
	size_t				rows;
	bool				printed;
	int				sort;
	struct libscols_column		*chosen[];
};

/* output-wrap.c */
int output_wrap(const struct output_table *table, struct libscols_column *column);

/* output-json.c */
int output_json_rows(struct output_table *table);
void output_json_end(void);

/* output-sort.c */
int output_sort_begin(struct output_table *table, const struct output_form *form);
int output_sort_end(struct output_table *table);

#endif /* PTWALK_OUTPUT_PRIVATE_H */
