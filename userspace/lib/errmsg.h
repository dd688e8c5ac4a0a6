/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The error message that goes with a negative errno: what is wrong, with which value,
 * and what to do about it.  Functions that never print fill it in, commands print it.
 */
#ifndef PTWALK_ERRMSG_H
#define PTWALK_ERRMSG_H

struct errmsg {
	char text[512];
};

/**
 * errmsg_set() - set an error message
 * @err: filled in; may be NULL.  A text that does not fit is cut
 * @code: a negative errno
 * @format: printf format, without a final newline
 *
 * Return: @code, so that a caller can write "return errmsg_set(...)".
 */
int errmsg_set(struct errmsg *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* PTWALK_ERRMSG_H */
