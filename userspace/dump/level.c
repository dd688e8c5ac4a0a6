// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse the level of a page table that a user has typed: see level.h.
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

/* The SDM names an entry after its table, with an E: an entry of a PD is a PDE. */
static bool is_entry_of(const char *text, size_t length, const char *table)
{
	return length && strchr("Ee", text[length - 1]) &&
	       is_word(text, length - 1, table);
}

/**
 * level_parse() - parse a level, given as a number or a name
 * @text: text as typed; need not end with a NUL
 * @length: number of bytes in @text
 * @level: set to 1 to 5, or to %LEVEL_TOP for "pgd"; level_of() makes a number of that
 * @err: filled in with the valid numbers and names
 *
 * Return: 0; -EINVAL if there is no such level.
 */
int level_parse(const char *text, size_t length, unsigned int *level,
		struct errmsg *err)
{
	unsigned int i;

	for (i = 1; i <= PTWALK_LEVEL_MAX; i++) {
		/* with 5 levels each has its own name; with 4, pgd is the p4d's level */
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
			  "'%.*s' is not a level: use 1 to 5, PT PD PDPT PML4 PML5, or pte pmd pud p4d pgd",
			  length > 40 ? 40 : (int)length, text);
}

/**
 * level_of() - check a level against the number of levels, and resolve %LEVEL_TOP
 * @level: in: the level from level_parse(); out: 1 to 5
 * @levels: number of levels of the page tables, 4 or 5; 0 if not known
 * @err: filled in on failure
 *
 * Return: 0; -ERANGE if @level is higher than @levels; -EINVAL for %LEVEL_TOP if
 * @levels is not known.
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
 * level_check_address() - check that an address is in the half that a dump covers
 * @addr: address
 * @levels: number of levels of the page tables, 4 or 5
 * @half: enum ptwalk_half of the dump
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL if @addr is not canonical; -ERANGE if it belongs to the other
 * half.
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
