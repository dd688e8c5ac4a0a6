/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What standard output can show: how many columns, which characters, colours.  Owns --color.
 */
#ifndef PTWALK_TERMINAL_H
#define PTWALK_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/**
 * enum terminal_style - a colour or weight of text; each begins with TERMINAL_PLAIN
 * @TERMINAL_PLAIN: none
 * @TERMINAL_DIM: for what is of less interest
 * @TERMINAL_BOLD: bold
 * @TERMINAL_RED: and the other colours of a terminal of 8 colours
 */
enum terminal_style {
	TERMINAL_PLAIN,
	TERMINAL_DIM,
	TERMINAL_BOLD,
	TERMINAL_RED,
	TERMINAL_GREEN,
	TERMINAL_YELLOW,
	TERMINAL_BLUE,
	TERMINAL_MAGENTA,
	TERMINAL_CYAN,
};

/**
 * struct terminal - what standard output can show
 * @width: number of columns; 80 if that is not known
 * @utf8: it shows characters that are not ASCII
 * @color: it shows colours, and the user wants them
 */
struct terminal {
	unsigned int	width;
	bool		utf8;
	bool		color;
};

/* Maximum number of bytes of terminal_style(), and a NUL */
#define TERMINAL_STYLE_SIZE	12

bool terminal_is_screen(void);
bool terminal_is_utf8(void);
void terminal_look(struct terminal *terminal);
size_t terminal_break(const char *text, size_t width);
void terminal_put(unsigned int indent, const char *text);
void terminal_put_beside(enum terminal_style style, const char *label, const char *before,
			 const char *text);
void terminal_say(const char *before, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void terminal_word(const char *word, unsigned int *at);
const char *terminal_style(const struct terminal *terminal, enum terminal_style style);
bool terminal_color(const char *when);

#endif /* PTWALK_TERMINAL_H */
