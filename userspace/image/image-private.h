/* SPDX-License-Identifier: GPL-2.0 */
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

/* image-notes.c */
int image_read_notes(struct image *image, Elf *elf, const Elf64_Phdr *phdr,
		     struct errmsg *err);
void image_settle_notes(struct image_notes *notes);

#endif /* PTWALK_IMAGE_PRIVATE_H */
