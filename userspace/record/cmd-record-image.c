// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk record --image IMAGE: checks the options that say which page tables of a memory image
 * are meant, and takes their dump.  cmd-record.c writes it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cmd-record.h"
#include "cmd.h"
#include "image-kernel.h"
#include "image-process.h"
#include "image-walk.h"
#include "image.h"

/**
 * record_check_image() - check what the options say together if --image is one of them
 * @options: options; that of the output file is not looked at
 *
 * Return: 0, or the exit status of a usage error.
 */
int record_check_image(const struct record_options *options)
{
	const char *target = options->target;
	const struct source_request *request = &options->request;

	if (options->source_given)
		return usage_error(&cmd_record,
				   "--source chooses what reads a running process: it cannot be used with --image");
	if (options->pages)
		return usage_error(&cmd_record,
				   "--pages needs a running process: it cannot be used with --image");
	if (target && strcmp(target, "kernel"))
		return usage_error(&cmd_record,
				   "'%s' cannot be used with --image: give --pid for a process, 'kernel' with --cr3 for the kernel half",
				   target);
	if (options->pid && (options->cr3_given || options->levels || target))
		return usage_error(&cmd_record,
				   "--pid says all: it cannot be used with --cr3, --levels or 'kernel'");
	if (options->list && (options->pid || options->cr3_given || options->levels || target ||
			      request->start | request->end))
		return usage_error(&cmd_record,
				   "--list records nothing: it cannot be used with --pid, --cr3, --levels, --range or 'kernel'");
	return 0;
}

/* Name the values of CR3 that the image's CPUs had, as many as fit. */
static int record_no_cr3(const struct image *image, struct errmsg *err)
{
	char list[256] = "";
	size_t i, used = 0;

	if (!image->notes.nr_cpus)
		return errmsg_set(err, -EINVAL,
				  "no page tables given: --pid PID, a process that --list shows, or --cr3 ADDRESS, the physical address of the top-level table");
	for (i = 0; i < image->notes.nr_cpus && used + 32 < sizeof(list); i++)
		used += snprintf(list + used, sizeof(list) - used, "%s0x%llx",
				 i ? ", " : "", image->notes.cpu[i].cr3);
	return errmsg_set(err, -EINVAL,
			  "no page tables given: --pid PID, a process that --list shows, or --cr3 ADDRESS; CR3 of its CPUs was %s%s",
			  list, i < image->notes.nr_cpus ? ", ..." : "");
}

static int record_walk_image(struct source *source, struct image *image,
			     const struct record_options *options, struct errmsg *err)
{
	const struct image_request request = {
		.cr3 = options->cr3,
		.levels = options->levels,
		.half = options->target ? PTWALK_HALF_KERNEL : PTWALK_HALF_USER,
		.start = options->request.start,
		.end = options->request.end,
	};
	int rc;

	if (options->pid)
		rc = image_process_walk(image, options->pid, request.start, request.end,
					&source->data, &source->size, err);
	else if (!options->cr3_given)
		rc = record_no_cr3(image, err);
	else
		rc = image_find_levels(image, err);
	if (!rc && options->cr3_given)
		rc = image_walk(image, &request, &source->data, &source->size, err);
	if (!rc)
		rc = dump_parse(&source->dump, source->data, source->size, err);
	return rc;
}

/**
 * record_open_image() - take the dump of page tables in an image, with messages on standard error
 * @source: filled in on success; the caller closes it with source_close()
 * @options: record_check_image() has accepted them
 *
 * Return: 0 or a negative errno.
 */
int record_open_image(struct source *source, const struct record_options *options)
{
	struct image image;
	struct errmsg err;
	int rc;

	*source = (struct source){ .name = options->image };
	rc = image_open(&image, options->image, &err);
	if (!rc) {
		rc = record_walk_image(source, &image, options, &err);
		image_close(&image);
	}
	if (rc) {
		warn("%s: %s", options->image, err.text);
		source_close(source);
	}
	return rc;
}
