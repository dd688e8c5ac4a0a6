/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Follows one address in a dump through every level of page tables, as the CPU would.  Owns
 * the list of entries on the path and the reason for which it ends; explain.h has the texts
 * for people.  Never prints.
 */
#ifndef PTWALK_WALK_H
#define PTWALK_WALK_H

#include "dump.h"

/**
 * enum walk_end - how a walk ends
 * @WALK_PAGE: at a present leaf: the address is mapped to a physical address
 * @WALK_NOT_PRESENT: at an entry with P clear; its kind says what it is
 * @WALK_NO_AREA: the dump does not contain the next table, and the address is
 *		  in no VMA: tables are dumped for VMAs only
 * @WALK_NO_TABLE: the dump does not contain the next table, although the address is
 *		   in a VMA: the table was added or freed during the dump
 * @WALK_NOT_COVERED: unknown: the address is outside of the range that the dump
 *		      covers.  The steps come from tables that map addresses
 *		      of that range as well
 * @WALK_INCOMPLETE: unknown: the dump ended before it reached the address
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
 * struct walk_step - the entry of one level on the path
 * @pte: the decoded entry
 * @slot: physical address of the entry
 * @index: index of the entry in its table, 0 to 511
 * @effective: permissions of this entry combined with all entries above, see
 *	       ptwalk_effective()
 * @unstable: the record of its table has PTWALK_TABLE_UNSTABLE
 */
struct walk_step {
	struct ptwalk_pte	pte;
	__u64			slot;
	unsigned int		index;
	__u32			effective;
	bool			unstable;
};

/**
 * struct walk - the path of one address through the tables
 * @addr: the address
 * @vma: the VMA that contains @addr, or NULL
 * @step: the entries on the path, the top level first
 * @nr: number of entries in @step; 0 if the dump has not even the top-level table
 * @end: enum walk_end
 * @phys: physical address that @addr translates to, if @end is %WALK_PAGE
 * @no_write: bit L is set if the entry of level L forbids writes
 * @no_user: bit L is set if the entry of level L forbids user mode
 * @no_exec: bit L is set if the entry of level L forbids execution
 * @reserved: bit L is set if the entry of level L has a bit set that must be 0
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
	__u32			reserved;
};

void walk_address(const struct dump *dump, __u64 addr, struct walk *walk);

#endif /* PTWALK_WALK_H */
