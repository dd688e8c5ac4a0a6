// SPDX-License-Identifier: GPL-2.0
/*
 * Values as people read them, in tables and in sentences: see output.h.
 */
#include <stdio.h>

#include "output.h"

/**
 * output_format_size() - a number of bytes for people
 * @buf: filled in
 * @size: bytes in @buf, at least 16
 * @bytes: number of bytes
 *
 * Powers of 1024, and one decimal where it is not 0; the point is a point in
 * every locale.
 *
 * Return: @buf.
 */
char *output_format_size(char *buf, size_t size, unsigned long long bytes)
{
	static const char units[] = "BKMGTPE";
	unsigned long long whole, tenths;
	unsigned int shift = 0;

	while (shift < 60 && bytes >> shift >= 1024)
		shift += 10;
	whole = bytes >> shift;
	tenths = 0;
	if (shift) {
		/* 10 bits of the rest are enough to round it to a tenth */
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
	if (tenths)
		snprintf(buf, size, "%llu.%llu%c", whole, tenths,
			 units[shift / 10]);
	else
		snprintf(buf, size, "%llu%c", whole, units[shift / 10]);
	return buf;
}

/**
 * output_format_change() - a difference of sizes as people read it
 * @buf: at least 16 bytes
 * @size: bytes in @buf
 * @bytes: difference
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
