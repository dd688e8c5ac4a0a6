/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Write the records of a dump whose source is a memory image: see image-record.c.
 */
#ifndef PTWALK_IMAGE_RECORD_H
#define PTWALK_IMAGE_RECORD_H

#include "pte.h"

struct image_notes;
struct image_request;

/**
 * struct image_record - a dump that is being written
 * @data: its bytes; the caller frees them with free()
 * @size: number of bytes written
 * @room: number of bytes allocated
 * @end: the last record: flags and counts so far
 */
struct image_record {
	char			*data;
	size_t			size;
	size_t			room;
	struct ptwalk_end	end;
};

int image_record_begin(struct image_record *dump, const struct image_notes *notes,
		       const struct image_request *request);
int image_record_table(struct image_record *dump, const struct ptwalk_table *table,
		       const __u64 *entry);
void image_record_left_out(struct image_record *dump);
int image_record_end(struct image_record *dump, __u64 reached);

#endif /* PTWALK_IMAGE_RECORD_H */
