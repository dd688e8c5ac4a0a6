/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tracing instance of our own: a directory of tracefs with a buffer and a clock
 * that nobody else's tracing notices, and the name of a group for kprobe events that
 * are defined for it alone.  Owns these names, the size of the buffer, and that
 * instance and events are removed, also by the next of us where the one that made
 * them was killed; what is traced is trace.c's.  Never prints.
 */
#ifndef PTWALK_TRACE_INSTANCE_H
#define PTWALK_TRACE_INSTANCE_H

struct errmsg;
struct tracefs_instance;

#define TRACE_GROUP	32

/**
 * struct trace_instance - a tracing instance, or none if it is all zero
 * @tracefs: it
 * @lock: its directory, locked as long as it is ours
 * @group: the group of its kprobe events: no other instance has it
 */
struct trace_instance {
	struct tracefs_instance	*tracefs;
	int			lock;
	char			group[TRACE_GROUP];
};

int trace_instance_make(struct trace_instance *instance, struct errmsg *err);
void trace_instance_remove(struct trace_instance *instance);

#endif /* PTWALK_TRACE_INSTANCE_H */
