// SPDX-License-Identifier: GPL-2.0-only
/*
 * Walk the page tables in a memory image: see image-walk.h.  image-record.c writes the
 * records around the tables.
 *
 * A value in memory that may be anything is followed here, so the walk is bounded twice.  It
 * goes down one level with each entry, so that tables which lead to themselves end at level
 * 1.  And it ends with an error after more tables than the image has pages: each table is a
 * page, and a kernel links only few of them twice.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "dump-write.h"
#include "errmsg.h"
#include "image-record.h"
#include "image-vma.h"
#include "image-walk.h"
#include "image.h"
#include "number.h"

/* CR3: PCID or PWT and PCD below the address; LAM_U57 and LAM_U48 above it */
#define CR3_FLAGS	0x6000000000000fffULL

/* How often to copy a table of the running kernel again if an entry above it changed */
#define COPY_RETRIES	3

/* In @sent: no table of this level was written yet; the address of a table is page-aligned */
#define NOT_SENT	1

/* What decides where an entry leads */
#define WAY		(IMAGE_ADDRESS | PTWALK_RAW_P | PTWALK_RAW_PS)

/**
 * struct table_walk - a walk of the page tables in an image
 * @image: the image
 * @dump: the dump that is written
 * @levels: 4 or 5
 * @kernel: it is of the kernel half
 * @top: physical address of the top-level table
 * @start: first address
 * @last: last address
 * @address: mask of the address in an entry
 * @most: number of tables after which the walk fails
 * @sent: by level, the base of the table that was written last
 * @entry: by level, the entries of that table
 * @err: filled in on failure
 */
struct table_walk {
	const struct image	*image;
	struct dump_writer	*dump;
	unsigned int		levels;
	bool			kernel;
	__u64			top;
	__u64			start;
	__u64			last;
	__u64			address;
	__u64			most;
	__u64			sent[PTWALK_LEVEL_MAX + 1];
	__u64			entry[PTWALK_LEVEL_MAX + 1][PTWALK_ENTRIES];
	struct errmsg		*err;
};

/*
 * No more tables than the image has pages, and than fit into half of the memory of this
 * machine: a file with holes can be of any size.
 */
static __u64 walk_most_tables(const struct image *image)
{
	const __u64 memory = get_phys_pages() / 2, pages = image_pages(image);

	return pages < memory ? pages : memory;
}

static int walk_too_many(const struct table_walk *w)
{
	return errmsg_set(w->err, -ELOOP,
			  "more than %llu page tables, as many as the image has pages or half of this machine's memory can hold: tables lead to themselves, or CR3 is not the one of a process",
			  w->most);
}

static int walk_read_entry(const struct table_walk *w, __u64 phys, __u64 addr, unsigned int level,
			   __u64 *entry)
{
	return image_read(w->image, phys + ptwalk_index(addr, level) * sizeof(*entry), entry,
			  sizeof(*entry), w->err);
}

/*
 * Copy the table of @level at @addr of the running kernel, which can free the table meanwhile
 * and use its page for something else.  So go to it from the top-level table, and after the
 * copy read all entries of that way again.  Returns 1; 0 if there is no such table; -EAGAIN if
 * it is no longer the one that was copied; or another negative errno.
 */
static int walk_copy_once(struct table_walk *w, unsigned int level, __u64 addr,
			  struct ptwalk_table *table)
{
	__u64 phys[PTWALK_LEVEL_MAX + 1], entry[PTWALK_LEVEL_MAX + 1], again;
	unsigned int l;
	int rc;

	phys[w->levels] = w->top;
	for (l = w->levels; l > level; l--) {
		rc = walk_read_entry(w, phys[l], addr, l, &entry[l]);
		if (rc)
			return rc;
		if (!ptwalk_leads_to_table(entry[l], l))
			return 0;
		phys[l - 1] = entry[l] & w->address;
	}
	rc = image_read(w->image, phys[level], w->entry[level], sizeof(w->entry[level]), w->err);
	if (rc)
		return rc;
	table->phys = phys[level];
	table->parent = level < w->levels ? entry[level + 1] : 0;
	for (l = w->levels; l > level; l--) {
		rc = walk_read_entry(w, phys[l], addr, l, &again);
		if (rc)
			return rc;
		if ((again ^ entry[l]) & WAY)
			return -EAGAIN;
	}
	return 1;
}

/* Copy a table of the running kernel; as walk_copy_once(), but for -EAGAIN. */
static int walk_copy_live(struct table_walk *w, unsigned int level, __u64 addr,
			  struct ptwalk_table *table)
{
	struct ptwalk_end *end = &w->dump->end;
	unsigned int tries;
	int rc;

	for (tries = 0; tries <= COPY_RETRIES; tries++) {
		rc = walk_copy_once(w, level, addr, table);
		if (rc != -EAGAIN)
			return rc;
		end->retries += tries < COPY_RETRIES;
	}
	table->flags = PTWALK_TABLE_UNSTABLE;
	end->unstable++;
	return 1;
}

/*
 * Copy the table of @level at @base, of which the caller knows where it is, into @w->entry, and
 * write it.  Returns 1; 0 if the image does not have it; or a negative errno.
 */
static int walk_send_table(struct table_walk *w, unsigned int level, __u64 base, __u64 phys,
			   __u64 parent)
{
	struct ptwalk_table table = {
		.base = base,
		.phys = phys,
		.parent = parent,
		.level = level,
		.count = PTWALK_ENTRIES,
	};
	__u64 *entry = w->entry[level];
	int rc;

	w->sent[level] = NOT_SENT;
	if (w->image->live) {
		rc = walk_copy_live(w, level, base, &table);
	} else {
		rc = image_read(w->image, phys, entry, sizeof(w->entry[level]), w->err);
		rc = rc ? rc : 1;
	}
	if (rc == -ENXIO) {
		w->dump->end.flags |= PTWALK_END_LEFT_OUT;
		return 0;
	}
	if (rc <= 0)
		return rc;
	if (w->dump->end.tables == w->most)
		return walk_too_many(w);
	if (level == w->levels) {
		/* of the top-level table, one half only */
		table.count = PTWALK_ENTRIES / 2;
		table.first = w->kernel ? table.count : 0;
		memset(entry + (w->kernel ? 0 : table.count), 0, table.count * sizeof(*entry));
	}
	rc = dump_write_table(w->dump, &table, entry + table.first);
	if (rc)
		return errmsg_set(w->err, rc, "out of memory after %llu tables",
				  (__u64)w->dump->end.tables);
	w->sent[level] = base;
	return 1;
}

/*
 * Write the table of @level at @base if it was not written, then those below it, as far as they
 * are for addresses of the range.  In the kernel half one table may be linked many times in a
 * row, and is followed from the first entry only, as the module does.
 */
static int walk_table(struct table_walk *w, unsigned int level, __u64 base, __u64 phys,
		      __u64 parent)
{
	const __u64 span = ptwalk_span(level), *entry = w->entry[level];
	unsigned int i = 0;
	int rc = 1;

	if (w->sent[level] != base)
		rc = walk_send_table(w, level, base, phys, parent);
	if (rc <= 0 || level == 1)
		return rc < 0 ? rc : 0;
	if (w->start > base)
		i = (w->start - base) / span;
	for (; i < PTWALK_ENTRIES; i++) {
		const __u64 addr = base + i * span;

		if (addr > w->last)
			break;
		if (!ptwalk_leads_to_table(entry[i], level) ||
		    (w->kernel && ptwalk_repeats(entry[i], i ? entry[i - 1] : 0)))
			continue;
		rc = walk_table(w, level - 1, addr, entry[i] & w->address, entry[i]);
		if (rc)
			return rc;
	}
	return 0;
}

/* Write the tables for the addresses from @start to @last. */
static int walk_range(struct table_walk *w, __u64 start, __u64 last)
{
	const __u64 reach = ptwalk_span(w->levels) * PTWALK_ENTRIES;

	w->start = start;
	w->last = last;
	return walk_table(w, w->levels, w->kernel ? -reach : 0, w->top, 0);
}

/* Write each VMA, and behind it the tables that it needs and that were not written yet. */
static int walk_vmas(struct table_walk *w, const struct image_request *request)
{
	const struct image_vma *vma = request->vmas->vma;
	size_t i;
	int rc = 0;

	for (i = 0; !rc && i < request->vmas->nr; i++) {
		const __u64 start = vma[i].record.start, last = vma[i].record.end - 1;

		if (last < request->start || start > request->end - 1)
			continue;
		rc = dump_write_vma(w->dump, &vma[i].record, vma[i].name);
		if (rc)
			return errmsg_set(w->err, rc, "out of memory");
		rc = walk_range(w, start > request->start ? start : request->start,
				last < request->end - 1 ? last : request->end - 1);
	}
	return rc;
}

/* Name the memory that the image has, at most its first and last address. */
static int walk_not_there(const struct table_walk *w, __u64 cr3)
{
	const struct image_segment *first = w->image->segment;
	const struct image_segment *last = first + w->image->nr_segments - 1;

	return errmsg_set(w->err, -ENXIO,
			  "CR3 0x%llx: the image has no memory at 0x%llx; what it has lies between 0x%llx and 0x%llx",
			  cr3, w->top, first->phys,
			  last->phys + (last->size - 1));
}

/*
 * Is there a table at CR3 that a CPU can use?  The kernel must be mapped in it, so at least
 * one entry of the two halves leads to a table, and the CPU takes no entry with PS there.
 */
static int walk_check_top(const struct table_walk *w, __u64 cr3)
{
	const __u64 phys = w->top;
	__u64 entry[PTWALK_ENTRIES], below;
	unsigned int i, tables = 0;
	int rc;

	rc = image_read(w->image, phys, entry, sizeof(entry), w->err);
	if (rc)
		return rc == -ENXIO ? walk_not_there(w, cr3) : rc;
	for (i = 0; i < PTWALK_ENTRIES; i++) {
		if (!(entry[i] & PTWALK_RAW_P))
			continue;
		if (entry[i] & PTWALK_RAW_PS)
			return errmsg_set(w->err, -EINVAL,
					  "CR3 0x%llx: there is no %s at 0x%llx: its entry %u would be 0x%llx, whose bit 7 must be 0",
					  cr3, ptwalk_level_name(w->levels), phys, i,
					  entry[i]);
		rc = image_read(w->image, entry[i] & w->address, &below, sizeof(below),
				w->err);
		if (rc && rc != -ENXIO)
			return rc;
		tables += !rc;
	}
	if (tables)
		return 0;
	return errmsg_set(w->err, -EINVAL,
			  "CR3 0x%llx: there is no %s at 0x%llx: none of its 512 entries leads to a table in the image",
			  cr3, ptwalk_level_name(w->levels), phys);
}

static int walk_choose_levels(const struct image *image, unsigned int *levels,
			      struct errmsg *err)
{
	const unsigned int known = image->notes.levels;

	if (*levels && known && *levels != known)
		return errmsg_set(err, -EINVAL,
				  "%u levels of page tables contradict the image, whose kernel or CPUs used %u",
				  *levels, known);
	if (!*levels)
		*levels = known;
	if (!*levels)
		return errmsg_set(err, -EINVAL,
				  "the image does not say whether page tables have 4 or 5 levels: give --levels");
	return 0;
}

/* Set @start and @end to the whole half if they are 0; else check that they lie in it. */
static int walk_choose_range(struct image_request *request, struct errmsg *err)
{
	const bool kernel = request->half == PTWALK_HALF_KERNEL;
	const __u64 limit = ptwalk_half_end(request->levels);
	const __u64 first = kernel ? -limit : 0, last = kernel ? ~0ULL : limit - 1;
	char range[NUMBER_SPAN_SIZE], half[NUMBER_SPAN_SIZE];

	if (!(request->start | request->end)) {
		request->start = first;
		request->end = last + 1;
	}
	if (request->start >= first && request->end - 1 <= last)
		return 0;
	return errmsg_set(err, -ERANGE,
			  "range %s is not inside the %s half, %s with %u levels of page tables",
			  number_span(range, request->start, request->end),
			  kernel ? "kernel" : "user",
			  number_span(half, first, last + 1), request->levels);
}

static struct table_walk *walk_new_walk(const struct image *image,
					const struct image_request *request,
				   struct dump_writer *dump, struct errmsg *err)
{
	struct table_walk *w = calloc(1, sizeof(*w));
	unsigned int level;

	if (!w)
		return NULL;
	w->image = image;
	w->dump = dump;
	w->levels = request->levels;
	w->kernel = request->half == PTWALK_HALF_KERNEL;
	w->address = IMAGE_ADDRESS & ~image->notes.enc_mask;
	w->top = request->cr3 & w->address;
	w->most = walk_most_tables(image);
	w->err = err;
	for (level = 0; level <= PTWALK_LEVEL_MAX; level++)
		w->sent[level] = NOT_SENT;
	return w;
}

static int walk_write_dump(struct table_walk *w, const struct image_request *request)
{
	int rc = image_record_begin(w->dump, w->image, request);

	if (rc)
		return errmsg_set(w->err, rc, "out of memory");
	rc = request->vmas ? walk_vmas(w, request) :
			     walk_range(w, request->start, request->end - 1);
	if (rc)
		return rc;
	rc = image_record_end(w->dump, w->image, request);
	return rc ? errmsg_set(w->err, rc, "out of memory") : 0;
}

/**
 * image_walk() - dump the page tables that a value of CR3 leads to
 * @image: image
 * @request: which page tables
 * @data: set to the bytes of the dump, 8-byte aligned; the caller frees them with free()
 * @size: set to their number
 * @err: filled in on failure
 *
 * A table that the image does not have is left out, and the dump says so.
 *
 * Return: 0; -EINVAL if no table can be at @request->cr3, or the number of levels is not
 * known or wrong; -ENXIO if the image has no memory there; -ERANGE if the range is not
 * inside the half; -ELOOP if there are more tables than there can be; -ENOMEM; another
 * negative errno if the image cannot be read.
 */
int image_walk(const struct image *image, const struct image_request *request,
	       void **data, size_t *size, struct errmsg *err)
{
	struct image_request r = *request;
	struct dump_writer dump = { 0 };
	struct table_walk *w;
	int rc;

	if (r.cr3 & ~(IMAGE_ADDRESS | CR3_FLAGS))
		return errmsg_set(err, -EINVAL,
				  "CR3 cannot be 0x%llx: it holds the physical address of a table, below 1 << 52, not its address in the kernel",
				  r.cr3);
	rc = walk_choose_levels(image, &r.levels, err);
	if (!rc)
		rc = walk_choose_range(&r, err);
	if (rc)
		return rc;
	w = walk_new_walk(image, &r, &dump, err);
	if (!w)
		return errmsg_set(err, -ENOMEM, "out of memory");
	rc = walk_check_top(w, r.cr3);
	if (!rc)
		rc = walk_write_dump(w, &r);
	free(w);
	if (rc) {
		free(dump.data);
		return rc;
	}
	*data = dump.data;
	*size = dump.size;
	return 0;
}
