// SPDX-License-Identifier: GPL-2.0
/*
 * What standard output can show: see terminal.h.
 */
#include <langinfo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "number.h"
#include "terminal.h"

#define WIDTH		80
#define WIDTH_MIN	40	/* no picture makes sense below */
#define WIDTH_MAX	500

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
	if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
		width = size.ws_col;
	return width < WIDTH_MIN ? WIDTH_MIN : width > WIDTH_MAX ? WIDTH_MAX : width;
}

/* Colours by themselves: on a terminal that has them, unless the user has no use for them */
static bool terminal_has_color(void)
{
	const char *term = getenv("TERM"), *no = getenv("NO_COLOR");

	return isatty(STDOUT_FILENO) && !(no && *no) && term && strcmp(term, "dumb");
}

/**
 * terminal_look() - find out what standard output can show
 * @terminal: filled in
 * @when: --color
 */
void terminal_look(struct terminal *terminal, enum terminal_color when)
{
	*terminal = (struct terminal){
		.width = terminal_columns(),
		.utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8"),
		.color = when == TERMINAL_ALWAYS ||
			 (when == TERMINAL_AUTO && terminal_has_color()),
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
	while (n && text[n] != ' ')
		n--;
	return n ? n : strcspn(text, " ");
}

/**
 * terminal_put() - print a sentence in lines of its own
 * @indent: blanks before it
 * @text: the sentence, in ASCII; on a terminal it is broken between words, and the lines that follow
 *	  are indented by two more
 */
void terminal_put(unsigned int indent, const char *text)
{
	const unsigned int columns = isatty(STDOUT_FILENO) ? terminal_columns() : ~0U;
	unsigned int more = 0;
	size_t n;

	do {
		n = terminal_break(text, columns - indent - more);
		printf("%*s%.*s\n", (int)(indent + more), "", (int)n, text);
		text += n + !!text[n];
		more = 2;
	} while (*text);
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
 * terminal_color_parse() - parse the argument of --color
 * @text: auto, always or never
 * @when: set to it
 *
 * Return: true, or false if @text is none of them.
 */
bool terminal_color_parse(const char *text, enum terminal_color *when)
{
	static const char *const words[] = { "auto", "always", "never" };
	unsigned int i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(text, words[i]))
			continue;
		*when = i;
		return true;
	}
	return false;
}
