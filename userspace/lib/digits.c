// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write numbers as text: see digits.h.
 */
#include <string.h>

#include "digits.h"

/* Number of decimal digits of a value below 10^9 */
static unsigned int decimal_length(__u32 value)
{
	unsigned int length = 1;

	while (value >= 10) {
		value /= 10;
		length++;
	}
	return length;
}

/* Write @length digits, with zeros in front; most cells are small, so 32 bits are divided. */
static void decimal_put(char *buf, __u32 value, unsigned int length)
{
	while (length--) {
		buf[length] = '0' + value % 10;
		value /= 10;
	}
}

/**
 * digits_decimal() - write a number in decimal
 * @buf: filled in, with a NUL at the end
 * @value: number
 *
 * Return: number of digits.
 */
size_t digits_decimal(char buf[DIGITS_DECIMAL_SIZE], __u64 value)
{
	const __u32 part = 1000000000;
	size_t length = 0;

	if (value >= part)
		length = digits_decimal(buf, value / part);
	if (length) {
		decimal_put(buf + length, value % part, 9);
		length += 9;
	} else {
		length = decimal_length(value);
		decimal_put(buf, value, length);
	}
	buf[length] = '\0';
	return length;
}

/**
 * digits_hex() - write a number in hexadecimal, with 0x
 * @buf: filled in, with a NUL at the end
 * @value: number
 *
 * Return: number of characters, those of 0x included.
 */
size_t digits_hex(char buf[DIGITS_HEX_SIZE], __u64 value)
{
	unsigned int digits = value ? (63 - __builtin_clzll(value)) / 4 + 1 : 1;
	unsigned int i = 2 + digits;

	buf[0] = '0';
	buf[1] = 'x';
	buf[i] = '\0';
	while (i-- > 2) {
		buf[i] = "0123456789abcdef"[value & 15];
		value >>= 4;
	}
	return 2 + digits;
}
