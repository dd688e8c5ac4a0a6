// SPDX-License-Identifier: GPL-2.0
/*
 * Write the records of a dump whose source is a memory image, in the module's order, and for
 * the same tables with the same bytes.  What the image does not tell is left out, or 0: there
 * is no process, no time and no lock, and the dictionary has what the hardware defines.
 *
 * With CR3 alone the VMAs are not known.  A reader of a dump takes a table that no VMA needs
 * for one that is about to be freed, so there is one VMA record for the whole range, without
 * flags, as those of the kernel half are.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image-record.h"
#include "image-walk.h"
#include "image.h"

#define FIRST_ROOM	(64U << 10)

/* The name of the VMA record that stands for all VMAs */
static const char area_name[] = "[image]";

/* Append a record of @size bytes, with type and length set and all else 0; NULL without memory. */
static void *record_add(struct image_record *dump, __u32 type, size_t size)
{
	struct ptwalk_record *rec;

	size = (size + 7) & ~(size_t)7;
	if (size > dump->room - dump->size) {
		size_t room = dump->room ? 2 * dump->room : FIRST_ROOM;
		char *bigger = realloc(dump->data, room);

		if (!bigger)
			return NULL;
		dump->data = bigger;
		dump->room = room;
	}
	rec = (void *)(dump->data + dump->size);
	memset(rec, 0, size);
	rec->type = type;
	rec->length = size;
	dump->size += size;
	return rec;
}

/*
 * The dictionary: what is the same on all x86-64 machines, and the C-bit if a note has it.
 * What Linux stores in software bits and in entries that are not present depends on the
 * kernel, and a decoder must not guess it.
 */
static unsigned int fill_dict(struct ptwalk_dict_entry *entry,
			      const struct image_notes *notes, unsigned int levels)
{
	struct ptwalk_dict dict;
	unsigned int key, n = 0;
	__u64 features;

	ptwalk_dict_hardware(&dict);
	dict.known &= ~(1ULL << PTWALK_DICT_PHYS_BITS);	/* 52 is the most that there can be */
	features = dict.value[PTWALK_DICT_FEATURES];
	if (levels == 5)
		features |= PTWALK_CPU_LA57;
	ptwalk_dict_set(&dict, PTWALK_DICT_FEATURES, features);
	ptwalk_dict_set(&dict, PTWALK_DICT_VIRT_BITS, ptwalk_shift(levels) + 9);
	if (notes->has_enc_mask) {
		ptwalk_dict_set(&dict, PTWALK_DICT_ENC_MASK, notes->enc_mask);
		ptwalk_dict_set(&dict, PTWALK_DICT_PHYS_MASK,
				ptwalk_addr_mask(&dict, 1) & ~notes->enc_mask);
	}
	for (key = 0; key < PTWALK_DICT_NR; key++)
		if (dict.known & 1ULL << key)
			entry[n++] = (struct ptwalk_dict_entry){
				.key = key,
				.value = dict.value[key],
			};
	return n;
}

static int add_header(struct image_record *dump, const struct image_notes *notes,
		      const struct image_request *request)
{
	struct ptwalk_dict_entry entry[PTWALK_DICT_NR];
	const unsigned int n = fill_dict(entry, notes, request->levels);
	struct ptwalk_header_tail *tail;
	struct ptwalk_header *h;

	h = record_add(dump, PTWALK_REC_HEADER,
		       sizeof(*h) + n * sizeof(entry[0]) + sizeof(*tail));
	if (!h)
		return -ENOMEM;
	h->format = PTWALK_FORMAT;
	h->levels = request->levels;
	h->half = request->half;
	h->pgd = PTWALK_PGD_KERNEL;
	h->time_realtime = notes->crash_time * 1000000000ULL;
	h->start = request->start;
	h->end = request->end;
	memcpy(h->release, notes->release, sizeof(h->release));
	h->dict_count = n;
	memcpy(h->dict, entry, n * sizeof(entry[0]));
	tail = (struct ptwalk_header_tail *)&h->dict[n];
	tail->source = PTWALK_SOURCE_IMAGE;
	return 0;
}

/**
 * image_record_begin() - write the records that come before the tables
 * @dump: zeroed
 * @notes: notes of the image
 * @request: what is walked, with all its fields settled
 *
 * Return: 0 or -ENOMEM.
 */
int image_record_begin(struct image_record *dump, const struct image_notes *notes,
		       const struct image_request *request)
{
	struct ptwalk_vma *vma;

	if (add_header(dump, notes, request))
		return -ENOMEM;
	vma = record_add(dump, PTWALK_REC_VMA, sizeof(*vma) + strlen(area_name));
	if (!vma)
		return -ENOMEM;
	vma->start = request->start;
	vma->end = request->end;
	vma->name_length = strlen(area_name);
	memcpy(vma->name, area_name, strlen(area_name));
	dump->end.vmas = 1;
	/* nothing kept the kernel from changing a table when the machine was stopped */
	dump->end.flags = PTWALK_END_BEST_EFFORT;
	return 0;
}

/**
 * image_record_table() - write the record of a table
 * @dump: dump
 * @table: its fields; @first and @count are those of @entry, before empty entries are left out
 * @entry: entries from @table->first on
 *
 * Return: 0 or -ENOMEM.
 */
int image_record_table(struct image_record *dump, const struct ptwalk_table *table,
		       const __u64 *entry)
{
	unsigned int skip = 0, count = table->count;
	struct ptwalk_table *copy;
	struct ptwalk_record rec;

	while (count && !entry[count - 1])
		count--;
	while (skip < count && !entry[skip])
		skip++;
	copy = record_add(dump, PTWALK_REC_TABLE,
			  sizeof(*copy) + (count - skip) * sizeof(*entry));
	if (!copy)
		return -ENOMEM;
	rec = copy->rec;
	*copy = *table;
	copy->rec = rec;
	copy->first = count ? table->first + skip : 0;
	copy->count = count - skip;
	memcpy(copy->entry, entry + skip, copy->count * sizeof(*entry));
	dump->end.tables++;
	dump->end.entries += copy->count;
	return 0;
}

/**
 * image_record_left_out() - note that a table is missing
 * @dump: dump
 */
void image_record_left_out(struct image_record *dump)
{
	dump->end.flags |= PTWALK_END_LEFT_OUT;
}

/**
 * image_record_end() - write the last record of a dump that is complete
 * @dump: dump
 * @reached: end of the range that was walked
 *
 * Return: 0 or -ENOMEM.
 */
int image_record_end(struct image_record *dump, __u64 reached)
{
	struct ptwalk_end *end = record_add(dump, PTWALK_REC_END, sizeof(*end));
	struct ptwalk_record rec;

	if (!end)
		return -ENOMEM;
	rec = end->rec;
	*end = dump->end;
	end->rec = rec;
	end->flags |= PTWALK_END_COMPLETE;
	end->reached = reached;
	return 0;
}
