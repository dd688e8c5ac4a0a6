/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files behind bpf_dict_learn() share: a child process makes situations whose entries
 * are known (dict-child.c), its tables are read after each step (dict-calibrate.c), and what
 * the entries show becomes values (dict-bits.c, dict-swap.c, dict-cpu.c).
 */
#ifndef PTWALK_BPF_DICT_PRIVATE_H
#define PTWALK_BPF_DICT_PRIVATE_H

#include <stdbool.h>
#include <sys/types.h>

#include "dict-btf.h"
#include "dict.h"

/* Bits of a present leaf that the CPU ignores and that are no protection key: SDM 3A 4.5 */
#define DICT_SOFTWARE_BITS	((7ULL << 9) | (0x7fULL << 52))
/* Bits that the SDM gives to the address of a 4K page */
#define DICT_ADDRESS_BITS	((1ULL << 52) - (1ULL << 12))

/**
 * enum dict_page - the pages of the child's memory, each in one situation
 * @DICT_PLAIN: written
 * @DICT_READONLY: written, then PROT_READ
 * @DICT_NONE: written, then PROT_NONE
 * @DICT_PKEY: the first of four written pages that get protection keys 1, 2, 4 and 8
 * @DICT_GUARD: written, then MADV_GUARD_INSTALL
 * @DICT_ZERO: read, which maps the zero page
 * @DICT_UFFD: read, then write-protected by userfaultfd
 * @DICT_SWAP_UFFD: written, write-protected by userfaultfd, then MADV_PAGEOUT
 * @DICT_SWAP: written, then MADV_PAGEOUT
 * @DICT_SWAP_SHARED: written by the parent before the fork, so not exclusive; MADV_PAGEOUT
 * @DICT_MARKER: of shared memory, never accessed; write-protected by userfaultfd
 * @DICT_POISON: of shared memory, never accessed; UFFDIO_POISON
 * @DICT_PAGES: number of pages
 */
enum dict_page {
	DICT_PLAIN,
	DICT_READONLY,
	DICT_NONE,
	DICT_PKEY,
	DICT_GUARD = DICT_PKEY + 4,
	DICT_ZERO,
	DICT_UFFD,
	DICT_SWAP_UFFD,
	DICT_SWAP,
	DICT_SWAP_SHARED,
	DICT_MARKER,
	DICT_POISON,
	DICT_PAGES,
};

/**
 * enum dict_step - what the child has done when its tables are read
 * @DICT_MADE: the pages are written or read, huge pages are not switched off for the process
 * @DICT_CHANGED: the second half of each situation; PR_SET_THP_DISABLE
 * @DICT_CLEARED: soft-dirty cleared (clear_refs); PR_THP_DISABLE_EXCEPT_ADVISED
 * @DICT_ADVISED: PR_SET_THP_DISABLE taken back; an area with MADV_HUGEPAGE
 * @DICT_STEPS: number of steps
 */
enum dict_step {
	DICT_MADE,
	DICT_CHANGED,
	DICT_CLEARED,
	DICT_ADVISED,
	DICT_STEPS,
};

/**
 * struct dict_report - what the child was allowed to do; each 0 or a positive errno
 * @uffd: write protection by userfaultfd; %ENOTSUP if the kernel does not offer it
 * @poison: UFFDIO_POISON; %ENOTSUP if the kernel does not offer it
 * @guard: MADV_GUARD_INSTALL
 * @pkey: four protection keys
 * @clear_refs: the write to /proc/self/clear_refs
 * @thp: PR_SET_THP_DISABLE
 * @thp_advised: the same with PR_THP_DISABLE_EXCEPT_ADVISED
 */
struct dict_report {
	int	uffd;
	int	poison;
	int	guard;
	int	pkey;
	int	clear_refs;
	int	thp;
	int	thp_advised;
};

/**
 * struct dict_child - the child process
 * @pid: its process ID
 * @socket: the parent's end of the connection to it
 * @base: address of page 0 of its memory
 */
struct dict_child {
	pid_t	pid;
	int	socket;
	__u64	base;
};

int dict_child_start(struct dict_child *child, struct errmsg *err);
int dict_child_wait(struct dict_child *child, struct dict_report *report,
		    struct errmsg *err);
void dict_child_continue(struct dict_child *child);
void dict_child_stop(struct dict_child *child);

/**
 * struct dict_seen - what the child's tables showed
 * @entry: the entry of each page after each step; 0 if there is none
 * @mm_flags: mm->flags of the child after each step
 * @has_mm_flags: the dumps have @mm_flags
 * @levels: levels of page tables, 4 or 5
 * @report: what the child was allowed to do
 */
struct dict_seen {
	__u64			entry[DICT_STEPS][DICT_PAGES];
	__u64			mm_flags[DICT_STEPS];
	bool			has_mm_flags;
	unsigned int		levels;
	struct dict_report	report;
};

int dict_calibrate(dict_read_fn *read_tables, void *arg, struct dict_seen *seen,
		   struct errmsg *err);
void dict_bits_fill(const struct dict_seen *seen, const struct dict_build *build,
		    struct ptwalk_dict *dict);
void dict_swap_fill(const struct dict_seen *seen, const struct dict_build *build,
		    struct ptwalk_dict *dict);
void dict_types_fill(const struct dict_build *build, struct ptwalk_dict *dict);

/**
 * struct dict_cpu - the first CPU in /proc/cpuinfo
 * @features: PTWALK_CPU_* of its flags
 * @phys_bits: width of a physical address; 0 if not known
 * @has_flags: there is a list of flags
 * @has_bugs: there is a list of bugs
 * @pat: it has the page attribute table
 * @l1tf: it has the bug L1TF
 */
struct dict_cpu {
	__u64		features;
	unsigned int	phys_bits;
	bool		has_flags;
	bool		has_bugs;
	bool		pat;
	bool		l1tf;
};

void dict_cpu_read(struct dict_cpu *cpu);
void dict_cpu_fill(const struct dict_cpu *cpu, unsigned int levels, bool nx,
		   struct ptwalk_dict *dict);

static inline bool dict_knows(const struct ptwalk_dict *dict, unsigned int key)
{
	return dict->known & 1ULL << key;
}

/* The running kernel has shown the value of a key. */
static inline void dict_learn(struct ptwalk_dict *dict, unsigned int key, __u64 value)
{
	ptwalk_dict_set(dict, key, value);
	dict->assumed &= ~(1ULL << key);
}

/* The kernel has not shown the value of a key: take what releases like it are known to use. */
static inline void dict_assume(struct ptwalk_dict *dict, unsigned int key, __u64 value)
{
	if (dict_knows(dict, key))
		return;
	ptwalk_dict_set(dict, key, value);
	dict->assumed |= 1ULL << key;
}

/* Is exactly one bit set? */
static inline bool dict_single(__u64 mask)
{
	return mask && !(mask & (mask - 1));
}

#endif /* PTWALK_BPF_DICT_PRIVATE_H */
