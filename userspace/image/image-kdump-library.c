// SPDX-License-Identifier: GPL-2.0
/*
 * libkdumpfile, loaded when a compressed image is opened.  It depends on the C++ library and on
 * several compressors, and linked with it each command of ptwalk would take half as long again to
 * start.  Owns the loading, and the functions of the library that image-kdump-child.c calls.
 */
#ifdef PTWALK_LIBKDUMPFILE
#include <dlfcn.h>
#include <libkdumpfile/kdumpfile.h>
#include <stddef.h>

#include "image-kdump.h"

/* The functions, also those that its header calls */
#define FUNCTIONS(X)							\
	X(kdump_new) X(kdump_get_err) X(kdump_open_fdset) X(kdump_set_attr)	\
	X(kdump_get_typed_attr) X(kdump_vmcoreinfo_raw) X(kdump_read)

static struct {
#define MEMBER(name) __typeof__(name) *name;
	FUNCTIONS(MEMBER)
} library;

/**
 * kdump_load() - load libkdumpfile
 *
 * The functions of the library must not be called without it.
 *
 * Return: NULL, or why it cannot be loaded.
 */
const char *kdump_load(void)
{
	void *handle = dlopen(PTWALK_LIBKDUMPFILE, RTLD_NOW | RTLD_LOCAL);

	if (!handle)
		return dlerror();
#define LOOK_UP(name)							\
	library.name = (__typeof__(name) *)dlsym(handle, #name);	\
	if (!library.name)						\
		return dlerror();
	FUNCTIONS(LOOK_UP)
	return NULL;
}

kdump_ctx_t *kdump_new(void)
{
	return library.kdump_new();
}

const char *kdump_get_err(kdump_ctx_t *ctx)
{
	return library.kdump_get_err(ctx);
}

kdump_status kdump_open_fdset(kdump_ctx_t *ctx, unsigned int nfds, const int *fds)
{
	return library.kdump_open_fdset(ctx, nfds, fds);
}

kdump_status kdump_set_attr(kdump_ctx_t *ctx, const char *key, const kdump_attr_t *value)
{
	return library.kdump_set_attr(ctx, key, value);
}

kdump_status kdump_get_typed_attr(kdump_ctx_t *ctx, const char *key, kdump_attr_t *value)
{
	return library.kdump_get_typed_attr(ctx, key, value);
}

kdump_status kdump_vmcoreinfo_raw(kdump_ctx_t *ctx, char **text)
{
	return library.kdump_vmcoreinfo_raw(ctx, text);
}

kdump_status kdump_read(kdump_ctx_t *ctx, kdump_addrspace_t space, kdump_addr_t addr, void *buffer,
			size_t *length)
{
	return library.kdump_read(ctx, space, addr, buffer, length);
}
#endif /* PTWALK_LIBKDUMPFILE */
