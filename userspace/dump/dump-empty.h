/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Count page tables that map nothing.  In general the kernel keeps such a table until
 * the address range that it translates is unmapped; from 6.14 on, with CONFIG_PT_RECLAIM,
 * it also frees a PT when MADV_DONTNEED empties all of it.  Never prints.
 */
#ifndef PTWALK_DUMP_EMPTY_H
#define PTWALK_DUMP_EMPTY_H

#include "dump.h"

int dump_empty_tables(const struct dump *dump, __u64 empty[PTWALK_LEVEL_MAX + 1]);
__u64 dump_empty_of(const struct dump *dump, const struct ptwalk_vma *vma);

#endif /* PTWALK_DUMP_EMPTY_H */
