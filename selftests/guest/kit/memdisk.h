/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * RAM disks made by null_blk with memory_backed=1.  Each write is complete when the call that
 * submits it returns.
 */
#ifndef PTWALK_MEMDISK_H
#define PTWALK_MEMDISK_H

#include <stdbool.h>

#define MEMDISK_MB	64

/**
 * struct memdisk - a RAM disk
 * @config: its configfs directory; "" if there is no disk
 * @node: its device node
 * @swap: it is in use as swap
 */
struct memdisk {
	char	config[64];
	char	node[32];
	bool	swap;
};

/**
 * memdisk_on() - create a disk
 * @d: all zero, or after memdisk_off()
 * @number: number of the disk, part of its name
 *
 * Return: 0; 1 if this kernel has no null_blk; -1 after a note.
 */
int memdisk_on(struct memdisk *d, int number);

/**
 * memdisk_swap() - swap to a disk, with higher priority than all earlier ones
 * @d: the disk
 *
 * Return: 0, or -1 with errno.
 */
int memdisk_swap(struct memdisk *d);

/**
 * memdisk_configure() - set an attribute of a disk
 * @d: the disk
 * @name: name of the attribute in configfs
 * @value: text to write to it
 *
 * Return: 0, or -1 after a note.
 */
int memdisk_configure(const struct memdisk *d, const char *name,
		      const char *value);

/**
 * memdisk_off() - stop swapping to a disk and remove it
 * @d: a disk, or all zero
 */
void memdisk_off(struct memdisk *d);

#endif /* PTWALK_MEMDISK_H */
