// SPDX-License-Identifier: GPL-2.0-only
/*
 * records WHAT <DUMP: writes a part of a dump to standard output, for tests that compare
 * dumps byte for byte.  WHAT is "table" or "vma" for all such records; "cr3" for the physical
 * address of the top-level table; "levels" for the number of levels; "process" for what the
 * header says of the process and the kernel.  Trusts the dump.
 */
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ptwalk.h"

/* Larger than any record */
static char record[1 << 16] __attribute__((aligned(8)));

static const struct {
	const char	*name;
	__u32		type;
} kinds[] = {
	{ "table",	PTWALK_REC_TABLE },
	{ "vma",	PTWALK_REC_VMA },
	{ "cr3",	PTWALK_REC_TABLE },
	{ "levels",	PTWALK_REC_HEADER },
	{ "process",	PTWALK_REC_HEADER },
};

/* Read the next record of @type; false at the end of the dump. */
static bool next_record(__u32 type)
{
	struct ptwalk_record *rec = (void *)record;

	while (fread(rec, sizeof(*rec), 1, stdin) == 1) {
		if (rec->length < sizeof(*rec) || rec->length > sizeof(record) ||
		    fread(rec + 1, rec->length - sizeof(*rec), 1, stdin) != 1)
			errx(1, "records: no dump");
		if (rec->type == type)
			return true;
	}
	return false;
}

static int print_process(const struct ptwalk_header *header)
{
	const struct ptwalk_header_tail *tail = (void *)&header->dict[header->dict_count];

	return printf("%u levels, half %u, pgd %u, %d %d %.16s, started %llu, flags 0x%llx, range 0x%llx-0x%llx, %.64s\n",
		      header->levels, header->half, header->pgd, header->pid, header->tgid,
		      header->comm, header->start_time, tail->mm_flags, header->start,
		      header->end, header->release) < 0;
}

int main(int argc, char **argv)
{
	const struct ptwalk_header *header = (void *)record;
	const struct ptwalk_table *table = (void *)record;
	size_t i;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (argc == 2 && !strcmp(argv[1], kinds[i].name))
			break;
	if (i == sizeof(kinds) / sizeof(kinds[0]))
		errx(2, "usage: records table|vma|cr3|levels|process <DUMP");
	while (next_record(kinds[i].type)) {
		if (!strcmp(argv[1], "cr3"))
			return printf("0x%llx\n", table->phys) < 0;
		if (!strcmp(argv[1], "levels"))
			return printf("%u\n", header->levels) < 0;
		if (!strcmp(argv[1], "process"))
			return print_process(header);
		fwrite(record, table->rec.length, 1, stdout);
	}
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
