// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table for people.  libsmartcols lays out the first rows, which are all that most tables have;
 * it costs ten microseconds a row, and what a thousand columns of output cost in memory.  All rows
 * that are there are measured before, and the others of them are written here, in the same layout.
 * When there are more rows than a person reads, so are those that come later: a cell that is
 * wider than its column moves the rest of its line, and widens the column from then on.  Where that
 * makes a terminal too narrow, columns are left out from there on, and the headings come again.
 *
 * A tree of more than two levels, and sentences on a terminal, are laid out by libsmartcols, some
 * thousand rows at a time.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "output-private.h"
#include "terminal.h"

/* How many of the rows that are printed together libsmartcols lays out */
#define FIRST_ROWS	64

static struct output_layout *layout_new(const struct output_table *table)
{
	struct output_layout *layout;
	size_t i;

	layout = calloc(1, sizeof(*layout) + 3 * table->choice->nr * sizeof(layout->space[0]));
	if (!layout)
		return NULL;
	layout->need = layout->space;
	layout->width = layout->need + table->choice->nr;
	layout->before = layout->width + table->choice->nr;
	terminal_look(&layout->terminal);
	layout->columns = terminal_is_screen() ? layout->terminal.width : OUTPUT_NO_LIMIT;
	layout->heading = !table->out.noheadings;
	/* also without headings, as libsmartcols does */
	for (i = 0; i < table->choice->nr; i++)
		layout->need[i] = strlen(output_chosen(table, i)->name);
	return layout;
}

/**
 * output_layout_free() - free a layout
 * @layout: layout, or NULL
 */
void output_layout_free(struct output_layout *layout)
{
	free(layout);
}

/* Branches of the tree, as libsmartcols draws them: to the last child, and to any other */
static const char *layout_branch(bool last)
{
	if (terminal_is_utf8())
		return last ? "\u2514\u2500" : "\u251c\u2500";
	return last ? "`-" : "|-";
}

#define BRANCH_WIDTH	2

/* The line that was written last, of @size bytes, is a child's: the next row says if the last. */
static void layout_hold(struct output_table *table, size_t size)
{
	table->writer.held = size;
}

/* Write what is held, if any, as the line of the last child or of another one. */
static void layout_release(struct output_table *table, bool last)
{
	struct output_writer *w = &table->writer;
	char *line = w->data + w->used - w->held, *branch;
	const char *mark = layout_branch(true);

	if (w->held && !last) {
		branch = memmem(line, w->held, mark, strlen(mark));
		if (branch)
			memcpy(branch, layout_branch(false), strlen(mark));
	}
	w->held = 0;
}

/**
 * output_layout_text() - the text of a cell as a terminal can show it
 * @table: table with a layout
 * @i: index of its column in the chosen ones
 * @cell: the cell
 * @size: set to the number of bytes
 * @width: number of columns that there are for it; set to how many it takes
 *
 * Return: the text, which is good until the next call, with a NUL and room for as many bytes and
 * newlines behind it; NULL if there is no memory.
 */
char *output_layout_text(struct output_table *table, size_t i, const struct output_cell *cell,
			 size_t *size, size_t *width)
{
	char *text = output_rows_room(table, 3 * OUTPUT_TEXT_SIZE(cell->length));
	bool front;

	if (!text)
		return NULL;
	if (output_cuts(table, i, &front))
		*size = output_text_cut(text, cell->text, cell->length, front, width);
	else
		*size = output_text_safe(text, cell->text, cell->length, width);
	/* libsmartcols leaves out what nobody would see */
	if (!*width)
		*size = 0;
	text[*size] = '\0';
	return text;
}

/* Store how wide a cell is; returns true if its column should be wider than it is. */
static bool layout_need(struct output_layout *layout, size_t i, size_t width)
{
	if (width <= layout->need[i])
		return false;
	layout->need[i] = width;
	return true;
}

/* Store how wide the cells of rows are, and of their children, @depth levels below the first. */
static void layout_measure(const struct output_table *table, const struct output_row *row,
			   unsigned int depth)
{
	const struct output_cell *cell;
	size_t i, width;

	for (; row; row = row->next) {
		for (i = 0; i < table->choice->nr; i++) {
			cell = &row->cell[i];
			width = cell->plain ? cell->length :
				output_text_width(cell->text, cell->length);
			layout_need(table->layout, i, width + (i ? 0 : BRANCH_WIDTH * depth));
		}
		layout_measure(table, row->child, depth + 1);
	}
}

/* Fit the columns; the headings are printed again if they are not those that they were. */
static void layout_fit(struct output_table *table)
{
	struct output_layout *layout = table->layout;
	size_t i;

	memcpy(layout->before, layout->width, table->choice->nr * sizeof(layout->width[0]));
	output_fit(table, layout->need, layout->width, layout->columns);
	for (i = 0; i < table->choice->nr; i++)
		if (!layout->before[i] != !layout->width[i])
			layout->heading = !table->out.noheadings;
}

/* Write blanks; there is room for OUTPUT_BLOCK more. */
static char *layout_pad(char *to, size_t width)
{
	static const char blanks[] = "                                ";

	_Static_assert(sizeof(blanks) > OUTPUT_BLOCK, "a block of blanks");
	if (width > OUTPUT_BLOCK)
		memset(to, ' ', width);
	else
		memcpy(to, blanks, OUTPUT_BLOCK);
	return to + width;
}

/* Write a text in a style. */
static char *layout_style(const struct terminal *terminal, char *to, const char *text, size_t size,
			  enum terminal_style style)
{
	if (!style || !terminal->color)
		return output_append_block(to, text, size);
	to = stpcpy(to, terminal_style(terminal, style));
	to = output_append_block(to, text, size);
	return stpcpy(to, terminal_style(terminal, TERMINAL_PLAIN));
}

/*
 * Write a cell into a line.  The last one is not padded behind, nor at all if it is empty.  Returns
 * NULL if there is no memory; sets @grown if the column should be wider.
 */
static char *layout_cell(struct output_table *table, char *to, size_t i,
			 const struct output_cell *cell, bool last, bool *grown)
{
	struct output_layout *layout = table->layout;
	const bool right = output_chosen(table, i)->right;
	size_t width = layout->width[i], size = cell->length, wide = size, pad;
	const char *text = cell->text;

	if (!size)
		return last ? to : layout_pad(to, width);
	if (!cell->plain && (size > width || !output_text_plain(text, size))) {
		wide = width;
		*grown |= layout_need(layout, i, output_text_width(text, size));
		text = output_layout_text(table, i, cell, &size, &wide);
		if (!text)
			return NULL;
	} else {
		*grown |= layout_need(layout, i, wide);
	}
	pad = wide < width ? width - wide : 0;
	if (right)
		to = layout_pad(to, pad);
	to = layout_style(&layout->terminal, to, text, size, cell->style);
	return right || last ? to : layout_pad(to, pad);
}

/* Room for a line */
static size_t layout_line(const struct output_table *table, const struct output_row *row)
{
	const struct output_layout *layout = table->layout;
	size_t size = 2 * OUTPUT_BLOCK, i;

	for (i = 0; i < table->choice->nr; i++)
		size += layout->width[i] + OUTPUT_TEXT_SIZE(row->cell[i].length) +
			2 * TERMINAL_STYLE_SIZE + 1;
	return size;
}

static char *layout_cells(struct output_table *table, char *to, const struct output_row *row,
			  bool *grown)
{
	const struct output_layout *layout = table->layout;
	size_t last = table->choice->nr - 1, i;

	while (last && !layout->width[last])
		last--;
	for (i = 0; to && i <= last; i++) {
		if (!layout->width[i])
			continue;
		to = layout_cell(table, to, i, &row->cell[i], i == last, grown);
		if (to)
			*to++ = i == last ? '\n' : ' ';
	}
	return to;
}

static void layout_headings(struct output_table *table)
{
	struct output_layout *layout = table->layout;
	const size_t cells = sizeof(struct output_row) + table->cells * sizeof(struct output_cell);
	struct output_row *row;
	bool grown = false;
	char *to, *block;
	size_t i;

	layout->heading = false;
	/* a cell has a block of bytes at least, which the name of a column has not */
	row = calloc(1, cells + table->choice->nr * OUTPUT_BLOCK);
	if (!row) {
		table->error = -ENOMEM;
		return;
	}
	block = (char *)row + cells;
	for (i = 0; i < table->choice->nr; i++, block += OUTPUT_BLOCK) {
		row->cell[i].text = output_chosen(table, i)->name;
		row->cell[i].length = strlen(row->cell[i].text);
		if (row->cell[i].length < OUTPUT_BLOCK)
			row->cell[i].text = strcpy(block, row->cell[i].text);
	}
	to = output_write_begin(table, layout_line(table, row));
	to = to ? layout_cells(table, to, row, &grown) : NULL;
	if (to)
		output_write_end(table, to);
	free(row);
}

/* Write a row; returns the size of its line, which is in the buffer as a whole. */
static size_t layout_row(struct output_table *table, const struct output_row *row)
{
	char *begin, *to;
	bool grown;

	for (;;) {
		/* headings go into the same buffer, so before the line */
		if (table->layout->heading)
			layout_headings(table);
		grown = false;
		begin = output_write_begin(table, layout_line(table, row));
		to = begin ? layout_cells(table, begin, row, &grown) : NULL;
		if (!to)
			return 0;
		if (!grown)
			break;
		layout_fit(table);
	}
	output_write_end(table, to);
	return to - begin;
}

/* Write a child of a row: a row whose first cell begins with a branch. */
static void layout_child(struct output_table *table, struct output_row *row)
{
	const char *branch = layout_branch(true);
	struct output_cell *cell = &row->cell[0];
	size_t size = strlen(branch) + cell->length;
	char *text = output_rows_room(table, size);

	if (!text)
		return;
	table->rows.used += size;
	memcpy(text, branch, strlen(branch));
	if (cell->length)
		memcpy(text + strlen(branch), cell->text, cell->length);
	cell->text = text;
	cell->length = size;
	cell->plain = false;
	layout_hold(table, layout_row(table, row));
}

/**
 * output_layout_streams() - are rows written one by one from now on?
 * @table: table
 *
 * Return: true if the next rows need not be laid out together.
 */
bool output_layout_streams(const struct output_table *table)
{
	return table->layout && table->layout->stream;
}

/**
 * output_layout_wraps() - will a table have sentences that a terminal shows in several lines?
 * @table: table with its options, form and chosen columns
 *
 * For @wraps of the table: it is asked once for a table, not for each row.
 *
 * Return: true if it will, and standard output is a terminal.
 */
bool output_layout_wraps(const struct output_table *table)
{
	size_t i;

	if (!output_for_people(table) || !terminal_is_screen())
		return false;
	for (i = 0; i < table->choice->nr; i++)
		if (output_chosen(table, i)->type == OUTPUT_SENTENCE)
			return true;
	return false;
}

/* The last row that libsmartcols is to lay out, if the rows behind it can do without. */
static struct output_row *layout_last(const struct output_table *table)
{
	struct output_row *row = table->rows.first;
	unsigned int nr;

	if (table->rows.nested || table->rows.deep || table->wraps)
		return NULL;
	for (nr = 1; row && nr < FIRST_ROWS; nr++)
		row = row->next;
	return row;
}

/* Write rows, and their children, without libsmartcols. */
static void layout_stream(struct output_table *table, struct output_row *row)
{
	struct output_row *child;

	for (; row; row = row->next) {
		if (row != table->open) {
			layout_release(table, true);
			layout_row(table, row);
		}
		for (child = row->child; child; child = child->next) {
			layout_release(table, false);
			layout_child(table, child);
		}
	}
}

static void layout_together(struct output_table *table, bool hold)
{
	struct output_row *const last = layout_last(table), *const rest = last ? last->next : NULL;
	const bool before = ferror(stdout);

	layout_release(table, true);
	layout_measure(table, table->rows.first, 0);
	layout_fit(table);
	if (last)
		last->next = NULL;
	if (output_scols_rows(table, hold))
		table->error = -ENOMEM;
	if (last)
		last->next = rest;
	if (table->rows.first)
		table->layout->heading = false;
	if (before)
		errno = 0;	/* what it is now has another cause */
	output_failed(table);
	if (!table->error)
		layout_stream(table, rest);
	table->layout->stream = !table->rows.deep && !table->wraps;
}

/**
 * output_layout_rows() - print the rows there are
 * @table: table; if it has been printed before, it has more rows than a person reads
 * @below: the last row, if it can still get children; or NULL
 */
void output_layout_rows(struct output_table *table, const struct output_row *below)
{
	if (!table->layout)
		table->layout = layout_new(table);
	if (!table->layout) {
		table->error = -ENOMEM;
		return;
	}
	if (table->layout->stream && !table->rows.deep)
		layout_stream(table, table->rows.first);
	else
		layout_together(table, below && below->child);
}
