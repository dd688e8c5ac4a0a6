// SPDX-License-Identifier: GPL-2.0-only
/*
 * Folios of a process: see stat-folios.h.
 *
 * Flags are read for aligned blocks of 2M: no folio crosses the end of a block, except for
 * hugetlb, which is not in Rss.  In a block, heads and tails of compound pages tell which frames
 * belong to one folio; 6.1 shows the flags of a folio for its head only.  A block is not read if
 * all its pages are mapped and none of them is in @clean: then nothing in it is held or lazily
 * freed.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <linux/kernel-page-flags.h>

#include "stat-folios.h"
#include "stat.h"

#define BLOCK	512U	/* frames in a block */
#define CHUNK	32U	/* blocks that are read at once, at most */

#define KPF(name)	(1ULL << KPF_##name)

/**
 * struct look - a buffer of flags, for reading blocks in ascending order
 * @read: function that reads the flags of frames
 * @arg: first argument of @read
 * @first: number of the first block in @flags
 * @nr: number of blocks in @flags
 * @flags: flags that were read last
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
 * @folios: filled in; to be freed with folios_end()
 */
void folios_begin(struct folios *folios)
{
	*folios = (struct folios){
		.mapped = { .block = BLOCK },
		.clean = { .block = BLOCK },
	};
}

/**
 * folios_end() - free the collected frames
 * @folios: frames; must not be used any more
 */
void folios_end(struct folios *folios)
{
	frames_free(&folios->mapped);
	frames_free(&folios->clean);
}

/**
 * folios_add() - add the frames of a run
 * @folios: frames so far
 * @dump: dump that @run is from
 * @run: run of pages that are in Rss
 * @pte: first entry of the run, decoded
 *
 * Return: 0 or -ENOMEM.
 */
int folios_add(struct folios *folios, const struct dump *dump,
	       const struct ptwalk_run *run, const struct ptwalk_pte *pte)
{
	const struct ptwalk_vma *vma = run->vma;
	int rc;

	/*
	 * Only a private VMA with an anon_vma can map anonymous pages; a VMA gets its anon_vma
	 * at the first write fault.  Only a clean entry can be lazily freed.
	 */
	if (vma && (vma->flags & PTWALK_VMA_ANON_VMA) &&
	    !(vma->flags & PTWALK_VMA_SHARED) &&
	    !(pte->flags & (PTWALK_F_D | PTWALK_F_SAVED_DIRTY))) {
		rc = frames_of_run(dump, run, frames_add, &folios->clean);
		if (rc)
			return rc;
	}
	return frames_of_run(dump, run, frames_add, &folios->mapped);
}

/*
 * Number of different frames in the extents from @from up to, but not including, @to; they are
 * in ascending order and of one block.
 */
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

/* The first extent after @from that is in another block; the end of the list if there is none. */
static const struct frames_extent *block_end(const struct frames *list,
					     const struct frames_extent *from)
{
	const struct frames_extent *at = from;

	while (at < list->extent + list->nr && at->frame / BLOCK == from->frame / BLOCK)
		at++;
	return at;
}

/* Number of contiguous blocks with mapped frames, from the block of @at on; at most CHUNK. */
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

/* If the block is one 2M folio, count its unmapped pages; @mapped of its pages are mapped. */
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

/*
 * Would smaps_account() count frame @i of a block as LazyFree?  The folio must be anonymous, not
 * PG_swapbacked and not dirty; folios_add() has checked that the PTE is not dirty.
 */
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

	/* a page that is mapped twice is in two extents and counts twice, as in smaps */
	for (; from < to; from++)
		for (i = 0; i < from->nr; i++)
			if (is_lazy_free(flags, from->frame % BLOCK + i))
				sums->lazy_free += ptwalk_span(1);
}

/* The flags of the block that @at is in; NULL, with @rc set, if they cannot be read. */
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
 * folios_read() - read the flags of all frames and sum up
 * @folios: frames; sorted by this
 * @read: function that reads flags
 * @arg: first argument of @read
 * @sums: @lazy_free, @held, @held_folios, @held_anon and @held_anon_folios are added to
 *
 * The flags are read after the dump: meanwhile the kernel may have freed a frame and given it to
 * another process.
 *
 * Return: 0, -ENOMEM, or the return value of @read if that was not 0.
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
