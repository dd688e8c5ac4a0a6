/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * An input that is two dumps, one after the other.
 */
#ifndef FUZZ_PAIR_H
#define FUZZ_PAIR_H

#include <stddef.h>

/* The number of bytes up to the end record of the first; all if there is none */
size_t pair_first(const void *data, size_t size);

#endif /* FUZZ_PAIR_H */
