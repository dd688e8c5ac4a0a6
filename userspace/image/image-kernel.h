/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Linux kernel in a memory image: its page tables, symbols and types, all of which are in
 * the image itself.  VMCOREINFO (image-notes.c, image-search.c) leads to kallsyms
 * (image-kallsyms.c), and that to BTF.  Owns reads of kernel memory by virtual address and by
 * the name of a member; image-task.h and image-vma.h say what is there.  Never prints.
 *
 * All pointers that are read from an image can have any value: image_kernel_read() translates
 * each of them by the kernel's page tables, and fails if there is no such memory.
 */
#ifndef PTWALK_IMAGE_KERNEL_H
#define PTWALK_IMAGE_KERNEL_H

#include "btf-member.h"
#include "image.h"

struct btf;
struct errmsg;

/* Symbols that are looked up in kallsyms; one that a kernel does not have is 0. */
#define IMAGE_SYMBOLS(X)						\
	X(__start_BTF) X(__stop_BTF) X(__supported_pte_mask) X(_stext)	\
	X(boot_cpu_data) X(init_task) X(pat_msr_val) X(physical_mask)	\
	X(simple_dname) X(special_mapping_vmops) X(x86_cap_flags)

enum image_symbol {
#define X(name) IMAGE_SYMBOL_##name,
	IMAGE_SYMBOLS(X)
#undef X
	NR_IMAGE_SYMBOLS
};

/* "mnemonics" of show_smap_vma_flags(), and other static variables of that name */
#define MAX_IMAGE_MNEMONICS	8

/**
 * struct image_kernel - the kernel in an image
 * @image: the image; not owned
 * @top: physical address of the kernel's own top-level table
 * @levels: levels of page tables, 4 or 5
 * @address: mask of the address in an entry
 * @page: virtual address of the page that was translated last
 * @page_size: its size, 4K, 2M or 1G; 0 before the first translation
 * @page_phys: its physical address
 * @symbol: addresses, by enum image_symbol
 * @mnemonics: candidates for the array of the names of VMA flags
 * @nr_mnemonics: number of them
 * @btf: types
 */
struct image_kernel {
	const struct image	*image;
	__u64			top;
	unsigned int		levels;
	__u64			address;
	__u64			page;
	__u64			page_size;
	__u64			page_phys;
	__u64			symbol[NR_IMAGE_SYMBOLS];
	__u64			mnemonics[MAX_IMAGE_MNEMONICS];
	unsigned int		nr_mnemonics;
	struct btf		*btf;
};

int image_kernel_open(struct image_kernel *kernel, struct image *image, struct errmsg *err);
void image_kernel_close(struct image_kernel *kernel);

int image_kernel_read(struct image_kernel *kernel, __u64 addr, void *buf, size_t size,
		      struct errmsg *err);
int image_kernel_string(struct image_kernel *kernel, __u64 addr, char *buf, size_t size,
			struct errmsg *err);
int image_kernel_phys(struct image_kernel *kernel, __u64 addr, __u64 *phys,
		      struct errmsg *err);

/* Members of structures.  Those that a kernel may lack are looked for by btf_member_find(). */
int image_kernel_member(const struct image_kernel *kernel, const char *structure,
			const char *path, struct btf_member_place *place,
			struct errmsg *err);
int image_kernel_value(struct image_kernel *kernel, __u64 addr, const char *structure,
		       const char *path, __u64 *value, struct errmsg *err);
bool image_kernel_has_feature(struct image_kernel *kernel, const char *name, bool *known);

/* image-kallsyms.c */
int image_kallsyms_load(struct image_kernel *kernel, struct errmsg *err);

/* image-search.c */
int image_search_notes(struct image *image, __u64 *from, struct errmsg *err);

#endif /* PTWALK_IMAGE_KERNEL_H */
