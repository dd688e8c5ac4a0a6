// SPDX-License-Identifier: GPL-2.0
/*
 * The list of changes: see change-list.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "array.h"
#include "change-list.h"

/**
 * change_list_add() - append a change to a list; a diff_fn for diff_dumps()
 * @change: change, copied
 * @list: struct change_list
 *
 * Return: 0 or -ENOMEM.
 */
int change_list_add(const struct change *change, void *list)
{
	struct change_list *l = list;

	return array_add(l->change, l->nr, *change);
}

/**
 * change_list_sort() - sort the changes by change_order()
 * @list: list
 */
void change_list_sort(struct change_list *list)
{
	if (list->nr)
		qsort(list->change, list->nr, sizeof(list->change[0]),
		      change_order);
}

/**
 * change_list_free() - free the memory of a list
 * @list: list; empty afterwards
 */
void change_list_free(struct change_list *list)
{
	free(list->change);
	*list = (struct change_list){ 0 };
}
