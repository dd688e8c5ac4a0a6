// SPDX-License-Identifier: GPL-2.0-only
/*
 * The notes of ptwalk show: see cmd-show.h.
 */
#include "area.h"
#include "cmd-show.h"
#include "cmd.h"

/**
 * show_note_maybe() - say that the dump does not tell which entries --bits selects
 * @source: the dump
 * @ranges: the ranges, all of which have been returned
 */
void show_note_maybe(const struct source *source, const struct ranges *ranges)
{
	if (ranges->maybe_not)
		warn("%s: entries shown that --bits may exclude: %llu; the dump lacks what their kernel stores in them",
		     source->name, ranges->maybe_not);
	if (ranges->maybe)
		warn("%s: entries not shown that --bits may select: %llu; the dump lacks what their kernel stores in them",
		     source->name, ranges->maybe);
}

/**
 * show_note_empty() - say why there is no row, for who sits at a terminal
 * @source: the dump
 * @filter: which entries were asked for; its range is within the dump
 */
void show_note_empty(const struct source *source, const struct filter *filter)
{
	if (filter->set || filter->clear || filter->kinds || filter->not_kinds || filter->levels)
		warn("note: %s: no entry is as --bits and --level want it", source->name);
	else if (!area_within(source->dump, filter->start, filter->end - 1))
		warn("note: %s: no area is there", source->name);
	else
		warn("note: %s: nothing is mapped there yet: an area is there, but no page of it (-a shows it)",
		     source->name);
}
