// SPDX-License-Identifier: GPL-2.0-only
/*
 * Format sizes for people, in tables and in sentences: see output.h.
 */
#include <string.h>

#include "digits.h"
#include "output.h"

/**
 * output_format_size() - format a number of bytes for people
 * @buf: filled in, such as "4K" or "19.1M"
 * @size: bytes in @buf, at least 16
 * @bytes: number of bytes
 *
 * Units are powers of 1024.  There is one decimal unless it is 0, after a point in every
 * locale.
 *
 * Return: @buf.
 */
char *output_format_size(char *buf, size_t size, unsigned long long bytes)
{
	static const char units[] = "BKMGTPE";
	char text[DIGITS_DECIMAL_SIZE + 3];
	unsigned long long whole, tenths;
	unsigned int shift = 0;
	size_t length;

	while (shift < 60 && bytes >> shift >= 1024)
		shift += 10;
	whole = bytes >> shift;
	tenths = 0;
	if (shift) {
		/* the highest 10 bits of the remainder are enough for a tenth */
		tenths = (bytes >> (shift - 10)) & 1023;
		tenths = (tenths * 10 + 512) >> 10;
	}
	if (tenths == 10) {
		whole++;
		tenths = 0;
	}
	if (whole == 1024 && shift < 60) {
		whole = 1;
		shift += 10;
	}
	length = digits_decimal(text, whole);
	if (tenths) {
		text[length++] = '.';
		text[length++] = '0' + tenths;
	}
	text[length++] = units[shift / 10];
	text[length++] = '\0';
	/* the longest is "1023.9K", and fits */
	if (length > size)
		length = size;
	memcpy(buf, text, length);
	return buf;
}

/**
 * output_format_change() - format a difference of sizes for people
 * @buf: filled in, such as "+4K", "-19.1M" or "0B"
 * @size: bytes in @buf, at least 16
 * @bytes: difference in bytes
 *
 * Return: @buf.
 */
char *output_format_change(char *buf, size_t size, long long bytes)
{
	unsigned long long distance = bytes;

	buf[0] = '+';
	if (bytes < 0) {
		buf[0] = '-';
		distance = -distance;
	}
	output_format_size(buf + !!bytes, size - !!bytes, distance);
	return buf;
}
