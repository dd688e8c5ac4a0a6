/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Names that somebody has chosen to harm who reads them.
 */
#ifndef RENAMED_H
#define RENAMED_H

#include "forge.h"

/*
 * Gives the process, its VMAs and its file systems other names: of control and format characters,
 * bytes that are no UTF-8, and the syntax of everything that is printed; or short words, as many
 * different ones.
 */
struct forge *renamed(struct forge *f, bool hostile);

#endif /* RENAMED_H */
