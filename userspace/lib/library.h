/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads a library when a command needs it.  Most commands need none but libsmartcols, and
 * the dynamic linker would load and relocate all of them whenever ptwalk starts: with
 * those that they depend on, such as libcrypto, that takes longer than to dump a small process.
 *
 * A library has a header library-NAME.h, which is included in place of its own one.  Behind it,
 * the functions of the library have their usual names and are called through the pointers of
 * library_NAME[], which library_NAME_load() sets: it comes before the first call.
 */
#ifndef PTWALK_LIBRARY_H
#define PTWALK_LIBRARY_H

#include <stddef.h>

struct errmsg;

int library_load(const char *file, const char *const *names, void **functions, size_t nr,
		 struct errmsg *err);

#endif /* PTWALK_LIBRARY_H */
