/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two files of PID 1 of the test guests call in each other.
 */
#ifndef PTWALK_VM_INIT_H
#define PTWALK_VM_INIT_H

#include <stddef.h>

/* init.c */
void fail(const char *what, const char *which) __attribute__((noreturn));
char *slurp(const char *path, size_t *size);

/* init-root.c */
void mount_or_fail(const char *what, const char *where, const char *type,
		   unsigned long flags, const char *data);
void mount_root(void);
void enter_root(void);
void mount_rest(char *cover, const char *share, const char *libmodules);
void start_network(void);

#endif /* PTWALK_VM_INIT_H */
