/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Arrays that grow by one element at a time.  The capacity is the power of two after
 * the number of elements, so that nobody has to keep it.
 */
#ifndef PTWALK_ARRAY_H
#define PTWALK_ARRAY_H

#include <errno.h>
#include <stddef.h>

void *array_room(void *array, size_t nr, size_t size);

/**
 * array_add() - append an element
 * @array: NULL, or from array_add(); perhaps moved
 * @nr: how many elements there are, incremented; may be set back, also to 0, before
 * @item: the element
 *
 * Return: 0; -ENOMEM, @array and @nr are then as before.
 */
#define array_add(array, nr, item)					\
({									\
	__typeof__(array) array_room_ =					\
		array_room(array, nr, sizeof(*(array)));		\
									\
	if (array_room_) {						\
		(array) = array_room_;					\
		(array)[(nr)++] = (item);				\
	}								\
	array_room_ ? 0 : -ENOMEM;					\
})

#endif /* PTWALK_ARRAY_H */
