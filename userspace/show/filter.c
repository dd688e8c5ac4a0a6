// SPDX-License-Identifier: GPL-2.0-only
/*
 * The filter of entries: see filter.h.
 *
 * --bits takes the names that the output shows, in the syntax of the kernel's page-types tool:
 * a comma joins, ~ negates.  All named flags must be set (with ~: clear).  An entry has only
 * one kind, so of several kinds any one is enough.
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "filter.h"
#include "kind.h"
#include "level.h"
#include "nearest.h"
#include "number.h"
#include "untold.h"

/* Longer than any known name.  A longer word is unknown anyway; the error message cuts it. */
#define WORD_MAX	63

/*
 * Takes the next word of a comma-separated list; false if none is left.  An empty word is
 * returned as well, so that the caller refuses it as it does an unknown one.
 */
static bool next_word(const char **text, char word[WORD_MAX + 1])
{
	const char *from = *text;
	size_t length;

	if (!from)
		return false;
	length = strcspn(from, ",");
	*text = from[length] ? from + length + 1 : NULL;
	if (length > WORD_MAX)
		length = WORD_MAX;
	memcpy(word, from, length);
	word[length] = '\0';
	return true;
}

static void filter_append(char *list, size_t size, const char *name)
{
	size_t used = strlen(list);

	if (used + strlen(name) + 2 > size)
		return;
	if (used)
		list[used++] = ' ';
	strcpy(list + used, name);
}

static int no_such_name(const char *word, struct errmsg *err)
{
	const char *name = word + (*word == '~');
	char flags[160] = "", kinds[360] = "";
	struct nearest near;
	unsigned int kind;
	size_t i;

	nearest_begin(&near, name, strlen(name));
	for (i = 0; i < ptwalk_nr_flags; i++) {
		filter_append(flags, sizeof(flags), ptwalk_flags[i].name);
		nearest_offer(&near, ptwalk_flags[i].name);
	}
	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++) {
		filter_append(kinds, sizeof(kinds), ptwalk_kind_name(kind));
		nearest_offer(&near, ptwalk_kind_name(kind));
	}
	return errmsg_set(err, -EINVAL, "--bits: there is no '%s'%s; flags: %s; kinds: %s", word,
			  nearest_text(&near), flags, kinds);
}

static int add_name(struct filter *filter, const char *word, struct errmsg *err)
{
	bool not = *word == '~';
	const char *name = word + not;
	__u32 kinds;
	size_t i;

	for (i = 0; i < ptwalk_nr_flags; i++) {
		if (strcmp(name, ptwalk_flags[i].name))
			continue;
		if (not)
			filter->clear |= ptwalk_flags[i].flag;
		else
			filter->set |= ptwalk_flags[i].flag;
		return 0;
	}
	kinds = kind_find(name, strlen(name));
	if (!kinds)
		return no_such_name(word, err);
	if (not)
		filter->not_kinds |= kinds;
	else
		filter->kinds |= kinds;
	return 0;
}

/**
 * filter_bits() - add the names of a --bits option to a filter
 * @filter: filter
 * @text: names of flags and kinds, separated by commas; a ~ before a name
 *	  negates it
 * @err: says which name is unknown, and which are known
 *
 * Return: 0; -EINVAL for an unknown name.
 */
int filter_bits(struct filter *filter, const char *text, struct errmsg *err)
{
	char word[WORD_MAX + 1];
	int rc = 0;

	while (!rc && next_word(&text, word))
		rc = add_name(filter, word, err);
	return rc;
}

/**
 * filter_levels() - add the levels of a --level option to a filter
 * @filter: filter
 * @text: levels, by number or name, separated by commas
 * @err: says which one is wrong
 *
 * Once the dump is open, filter_levels_of() has to replace "the top level" by its number.
 *
 * Return: 0; -EINVAL if a word is no level.
 */
int filter_levels(struct filter *filter, const char *text, struct errmsg *err)
{
	char word[WORD_MAX + 1];
	unsigned int level;
	int rc = 0;

	while (next_word(&text, word)) {
		rc = level_parse(word, strlen(word), &level, err);
		if (rc)
			break;
		filter->levels |= 1U << level;
	}
	return rc;
}

/**
 * filter_levels_of() - translate the levels of a filter to those of a dump
 * @filter: filter; the bit of the top level, %LEVEL_TOP, becomes that of its number
 * @levels: number of page-table levels in the dump, 4 or 5
 * @err: says which level the dump does not have
 *
 * Return: 0; -ERANGE if the dump has no such level.
 */
int filter_levels_of(struct filter *filter, unsigned int levels,
		     struct errmsg *err)
{
	__u32 wanted = filter->levels;
	unsigned int i, level;
	int rc;

	for (i = LEVEL_TOP; i <= PTWALK_LEVEL_MAX; i++) {
		if (!(wanted & 1U << i))
			continue;
		level = i;
		rc = level_of(&level, levels, err);
		if (rc)
			return rc;
		filter->levels &= ~(1U << i);
		filter->levels |= 1U << level;
	}
	return 0;
}

/* Can what the dump does not tell about an entry change whether it passes? */
static bool filter_is_open(const struct filter *filter, const struct ptwalk_dict *dict,
			   const struct ptwalk_pte *pte, unsigned int kind)
{
	__u32 flags = untold_flags(dict, pte) & (filter->set | filter->clear);
	__u32 kinds = untold_kinds(dict, pte), bit = 1U << kind;

	/* what is told can be enough to refuse it */
	if ((filter->set & ~flags & ~pte->flags) || (filter->clear & ~flags & pte->flags) ||
	    (filter->kinds && !(filter->kinds & (kinds | bit))) || (filter->not_kinds & bit))
		return false;
	return flags || (filter->not_kinds & kinds) ||
	       (filter->kinds && !(filter->kinds & bit));
}

/**
 * filter_match() - does an entry pass the filter?
 * @filter: filter
 * @dict: the dictionary that @pte was decoded with
 * @pte: the decoded entry
 * @kind: its kind as kind_of() returns it
 *
 * The function does not test the range: the caller iterates over the range only.
 *
 * Return: enum filter_answer.
 */
enum filter_answer filter_match(const struct filter *filter, const struct ptwalk_dict *dict,
				const struct ptwalk_pte *pte, unsigned int kind)
{
	__u32 bit = 1U << kind;
	bool match, open;

	if (filter->levels && !(filter->levels & (1U << pte->level)))
		return FILTER_NO;
	match = (pte->flags & filter->set) == filter->set && !(pte->flags & filter->clear) &&
		(!filter->kinds || (filter->kinds & bit)) && !(filter->not_kinds & bit);
	open = filter_is_open(filter, dict, pte, kind);
	if (match)
		return open ? FILTER_MAYBE_YES : FILTER_YES;
	return open ? FILTER_MAYBE_NO : FILTER_NO;
}
