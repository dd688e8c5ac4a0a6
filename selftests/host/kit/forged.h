/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A forged dump, parsed as a command would: what fixtures with one need.
 */
#ifndef FORGED_H
#define FORGED_H

#include "dump.h"
#include "forge.h"

/* Parses @f with dump_parse(), and ends the test if that fails; forged_free() frees @data too */
struct dump *forged_dump(struct forge *f, void **data);
/* Frees a dump, its bytes and what it was made from; any of them can be NULL */
void forged_free(struct forge *f, struct dump *dump, void *data);

#endif /* FORGED_H */
