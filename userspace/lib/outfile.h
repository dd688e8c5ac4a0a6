/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write a file that appears under its name only when it is complete: write a temporary
 * file in the same directory, and rename it.  A pipe or a device is written to directly.
 * The caller provides the content.  Never prints.
 */
#ifndef PTWALK_OUTFILE_H
#define PTWALK_OUTFILE_H

#include <stddef.h>
#include <sys/types.h>

struct errmsg;
struct outfile;

/*
 * Writes the whole content with calls of outfile_put().  Return: 0, or the negative errno
 * that outfile_put() returned.
 */
typedef int (*outfile_fill)(const struct outfile *out, const void *arg);

/**
 * struct outfile_content - content of a file
 * @fill: called once to write the content
 * @arg: passed to @fill
 * @mode: permissions of the file, also if it replaces an old one
 * @terminal: error message if the output is a terminal; NULL to allow a terminal
 */
struct outfile_content {
	outfile_fill	fill;
	const void	*arg;
	mode_t		mode;
	const char	*terminal;
};

const char *outfile_name(const char *path);
int outfile_write(const char *path, const struct outfile_content *content,
		  struct errmsg *err);
int outfile_put(const struct outfile *out, const void *data, size_t size);

#endif /* PTWALK_OUTFILE_H */
