/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A list that collects the changes of diff_dumps() and sorts them for the output, as the
 * comparison finds them in another order.  Never prints.
 */
#ifndef PTWALK_CHANGE_LIST_H
#define PTWALK_CHANGE_LIST_H

#include "diff.h"

/**
 * struct change_list - growing array of changes; { 0 } is an empty one
 * @change: the changes; their VMAs point into the dumps that were compared
 * @nr: number of changes
 */
struct change_list {
	struct change	*change;
	size_t		nr;
};

int change_list_add(const struct change *change, void *list);
void change_list_sort(struct change_list *list);
void change_list_free(struct change_list *list);

#endif /* PTWALK_CHANGE_LIST_H */
