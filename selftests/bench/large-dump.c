// SPDX-License-Identifier: GPL-2.0-only
/*
 * large-dump [OPTION...] GIB - write the dump of a made-up process with so many GiB of 4K pages
 *
 *	-c	contiguous frames and equal flags.  Without it each page has a frame of its own by
 *		chance, one in eight has not been accessed and one in 64 not been written to: a run
 *		of equal entries is four pages long
 *	-n NR	NR anonymous VMAs of equal size instead of 26 of different sizes
 *	-x PER	the same process later: so many of 10000 entries changed: to another frame, in A or
 *		D, to swap or to nothing
 *	-s SEED	another process of the same kind
 *
 * Written as it is made: a dump of 64 GiB takes a second, where selftests/host/kit/forge.h
 * would keep all of it in memory.  The same options make the same bytes.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ptwalk-facts.h"

#include "forge.h"
#include "random-number.h"

#define NAME_ROOM	32
#define HEAP		0x555555a00000ULL
#define TOP		0x7ffff7000000ULL	/* libraries and the stack are from here on */
#define GAP		(M2 + 5 * K4)		/* between two anonymous VMAs */
#define FRAME_0		(4 * G1)		/* physical address of the first page */
#define LIBRARIES	3

/* As "ptwalk record" does, write much at once: the page cache keeps it in large folios. */
#define WRITE_SIZE	(1U << 20)

/**
 * struct area - a VMA of the process
 * @start: first address
 * @end: first address after it
 * @flags: PTWALK_VMA_*
 * @bits: the bits of its entries
 * @offset: offset in the file
 * @ino: inode number of the file
 * @first: number of its first page, counted over all VMAs
 * @name: its name
 */
struct area {
	__u64	start;
	__u64	end;
	__u64	flags;
	__u64	bits;
	__u64	offset;
	__u64	ino;
	__u64	first;
	char	name[NAME_ROOM];
};

/**
 * struct making - a dump that is being written
 * @contiguous: option -c
 * @changed: option -x
 * @seed: option -s
 * @area: VMAs, ascending
 * @nr: number of VMAs
 * @written: number of VMAs whose record is written
 * @pages: number of pages of all VMAs
 * @log_frames: log2 of the frames that pages are spread over
 * @tables: by level, number of tables that an entry leads to so far
 * @end: the last record
 */
struct making {
	bool			contiguous;
	unsigned int		changed;
	__u64			seed;
	struct area		*area;
	size_t			nr;
	size_t			written;
	__u64			pages;
	unsigned int		log_frames;
	__u64			tables[PTWALK_LEVEL_MAX + 1];
	struct ptwalk_end	end;
};

static void put(const void *data, size_t size)
{
	if (fwrite(data, 1, size, stdout) != size)
		err(1, "standard output");
}

static struct area *add_area(struct making *m, __u64 start, __u64 size, __u64 flags,
			     __u64 bits)
{
	struct area *area;

	m->area = realloc(m->area, (m->nr + 1) * sizeof(*area));
	if (!m->area)
		err(1, "large-dump");
	area = &m->area[m->nr++];
	*area = (struct area){
		.start = start,
		.end = start + size,
		.flags = flags,
		.bits = bits,
		.first = m->pages,
	};
	m->pages += size / K4;
	return area;
}

/* The four VMAs of a program or library: headers, code, constants, data */
static void add_file(struct making *m, __u64 start, __u64 ino, const char *name)
{
	static const struct {
		__u64	pages, flags, bits;
	} part[] = {
		{ 10, VMA_FILE, E_READ },
		{ 300, VMA_CODE, E_CODE },
		{ 90, VMA_FILE, E_READ },
		{ 4, VMA_FILE | PTWALK_VMA_WRITE | PTWALK_VMA_ANON_VMA, E_WRITTEN },
	};
	__u64 offset = 0;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(part); i++) {
		const __u64 size = part[i].pages * K4;
		const __u64 file = PTWALK_VMA_FILE | PTWALK_VMA_REGULAR;
		struct area *area = add_area(m, start + offset, size, part[i].flags | file,
					     part[i].bits);

		area->offset = offset;
		area->ino = ino;
		snprintf(area->name, sizeof(area->name), "%s", name);
		offset += size;
	}
}

/* The anonymous VMAs: @nr of equal size, or the heap and 25 of one to five parts each. */
static void add_memory(struct making *m, __u64 pages, size_t nr)
{
	const __u64 gap = nr ? K4 : GAP;
	const size_t count = nr ? nr : 25;
	__u64 parts = 0, done = 0, start, size;
	size_t i;

	if (!nr) {
		size = pages / 16;
		strcpy(add_area(m, HEAP, size * K4, VMA_ANON, E_WRITTEN)->name, "[heap]");
		pages -= size;
	}
	for (i = 0; i < count; i++)
		parts += nr ? 1 : 1 + i % 5;
	start = TOP - pages * K4 - count * gap;
	for (i = 0; i < count; i++) {
		size = pages * (nr ? 1 : 1 + i % 5) / parts;
		if (i + 1 == count)
			size = pages - done;
		if (size)
			add_area(m, start, size * K4, VMA_ANON, E_WRITTEN);
		done += size;
		start += size * K4 + gap;
	}
}

static void add_areas(struct making *m, __u64 pages, size_t nr)
{
	char name[NAME_ROOM];
	size_t i;

	add_file(m, 0x555555554000ULL, 100, "/usr/bin/large");
	add_memory(m, pages, nr);
	for (i = 0; i < LIBRARIES; i++) {
		snprintf(name, sizeof(name), "/usr/lib/lib%zu.so", i);
		add_file(m, TOP + i * 2 * M2, 101 + i, name);
	}
	strcpy(add_area(m, 0x7ffffffde000ULL, 33 * K4, VMA_ANON | PTWALK_VMA_GROWSDOWN,
			E_WRITTEN)->name, "[stack]");
}

/* One frame for each page: a permutation of the numbers below 1 << @m->log_frames. */
static __u64 frame_of(const struct making *m, __u64 page)
{
	const __u64 mask = (1ULL << m->log_frames) - 1;
	const unsigned int half = (m->log_frames + 1) / 2;
	__u64 x = (page + m->seed) & mask;

	x = ((x ^ (x >> half)) * 0x9e3779b97f4a7c15ULL) & mask;
	x = ((x ^ (x >> half)) * 0xd1342543de82ef95ULL) & mask;
	return x ^ (x >> half);
}

/* The entry of the page @i of @area, before anything changed */
static __u64 entry_of(const struct making *m, const struct area *area, __u64 i)
{
	const __u64 page = area->first + i;
	__u64 state = m->seed ^ page << 1, chance, bits = area->bits;

	if (area->ino)
		return (FRAME_0 + (2ULL << m->log_frames) * K4 + page * K4) | bits;
	if (m->contiguous)
		return (FRAME_0 + page * K4) | bits;
	chance = random_number(&state);
	if (!(chance & 7))
		bits &= ~E_A;
	if (!(chance >> 8 & 63))
		bits &= ~E_D;
	return (FRAME_0 + frame_of(m, page) * K4) | bits;
}

/* The entry of a page later: one of the things that happen to pages. */
static __u64 later(const struct making *m, __u64 raw, __u64 page, __u64 chance)
{
	switch (chance % 8) {
	case 0:
		return 0;
	case 1:
		return forge_swap(0, page);
	case 2:
		return raw ^ E_A;
	case 3:
		return raw ^ E_D;
	}
	/* a frame above those of all pages, of no other page */
	return raw + (1ULL << m->log_frames) * K4;
}

/* Set the entries of the pages of @area that the PT at @base translates. */
static void fill(const struct making *m, const struct area *area, __u64 base, __u64 *entry)
{
	const __u64 span = PTWALK_ENTRIES * K4;
	const __u64 from = area->start > base ? area->start : base;
	const __u64 to = area->end < base + span ? area->end : base + span;
	__u64 addr, i, page, state, chance;

	for (addr = from; addr < to; addr += K4) {
		i = (addr - area->start) / K4;
		page = area->first + i;
		state = ~m->seed ^ page << 1;
		chance = m->changed ? random_number(&state) : 0;
		entry[(addr - base) / K4] = entry_of(m, area, i);
		if (chance % 10000 < m->changed)
			entry[(addr - base) / K4] = later(m, entry[(addr - base) / K4], page,
							  chance >> 32);
	}
}

/* The first VMA that ends after @addr */
static size_t area_after(const struct making *m, __u64 addr)
{
	size_t from = 0, to = m->nr;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (m->area[mid].end <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/* Is there a page between two addresses? */
static bool used(const struct making *m, __u64 start, __u64 end)
{
	const size_t at = area_after(m, start);

	return at < m->nr && m->area[at].start < end;
}

static void put_area(struct making *m, const struct area *area)
{
	const struct ptwalk_vma rec = {
		.rec = { PTWALK_REC_VMA, sizeof(rec) + NAME_ROOM },
		.start = area->start,
		.end = area->end,
		.flags = area->flags,
		.offset = area->ino ? area->offset : area->start,
		.ino = area->ino,
		.dev_major = area->ino ? 8 : 0,
		.dev_minor = area->ino ? 1 : 0,
		.name_length = strlen(area->name),
	};

	put(&rec, sizeof(rec));
	put(area->name, NAME_ROOM);
	m->end.vmas++;
}

/* The entry that leads to the table number @nr of a level; PTs have 2G, others 512M. */
static __u64 link_to(unsigned int level, __u64 nr)
{
	return ((5 - level) * G1 / 2 + nr * K4) | E_TABLE;
}

/* Write a table with what is below it, and before each table the VMAs that begin by then. */
static void put_tables(struct making *m, unsigned int level, __u64 base, __u64 parent)
{
	const __u64 span = ptwalk_span(level);
	struct ptwalk_table rec = {
		.rec.type = PTWALK_REC_TABLE,
		.base = base,
		.phys = (parent ? parent : link_to(level, 0)) & ~(K4 - 1),
		.parent = parent,
		.level = level,
	};
	__u64 entry[PTWALK_ENTRIES] = { 0 };
	size_t at = area_after(m, base);
	unsigned int i, to = level == 4 ? PTWALK_ENTRIES / 2 : PTWALK_ENTRIES;

	while (m->written <= at)
		put_area(m, &m->area[m->written++]);
	for (i = 0; level > 1 && i < to; i++)
		if (used(m, base + i * span, base + (i + 1) * span))
			entry[i] = link_to(level - 1, m->tables[level - 1]++);
	for (; level == 1 && at < m->nr && m->area[at].start < base + PTWALK_ENTRIES * K4; at++)
		fill(m, &m->area[at], base, entry);

	while (rec.first < to && !entry[rec.first])
		rec.first++;
	while (to > rec.first && !entry[to - 1])
		to--;
	rec.count = to - rec.first;
	if (!rec.count)
		rec.first = 0;
	rec.rec.length = sizeof(rec) + rec.count * sizeof(entry[0]);
	put(&rec, sizeof(rec));
	put(entry + rec.first, rec.count * sizeof(entry[0]));
	m->end.tables++;
	m->end.entries += rec.count;
	for (i = rec.first; level > 1 && i < to; i++)
		if (entry[i])
			put_tables(m, level - 1, base + i * span, entry[i]);
}

/* The header and the end are the forge's, of a dump without pages. */
static void put_dump(struct making *m)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	const __u64 minute = 60000000000ULL;
	const struct ptwalk_header *header;
	struct ptwalk_node_range node[] = {
		{ .frame = 1, .nr = (FRAME_0 / K4 - 1) },
		{ .frame = FRAME_0 / K4, .nr = 3ULL << m->log_frames, .node = 1 },
	};
	const struct ptwalk_record nodes = { PTWALK_REC_NODES, sizeof(nodes) + sizeof(node) };
	size_t size;
	void *data;

	memcpy(forge_header(f)->comm, "large", sizeof("large"));
	if (m->changed) {
		forge_header(f)->time_realtime += minute;
		forge_header(f)->time_monotonic += minute;
	}
	m->end = *forge_end(f);
	data = forge_write(f, &size);
	header = data;
	put(header, header->rec.length);
	put_tables(m, 4, 0, 0);
	while (m->written < m->nr)
		put_area(m, &m->area[m->written++]);
	put(&nodes, sizeof(nodes));
	put(node, sizeof(node));
	m->end.rec = (struct ptwalk_record){ PTWALK_REC_END, sizeof(m->end) };
	put(&m->end, sizeof(m->end));
	free(data);
	forge_free(f);
}

int main(int argc, char **argv)
{
	struct making m = { .seed = 1 };
	__u64 pages;
	size_t nr = 0;
	int c;

	while ((c = getopt(argc, argv, "cn:x:s:")) != -1)
		if (c == 'c')
			m.contiguous = true;
		else if (c == 'n')
			nr = strtoul(optarg, NULL, 0);
		else if (c == 'x')
			m.changed = strtoul(optarg, NULL, 0);
		else if (c == 's')
			m.seed = strtoull(optarg, NULL, 0);
		else
			return EXIT_FAILURE;
	if (optind + 1 != argc)
		errx(1, "one number of GiB expected");
	pages = strtoull(argv[optind], NULL, 0) * (G1 / K4);
	if (!pages || pages > 1ULL << 28 || nr > pages)
		errx(1, "1 to 1024 GiB, and a page for each VMA");
	if (setvbuf(stdout, NULL, _IOFBF, WRITE_SIZE))
		err(1, "large-dump");
	add_areas(&m, pages, nr);
	while (1ULL << m.log_frames < m.pages)
		m.log_frames++;
	put_dump(&m);
	free(m.area);
	if (fflush(stdout))
		err(1, "standard output");
	return EXIT_SUCCESS;
}
