// SPDX-License-Identifier: GPL-2.0-only
/*
 * Search the memory of an image for the text of VMCOREINFO: see image-kernel.h.  A raw image
 * has no notes, and an ELF core of QEMU has this one only if the machine had a vmcoreinfo
 * device and the guest its driver.
 *
 * A hostile image can have such a text in each of its pages, promise more memory than its file
 * has bytes, and have holes of any size.  So all memory is read once, whatever is found in it,
 * no more than the file can hold, and holes not at all.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "image-kernel.h"
#include "image-notes.h"

/* Memory that is read at once */
#define PIECE	(1U << 20)

/* The text begins a page and is no longer than one: VMCOREINFO_BYTES */
#define PAGE	4096U

/* A compressed image has two bits for each page, and nothing else for one that is left out. */
#define PAGES_PER_BYTE	4

/**
 * struct notes_search - a search for the text
 * @image: image
 * @fn: says whether a text leads to a kernel
 * @arg: passed to @fn
 * @piece: memory that was read, %PIECE bytes
 * @left: number of bytes that can still be read
 * @refused: number of texts that @fn has refused
 * @where: physical address of the first of them
 * @release: its release
 * @why: why it was refused
 * @err: filled in on failure
 */
struct notes_search {
	struct image	*image;
	image_notes_fn	*fn;
	void		*arg;
	char		*piece;
	__u64		left;
	__u64		refused;
	__u64		where;
	char		release[sizeof(((struct image_notes *)0)->release)];
	struct errmsg	why;
	struct errmsg	*err;
};

static bool search_begins_text(const char *page)
{
	static const char first[] = "OSRELEASE=";

	return !memcmp(page, first, strlen(first)) &&
	       memmem(page, PAGE, "NUMBER(phys_base)=", strlen("NUMBER(phys_base)="));
}

/* Read memory page by page, with zeros for what the image does not have. */
static int search_read_pages(struct notes_search *s, __u64 phys, size_t size)
{
	size_t at, n;
	int rc = 0;

	for (at = 0; (!rc || rc == -ENXIO) && at < size; at += n) {
		n = size - at < PAGE ? size - at : PAGE;
		rc = image_read(s->image, phys + at, s->piece + at, n, s->err);
		if (rc)
			memset(s->piece + at, 0, n);
	}
	return rc == -ENXIO ? 0 : rc;
}

/*
 * Try the text at @phys.  Returns 1 if it leads to a kernel; 0 if not, with the notes as they
 * were before; or a negative errno.
 */
static int search_try(struct notes_search *s, const char *page, __u64 phys)
{
	struct image_notes *notes = &s->image->notes;
	const struct image_notes before = *notes;
	struct errmsg why = { "" };

	notes->text = NULL;
	if (image_notes_take(notes, page, PAGE)) {
		*notes = before;
		return errmsg_set(s->err, -ENOMEM, "out of memory");
	}
	if (!s->fn(s->arg, &why)) {
		free(before.text);
		return 1;
	}
	if (!s->refused++) {
		s->where = phys;
		s->why = why;
		memcpy(s->release, notes->release, sizeof(s->release));
	}
	free(notes->text);
	*notes = before;
	return 0;
}

/* Search @size bytes at @phys; as search_try(). */
static int search_piece(struct notes_search *s, __u64 phys, size_t size)
{
	size_t at;
	int rc = image_read(s->image, phys, s->piece, size, s->err);

	if (rc == -ENXIO)
		rc = search_read_pages(s, phys, size);
	for (at = 0; !rc && at + PAGE <= size; at += PAGE)
		if (search_begins_text(s->piece + at))
			rc = search_try(s, s->piece + at, phys + at);
	return rc;
}

/* Search a segment; as search_try(). */
static int search_segment(struct notes_search *s, const struct image_segment *segment)
{
	const __u64 first = (segment->phys + PAGE - 1) & -(__u64)PAGE;
	const __u64 last = segment->phys + (segment->size - 1);
	__u64 at = first, size;
	int rc = 0;

	while (!rc && s->left && first >= segment->phys && at >= first && at <= last) {
		at = image_skip_hole(s->image, segment, at) & -(__u64)PAGE;
		if (at < first || at > last)
			break;
		size = last - at + 1;
		size = size && size < PIECE ? size : PIECE;
		s->left -= size < s->left ? size : s->left;
		rc = search_piece(s, at, size);
		at += size;
	}
	return rc;
}

/* Say why there is no kernel: no text was found, or only ones that were refused. */
static int search_failed(const struct notes_search *s)
{
	if (!s->refused)
		return errmsg_set(s->err, -ENODATA,
				  "no VMCOREINFO, in its notes or in its memory: there is no Linux kernel that can be found; --cr3 works without.  Memory that is encrypted (SEV, TDX) looks like this from outside of its machine");
	return errmsg_set(s->err, -ENODATA,
			  "there is no Linux kernel that can be found: of %llu texts of VMCOREINFO in its memory none leads to one.  The first, of %s at 0x%llx: %s",
			  s->refused, s->release, s->where, s->why.text);
}

/**
 * image_search_notes() - search the memory of an image for VMCOREINFO
 * @image: image; its notes are completed by the text that is taken
 * @fn: called for each text, when the notes are completed by it: returns 0 to take it, or a
 *	negative errno with words to refuse it
 * @arg: passed to @fn
 * @err: filled in on failure
 *
 * Return: 0; -ENODATA if there is no such text, or @fn has refused all; -ENOMEM; another
 * negative errno if the image cannot be read.
 */
int image_search_notes(struct image *image, image_notes_fn *fn, void *arg, struct errmsg *err)
{
	struct notes_search s = {
		.image = image, .fn = fn, .arg = arg, .err = err, .left = image->size,
	};
	size_t i;
	int rc = 0;

	if (image->kdump)
		s.left *= PAGES_PER_BYTE * PAGE;
	s.piece = malloc(PIECE);
	if (!s.piece)
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (i = 0; !rc && i < image->nr_segments; i++)
		rc = search_segment(&s, &image->segment[i]);
	free(s.piece);
	if (rc)
		return rc < 0 ? rc : 0;
	return search_failed(&s);
}
