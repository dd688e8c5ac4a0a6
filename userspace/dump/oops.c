// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find page-table entries and error codes in a kernel log: see oops.h.  The text can
 * come from anywhere: skip what is not understood, refuse a number that does not fit
 * into 64 bits.
 */
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#include "errmsg.h"
#include "oops.h"

#define ALL_BITS	(~0ULL)
/* How many bytes after "segfault at" to search for " error "; what is between is short */
#define SEGFAULT_MAX	256

/* Is @at the beginning of a word, and not in the middle of one? */
static bool begins_word(const struct oops *oops, const char *at)
{
	return at == oops->begin ||
	       !(isalnum((unsigned char)at[-1]) || at[-1] == '_');
}

/* The text after @word, or NULL if @at does not begin with @word */
static const char *skip(const char *at, const char *word)
{
	size_t length = strlen(word);

	return strncmp(at, word, length) ? NULL : at + length;
}

/*
 * Read a hexadecimal number, with or without 0x, that is not followed by a letter, digit
 * or underscore.  Return: 1 with @value set, 0 if there is none, -ERANGE if it has more
 * than 64 bits.  @rest is set to the text after it.
 */
static int scan_hex(const char *at, __u64 *value, const char **rest)
{
	size_t digits, zeros;
	__u64 sum = 0;

	if (at[0] == '0' && (at[1] == 'x' || at[1] == 'X'))
		at += 2;
	digits = strspn(at, "0123456789abcdefABCDEF");
	*rest = at + digits;
	if (!digits || isalnum((unsigned char)**rest) || **rest == '_')
		return 0;
	zeros = strspn(at, "0");
	if (digits > zeros + 16)
		return -ERANGE;
	for (; at < *rest; at++)
		sum = sum << 4 | (isdigit((unsigned char)*at) ? *at - '0' :
				  tolower((unsigned char)*at) - 'a' + 10);
	*value = sum;
	return 1;
}

static int too_long(const char *name, size_t length, struct errmsg *err)
{
	return errmsg_set(err, -ERANGE,
			  "the value of '%.*s' does not fit into 64 bits",
			  (int)length, name);
}

/*
 * Read an entry: "PGD 12345067", "pte:8000000123456867", "*pte = 12345067", or the line
 * of pmd_ERROR(), "bad pmd 00000000ae34(8000000123456867)", where the number before the
 * parenthesis is an address and not the entry.  Return: as scan_hex().
 */
static int scan_entry(const struct oops *oops, const char *at,
		      unsigned int *level, __u64 *value, const char **rest,
		      struct errmsg *err)
{
	const char *number;
	unsigned int i;
	int rc;

	if (!begins_word(oops, at))
		return 0;
	for (i = 1; i <= PTWALK_LEVEL_MAX; i++)
		if (!strncasecmp(at, ptwalk_level_linux(i, PTWALK_LEVEL_MAX), 3))
			break;
	if (i > PTWALK_LEVEL_MAX || !at[3] || !strchr(" :=", at[3]))
		return 0;
	*level = i;
	number = at + 3 + strspn(at + 3, " :=");
	/* BAD is the mark of dump_pagetable(): the kernel prints numbers in lower case */
	if (skip(number, "BAD"))
		return 0;
	rc = scan_hex(number, value, rest);
	if (rc == 1 && **rest == '(')
		rc = scan_hex(*rest + 1, value, rest);
	return rc < 0 ? too_long(at, 3, err) : rc;
}

/* Read an error code between the texts @before and @after.  Return: as scan_hex(). */
static int scan_code(const char *at, const char *before, const char *after,
		     struct oops_item *item, const char **rest,
		     struct errmsg *err)
{
	const char *number = skip(at, before);
	int rc;

	if (!number)
		return 0;
	rc = scan_hex(number, &item->code, rest);
	if (rc < 0)
		return too_long(before, strcspn(before, "(:"), err);
	if (!rc || !skip(*rest, after))
		return 0;
	item->known = ALL_BITS;
	return 1;
}

/* Read "#PF: supervisor write access in kernel mode".  Return: 1 if it is there, or 0. */
static int scan_access(const char *at, struct oops_item *item, const char **rest)
{
	static const struct {
		const char	*word;
		__u64		bits;
	} modes[] = {
		{ "user ", OOPS_PF_US }, { "supervisor ", 0 },
	}, accesses[] = {
		{ "instruction fetch ", OOPS_PF_ID },
		{ "write access ", OOPS_PF_WR }, { "read access ", 0 },
	};
	const char *behind = NULL;
	__u64 code = 0;
	size_t i;

	at = skip(at, "#PF: ");
	for (i = 0; at && !behind && i < ARRAY_SIZE(modes); i++) {
		behind = skip(at, modes[i].word);
		code = modes[i].bits;
	}
	at = behind;
	behind = NULL;
	for (i = 0; at && !behind && i < ARRAY_SIZE(accesses); i++) {
		behind = skip(at, accesses[i].word);
		if (behind)
			code |= accesses[i].bits;
	}
	at = behind ? skip(behind, "in ") : NULL;
	if (!at)
		return 0;
	item->user_mode = skip(at, "user mode");
	*rest = at;
	item->code = code;
	/* the kernel tests for a fetch first: after one, the W/R bit is not known */
	item->known = OOPS_PF_US | OOPS_PF_ID |
		      (code & OOPS_PF_ID ? 0 : OOPS_PF_WR);
	return 1;
}

/*
 * Read the line that show_signal_msg() prints, which has the error code near its end:
 * "segfault at 8 ... error 6 in".  Return: as scan_hex().
 */
static int scan_segfault(const char *at, struct oops_item *item,
			 const char **rest, struct errmsg *err)
{
	const char *end;

	at = skip(at, "segfault at ");
	if (!at)
		return 0;
	end = at + strnlen(at, SEGFAULT_MAX);
	for (; at < end && *at != '\n'; at++) {
		int rc = scan_code(at, " error ", "", item, rest, err);

		if (rc)
			return rc;
	}
	return 0;
}

/*
 * Read an error code in any of its forms.  @again is set for the lines of __die(), which
 * repeat a code that has been printed before.  Return: as scan_hex().
 */
static int scan_fault(const char *at, struct oops_item *item, const char **rest,
		      bool *again, struct errmsg *err)
{
	int rc = scan_code(at, "error_code(", ")", item, rest, err);

	*again = false;
	if (!rc)
		rc = scan_access(at, item, rest);
	if (!rc)
		rc = scan_segfault(at, item, rest, err);
	if (rc)
		return rc;
	*again = true;
	rc = scan_code(at, "Oops: ", " [#", item, rest, err);
	if (!rc)
		rc = scan_code(at, "Bad pagetable: ", " [#", item, rest, err);
	return rc;
}

/*
 * Find out the number of levels, and store the entry of the top level under its number.
 * With 4 levels the kernel prints the same entry as PGD and as P4D; the CPU may have set
 * A in between.  Kernels before 4.11 print no P4D.
 */
static void find_levels(struct oops_item *item)
{
	const __u32 pgd = 1U << 5, p4d = 1U << 4;

	if (!(item->has & pgd))
		return;
	if (item->has & p4d && !ptwalk_repeats(item->entry[5], item->entry[4]))
		item->levels = 5;
	else if (item->has != pgd)
		item->levels = 4;
	if (item->levels != 4)
		return;
	item->entry[4] = item->entry[5];
	item->has = (item->has & ~pgd) | p4d;
}

/* Is @at the mark BAD of dump_pagetable(), as a word of its own? */
static bool is_bad(const struct oops *oops, const char *at)
{
	return begins_word(oops, at) && skip(at, "BAD") &&
	       (!at[3] || strchr(" \n", at[3]));
}

/*
 * Collect the entries of one page-table walk: up to the next entry of a level that the
 * walk already has, up to an error code, or up to a line without entries.  Return: 1 or
 * -ERANGE.
 */
static int take_entries(struct oops *oops, struct oops_item *item,
			struct errmsg *err)
{
	const char *at = oops->text, *rest;
	unsigned int level, lines = 0;
	struct oops_item code;
	bool again;
	__u64 value;
	int rc;

	while (*at && lines < 2 && !item->bad) {
		rc = scan_entry(oops, at, &level, &value, &rest, err);
		if (rc < 0)
			return rc;
		if (rc && item->has & (1U << level))
			break;
		if (rc) {
			item->has |= 1U << level;
			item->entry[level] = value;
			lines = 0;
			at = rest;
			continue;
		}
		if (scan_fault(at, &code, &rest, &again, NULL))
			break;
		item->bad = is_bad(oops, at);
		lines += *at == '\n';
		at++;
	}
	oops->text = at;
	find_levels(item);
	return 1;
}

/**
 * oops_begin() - initialize an iterator over the entries and error codes in a text
 * @oops: iterator
 * @text: the text, NUL-terminated; must live as long as @oops
 */
void oops_begin(struct oops *oops, const char *text)
{
	*oops = (struct oops){ .text = text, .begin = text };
}

/*
 * The kernel prints two "#PF: " lines for one fault: the access in words, then its code.
 * If @item is from the first line, replace it by what the second one says, and skip it.
 */
static void take_code_of_access(struct oops *oops, struct oops_item *item)
{
	const char *at = strstr(oops->text, "#PF: "), *rest;
	struct oops_item code = { 0 };

	if (item->known == ALL_BITS || !at ||
	    scan_code(skip(at, "#PF: "), "error_code(", ")", &code, &rest,
		      NULL) != 1)
		return;
	item->code = code.code;
	item->known = code.known;
	oops->text = rest;
}

/**
 * oops_next() - the next group of entries, or the next error code
 * @oops: iterator
 * @item: filled in
 * @err: filled in with the name of a number that has more than 64 bits
 *
 * Return: 1 with @item filled in, 0 at the end of the text; -ERANGE for a number of more
 * than 64 bits.
 */
int oops_next(struct oops *oops, struct oops_item *item, struct errmsg *err)
{
	const char *rest;
	unsigned int level;
	__u64 value;
	bool again;
	int rc;

	for (; *oops->text; oops->text++) {
		*item = (struct oops_item){ 0 };
		rc = scan_entry(oops, oops->text, &level, &value, &rest, err);
		if (rc < 0)
			return rc;
		if (rc)
			return take_entries(oops, item, err);
		if (!begins_word(oops, oops->text))
			continue;
		rc = scan_fault(oops->text, item, &rest, &again, err);
		if (rc < 0)
			return rc;
		if (!rc)
			continue;
		oops->text = rest;
		/* __die() prints only the low 16 bits of the code */
		if (again && oops->has_code &&
		    !((oops->last_code ^ item->code) & 0xffff))
			continue;
		take_code_of_access(oops, item);
		oops->last_code = item->code;
		oops->has_code = item->known == ALL_BITS;
		return 1;
	}
	return 0;
}
