/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dumps that have nothing in common with the process of forge-dump.c: two processes that share
 * hugetlb pages, an address space of five levels, a kernel half.
 */
#ifndef OTHERS_H
#define OTHERS_H

#include "forge.h"

struct forge *others_sharer(void);
struct forge *others_sharer_2(void);
struct forge *others_five_levels(void);
struct forge *others_kernel_half(void);

#endif /* OTHERS_H */
