// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds where the first of two dumps ends: see pair.h.
 */
#include <string.h>

#include "pair.h"
#include "pte.h"

size_t pair_first(const void *data, size_t size)
{
	struct ptwalk_record rec;
	size_t at = 0;

	while (size - at >= sizeof(rec)) {
		memcpy(&rec, (const char *)data + at, sizeof(rec));
		if (rec.length < sizeof(rec) || rec.length > size - at)
			break;
		at += rec.length;
		if (rec.type == PTWALK_REC_END)
			return at;
	}
	return size;
}
