// SPDX-License-Identifier: GPL-2.0-only
/*
 * Open a memory image and read physical memory from it: see image.h.  image-elf.c finds the
 * memory of an ELF core; a raw image is simple enough to be dealt with here.
 *
 * The file is read with pread() and not mapped: a file that another program cuts short, or a
 * disk that fails, is then an error to report and not a SIGBUS.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "array.h"
#include "image-private.h"
#include "pte.h"

/* Files that hold memory in a form that is not supported, by their first bytes */
static const struct {
	const char	*magic;
	const char	*what;
} unsupported[] = {
	{
		"makedumpfile",
		"it is a flattened kdump file, as QEMU writes it with -z, -l or -s, and makedumpfile with -F: \"makedumpfile -R NEW <FILE\" makes a kdump file of it that ptwalk can read",
	}, {
		"PTWK",
		"it is a dump of ptwalk already; name it as the TARGET of another command",
	},
};

#define KCORE		"/proc/kcore"

/* Files that libkdumpfile reads, by their first bytes */
static const char *const compressed[] = { "KDUMP   ", "DISKDUMP" };

/* Longest string in unsupported[], and more than libelf needs to know its own */
#define MAGIC_SIZE	16

/**
 * image_add_segment() - add memory to an image that is being opened
 * @image: image
 * @phys: physical address of the first byte
 * @size: number of bytes, not 0
 * @offset: offset of the first byte in the file; the caller has checked that @size bytes
 *	    from there on are in the file
 * @err: filled in on failure
 *
 * Return: 0; -ENOMEM; -EBADMSG if the addresses go beyond 1 << 64.
 */
int image_add_segment(struct image *image, __u64 phys, __u64 size, __u64 offset,
		      struct errmsg *err)
{
	const struct image_segment segment = {
		.phys = phys,
		.size = size,
		.offset = offset,
	};

	if (phys + (size - 1) < phys)
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: %llu bytes from physical address 0x%llx on go beyond the last address",
				  size, phys);
	if (array_add(image->segment, image->nr_segments, segment))
		return errmsg_set(err, -ENOMEM, "out of memory");
	return 0;
}

static int image_segment_order(const void *a, const void *b)
{
	const struct image_segment *x = a, *y = b;

	if (x->phys != y->phys)
		return x->phys < y->phys ? -1 : 1;
	return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/*
 * Sort the segments, and cut off what overlaps: QEMU writes a page several times if it is
 * asked for virtual addresses as well (dump-guest-memory -p).
 */
static void image_settle_segments(struct image *image)
{
	struct image_segment *s = image->segment;
	size_t i, kept = 0;
	__u64 next = 0;

	qsort(s, image->nr_segments, sizeof(*s), image_segment_order);
	for (i = 0; i < image->nr_segments; i++) {
		__u64 cut = s[i].phys < next ? next - s[i].phys : 0;

		if (cut >= s[i].size)
			continue;
		s[kept].phys = s[i].phys + cut;
		s[kept].size = s[i].size - cut;
		s[kept].offset = s[i].offset + cut;
		next = s[kept].phys + s[kept].size;
		kept++;
		if (!next)
			break;	/* up to 1 << 64: nothing can follow */
	}
	image->nr_segments = kept;
}

/* Find the segment with @phys; NULL if the image does not have that memory. */
static const struct image_segment *image_find_segment(const struct image *image, __u64 phys)
{
	size_t from = 0, to = image->nr_segments;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (image->segment[mid].phys <= phys)
			from = mid + 1;
		else
			to = mid;
	}
	if (!from || phys - image->segment[from - 1].phys >= image->segment[from - 1].size)
		return NULL;
	return &image->segment[from - 1];
}

/**
 * image_pages() - the number of pages that an image has
 * @image: image
 *
 * A bound for what can be in it.  A file with holes, or a compressed image, can promise any
 * number.
 *
 * Return: the number, rounded up.
 */
__u64 image_pages(const struct image *image)
{
	__u64 pages = 1;
	size_t i;

	for (i = 0; i < image->nr_segments; i++)
		pages += image->segment[i].size / ptwalk_span(1);
	return pages;
}

/**
 * image_skip_hole() - skip what the file has no bytes for
 * @image: image
 * @segment: a segment of it
 * @phys: physical address in @segment
 *
 * Return: the next physical address where the file has data; @phys if it has data there, or
 * nothing is known of holes; an address behind @segment if there is no more.
 */
__u64 image_skip_hole(const struct image *image, const struct image_segment *segment,
		      __u64 phys)
{
	const off_t offset = segment->offset + (phys - segment->phys);
	off_t data;

	if (image->kdump)
		return phys;
	data = lseek(image->fd, offset, SEEK_DATA);
	if (data < 0)
		return errno == ENXIO ? segment->phys + segment->size : phys;
	return phys + (data - offset);
}

static int image_read_file(const struct image *image, __u64 offset, void *buf, size_t size,
			   struct errmsg *err)
{
	char *to = buf;
	ssize_t n;

	while (size) {
		n = pread(image->fd, to, size, offset);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return errmsg_set(err, -errno, "cannot read at offset %llu: %m",
					  offset);
		if (!n)
			return errmsg_set(err, -ENODATA,
					  "cut short: it ends before offset %llu, while it is read",
					  offset);
		to += n;
		offset += n;
		size -= n;
	}
	return 0;
}

/**
 * image_read() - read physical memory
 * @image: image
 * @phys: physical address, any
 * @buf: filled in
 * @size: number of bytes
 * @err: filled in on failure, except for -ENXIO
 *
 * Return: 0; -ENXIO if the image does not have all of that memory; -ENODATA if the file has
 * become shorter since it was opened; another negative errno if it cannot be read.
 */
int image_read(const struct image *image, __u64 phys, void *buf, size_t size,
	       struct errmsg *err)
{
	const struct image_segment *segment;
	char *to = buf;
	size_t n;
	int rc;

	if (image->kdump)
		return image_read_kdump(image, phys, buf, size, err);
	while (size) {
		segment = image_find_segment(image, phys);
		if (!segment)
			return -ENXIO;
		n = size;
		if (n > segment->size - (phys - segment->phys))
			n = segment->size - (phys - segment->phys);
		rc = image_read_file(image, segment->offset + (phys - segment->phys), to, n,
				     err);
		if (rc)
			return rc;
		to += n;
		phys += n;
		size -= n;
	}
	return 0;
}

/*
 * Only a file has memory that can be read at any offset.  /proc/kcore is one as well; it is the
 * memory of the running kernel, whose tables change, and are freed, while they are read.
 */
static int image_check_file(struct image *image, struct errmsg *err)
{
	struct stat st, live;

	if (fstat(image->fd, &st))
		return errmsg_set(err, -errno, "cannot read: %m");
	if (S_ISDIR(st.st_mode))
		return errmsg_set(err, -EISDIR, "it is a directory, not a memory image");
	if (!S_ISREG(st.st_mode))
		return errmsg_set(err, -EINVAL,
				  "it is not a regular file: save the image to one first");
	image->live = !stat(KCORE, &live) && live.st_dev == st.st_dev &&
		      live.st_ino == st.st_ino;
	if (!st.st_size)
		return errmsg_set(err, -ENODATA, "it is empty");
	image->size = st.st_size;
	return 0;
}

static bool image_is_compressed(const char *magic)
{
	size_t i;

	for (i = 0; i < sizeof(compressed) / sizeof(compressed[0]); i++)
		if (!memcmp(magic, compressed[i], strlen(compressed[i])))
			return true;
	return false;
}

static int image_load(struct image *image, struct errmsg *err)
{
	char magic[MAGIC_SIZE] = "";
	size_t i;
	int rc;

	rc = image_check_file(image, err);
	if (!rc)
		rc = image_read_file(image, 0, magic,
				     image->size < sizeof(magic) ? image->size : sizeof(magic), err);
	if (rc)
		return rc;
	for (i = 0; i < sizeof(unsupported) / sizeof(unsupported[0]); i++)
		if (!memcmp(magic, unsupported[i].magic, strlen(unsupported[i].magic)))
			return errmsg_set(err, -EOPNOTSUPP, "%s", unsupported[i].what);
	if (!memcmp(magic, ELFMAG, SELFMAG))
		rc = image_load_elf(image, err);
	else if (image_is_compressed(magic))
		rc = image_load_kdump(image, err);
	else
		rc = image_add_segment(image, 0, image->size, 0, err);
	if (rc)
		return rc;
	image_settle_segments(image);
	image_settle_notes(&image->notes);
	return 0;
}

/**
 * image_open() - open a memory image
 * @image: filled in; the caller closes it with image_close() if 0 is returned
 * @path: path of the file: an ELF core of physical memory, as QEMU's dump-guest-memory and
 *	  kdump write it, and as /proc/kcore is; a compressed image of makedumpfile; anything
 *	  else is taken as memory from physical address 0 on
 * @err: filled in on failure
 *
 * Return: 0; -EOPNOTSUPP if it holds memory in a form or of a machine that is not supported;
 * -ENODATA if it is empty or was cut short; -EBADMSG if it contradicts itself; another
 * negative errno if it cannot be read.
 */
int image_open(struct image *image, const char *path, struct errmsg *err)
{
	int rc;

	*image = (struct image){ .fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY) };
	if (image->fd < 0 && !strcmp(path, KCORE))
		return image_kcore_refused(-errno, err);
	if (image->fd < 0)
		return errmsg_set(err, -errno, "cannot open: %m");
	rc = image_load(image, err);
	if (rc)
		image_close(image);
	return rc;
}

/**
 * image_close() - close an image and free what belongs to it
 * @image: from image_open()
 */
void image_close(struct image *image)
{
	image_close_kdump(image);
	close(image->fd);
	free(image->segment);
	free(image->notes.cpu);
	free(image->notes.text);
	*image = (struct image){ .fd = -1 };
}
