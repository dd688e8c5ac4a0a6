/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of ptwalk share: cmd-share.c has the options, opens the targets and reads all other
 * processes; cmd-share-rows.c prints a row for each process, VMA, file or other process.
 */
#ifndef PTWALK_CMD_SHARE_H
#define PTWALK_CMD_SHARE_H

#include "cmd.h"
#include "share.h"
#include "source.h"
#include "untold.h"

/* What there is a row for */
enum share_rows {
	SHARE_PROCESSES,
	SHARE_AREAS,
	SHARE_FILES,
	SHARE_WHO,
};

/**
 * struct share_other - a process that was not asked about and maps frames of those that were
 * @pid: PID
 * @comm: name of the process, any bytes but NUL
 * @bytes: size of these frames, once for each entry
 */
struct share_other {
	int	pid;
	char	comm[17];
	__u64	bytes;
};

/**
 * struct command_share - state of the command
 * @out: output options
 * @rows: enum share_rows
 * @chosen: --by-area, --by-file or --who was given
 * @source: the targets
 * @nr: number of targets
 * @share: their frames
 * @untold: what the dumps do not tell
 * @other: other processes that map some of them, those with the most first
 * @nr_others: number of elements in @other
 */
struct command_share {
	struct output		out;
	enum share_rows		rows;
	bool			chosen;
	struct source		source[SHARE_TARGETS];
	size_t			nr;
	struct share		share;
	struct untold		untold;
	struct share_other	*other;
	size_t			nr_others;
};

const struct output_form *share_form(enum share_rows rows);
int share_print(const struct command_share *c, enum share_rows rows, size_t top);

#endif /* PTWALK_CMD_SHARE_H */
