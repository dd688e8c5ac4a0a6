/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Decode UTF-8 (RFC 3629), and make valid UTF-8 of any bytes in a way that can be undone.
 * Names of files and processes can contain any byte, but JSON and sentences have to be
 * UTF-8.  The locale has no influence.
 */
#ifndef PTWALK_UTF8_H
#define PTWALK_UTF8_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

/* Maximum number of bytes that one byte becomes: \xHH */
#define UTF8_ESCAPE	4

size_t utf8_decode(const char *text, size_t max, __u32 *character);
bool utf8_deceives(__u32 character);
bool utf8_harmless(__u32 character);

#endif /* PTWALK_UTF8_H */
