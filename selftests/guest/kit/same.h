/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares the dumps that two sources made of the same process while it slept, record by
 * record.  Owns the list of what may differ, each with its reason.
 */
#ifndef PTWALK_SAME_H
#define PTWALK_SAME_H

#include <stddef.h>
#include <sys/types.h>

struct errmsg;

/* reads the module's dump of a process; returns 0 with data to be freed, or -1 after a note */
int same_module(pid_t pid, const char *request, void **data, size_t *size);
/*
 * Compares a dump of the module with one of another source; returns the number of
 * differences, at most 5, after a note for each.
 */
int same_dumps(const void *module, size_t module_size, const void *other, size_t other_size);

#endif /* PTWALK_SAME_H */
