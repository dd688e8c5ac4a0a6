/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Kprobe events on the functions that scan a 2 MiB range for a collapse.  The tracepoints of
 * khugepaged have neither address nor process; these functions get both as arguments, and
 * each call is followed by a tracepoint of the same thread.  Owns the definition of the
 * events; trace.h records them, and trace-instance.h removes them.  Never prints.
 */
#ifndef PTWALK_TRACE_PROBE_H
#define PTWALK_TRACE_PROBE_H

#define TRACE_PROBES	2	/* a kernel has at most two such functions */

struct errmsg;

int trace_probe_add(const char *group, struct errmsg *err);
const char *trace_probe_name(unsigned int i);

#endif /* PTWALK_TRACE_PROBE_H */
