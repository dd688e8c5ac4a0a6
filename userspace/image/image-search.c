// SPDX-License-Identifier: GPL-2.0
/*
 * Search the memory of an image for the text of VMCOREINFO: see image-kernel.h.  A raw image
 * has no notes, and an ELF core of QEMU has this one only if the machine had a vmcoreinfo
 * device and the guest its driver.
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

static bool begins_text(const char *page)
{
	static const char first[] = "OSRELEASE=";

	return !memcmp(page, first, strlen(first)) &&
	       memmem(page, PAGE, "NUMBER(phys_base)=", strlen("NUMBER(phys_base)="));
}

/* Read memory page by page, with zeros for what the image does not have. */
static int read_pages(struct image *image, char *piece, __u64 phys, size_t size,
		      struct errmsg *err)
{
	size_t at, n;
	int rc = 0;

	for (at = 0; (!rc || rc == -ENXIO) && at < size; at += n) {
		n = size - at < PAGE ? size - at : PAGE;
		rc = image_read(image, phys + at, piece + at, n, err);
		if (rc)
			memset(piece + at, 0, n);
	}
	return rc == -ENXIO ? 0 : rc;
}

/*
 * Search @size bytes at @phys.  Returns 1 if there was a text, with *@from behind it; 0 if
 * not; or a negative errno.
 */
static int search_piece(struct image *image, char *piece, __u64 phys, size_t size,
			__u64 *from, struct errmsg *err)
{
	size_t at;
	int rc = image_read(image, phys, piece, size, err);

	if (rc == -ENXIO)
		rc = read_pages(image, piece, phys, size, err);
	for (at = 0; !rc && at + PAGE <= size; at += PAGE) {
		if (!begins_text(piece + at))
			continue;
		*from = phys + at + PAGE;
		rc = image_notes_take(&image->notes, piece + at, PAGE);
		return rc ? errmsg_set(err, rc, "out of memory") : 1;
	}
	return rc;
}

/* As search_piece(), for what lies behind *@from in a segment */
static int search_segment(struct image *image, char *piece,
			  const struct image_segment *segment, __u64 *from,
			  struct errmsg *err)
{
	const __u64 first = (segment->phys + PAGE - 1) & -(__u64)PAGE;
	const __u64 last = segment->phys + (segment->size - 1);
	__u64 at = *from > first ? *from : first;
	int rc = 0;

	while (!rc && first >= segment->phys && at >= first && at <= last) {
		__u64 size = last - at + 1;

		size = size && size < PIECE ? size : PIECE;
		rc = search_piece(image, piece, at, size, from, err);
		at += size;
	}
	return rc;
}

/**
 * image_search_notes() - search the memory of an image for VMCOREINFO
 * @image: image; its notes are completed by the text
 * @from: physical address where the search begins; set to where it can go on, if this text
 *	  turns out to be that of another kernel
 * @err: filled in on failure
 *
 * Return: 0; -ENODATA if there is no such text; -ENOMEM; another negative errno if the image
 * cannot be read.
 */
int image_search_notes(struct image *image, __u64 *from, struct errmsg *err)
{
	char *piece = malloc(PIECE);
	size_t i;
	int rc = 0;

	if (!piece)
		return errmsg_set(err, -ENOMEM, "out of memory");
	for (i = 0; !rc && i < image->nr_segments; i++)
		rc = search_segment(image, piece, &image->segment[i], from, err);
	free(piece);
	if (rc)
		return rc < 0 ? rc : 0;
	return errmsg_set(err, -ENODATA,
			  "no VMCOREINFO, in its notes or in its memory: there is no Linux kernel that can be found; --cr3 works without");
}
