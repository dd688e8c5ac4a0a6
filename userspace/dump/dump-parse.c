// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check a dump and index it.  dump.c and run.c rely on whatever this file and
 * dump-table.c accept.  There is one pass over the records, and it never looks at an
 * entry of a page table, so its cost depends on the number of records and not on
 * the number of pages that they describe.
 *
 * Records must come in ascending order of addresses, and tables depth first: the
 * parent of a table is the last table before it of the next higher level.  run.c
 * iterates in the order of the records, dump.c looks records up by address.  For a dump
 * in any other order the two would give different answers, so it is refused.
 */
#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "dump-private.h"
#include "number.h"

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	      "a dump is little-endian and is read in place");

/**
 * parser_in_half() - is a range page-aligned, not empty, and within the dumped half?
 * @header: header of the dump; @levels and @half have been checked
 * @start: first address
 * @end: first address after the range; 0 stands for 1 << 64
 *
 * Return: true if all three hold.
 */
bool parser_in_half(const struct ptwalk_header *header, __u64 start,
		    __u64 end)
{
	__u64 limit = ptwalk_half_end(header->levels);

	if ((start | end) & (ptwalk_span(1) - 1))
		return false;
	if (header->half == PTWALK_HALF_USER)
		return start < end && end <= limit;
	return start >= -limit && start < end - 1;	/* end may be 0 */
}

static int parse_dict(struct parser *p, const struct ptwalk_header *header)
{
	struct ptwalk_dict *dict = &p->dump->dict;
	bool la57;
	__u32 i;

	if (header->dict_count > (header->rec.length - sizeof(*header)) /
				 sizeof(header->dict[0]))
		return bad(p, "%u dictionary entries do not fit into %u bytes",
			   header->dict_count, header->rec.length);
	dict->kernel = header->half == PTWALK_HALF_KERNEL;
	for (i = 0; i < header->dict_count; i++) {
		const struct ptwalk_dict_entry *entry = &header->dict[i];

		if (i && entry->key <= entry[-1].key)
			return bad(p, "dictionary key %u does not come after %u",
				   entry->key, entry[-1].key);
		if (!ptwalk_dict_set(dict, entry->key, entry->value))
			return bad(p, "dictionary: %s can not be %llu",
				   ptwalk_dict_name(entry->key), entry->value);
	}
	la57 = dict->value[PTWALK_DICT_FEATURES] & PTWALK_CPU_LA57;
	if ((dict->known & (1ULL << PTWALK_DICT_FEATURES)) &&
	    header->levels != (la57 ? 5 : 4))
		return bad(p, "%u levels contradict the CPU features 0x%llx",
			   header->levels, dict->value[PTWALK_DICT_FEATURES]);
	return 0;
}

/* Take what the header's record has after the dictionary, which depends on its version. */
static void parse_tail(struct parser *p, const struct ptwalk_header *header)
{
	size_t size = header->rec.length - sizeof(*header) -
		      header->dict_count * sizeof(header->dict[0]);

	if (size > sizeof(p->dump->tail))
		size = sizeof(p->dump->tail);
	memcpy(&p->dump->tail, &header->dict[header->dict_count], size);
	p->dump->tail_size = size;
	p->dump->dict.assumed = p->dump->tail.assumed & p->dump->dict.known;
}

static int parse_header(struct parser *p, const struct ptwalk_header *header)
{
	char span[NUMBER_SPAN_SIZE];
	int rc;

	if (p->dump->header)
		return bad(p, "a second header; are these two dumps in one file?");
	if (header->format > PTWALK_FORMAT)
		return errmsg_set(p->err, -EPROTONOSUPPORT,
				  "the dump is of format %u, this ptwalk understands up to %u: read it with the version that wrote it, or a newer one",
				  header->format, PTWALK_FORMAT);
	if (!header->format)
		return bad(p, "format 0 does not exist");
	if (header->levels != 4 && header->levels != 5)
		return bad(p, "%u levels of page tables, expected 4 or 5",
			   header->levels);
	if (header->half != PTWALK_HALF_USER &&
	    header->half != PTWALK_HALF_KERNEL)
		return bad(p, "unknown half %u of the address space",
			   header->half);
	if (header->pgd != PTWALK_PGD_KERNEL && header->pgd != PTWALK_PGD_USER)
		return bad(p, "unknown kind %u of top-level table",
			   header->pgd);
	if (!parser_in_half(header, header->start, header->end))
		return bad(p, "range %s is empty, unaligned or outside of its half",
			   number_span(span, header->start, header->end));
	p->dump->header = header;
	rc = parse_dict(p, header);
	if (!rc)
		parse_tail(p, header);
	return rc;
}

static int parse_vma(struct parser *p, const struct ptwalk_vma *vma)
{
	struct dump *dump = p->dump;
	char span[NUMBER_SPAN_SIZE];

	if (vma->name_length > vma->rec.length - sizeof(*vma))
		return bad(p, "a name of %u bytes does not fit into %u bytes",
			   vma->name_length, vma->rec.length);
	if (!parser_in_half(dump->header, vma->start, vma->end))
		return bad(p, "area %s is empty, unaligned or outside of the half dumped",
			   number_span(span, vma->start, vma->end));
	if (dump->nr_vmas && vma->start <= dump->vma[dump->nr_vmas - 1]->start)
		return bad(p, "area 0x%llx does not come after area 0x%llx",
			   vma->start, dump->vma[dump->nr_vmas - 1]->start);
	if (p->last && vma->start < p->last->base)
		return bad(p, "area 0x%llx comes after %s at 0x%llx",
			   vma->start, ptwalk_level_name(p->last->level),
			   p->last->base);
	return array_add(dump->vma, dump->nr_vmas, vma);
}

static int parse_end(struct parser *p, const struct ptwalk_end *end)
{
	const struct ptwalk_header *header = p->dump->header;
	char span[NUMBER_SPAN_SIZE], limit[NUMBER_LIMIT_SIZE];
	__u64 tables = 0;
	unsigned int level;

	for (level = 1; level <= PTWALK_LEVEL_MAX; level++)
		tables += p->dump->nr_tables[level];
	if (end->tables != tables || end->vmas != p->dump->nr_vmas)
		return bad(p, "%llu tables and %llu areas announced, %llu and %zu present",
			   end->tables, end->vmas, tables, p->dump->nr_vmas);
	if (end->entries != p->entries || end->unstable != p->unstable)
		return bad(p, "%llu entries and %llu unstable tables announced, %llu and %llu present",
			   end->entries, end->unstable, p->entries,
			   p->unstable);
	/* an end of 0 is 1 << 64: compare distances */
	if (end->reached - header->start > header->end - header->start ||
	    (end->reached & (ptwalk_span(1) - 1)))
		return bad(p, "the walk reached 0x%llx, which is not in %s",
			   end->reached,
			   number_span(span, header->start, header->end));
	if ((end->flags & PTWALK_END_COMPLETE) && end->reached != header->end)
		return bad(p, "its end says complete, but the walk reached 0x%llx of %s",
			   end->reached, number_limit(limit, header->end));
	p->dump->end = end;
	p->dump->dict.huge_zero = p->dump->facts.huge_zero;
	return 0;
}

static size_t minimum_length(__u32 type)
{
	switch (type) {
	case PTWALK_REC_HEADER:
		return sizeof(struct ptwalk_header);
	case PTWALK_REC_VMA:
		return sizeof(struct ptwalk_vma);
	case PTWALK_REC_TABLE:
		return sizeof(struct ptwalk_table);
	case PTWALK_REC_END:
		return sizeof(struct ptwalk_end);
	case PTWALK_REC_KNOB:
		return sizeof(struct ptwalk_knob);
	case PTWALK_REC_SMAPS:
		return sizeof(struct ptwalk_smaps);
	case PTWALK_REC_PAGES:
		return sizeof(struct ptwalk_pages);
	case PTWALK_REC_MOUNT:
		return sizeof(struct ptwalk_mount);
	case PTWALK_REC_NODES:
		return sizeof(struct ptwalk_nodes);
	}
	return sizeof(struct ptwalk_record);
}

static bool can_be(const struct ptwalk_record *rec)
{
	return rec->length >= minimum_length(rec->type) && !(rec->length % 8);
}

/**
 * dump_is_over() - can a reader stop, because no further byte can belong to a dump?
 * @data: the bytes read so far, 8-byte aligned
 * @size: number of bytes in @data
 * @offset: 0 in the first call, and then passed on unchanged: offset of the first
 *	    record that is not yet complete
 *
 * For readers of unbounded streams (a pipe, a device): stop as soon as the bytes cannot
 * continue a valid dump, instead of reading until memory is exhausted.  dump_parse()
 * then says what is wrong with them.
 *
 * Return: true if a record is invalid, or bytes follow the end record.
 */
bool dump_is_over(const void *data, size_t size, size_t *offset)
{
	const struct ptwalk_record *rec;
	bool header;

	while (size - *offset >= sizeof(*rec)) {
		rec = (const void *)((const char *)data + *offset);
		header = rec->type == PTWALK_REC_HEADER;
		if (!can_be(rec) || header != !*offset)
			return true;
		if (rec->type == PTWALK_REC_END)
			return rec->length < size - *offset;
		if (rec->length > size - *offset)
			return false;
		*offset += rec->length;
	}
	return false;
}

/* Check one record.  On entry only its struct ptwalk_record is known to be in memory. */
static int parse_record(struct parser *p, const struct ptwalk_record *rec)
{
	size_t left = p->dump->size - p->offset;

	if (!can_be(rec))
		return bad(p, "a record of type %u can not have %u bytes",
			   rec->type, rec->length);
	if (rec->length > left)
		return errmsg_set(p->err, -ENODATA,
				  "truncated: ends after %zu bytes, within the record at offset %zu; was the recording interrupted?",
				  p->dump->size, p->offset);
	switch (rec->type) {
	case PTWALK_REC_HEADER:
		return parse_header(p, (const struct ptwalk_header *)rec);
	case PTWALK_REC_VMA:
		return parse_vma(p, (const struct ptwalk_vma *)rec);
	case PTWALK_REC_TABLE:
		return parser_table(p, (const struct ptwalk_table *)rec);
	case PTWALK_REC_END:
		return parse_end(p, (const struct ptwalk_end *)rec);
	case PTWALK_REC_KNOB:
	case PTWALK_REC_SMAPS:
	case PTWALK_REC_PAGES:
	case PTWALK_REC_MOUNT:
	case PTWALK_REC_NODES:
		return facts_check(&p->dump->facts, rec, p->offset, p->err);
	}
	return 0;
}

static int parse_records(struct parser *p)
{
	const struct dump *dump = p->dump;
	const struct ptwalk_record *rec;
	int rc;

	while (dump->size - p->offset >= sizeof(*rec)) {
		rec = (const void *)((const char *)dump->data + p->offset);
		rc = parse_record(p, rec);
		if (rc)
			return rc == -ENOMEM ?
				errmsg_set(p->err, rc, "out of memory") : rc;
		p->offset += rec->length;
		if (dump->end)
			break;
	}
	if (!dump->end)
		return errmsg_set(p->err, -ENODATA,
				  "truncated: ends after %zu bytes without an end record; was the recording interrupted?",
				  dump->size);
	if (p->offset != dump->size)
		return errmsg_set(p->err, -EBADMSG,
				  "corrupt dump: %zu bytes follow its end at offset %zu",
				  dump->size - p->offset, p->offset);
	return 0;
}

/* Refuse what is no dump; show its first four bytes in hexadecimal and as text. */
static int not_ours(const unsigned char *data, size_t size, struct errmsg *err)
{
	char text[5] = "", hex[13] = "";
	size_t i;

	if (!size)
		return errmsg_set(err, -ENODATA,
				  "not a ptwalk dump: it is empty");
	if (size > 4)
		size = 4;
	for (i = 0; i < size; i++) {
		sprintf(hex + 3 * i, " %02x", data[i]);
		text[i] = isascii(data[i]) && isprint(data[i]) ? data[i] : '.';
	}
	return errmsg_set(err, -EINVAL,
			  "not a ptwalk dump: it begins with%s (%s), expected 50 54 57 4b (PTWK)",
			  hex, text);
}

/**
 * dump_parse() - check a dump and index it
 * @dump: set on success; the caller frees it with dump_free()
 * @data: the bytes, 8-byte aligned; must not change or be freed before dump_free()
 * @size: number of bytes in @data
 * @err: filled in with what is wrong, and at which offset
 *
 * A dump of a process that exited during the walk is valid.  Its end record lacks
 * PTWALK_END_COMPLETE, and a command that shows it has to say so: explain_caveat().
 *
 * Return: 0; -EINVAL if @data is no dump; -EPROTONOSUPPORT if its format is newer than
 * PTWALK_FORMAT; -ENODATA if it is empty or truncated; -EBADMSG if it violates the
 * format or contradicts itself; -ENOMEM.
 */
int dump_parse(struct dump **dump, const void *data, size_t size,
	       struct errmsg *err)
{
	struct parser p = { .err = err };
	int rc;

	if (size < 4 || memcmp(data, "PTWK", 4))
		return not_ours(data, size, err);
	p.dump = calloc(1, sizeof(*p.dump));
	if (!p.dump)
		return errmsg_set(err, -ENOMEM, "out of memory");
	p.dump->data = data;
	p.dump->size = size;
	rc = parse_records(&p);
	if (rc) {
		dump_free(p.dump);
		return rc;
	}
	*dump = p.dump;
	return 0;
}

/**
 * dump_free() - free what dump_parse() allocated, but not the bytes that it was given
 * @dump: dump, or NULL
 */
void dump_free(struct dump *dump)
{
	unsigned int level;

	if (!dump)
		return;
	for (level = 1; level <= PTWALK_LEVEL_MAX; level++)
		free(dump->table[level]);
	facts_free(&dump->facts);
	free(dump->vma);
	free(dump);
}
