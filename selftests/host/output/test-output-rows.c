// SPDX-License-Identifier: GPL-2.0-only
/*
 * Rows that are written one by one, beside rows that libsmartcols prints: the same bytes, as
 * long as no cell is wider than those of the first rows; and the same escapes, whatever is in a
 * cell.
 */
#include <libsmartcols/libsmartcols.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "output.h"
#include "random-number.h"

#define ROWS	300
#define HOLD	20

enum { COL_ADDR, COL_NAME, COL_SIZE, COL_YES, COL_LIST, COL_NEVER, COL_LAST, NR_COLUMNS };

static const struct output_column columns[NR_COLUMNS] = {
	[COL_ADDR]	= { "ADDR", OUTPUT_STRING, true, "" },
	[COL_NAME]	= { "NAME", OUTPUT_STRING, true, "" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "" },
	[COL_YES]	= { "YES", OUTPUT_BOOLEAN, true, "" },
	[COL_LIST]	= { "LIST-OF", OUTPUT_LIST, false, "" },
	[COL_NEVER]	= { "NEVER", OUTPUT_NUMBER, true, "" },
	[COL_LAST]	= { "LAST", OUTPUT_STRING, false, "" },
};

static const struct output_form form = {
	.name = "rows", .columns = columns, .nr = NR_COLUMNS,
	.defaults = "ADDR,NAME,SIZE,YES,LIST-OF,NEVER,LAST",
};

static const struct output_form tree_form = {
	.name = "tree", .columns = columns, .nr = NR_COLUMNS, .defaults = "ADDR,SIZE,LAST",
};

/* What a name can be made of: control characters, UTF-8, wide and combining ones, no UTF-8 */
static const char *const pieces[] = {
	"a", " ", "\t", "\n", "\x1b[31m", "\x7f", "\\", "\\x", "\\x41", "x", "\"", "`", "$", "'",
	"\xc3\xa4", "\xe6\xbc\xa2", "\xf0\x9f\x90\xa7", "e\xcc\x81", "\xe2\x80\xa8", "\xe2\x80\xa6",
	"\xe4", "\xc0\xaf", "\xed\xa0\x80", "\xf5", "\xe2\x82", "\xff", ",", "\xc2\x85",
};

#define NR_PIECES	(sizeof(pieces) / sizeof(pieces[0]))

/* The row with the widest name */
static unsigned long widest;

/* The widest name, by default, and one of everything are those of the first rows */
static const char *name_of(char buf[64], unsigned long row)
{
	__u64 state = row;
	unsigned int i;

	buf[0] = '\0';
	if (row == widest)
		return "a name that is wider than every other one: \\xff\\xff\\xff\\xff\\xff\\xff";
	if (row && row <= NR_PIECES)
		return pieces[row - 1];
	for (i = random_number(&state) % 5; i; i--)
		strcat(buf, pieces[random_number(&state) % NR_PIECES]);
	return buf;
}

/* The cells of a row as texts; NULL where there is no value */
static const char *text_of(char buf[64], unsigned long row, int column)
{
	switch (column) {
	case COL_ADDR:
		sprintf(buf, "0x%lx", 0xffff888000000000UL >> row % 60);
		return buf;
	case COL_SIZE:
		sprintf(buf, "%luK", row ? row % 1000 : 1000);
		return row % 7 ? buf : NULL;
	case COL_YES:
		return row & 1 ? "1" : "0";
	case COL_LIST:
		return row % 3 == 1 ? "" : name_of(buf, row);
	case COL_NEVER:
		return NULL;
	}
	return name_of(buf, row);
}

/* What is printed on standard output goes to a file, whose content is returned. */
static int capture_begin(FILE **file)
{
	int saved = dup(STDOUT_FILENO);

	fflush(stdout);
	*file = tmpfile();
	dup2(fileno(*file), STDOUT_FILENO);
	return saved;
}

static char *capture_end(FILE *file, int saved)
{
	char *text;
	long size;

	fflush(stdout);
	dup2(saved, STDOUT_FILENO);
	close(saved);
	size = lseek(fileno(file), 0, SEEK_END);
	text = calloc(1, size + 1);
	if (pread(fileno(file), text, size, 0) != size)
		text[0] = '\0';
	fclose(file);
	return text;
}

/* @hold: 0 to print all rows together at the end of the table */
static char *printed(const struct output *out, unsigned long rows, unsigned long hold)
{
	struct output_table *table;
	struct output_row *row;
	struct errmsg err;
	unsigned long i;
	const char *text;
	char buf[64];
	FILE *file;
	int saved, column;

	saved = capture_begin(&file);
	if (output_begin(&table, out, &form, &err))
		return NULL;
	if (hold)
		output_hold(table, hold);
	for (i = 0; i < rows; i++) {
		row = output_row(table, NULL);
		for (column = 0; column < NR_COLUMNS; column++) {
			text = text_of(buf, i, column);
			if (column == COL_ADDR)
				output_address(table, row, column, 0xffff888000000000UL >> i % 60);
			else if (column == COL_YES)
				output_boolean(table, row, column, i & 1);
			else if (text && column == COL_SIZE)
				output_size(table, row, column, strtoul(text, NULL, 10) * 1024);
			else if (text)
				output_string(table, row, column, text);
		}
		if (hold && !output_flush(table))
			break;
	}
	if (output_end(table, &err))
		printf("%s\n", err.text);
	return capture_end(file, saved);
}

/* Put what stands for an empty cell into lines of libsmartcols' raw format, which leaves it out */
static char *with_empty(char *all)
{
	char *text = calloc(1, 5 * strlen(all) + 5), *to = text;
	const char *from = all;
	bool word = false;

	for (; *from; from++) {
		if ((*from == ' ' || *from == '\n') && !word)
			to = stpcpy(to, "\\x00");
		word = *from != ' ' && *from != '\n';
		*to++ = *from;
	}
	free(all);
	return text;
}

/* The same rows, by libsmartcols alone */
static char *expected(const struct output *out, unsigned long rows)
{
	struct libscols_table *table = scols_new_table();
	struct libscols_line *line;
	unsigned long i;
	const char *text;
	char buf[64], *all;
	int column;

	scols_table_enable_raw(table, out->raw);
	scols_table_enable_export(table, out->pairs);
	scols_table_enable_noheadings(table, out->noheadings);
	for (column = 0; column < NR_COLUMNS; column++)
		scols_table_new_column(table, columns[column].name, 0,
				       columns[column].right ? SCOLS_FL_RIGHT : 0);
	for (i = 0; i < rows; i++) {
		line = scols_table_new_line(table, NULL);
		for (column = 0; column < NR_COLUMNS; column++) {
			text = text_of(buf, i, column);
			/* a size without a fraction is a whole number of the next unit */
			if (text && column == COL_SIZE && !strcmp(text, "0K"))
				text = "0B";
			if (text)
				scols_line_set_data(line, column, text);
		}
	}
	scols_print_table_to_string(table, &all);
	scols_unref_table(table);
	all = realloc(all, strlen(all) + 2);
	strcat(all, "\n");
	return out->raw ? with_empty(all) : all;
}

FIXTURE(rows)
{
	char	*text;
	char	*same;
};

FIXTURE_VARIANT(rows)
{
	const char	*locale;
};

FIXTURE_VARIANT_ADD(rows, bytes)
{
	.locale = "C",
};

FIXTURE_VARIANT_ADD(rows, utf8)
{
	.locale = "C.UTF-8",
};

FIXTURE_SETUP(rows)
{
	ASSERT_NE(NULL, setlocale(LC_CTYPE, variant->locale));
	widest = 0;
}

FIXTURE_TEARDOWN(rows)
{
	free(self->text);
	free(self->same);
}

/* As many rows as are laid out together, one more, and many more */
TEST_F(rows, table)
{
	static const unsigned long holds[] = { ROWS, ROWS - 1, NR_PIECES + 1 };
	struct output out = { 0 };
	size_t i;

	for (i = 0; i < sizeof(holds) / sizeof(holds[0]); i++) {
		free(self->text);
		free(self->same);
		self->text = printed(&out, ROWS, holds[i]);
		self->same = expected(&out, ROWS);
		EXPECT_STREQ(self->same, self->text);
	}
}

/* Rows that are printed together are as wide as the last of them, which libsmartcols does not get. */
TEST_F(rows, table_with_the_widest_last)
{
	struct output out = { 0 };

	widest = ROWS - 1;
	self->text = printed(&out, ROWS, 0);
	self->same = expected(&out, ROWS);
	EXPECT_STREQ(self->same, self->text);
}

TEST_F(rows, raw)
{
	struct output out = { .raw = true };

	self->text = printed(&out, ROWS, HOLD);
	self->same = expected(&out, ROWS);
	EXPECT_STREQ(self->same, self->text);
}

TEST_F(rows, raw_without_headings)
{
	struct output out = { .raw = true, .noheadings = true };

	self->text = printed(&out, ROWS, 0);
	self->same = expected(&out, ROWS);
	EXPECT_STREQ(self->same, self->text);
}

TEST_F(rows, pairs)
{
	struct output out = { .pairs = true };

	self->text = printed(&out, ROWS, HOLD);
	self->same = expected(&out, ROWS);
	EXPECT_STREQ(self->same, self->text);
}

TEST_F(rows, json_in_one_piece_or_many)
{
	struct output out = { .json = true };

	self->text = printed(&out, ROWS, HOLD);
	self->same = printed(&out, ROWS, 0);
	EXPECT_STREQ(self->same, self->text);
}

TEST_F(rows, none)
{
	static const struct output forms[] = { { 0 }, { .raw = true }, { .pairs = true } };
	struct output json = { .json = true };
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		free(self->text);
		self->text = printed(&forms[i], 0, HOLD);
		EXPECT_STREQ("", self->text);
	}
	self->same = printed(&json, 0, HOLD);
	EXPECT_STREQ("{\n   \"rows\": [\n\n   ]\n}\n", self->same);
}

/* Sorted rows are not printed before the last is there; the first ones are the first of all. */
TEST_F(rows, top)
{
	struct output out = { .raw = true, .noheadings = true, .sort = "ADDR" };
	size_t length;

	self->same = printed(&out, ROWS, 0);
	out.top = 40;
	self->text = printed(&out, ROWS, HOLD);
	length = strlen(self->text);
	EXPECT_LT(0, length);
	EXPECT_EQ(0, strncmp(self->same, self->text, length));
	EXPECT_EQ('\n', self->text[length - 1]);
	free(self->same);
	out.sort = NULL;
	self->same = printed(&out, 40, 0);
	free(self->text);
	self->text = printed(&out, ROWS, HOLD);
	EXPECT_STREQ(self->same, self->text);
}

/* Rows with children: few, many, none.  @hold is 0 to print all rows at the end of the table. */
static char *printed_tree(const struct output *out, unsigned long hold)
{
	static const unsigned int children[] = { 3, 1, 100, 0, 0, 70, 0, 1, 2 };
	struct output_row *row, *parent;
	struct output_table *table;
	struct errmsg err;
	unsigned int i, j;
	FILE *file;
	int saved;

	saved = capture_begin(&file);
	if (output_begin(&table, out, &tree_form, &err))
		return NULL;
	if (hold)
		output_hold(table, hold);
	for (i = 0; i < sizeof(children) / sizeof(children[0]); i++) {
		parent = output_row(table, NULL);
		output_address(table, parent, COL_ADDR, 0xffff888000000000UL);
		output_size(table, parent, COL_SIZE, 1000 * 1024);
		if (hold)
			parent = output_flush_below(table, parent);
		for (j = 0; j < children[i]; j++) {
			row = output_row(table, parent);
			output_address(table, row, COL_ADDR, 0xffff888000000000UL >> j % 8);
			output_string(table, row, COL_LAST, pieces[j % NR_PIECES]);
			if (hold)
				parent = output_flush_below(table, parent);
		}
		if (hold)
			output_flush(table);
	}
	if (output_end(table, &err))
		printf("%s\n", err.text);
	return capture_end(file, saved);
}

/* Children are printed before the last of them is known, and look the same. */
TEST_F(rows, tree)
{
	static const struct output forms[] = {
		{ 0 }, { .json = true }, { .raw = true }, { .pairs = true }, { .noheadings = true },
	};
	static const unsigned long holds[] = { 1, 2, 3, 4, 5, 50, 110 };
	size_t i, j;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		free(self->same);
		self->same = printed_tree(&forms[i], 0);
		for (j = 0; j < sizeof(holds) / sizeof(holds[0]); j++) {
			free(self->text);
			self->text = printed_tree(&forms[i], holds[j]);
			/* the branch to a child is narrower than the widest */
			if (holds[j] > 1 || !output_is_table(&forms[i]))
				EXPECT_STREQ(self->same, self->text);
		}
	}
}

static const struct output_column two[] = {
	{ "A", OUTPUT_STRING, false, "" },
	{ "B", OUTPUT_NUMBER, true, "" },
};

static const struct output_form two_form = {
	.name = "two", .columns = two, .nr = 2, .defaults = "A,B",
};

static void add(struct output_table *table, const char *a, unsigned long b)
{
	struct output_row *row = output_row(table, NULL);

	output_string(table, row, 0, a);
	output_number(table, row, 1, b);
	output_flush(table);
}

/* A wide cell moves the rest of its line, and widens its column. */
TEST_F(rows, wider)
{
	struct output out = { 0 };
	struct output_table *table;
	struct errmsg err;
	FILE *file;
	int saved;

	saved = capture_begin(&file);
	ASSERT_EQ(0, output_begin(&table, &out, &two_form, &err));
	output_hold(table, 2);
	add(table, "aa", 1);
	add(table, "b", 22);
	add(table, "c", 3);
	add(table, "dddd", 4);
	add(table, "e", 5555);
	add(table, "f", 6);
	output_end(table, &err);
	self->text = capture_end(file, saved);
	EXPECT_STREQ("A   B\naa  1\nb  22\nc   3\ndddd  4\ne    5555\nf       6\n", self->text);
}

TEST_HARNESS_MAIN
