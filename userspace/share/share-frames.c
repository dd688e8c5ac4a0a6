// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which frames are mapped, and which more than once: see share-frames.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "share-frames.h"

#define FIRST_LOG	8

/* The place in the index where a number belongs, if it is free */
static size_t share_hash(const struct share_frames *f, __u64 number)
{
	return (number * 0x9e3779b97f4a7c15ULL) >> (64 - f->log);
}

/* Where the block of a number is in the index, or the free place where it belongs */
static size_t share_place(const struct share_frames *f, __u64 number)
{
	const size_t mask = ((size_t)1 << f->log) - 1;
	size_t at = share_hash(f, number);

	while (f->index[at] && f->block[f->index[at] - 1].number != number)
		at = (at + 1) & mask;
	return at;
}

/* Set bits of frames that are mapped once more. */
static void share_set_again(struct share_frames *f, struct share_block *block, __u64 word,
			    __u64 mask)
{
	const size_t at = share_hash(f, block->number);
	const __u64 again = block->once[word] & mask;

	block->again[word] |= again;
	if (again)
		f->filter[at / 64] |= 1ULL << at % 64;
}

/* Make the index twice as large, as it may be half full at most. */
static int share_grow(struct share_frames *f)
{
	const unsigned int log = f->log ? f->log + 1 : FIRST_LOG;
	__u32 *index = calloc((size_t)1 << log, sizeof(*index));
	__u64 *filter = calloc(((size_t)1 << log) / 64, sizeof(*filter));
	size_t i, w;

	if (!index || !filter || f->nr >= 1U << 31) {
		free(index);
		free(filter);
		return -ENOMEM;
	}
	free(f->index);
	free(f->filter);
	f->index = index;
	f->filter = filter;
	f->log = log;
	for (i = 0; i < f->nr; i++) {
		f->index[share_place(f, f->block[i].number)] = i + 1;
		for (w = 0; w < SHARE_BLOCK / 64; w++)
			share_set_again(f, &f->block[i], w, f->block[i].again[w]);
	}
	return 0;
}

static struct share_block *share_block(const struct share_frames *f, __u64 frame)
{
	__u32 at = f->log ? f->index[share_place(f, frame / SHARE_BLOCK)] : 0;

	return at ? &f->block[at - 1] : NULL;
}

/* The block of a frame, added if it is missing; NULL without memory */
static struct share_block *share_block_add(struct share_frames *f, __u64 frame)
{
	const struct share_block empty = { .number = frame / SHARE_BLOCK };
	struct share_block *block = share_block(f, frame);

	if (block)
		return block;
	if ((!f->log || f->nr >= (size_t)1 << (f->log - 1)) && share_grow(f))
		return NULL;
	if (array_add(f->block, f->nr, empty))
		return NULL;
	f->index[share_place(f, empty.number)] = f->nr;
	return &f->block[f->nr - 1];
}

/*
 * Of @nr frames from @frame on, those whose bits are in the same word: sets @mask, the bits, and
 * returns their number.
 */
static __u64 share_word(__u64 frame, __u64 nr, __u64 *mask)
{
	const __u64 bit = frame % 64, n = nr < 64 - bit ? nr : 64 - bit;

	*mask = (~0ULL >> (64 - n)) << bit;
	return n;
}

/**
 * share_frames_map() - frames are mapped by an entry
 * @f: frames
 * @frame: number of the first one
 * @nr: number of frames
 *
 * Return: 0 or -ENOMEM.
 */
int share_frames_map(struct share_frames *f, __u64 frame, __u64 nr)
{
	struct share_block *block;
	__u64 mask, n, w;

	for (; nr; nr -= n, frame += n) {
		block = share_block_add(f, frame);
		if (!block)
			return -ENOMEM;
		n = share_word(frame, nr, &mask);
		w = frame % SHARE_BLOCK / 64;
		share_set_again(f, block, w, mask);
		block->once[w] |= mask;
	}
	return 0;
}

/**
 * share_frames_map_again() - frames are mapped by an entry that only counts for known ones
 * @f: frames; none is added
 * @frame: number of the first one
 * @nr: number of frames
 */
void share_frames_map_again(struct share_frames *f, __u64 frame, __u64 nr)
{
	struct share_block *block;
	__u64 mask, n, w;

	for (; nr; nr -= n, frame += n) {
		n = share_word(frame, nr, &mask);
		block = share_block(f, frame);
		w = frame % SHARE_BLOCK / 64;
		if (block)
			share_set_again(f, block, w, mask);
	}
}

/**
 * share_frames_alike() - are frames mapped more than once?
 * @f: frames
 * @frame: number of the first one
 * @nr: number of frames, not 0
 * @again: set to whether the first one is
 *
 * Return: the number of frames, from the first one on, for which the answer holds; there can be
 * more.
 */
__u64 share_frames_alike(const struct share_frames *f, __u64 frame, __u64 nr, bool *again)
{
	const size_t at = f->log ? share_hash(f, frame / SHARE_BLOCK) : 0;
	const struct share_block *block;
	__u64 mask, bits, n;

	if (!f->log || !(f->filter[at / 64] >> at % 64 & 1)) {
		*again = false;
		n = SHARE_BLOCK - frame % SHARE_BLOCK;
		return n < nr ? n : nr;
	}
	block = share_block(f, frame);
	n = share_word(frame, nr, &mask);
	bits = block ? block->again[frame % SHARE_BLOCK / 64] : 0;
	*again = bits >> frame % 64 & 1;
	/* those of the same word that are not like the first one */
	bits = (*again ? ~bits : bits) & mask;
	return bits ? __builtin_ctzll(bits) - frame % 64 : n;
}

/**
 * share_frames_free() - free the bits
 * @f: frames; empty afterwards
 */
void share_frames_free(struct share_frames *f)
{
	free(f->block);
	free(f->index);
	free(f->filter);
	*f = (struct share_frames){ 0 };
}
