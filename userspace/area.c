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

/*
 * Bytes of the UTF-8 character at the beginning of @p; 0 where there is none,
 * or one that has no business in a line of text (controls, a backslash).
 */
static size_t printable(const unsigned char *p, size_t left)
{
	static const unsigned int least[] = { 0, 0, 0xa0, 0x800, 0x10000 };
	size_t n, i;
	__u32 c;

	if (*p < 0x80)
		return *p >= 0x20 && *p != 0x7f && *p != '\\';
	if (*p < 0xc0 || *p > 0xf7)
		return 0;
	n = *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	if (n > left)
		return 0;
	c = *p & (0x7f >> n);
	for (i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	return n;
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
	const unsigned char *p = (const unsigned char *)text;
	const unsigned char *end = p + strnlen(text, max);
	size_t used = 0, n;

	while (p < end) {
		n = printable(p, end - p);
		if (used + (n ? n : 4) >= size)
			break;
		if (n) {
			memcpy(buf + used, p, n);
			used += n;
			p += n;
		} else {
			used += sprintf(buf + used, "\\x%02x", *p++);
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
