/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What is inside of a table, for the files that make it: output.c fills it in, output-rows.c
 * keeps its rows, output-sort.c sorts them, output-print.c decides when they are printed, and
 * one file for each format writes them, by way of output-writer.c.
 */
#ifndef PTWALK_OUTPUT_PRIVATE_H
#define PTWALK_OUTPUT_PRIVATE_H

#include <string.h>

#include "output.h"
#include "terminal.h"

/*
 * Short texts are copied in blocks of this size, with what follows them: a call of memcpy() for
 * each cell takes longer.  Where such a text is, and where it is copied to, has to have room.
 */
#define OUTPUT_BLOCK	32

/**
 * struct output_cell - a cell
 * @text: its text, NULL if it was never set; OUTPUT_BLOCK bytes can be read at least
 * @length: length of @text
 * @plain: the text needs no escape in any format: a number, true or false
 * @style: enum terminal_style, if people see it on a terminal with colours
 */
struct output_cell {
	const char	*text;
	unsigned int	length;
	bool		plain;
	unsigned char	style;
};

/**
 * struct output_row - a row
 * @parent: parent in a tree, or NULL
 * @child: first child, or NULL
 * @last: last child
 * @next: next row with the same parent
 * @nr: number of rows before it
 * @key: the number that the cell of the sort column was made of; 0 if that is in its text
 * @cell: the cells of the chosen columns, in the order in which they are printed; then that
 *	  of the sort column, unless it is one of them
 */
struct output_row {
	struct output_row	*parent;
	struct output_row	*child;
	struct output_row	*last;
	struct output_row	*next;
	unsigned long		nr;
	unsigned long long	key;
	struct output_cell	cell[];
};

/**
 * struct output_rows - rows that are not printed yet
 * @first: first row without a parent
 * @last: the last one
 * @nr: number of rows, children included
 * @nested: some rows have a parent
 * @deep: some of these parents have one as well
 * @chunk: memory of the rows and their texts, the newest chunk first
 * @used: how much of @chunk is used
 */
struct output_rows {
	struct output_row	*first;
	struct output_row	*last;
	unsigned long		nr;
	bool			nested;
	bool			deep;
	struct output_chunk	*chunk;
	size_t			used;
};

/**
 * struct output_writer - what is written next to standard output
 * @data: bytes
 * @used: how many
 * @held: how many of them, at the end, can still be changed
 * @size: room in @data
 */
struct output_writer {
	char	*data;
	size_t	used;
	size_t	held;
	size_t	size;
};

/**
 * struct output_layout - how a table for people is laid out
 * @terminal: what standard output can show
 * @columns: how wide a line can be, or %OUTPUT_NO_LIMIT
 * @stream: rows are written one by one, without libsmartcols
 * @heading: print headings before the next row
 * @need: by chosen column: width of its widest cell so far, or of its heading
 * @width: by chosen column: its width; 0 if it is left out
 * @before: by chosen column: its width before
 * @space: memory of these
 */
struct output_layout {
	struct terminal	terminal;
	size_t		columns;
	bool		stream;
	bool		heading;
	size_t		*need;
	size_t		*width;
	size_t		*before;
	size_t		space[];
};

/**
 * struct output_table - a table that is being filled in
 * @out: output options
 * @form: all columns of the command
 * @choice: the chosen ones, as indices in the columns of @form
 * @error: 0; -ENOMEM, -EIO if standard output failed, or -EPIPE if nobody reads it any more, after
 *	   the first failure
 * @reason: errno of standard output
 * @rows: the rows that are not printed yet
 * @printed: some rows have been printed
 * @finished: all have been
 * @open: in @rows, stands for a row that has been printed and can still get children
 * @begun: of JSON: some children of @open have been printed
 * @hold: number of rows that are laid out together in a table for people
 * @writer: what all formats write to
 * @layout: the layout of a table for people, or NULL before it is known
 * @wraps: it has sentences, which a terminal shows in several lines
 * @keys: of JSON: what is written before the values of the chosen columns, or NULL
 * @sort: index in the columns of @form of the column by which rows are sorted, -1 for none
 * @cells: number of cells of a row
 * @cell: for each column of @form, the index of its cell in a row; -1 if it has none
 */
struct output_table {
	struct output		out;
	struct output_form	form;
	struct output_choice	*choice;
	int			error;
	int			reason;
	struct output_rows	rows;
	bool			printed;
	bool			finished;
	struct output_row	*open;
	bool			begun;
	unsigned long		hold;
	struct output_writer	writer;
	struct output_layout	*layout;
	bool			wraps;
	struct json_key		*keys;
	int			sort;
	size_t			cells;
	int			cell[];
};

/* is a value of such a column a text of any bytes? */
static inline bool output_type_is_text(int type)
{
	return type == OUTPUT_STRING || type == OUTPUT_NAME || type == OUTPUT_TEXT ||
	       type == OUTPUT_SENTENCE;
}

/* the column of a chosen one, by its index in the chosen ones */
static inline const struct output_column *output_chosen(const struct output_table *table, size_t i)
{
	return &table->form.columns[table->choice->column[i]];
}

/* does a list of -o, or what follows one of its commas, begin with a sign? */
static inline bool output_list_signed(const char *list)
{
	return *list == '+' || *list == '-';
}

/* output-rows.c */
struct output_row *output_rows_add(struct output_table *table, struct output_row *parent);
char *output_rows_room(struct output_table *table, size_t size);
struct output_row *output_rows_open(struct output_table *table);
void output_rows_clear(struct output_rows *rows);
void output_rows_free(struct output_rows *rows);

/* output-writer.c */
char *output_write_begin(struct output_table *table, size_t size);
void output_write(struct output_table *table, const char *text, size_t size);
void output_write_all(struct output_table *table);
void output_failed(struct output_table *table);

/* what was written after output_write_begin(); @end is where it ends */
static inline void output_write_end(struct output_table *table, const char *end)
{
	table->writer.used = end - table->writer.data;
}

/* append to what is being written */
static inline char *output_append(char *to, const char *text, size_t size)
{
	memcpy(to, text, size);
	return to + size;
}

/* the same for a text with OUTPUT_BLOCK bytes at least, where there is room for as many more */
static inline char *output_append_block(char *to, const char *text, size_t size)
{
	if (size <= OUTPUT_BLOCK)
		memcpy(to, text, OUTPUT_BLOCK);
	else
		memcpy(to, text, size);
	return to + size;
}

/* output-text.c */
#define OUTPUT_ESCAPE	4	/* maximum number of bytes that a byte becomes: \xHH */

bool output_text_plain(const char *text, size_t length);
size_t output_text_safe(char *to, const char *text, size_t length, size_t *width);
size_t output_text_width(const char *text, size_t length);

/*
 * One file for each format.  If @below is a row, it is the last one, and is not complete: it can
 * still get children.
 */
void output_layout_rows(struct output_table *table, const struct output_row *below);
bool output_layout_streams(const struct output_table *table);
bool output_layout_wraps(const struct output_table *table);
void output_layout_free(struct output_layout *layout);
char *output_layout_text(struct output_table *table, size_t i, const struct output_cell *cell,
			 size_t *size, size_t *width);
int output_scols_rows(struct output_table *table, bool hold);
void output_raw_rows(struct output_table *table);
void output_pairs_rows(struct output_table *table);
void output_json_rows(struct output_table *table, const struct output_row *below);
void output_json_free(struct output_table *table);
void output_json_end(struct output_table *table);

/* output-fit.c */
#define OUTPUT_NO_LIMIT	((size_t)-1)

void output_fit(const struct output_table *table, const size_t *need, size_t *width,
		size_t columns);
bool output_cuts(const struct output_table *table, size_t i, bool *front);

/* output-wrap.c */
size_t output_wrap(char *to, const char *text, size_t length, size_t width);

/* output-sort.c */
void output_sort_begin(struct output_table *table);
void output_sort_rows(struct output_table *table);

#endif /* PTWALK_OUTPUT_PRIVATE_H */
