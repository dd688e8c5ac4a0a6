// SPDX-License-Identifier: GPL-2.0-only
/*
 * Decode UTF-8, and make valid UTF-8 of any bytes: see utf8.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "utf8.h"

/**
 * utf8_decode() - decode the first character of a text
 * @text: bytes
 * @max: number of bytes in @text, at least 1
 * @character: set on success to the code point
 *
 * Return: length of the character in bytes; 0 if the bytes are not valid UTF-8, or the
 * character is not complete.
 */
size_t utf8_decode(const char *text, size_t max, __u32 *character)
{
	static const __u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *p = (const unsigned char *)text;
	size_t length, i;
	__u32 c;

	if (*p < 0x80) {
		*character = *p;
		return 1;
	}
	if (*p < 0xc0 || *p > 0xf7)
		return 0;
	length = *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : 4;
	if (length > max)
		return 0;
	c = *p & (0x7f >> length);
	for (i = 1; i < length; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*character = c;
	return length;
}

/**
 * utf8_deceives() - could a character make a text look like another one?
 * @character: code point
 *
 * Characters that are not seen, and those that change the direction of the text around them:
 * U+202E in the name of a file turns round what follows it in the line (CVE-2021-42574).  For a
 * terminal they are printable.
 *
 * Return: true if it is a format character of Unicode for direction, width or joining, or ends
 * a line (U+2028, U+2029).
 */
bool utf8_deceives(__u32 character)
{
	return character == 0xad || character == 0x61c || character == 0x180e ||
	       (character >= 0x200b && character <= 0x200f) ||
	       (character >= 0x2028 && character <= 0x202e) ||
	       (character >= 0x2060 && character <= 0x206f) || character == 0xfeff ||
	       (character >= 0xe0000 && character <= 0xe007f);
}

/**
 * utf8_harmless() - can a character be printed on a terminal as it is?
 * @character: code point
 *
 * Return: true if it is no control character, which could drive the terminal, and does not
 * utf8_deceives().
 */
bool utf8_harmless(__u32 character)
{
	return character >= 0x20 && !(character >= 0x7f && character < 0xa0) &&
	       !utf8_deceives(character);
}
