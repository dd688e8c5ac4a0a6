/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files behind image.h share: image.c opens an image and reads memory from it,
 * image-elf.c finds the memory in an ELF core, image-notes.c reads the notes of one, and
 * image-kdump.c reads compressed images.
 */
#ifndef PTWALK_IMAGE_PRIVATE_H
#define PTWALK_IMAGE_PRIVATE_H

#include <libelf.h>

#include "errmsg.h"
#include "image.h"

int image_add_segment(struct image *image, __u64 phys, __u64 size, __u64 offset,
		      struct errmsg *err);

/* image-kcore.c */
int image_kcore_refused(int code, struct errmsg *err);

/* image-elf.c */
int image_load_elf(struct image *image, struct errmsg *err);

/* image-kdump.c */
int image_load_kdump(struct image *image, struct errmsg *err);
int image_read_kdump(const struct image *image, __u64 phys, void *buf, size_t size,
		     struct errmsg *err);
void image_close_kdump(struct image *image);

/**
 * struct kallsyms_places - addresses of the tables of kallsyms
 * @names: kallsyms_names
 * @number: kallsyms_num_syms
 * @token_table: kallsyms_token_table
 * @token_index: kallsyms_token_index
 * @offsets: kallsyms_offsets
 * @base: kallsyms_relative_base, or 0 if the kernel has none
 */
struct kallsyms_places {
	__u64	names;
	__u64	number;
	__u64	token_table;
	__u64	token_index;
	__u64	offsets;
	__u64	base;
};

struct image_kernel;

/* image-kallsyms-find.c */
int kallsyms_find(struct image_kernel *kernel, struct kallsyms_places *places);

/* image-notes.c */
int image_read_notes(struct image *image, Elf *elf, const Elf64_Phdr *phdr,
		     struct errmsg *err);
void image_settle_notes(struct image_notes *notes);

#endif /* PTWALK_IMAGE_PRIVATE_H */
