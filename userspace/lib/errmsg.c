// SPDX-License-Identifier: GPL-2.0-only
/*
 * Error messages: see errmsg.h.  This file only formats a message into its buffer; the
 * text is written by the function that detects the error.
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
