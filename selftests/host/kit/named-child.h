/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A process that sleeps and has a name of the caller's choice, to be found in /proc.
 */
#ifndef NAMED_CHILD_H
#define NAMED_CHILD_H

#include <sys/types.h>

/**
 * named_child() - start it
 * @name: its name; the kernel cuts it to 15 bytes
 *
 * It ends with the test, or by SIGKILL; the caller waits for it.
 *
 * Return: its PID, by which it has the name already; -1 on failure.
 */
pid_t named_child(const char *name);

#endif /* NAMED_CHILD_H */
