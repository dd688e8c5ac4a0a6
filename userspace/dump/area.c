// SPDX-License-Identifier: GPL-2.0
/*
 * An area (VMA) in words: see area.h.
 */
#include <stdio.h>
#include <string.h>

#include "area.h"

/**
 * area_perm() - permissions as in /proc/PID/maps
 * @vma: area
 * @buf: "rwxp": p for private, s for shared; empty for a region of the kernel
 *	 half, which has no flags at all
 *
 * Return: @buf.
 */
char *area_perm(const struct ptwalk_vma *vma, char buf[AREA_PERM_SIZE])
{
	if (!vma->flags) {
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
 * area_accessible() - may any access be made?
 * @vma: area
 *
 * Return: false for PROT_NONE.
 */
bool area_accessible(const struct ptwalk_vma *vma)
{
	return vma->flags & (PTWALK_VMA_READ | PTWALK_VMA_WRITE |
			     PTWALK_VMA_EXEC);
}

/**
 * area_has_file() - does it map a file?
 * @vma: area
 *
 * Modules that do not say so by a flag leave a device or an inode number where there
 * is a file; only an inode number of 0 is a valid one.
 *
 * Return: true where it does.
 */
bool area_has_file(const struct ptwalk_vma *vma)
{
	if (vma->flags & PTWALK_VMA_FILE)
		return true;
	return !(vma->flags & PTWALK_VMA_ANON) &&
	       (vma->ino || vma->dev_major || vma->dev_minor);
}

/* Controls have no business in a line of text; a backslash begins an escape. */
static bool is_printable(__u32 c)
{
	return c >= 0x20 && c != '\\' && !(c >= 0x7f && c < 0xa0);
}

/**
 * area_escape() - bytes from a dump, safe to print in a sentence
 * @text: bytes, up to a NUL
 * @max: how many at most
 * @buf: UTF-8; a control, a backslash and what is not UTF-8 become \xHH, as
 *	 they do in tables
 * @size: bytes in @buf; the text is cut where it does not fit
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
 * area_name() - the name of an area, as the kernel gave it
 * @vma: area
 * @buf: a path, [heap] and the like, or nothing; any byte but NUL can occur
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
