// SPDX-License-Identifier: GPL-2.0
/*
 * libkdumpfile, loaded when a compressed image is opened.  It depends on the C++ library and on
 * several compressors, which the dynamic linker would load and relocate for each command of
 * ptwalk.  Owns the loading, and the functions of the library that image-kdump-child.c calls.
 */
#ifdef PTWALK_LIBKDUMPFILE
#include <dlfcn.h>
#include <libkdumpfile/kdumpfile.h>
#include <string.h>

#include "image-kdump.h"

/* The functions, also those that its header calls */
static struct {
	__typeof__(kdump_new)			*new;
	__typeof__(kdump_get_err)		*get_err;
	__typeof__(kdump_open_fdset)		*open_fdset;
	__typeof__(kdump_set_attr)		*set_attr;
	__typeof__(kdump_get_typed_attr)	*get_typed_attr;
	__typeof__(kdump_vmcoreinfo_raw)	*vmcoreinfo_raw;
	__typeof__(kdump_read)			*read;
} library;

static const struct {
	const char	*name;
	void		*function;	/* where its address is kept */
} kdump_functions[] = {
	{ "kdump_new", &library.new },
	{ "kdump_get_err", &library.get_err },
	{ "kdump_open_fdset", &library.open_fdset },
	{ "kdump_set_attr", &library.set_attr },
	{ "kdump_get_typed_attr", &library.get_typed_attr },
	{ "kdump_vmcoreinfo_raw", &library.vmcoreinfo_raw },
	{ "kdump_read", &library.read },
};

/**
 * kdump_load() - load libkdumpfile
 *
 * The functions of the library must not be called without it.
 *
 * Return: NULL, or why it cannot be loaded.
 */
const char *kdump_load(void)
{
	void *handle = dlopen(PTWALK_LIBKDUMPFILE, RTLD_NOW | RTLD_LOCAL), *function;
	size_t i;

	if (!handle)
		return dlerror();
	for (i = 0; i < sizeof(kdump_functions) / sizeof(kdump_functions[0]); i++) {
		function = dlsym(handle, kdump_functions[i].name);
		if (!function)
			return dlerror();
		memcpy(kdump_functions[i].function, &function, sizeof(function));
	}
	return NULL;
}

kdump_ctx_t *kdump_new(void)
{
	return library.new();
}

const char *kdump_get_err(kdump_ctx_t *ctx)
{
	return library.get_err(ctx);
}

kdump_status kdump_open_fdset(kdump_ctx_t *ctx, unsigned int nfds, const int *fds)
{
	return library.open_fdset(ctx, nfds, fds);
}

kdump_status kdump_set_attr(kdump_ctx_t *ctx, const char *key, const kdump_attr_t *value)
{
	return library.set_attr(ctx, key, value);
}

kdump_status kdump_get_typed_attr(kdump_ctx_t *ctx, const char *key, kdump_attr_t *value)
{
	return library.get_typed_attr(ctx, key, value);
}

kdump_status kdump_vmcoreinfo_raw(kdump_ctx_t *ctx, char **text)
{
	return library.vmcoreinfo_raw(ctx, text);
}

kdump_status kdump_read(kdump_ctx_t *ctx, kdump_addrspace_t space, kdump_addr_t addr, void *buffer,
			size_t *length)
{
	return library.read(ctx, space, addr, buffer, length);
}
#endif /* PTWALK_LIBKDUMPFILE */
