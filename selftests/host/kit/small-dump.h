/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A small dump with something of every sort in it, for tests that break it.
 */
#ifndef SMALL_DUMP_H
#define SMALL_DUMP_H

#include "forge.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define HUGE1	0x40000000ULL

/* free() it */
char *small_dump(size_t *size);
/* A copy in memory of exactly its size, so that a byte too far is seen */
char *exactly(const void *data, size_t size);

#endif /* SMALL_DUMP_H */
