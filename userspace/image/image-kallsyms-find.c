// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the kallsyms of a kernel whose VMCOREINFO does not say where they are, before 6.0: see
 * image-private.h.
 *
 * scripts/kallsyms.c writes one table after the other into .rodata, each at a multiple of 8:
 * offsets, relative_base, num_syms, names, markers, token_table, token_index.  The token table
 * can be recognised: a digit stands for itself in names, so that ten strings of one digit follow
 * each other in it.  All else follows from there, and each step has to agree with the one before,
 * so that no other text is taken for the table.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "image-kernel.h"
#include "image-notes.h"
#include "image-private.h"
#include "pte.h"

#define PAGE		4096U
/* Text and read-only data of a kernel, in which kallsyms are, have some 30 MiB. */
#define MAX_SEARCH	(128U << 20)
#define NR_TOKENS	256
#define FIRST_DIGIT	'0'
/* A table of tokens has some 1000 bytes, a quarter of them before the digits. */
#define MAX_TOKENS	4096U
#define PER_MARKER	256U		/* symbols */
#define MAX_MARKERS	8192U		/* of 2 million symbols */
#define MAX_NAME	128U		/* bytes of a name, its length included */

/* The tokens of the digits, the end of the last one included */
static const char digits[] = {
	'0', 0, '1', 0, '2', 0, '3', 0, '4', 0, '5', 0, '6', 0, '7', 0, '8', 0, '9', 0,
};

/**
 * struct find - a search
 * @kernel: the kernel
 * @page: the page that is searched, behind the end of the one before it
 * @token: bytes of the token table
 * @marker: for each 256th symbol, the offset of its name
 * @nr_markers: number of them
 * @name: the names behind the last marker, and what may be before it
 */
struct find {
	struct image_kernel	*kernel;
	char			page[sizeof(digits) + PAGE];
	char			token[2 * MAX_TOKENS];
	__u32			marker[MAX_MARKERS];
	unsigned int		nr_markers;
	unsigned char		name[PER_MARKER * MAX_NAME];
};

static bool find_read(struct find *f, __u64 addr, void *buf, size_t size)
{
	return !image_kernel_read(f->kernel, addr, buf, size, NULL);
}

/* Where the next table begins, if one ends at @addr; the same for offsets */
static __u64 find_aligned(__u64 addr)
{
	return (addr + 7) & ~7ULL;
}

/*
 * Go back from the digits to the first token, and on to the last one.  The index has to have the
 * offset of each token.
 */
static bool find_tokens(struct find *f, __u64 at, struct kallsyms_places *places)
{
	__u16 index[NR_TOKENS];
	size_t before = MAX_TOKENS, offset = 0;
	unsigned int nuls = 0, i;

	if (!find_read(f, at - MAX_TOKENS, f->token, sizeof(f->token)))
		return false;
	/* the byte before the table is 0 as well: padding, or the highest of a small number */
	while (before && nuls <= FIRST_DIGIT)
		nuls += !f->token[--before];
	if (nuls <= FIRST_DIGIT)
		return false;
	before++;
	places->token_table = at - MAX_TOKENS + before;
	for (i = 0; i < NR_TOKENS && before + offset < sizeof(f->token); i++)
		offset += strnlen(f->token + before + offset,
				  sizeof(f->token) - before - offset) + 1;
	places->token_index = find_aligned(places->token_table + offset);
	if (places->token_table % 8 || i < NR_TOKENS ||
	    before + offset > sizeof(f->token) || !find_read(f, places->token_index, index, sizeof(index)))
		return false;
	for (i = 0, offset = 0; i < NR_TOKENS; i++) {
		if (index[i] != offset)
			return false;
		offset += strlen(f->token + before + offset) + 1;
	}
	return true;
}

/* Go back from the tokens to the first marker, which is 0.  Returns its address, or 0. */
static __u64 find_markers(struct find *f, const struct kallsyms_places *places)
{
	unsigned int at, end;

	/* there are fewer, and before them are names */
	if (!find_read(f, places->token_table - sizeof(f->marker), f->marker, sizeof(f->marker)))
		return 0;
	/* an odd number of them is padded */
	end = MAX_MARKERS - !f->marker[MAX_MARKERS - 1];
	for (at = end - 1; at && f->marker[at]; at--)
		if (f->marker[at - 1] >= f->marker[at])
			return 0;
	f->nr_markers = end - at;
	memmove(f->marker, f->marker + at, f->nr_markers * sizeof(f->marker[0]));
	return f->nr_markers > 1 ? places->token_table - (MAX_MARKERS - at) * 4ULL : 0;
}

/* Do @nr names that begin at @offset in @f->name end at the end of the table? */
static bool find_names_end(const struct find *f, size_t offset, unsigned int nr)
{
	while (nr-- && offset < sizeof(f->name))
		offset += f->name[offset] + 1U;
	return offset <= sizeof(f->name) && find_aligned(offset) == sizeof(f->name);
}

/*
 * Find the names, which end where the markers begin.  The last marker says how long they are, but
 * for those of less than 256 symbols; their number stands before them.
 */
static bool find_names(struct find *f, __u64 markers, struct kallsyms_places *places)
{
	const __u32 last = f->marker[f->nr_markers - 1];
	const unsigned int before = (f->nr_markers - 1) * PER_MARKER;
	__u64 rest;
	__u32 nr[2];

	if (!find_read(f, markers - sizeof(f->name), f->name, sizeof(f->name)))
		return false;
	/* @rest: bytes of the names behind the last marker, up to the alignment */
	for (rest = 1; rest < sizeof(f->name); rest++) {
		places->names = markers - rest - last;
		if (places->names % 8 ||
		    !find_read(f, places->names - sizeof(nr), nr, sizeof(nr)) || nr[1] ||
		    nr[0] <= before || nr[0] > before + PER_MARKER ||
		    !find_names_end(f, sizeof(f->name) - rest, nr[0] - before))
			continue;
		places->number = places->names - 8;
		places->base = places->number - 8;
		places->offsets = places->base - find_aligned(nr[0] * 4ULL);
		return true;
	}
	return false;
}

static bool find_try(struct find *f, __u64 at, struct kallsyms_places *places)
{
	__u64 markers;

	if (!find_tokens(f, at, places))
		return false;
	markers = find_markers(f, places);
	return markers && find_names(f, markers, places);
}

/**
 * kallsyms_find() - find the tables of kallsyms in the memory of a kernel
 * @kernel: kernel whose page tables are known
 * @places: filled in with the addresses of the tables
 *
 * Return: 0; -ENOENT if they are not there; -ENOMEM.
 */
int kallsyms_find(struct image_kernel *kernel, struct kallsyms_places *places)
{
	const size_t kept = sizeof(digits) - 1;
	struct find *f = calloc(1, sizeof(*f));
	int rc = -ENOENT;
	__u64 addr, end;
	char *found, *from;

	if (!f)
		return -ENOMEM;
	f->kernel = kernel;
	if (!image_notes_value(&kernel->image->notes, "SYMBOL(_stext)", 16, &addr))
		addr = -(__u64)MAX_SEARCH;
	end = addr + MAX_SEARCH;
	for (addr &= -(__u64)PAGE; rc && addr < end; addr += PAGE) {
		/* pages between text and data may be missing */
		if (!find_read(f, addr, f->page + kept, PAGE)) {
			memset(f->page, 0, sizeof(f->page));
			continue;
		}
		for (from = f->page; rc; from = found + 1) {
			found = memmem(from, f->page + kept + PAGE - from, digits, sizeof(digits));
			if (!found)
				break;
			if (find_try(f, addr + (found - f->page) - kept, places))
				rc = 0;
		}
		memmove(f->page, f->page + PAGE, kept);
	}
	free(f);
	return rc;
}
