/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The text of VMCOREINFO, in which a kernel says where things are in its memory: lines such as
 * "SYMBOL(init_task)=ffffffff82a1a940".  Never prints.
 */
#ifndef PTWALK_IMAGE_NOTES_H
#define PTWALK_IMAGE_NOTES_H

#include "image.h"

int image_notes_take(struct image_notes *notes, const char *text, size_t size);
bool image_notes_value(const struct image_notes *notes, const char *key, int base,
		       __u64 *value);

#endif /* PTWALK_IMAGE_NOTES_H */
