// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of a table that are not printed yet.  Rows and their texts are in chunks of memory,
 * which are freed together: a table that is printed row by row uses one chunk again and again, and
 * allocates nothing.
 */
#include <errno.h>
#include <stdlib.h>

#include "output-private.h"

#define CHUNK	(64 * 1024)

/**
 * struct output_chunk - memory of rows and their texts
 * @next: the chunk before
 * @size: of @data
 * @data: memory
 */
struct output_chunk {
	struct output_chunk	*next;
	size_t			size;
	char			data[] __attribute__((aligned(8)));
};

/**
 * output_rows_room() - get memory that lives as long as the rows
 * @table: table
 * @size: number of bytes at least
 *
 * The memory is used again by the next call, unless the caller adds what it needs of it to
 * @table->rows.used.
 *
 * Return: the memory; NULL if there is none, and @table->error says so.
 */
char *output_rows_room(struct output_table *table, size_t size)
{
	struct output_rows *rows = &table->rows;
	struct output_chunk *chunk = rows->chunk;

	if (chunk && chunk->size - rows->used >= size)
		return chunk->data + rows->used;
	if (size < CHUNK)
		size = CHUNK;
	/* the last text can be read as a block */
	chunk = malloc(sizeof(*chunk) + size + OUTPUT_BLOCK);
	if (!chunk) {
		table->error = -ENOMEM;
		return NULL;
	}
	chunk->size = size;
	chunk->next = rows->chunk;
	rows->chunk = chunk;
	rows->used = 0;
	return chunk->data;
}

static void output_rows_link(struct output_rows *rows, struct output_row *row)
{
	struct output_row **first, **last;

	first = row->parent ? &row->parent->child : &rows->first;
	last = row->parent ? &row->parent->last : &rows->last;
	if (*first)
		(*last)->next = row;
	else
		*first = row;
	*last = row;
}

/**
 * output_rows_add() - add a row
 * @table: table
 * @parent: its parent, or NULL
 *
 * Return: the row, without a value in any cell; NULL if there is no memory.
 */
struct output_row *output_rows_add(struct output_table *table, struct output_row *parent)
{
	size_t size = sizeof(struct output_row) + table->cells * sizeof(struct output_cell);
	struct output_rows *rows = &table->rows;
	struct output_row *row;
	char *room;

	/* texts before it end anywhere */
	rows->used = (rows->used + 7) & ~7UL;
	if (rows->chunk && rows->used > rows->chunk->size)
		rows->used = rows->chunk->size;
	room = output_rows_room(table, size);
	if (!room)
		return NULL;
	rows->used += size;
	row = memset(room, 0, size);
	row->parent = parent;
	row->nr = rows->nr++;
	rows->nested |= !!parent;
	rows->deep |= parent && parent->parent;
	output_rows_link(rows, row);
	return row;
}

/**
 * output_rows_open() - put what stands for a printed row where there are no rows
 * @table: table without rows
 *
 * Rows for programs that read lines have no children, so the row is not among them.
 *
 * Return: a row that can get children; NULL if there is no memory.
 */
struct output_row *output_rows_open(struct output_table *table)
{
	const size_t size = sizeof(*table->open) + table->cells * sizeof(table->open->cell[0]);

	if (!table->open)
		table->open = malloc(size);
	if (!table->open) {
		table->error = -ENOMEM;
		return NULL;
	}
	memset(table->open, 0, size);
	if (!table->out.raw && !table->out.pairs)
		output_rows_link(&table->rows, table->open);
	return table->open;
}

/**
 * output_rows_clear() - remove all rows, and keep a chunk of memory for the next ones
 * @rows: rows
 */
void output_rows_clear(struct output_rows *rows)
{
	struct output_chunk *chunk;

	while (rows->chunk && (rows->chunk->next || rows->chunk->size > CHUNK)) {
		chunk = rows->chunk;
		rows->chunk = chunk->next;
		free(chunk);
	}
	*rows = (struct output_rows){ .chunk = rows->chunk };
}

/**
 * output_rows_free() - remove all rows and free their memory
 * @rows: rows
 */
void output_rows_free(struct output_rows *rows)
{
	output_rows_clear(rows);
	free(rows->chunk);
	rows->chunk = NULL;
}
