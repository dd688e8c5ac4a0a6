// SPDX-License-Identifier: GPL-2.0-only
/*
 * What standard output can show: see terminal.h.
 */
#include <langinfo.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "number.h"
#include "pager.h"
#include "terminal.h"

#define WIDTH		80
#define WIDTH_MIN	40	/* no picture makes sense below */
#define WIDTH_MAX	500

/* Columns that a sentence beside something needs, or how far it is indented below it */
#define BESIDE_MIN	32
#define BESIDE_INDENT	6

/* --color */
static enum { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER } color;

/* As libsmartcols: the variable COLUMNS, else what the terminal says */
static unsigned int terminal_columns(void)
{
	const char *text = getenv("COLUMNS");
	struct winsize size;
	__u64 width;

	if (!text || number_parse(text, "COLUMNS", WIDTH_MIN, WIDTH_MAX, &width, NULL))
		width = WIDTH;
	else
		return width;
	if (!ioctl(pager_screen(), TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

/* Colours by themselves: on a terminal that has them, unless the user has no use for them */
static bool terminal_has_color(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return terminal_is_screen() && !(no && *no) && term && strcmp(term, "dumb");
}

/**
 * terminal_is_screen() - do people read standard output as it is printed?
 *
 * Return: true if it is a terminal, or that of a pager.
 */
bool terminal_is_screen(void)
{
	return isatty(pager_screen());
}

/**
 * terminal_is_utf8() - is standard output in UTF-8?
 *
 * Return: true if it is, by the locale.
 */
bool terminal_is_utf8(void)
{
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

/**
 * terminal_look() - find out what standard output can show
 * @terminal: filled in
 */
void terminal_look(struct terminal *terminal)
{
	*terminal = (struct terminal){
		.width = terminal_columns(),
		.utf8 = terminal_is_utf8(),
		.color = color == COLOR_ALWAYS || (color == COLOR_AUTO && terminal_has_color()),
	};
}

/**
 * terminal_break() - find out how much of a text to print in one line
 * @text: text, in ASCII
 * @width: columns that there are for it
 *
 * Return: number of bytes up to the last blank that fits, or to the end if all of it does; of a
 * word that is longer than a line, all of it.
 */
size_t terminal_break(const char *text, size_t width)
{
	size_t n = strnlen(text, width + 1);

	if (n <= width)
		return n;
	n = width;
	while (n && text[n] != ' ')
		n--;
	return n ? n : strcspn(text, " ");
}

/* How wide a line can be */
static unsigned int terminal_limit(void)
{
	return terminal_is_screen() ? terminal_columns() : ~0U;
}

/* Print the rest of a line, which begins at column @at, and lines that begin at @indent. */
static void terminal_lines(unsigned int at, unsigned int indent, const char *text)
{
	const unsigned int columns = terminal_limit();
	size_t n;

	for (;;) {
		n = terminal_break(text, columns > at ? columns - at : 1);
		printf("%.*s\n", (int)n, text);
		text += n + !!text[n];
		if (!*text)
			return;
		printf("%*s", (int)indent, "");
		at = indent;
	}
}

/**
 * terminal_put() - print a sentence in lines of its own
 * @indent: blanks before it
 * @text: the sentence, in ASCII; on a terminal it is broken between words, and the lines that follow
 *	  are indented by two more
 */
void terminal_put(unsigned int indent, const char *text)
{
	printf("%*s", (int)indent, "");
	terminal_lines(indent, indent + 2, text);
}

/**
 * terminal_put_beside() - print a sentence beside something
 * @style: style of @label
 * @label: what the line begins with, in ASCII
 * @before: what is printed between both, in ASCII
 * @text: the sentence, in ASCII; on a terminal it is broken between words, and is in lines of its
 *	  own where there is no room beside @before
 */
void terminal_put_beside(enum terminal_style style, const char *label, const char *before,
			 const char *text)
{
	const unsigned int at = strlen(label) + strlen(before);
	struct terminal t;
	size_t end;

	terminal_look(&t);
	if (style)
		printf("%s%s%s", terminal_style(&t, style), label,
		       terminal_style(&t, TERMINAL_PLAIN));
	else
		fputs(label, stdout);
	if (at + BESIDE_MIN <= terminal_limit() || !*text) {
		fputs(before, stdout);
		terminal_lines(at, at, text);
	} else {
		for (end = strlen(before); end && before[end - 1] == ' '; end--)
			;
		printf("%.*s\n", (int)end, before);
		terminal_put(BESIDE_INDENT, text);
	}
}

/**
 * terminal_say() - terminal_put_beside() without a label, with a formatted sentence
 * @before: what is printed before it, in ASCII
 * @format: printf format
 */
void terminal_say(const char *before, const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vasprintf(&text, format, args);
	va_end(args);
	if (length >= 0) {
		terminal_put_beside(TERMINAL_PLAIN, "", before, text);
		free(text);
		return;
	}
	/* no memory to break it between words */
	fputs(before, stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

/**
 * terminal_word() - print a word of a list, in a new line if it does not fit any more
 * @word: the word
 * @at: column where the last one ended, 0 at the beginning of a line; updated
 */
void terminal_word(const char *word, unsigned int *at)
{
	if (*at && *at + 1 + strlen(word) > terminal_limit())
		*at = !putchar('\n');
	*at += printf("%s%s", *at ? " " : "", word);
}

/**
 * terminal_style() - what to print before text of a style
 * @terminal: what standard output can show
 * @style: style; %TERMINAL_PLAIN ends all others
 *
 * Return: the escape sequence; "" without colours.
 */
const char *terminal_style(const struct terminal *terminal, enum terminal_style style)
{
	static const char *const sequence[] = {
		[TERMINAL_PLAIN]	= "\033[m",
		[TERMINAL_DIM]		= "\033[m\033[2m",
		[TERMINAL_BOLD]		= "\033[m\033[1m",
		[TERMINAL_RED]		= "\033[m\033[31m",
		[TERMINAL_GREEN]	= "\033[m\033[32m",
		[TERMINAL_YELLOW]	= "\033[m\033[33m",
		[TERMINAL_BLUE]		= "\033[m\033[34m",
		[TERMINAL_MAGENTA]	= "\033[m\033[35m",
		[TERMINAL_CYAN]		= "\033[m\033[36m",
	};

	return terminal->color ? sequence[style] : "";
}

/**
 * terminal_color() - take the argument of --color
 * @when: auto, always or never
 *
 * Return: true, or false if @when is none of them.
 */
bool terminal_color(const char *when)
{
	static const char *const words[] = {
		[COLOR_AUTO]	= "auto",
		[COLOR_ALWAYS]	= "always",
		[COLOR_NEVER]	= "never",
	};
	unsigned int i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(when, words[i]))
			continue;
		color = i;
		return true;
	}
	return false;
}
