// SPDX-License-Identifier: GPL-2.0-only
/*
 * Break the sentence in a cell of a table into lines, for a terminal.  libsmartcols by itself breaks
 * at any character, or where a text has a newline: so it gets one where a line ends.
 */
#include "output-private.h"
#include "terminal.h"

/**
 * output_wrap() - put newlines into a sentence
 * @to: of at least twice as many bytes as @text has; gets no NUL
 * @text: the sentence, made safe
 * @length: its length
 * @width: number of columns that there are for it
 *
 * A line ends between two words; in a word only if it is longer than a line.
 *
 * Return: number of bytes written.
 */
size_t output_wrap(char *to, const char *text, size_t length, size_t width)
{
	const char *begin = to, *end = text + length;
	size_t n;

	while (text < end) {
		n = terminal_break(text, width);
		if (n > width)
			n = width;
		while (n > 1 && ((unsigned char)text[n] & 0xc0) == 0x80)
			n--;
		if (to != begin)
			*to++ = '\n';
		to = output_append(to, text, n);
		text += n;
		if (text < end && *text == ' ')
			text++;
	}
	return to - begin;
}
