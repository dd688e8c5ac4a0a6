// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rows of ptwalk share: a process, a VMA, a file, or another process.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "array.h"
#include "cmd-share.h"
#include "columns.h"

/* The sums of all forms but SHARE_WHO; they come first, so that one function prints them */
enum {
	COL_RSS, COL_PSS, COL_USS, COL_SHARED, COL_OTHERS, COL_WITH,
	NR_SUMS
};

#define SUMS								\
	[COL_RSS]	= { "RSS", OUTPUT_SIZE, true, "resident, as Rss in smaps counts it" }, \
	[COL_PSS]	= { "PSS", OUTPUT_SIZE, true,			\
			    "of each page the part of one of its mappings, as Pss in smaps" }, \
	[COL_USS]	= { "USS", OUTPUT_SIZE, true, "pages that nobody else maps" }, \
	[COL_SHARED]	= { "SHARED", OUTPUT_SIZE, true, "pages that another TARGET maps, too" }, \
	[COL_OTHERS]	= { "OTHERS", OUTPUT_SIZE, true,		\
			    "pages that a process which is no TARGET maps, too" }, \
	[COL_WITH]	= { "WITH", OUTPUT_LIST, false, "TARGETs that map some of SHARED" }

enum { COL_PID = NR_SUMS, COL_COMM, NR_PROCESS_COLUMNS };

static const struct output_column process_columns[NR_PROCESS_COLUMNS] = {
	SUMS,
	[COL_PID]	= { "PID", OUTPUT_NUMBER, true, "process" },
	[COL_COMM]	= { "COMM", OUTPUT_TEXT, false, "name of the process" },
};

enum {
	COL_AREA_PID = NR_SUMS, COL_START, COL_END, COL_PERM, COL_NAME, NR_AREA_COLUMNS
};

static const struct output_column area_columns[NR_AREA_COLUMNS] = {
	SUMS,
	[COL_AREA_PID]	= { "PID", OUTPUT_NUMBER, true, "process" },
	[COL_START]	= { "START", OUTPUT_STRING, true, "first address of the area" },
	[COL_END]	= { "END", OUTPUT_STRING, true, "first address after it" },
	[COL_PERM]	= { "PERM", OUTPUT_STRING, false, "permissions of the area" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
};

enum { COL_FILE = NR_SUMS, COL_AREAS, NR_FILE_COLUMNS };

static const struct output_column file_columns[NR_FILE_COLUMNS] = {
	SUMS,
	[COL_FILE]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
	[COL_AREAS]	= { "AREAS", OUTPUT_NUMBER, true, "areas of this name, in all TARGETs" },
};

enum { COL_WHO_PID, COL_WHO_COMM, COL_WHO_SHARED, NR_WHO_COLUMNS };

static const struct output_column who_columns[NR_WHO_COLUMNS] = {
	[COL_WHO_PID]	= { "PID", OUTPUT_NUMBER, true, "a process that is no TARGET" },
	[COL_WHO_COMM]	= { "COMM", OUTPUT_TEXT, false, "name of the process" },
	[COL_WHO_SHARED] = { "SHARED", OUTPUT_SIZE, true,
			     "pages of the TARGETs that it maps, once for each mapping" },
};

static const struct output_form forms[] = {
	[SHARE_PROCESSES] = { "share", process_columns, NR_PROCESS_COLUMNS,
			      "PID,COMM,RSS,PSS,USS,SHARED,OTHERS,WITH", "OTHERS,RSS" },
	[SHARE_AREAS]	= { "share", area_columns, NR_AREA_COLUMNS,
			    "PID,START,END,RSS,PSS,USS,SHARED,OTHERS,PERM,NAME",
			    "END,PERM,OTHERS" },
	[SHARE_FILES]	= { "share", file_columns, NR_FILE_COLUMNS,
			    "AREAS,RSS,PSS,USS,SHARED,OTHERS,NAME", "OTHERS,AREAS" },
	[SHARE_WHO]	= { "share", who_columns, NR_WHO_COLUMNS, "PID,COMM,SHARED", NULL },
};

/**
 * share_form() - columns of a kind of rows
 * @rows: kind of rows
 *
 * Return: the form.
 */
const struct output_form *share_form(enum share_rows rows)
{
	return &forms[rows];
}

static void print_sums(const struct command_share *c, struct output_table *table,
		       struct output_row *row, const struct share_sums *sums)
{
	char list[SHARE_TARGETS * 12] = "";
	size_t i, used = 0;

	output_size(table, row, COL_RSS, sums->rss);
	output_size(table, row, COL_PSS, sums->pss >> SHARE_PSS_SHIFT);
	output_size(table, row, COL_USS, sums->uss);
	output_size(table, row, COL_SHARED, sums->shared);
	output_size(table, row, COL_OTHERS, sums->others);
	for (i = 0; i < c->nr; i++)
		if (sums->with >> i & 1)
			used += snprintf(list + used, sizeof(list) - used, "%s%d",
					 used ? "," : "", c->source[i].dump->header->tgid);
	output_list(table, row, COL_WITH, list);
}

static void print_processes(const struct command_share *c, struct output_table *table)
{
	struct share_sums sums;
	struct output_row *row;
	char comm[17] = "";
	size_t i;

	for (i = 0; i < c->nr; i++) {
		const struct ptwalk_header *header = c->source[i].dump->header;

		memcpy(comm, header->comm, sizeof(header->comm));
		share_sum(&c->share, c->source[i].dump, i, &sums, NULL);
		row = output_row(table, NULL);
		output_number(table, row, COL_PID, header->tgid);
		output_string(table, row, COL_COMM, comm);
		print_sums(c, table, row, &sums);
	}
}

/* Sums of all VMAs of a target; the caller frees them.  NULL with a message if there is no memory */
static struct share_sums *sums_by_vma(const struct command_share *c, size_t target)
{
	const struct dump *dump = c->source[target].dump;
	struct share_sums *sums = calloc(dump->nr_vmas + 1, sizeof(*sums)), all;

	if (sums)
		share_sum(&c->share, dump, target, &all, sums);
	else
		warn("out of memory");
	return sums;
}

static int print_areas(const struct command_share *c, struct output_table *table)
{
	char perm[AREA_PERM_SIZE];
	struct share_sums *sums;
	struct output_row *row;
	size_t i, j;

	for (i = 0; i < c->nr; i++) {
		const struct dump *dump = c->source[i].dump;

		sums = sums_by_vma(c, i);
		if (!sums)
			return -ENOMEM;
		for (j = 0; j < dump->nr_vmas; j++) {
			const struct ptwalk_vma *vma = dump->vma[j];

			row = output_row(table, NULL);
			output_number(table, row, COL_AREA_PID, dump->header->tgid);
			output_address(table, row, COL_START, vma->start);
			output_limit(table, row, COL_END, dump_vma_end(dump, vma));
			output_string(table, row, COL_PERM, area_perm(vma, perm));
			columns_print_name(table, row, COL_NAME, vma);
			print_sums(c, table, row, &sums[j]);
		}
		free(sums);
	}
	return 0;
}

/**
 * struct share_file - all VMAs of one name
 * @vma: one of them
 * @areas: number of them
 * @sums: their sums
 */
struct share_file {
	const struct ptwalk_vma	*vma;
	__u64			areas;
	struct share_sums	sums;
};

static int file_by_name(const void *a, const void *b)
{
	const struct ptwalk_vma *x = ((const struct share_file *)a)->vma;
	const struct ptwalk_vma *y = ((const struct share_file *)b)->vma;
	size_t shorter = x->name_length < y->name_length ? x->name_length : y->name_length;
	int order = memcmp(x->name, y->name, shorter);

	return order ? order : (int)x->name_length - (int)y->name_length;
}

static int file_by_shared(const void *a, const void *b)
{
	const struct share_sums *x = &((const struct share_file *)a)->sums;
	const struct share_sums *y = &((const struct share_file *)b)->sums;
	const __u64 of_x = x->shared + x->others, of_y = y->shared + y->others;

	if (of_x != of_y)
		return of_x < of_y ? 1 : -1;
	if (x->rss != y->rss)
		return x->rss < y->rss ? 1 : -1;
	return file_by_name(a, b);
}

/* All VMAs, sorted and merged by name; returns the number of names, or -ENOMEM */
static int share_files(const struct command_share *c, struct share_file **files, size_t *nr)
{
	struct share_file *file = NULL;
	size_t all = 0, kept = 0, i, j;

	for (i = 0; i < c->nr; i++) {
		const struct dump *dump = c->source[i].dump;
		struct share_sums *sums = sums_by_vma(c, i);
		int rc = sums ? 0 : -ENOMEM;

		for (j = 0; !rc && j < dump->nr_vmas; j++) {
			const struct share_file one = {
				.vma = dump->vma[j], .areas = 1, .sums = sums[j],
			};

			rc = array_add(file, all, one);
		}
		free(sums);
		if (rc) {
			free(file);
			return rc;
		}
	}
	if (all)
		qsort(file, all, sizeof(*file), file_by_name);
	for (i = 0; i < all; i++) {
		if (kept && !file_by_name(&file[kept - 1], &file[i])) {
			file[kept - 1].areas++;
			share_add_sums(&file[kept - 1].sums, &file[i].sums);
		} else {
			file[kept++] = file[i];
		}
	}
	if (kept)
		qsort(file, kept, sizeof(*file), file_by_shared);
	*files = file;
	*nr = kept;
	return 0;
}

static int print_files(const struct command_share *c, struct output_table *table, size_t top)
{
	struct share_file *file;
	struct output_row *row;
	size_t nr, i;

	if (share_files(c, &file, &nr))
		return -ENOMEM;
	for (i = 0; i < nr && (!top || i < top); i++) {
		if (top && !file[i].sums.rss)
			continue;
		row = output_row(table, NULL);
		output_number(table, row, COL_AREAS, file[i].areas);
		if (file[i].vma->name_length)
			columns_print_name(table, row, COL_FILE, file[i].vma);
		else
			output_string(table, row, COL_FILE, "(anonymous)");
		print_sums(c, table, row, &file[i].sums);
	}
	free(file);
	return 0;
}

static void print_who(const struct command_share *c, struct output_table *table, size_t top)
{
	struct output_row *row;
	size_t i;

	for (i = 0; i < c->nr_others && (!top || i < top); i++) {
		row = output_row(table, NULL);
		output_number(table, row, COL_WHO_PID, c->other[i].pid);
		output_string(table, row, COL_WHO_COMM, c->other[i].comm);
		output_size(table, row, COL_WHO_SHARED, c->other[i].bytes);
	}
}

/**
 * share_print() - print rows, with messages on standard error
 * @c: state of the command, with all frames counted
 * @rows: what there is a row for
 * @top: number of rows at most; 0 for all
 *
 * Return: 0; -1 on failure.
 */
int share_print(const struct command_share *c, enum share_rows rows, size_t top)
{
	struct output_table *table = command_begin(&c->out, &forms[rows]);
	int rc = 0;

	if (!table)
		return -1;
	switch (rows) {
	case SHARE_PROCESSES:
		print_processes(c, table);
		break;
	case SHARE_AREAS:
		rc = print_areas(c, table);
		break;
	case SHARE_FILES:
		rc = print_files(c, table, top);
		break;
	case SHARE_WHO:
		print_who(c, table, top);
		break;
	}
	return command_end(table) || rc ? -1 : 0;
}
