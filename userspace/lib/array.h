/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Arrays that grow by one element at a time.  The capacity follows from the number of
 * elements, which is rounded up to a power of two, and to a few at least, so the caller does not
 * have to store it.
 */
#ifndef PTWALK_ARRAY_H
#define PTWALK_ARRAY_H

#include <errno.h>
#include <stddef.h>

void *array_room(void *array, size_t nr, size_t size);

/**
 * array_add() - append an element
 * @array: variable with the array: NULL, or set by array_add() before; set to the new
 *	   address.  The caller frees it with free()
 * @nr: variable with the number of elements, incremented.  The caller may have reduced
 *	it since the last call, also to 0
 * @item: the element
 *
 * Return: 0; -ENOMEM, and @array and @nr are unchanged then.
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
