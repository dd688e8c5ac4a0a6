// SPDX-License-Identifier: GPL-2.0
/*
 * Compressed memory images, as makedumpfile writes them: see image-private.h.  libkdumpfile
 * owns the format.  Pages that makedumpfile has left out are not in the image.
 */
#include <errno.h>
#include <libkdumpfile/kdumpfile.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "image-notes.h"
#include "image-private.h"
#include "pte.h"

/*
 * What a file that could not be opened has left: kdump_free() of libkdumpfile 0.5.1 crashes on
 * it.  Kept here, so that it does not look like a leak; a command opens one image.
 */
static kdump_ctx_t *unusable __attribute__((used));

/* Fill in the error message that libkdumpfile has for @status. */
static int explain(kdump_ctx_t *ctx, kdump_status status, struct errmsg *err)
{
	int code = -EBADMSG;

	if (status == KDUMP_ERR_SYSTEM && errno)
		code = -errno;
	else if (status == KDUMP_ERR_NOTIMPL)
		code = -EOPNOTSUPP;
	else if (status == KDUMP_ERR_EOF)
		code = -ENODATA;
	return errmsg_set(err, code, "%s", kdump_get_err(ctx));
}

/* Files of QEMU do not say what is needed to be sure; they are taken for those of a PC. */
static int check_architecture(kdump_ctx_t *ctx, struct errmsg *err)
{
	const char *name;

	if (kdump_get_string_attr(ctx, KDUMP_ATTR_ARCH_NAME, &name) == KDUMP_OK &&
	    strcmp(name, KDUMP_ARCH_X86_64))
		return errmsg_set(err, -EOPNOTSUPP,
				  "it is of another architecture: %s, expected %s", name,
				  KDUMP_ARCH_X86_64);
	return 0;
}

/* A file without VMCOREINFO may have it in its memory. */
static int take_notes(struct image *image, kdump_ctx_t *ctx, struct errmsg *err)
{
	char *text;
	int rc;

	if (kdump_vmcoreinfo_raw(ctx, &text) != KDUMP_OK)
		return 0;
	rc = image_notes_take(&image->notes, text, strlen(text));
	free(text);
	return rc ? errmsg_set(err, rc, "out of memory") : 0;
}

/**
 * image_load_kdump() - open a compressed image
 * @image: image, with @fd and @size set; the rest is filled in
 * @err: filled in on failure
 *
 * Return: 0 or a negative errno, as image_open().
 */
int image_load_kdump(struct image *image, struct errmsg *err)
{
	kdump_ctx_t *ctx = kdump_new();
	kdump_num_t pages;
	kdump_status status;
	int rc;

	if (!ctx)
		return errmsg_set(err, -ENOMEM, "out of memory");
	/* with a mapping, a file that is cut short meanwhile is a SIGBUS, and not an error */
	kdump_set_number_attr(ctx, KDUMP_ATTR_FILE_MMAP_POLICY, KDUMP_MMAP_NEVER);
	status = kdump_open_fd(ctx, image->fd);
	if (status != KDUMP_OK) {
		unusable = ctx;
		return explain(ctx, status, err);
	}
	image->kdump = ctx;
	rc = check_architecture(ctx, err);
	if (!rc)
		rc = take_notes(image, ctx, err);
	if (rc)
		return rc;
	if (kdump_get_number_attr(ctx, "max_pfn", &pages) != KDUMP_OK || !pages ||
	    pages > IMAGE_ADDRESS / ptwalk_span(1))
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: it does not say how much memory it has");
	return image_add_segment(image, 0, pages * ptwalk_span(1), 0, err);
}

/**
 * image_read_kdump() - read physical memory from a compressed image
 * @image: image
 * @phys: physical address, any
 * @buf: filled in
 * @size: number of bytes
 * @err: filled in on failure, except for -ENXIO
 *
 * Return: as image_read().
 */
int image_read_kdump(const struct image *image, __u64 phys, void *buf, size_t size,
		     struct errmsg *err)
{
	size_t length = size;
	kdump_status status;

	status = kdump_read(image->kdump, KDUMP_MACHPHYSADDR, phys, buf, &length);
	if (status == KDUMP_ERR_NODATA || (status == KDUMP_OK && length != size))
		return -ENXIO;
	return status == KDUMP_OK ? 0 : explain(image->kdump, status, err);
}

/**
 * image_close_kdump() - free what libkdumpfile has allocated
 * @image: image; need not be a compressed one
 */
void image_close_kdump(struct image *image)
{
	if (image->kdump)
		kdump_free(image->kdump);
	image->kdump = NULL;
}
