/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Page-table entries and page-fault error codes in what the kernel prints of a
 * fault, an oops above all (arch/x86/mm/fault.c):
 *
 *	#PF: supervisor write access in kernel mode
 *	#PF: error_code(0x0003) - permissions violation
 *	PGD 12345067 P4D 12345067 PUD 12346067 PMD 12347067 PTE 8000000023456161
 *	Oops: 0003 [#1] PREEMPT SMP NOPTI
 *	name[123]: segfault at 8 ip 401136 sp 7ffc0 error 6 in name[401000+1000]
 *	BUG: Bad page map in process name  pte:8000000123456867 pmd:12345067
 *
 * Numbers are hexadecimal there, with 0x or without.  Owns the notation; what an
 * entry says is pte.h, what an error code says is explain.h.  All else in the text,
 * such as the time before each line, is passed over.
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
 * struct oops_item - entries of one walk, or an error code
 * @levels: 4 or 5, as far as the entries tell; 0 where they do not.  0 with an error
 *	    code
 * @has: bit L: there is an entry of level L; 0: it is an error code
 * @entry: by level
 * @bad: "BAD" stood behind the entries: the kernel could not read the next table
 * @code: the error code
 * @known: bits of @code that the text tells
 * @user_mode: the text says that the fault came from user mode
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
 * struct oops - a text being read
 * @text: what is left of it
 * @begin: its beginning
 * @last_code: the error code before, which the line "Oops:" only repeats
 * @has_code: there was one
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
