// SPDX-License-Identifier: GPL-2.0
/*
 * Columns that several commands share: see columns.h.
 */
#include "columns.h"

/**
 * columns_print_flags() - set the columns of the flags
 * @table: table
 * @row: row
 * @first: index of the first one, as given to FLAG_COLUMNS()
 * @flags: PTWALK_F_*
 */
void columns_print_flags(struct output_table *table, struct output_row *row,
			 size_t first, __u32 flags)
{
	size_t i;

	for (i = 0; i < NR_FLAG_COLUMNS; i++)
		output_boolean(table, row, first + i,
			       flags & ptwalk_flags[i].flag);
}
