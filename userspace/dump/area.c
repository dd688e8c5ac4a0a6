// SPDX-License-Identifier: GPL-2.0-only
/*
 * VMAs as text: see area.h.
 */
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "dump.h"

/**
 * area_is_region() - is a VMA record a mere range of addresses?
 * @vma: VMA record, or NULL
 *
 * No VMA of a process is without flags.  A record without them is a region of the kernel
 * half, or stands for all VMAs in the dump of a memory image.
 *
 * Return: true if it is.
 */
bool area_is_region(const struct ptwalk_vma *vma)
{
	return vma && !vma->flags;
}

/**
 * area_perm() - permissions of a VMA as /proc/PID/maps shows them
 * @vma: VMA
 * @buf: filled in, such as "rwxp": p for private, s for shared; empty for a region
 *
 * Return: @buf.
 */
char *area_perm(const struct ptwalk_vma *vma, char buf[AREA_PERM_SIZE])
{
	if (area_is_region(vma)) {
		buf[0] = '\0';
		return buf;
	}
	buf[0] = vma->flags & PTWALK_VMA_READ ? 'r' : '-';
	buf[1] = vma->flags & PTWALK_VMA_WRITE ? 'w' : '-';
	buf[2] = vma->flags & PTWALK_VMA_EXEC ? 'x' : '-';
	buf[3] = vma->flags & PTWALK_VMA_MAYSHARE ? 's' : 'p';
	buf[4] = '\0';
	return buf;
}

/**
 * area_accessible() - does a VMA permit any access?
 * @vma: VMA
 *
 * The same test as the kernel's vma_is_accessible().
 *
 * Return: false for PROT_NONE.
 */
bool area_accessible(const struct ptwalk_vma *vma)
{
	return vma->flags & (PTWALK_VMA_READ | PTWALK_VMA_WRITE |
			     PTWALK_VMA_EXEC);
}

/**
 * area_has_file() - does a VMA map a file?
 * @vma: VMA
 *
 * Modules before PTWALK_VMA_FILE do not set that flag.  In their dumps a VMA of a file
 * is one that is not PTWALK_VMA_ANON and has a device or an inode number.  The inode
 * number alone is no test, because a file can have number 0.
 *
 * Return: true if it does.
 */
bool area_has_file(const struct ptwalk_vma *vma)
{
	if (vma->flags & PTWALK_VMA_FILE)
		return true;
	return !(vma->flags & PTWALK_VMA_ANON) &&
	       (vma->ino || vma->dev_major || vma->dev_minor);
}

/* A backslash is escaped because it begins an escape. */
static bool is_printable(__u32 c)
{
	return c != '\\' && utf8_harmless(c);
}

/**
 * area_escape() - make bytes from a dump safe to print in a sentence
 * @text: bytes, up to a NUL or @max
 * @max: maximum number of bytes to take
 * @buf: filled in with UTF-8.  Control characters, what utf8_deceives(), backslashes and
 *	 bytes that are not UTF-8 become \xHH, as they do in tables
 * @size: bytes in @buf; a text that does not fit is cut
 *
 * Return: @buf.
 */
char *area_escape(const char *text, size_t max, char *buf, size_t size)
{
	const char *end = text + strnlen(text, max);
	size_t used = 0, n;
	__u32 c;

	while (text < end) {
		n = utf8_decode(text, end - text, &c);
		if (n && !is_printable(c))
			n = 0;
		if (used + (n ? n : UTF8_ESCAPE) >= size)
			break;
		if (n) {
			memcpy(buf + used, text, n);
			used += n;
			text += n;
		} else {
			used += sprintf(buf + used, "\\x%02x",
					(unsigned char)*text++);
		}
	}
	buf[used] = '\0';
	return buf;
}

/**
 * area_name() - the name of a VMA, as the kernel gave it
 * @vma: VMA
 * @buf: filled in with a path, with [heap] and the like, or with "".  It can contain any
 *	 byte but NUL: use area_escape() to print it
 *
 * Return: @buf.
 */
char *area_name(const struct ptwalk_vma *vma, char buf[AREA_NAME_SIZE])
{
	size_t length = vma->name_length;

	if (length >= AREA_NAME_SIZE)
		length = AREA_NAME_SIZE - 1;
	memcpy(buf, vma->name, length);
	buf[length] = '\0';
	return buf;
}

/**
 * area_within() - does a VMA overlap a range?
 * @dump: dump
 * @first: first address of the range
 * @last: its last address, inclusive
 *
 * Return: true if one does.
 */
bool area_within(const struct dump *dump, __u64 first, __u64 last)
{
	size_t until = dump_vmas_until(dump, last);

	/* VMAs ascend and do not overlap: of those that begin by @last, the last ends last */
	return until && dump->vma[until - 1]->end - 1 >= first;
}
