// SPDX-License-Identifier: GPL-2.0-only
/*
 * Growing arrays: see array.h.
 */
#include <stdlib.h>

#include "array.h"

/* Elements that there is room for at first, a power of two */
#define FIRST	8

/**
 * array_room() - make room for one more element; use array_add()
 * @array: array with a capacity of at least @nr rounded up to a power of two, and of %FIRST;
 *	   NULL if it has never had an element
 * @nr: number of elements
 * @size: size of an element, in bytes
 *
 * Only an array whose @nr is 0, or a power of two from %FIRST on, can be full, and is reallocated.
 *
 * Return: the array, which can have moved; NULL if there is no memory, and @array is
 * still valid then.
 */
void *array_room(void *array, size_t nr, size_t size)
{
	if (nr && (nr < FIRST || (nr & (nr - 1))))
		return array;
	return reallocarray(array, nr ? nr * 2 : FIRST, size);
}
