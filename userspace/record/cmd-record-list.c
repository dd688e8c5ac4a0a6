// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk record --image IMAGE --list: prints a row for each process of a memory image.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <stdio.h>

#include "cmd-record.h"
#include "cmd.h"
#include "image-kernel.h"
#include "image-task.h"
#include "image.h"
#include "output.h"

enum {
	COL_PID, COL_COMM, COL_SIZE, COL_TABLE_SIZE, COL_CR3, COL_START,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_PID]	= { "PID", OUTPUT_NUMBER, true, "process" },
	[COL_COMM]	= { "COMM", OUTPUT_TEXT, false, "name of the process" },
	[COL_SIZE]	= { "SIZE", OUTPUT_SIZE, true, "virtual memory" },
	[COL_TABLE_SIZE] = { "TABLE-SIZE", OUTPUT_SIZE, true, "page tables" },
	[COL_CR3]	= { "CR3", OUTPUT_STRING, true,
			    "physical address of the top-level table" },
	[COL_START]	= { "START-NS", OUTPUT_NUMBER, true,
			    "when the process started, nanoseconds since boot" },
};

static const struct output_form form = {
	.name = "processes",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "PID,COMM,SIZE,TABLE-SIZE,CR3",
};

static int record_list_row(const struct image_task *task, void *arg)
{
	struct output_table *table = arg;
	char comm[sizeof(task->comm) + 1];
	struct output_row *row;

	/* kernel threads, and what had ended, have no page tables to record */
	if (!task->mm)
		return 0;
	row = output_row(table, NULL);
	snprintf(comm, sizeof(comm), "%.*s", (int)sizeof(task->comm), (const char *)task->comm);
	output_number(table, row, COL_PID, task->pid);
	output_string(table, row, COL_COMM, comm);
	output_size(table, row, COL_SIZE, task->size);
	output_size(table, row, COL_TABLE_SIZE, task->table_size);
	output_address(table, row, COL_CR3, task->cr3);
	output_number(table, row, COL_START, task->start_time);
	return 0;
}

static int record_list_image(struct image *image, const struct output *out, struct errmsg *err)
{
	struct image_kernel kernel;
	struct output_table *table;
	int rc = image_kernel_open(&kernel, image, err);

	if (!rc) {
		table = command_begin(out, &form);
		rc = table ? image_task_each(&kernel, record_list_row, table, err) : -ENOMEM;
		/* what was found before an error is of use */
		if (table && command_end(table) != EXIT_SUCCESS)
			rc = -EIO;
	}
	image_kernel_close(&kernel);
	return rc;
}

/**
 * record_list() - print the processes of a memory image
 * @path: path of the image; NULL with @out->list_columns
 * @out: output options
 *
 * Return: the exit status.
 */
int record_list(const char *path, const struct output *out)
{
	struct errmsg err = { "" };
	struct image image;
	int status, rc;

	if (command_settled(&cmd_record, out, &form, &status))
		return status;
	rc = image_open(&image, path, &err);
	if (!rc) {
		rc = record_list_image(&image, out, &err);
		image_close(&image);
	}
	if (rc && err.text[0])
		warn("%s: %s", path, err.text);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
