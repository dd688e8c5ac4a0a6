// SPDX-License-Identifier: GPL-2.0
/*
 * Error sentences: see errmsg.h.  Owns only how one is put into its buffer;
 * the words are written where the error is met.
 */
#include <stdarg.h>
#include <stdio.h>

#include "errmsg.h"

/* kernel-doc is in errmsg.h, with the structure */
int errmsg_set(struct errmsg *err, int code, const char *format, ...)
{
	va_list args;

	if (!err)
		return code;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return code;
}
