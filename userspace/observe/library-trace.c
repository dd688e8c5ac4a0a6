// SPDX-License-Identifier: GPL-2.0-only
/*
 * libtracefs and libtraceevent: see library-trace.h.
 */
#include "library.h"
#include "library-trace.h"

void *library_trace[TRACE_NR_FUNCTIONS];

static const char *const names[TRACE_NR_FUNCTIONS] = {
#define X(function) #function,
	TRACE_FUNCTIONS(X)
#undef X
};

/**
 * library_trace_load() - load libtracefs and libtraceevent
 * @err: says why they cannot be loaded
 *
 * Return: 0 or -ENOENT.
 */
int library_trace_load(struct errmsg *err)
{
	return library_load("libtracefs.so.1", names, library_trace, TRACE_NR_FUNCTIONS, err);
}
