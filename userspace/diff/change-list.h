/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Changes kept in the order in which they are read, as the comparison (diff.h)
 * finds them in another.  Never prints.
 */
#ifndef PTWALK_CHANGE_LIST_H
#define PTWALK_CHANGE_LIST_H

#include "diff.h"

/**
 * struct change_list - changes; { 0 } is an empty one
 * @change: changes; their areas lead into the dumps that were compared
 * @nr: how many
 */
struct change_list {
	struct change	*change;
	size_t		nr;
};

int change_list_add(const struct change *change, void *list);
void change_list_sort(struct change_list *list);
void change_list_free(struct change_list *list);

#endif /* PTWALK_CHANGE_LIST_H */
