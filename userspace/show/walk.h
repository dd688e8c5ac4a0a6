/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One address through every level, as the CPU would go, in a dump.  Owns the
 * way and where it ends; words for it are explain.h.  Never prints.
 */
#ifndef PTWALK_WALK_H
#define PTWALK_WALK_H

#include "dump.h"

/**
 * enum walk_end - how a walk ends
 * @WALK_PAGE: at a present leaf: the address has a physical one
 * @WALK_NOT_PRESENT: at an entry with P clear; its kind says what it is
 * @WALK_NO_AREA: at an entry that leads to a table not in the dump, since no
 *		  area needs that table
 * @WALK_NO_TABLE: the same, although an area is there: the table came or went
 *		   while the dump was made
 * @WALK_NOT_COVERED: no answer: the address is outside of the range that was
 *		      asked for.  Steps are what is known from tables that
 *		      serve that range as well
 * @WALK_INCOMPLETE: no answer: the dump ended before it came to the address
 */
enum walk_end {
	WALK_PAGE,
	WALK_NOT_PRESENT,
	WALK_NO_AREA,
	WALK_NO_TABLE,
	WALK_NOT_COVERED,
	WALK_INCOMPLETE,
};

/**
 * struct walk_step - the entry of one level
 * @pte: the entry
 * @slot: its physical address
 * @index: which entry of its table it is
 * @effective: permissions from the top down to here
 * @unstable: its table kept changing while it was copied
 */
struct walk_step {
	struct ptwalk_pte	pte;
	__u64			slot;
	unsigned int		index;
	__u32			effective;
	bool			unstable;
};

/**
 * struct walk - the way of one address
 * @addr: the address
 * @vma: the area it lies in, or NULL
 * @step: entries, the top level first
 * @nr: how many; 0 where not even the top-level table is in the dump
 * @end: enum walk_end
 * @phys: what @addr translates to, where @end is %WALK_PAGE
 * @no_write: bit L: the entry of level L forbids writing
 * @no_user: bit L: it forbids user mode
 * @no_exec: bit L: it forbids executing
 */
struct walk {
	__u64			addr;
	const struct ptwalk_vma	*vma;
	struct walk_step	step[PTWALK_LEVEL_MAX];
	unsigned int		nr;
	int			end;
	__u64			phys;
	__u32			no_write;
	__u32			no_user;
	__u32			no_exec;
};

void walk_address(const struct dump *dump, __u64 addr, struct walk *walk);

#endif /* PTWALK_WALK_H */
