/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Kprobe events on the functions in which the kernel scans a range of 2 MiB for a
 * collapse.  The tracepoints of khugepaged have no address and no process; these
 * functions have both as their arguments, and each call of one is followed by a
 * tracepoint of the same thread.  Owns the events' definition; where they are
 * recorded is trace.h, and trace-instance.h removes them.  Never prints.
 */
#ifndef PTWALK_TRACE_PROBE_H
#define PTWALK_TRACE_PROBE_H

#define TRACE_PROBES	2	/* at most so many functions */

struct errmsg;

int trace_probe_add(const char *group, struct errmsg *err);
const char *trace_probe_name(unsigned int i);

#endif /* PTWALK_TRACE_PROBE_H */
