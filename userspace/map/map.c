// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sums up the entries of a VMA by cells: see map.h.
 */
#include <errno.h>
#include <stdlib.h>

#include "facts-live.h"
#include "kind.h"
#include "map.h"
#include "rss.h"
#include "stat-frames.h"

#define COUNTS	512	/* values of kpagecount that are read at once */

/* The smallest cell, a power of two, of which @cells hold the addresses from @start to @last */
static __u64 map_span(__u64 start, __u64 last, unsigned int cells)
{
	__u64 span = ptwalk_span(1);

	while (last / span - start / span >= cells)
		span *= 2;
	return span;
}

/* Add the addresses from @start up to @end of @run, which are in @cell, to what it has. */
static void map_add(struct map_cell *cell, const struct dump *dump, const struct ptwalk_run *run,
		    const struct ptwalk_pte *pte, unsigned int kind, __u64 start, __u64 end)
{
	__u64 bytes = end - start, accessed, dirty;

	switch (kind) {
	case PTWALK_PROTNONE:
		cell->protnone += bytes;
		return;
	case PTWALK_ZERO_PAGE:
	case PTWALK_HUGE_ZERO_PAGE:
		cell->zero += bytes;
		return;
	case PTWALK_SWAP:
		cell->swapped += bytes;
		return;
	case PTWALK_GUARD:
	case PTWALK_POISON:
		cell->guard += bytes;
		return;
	case PTWALK_UNREAD:
	case PTWALK_REPEAT:
		cell->unread += bytes;
		return;
	}
	if (!(rss_of(&dump->dict, pte, run->vma) & RSS_PRESENT)) {
		cell->other += bytes;
		return;
	}
	cell->present += bytes;
	if (pte->level > 1)
		cell->huge += bytes;
	if (run->level == 1) {
		runs_bits(dump, run, start, end, &accessed, &dirty);
		accessed <<= ptwalk_shift(1);
		dirty <<= ptwalk_shift(1);
	} else {
		accessed = pte->flags & PTWALK_F_A ? bytes : 0;
		dirty = pte->flags & PTWALK_F_D ? bytes : 0;
	}
	cell->accessed += accessed;
	cell->dirty += pte->flags & PTWALK_F_SAVED_DIRTY ? bytes : dirty;
}

static struct map_cell *map_cell(const struct map_band *band, __u64 addr)
{
	return &band->cell[(addr - band->start) / band->span];
}

static void map_add_run(struct map_band *band, const struct dump *dump,
			const struct ptwalk_run *run)
{
	__u64 addr = run->start, next, last = run->end - 1;
	struct ptwalk_pte pte;
	unsigned int kind;

	ptwalk_decode(&dump->dict, run->raw, run->level, &pte);
	kind = run->kind == pte.kind ? kind_of(&dump->dict, run->vma, &pte) : run->kind;
	for (;;) {
		next = (addr & -band->span) + band->span;
		if (next - 1 > last)
			next = run->end;
		map_add(map_cell(band, addr), dump, run, &pte, kind, addr, next);
		if (next - 1 == last)
			return;
		addr = next;
	}
}

/**
 * struct map_counting - a run whose frames are looked up in kpagecount
 * @band: the VMA
 * @fd: descriptor of kpagecount
 * @addr: address of the next frame
 */
struct map_counting {
	struct map_band	*band;
	int		fd;
	__u64		addr;
};

static int map_count(void *arg, __u64 frame, __u64 nr)
{
	const __u64 page = ptwalk_span(1);
	struct map_counting *c = arg;
	__u64 value[COUNTS];
	unsigned int n, i;
	int rc;

	for (; nr; nr -= n, frame += n) {
		n = nr < COUNTS ? nr : COUNTS;
		rc = facts_frames_read(c->fd, frame, n, value);
		if (rc)
			return rc;
		for (i = 0; i < n; i++, c->addr += page)
			if (value[i] > 1)
				map_cell(c->band, c->addr)->shared += page;
	}
	return 0;
}

/* Pages of which a dump file has the number of mappings: record --pages */
static void map_count_facts(struct map_band *band, const struct dump *dump,
			    const struct ptwalk_run *run)
{
	const __u64 page = ptwalk_span(1);
	__u64 addr, end, next;

	for (addr = run->start; addr < run->end; addr = next) {
		const struct ptwalk_page_run *pages = facts_page(&dump->facts, addr);

		/* the first record that ends above @addr; nothing is known of what is before it */
		if (!pages || pages->addr >= run->end)
			return;
		next = pages->addr + pages->nr * page;
		end = next < run->end ? next : run->end;
		if (addr < pages->addr)
			addr = pages->addr;
		if (pages->maps == PTWALK_MAPS_UNKNOWN || pages->maps < 2)
			continue;
		for (; addr < end; addr += page)
			map_cell(band, addr)->shared += page;
	}
}

static int map_sharing(struct map_band *band, const struct dump *dump,
		       const struct ptwalk_run *run, const struct map_sharing *sharing)
{
	struct map_counting counting = {
		.band = band, .fd = sharing->counts_fd, .addr = run->start,
	};

	if (run->kind != PTWALK_PAGE || dump->dict.kernel)
		return 0;
	if (sharing->counts_fd >= 0)
		return frames_of_run(dump, run, map_count, &counting);
	map_count_facts(band, dump, run);
	return 0;
}

/**
 * map_read() - begin to read the entries of a dump
 * @reader: filled in
 * @dump: dump; must live as long as @reader
 * @start: see struct map_reader
 * @end: see struct map_reader
 * @counts_fd: descriptor of /proc/kpagecount if the dump is of a live process, else -1
 */
void map_read(struct map_reader *reader, const struct dump *dump, __u64 start, __u64 end,
	      int counts_fd)
{
	*reader = (struct map_reader){
		.dump = dump, .start = start, .end = end, .sharing.counts_fd = counts_fd,
	};
	runs_begin(&reader->runs, dump);
	runs_loosen(&reader->runs);
	runs_limit(&reader->runs, start, end);
	reader->open = runs_next(&reader->runs, &reader->run);
}

/**
 * map_band() - sum up the entries of a VMA by cells
 * @reader: from map_read()
 * @vma: VMA of the dump that overlaps the range; above those of earlier calls
 * @cells: number of cells at most, at least 2
 * @band: filled in; the caller frees it with map_band_free()
 *
 * Return: 0; -ENOMEM; another negative errno if kpagecount cannot be read.
 */
int map_band(struct map_reader *reader, const struct ptwalk_vma *vma, unsigned int cells,
	     struct map_band *band)
{
	const __u64 start = reader->start > vma->start ? reader->start : vma->start;
	__u64 last = dump_vma_end(reader->dump, vma) - 1;
	struct ptwalk_run *run = &reader->run;
	int rc = 0;

	if (last > reader->end - 1)
		last = reader->end - 1;
	*band = (struct map_band){ .vma = vma, .end = last + 1 };
	if (start > last)
		return 0;
	band->span = map_span(start, last, cells);
	band->start = start & -band->span;
	band->nr = (last - band->start) / band->span + 1;
	band->cell = calloc(band->nr, sizeof(*band->cell));
	if (!band->cell)
		return -ENOMEM;
	for (; !rc && reader->open && run->start <= last;
	     reader->open = runs_next(&reader->runs, run)) {
		if (run->kind == PTWALK_NONE || run->vma != vma)
			continue;
		map_add_run(band, reader->dump, run);
		rc = map_sharing(band, reader->dump, run, &reader->sharing);
	}
	if (rc)
		map_band_free(band);
	return rc;
}

/**
 * map_band_free() - free the cells
 * @band: from map_band()
 */
void map_band_free(struct map_band *band)
{
	free(band->cell);
	band->cell = NULL;
}
