/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Disks that live in memory, to which a page is written before the call that sends
 * it there returns: null_blk, told to keep what it is given.
 */
#ifndef PTWALK_MEMDISK_H
#define PTWALK_MEMDISK_H

#include <stdbool.h>

#define MEMDISK_MB	64

struct memdisk {
	char	config[64];
	char	node[32];
	bool	swap;
};

/**
 * memdisk_on() - make a disk
 * @d: all zero, or what memdisk_off() left
 * @number: of the disk
 *
 * Return: 0, 1 where this kernel has no such driver, -1 after a note.
 */
int memdisk_on(struct memdisk *d, int number);

/**
 * memdisk_swap() - swap to a disk, before all that were told so earlier
 * @d: the disk
 *
 * Return: 0, or -1 with errno.
 */
int memdisk_swap(struct memdisk *d);

/**
 * memdisk_configure() - set an attribute of a disk
 * @d: the disk
 * @name: of the attribute
 * @value: as its file takes it
 *
 * Return: 0, or -1 after a note.
 */
int memdisk_configure(const struct memdisk *d, const char *name,
		      const char *value);

/**
 * memdisk_off() - end swapping to a disk and take it away
 * @d: a disk, or all zero
 */
void memdisk_off(struct memdisk *d);

#endif /* PTWALK_MEMDISK_H */
