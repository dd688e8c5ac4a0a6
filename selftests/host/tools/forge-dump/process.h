/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The small process that most dumps of forge-dump are of, and the same process after it, or the
 * kernel, has changed its memory.
 */
#ifndef FORGE_DUMP_PROCESS_H
#define FORGE_DUMP_PROCESS_H

#include "forge.h"

#define TEXT	0x555555554000ULL
#define DATA	0x555555558000ULL
#define HEAP	0x555555579000ULL
#define THP	0x7ffff7600000ULL
#define NONE	0x7ffff7fbd000ULL
#define STACK	0x7ffffffde000ULL
#define TABLES	0x100000000ULL	/* physical address of the first table */

/* code, data, a heap, huge pages, PROT_NONE, a stack */
struct forge *process_of(enum forge_kernel kernel);
/* the part below its huge page, where a dump that is cut short ends; @tables is TABLES */
struct forge *process_lower_part(enum forge_kernel kernel, __u64 tables);

struct forge *process_later(void);
struct forge *process_heap(void);
struct forge *process_heap_later(void);
struct forge *process_heap_alone(void);
struct forge *process_sparse(void);
struct forge *process_paged_out(void);
struct forge *process_split_unevenly(void);
struct forge *process_child(void);
struct forge *process_parent(void);

#endif /* FORGE_DUMP_PROCESS_H */
