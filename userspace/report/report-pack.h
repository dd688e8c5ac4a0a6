/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The tables of a dump as bytes that compress well, for the page to unpack.  Owns the layout,
 * which page/unpack.js reads, and nothing of the page.  The bytes are made as they are asked for:
 * a dump may be as large as half of the memory.  Never prints.
 *
 *	__le32 tables, words
 *	4 * tables words	for each table: base, phys, parent, and
 *				level | flags << 8 | first << 16 | count << 32 | form << 48
 *	words			the entries of one table after the other
 *
 * Tables are sorted by level, the top one first, and ascend by address.  Words have 64 bits.
 * They are stored as differences: those about a table to the same word of the table before,
 * an entry to the entry before it, or to what the table had in the dump before, see enum
 * pack_form.  Of each of the two sequences come first the lowest bytes of all words, then
 * the next ones, and so on: neighbours in a sequence of equal bytes are what deflate is for.
 */
#ifndef PTWALK_REPORT_PACK_H
#define PTWALK_REPORT_PACK_H

#include "dump.h"

/**
 * enum pack_form - how the entries of a table are stored
 * @PACK_OWN: as differences to the word before, of this table or the one before it
 * @PACK_SAME: not at all: they are those of the table of this level and base in the dump before
 * @PACK_CHANGED: as differences to the entries of that table, which has 0 where it has none
 */
enum pack_form {
	PACK_OWN,
	PACK_SAME,
	PACK_CHANGED,
};

/*
 * Takes the next bytes of a stream.  Return: 0, or a negative errno, which ends the stream and is
 * what the function that makes it returns.
 */
typedef int (*report_put)(void *arg, const void *data, size_t size);

int pack_tables(const struct dump *dump, const struct dump *before, report_put put, void *arg);

#endif /* PTWALK_REPORT_PACK_H */
