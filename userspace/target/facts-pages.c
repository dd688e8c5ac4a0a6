// SPDX-License-Identifier: GPL-2.0-only
/*
 * Look up pages of a live process in kpageflags and kpagecount, in batches.  The frames
 * of a batch are sorted first, so that one read() can cover many of them.  Short gaps
 * between the frames are read as well, which is cheaper than another system call.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errmsg.h"
#include "facts-live.h"
#include "run.h"

#define BATCH	32768U	/* pages in a batch: those of 64 page tables */
#define GAP	64U	/* read over a gap of at most this many frames */
#define CHUNK	16384U	/* maximum number of frames in one read() */

/**
 * struct extent - pages of a batch whose frames are consecutive
 * @frame: frame number of the first page
 * @first: index of the first page in the arrays of struct facts_batch
 * @nr: number of pages
 */
struct extent {
	__u64		frame;
	unsigned int	first;
	unsigned int	nr;
};

/**
 * struct facts_batch - pages to be looked up
 * @dump: dump of the process; the result becomes a record of it
 * @flags_fd: descriptor of /proc/kpageflags, -1 until it is needed
 * @count_fd: descriptor of /proc/kpagecount, -1 until it is needed
 * @addr: addresses of the pages, ascending
 * @flags: value of kpageflags for each page; 0 if it has none
 * @maps: value of kpagecount for each page, or PTWALK_MAPS_UNKNOWN
 * @nr: number of pages
 * @extent: the frames of the pages as extents; facts_batch_flush() sorts them by frame
 * @nr_extents: number of extents
 * @chunk: values of the last read()
 */
struct facts_batch {
	struct dump	*dump;
	int		flags_fd;
	int		count_fd;
	__u64		addr[BATCH];
	__u64		flags[BATCH];
	__u32		maps[BATCH];
	unsigned int	nr;
	struct extent	extent[BATCH];
	unsigned int	nr_extents;
	__u64		chunk[CHUNK];
};

static int frame_order(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/*
 * Store the values in @chunk, which are of the @nr frames from @frame on, for the pages
 * of an extent.  @counts: they are of kpagecount, else of kpageflags.
 */
static void give_out(struct facts_batch *b, const struct extent *extent, __u64 frame,
		     unsigned int nr, bool counts)
{
	unsigned int i;
	__u64 value;

	for (i = 0; i < extent->nr; i++) {
		if (extent->frame + i - frame >= nr)
			continue;
		value = b->chunk[extent->frame + i - frame];
		if (!counts)
			b->flags[extent->first + i] = value;
		else if (value < PTWALK_MAPS_UNKNOWN)
			b->maps[extent->first + i] = value;
	}
}

/* Look all extents, sorted by frame, up in one of the two files. */
static int look_up(struct facts_batch *b, int fd, bool counts)
{
	unsigned int i = 0, to;
	int rc;

	while (i < b->nr_extents) {
		__u64 from = b->extent[i].frame, end = from + b->extent[i].nr;

		for (to = i + 1; to < b->nr_extents; to++) {
			const struct extent *next = &b->extent[to];

			if (next->frame > end + GAP ||
			    next->frame + next->nr - from > CHUNK)
				break;
			if (next->frame + next->nr > end)
				end = next->frame + next->nr;
		}
		rc = facts_frames_read(fd, from, end - from, b->chunk);
		if (rc)
			return rc;
		for (; i < to; i++)
			give_out(b, &b->extent[i], from, end - from, counts);
	}
	return 0;
}

/* Make one record of the batch: merge neighbouring pages with equal values into runs. */
static int add_record(struct facts_batch *b, struct errmsg *err)
{
	struct ptwalk_pages *pages;
	struct ptwalk_page_run *run = NULL;
	unsigned int i, nr = 0;

	pages = malloc(sizeof(*pages) + b->nr * sizeof(*run));
	if (!pages)
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (i = 0; i < b->nr; i++) {
		if (!b->flags[i])
			continue;
		if (run && run->flags == b->flags[i] && run->maps == b->maps[i] &&
		    run->addr + run->nr * ptwalk_span(1) == b->addr[i]) {
			run->nr++;
			continue;
		}
		run = &pages->run[nr++];
		*run = (struct ptwalk_page_run){
			.addr = b->addr[i],
			.nr = 1,
			.maps = b->maps[i],
			.flags = b->flags[i],
		};
	}
	if (!nr) {
		free(pages);
		return 0;
	}
	pages->rec.type = PTWALK_REC_PAGES;
	pages->rec.length = sizeof(*pages) + nr * sizeof(*run);
	return facts_add(&b->dump->facts, &pages->rec, err);
}

/* Open both files when they are first needed: for most processes they never are. */
static int open_files(struct facts_batch *b, struct errmsg *err)
{
	if (b->flags_fd < 0)
		b->flags_fd = facts_frames_open("/proc/kpageflags", err);
	if (b->flags_fd < 0)
		return b->flags_fd;
	if (b->count_fd < 0)
		b->count_fd = facts_frames_open("/proc/kpagecount", err);
	return b->count_fd < 0 ? b->count_fd : 0;
}

/**
 * facts_batch_flush() - look up the pages in a batch
 * @b: batch; empty afterwards, unless a file could not be opened or read
 * @err: filled in with what could not be read
 *
 * The values of kpageflags and kpagecount are added to the facts of the dump.
 *
 * Return: 0 or a negative errno.
 */
int facts_batch_flush(struct facts_batch *b, struct errmsg *err)
{
	int rc;

	if (!b->nr)
		return 0;
	rc = open_files(b, err);
	if (rc)
		return rc;
	qsort(b->extent, b->nr_extents, sizeof(b->extent[0]), frame_order);
	rc = look_up(b, b->flags_fd, false);
	if (!rc)
		rc = look_up(b, b->count_fd, true);
	if (rc)
		return errmsg_set(err, rc, "cannot read /proc/kpageflags or kpagecount: %s",
				  strerror(-rc));
	rc = add_record(b, err);
	b->nr = 0;
	b->nr_extents = 0;
	return rc;
}

/**
 * facts_batch_room() - make room for pages in a batch
 * @b: batch; if the pages do not fit, it is flushed
 * @nr: number of pages, at most those of one page table (PTWALK_ENTRIES)
 * @err: filled in with what could not be read
 *
 * Return: 0 or a negative errno.
 */
int facts_batch_room(struct facts_batch *b, unsigned int nr, struct errmsg *err)
{
	return b->nr + nr > BATCH ? facts_batch_flush(b, err) : 0;
}

/**
 * facts_batch_add() - add a page to a batch
 * @b: batch; the caller has made room with facts_batch_room()
 * @addr: address of the page, higher than those of all pages added before
 * @frame: page frame number of the page
 */
void facts_batch_add(struct facts_batch *b, __u64 addr, __u64 frame)
{
	struct extent *last = b->nr_extents ? &b->extent[b->nr_extents - 1] :
					      NULL;

	b->addr[b->nr] = addr;
	b->flags[b->nr] = 0;
	b->maps[b->nr] = PTWALK_MAPS_UNKNOWN;
	if (last && last->frame + last->nr == frame && last->nr < CHUNK)
		last->nr++;
	else
		b->extent[b->nr_extents++] = (struct extent){ frame, b->nr, 1 };
	b->nr++;
}

/**
 * facts_batch_new() - allocate a batch to look up pages of a live process
 * @dump: dump of the process; facts_batch_flush() adds records to it.  Must live as long
 *	  as the batch
 * @err: filled in on failure
 *
 * Return: an empty batch, which the caller frees with facts_batch_free(), or NULL.
 */
struct facts_batch *facts_batch_new(struct dump *dump, struct errmsg *err)
{
	struct facts_batch *b = malloc(sizeof(*b));

	if (!b) {
		errmsg_set(err, -ENOMEM, "out of memory");
		return NULL;
	}
	b->dump = dump;
	b->nr = 0;
	b->nr_extents = 0;
	b->flags_fd = -1;
	b->count_fd = -1;
	return b;
}

/**
 * facts_batch_free() - free a batch; pages that have not been looked up are dropped
 * @b: batch
 */
void facts_batch_free(struct facts_batch *b)
{
	if (b->flags_fd >= 0)
		close(b->flags_fd);
	if (b->count_fd >= 0)
		close(b->count_fd);
	free(b);
}
