/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A file that appears under its name only when it is whole: written beside it
 * and renamed, or, if that is a pipe or a device, written to.  What is in it is
 * the caller's.  Never prints.
 */
#ifndef PTWALK_OUTFILE_H
#define PTWALK_OUTFILE_H

#include <stddef.h>
#include <sys/types.h>

struct errmsg;
struct outfile;

/* Writes all that is to be in the file by outfile_put(); what that returned */
typedef int (*outfile_fill)(const struct outfile *out, const void *arg);

/**
 * struct outfile_content - what is to be written
 * @fill: called once to write it
 * @arg: for @fill
 * @mode: of a file that is new or replaced
 * @terminal: what to tell who wants it on a terminal; NULL where that is all right
 */
struct outfile_content {
	outfile_fill	fill;
	const void	*arg;
	mode_t		mode;
	const char	*terminal;
};

int outfile_write(const char *path, const struct outfile_content *content,
		  struct errmsg *err);
int outfile_put(const struct outfile *out, const void *data, size_t size);

#endif /* PTWALK_OUTFILE_H */
