/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What an address of one process has to do with one of another: the same place of a
 * file, or the same address where the address spaces are copies.  Never prints.
 */
#ifndef PTWALK_PLACE_H
#define PTWALK_PLACE_H

#include "dump.h"

bool place_has_file(const struct ptwalk_vma *vma);
bool place_same_file(const struct ptwalk_vma *a, const struct ptwalk_vma *b);
bool place_copies(const struct dump *a, const struct dump *b);

#endif /* PTWALK_PLACE_H */
