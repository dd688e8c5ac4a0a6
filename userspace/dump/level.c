// SPDX-License-Identifier: GPL-2.0
/*
 * Levels of page tables as they are typed: see level.h.
 */
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "errmsg.h"
#include "level.h"
#include "pte.h"

static bool is_word(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && !strncasecmp(text, word, length);
}

/* The SDM calls the entry of a table by the name of that, and an E. */
static bool is_entry_of(const char *text, size_t length, const char *table)
{
	return length && strchr("Ee", text[length - 1]) &&
	       is_word(text, length - 1, table);
}

/**
 * level_parse() - a level, by number or name
 * @text: as typed
 * @length: letters of it
 * @level: 1 to 5, or %LEVEL_TOP, which level_of() makes a number of
 * @err: says what there is
 *
 * Return: 0; -EINVAL where there is no such level.
 */
int level_parse(const char *text, size_t length, unsigned int *level,
		struct errmsg *err)
{
	unsigned int i;

	for (i = 1; i <= PTWALK_LEVEL_MAX; i++) {
		/* of 5 levels, where each has a name of its own */
		const char *entry = ptwalk_level_linux(i, PTWALK_LEVEL_MAX);
		const char *table = ptwalk_level_name(i);
		bool is_linux = is_word(text, length, entry);

		if (!is_linux && !is_word(text, length, table) &&
		    !is_entry_of(text, length, table) &&
		    !(length == 1 && text[0] == (char)('0' + i)))
			continue;
		*level = is_linux && i == PTWALK_LEVEL_MAX ? LEVEL_TOP : i;
		return 0;
	}
	return errmsg_set(err, -EINVAL,
			  "level '%.*s' is none: 1 to 5, PT PD PDPT PML4 PML5, or pte pmd pud p4d pgd",
			  length > 40 ? 40 : (int)length, text);
}

/**
 * level_of() - a level of page tables that have so many
 * @level: what level_parse() gave; 1 to 5 on success
 * @levels: how many there are; 0 where that is not known
 * @err: says why not
 *
 * Return: 0; -ERANGE where there is no such level; -EINVAL where @levels would have
 * to be known.
 */
int level_of(unsigned int *level, unsigned int levels, struct errmsg *err)
{
	if (*level == LEVEL_TOP && !levels)
		return errmsg_set(err, -EINVAL,
				  "pgd is the PML4 where there are 4 levels of page tables, the PML5 where there are 5: name one of these");
	if (*level == LEVEL_TOP)
		*level = levels;
	if (levels && *level > levels)
		return errmsg_set(err, -ERANGE,
				  "there are %u levels of page tables, and no %s (level %u)",
				  levels, ptwalk_level_name(*level), *level);
	return 0;
}

/**
 * level_check_address() - can a dump say anything about an address?
 * @addr: address
 * @levels: 4 or 5
 * @half: enum ptwalk_half: what the dump covers
 * @err: says why not
 *
 * Return: 0; -EINVAL where @addr is not canonical; -ERANGE where it belongs to
 * the other half.
 */
int level_check_address(__u64 addr, unsigned int levels, unsigned int half,
			struct errmsg *err)
{
	__u64 limit = ptwalk_half_end(levels);
	unsigned int top = ptwalk_shift(levels) + 8;

	if (addr >= limit && addr < -limit)
		return errmsg_set(err, -EINVAL,
				  "address 0x%llx is not canonical: with %u levels of page tables, bits 63 to %u must be equal",
				  addr, levels, top);
	if (half == PTWALK_HALF_USER && addr >= limit)
		return errmsg_set(err, -ERANGE,
				  "address 0x%llx belongs to the kernel, but the dump covers the user half, which ends at 0x%llx",
				  addr, limit);
	if (half == PTWALK_HALF_KERNEL && addr < limit)
		return errmsg_set(err, -ERANGE,
				  "address 0x%llx belongs to user space, but the dump covers the kernel half, which begins at 0x%llx",
				  addr, -limit);
	return 0;
}
