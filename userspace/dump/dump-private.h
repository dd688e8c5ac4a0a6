/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Inside of dump_parse(): the records in dump-parse.c, tables in dump-table.c.
 */
#ifndef PTWALK_DUMP_PRIVATE_H
#define PTWALK_DUMP_PRIVATE_H

#include "dump.h"
#include "errmsg.h"

/**
 * struct parser - a dump that is being checked
 * @dump: what has been found so far
 * @err: says what is wrong
 * @offset: of the current record
 * @last: the table before it, of any level
 * @entries: in the tables so far
 * @unstable: tables so far with PTWALK_TABLE_UNSTABLE
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
