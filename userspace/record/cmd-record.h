/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of "ptwalk record" share: cmd-record.c writes dumps, cmd-record-image.c takes
 * those of memory images, cmd-record-list.c prints the processes of an image.
 */
#ifndef PTWALK_CMD_RECORD_H
#define PTWALK_CMD_RECORD_H

#include <linux/types.h>
#include <stdbool.h>

#include "output.h"
#include "record-halt.h"
#include "source.h"

/**
 * struct record_options - options of the command line
 * @target: a PID, "self" or "kernel"; with @image "kernel" or, for the user half, NULL
 * @file: --output: where to write the dump; with @list the columns to print
 * @image: --image: the memory image to take page tables from; NULL for a live target
 * @list: --list: print the processes of the image instead
 * @out: how to print them
 * @out_given: an option of @out was given
 * @source_given: --source was given
 * @pid: --pid: the process in the image; 0 if it was not given
 * @cr3: --cr3: the page tables in the image
 * @cr3_given: --cr3 was given
 * @levels: --levels: 4 or 5; 0 if it was not given
 * @request: --range, for a live target and for an image
 * @pages: --pages: add facts for "ptwalk huge"
 * @how: --stop, --freeze: what is done to the process meanwhile
 * @compress: --compress: write it compressed
 * @verbose: --verbose: say what was recorded
 */
struct record_options {
	const char		*target;
	const char		*file;
	const char		*image;
	bool			list;
	struct output		out;
	bool			out_given;
	bool			source_given;
	int			pid;
	__u64			cr3;
	bool			cr3_given;
	unsigned int		levels;
	struct source_request	request;
	bool			pages;
	enum record_how		how;
	bool			compress;
	bool			verbose;
};

/* cmd-record-live.c */
int record_open_live(struct source *source, struct record_options *options, __u64 *stopped_ns);

/* cmd-record-image.c */
int record_check_image(const struct record_options *options);
int record_open_image(struct source *source, const struct record_options *options);

/* cmd-record-list.c */
int record_list(const char *path, const struct output *out);

#endif /* PTWALK_CMD_RECORD_H */
