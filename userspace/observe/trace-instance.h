/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A private tracing instance: a directory of tracefs with its own buffers and clock, which
 * does not affect other users of tracing, and the name of a group for its kprobe events.
 * Owns these names, the size of the buffers and the removal of instance and events; if ptwalk
 * was killed, its next run removes them.  Does not own what is recorded (trace.h).  Never
 * prints.
 */
#ifndef PTWALK_TRACE_INSTANCE_H
#define PTWALK_TRACE_INSTANCE_H

struct errmsg;
struct tracefs_instance;

#define TRACE_GROUP	32	/* bytes for the name of a group, with the NUL */

/**
 * struct trace_instance - a tracing instance; all zero if there is none
 * @tracefs: libtracefs' handle of the instance
 * @lock: descriptor of the instance's directory, with a flock(2) that marks the instance as
 *	  in use
 * @group: group of the instance's kprobe events; no other instance uses it
 */
struct trace_instance {
	struct tracefs_instance	*tracefs;
	int			lock;
	char			group[TRACE_GROUP];
};

int trace_instance_check(struct errmsg *err);
int trace_instance_make(struct trace_instance *instance, struct errmsg *err);
void trace_instance_remove(struct trace_instance *instance);

#endif /* PTWALK_TRACE_INSTANCE_H */
