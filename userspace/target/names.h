/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find processes by a name: that of the process itself, of its systemd unit or container, or of
 * its cgroup.  Owns which name means which process.  A process chooses its own name, so it is
 * no proof of what the process is.  Never prints.
 *
 * Kernel threads and zombies are left out, since they have no page tables of their own, and so
 * is ptwalk itself.  By the time that the caller looks at a process, it may have ended.
 */
#ifndef PTWALK_NAMES_H
#define PTWALK_NAMES_H

#include <stdbool.h>
#include <stddef.h>

#include "errmsg.h"
#include "nearest.h"
#include "proc-stat.h"

/* Enough for what a message says of a command line */
#define NAMES_COMMAND_SIZE	80

/**
 * enum names_by - what a name was found to be the name of
 * @NAMES_PROCESS: the process: comm, or the last part of its argv[0]
 * @NAMES_UNIT: its systemd unit or container, or a cgroup above that
 */
enum names_by {
	NAMES_PROCESS,
	NAMES_UNIT,
};

/**
 * struct names - processes that have a name
 * @pid: array of PIDs, ascending
 * @nr: number of PIDs
 * @by: enum names_by
 */
struct names {
	int		*pid;
	size_t		nr;
	enum names_by	by;
};

/**
 * struct names_process - the names of a process
 * @pid: the process
 * @only: no other process has @comm as one of its names, so it is enough to mean this one
 * @comm: its comm
 * @program: the last part of its argv[0]; "" if it has none
 */
struct names_process {
	int	pid;
	bool	only;
	char	comm[sizeof(((struct proc_stat *)0)->comm)];
	char	program[256];
};

int names_list(struct names_process **list, size_t *nr, struct errmsg *err);
int names_find(struct names *found, const char *name, struct errmsg *err);
int names_find_cgroup(struct names *found, const char *path, struct errmsg *err);
void names_free(struct names *found);
void names_offer(struct nearest *near);
void names_command(int pid, char buf[NAMES_COMMAND_SIZE]);

#endif /* PTWALK_NAMES_H */
