// SPDX-License-Identifier: GPL-2.0-only
/*
 * Mutates dumps as dumps: libFuzzer calls LLVMFuzzerCustomMutator() instead of changing bytes
 * blindly.  Records are changed, removed, repeated and exchanged, entries of tables become other
 * entries, names become longer; then lengths and counts are mended, most of the time, so that the
 * reader accepts the dump and all that comes after it is tested as well.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kit.h"
#include "pte.h"
#include "ptwalk-facts.h"
#include "random-number.h"

#define MAX_RECORDS	4096
#define WORD		sizeof(__u64)

/**
 * struct stream - the bytes that are being mutated
 * @data: 8-byte aligned
 * @size: how many there are
 * @max: how many there may be
 * @at: offsets of the records
 * @nr: number of records
 * @state: of random_number()
 */
struct stream {
	uint8_t	*data;
	size_t	size;
	size_t	max;
	size_t	at[MAX_RECORDS];
	size_t	nr;
	__u64	state;
};

static size_t below(struct stream *s, size_t limit)
{
	return limit ? random_number(&s->state) % limit : 0;
}

static struct ptwalk_record *record(struct stream *s, size_t i)
{
	return (struct ptwalk_record *)(s->data + s->at[i]);
}

/* Finds the records; what is behind the last one that can be one is cut off. */
static void split(struct stream *s)
{
	size_t at = 0;

	s->nr = 0;
	while (s->nr < MAX_RECORDS && s->size - at >= sizeof(struct ptwalk_record)) {
		const struct ptwalk_record *rec = (const void *)(s->data + at);

		if (rec->length < sizeof(*rec) || rec->length % WORD ||
		    rec->length > s->size - at)
			break;
		s->at[s->nr++] = at;
		at += rec->length;
	}
	s->size = at;
}

/* Makes room for @bytes at @offset, or removes -@bytes; false if there would be too many */
static bool resize(struct stream *s, size_t offset, long bytes)
{
	const size_t from = bytes < 0 ? offset - bytes : offset;

	if (bytes > 0 && s->size + bytes > s->max)
		return false;
	memmove(s->data + from + bytes, s->data + from, s->size - from);
	if (bytes > 0)
		memset(s->data + offset, 0, bytes);
	s->size += bytes;
	return true;
}

static __u64 random_value(struct stream *s)
{
	static const __u64 values[] = {
		0, 1, 2, 4, 5, 8, 12, 21, 30, 511, 512, 513, 0x1000, 0x200000, 0x40000000,
		1ULL << 31, 1ULL << 32, 1ULL << 47, 1ULL << 56, 1ULL << 63, -1ULL,
		-0x1000ULL, 0xffff800000000000, 0xff00000000000000, 0x7fffffffffffffff,
		0x0000800000000000, 0x00007ffffffff000, 0x000ffffffffff000,
	};
	const __u64 r = random_number(&s->state);

	if (r % 4)
		return values[r / 4 % ARRAY_SIZE(values)];
	return r >> (r / 4 % 64);
}

static __u64 random_entry(struct stream *s)
{
	static const __u64 bits[] = {
		0x067, 0x8000000000000067, 0x025, 0x8e7, 0x80000000000000e7, 0x1e3, 0x100,
		0x225, 0x800, 0x200, 0x8000000000000865, 0xa67, 0x467, 0x9e7, 0,
	};
	const __u64 frame = random_number(&s->state);

	switch (below(s, 6)) {
	case 0:
		return 0;
	case 1:		/* swap: type, inverted offset, flags of its own */
		return (__u64)below(s, 32) << 59 | (~(frame % 4096) << 14 & 0x7ffffffffffffe00) |
		       below(s, 16) << 1;
	case 2:
		return random_number(&s->state);
	default:
		return bits[below(s, ARRAY_SIZE(bits))] | (frame % 0x100000) << 12;
	}
}

/* Changes entries of a table: one, a run of equal or of contiguous ones, or a bit of each */
static void change_entries(struct stream *s, struct ptwalk_table *table)
{
	const size_t nr = (table->rec.length - sizeof(*table)) / WORD;
	const size_t first = below(s, nr), length = 1 + below(s, nr - first);
	const __u64 bit = 1ULL << below(s, 64);
	const unsigned int how = below(s, 5);
	__u64 entry = random_entry(s);
	size_t i;

	if (!nr)
		return;
	for (i = first; i < first + length; i++) {
		if (how == 0) {
			table->entry[i] ^= bit;
		} else if (how == 1) {
			table->entry[i] = random_entry(s);
		} else {
			table->entry[i] = entry;
			entry += how == 2 ? 0x1000 : 0;
		}
		if (how == 4)
			break;
	}
}

/* Changes one of the first @most words behind the type and length of a record */
static void change_word_of(struct stream *s, struct ptwalk_record *rec, size_t most)
{
	size_t words = (rec->length - sizeof(*rec)) / WORD;
	uint8_t *word;
	__u64 value;

	words = words < most ? words : most;
	word = (uint8_t *)(rec + 1) + below(s, words) * WORD;

	if (!words)
		return;
	memcpy(&value, word, WORD);
	switch (below(s, 6)) {
	case 0:
		value = random_value(s);
		break;
	case 1:		/* the lower half alone: two fields of 32 bits are common */
		value = (value & ~0xffffffffULL) | (random_value(s) & 0xffffffff);
		break;
	case 2:
		value ^= 1ULL << below(s, 64);
		break;
	case 3:		/* an address moves by pages */
		value += (__u64)below(s, 1024) << 12;
		break;
	case 4:
		value -= (__u64)1 << (12 + 9 * below(s, 5));
		break;
	default:
		LLVMFuzzerMutate(word, WORD, WORD);
		return;
	}
	memcpy(word, &value, WORD);
}

static void change_word(struct stream *s, struct ptwalk_record *rec)
{
	change_word_of(s, rec, SIZE_MAX);
}

/*
 * Changes the head of a record that is about no table: addresses, devices, lengths of names.  There
 * are few of them among the tables, and each has a check for each of these.
 */
static void change_fact(struct stream *s, size_t from)
{
	size_t i;

	for (i = from; i < s->nr; i++) {
		switch (record(s, i)->type) {
		case PTWALK_REC_KNOB:
		case PTWALK_REC_SMAPS:
		case PTWALK_REC_PAGES:
		case PTWALK_REC_MOUNT:
		case PTWALK_REC_NODES:
			change_word_of(s, record(s, i), 3);
			return;
		}
	}
}

/* Makes a record longer or shorter at its end: more entries, a longer name, fewer runs of pages */
static void change_length(struct stream *s, size_t i)
{
	long bytes = (1 + below(s, 8)) * WORD;
	const size_t length = record(s, i)->length;

	if (below(s, 2)) {
		if (length < sizeof(struct ptwalk_record) + bytes)
			return;
		bytes = -bytes;
	}
	if (!resize(s, s->at[i] + length - (bytes < 0 ? -bytes : 0), bytes))
		return;
	record(s, i)->length += bytes;
	if (bytes > 0)
		LLVMFuzzerMutate(s->data + s->at[i] + length, bytes, bytes);
}

static void repeat(struct stream *s, size_t from, size_t to)
{
	const size_t length = record(s, from)->length;
	uint8_t copy[65536];

	if (length > sizeof(copy))
		return;
	memcpy(copy, record(s, from), length);
	if (resize(s, s->at[to], length))
		memcpy(s->data + s->at[to], copy, length);
}

static void mutate(struct stream *s)
{
	const size_t i = below(s, s->nr);
	struct ptwalk_record *rec = record(s, i);

	switch (below(s, 14)) {
	case 0:
		resize(s, s->at[i], -(long)rec->length);
		break;
	case 1:
		repeat(s, i, below(s, s->nr));
		break;
	case 2:
		repeat(s, i, i);
		break;
	case 3:
	case 4:
		change_length(s, i);
		break;
	case 5:
	case 6:
	case 7:
		change_word(s, rec);
		break;
	case 8:
		LLVMFuzzerMutate((uint8_t *)(rec + 1), rec->length - sizeof(*rec),
				 rec->length - sizeof(*rec));
		break;
	case 9:
	case 10:
		change_fact(s, i);
		break;
	default:
		if (rec->type == PTWALK_REC_TABLE && rec->length >= sizeof(struct ptwalk_table))
			change_entries(s, (struct ptwalk_table *)rec);
		else
			change_word(s, rec);
	}
	split(s);
}

/* Lengths of names fit into their records, as those of settings and mounts */
static void mend_name(struct ptwalk_record *rec)
{
	struct ptwalk_vma *vma = (struct ptwalk_vma *)rec;

	if (rec->type == PTWALK_REC_VMA && rec->length >= sizeof(*vma) &&
	    vma->name_length > rec->length - sizeof(*vma))
		vma->name_length = rec->length - sizeof(*vma);
}

/* Makes counts in tables and in the end record those of what is there */
static void mend(struct stream *s)
{
	struct ptwalk_header *header = (void *)s->data;
	__u64 tables = 0, entries = 0, vmas = 0, unstable = 0;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		struct ptwalk_record *rec = record(s, i);
		struct ptwalk_table *table = (void *)rec;
		struct ptwalk_end *end = (void *)rec;

		mend_name(rec);
		vmas += rec->type == PTWALK_REC_VMA;
		if (rec->type == PTWALK_REC_TABLE && rec->length >= sizeof(*table)) {
			table->count = (rec->length - sizeof(*table)) / WORD;
			if (table->first + table->count > PTWALK_ENTRIES)
				table->first = 0;
			tables++;
			entries += table->count;
			unstable += !!(table->flags & PTWALK_TABLE_UNSTABLE);
		}
		if (rec->type != PTWALK_REC_END || rec->length < sizeof(*end))
			continue;
		end->tables = tables;
		end->entries = entries;
		end->vmas = vmas;
		end->unstable = unstable;
		if (end->flags & PTWALK_END_COMPLETE && s->size >= sizeof(*header))
			end->reached = header->end;
		/* a second dump may follow */
		tables = 0;
		entries = 0;
		vmas = 0;
		unstable = 0;
		if (i + 1 < s->nr)
			header = (void *)record(s, i + 1);
	}
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
	static struct stream s;
	unsigned int n;

	s = (struct stream){ .data = data, .size = size, .max = max_size, .state = seed };
	n = 1 + below(&s, 4);
	if ((uintptr_t)data % WORD || !below(&s, 16))
		return LLVMFuzzerMutate(data, size, max_size);
	split(&s);
	if (!s.nr)
		return LLVMFuzzerMutate(data, size, max_size);
	while (n-- && s.nr)
		mutate(&s);
	if (s.nr && below(&s, 10))
		mend(&s);
	return s.size;
}
