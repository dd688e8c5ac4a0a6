/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write what a dump of a memory image says besides its tables: see image-record.c.
 */
#ifndef PTWALK_IMAGE_RECORD_H
#define PTWALK_IMAGE_RECORD_H

struct dump_writer;
struct image;
struct image_request;

int image_record_begin(struct dump_writer *w, const struct image *image,
		       const struct image_request *request);
int image_record_end(struct dump_writer *w, const struct image *image,
		     const struct image_request *request);

#endif /* PTWALK_IMAGE_RECORD_H */
