// SPDX-License-Identifier: GPL-2.0-only
/*
 * Load a library when it is needed: see library.h.
 */
#include <dlfcn.h>
#include <errno.h>

#include "errmsg.h"
#include "library.h"

/**
 * library_load() - load a library and find its functions
 * @file: its file name with the version of its interface (SONAME)
 * @names: names of functions, also of a library that @file depends on
 * @functions: set to them
 * @nr: number of @names
 * @err: says why it cannot be loaded
 *
 * The library stays loaded.  A second call finds the same functions.
 *
 * Return: 0; -ENOENT if the library cannot be loaded or is too old to have a function.
 */
int library_load(const char *file, const char *const *names, void **functions, size_t nr,
		 struct errmsg *err)
{
	void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
	size_t i;

	if (!handle)
		return errmsg_set(err, -ENOENT,
				  "a library that this command needs cannot be loaded, install it: %s",
				  dlerror());
	for (i = 0; i < nr; i++) {
		functions[i] = dlsym(handle, names[i]);
		if (!functions[i])
			return errmsg_set(err, -ENOENT,
					  "%s cannot be used, it has no function %s: install the version for which ptwalk was built",
					  file, names[i]);
	}
	return 0;
}
