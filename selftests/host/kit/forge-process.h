/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A forged memory image with some processes: those of forge_processes(), under a kernel of
 * forge-linux.h.
 */
#ifndef FORGE_PROCESS_H
#define FORGE_PROCESS_H

#include "forge-linux.h"

/* The process with page tables and VMAs, a thread of it, and the only kernel thread */
#define FORGED_PID	77
#define FORGED_TID	78
#define FORGED_KTHREAD	2

#define FORGED_HEAP	0x555555600000ULL
#define FORGED_FILE	0x7ffff7c00000ULL
#define FORGED_STACK	0x7fffffff0000ULL
#define NR_FORGED_VMAS	8

struct forged_process {
	struct linux_forge	l;
	struct forge		*tables;
	__u64			task;
	__u64			mm;
	__u64			vma[NR_FORGED_VMAS];
	__u64			memfd_ops;	/* operations of the dentry of VMA 4 */
};

/* Adds the processes 1, FORGED_KTHREAD and FORGED_PID.  The caller frees @p->tables. */
void forge_processes(struct forged_process *p, struct memory *m, enum linux_offsets offsets,
		     bool note);

#endif /* FORGE_PROCESS_H */
