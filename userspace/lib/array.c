// SPDX-License-Identifier: GPL-2.0
/*
 * Arrays that grow: see array.h.
 */
#include <stdlib.h>

#include "array.h"

/**
 * array_room() - make room for one more element
 * @array: array; its capacity is the next power of two after @nr, @nr included
 * @nr: how many elements there are
 * @size: bytes of each
 *
 * Return: the array, perhaps moved, or NULL where there is no memory.
 */
void *array_room(void *array, size_t nr, size_t size)
{
	if (nr & (nr - 1))
		return array;
	return reallocarray(array, nr ? nr * 2 : 1, size);
}
