/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A small dump with a record of every type and several kinds of entries, for tests that damage
 * its bytes.
 */
#ifndef SMALL_DUMP_H
#define SMALL_DUMP_H

#include "forge.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define HUGE1	0x40000000ULL

/* Returns what the dump is written from */
struct forge *small_process(void);
/* Returns the bytes of the dump; the caller has to free() them */
char *small_dump(size_t *size);
/* Returns a copy in a block of exactly @size bytes, so that ASan sees a read beyond the end */
char *exactly(const void *data, size_t size);

#endif /* SMALL_DUMP_H */
