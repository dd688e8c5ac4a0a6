// SPDX-License-Identifier: GPL-2.0-only
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

	/* as most are: mbrtowc() takes hundreds of instructions for each character */
	if (output_text_plain(text, length)) {
		*width = length;
		return output_append(to, text, length) - to;
	}
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

/**
 * output_text_width() - the width of a text that was made safe
 * @text: text of any bytes but NUL
 * @length: its length
 *
 * Return: number of columns that it takes on a terminal.
 */
size_t output_text_width(const char *text, size_t length)
{
	size_t taken, wide, width = 0;

	if (output_text_plain(text, length))
		return length;
	for (; length; text += taken, length -= taken) {
		taken = output_text_character(text, length, &wide);
		width += wide ? wide - 1 : taken * OUTPUT_ESCAPE;
	}
	return width;
}

/*
 * Length of the least beginning of a text that takes at least @width columns, or, if @most, of the
 * longest one that takes no more.  Marks above a letter, which take no column, stay with it.
 */
static size_t output_text_part(const char *text, size_t length, size_t width, bool most)
{
	size_t at, taken, wide, used = 0;

	for (at = 0; at < length; at += taken) {
		taken = output_text_character(text + at, length - at, &wide);
		wide = wide ? wide - 1 : taken * OUTPUT_ESCAPE;
		if (wide && (most ? used + wide > width : used >= width))
			break;
		used += wide;
	}
	return at;
}

/**
 * output_text_cut() - make a text safe, and cut it if it is too wide
 * @to: of at least OUTPUT_TEXT_SIZE(@length) bytes; gets no NUL
 * @text: text of any bytes but NUL
 * @length: its length
 * @front: cut its beginning: the end of a path says more
 * @width: number of columns that there are for it, at least that of the mark; set to how many
 *	   it takes
 *
 * Return: number of bytes written.
 */
size_t output_text_cut(char *to, const char *text, size_t length, bool front, size_t *width)
{
	const bool utf8 = terminal_is_utf8();
	const char *mark = utf8 ? "…" : "..", *slash;
	const size_t all = output_text_width(text, length), wide = utf8 ? 1 : 2;
	size_t part, taken, size = strlen(mark);

	if (all <= *width)
		return output_text_safe(to, text, length, width);
	part = output_text_part(text, length, front ? all - *width + wide : *width - wide, !front);
	if (!front) {
		taken = output_text_safe(to, text, part, width);
		memcpy(to + taken, mark, size);
	} else {
		slash = memchr(text + part, '/', length - part);
		if (slash && slash < text + length - 1)
			part = slash - text;
		memcpy(to, mark, size);
		taken = output_text_safe(to + size, text + part, length - part, width);
	}
	*width += wide;
	return taken + size;
}
