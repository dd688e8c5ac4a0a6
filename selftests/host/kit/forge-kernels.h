/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The releases and dictionaries of the kernels in enum forge_kernel.
 */
#ifndef FORGE_KERNELS_H
#define FORGE_KERNELS_H

#include "forge.h"

/* The address field of an entry with the widest physical address of the SDM: bits 51:12 */
#define ADDR_MASK	0x000ffffffffff000ULL

/* Sets the release and those values of the dictionary that depend on the kernel */
void forge_learn(struct forge *f, enum forge_kernel kernel);

#endif /* FORGE_KERNELS_H */
