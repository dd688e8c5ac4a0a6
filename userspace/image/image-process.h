/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Dump the page tables of a process in a memory image, or in the memory of the running kernel
 * by /proc/kcore.  Finds the process and its VMAs; image-walk.h owns the walk.  Never prints.
 */
#ifndef PTWALK_IMAGE_PROCESS_H
#define PTWALK_IMAGE_PROCESS_H

#include <linux/types.h>
#include <stddef.h>

struct errmsg;
struct image;
struct image_kernel;

int image_process_dump(struct image_kernel *kernel, int pid, __u32 half, __u32 pgd,
		       __u64 start, __u64 end, void **data, size_t *size,
		       struct errmsg *err);
int image_process_walk(struct image *image, int pid, __u64 start, __u64 end, void **data,
		       size_t *size, struct errmsg *err);

/* image-kcore.c */
int kcore_open(struct errmsg *err);
int kcore_dump(int pid, __u32 half, __u32 pgd, __u64 start, __u64 end, void **data,
	       size_t *size, struct errmsg *err);

#endif /* PTWALK_IMAGE_PROCESS_H */
