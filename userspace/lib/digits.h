/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write numbers as text, without a format to parse: a table of a million rows has ten million
 * of them.  What is written is what printf("%llu") and printf("0x%llx") would.
 */
#ifndef PTWALK_DIGITS_H
#define PTWALK_DIGITS_H

#include <linux/types.h>
#include <stddef.h>

/* Sizes of buffers, with the NUL at the end */
#define DIGITS_DECIMAL_SIZE	21
#define DIGITS_HEX_SIZE		19

size_t digits_decimal(char buf[DIGITS_DECIMAL_SIZE], __u64 value);
size_t digits_hex(char buf[DIGITS_HEX_SIZE], __u64 value);

#endif /* PTWALK_DIGITS_H */
