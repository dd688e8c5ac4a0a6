// SPDX-License-Identifier: GPL-2.0
/*
 * Text that is safe on a terminal: a byte that belongs to no character, or to one that cannot be
 * printed, or that makes a text look like another one, is \xHH.  So is a backslash before an x, so
 * that no other text comes out as that.
 */
#include <ctype.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "output-private.h"
#include "utf8.h"

/**
 * output_text_plain() - is a text safe as it is, and as wide as it is long?
 * @text: text
 * @length: its length
 *
 * Return: true if it has nothing but printable ASCII, and no backslash.
 */
bool output_text_plain(const char *text, size_t length)
{
	size_t i = 0;

	while (i < length && text[i] >= 0x20 && text[i] < 0x7f && text[i] != '\\')
		i++;
	return i == length;
}

static char *output_text_escape(char *to, const char *text, size_t length)
{
	static const char digit[] = "0123456789abcdef";

	for (; length--; text++) {
		const unsigned char byte = *text;

		*to++ = '\\';
		*to++ = 'x';
		*to++ = digit[byte >> 4];
		*to++ = digit[byte & 15];
	}
	return to;
}

/* Length of the character at the beginning of @text, 1 if it is none; set @width, 0 to escape it */
static size_t output_text_character(const char *text, size_t length, size_t *width)
{
	mbstate_t state = { 0 };
	size_t taken;
	wchar_t c;

	*width = 0;
	if (iscntrl((unsigned char)*text) || (length > 1 && *text == '\\' && text[1] == 'x'))
		return 1;
	taken = mbrtowc(&c, text, length, &state);
	if (taken && taken <= length) {
		*width = iswprint(c) && !utf8_deceives(c) ? 1 + wcwidth(c) : 0;
		return taken;
	}
	*width = isprint((unsigned char)*text) ? 2 : 0;
	return 1;
}

/**
 * output_text_safe() - make a text safe
 * @to: of at least @length * OUTPUT_ESCAPE bytes; gets no NUL
 * @text: text of any bytes but NUL
 * @length: its length
 * @width: set to the number of columns that the result takes on a terminal
 *
 * Return: number of bytes written.
 */
size_t output_text_safe(char *to, const char *text, size_t length, size_t *width)
{
	const char *begin = to;
	size_t taken, wide;

	for (*width = 0; length; text += taken, length -= taken) {
		taken = output_text_character(text, length, &wide);
		if (wide) {
			to = output_append(to, text, taken);
			*width += wide - 1;
		} else {
			to = output_text_escape(to, text, taken);
			*width += taken * OUTPUT_ESCAPE;
		}
	}
	return to - begin;
}
