/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Damage to memory images, the same each time for the same state.
 */
#ifndef PTWALK_DAMAGE_H
#define PTWALK_DAMAGE_H

#include <linux/types.h>
#include <stddef.h>

/* Where the tables of an image begin, for entries that lead to some of them */
#define DAMAGE_TABLES	0x10000ULL

/* a value that is likely to matter: an entry, an address, a size, a length, or anything */
__u64 damage_value(__u64 *state, size_t size);

/*
 * Damages one to four places, a third of them in the headers.  Returns the size; one image of
 * eight is cut.
 */
size_t damage_image(char *data, size_t size, __u64 *state);

#endif /* PTWALK_DAMAGE_H */
