// SPDX-License-Identifier: GPL-2.0
/*
 * Folios of a process: see stat-folios.h.
 *
 * Memory is looked at in blocks of 2M, aligned: no folio reaches over the end of one,
 * but for hugetlb, which is not in Rss.  In a block, heads and tails of compound pages
 * tell which frames are one folio; 6.1 has the flags of a folio in its head alone.
 * Blocks of which every page is mapped, and written to, are not looked at.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel-page-flags.h>

#include "stat-folios.h"
#include "stat.h"

#define BLOCK	512U	/* frames in a block */
#define CHUNK	32U	/* blocks that are read at once */

#define KPF(name)	(1ULL << KPF_##name)

/**
 * struct look - blocks being looked at, in ascending order
 * @read: reads the flags of frames
 * @arg: for @read
 * @first: number of the first block in @flags
 * @nr: how many blocks are in @flags
 * @flags: what was read last
 */
struct look {
	folios_read_fn	read;
	void		*arg;
	__u64		first;
	__u64		nr;
	__u64		flags[CHUNK * BLOCK];
};

/**
 * folios_begin() - begin to collect frames
 * @folios: filled in; folios_end() it
 */
void folios_begin(struct folios *folios)
{
	*folios = (struct folios){
		.mapped = { .block = BLOCK },
		.clean = { .block = BLOCK },
	};
}

/**
 * folios_end() - free what was collected
 * @folios: frames
 */
void folios_end(struct folios *folios)
{
	frames_free(&folios->mapped);
	frames_free(&folios->clean);
}

/**
 * folios_add() - add the pages of a run
 * @folios: frames so far
 * @dump: dump
 * @run: a run that is in Rss
 * @pte: its first entry
 *
 * Return: 0 or -ENOMEM.
 */
int folios_add(struct folios *folios, const struct dump *dump,
	       const struct ptwalk_run *run, const struct ptwalk_pte *pte)
{
	const struct ptwalk_vma *vma = run->vma;
	int rc;

	/* mapped shared, or never faulted in for writing: no anonymous page is there */
	if (vma && (vma->flags & PTWALK_VMA_ANON_VMA) &&
	    !(vma->flags & PTWALK_VMA_SHARED) &&
	    !(pte->flags & (PTWALK_F_D | PTWALK_F_SAVED_DIRTY))) {
		rc = frames_of_run(dump, run, frames_add, &folios->clean);
		if (rc)
			return rc;
	}
	return frames_of_run(dump, run, frames_add, &folios->mapped);
}

/* How many frames of the extents up to @to are different ones, in order, of one block */
static unsigned int count_mapped(const struct frames_extent *from,
				 const struct frames_extent *to)
{
	unsigned int nr = 0;
	__u64 after = 0;

	for (; from < to; from++) {
		__u64 end = from->frame + from->nr;
		__u64 first = from->frame > after ? from->frame : after;

		if (end > first)
			nr += end - first;
		if (end > after)
			after = end;
	}
	return nr;
}

/* The extents of the block that @from is in end where? */
static const struct frames_extent *block_end(const struct frames *list,
					     const struct frames_extent *from)
{
	const struct frames_extent *at = from;

	while (at < list->extent + list->nr && at->frame / BLOCK == from->frame / BLOCK)
		at++;
	return at;
}

/* How many blocks from that of @at on are mapped, each next to the one before? */
static __u64 neighbours(const struct frames *list, const struct frames_extent *at)
{
	__u64 first = at->frame / BLOCK, last = first;

	for (; at < list->extent + list->nr; at++) {
		if (at->frame / BLOCK > last + 1 || at->frame / BLOCK - first == CHUNK)
			break;
		last = at->frame / BLOCK;
	}
	return last - first + 1;
}

/* Counts a folio of 2M of which @mapped pages are mapped, if it is one. */
static void add_held(struct stat_sums *sums, const __u64 *flags, unsigned int mapped)
{
	const __u64 folio = KPF(COMPOUND_HEAD) | KPF(THP);
	unsigned int i;
	__u64 bytes;

	if ((flags[0] & (folio | KPF(HUGE))) != folio)
		return;
	for (i = 1; i < BLOCK; i++)
		if (!(flags[i] & KPF(COMPOUND_TAIL)))
			return;
	bytes = (__u64)(BLOCK - mapped) << ptwalk_shift(1);
	sums->held += bytes;
	sums->held_folios++;
	if (!(flags[0] & KPF(ANON)))
		return;
	sums->held_anon += bytes;
	sums->held_anon_folios++;
}

/* smaps_account(): anonymous, not PG_swapbacked, and neither PTE nor folio are dirty */
static bool is_lazy_free(const __u64 *flags, unsigned int i)
{
	const __u64 wanted = KPF(ANON), other = KPF(SWAPBACKED) | KPF(DIRTY);

	while (i && (flags[i] & KPF(COMPOUND_TAIL)))
		i--;
	return (flags[i] & (wanted | other)) == wanted;
}

static void add_lazy_free(struct stat_sums *sums, const __u64 *flags,
			  const struct frames_extent *from,
			  const struct frames_extent *to)
{
	__u64 i;

	/* a page that is mapped twice counts twice, as in smaps */
	for (; from < to; from++)
		for (i = 0; i < from->nr; i++)
			if (is_lazy_free(flags, from->frame % BLOCK + i))
				sums->lazy_free += ptwalk_span(1);
}

/* The flags of the block that @at is in, NULL with @rc where they cannot be read */
static const __u64 *flags_of(struct look *look, const struct frames *list,
			     const struct frames_extent *at, int *rc)
{
	__u64 block = at->frame / BLOCK;

	if (block - look->first >= look->nr) {
		look->first = block;
		look->nr = neighbours(list, at);
		*rc = look->read(look->arg, block * BLOCK, look->nr * BLOCK, look->flags);
		if (*rc)
			return NULL;
	}
	return look->flags + (block - look->first) * BLOCK;
}

static int look_at_blocks(struct folios *folios, struct look *look,
			  struct stat_sums *sums)
{
	const struct frames *mapped = &folios->mapped, *clean = &folios->clean;
	const struct frames_extent *at = mapped->extent, *end;
	const struct frames_extent *lazy = clean->extent, *lazy_end;
	int rc = 0;

	for (; at < mapped->extent + mapped->nr; at = end) {
		unsigned int nr;
		const __u64 *flags;

		end = block_end(mapped, at);
		nr = count_mapped(at, end);
		lazy_end = lazy;
		if (lazy < clean->extent + clean->nr &&
		    lazy->frame / BLOCK == at->frame / BLOCK)
			lazy_end = block_end(clean, lazy);
		if (nr == BLOCK && lazy == lazy_end)
			continue;
		flags = flags_of(look, mapped, at, &rc);
		if (!flags)
			return rc;
		add_lazy_free(sums, flags, lazy, lazy_end);
		lazy = lazy_end;
		if (nr < BLOCK)
			add_held(sums, flags, nr);
	}
	return 0;
}

/**
 * folios_read() - look at the folios that the frames are part of
 * @folios: frames; put in order
 * @read: reads their flags
 * @arg: for @read
 * @sums: @lazy_free and @held are added to
 *
 * Flags are of a moment after the dump: a frame can have become another's meanwhile.
 *
 * Return: 0, -ENOMEM, or what @read returned.
 */
int folios_read(struct folios *folios, folios_read_fn read, void *arg,
		struct stat_sums *sums)
{
	struct look *look = malloc(sizeof(*look));
	int rc;

	if (!look)
		return -ENOMEM;
	look->read = read;
	look->arg = arg;
	look->first = 0;
	look->nr = 0;
	frames_sort(&folios->mapped);
	frames_sort(&folios->clean);
	rc = look_at_blocks(folios, look, sums);
	free(look);
	return rc;
}
