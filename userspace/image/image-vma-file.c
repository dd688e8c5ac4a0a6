// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the record of a VMA says of a mapped file, from a memory image: see image-vma-private.h.
 * module/record.c has the same for a running kernel, and says why each is asked.
 */
#include <errno.h>
#include <linux/magic.h>
#include <sys/stat.h>

#include "image-vma-private.h"
#include "pte.h"

/*
 * Macros of linux/fs.h, which an image does not tell.  They have had these values in all
 * kernels that ptwalk supports: SB_KERNMOUNT since 2.6, S_DAX since 4.2, S_ANON_INODE since
 * it came in 6.17.
 */
#define SB_KERNMOUNT	(1U << 22)
#define S_DAX		(1U << 13)
#define S_ANON_INODE	(1U << 19)

/* A device number inside the kernel: MINORBITS */
#define MINOR_BITS	20

/* Does the file reach at least to the next 2M boundary after @offset? */
static bool file_has_2m(__u64 size, __u64 offset)
{
	const __u64 end = (offset | (ptwalk_span(2) - 1)) + 1;

	return ((size + ptwalk_span(1) - 1) & -ptwalk_span(1)) >= end;
}

/* Whether the mapping supports folios of 2M: mapping_max_folio_order() in linux/pagemap.h */
static bool file_has_large_folios(struct image_kernel *kernel, __u64 mapping)
{
	const __u32 shift = kernel->enumerator[IMAGE_ENUMERATOR_AS_FOLIO_ORDER_MAX];
	const __u32 bits = kernel->enumerator[IMAGE_ENUMERATOR_AS_FOLIO_ORDER_BITS];
	__u64 flags;

	if (shift > 63 || bits > 63 ||
	    image_kernel_get(kernel, mapping, IMAGE_MEMBER_mapping_flags, &flags, NULL))
		return false;
	return (flags >> shift & ((1ULL << bits) - 1)) >= ptwalk_shift(2) - ptwalk_shift(1);
}

/* ptwalk_file_thp() in module/compat.h */
static bool file_has_file_thp(struct image_kernel *kernel, __u64 inode, __u64 magic)
{
	__u64 mapping, flags;

	if (magic == SECRETMEM_MAGIC)
		return false;
	/* CONFIG_READ_ONLY_THP_FOR_FS decides, up to 7.1 */
	if (image_kernel_has(kernel, IMAGE_MEMBER_mapping_thps))
		return true;
	/* khugepaged of 7.2, where the file system decides, has this function */
	if (!kernel->symbol[IMAGE_SYMBOL_collapse_single_pmd])
		return false;
	return !image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_flags, &flags, NULL) &&
	       !(flags & S_ANON_INODE) &&
	       !image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_mapping, &mapping, NULL) &&
	       file_has_large_folios(kernel, mapping);
}

/* The flags of a regular file */
static int file_regular_flags(struct image_kernel *kernel, __u64 inode, __u64 magic,
			      struct ptwalk_vma *record, struct errmsg *err)
{
	__u64 writers, size;
	int rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_writers, &writers, err);

	if (!rc)
		rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_size, &size, err);
	if (rc)
		return rc;
	record->flags |= PTWALK_VMA_REGULAR;
	if (magic == TMPFS_MAGIC)
		record->flags |= PTWALK_VMA_SHMEM;
	if ((__s32)writers > 0)
		record->flags |= PTWALK_VMA_WRITERS;
	if (file_has_file_thp(kernel, inode, magic))
		record->flags |= PTWALK_VMA_FILE_THP;
	if (file_has_2m(size, record->offset))
		record->flags |= PTWALK_VMA_SIZE_2M;
	return 0;
}

/* The flags of a file, which is the real one where an overlay has two */
static int file_flags(struct image_kernel *kernel, __u64 inode, struct ptwalk_vma *record,
		      struct errmsg *err)
{
	__u64 sb, flags, magic, mode, inode_flags;
	int rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_sb, &sb, err);

	if (!rc)
		rc = image_kernel_get(kernel, sb, IMAGE_MEMBER_sb_flags, &flags, err);
	if (!rc)
		rc = image_kernel_get(kernel, sb, IMAGE_MEMBER_sb_magic, &magic, err);
	if (!rc)
		rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_mode, &mode, err);
	if (!rc)
		rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_flags, &inode_flags,
				      err);
	if (rc)
		return rc;
	record->flags |= PTWALK_VMA_FILE;
	if (flags & SB_KERNMOUNT)
		record->flags |= PTWALK_VMA_INTERNAL;
	if (inode_flags & S_DAX)
		record->flags |= PTWALK_VMA_DAX;
	return S_ISREG(mode) ? file_regular_flags(kernel, inode, magic, record, err) : 0;
}

/* The size of the pages of hugetlbfs */
static int file_hugetlb_shift(struct image_kernel *kernel, __u64 inode, struct ptwalk_vma *record,
			      struct errmsg *err)
{
	__u64 sb, info, hstate, order;
	int rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_sb, &sb, err);

	if (!rc)
		rc = image_kernel_get(kernel, sb, IMAGE_MEMBER_sb_info, &info, err);
	if (!rc)
		rc = image_kernel_get(kernel, info, IMAGE_MEMBER_hugetlb_hstate, &hstate, err);
	if (!rc)
		rc = image_kernel_get(kernel, hstate, IMAGE_MEMBER_hstate_order, &order, err);
	if (!rc)
		record->hugetlb_shift = ptwalk_shift(1) + order;
	return rc;
}

/* Inode number and device, as /proc/PID/maps shows them */
static int file_identity(struct image_kernel *kernel, __u64 file, __u64 inode,
			 struct ptwalk_vma *record, struct errmsg *err)
{
	__u64 mnt, dentry, user, sb, dev = 0;
	int rc;

	/* on an overlay, up to 6.7, they are those of the real file */
	if (image_user_path(kernel, file, &mnt, &dentry) &&
	    !image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_inode, &user, NULL) && user)
		inode = user;
	rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_ino, &record->ino, err);
	if (!rc)
		rc = image_kernel_get(kernel, inode, IMAGE_MEMBER_inode_sb, &sb, err);
	if (!rc)
		rc = image_kernel_get(kernel, sb, IMAGE_MEMBER_sb_dev, &dev, err);
	record->dev_major = dev >> MINOR_BITS;
	record->dev_minor = dev & ((1U << MINOR_BITS) - 1);
	return rc;
}

/**
 * image_vma_file() - complete the record of a VMA by what is said of its file
 * @kernel: kernel
 * @file: address of the struct file
 * @record: with its offset; the fields about the file are filled in
 * @err: filled in on failure
 *
 * Return: 0, or as image_kernel_get().
 */
int image_vma_file(struct image_kernel *kernel, __u64 file, struct ptwalk_vma *record,
		   struct errmsg *err)
{
	__u64 inode;
	int rc = image_kernel_get(kernel, file, IMAGE_MEMBER_file_inode, &inode, err);

	if (!rc)
		rc = file_flags(kernel, inode, record, err);
	if (!rc && record->flags & PTWALK_VMA_HUGETLB)
		rc = file_hugetlb_shift(kernel, inode, record, err);
	return rc ? rc : file_identity(kernel, file, inode, record, err);
}
