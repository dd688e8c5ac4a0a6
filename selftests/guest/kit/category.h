/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Compares entries of a dump with the categories that the PAGEMAP_SCAN ioctl (6.7) reports for
 * the same pages.
 */
#ifndef PTWALK_CATEGORY_H
#define PTWALK_CATEGORY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct dump;

/* category_known() - does the kernel have the ioctl? */
bool category_known(void);

/*
 * category_differences() - compare every entry of a range
 * @dump: dump of the process
 * @pid: process, which has not run since the dump was taken
 * @start: first address
 * @length: bytes, at most 1023 runs of pages with equal categories
 *
 * Prints the first entry that differs.
 *
 * Return: how many entries differ, or -1 with errno.
 */
int category_differences(const struct dump *dump, pid_t pid, uint64_t start, uint64_t length);

#endif /* PTWALK_CATEGORY_H */
