/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dumps that have nothing in common with the process of process.h: two processes that share hugetlb
 * pages, an address space of five levels, a kernel half, one with records of all types, one of many
 * entries, the first frames of memory.
 */
#ifndef OTHERS_H
#define OTHERS_H

#include "forge.h"

struct forge *others_sharer(void);
struct forge *others_sharer_2(void);
struct forge *others_five_levels(void);
struct forge *others_kernel_half(void);
struct forge *others_all_records(void);
struct forge *others_large(void);
struct forge *others_first_frame(void);
struct forge *others_first_frame_twice(void);

#endif /* OTHERS_H */
