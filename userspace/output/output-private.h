/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What output.c, where a table is filled, and output-print.c and output-json.c, where it
 * is printed, know of it.
 */
#ifndef PTWALK_OUTPUT_PRIVATE_H
#define PTWALK_OUTPUT_PRIVATE_H

#include <libsmartcols/libsmartcols.h>

#include "output.h"

/**
 * struct output_table - a table that is being filled
 * @scols: libsmartcols's; a struct output_row is one of its lines
 * @out: the options
 * @form: what the command offers
 * @choice: which of it is printed, in which order
 * @first: the one chosen first, which draws the tree
 * @last: the one chosen last, which a terminal may cut short
 * @error: -ENOMEM once anything failed
 * @rows: since the last time that rows were printed
 * @printed: some were
 * @sort: index of the column that rows are sorted by, -1 for none
 * @chosen: by column of the command: libsmartcols's, or NULL
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

/* output-json.c */
int output_json_rows(struct output_table *table);
void output_json_end(void);

/* output-sort.c */
int output_sort_begin(struct output_table *table, const struct output_form *form);
int output_sort_end(struct output_table *table);

#endif /* PTWALK_OUTPUT_PRIVATE_H */
