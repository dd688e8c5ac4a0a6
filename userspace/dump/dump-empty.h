/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Page tables that map nothing: the kernel keeps them until the address range that
 * they are for is unmapped.  Never prints.
 */
#ifndef PTWALK_DUMP_EMPTY_H
#define PTWALK_DUMP_EMPTY_H

#include "dump.h"

int dump_empty_tables(const struct dump *dump, __u64 empty[PTWALK_LEVEL_MAX + 1]);
__u64 dump_empty_of(const struct dump *dump, const struct ptwalk_vma *vma);

#endif /* PTWALK_DUMP_EMPTY_H */
