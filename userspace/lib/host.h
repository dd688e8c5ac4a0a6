/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find out why the running kernel refuses a request: one errno can have several causes,
 * and for each of them the user has to do something else.  These functions only read
 * files of /proc, sysfs and securityfs; the caller knows which refusal to explain.
 */
#ifndef PTWALK_HOST_H
#define PTWALK_HOST_H

#include <stdbool.h>
#include <stddef.h>

struct errmsg;

#define DEBUGFS		"/sys/kernel/debug"
#define SECURITYFS	"/sys/kernel/security"

bool host_read_line(const char *path, char *line, size_t size);
size_t host_read_start(const char *path, char *buf, size_t size);
bool host_locked_down(char *level, size_t size);
int host_debugfs(struct errmsg *err);
bool host_capable(unsigned int capability);
const char *host_own_file(void);
bool host_cpu_flag(const char *name);
int host_kernel_thread(const char *name);

#endif /* PTWALK_HOST_H */
