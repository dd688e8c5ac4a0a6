/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The VMAs of a process in a memory image, as the records that the module writes for them.
 * Never prints.
 */
#ifndef PTWALK_IMAGE_VMA_H
#define PTWALK_IMAGE_VMA_H

#include <stddef.h>

#include "ptwalk.h"

struct errmsg;
struct image_kernel;
struct image_task;

/**
 * struct image_vma - a VMA
 * @record: its record, without a name
 * @name: its name, of @record.name_length bytes and a NUL
 */
struct image_vma {
	struct ptwalk_vma	record;
	char			*name;
};

/**
 * struct image_vmas - the VMAs of a process
 * @vma: array, ascending by address, without overlaps
 * @nr: number of elements
 */
struct image_vmas {
	struct image_vma	*vma;
	size_t			nr;
};

int image_vmas_load(struct image_kernel *kernel, const struct image_task *task,
		    struct image_vmas *vmas, struct errmsg *err);
void image_vmas_free(struct image_vmas *vmas);

#endif /* PTWALK_IMAGE_VMA_H */
