/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find page-table entries and page-fault error codes in the kernel's messages about a
 * fault, above all in an oops (arch/x86/mm/fault.c):
 *
 *	#PF: supervisor write access in kernel mode
 *	#PF: error_code(0x0003) - permissions violation
 *	PGD 12345067 P4D 12345067 PUD 12346067 PMD 12347067 PTE 8000000023456161
 *	Oops: 0003 [#1] PREEMPT SMP NOPTI
 *	name[123]: segfault at 8 ip 401136 sp 7ffc0 error 6 in name[401000+1000]
 *	BUG: Bad page map in process name  pte:8000000123456867 pmd:12345067
 *
 * Numbers are hexadecimal, with or without 0x.  All other text, such as the time before
 * each line, is skipped.  Owns the notation only: pte.h decodes entries, explain.h
 * explains error codes.  Never prints.
 */
#ifndef PTWALK_OOPS_H
#define PTWALK_OOPS_H

#include "pte.h"

struct errmsg;

/* Bits of a page-fault error code (SDM 3A 4.7; RMP: AMD APM 2, 15.36.10) */
#define OOPS_PF_P	(1U << 0)
#define OOPS_PF_WR	(1U << 1)
#define OOPS_PF_US	(1U << 2)
#define OOPS_PF_RSVD	(1U << 3)
#define OOPS_PF_ID	(1U << 4)
#define OOPS_PF_PK	(1U << 5)
#define OOPS_PF_SS	(1U << 6)
#define OOPS_PF_HLAT	(1U << 7)
#define OOPS_PF_SGX	(1U << 15)
#define OOPS_PF_RMP	(1U << 31)

/**
 * struct oops_item - the entries of one page-table walk, or an error code
 * @levels: number of levels, 4 or 5; 0 if the entries do not tell, and for an error code
 * @has: mask with bit L set if @entry[L] is valid; 0 if the item is an error code
 * @entry: entries, indexed by level.  If @levels is 0, Linux's pgd is at level 5
 * @bad: "BAD" follows the entries: the kernel could not read the next table
 * @code: the error code
 * @known: mask of the bits of @code that the text tells
 * @user_mode: the text says that the fault occurred in user mode
 */
struct oops_item {
	unsigned int	levels;
	__u32		has;
	__u64		entry[PTWALK_LEVEL_MAX + 1];
	bool		bad;
	__u64		code;
	__u64		known;
	bool		user_mode;
};

/**
 * struct oops - an iterator over the entries and error codes in a text
 * @text: the rest of the text
 * @begin: beginning of the text
 * @last_code: the previous error code.  The line "Oops:" repeats it, and is skipped then
 * @has_code: @last_code is valid
 */
struct oops {
	const char	*text;
	const char	*begin;
	__u64		last_code;
	bool		has_code;
};

void oops_begin(struct oops *oops, const char *text);
int oops_next(struct oops *oops, struct oops_item *item, struct errmsg *err);

#endif /* PTWALK_OOPS_H */
