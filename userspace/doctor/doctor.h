/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What ptwalk can do on this machine, what is in its way, and what to do about that.  Owns the list of
 * what is looked at; never prints.
 */
#ifndef PTWALK_DOCTOR_H
#define PTWALK_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "errmsg.h"

/**
 * enum doctor_state - how something was found
 * @DOCTOR_OK: as ptwalk needs it
 * @DOCTOR_NOTE: ptwalk works, but without something, or otherwise than people expect
 * @DOCTOR_FAULT: it keeps ptwalk from reading processes
 */
enum doctor_state {
	DOCTOR_OK,
	DOCTOR_NOTE,
	DOCTOR_FAULT,
};

/**
 * struct doctor_finding - one thing that was looked at
 * @check: its name, in one word
 * @state: enum doctor_state
 * @finding: what was found
 * @advice: what to do about it; "" for nothing
 */
struct doctor_finding {
	const char		*check;
	enum doctor_state	state;
	struct errmsg		finding;
	struct errmsg		advice;
};

#define DOCTOR_MAX	24

/**
 * struct doctor - all that was looked at
 * @finding: array of it, in the order in which to print it
 * @nr: number of elements
 * @reads: processes can be read
 * @by: what reads them, "module" or "bpf"; "" for nothing
 */
struct doctor {
	struct doctor_finding	finding[DOCTOR_MAX];
	size_t			nr;
	bool			reads;
	const char		*by;
};

void doctor_look(struct doctor *doctor);

/* For what looks: add a finding; @advice and @format are of printf(), the first without arguments. */
void doctor_add(struct doctor *doctor, const char *check, enum doctor_state state,
		const char *advice, const char *format, ...) __attribute__((format(printf, 5, 6)));

/* doctor-thp.c */
void doctor_look_thp(struct doctor *doctor);

/* doctor-libraries.c */
#define DOCTOR_LIST	160	/* enough for the names of all libraries */

void doctor_libraries(const char *comma, char found[DOCTOR_LIST], char missing[DOCTOR_LIST]);

#endif /* PTWALK_DOCTOR_H */
