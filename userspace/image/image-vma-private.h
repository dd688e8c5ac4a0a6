/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files behind image-vma.h share: image-vma.c finds the VMAs, image-vma-flags.c
 * translates their flags, image-vma-file.c reads what is said of a mapped file, and
 * image-path.c its path.
 */
#ifndef PTWALK_IMAGE_VMA_PRIVATE_H
#define PTWALK_IMAGE_VMA_PRIVATE_H

#include "image-kernel.h"
#include "image-vma.h"

/* Longest name of a VMA; the module's is no longer than a page either */
#define IMAGE_NAME_MAX	4096

/**
 * struct image_flags - how this kernel numbers VM_* flags
 * @ours: the PTWALK_VMA_* flag of each bit; 0 for those that have none
 * @pkey_shift: lowest of the four bits of the protection key
 * @has_pkey: @pkey_shift is known
 */
struct image_flags {
	__u64		ours[64];
	unsigned int	pkey_shift;
	bool		has_pkey;
};

/**
 * struct image_root - root directory of a process
 * @mnt: address of its vfsmount
 * @dentry: address of its dentry
 */
struct image_root {
	__u64	mnt;
	__u64	dentry;
};

int image_flags_load(struct image_kernel *kernel, struct image_flags *flags,
		     struct errmsg *err);
int image_vma_file(struct image_kernel *kernel, __u64 file, struct ptwalk_vma *record,
		   struct errmsg *err);
int image_path(struct image_kernel *kernel, __u64 file, const struct image_root *root,
	       unsigned int *steps, char name[IMAGE_NAME_MAX], struct errmsg *err);
bool image_user_path(struct image_kernel *kernel, __u64 file, __u64 *mnt, __u64 *dentry);

#endif /* PTWALK_IMAGE_VMA_PRIVATE_H */
