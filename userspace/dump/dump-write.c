// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write the records of a dump: see dump-write.h.
 *
 * The records stand in one buffer that grows, as every analysis reads a dump from memory.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dump-write.h"

#define FIRST_ROOM	(64U << 10)

/* Append a record of @size bytes, with type and length set and all else 0; NULL without memory. */
static void *add_record(struct dump_writer *w, __u32 type, size_t size)
{
	struct ptwalk_record *rec;

	size = (size + 7) & ~(size_t)7;
	if (size > w->room - w->size) {
		size_t room = w->room ? 2 * w->room : FIRST_ROOM;
		char *bigger = realloc(w->data, room);

		if (!bigger)
			return NULL;
		w->data = bigger;
		w->room = room;
	}
	rec = (void *)(w->data + w->size);
	memset(rec, 0, size);
	rec->type = type;
	rec->length = size;
	w->size += size;
	return rec;
}

/* Append a record with the fields of @from, of @fixed bytes, and room for @more bytes behind. */
static void *copy_record(struct dump_writer *w, __u32 type, const void *from,
			 size_t fixed, size_t more)
{
	char *to = add_record(w, type, fixed + more);
	const size_t skip = sizeof(struct ptwalk_record);

	if (to)
		memcpy(to + skip, (const char *)from + skip, fixed - skip);
	return to;
}

/**
 * dump_write_header() - write the first record
 * @w: writer, zeroed
 * @header: its fields; type, length and the number of dictionary entries are filled in
 * @dict: dictionary; only values that are known are written
 * @tail: what follows the dictionary
 *
 * Return: 0 or -ENOMEM.
 */
int dump_write_header(struct dump_writer *w, const struct ptwalk_header *header,
		      const struct ptwalk_dict *dict,
		      const struct ptwalk_header_tail *tail)
{
	struct ptwalk_header *h;
	unsigned int key, n = 0;

	for (key = 0; key < PTWALK_DICT_NR; key++)
		n += dict->known >> key & 1;
	h = copy_record(w, PTWALK_REC_HEADER, header, sizeof(*h),
			n * sizeof(h->dict[0]) + sizeof(*tail));
	if (!h)
		return -ENOMEM;
	h->format = PTWALK_FORMAT;
	for (key = 0; key < PTWALK_DICT_NR; key++)
		if (dict->known & 1ULL << key)
			h->dict[h->dict_count++] = (struct ptwalk_dict_entry){
				.key = key,
				.value = dict->value[key],
			};
	memcpy(&h->dict[n], tail, sizeof(*tail));
	return 0;
}

/**
 * dump_write_vma() - write the record of a VMA
 * @w: writer
 * @vma: its fields, with @name_length
 * @name: @name_length bytes; may be NULL if there are none
 *
 * Return: 0 or -ENOMEM.
 */
int dump_write_vma(struct dump_writer *w, const struct ptwalk_vma *vma, const char *name)
{
	struct ptwalk_vma *copy;

	copy = copy_record(w, PTWALK_REC_VMA, vma, sizeof(*vma), vma->name_length);
	if (!copy)
		return -ENOMEM;
	if (vma->name_length)
		memcpy(copy->name, name, vma->name_length);
	w->end.vmas++;
	return 0;
}

/**
 * dump_write_table() - write the record of a table, without its leading and trailing empty
 *			entries
 * @w: writer
 * @table: its fields; @first and @count are those of @entry
 * @entry: entries from @table->first on
 *
 * Return: 0 or -ENOMEM.
 */
int dump_write_table(struct dump_writer *w, const struct ptwalk_table *table,
		     const __u64 *entry)
{
	unsigned int skip = 0, count = table->count;
	struct ptwalk_table *copy;

	while (count && !entry[count - 1])
		count--;
	while (skip < count && !entry[skip])
		skip++;
	copy = copy_record(w, PTWALK_REC_TABLE, table, sizeof(*table),
			   (count - skip) * sizeof(*entry));
	if (!copy)
		return -ENOMEM;
	copy->first = count ? table->first + skip : 0;
	copy->count = count - skip;
	memcpy(copy->entry, entry + skip, copy->count * sizeof(*entry));
	w->end.tables++;
	w->end.entries += copy->count;
	return 0;
}

/**
 * dump_write_end() - write the last record, which is @w->end
 * @w: writer
 *
 * Return: 0 or -ENOMEM.
 */
int dump_write_end(struct dump_writer *w)
{
	return copy_record(w, PTWALK_REC_END, &w->end, sizeof(w->end), 0) ? 0 : -ENOMEM;
}
