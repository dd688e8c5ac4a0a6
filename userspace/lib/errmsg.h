/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The sentence that goes with a negative errno.  Library-like files fill it,
 * commands print it: what was wrong, with which value, and what to do.
 */
#ifndef PTWALK_ERRMSG_H
#define PTWALK_ERRMSG_H

struct errmsg {
	char text[512];
};

/**
 * errmsg_set() - say what was wrong
 * @err: filled in; may be NULL
 * @code: a negative errno
 * @format: printf format, no final newline
 *
 * Return: @code, so that a caller can return it at once.
 */
int errmsg_set(struct errmsg *err, int code, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif /* PTWALK_ERRMSG_H */
