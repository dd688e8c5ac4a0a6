/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A memory cgroup of the tests' own.
 */
#ifndef PTWALK_MEMGROUP_H
#define PTWALK_MEMGROUP_H

#include <sys/types.h>

/**
 * memgroup_on() - make the group, empty and without limits
 *
 * Return: 0, or -1 with errno where memory cannot be controlled.
 */
int memgroup_on(void);

/**
 * memgroup_enter() - move a process there; what it has stays charged elsewhere
 * @pid: process, 0 for the caller
 *
 * Return: 0, or -1 with errno.
 */
int memgroup_enter(pid_t pid);

/**
 * memgroup_set() - write to a file of the group
 * @name: "memory.max", say
 * @value: text
 *
 * Return: 0, or -1 with errno.
 */
int memgroup_set(const char *name, const char *value);

/**
 * memgroup_off() - leave the group, and take it away if nobody else is there
 */
void memgroup_off(void);

#endif /* PTWALK_MEMGROUP_H */
