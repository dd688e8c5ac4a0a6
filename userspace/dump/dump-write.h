/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write the records of a dump whose page tables were read by user space: the bytes that the
 * module writes for the same tables.  Owns the layout of records in memory; what the header,
 * VMAs and tables say is the caller's, and dump.h reads them.  Never prints.
 */
#ifndef PTWALK_DUMP_WRITE_H
#define PTWALK_DUMP_WRITE_H

#include "pte.h"

/**
 * struct dump_writer - a dump that is being written
 * @data: its bytes, 8-byte aligned; the caller frees them with free()
 * @size: number of bytes written
 * @room: number of bytes allocated
 * @end: the last record: counts so far, and the flags and times that the caller sets
 */
struct dump_writer {
	char			*data;
	size_t			size;
	size_t			room;
	struct ptwalk_end	end;
};

int dump_write_header(struct dump_writer *w, const struct ptwalk_header *header,
		      const struct ptwalk_dict *dict,
		      const struct ptwalk_header_tail *tail);
int dump_write_vma(struct dump_writer *w, const struct ptwalk_vma *vma, const char *name);
int dump_write_table(struct dump_writer *w, const struct ptwalk_table *table,
		     const __u64 *entry);
int dump_write_end(struct dump_writer *w);

#endif /* PTWALK_DUMP_WRITE_H */
