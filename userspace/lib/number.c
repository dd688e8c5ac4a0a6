// SPDX-License-Identifier: GPL-2.0-only
/*
 * Parse numbers that a user has typed: see number.h.  strtoull() is not used because it
 * accepts signs, leading blanks and octal numbers: 010 on a command line is a mistake and
 * not an 8.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "digits.h"
#include "errmsg.h"
#include "number.h"

#define NS_PER_S	1000000000ULL

/**
 * number_limit() - format the first address after a range
 * @buf: filled in, in hexadecimal with 0x
 * @end: the address; 0 stands for 1 << 64
 *
 * Return: @buf.
 */
char *number_limit(char buf[NUMBER_LIMIT_SIZE], __u64 end)
{
	if (end)
		digits_hex(buf, end);
	else
		strcpy(buf, NUMBER_2_64);
	return buf;
}

/**
 * number_span() - format a range of addresses, in the form that number_range() parses
 * @buf: filled in with START-END, in hexadecimal with 0x
 * @start: first address
 * @end: first address after the range; 0 stands for 1 << 64
 *
 * Return: @buf.
 */
char *number_span(char buf[NUMBER_SPAN_SIZE], __u64 start, __u64 end)
{
	size_t length = digits_hex(buf, start);

	buf[length++] = '-';
	number_limit(buf + length, end);
	return buf;
}

/*
 * Parse the number at the beginning of @text, and set @rest to the text after it.
 * Return: 0; -EINVAL if there is no number; -ERANGE if it does not fit into 64 bits.
 */
static int scan(const char *text, __u64 *value, const char **rest)
{
	bool hex = text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
	unsigned int base = hex ? 16 : 10;
	const char *p = text + 2 * hex;
	__u64 sum = 0;

	if (hex ? !isxdigit((unsigned char)*p) : !isdigit((unsigned char)*p))
		return -EINVAL;
	/* neither octal nor an address of /proc/PID/maps, which pads them with zeros */
	if (!hex && p[0] == '0' && isdigit((unsigned char)p[1]))
		return -EINVAL;
	for (; hex ? isxdigit((unsigned char)*p) : isdigit((unsigned char)*p);
	     p++) {
		unsigned int digit = isdigit((unsigned char)*p) ?
			*p - '0' : tolower((unsigned char)*p) - 'a' + 10;

		if (__builtin_mul_overflow(sum, base, &sum) ||
		    __builtin_add_overflow(sum, digit, &sum))
			return -ERANGE;
	}
	*value = sum;
	*rest = p;
	return 0;
}

/* Is it hexadecimal without 0x?  Users copy such addresses from /proc/PID/maps. */
static bool hex_without_prefix(const char *text)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	return digits && (text[digits] == '\0' || strchr("-+", text[digits]));
}

static int not_a_number(const char *text, const char *what, struct errmsg *err)
{
	if (hex_without_prefix(text))
		return errmsg_set(err, -EINVAL,
				  "%s '%s' is not a number; if it is hexadecimal, begin it with 0x",
				  what, text);
	return errmsg_set(err, -EINVAL, "%s '%s' is not a number", what, text);
}

static int too_large(const char *text, const char *what, struct errmsg *err)
{
	return errmsg_set(err, -ERANGE, "%s '%s' does not fit into 64 bits",
			  what, text);
}

/**
 * number_parse() - parse a number, decimal or hexadecimal with 0x
 * @text: as typed
 * @what: name of the number, with which the error message begins: "address", "level"
 * @min: smallest value allowed
 * @max: largest value allowed
 * @value: set on success
 * @err: filled in on failure; may be NULL
 *
 * Return: 0; -EINVAL if @text is not a number; -ERANGE if it is not between @min and
 * @max.
 */
int number_parse(const char *text, const char *what, __u64 min, __u64 max,
		 __u64 *value, struct errmsg *err)
{
	const char *rest;
	__u64 number;
	int rc;

	rc = scan(text, &number, &rest);
	if (rc == -ERANGE)
		return too_large(text, what, err);
	if (rc || *rest)
		return not_a_number(text, what, err);
	if (number < min || number > max)
		return errmsg_set(err, -ERANGE,
				  text[1] == 'x' || text[1] == 'X' ?
				  "%s %s is not between 0x%llx and 0x%llx" :
				  "%s %s is not between %llu and %llu",
				  what, text, min, max);
	*value = number;
	return 0;
}

/**
 * number_entry() - parse the raw value of a page-table entry
 * @text: as typed, or copied from the kernel's log, which has no 0x: decimal or
 *	  hexadecimal.  It is hexadecimal with 0x; and without 0x if it contains a letter
 *	  from a to f, or has several digits of which the first is 0
 * @value: set on success
 * @decimal: set on success: true if @text was read as decimal and means another value
 *	     in hexadecimal, so that the caller can warn
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL if @text is not a number; -ERANGE if it does not fit into 64 bits.
 */
int number_entry(const char *text, __u64 *value, bool *decimal,
		 struct errmsg *err)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");
	char hex[64];
	int rc;

	if (digits > 1 && !text[digits] && digits < sizeof(hex) - 2 &&
	    (text[0] == '0' || strpbrk(text, "abcdefABCDEF"))) {
		snprintf(hex, sizeof(hex), "0x%s", text);
		*decimal = false;
		return number_parse(hex, "value", 0, ~0ULL, value, err);
	}
	rc = number_parse(text, "value", 0, ~0ULL, value, err);
	*decimal = !rc && *value > 9 && text[1] != 'x' && text[1] != 'X';
	return rc;
}

/*
 * Parse a unit: B, or K to E with or without "iB".  Return: log2 of the unit in bytes, 0
 * if there is none.  @rest is set to the text after it.
 */
static unsigned int scan_unit(const char *text, const char **rest)
{
	static const char units[] = "BKMGTPE";
	const char *unit = *text ? strchr(units, toupper((unsigned char)*text)) : NULL;

	*rest = text;
	if (!unit)
		return 0;
	*rest = unit > units && text[1] == 'i' && text[2] == 'B' ? text + 3 :
								  text + 1;
	return 10 * (unit - units);
}

static int scan_size(const char *text, const char *what, __u64 *bytes,
		     struct errmsg *err)
{
	const char *rest;
	unsigned int shift;
	__u64 number;
	int rc;

	rc = scan(text, &number, &rest);
	if (rc == -ERANGE)
		return too_large(text, what, err);
	if (rc)
		return not_a_number(text, what, err);
	shift = scan_unit(rest, &rest);
	if (*rest)
		return errmsg_set(err, -EINVAL,
				  "%s '%s': a number can be followed by B, K, M, G, T, P or E, not by '%s'",
				  what, text, rest);
	if (number > ~0ULL >> shift)
		return too_large(text, what, err);
	*bytes = number << shift;
	return 0;
}

/**
 * number_size() - parse a number of bytes: 4096, 0x1000, 4096B, 4K, 2MiB
 * @text: as typed; units are powers of 1024
 * @bytes: set on success
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL if @text is not a size; -ERANGE if it does not fit into 64 bits.
 */
int number_size(const char *text, __u64 *bytes, struct errmsg *err)
{
	return scan_size(text, "size", bytes, err);
}

/**
 * number_seconds() - parse a time in seconds: 10, 0.25
 * @text: as typed, with up to nine decimals
 * @what: name of the time, with which the error message begins: "interval"
 * @min_ns: shortest time allowed, in nanoseconds
 * @max_ns: longest time allowed, in nanoseconds
 * @ns: set on success, in nanoseconds
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL if @text is not such a number; -ERANGE if the time is not between
 * @min_ns and @max_ns.
 */
int number_seconds(const char *text, const char *what, __u64 min_ns,
		   __u64 max_ns, __u64 *ns, struct errmsg *err)
{
	const char *rest = text;
	__u64 whole = 0, unit = NS_PER_S, parts = 0;
	int rc = scan(text, &whole, &rest);

	if (!rc && *rest == '.' && isdigit((unsigned char)rest[1]))
		for (rest++; isdigit((unsigned char)*rest) && unit > 1; rest++) {
			unit /= 10;
			parts += (*rest - '0') * unit;
		}
	if (rc == -EINVAL || (!rc && *rest) || text[1] == 'x' || text[1] == 'X')
		return errmsg_set(err, -EINVAL,
				  "%s '%s' is not a number of seconds, such as 10 or 0.25",
				  what, text);
	if (rc || whole > max_ns / NS_PER_S ||
	    whole * NS_PER_S + parts < min_ns ||
	    whole * NS_PER_S + parts > max_ns)
		return errmsg_set(err, -ERANGE,
				  "%s of %s s is not between %g and %g",
				  what, text, (double)min_ns / NS_PER_S,
				  (double)max_ns / NS_PER_S);
	*ns = whole * NS_PER_S + parts;
	return 0;
}

/**
 * number_range() - parse a range of addresses: A-B (B not included) or A+SIZE
 * @text: as typed
 * @start: set on success to the first address
 * @end: set on success to the first address after the range; 0 stands for 1 << 64
 * @err: filled in on failure
 *
 * Return: 0; -EINVAL if @text is not a range, or an empty one; -ERANGE if the range does
 * not fit into 64 bits.
 */
int number_range(const char *text, __u64 *start, __u64 *end, struct errmsg *err)
{
	__u64 from, to, size;
	const char *rest;
	int rc;

	rc = scan(text, &from, &rest);
	if (rc == -ERANGE)
		return too_large(text, "range", err);
	if (rc || (*rest && *rest != '-' && *rest != '+'))
		return hex_without_prefix(text) ?
			not_a_number(text, "range", err) :
			errmsg_set(err, -EINVAL,
				   "'%s' is not a range: write START-END or START+SIZE, as in 0x400000-0x600000 or 0x400000+2M",
				   text);
	if (!*rest)
		return errmsg_set(err, -EINVAL,
				  "'%s' is one address, not a range: write START-END or START+SIZE",
				  text);
	if (*rest == '+') {
		rc = scan_size(rest + 1, "size", &size, err);
		if (rc)
			return rc;
		to = from + size;
		if (size && to && to < from)
			return errmsg_set(err, -ERANGE,
					  "range '%s' goes beyond the last address",
					  text);
	} else if (!strcmp(rest + 1, NUMBER_2_64)) {
		to = 0;
		size = from ? -from : ~0ULL;
	} else {
		rc = number_parse(rest + 1, "end of range", 0, ~0ULL, &to, err);
		if (rc)
			return rc;
		size = to > from ? to - from : 0;
	}
	if (!size)
		return errmsg_set(err, -EINVAL,
				  "range '%s' is empty: its end, 0x%llx, is not after its start, 0x%llx",
				  text, to, from);
	*start = from;
	*end = to;
	return 0;
}

/**
 * number_page_range() - parse a range of addresses that must be page-aligned
 * @text: as for number_range()
 * @start: set on success to the first address
 * @end: set on success to the first address after the range; 0 stands for 1 << 64
 * @err: filled in on failure
 *
 * Return: as number_range(); -EINVAL also if an end is not a multiple of 4096.
 */
int number_page_range(const char *text, __u64 *start, __u64 *end,
		      struct errmsg *err)
{
	int rc = number_range(text, start, end, err);

	if (!rc && ((*start | *end) & 0xfff))
		return errmsg_set(err, -EINVAL,
				  "range '%s': both ends must be multiples of 4096 (0x1000), the size of a page",
				  text);
	return rc;
}

/**
 * number_permille() - compute a share
 * @part: the part
 * @whole: the whole, in the same unit
 *
 * Return: @part in tenths of a percent of @whole, rounded; 0 if @whole is 0.
 */
unsigned int number_permille(__u64 part, __u64 whole)
{
	return whole ? (unsigned int)(1000.0 * part / whole + 0.5) : 0;
}
