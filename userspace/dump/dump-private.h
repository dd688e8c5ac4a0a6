/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the two files of dump_parse() share: dump-parse.c checks all records but those
 * of page tables, which dump-table.c checks.
 */
#ifndef PTWALK_DUMP_PRIVATE_H
#define PTWALK_DUMP_PRIVATE_H

#include "dump.h"
#include "errmsg.h"

/**
 * struct parser - state of dump_parse()
 * @dump: the dump, with the records checked so far
 * @err: filled in with what is wrong
 * @offset: byte offset of the current record in the dump
 * @last: the last table record before the current record, of any level; NULL if none
 * @entries: number of entries in the tables so far
 * @unstable: number of tables so far with PTWALK_TABLE_UNSTABLE
 */
struct parser {
	struct dump	*dump;
	struct errmsg	*err;
	size_t		offset;
	const struct ptwalk_table *last;
	__u64		entries;
	__u64		unstable;
};

#define bad(p, format, ...)						\
	errmsg_set((p)->err, -EBADMSG,					\
		   "corrupt dump: record at offset %zu: " format,	\
		   (p)->offset, ##__VA_ARGS__)

bool parser_in_half(const struct ptwalk_header *header, __u64 start,
		    __u64 end);
int parser_table(struct parser *p, const struct ptwalk_table *table);

#endif /* PTWALK_DUMP_PRIVATE_H */
