// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk diff: opens the two targets.
 */
#include "cmd.h"
#include "cmd-diff.h"
#include "source.h"
#include "where.h"

/* Is a dump one of the process at @place, as far as that can be told before it is read? */
static bool may_be_of(const struct dump *dump, const struct source_place *place)
{
	const struct ptwalk_header *header = dump->header;

	return header->half == PTWALK_HALF_USER && place->half == PTWALK_HALF_USER &&
	       header->tgid == place->pid && header->pgd == place->pgd &&
	       header->levels == source_levels();
}

/*
 * Open a process that is compared with @recorded, for which all addresses were asked.  Of the
 * process that was recorded, only the addresses that were recorded are read: whoever recorded a
 * range means that range, and need not be told that the rest cannot be compared.
 */
static int open_process(struct source *process, const char *target, const struct dump *recorded)
{
	const struct ptwalk_header *header = recorded->header;
	struct source_request request = { .start = header->start, .end = header->end };
	struct source_place place;
	int rc;

	if (source_place(target, &place) || !may_be_of(recorded, &place))
		return command_open(process, target, NULL);
	rc = command_open(process, target, &request);
	if (rc || process->dump->header->start_time == header->start_time)
		return rc;
	/* another process that got the number: files are compared wherever it has them */
	source_close(process);
	return command_open(process, target, NULL);
}

/**
 * diff_open() - open the two targets, with messages on standard error
 * @source: two, filled in on success; the caller closes both
 * @target: both TARGETs
 * @where: the addresses that are asked for
 *
 * Return: 0 or a negative errno.
 */
int diff_open(struct source *source, char **target, const struct where *where)
{
	const struct source_request request = { .start = where->start, .end = where->end };
	const bool range = where->kind == WHERE_RANGE;
	struct source_place place;
	/* a file first, which says what to read of a process */
	const int first = !source_place(target[0], &place), second = !first;
	int rc;

	rc = command_open(&source[first], target[first], range ? &request : NULL);
	if (rc)
		return rc;
	if (where->kind == WHERE_ALL && !source[first].live)
		rc = open_process(&source[second], target[second], source[first].dump);
	else
		rc = command_open(&source[second], target[second], range ? &request : NULL);
	if (rc)
		source_close(&source[first]);
	return rc;
}
