// SPDX-License-Identifier: GPL-2.0-only
/*
 * libkdumpfile, loaded when a compressed image is opened.  It depends on the C++ library and on
 * several compressors, which the dynamic linker would load and relocate for each command of
 * ptwalk.  Owns the loading, and the functions of the library that image-kdump-child.c calls.
 */
#ifdef PTWALK_LIBKDUMPFILE
#include <libkdumpfile/kdumpfile.h>

#include "image-kdump.h"
#include "library.h"

/* The functions, also those that its header calls */
#define KDUMP_FUNCTIONS(X)						\
	X(kdump_new)							\
	X(kdump_get_err)						\
	X(kdump_open_fdset)						\
	X(kdump_set_attr)						\
	X(kdump_get_typed_attr)						\
	X(kdump_vmcoreinfo_raw)						\
	X(kdump_read)

enum {
#define X(function) KDUMP_##function,
	KDUMP_FUNCTIONS(X)
#undef X
	KDUMP_NR_FUNCTIONS
};

static const char *const names[KDUMP_NR_FUNCTIONS] = {
#define X(function) #function,
	KDUMP_FUNCTIONS(X)
#undef X
};

static void *library[KDUMP_NR_FUNCTIONS];

#define LIBRARY(function) ((__typeof__(function) *)library[KDUMP_##function])

/**
 * kdump_load() - load libkdumpfile
 * @err: says why it cannot be loaded
 *
 * The functions of the library must not be called without it.
 *
 * Return: 0 or -ENOENT.
 */
int kdump_load(struct errmsg *err)
{
	return library_load(PTWALK_LIBKDUMPFILE, names, library, KDUMP_NR_FUNCTIONS, err);
}

kdump_ctx_t *kdump_new(void)
{
	return LIBRARY(kdump_new)();
}

const char *kdump_get_err(kdump_ctx_t *ctx)
{
	return LIBRARY(kdump_get_err)(ctx);
}

kdump_status kdump_open_fdset(kdump_ctx_t *ctx, unsigned int nfds, const int *fds)
{
	return LIBRARY(kdump_open_fdset)(ctx, nfds, fds);
}

kdump_status kdump_set_attr(kdump_ctx_t *ctx, const char *key, const kdump_attr_t *value)
{
	return LIBRARY(kdump_set_attr)(ctx, key, value);
}

kdump_status kdump_get_typed_attr(kdump_ctx_t *ctx, const char *key, kdump_attr_t *value)
{
	return LIBRARY(kdump_get_typed_attr)(ctx, key, value);
}

kdump_status kdump_vmcoreinfo_raw(kdump_ctx_t *ctx, char **text)
{
	return LIBRARY(kdump_vmcoreinfo_raw)(ctx, text);
}

kdump_status kdump_read(kdump_ctx_t *ctx, kdump_addrspace_t space, kdump_addr_t addr, void *buffer,
			size_t *length)
{
	return LIBRARY(kdump_read)(ctx, space, addr, buffer, length);
}
#endif /* PTWALK_LIBKDUMPFILE */
