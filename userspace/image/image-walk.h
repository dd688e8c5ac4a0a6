/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Walk the page tables in a memory image, from a value of CR3, and write what is there as a
 * dump: the same records as the module's for the same tables.  Owns what a dump says if
 * nothing but tables is known; image.h owns the memory.  Never prints.
 */
#ifndef PTWALK_IMAGE_WALK_H
#define PTWALK_IMAGE_WALK_H

#include <linux/types.h>
#include <stddef.h>

struct errmsg;
struct image;
struct image_kernel;
struct image_task;
struct image_vmas;

/**
 * struct image_request - which page tables of an image to walk
 * @cr3: CR3, with or without its flags
 * @levels: 4 or 5; 0 for what the image's notes say
 * @half: enum ptwalk_half
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64.  If @start and
 *	 @end are both 0, the whole half
 * @pgd: enum ptwalk_pgd, for the header: the table at @cr3 is that one
 * @task: the process whose page tables these are; NULL if it is not known
 * @vmas: its VMAs; without them one VMA record stands for the whole range
 * @kernel: the kernel in the image, for the dictionary; NULL if it is not known
 */
struct image_request {
	__u64		cr3;
	unsigned int	levels;
	__u32		half;
	__u64		start;
	__u64		end;
	__u32		pgd;
	const struct image_task	*task;
	const struct image_vmas	*vmas;
	struct image_kernel	*kernel;
};

int image_walk(const struct image *image, const struct image_request *request,
	       void **data, size_t *size, struct errmsg *err);

#endif /* PTWALK_IMAGE_WALK_H */
