// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel says of the pages of a live process: kpageflags and kpagecount,
 * read for many windows at a time.  The frames of a batch are put in order first,
 * so that a read() is as long as can be; what lies between two of them by chance
 * is read as well where that is cheaper than another call.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errmsg.h"
#include "facts-live.h"
#include "huge.h"
#include "run.h"

#define BATCH	32768U	/* pages looked up together: 64 windows */
#define GAP	64U	/* frames that are read although nobody asked */
#define CHUNK	16384U	/* frames in one read */

/**
 * struct extent - pages whose frames and addresses follow each other
 * @frame: of the first one
 * @first: its index in struct batch
 * @nr: how many
 */
struct extent {
	__u64		frame;
	unsigned int	first;
	unsigned int	nr;
};

/**
 * struct batch - pages to be looked up
 * @dump: whose pages
 * @flags_fd: /proc/kpageflags, -1 before it is needed
 * @count_fd: /proc/kpagecount, likewise
 * @addr: their addresses, ascending
 * @flags: what kpageflags says; 0 where it says nothing
 * @maps: what kpagecount says
 * @nr: how many
 * @extent: the same in pieces
 * @nr_extents: how many
 * @chunk: what was read last
 */
struct batch {
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

static void add_page(struct batch *b, __u64 addr, __u64 frame)
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

static int frame_order(const void *a, const void *b)
{
	const struct extent *x = a, *y = b;

	return x->frame < y->frame ? -1 : x->frame > y->frame;
}

/* Reads frames [@frame, @frame + @nr); those beyond the last one there is are 0. */
static int read_chunk(struct batch *b, int fd, __u64 frame, unsigned int nr)
{
	size_t size = nr * sizeof(__u64);
	ssize_t n;

	memset(b->chunk, 0, size);
	do {
		n = pread(fd, b->chunk, size, frame * sizeof(__u64));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

static void give_out(struct batch *b, const struct extent *extent, __u64 frame,
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

/* Looks all extents up in one of the two files. */
static int look_up(struct batch *b, int fd, bool counts)
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
		rc = read_chunk(b, fd, from, end - from);
		if (rc)
			return rc;
		for (; i < to; i++)
			give_out(b, &b->extent[i], from, end - from, counts);
	}
	return 0;
}

/* Merges pages that say the same into runs, and those into one record. */
static int add_record(struct batch *b, struct errmsg *err)
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

static int open_file(const char *path, struct errmsg *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return errmsg_set(err, -errno, "cannot open %s: %m", path);
	return fd;
}

/* Of most processes no page has to be looked at, and neither file is opened. */
static int open_files(struct batch *b, struct errmsg *err)
{
	if (b->flags_fd < 0)
		b->flags_fd = open_file("/proc/kpageflags", err);
	if (b->flags_fd < 0)
		return b->flags_fd;
	if (b->count_fd < 0)
		b->count_fd = open_file("/proc/kpagecount", err);
	return b->count_fd < 0 ? b->count_fd : 0;
}

static int flush(struct batch *b, struct errmsg *err)
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

static int add_window(struct batch *b, const struct huge *h,
		      const struct huge_window *w, struct errmsg *err)
{
	unsigned int i, from = ptwalk_index(w->start, 1);
	unsigned int to = from + ((w->end - w->start) >> ptwalk_shift(1));
	int rc;

	if (b->nr + (to - from) > BATCH) {
		rc = flush(b, err);
		if (rc)
			return rc;
	}
	for (i = from; i < to; i++) {
		__u64 raw = ptwalk_table_entry(w->table, i);
		__u64 phys = raw;

		if (!(raw & 1)) {
			if (!(raw & h->masks.protnone))
				continue;
			phys = ~raw;	/* see decode_inverted() */
		}
		if (!(raw & h->masks.special))
			add_page(b, w->table->base + i * ptwalk_span(1),
				 (phys & h->masks.addr) >> ptwalk_shift(1));
	}
	return 0;
}

/* Is it about pages, and not decided by what the tables say? */
static bool undecided(const struct huge_window *w)
{
	return (w->lacks & HUGE_LACKS_PAGES) && huge_depends_on_pages(w);
}

static int read_windows(struct batch *b, bool all, enum huge_judge judge,
			struct errmsg *err)
{
	struct huge_window w;
	struct huge h;
	int rc;

	/* what is added on the way is not looked at: see huge_begin() */
	huge_begin(&h, b->dump, judge);
	while (huge_next(&h, &w)) {
		if (!w.table || !(all || undecided(&w)))
			continue;
		rc = add_window(b, &h, &w, err);
		if (rc)
			return rc;
	}
	return flush(b, err);
}

/**
 * facts_read_pages() - look up pages of a live process
 * @dump: its dump, to which what they say is added
 * @all: of every window that has a page table, not only where it could change
 *	 the verdict
 * @judge: whose verdict
 * @err: says what could not be read
 *
 * Return: 0 or a negative errno.
 */
int facts_read_pages(struct dump *dump, bool all, enum huge_judge judge,
		     struct errmsg *err)
{
	struct batch *b;
	int rc;

	b = malloc(sizeof(*b));
	if (!b)
		return errmsg_set(err, -ENOMEM, "out of memory");
	b->dump = dump;
	b->nr = 0;
	b->nr_extents = 0;
	b->flags_fd = -1;
	b->count_fd = -1;
	rc = read_windows(b, all, judge, err);
	if (b->flags_fd >= 0)
		close(b->flags_fd);
	if (b->count_fd >= 0)
		close(b->count_fd);
	free(b);
	return rc;
}
