/* SPDX-License-Identifier: GPL-2.0 */
/*
 * UTF-8 (RFC 3629), and bytes of any sort made UTF-8 in a way that can be undone:
 * names of files and processes are bytes, JSON and sentences are not.  A locale
 * has no say.
 */
#ifndef PTWALK_UTF8_H
#define PTWALK_UTF8_H

#include <linux/types.h>
#include <stddef.h>

/* What one byte becomes, at most: \xHH */
#define UTF8_ESCAPE	4

size_t utf8_decode(const char *text, size_t max, __u32 *character);

#endif /* PTWALK_UTF8_H */
