/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A tracing instance of our own: a directory of tracefs with a buffer and a clock
 * that nobody else's tracing notices.  Owns its name, its size, and that it is
 * removed, also by the next of us where its maker was killed; what is traced in it
 * is trace.c's.  Never prints.
 */
#ifndef PTWALK_TRACE_INSTANCE_H
#define PTWALK_TRACE_INSTANCE_H

struct errmsg;
struct tracefs_instance;

/**
 * struct trace_instance - a tracing instance, or none if it is all zero
 * @tracefs: it
 * @lock: its directory, locked as long as it is ours
 */
struct trace_instance {
	struct tracefs_instance	*tracefs;
	int			lock;
};

int trace_instance_make(struct trace_instance *instance, struct errmsg *err);
void trace_instance_remove(struct trace_instance *instance);

#endif /* PTWALK_TRACE_INSTANCE_H */
