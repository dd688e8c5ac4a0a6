// SPDX-License-Identifier: GPL-2.0
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
#include "image-walk.h"
#include "image.h"
#include "number.h"

/* CR3: PCID or PWT and PCD below the address; LAM_U57 and LAM_U48 above it */
#define CR3_FLAGS	0x6000000000000fffULL

/**
 * struct table_walk - a walk of the page tables in an image
 * @image: the image
 * @dump: the dump that is written
 * @levels: 4 or 5
 * @kernel: it is of the kernel half
 * @start: first address
 * @last: last address
 * @address: mask of the address in an entry
 * @most: number of tables after which the walk fails
 * @err: filled in on failure
 */
struct table_walk {
	const struct image	*image;
	struct dump_writer	*dump;
	unsigned int		levels;
	bool			kernel;
	__u64			start;
	__u64			last;
	__u64			address;
	__u64			most;
	struct errmsg		*err;
};

/*
 * No more tables than the file has pages, and than fit into half of the memory of this
 * machine: a file with holes can be of any size.
 */
static __u64 most_tables(const struct image *image)
{
	__u64 pages = image->size / ptwalk_span(1) + 1;
	__u64 memory = get_phys_pages() / 2;

	return pages < memory ? pages : memory;
}

static int too_many(const struct table_walk *w)
{
	return errmsg_set(w->err, -ELOOP,
			  "more than %llu page tables, as many as the image has pages or half of this machine's memory can hold: tables lead to themselves, or CR3 is not the one of a process",
			  w->most);
}

static bool overlaps(const struct table_walk *w, __u64 first, __u64 last)
{
	return first <= w->last && last >= w->start;
}

static int walk_table(struct table_walk *w, unsigned int level, __u64 base,
		      __u64 phys, __u64 parent);

/*
 * Walk the tables that @entry of a table leads to.  In the kernel half one table may be linked
 * many times in a row, and is followed from the first entry only, as the module does.
 */
static int walk_below(struct table_walk *w, unsigned int level, __u64 base,
		      const __u64 *entry, unsigned int first, unsigned int count)
{
	const __u64 span = ptwalk_span(level);
	__u64 left = 0;
	unsigned int i;
	int rc = 0;

	for (i = first; !rc && i < first + count; i++) {
		__u64 addr = base + i * span;
		bool repeats = w->kernel && ptwalk_repeats(entry[i], left);

		left = entry[i];
		if (ptwalk_leads_to_table(entry[i], level) && !repeats &&
		    overlaps(w, addr, addr + (span - 1)))
			rc = walk_table(w, level - 1, addr, entry[i] & w->address,
					entry[i]);
	}
	return rc;
}

/* Write the table at @phys, then those below it. */
static int walk_table(struct table_walk *w, unsigned int level, __u64 base,
		      __u64 phys, __u64 parent)
{
	unsigned int first = 0, count = PTWALK_ENTRIES;
	__u64 entry[PTWALK_ENTRIES];
	int rc;

	rc = image_read(w->image, phys, entry, sizeof(entry), w->err);
	if (rc == -ENXIO) {
		w->dump->end.flags |= PTWALK_END_LEFT_OUT;
		return 0;
	}
	if (rc)
		return rc;
	if (w->dump->end.tables == w->most)
		return too_many(w);
	if (level == w->levels) {
		count = PTWALK_ENTRIES / 2;
		first = w->kernel ? count : 0;
	}
	rc = dump_write_table(w->dump, &(struct ptwalk_table){
		.base = base,
		.phys = phys,
		.parent = parent,
		.level = level,
		.first = first,
		.count = count,
	}, entry + first);
	if (rc)
		return errmsg_set(w->err, rc, "out of memory after %llu tables",
				  (__u64)w->dump->end.tables);
	return walk_below(w, level, base, entry, first, count);
}

/* Name the memory that the image has, at most its first and last address. */
static int not_there(const struct table_walk *w, __u64 cr3)
{
	const struct image_segment *first = w->image->segment;
	const struct image_segment *last = first + w->image->nr_segments - 1;

	return errmsg_set(w->err, -ENXIO,
			  "CR3 0x%llx: the image has no memory at 0x%llx; what it has lies between 0x%llx and 0x%llx",
			  cr3, cr3 & w->address, first->phys,
			  last->phys + (last->size - 1));
}

/*
 * Is there a table at CR3 that a CPU can use?  The kernel must be mapped in it, so at least
 * one entry of the two halves leads to a table, and the CPU takes no entry with PS there.
 */
static int check_top(const struct table_walk *w, __u64 cr3)
{
	const __u64 phys = cr3 & w->address;
	__u64 entry[PTWALK_ENTRIES], below;
	unsigned int i, tables = 0;
	int rc;

	rc = image_read(w->image, phys, entry, sizeof(entry), w->err);
	if (rc)
		return rc == -ENXIO ? not_there(w, cr3) : rc;
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

static int choose_levels(const struct image *image, unsigned int *levels,
			 struct errmsg *err)
{
	const unsigned int known = image->notes.levels;

	if (*levels && known && *levels != known)
		return errmsg_set(err, -EINVAL,
				  "%u levels of page tables contradict the image, whose notes say %u",
				  *levels, known);
	if (!*levels)
		*levels = known;
	if (!*levels)
		return errmsg_set(err, -EINVAL,
				  "the image does not say whether page tables have 4 or 5 levels: give --levels");
	return 0;
}

/* Set @start and @end to the whole half if they are 0; else check that they lie in it. */
static int choose_range(struct image_request *request, struct errmsg *err)
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
	struct table_walk w = {
		.image = image,
		.dump = &dump,
		.kernel = r.half == PTWALK_HALF_KERNEL,
		.address = IMAGE_ADDRESS & ~image->notes.enc_mask,
		.most = most_tables(image),
		.err = err,
	};
	__u64 top;
	int rc;

	if (r.cr3 & ~(IMAGE_ADDRESS | CR3_FLAGS))
		return errmsg_set(err, -EINVAL,
				  "CR3 cannot be 0x%llx: it holds the physical address of a table, below 1 << 52, not its address in the kernel",
				  r.cr3);
	rc = choose_levels(image, &r.levels, err);
	if (!rc)
		rc = choose_range(&r, err);
	w.levels = r.levels;
	w.start = r.start;
	w.last = r.end - 1;
	if (!rc)
		rc = check_top(&w, r.cr3);
	if (rc)
		return rc;

	rc = image_record_begin(&dump, &image->notes, &r);
	if (rc)
		errmsg_set(err, rc, "out of memory");
	top = ptwalk_span(r.levels) * PTWALK_ENTRIES;
	if (!rc)
		rc = walk_table(&w, r.levels, w.kernel ? -top : 0, r.cr3 & w.address, 0);
	if (!rc) {
		dump.end.flags |= PTWALK_END_COMPLETE;
		dump.end.reached = r.end;
		rc = dump_write_end(&dump);
		if (rc)
			errmsg_set(err, rc, "out of memory");
	}
	if (rc) {
		free(dump.data);
		return rc;
	}
	*data = dump.data;
	*size = dump.size;
	return 0;
}
