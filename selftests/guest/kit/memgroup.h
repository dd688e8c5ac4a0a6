/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A memory cgroup for the tests, /sys/fs/cgroup/ptwalk.
 */
#ifndef PTWALK_MEMGROUP_H
#define PTWALK_MEMGROUP_H

#include <sys/types.h>

/**
 * memgroup_on() - create the group, empty and without limits
 *
 * Return: 0; -1 with errno, also if this kernel has no memory controller.
 */
int memgroup_on(void);

/**
 * memgroup_enter() - move a process into the group; its memory stays charged to the old group
 * @pid: process, 0 for the caller
 *
 * Return: 0, or -1 with errno.
 */
int memgroup_enter(pid_t pid);

/**
 * memgroup_set() - write to a file of the group
 * @name: name of the file, such as "memory.max"
 * @value: text to write
 *
 * Return: 0, or -1 with errno.
 */
int memgroup_set(const char *name, const char *value);

/**
 * memgroup_off() - move the caller out of the group, and remove the group if it is empty
 */
void memgroup_off(void);

#endif /* PTWALK_MEMGROUP_H */
