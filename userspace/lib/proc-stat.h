/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Read /proc/PID/stat: "1234 (a name) S 1 ...".  The name can contain blanks, newlines and
 * parentheses, so it ends at the last closing one.  And /proc/PID/status: lines of "Name:\tvalue",
 * where the kernel escapes newlines in the name.
 */
#ifndef PTWALK_PROC_STAT_H
#define PTWALK_PROC_STAT_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/* PF_KTHREAD of linux/sched.h: a kernel thread */
#define PROC_STAT_KTHREAD	0x00200000

/**
 * struct proc_stat - fields of /proc/PID/stat
 * @comm: name of the thread, as it has chosen it: not safe to print
 * @state: letter of the state; Z or X for a thread that has ended
 * @parent: PID of its parent
 * @flags: PF_* of linux/sched.h, such as %PROC_STAT_KTHREAD
 * @start_ticks: when it started, in clock ticks since boot
 */
struct proc_stat {
	char		comm[80];
	char		state;
	int		parent;
	__u32		flags;
	__u64		start_ticks;
};

/* Is it no kernel thread, and has it not ended? */
static inline bool proc_stat_has_memory(const struct proc_stat *stat)
{
	return !(stat->flags & PROC_STAT_KTHREAD) && stat->state != 'Z' && stat->state != 'X';
}

bool proc_stat_read(int pid, struct proc_stat *stat);
bool proc_status_read(int pid, const char *name, char *value, size_t size);

#endif /* PTWALK_PROC_STAT_H */
