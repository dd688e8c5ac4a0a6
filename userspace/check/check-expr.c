// SPDX-License-Identifier: GPL-2.0-only
/*
 * The parser of the expressions of "ptwalk check": see check-expr.h.  Besides the names in the
 * table below, it takes the names of kinds and flags that the output shows and --bits takes.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "check-expr.h"
#include "errmsg.h"
#include "kind.h"
#include "nearest.h"
#include "number.h"
#include "rss.h"
#include "where.h"

#define KIND(kind)	(1U << PTWALK_##kind)
#define LEVEL(level)	(1U << (level))

/*
 * rw, us and nx are also names of flags.  They are in this table so that they mean the
 * permissions of all levels together, not the flag of the lowest entry alone.
 */
static const struct check_name names[] = {
	{ "4k", CHECK_SIZES, .counts = RSS_PRESENT, .levels = LEVEL(1) },
	{ "2m", CHECK_SIZES, .counts = RSS_PRESENT, .levels = LEVEL(2) },
	{ "1g", CHECK_SIZES, .counts = RSS_PRESENT, .levels = LEVEL(3) },
	{ "huge", CHECK_MEMORY, .counts = RSS_HUGE },
	{ "present", CHECK_ADDRESSES, .counts = RSS_PRESENT },
	{ "resident", CHECK_ADDRESSES, .counts = RSS_RESIDENT },
	{ "hugetlb", CHECK_ADDRESSES, .counts = RSS_HUGETLB },
	{ "ro", CHECK_PAGES, .allows = PTWALK_F_P, .forbids = PTWALK_F_RW },
	{ "rw", CHECK_PAGES, .allows = PTWALK_F_RW },
	{ "x", CHECK_PAGES, .forbids = PTWALK_F_NX },
	{ "nx", CHECK_PAGES, .allows = PTWALK_F_NX },
	{ "wx", CHECK_WX, .allows = PTWALK_F_RW, .forbids = PTWALK_F_NX },
	{ "us", CHECK_PAGES, .allows = PTWALK_F_US },
	{ "vma-r", CHECK_ADDRESSES, .permits = PTWALK_VMA_READ },
	{ "vma-w", CHECK_ADDRESSES, .permits = PTWALK_VMA_WRITE },
	{ "vma-x", CHECK_ADDRESSES, .permits = PTWALK_VMA_EXEC },
	{ "vma-shared", CHECK_ADDRESSES, .permits = PTWALK_VMA_SHARED },
	{ "same-frames", CHECK_FRAMES, .counts = RSS_PRESENT },
};

static const struct {
	const char		*text;
	enum check_amount	amount;
} operators[] = {
	/* ">=" before ">": the first one that matches is taken */
	{ "==", CHECK_EQUAL },
	{ ">=", CHECK_AT_LEAST },
	{ "<=", CHECK_AT_MOST },
	{ ">", CHECK_MORE },
	{ "<", CHECK_LESS },
};

/* Kinds of entries that lead to tables are refused as names: no address is of such a kind. */
static bool is_leaf(unsigned int kind)
{
	return kind != PTWALK_TABLE && kind != PTWALK_UNREAD &&
	       kind != PTWALK_REPEAT;
}

/**
 * check_expr_name() - get one of the names that only check has
 * @index: number, from 0
 *
 * Return: the name; NULL if there are no more.  Kinds and flags of entries are names as well.
 */
const char *check_expr_name(size_t index)
{
	return index < ARRAY_SIZE(names) ? names[index].name : NULL;
}

static void check_expr_append(char *list, size_t size, const char *name)
{
	size_t used = strlen(list);

	snprintf(list + used, size - used, "%s%s", used ? " " : "", name);
}

static int no_such_name(const char *text, size_t length, struct errmsg *err)
{
	char own[160] = "", kinds[360] = "";
	struct nearest near;
	unsigned int kind;
	size_t i;

	nearest_begin(&near, text, length);
	if (length > 40)
		length = 40;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		check_expr_append(own, sizeof(own), names[i].name);
		nearest_offer(&near, names[i].name);
	}
	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++) {
		if (!is_leaf(kind))
			continue;
		check_expr_append(kinds, sizeof(kinds), ptwalk_kind_name(kind));
		nearest_offer(&near, ptwalk_kind_name(kind));
	}
	for (i = 0; i < ptwalk_nr_flags; i++)
		nearest_offer(&near, ptwalk_flags[i].name);
	return errmsg_set(err, -EINVAL,
			  "there is no '%.*s' to check%s; there are: %s; kinds: %s; and the flags of show --bits",
			  (int)length, text, nearest_text(&near), own, kinds);
}

static bool is_word(const char *text, size_t length, const char *word)
{
	return strlen(word) == length && !memcmp(text, word, length);
}

static int find_name(struct check_name *name, const char *text, size_t length,
		     struct errmsg *err)
{
	unsigned int kind;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		if (!is_word(text, length, names[i].name))
			continue;
		*name = names[i];
		return 0;
	}
	for (kind = 0; kind < PTWALK_ALL_KINDS; kind++) {
		if (!is_leaf(kind) ||
		    !is_word(text, length, ptwalk_kind_name(kind)))
			continue;
		*name = (struct check_name){
			.name = ptwalk_kind_name(kind),
			.base = CHECK_ADDRESSES,
			.kinds = kind_find(text, length),
		};
		return 0;
	}
	for (i = 0; i < ptwalk_nr_flags; i++) {
		if (!is_word(text, length, ptwalk_flags[i].name))
			continue;
		*name = (struct check_name){
			.name = ptwalk_flags[i].name,
			.base = CHECK_PAGES,
			.flags = ptwalk_flags[i].flag,
		};
		return 0;
	}
	return no_such_name(text, length, err);
}

/* Parse "80" or "99.5" into tenths of a percent. */
static int parse_percent(const char *text, __u64 *tenths, struct errmsg *err)
{
	size_t whole = strspn(text, "0123456789");
	size_t length = strlen(text);
	__u64 value = 0;
	size_t i;

	for (i = 0; i < whole && value <= 1000; i++)
		value = value * 10 + text[i] - '0';
	value *= 10;
	if (whole + 2 == length && text[whole] == '.' &&
	    text[whole + 1] >= '0' && text[whole + 1] <= '9')
		value += text[whole + 1] - '0';
	else if (whole != length)
		whole = 0;
	if (!whole || value > 1000)
		return errmsg_set(err, -EINVAL,
				  "'%s%%' is no percentage: 0%% to 100%%, with at most one decimal",
				  text);
	*tenths = value;
	return 0;
}

/* Parse the first @length characters of @text as OP and VALUE. */
static int parse_amount(struct check_expr *expr, const char *text,
			size_t length, struct errmsg *err)
{
	char value[40];
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(operators); i++)
		if (!strncmp(text, operators[i].text, strlen(operators[i].text)))
			break;
	if (i == ARRAY_SIZE(operators))
		return errmsg_set(err, -EINVAL,
				  "'%.*s': amounts are compared by == >= <= > <",
				  (int)length, text);
	if (expr->amount == CHECK_NOTHING)
		return errmsg_set(err, -EINVAL,
				  "'no-%s' means none at all and takes no amount",
				  expr->name.name);
	expr->amount = operators[i].amount;

	n = strlen(operators[i].text);
	if (length - n >= sizeof(value))
		return errmsg_set(err, -EINVAL, "'%.*s' is too long for an amount",
				  (int)(length - n), text + n);
	memcpy(value, text + n, length - n);
	value[length - n] = '\0';
	n = strlen(value);
	expr->percent = n && value[n - 1] == '%';
	/* refuse a number without a unit (80% or 80M?), except 0, which needs none */
	if (n && !value[strspn(value, "0123456789")] && strcmp(value, "0"))
		return errmsg_set(err, -EINVAL,
				  "'%s' of what? write %s%% for a share, or %sB, %sK, %sM for a size",
				  value, value, value, value, value);
	if (!expr->percent)
		return number_size(value, &expr->value, err);
	value[n - 1] = '\0';
	return parse_percent(value, &expr->value, err);
}

/* Parse what follows the @. */
static int parse_where(struct check_expr *expr, const char *text,
		       struct errmsg *err)
{
	struct where where;
	int rc = where_parse(text, &where, err);

	if (rc)
		return rc;
	expr->where = where.kind;
	expr->start = where.start;
	expr->end = where.end;
	expr->area = where.name;
	return 0;
}

static int check_expr_parse_side(struct check_expr *expr, struct errmsg *err)
{
	const char *text = expr->text, *at;
	size_t length;
	int rc;

	if (!strncmp(text, "no-", 3)) {
		expr->amount = CHECK_NOTHING;
		text += 3;
	}
	length = strcspn(text, "=<>@");
	rc = find_name(&expr->name, text, length, err);
	text += length;
	/* the name of a VMA can contain any character, so the first @ ends the amount */
	at = strchrnul(text, '@');
	if (!rc && at > text)
		rc = parse_amount(expr, text, at - text, err);
	if (!rc && *at)
		rc = parse_where(expr, at + 1, err);
	return rc;
}

/**
 * check_expr_parse() - parse an expression
 * @expr: filled in; points into @arg
 * @arg: arguments of the command line, the expression first
 * @nr: number of arguments, at least 1
 * @err: says what is wrong, starting with the expression
 *
 * Return: the number of arguments used: 2 if the name takes a TARGET, else 1; -EINVAL or
 * -ERANGE for an expression that is not valid.
 */
int check_expr_parse(struct check_expr *expr, char *const *arg, size_t nr,
		     struct errmsg *err)
{
	struct errmsg why;
	int rc;

	*expr = (struct check_expr){ .text = arg[0] };
	rc = check_expr_parse_side(expr, &why);
	if (!rc && expr->name.base == CHECK_FRAMES && nr < 2)
		rc = errmsg_set(&why, -EINVAL,
				"it takes a second word, the TARGET to compare with");
	if (rc)
		return errmsg_set(err, rc, "%s: %s", *arg[0] ? arg[0] : "''",
				  why.text);
	if (expr->name.base != CHECK_FRAMES)
		return 1;
	expr->target = arg[1];
	return 2;
}
