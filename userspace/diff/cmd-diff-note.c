// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk diff: the notes on standard error, which say what of the two dumps could be compared.
 */
#include "area.h"
#include "cmd-diff.h"
#include "cmd.h"
#include "number.h"
#include "place.h"
#include "source.h"

/* The release of a kernel, safe to print; a memory image need not tell it */
static char *release_text(const struct ptwalk_header *header,
			  char buf[4 * sizeof(header->release) + 1])
{
	const char *release = (const char *)header->release;

	return area_escape(*release ? release : "not known", sizeof(header->release),
			   buf, 4 * sizeof(header->release) + 1);
}

static void note_processes(const struct source *a, const struct source *b,
			   const struct diff_report *report)
{
	const struct change_rules *rules = &report->rules;
	const struct ptwalk_header *was = a->dump->header;
	const struct ptwalk_header *now = b->dump->header;
	char text[2][4 * sizeof(was->comm) + 1];
	char release[2][4 * sizeof(was->release) + 1];

	if (!rules->areas)
		warn("note: %s has no areas, as it is of a memory image by CR3: only tables and entries are compared, by address",
		     dump_lacks_vmas(a->dump) ? a->name : b->name);
	if (!rules->areas && !rules->same_process && rules->frames)
		warn("note: two address spaces are compared: their top-level tables are not the same one");
	if (rules->areas && !rules->same_process && rules->frames)
		warn("note: two processes are compared, %d (%s) and %d (%s)",
		     was->tgid, area_escape((const char *)was->comm,
					    sizeof(was->comm), text[0],
					    sizeof(text[0])),
		     now->tgid, area_escape((const char *)now->comm,
					    sizeof(now->comm), text[1],
					    sizeof(text[1])));
	if (report->by_place)
		warn("note: %s: files are compared by file offset, anonymous memory is not compared",
		     !place_is_whole(a->dump) || !place_is_whole(b->dump) ?
		     "a dump of a part does not tell whether one process is a fork of the other" :
		     "neither process is a fork of the other");
	if (was->pgd != now->pgd)
		warn("note: one dump is of the page tables of kernel mode, the other of those of user mode (page-table isolation)");
	if (!rules->frames)
		warn("note: the dumps are of two kernels, %s and %s: where pages are in memory is not compared",
		     release_text(was, release[0]), release_text(now, release[1]));
}

static void note_uncompared(const struct source *a, const struct source *b,
			    const struct diff_report *report, bool all)
{
	const struct dump *const dumps[] = { a->dump, b->dump };
	char size[16], end[NUMBER_LIMIT_SIZE];
	bool clipped = false;
	size_t i;

	for (i = 0; all && i < 2 && !report->by_place; i++)
		clipped |= dumps[i]->header->start != report->first ||
			   dumps[i]->header->end - 1 != report->last;
	if (clipped)
		warn("note: only 0x%llx-%s is in both dumps; the rest was not compared",
		     report->first,
		     number_limit(end, report->last + 1));
	if (report->unread_runs)
		warn("note: %llu ranges, %s in all, were not compared: one of the dumps lacks their page tables, %s",
		     report->unread_runs,
		     output_format_size(size, sizeof(size),
					report->unread_bytes),
		     report->by_place ?
		     "or does not cover them" :
		     "which were added, freed or left out while it was made");
}

/**
 * diff_print_notes() - say on standard error what was compared, and what could not be
 * @a: first TARGET
 * @b: second TARGET
 * @report: result of the comparison
 * @all: all addresses were asked for, not a range
 */
void diff_print_notes(const struct source *a, const struct source *b,
		      const struct diff_report *report, bool all)
{
	note_processes(a, b, report);
	note_uncompared(a, b, report, all);
}
