/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Facts of the running kernel that tell why it refuses: one errno has several
 * causes, and each wants another remedy.  Only reads files; which refusal is to
 * be explained is the caller's.
 */
#ifndef PTWALK_HOST_H
#define PTWALK_HOST_H

#include <stdbool.h>
#include <stddef.h>

struct errmsg;

#define DEBUGFS		"/sys/kernel/debug"

bool host_read_line(const char *path, char *line, size_t size);
bool host_locked_down(char *level, size_t size);
int host_debugfs(struct errmsg *err);
int host_kernel_thread(const char *name);

#endif /* PTWALK_HOST_H */
