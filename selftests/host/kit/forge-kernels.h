/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the kernels of enum forge_kernel say of themselves in a dump.
 */
#ifndef FORGE_KERNELS_H
#define FORGE_KERNELS_H

#include "forge.h"

/* A physical address in an entry, of all the bits that the manual allows */
#define ADDR_MASK	0x000ffffffffff000ULL

/* Sets the release, and the dictionary as far as it is the kernel's own */
void forge_learn(struct forge *f, enum forge_kernel kernel);

#endif /* FORGE_KERNELS_H */
