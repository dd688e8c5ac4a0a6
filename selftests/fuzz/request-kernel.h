/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What module/request.c takes from the kernel, for user space, beside what module-kernel.h has: the
 * parsers of words and numbers, and a machine that allows everything.
 */
#ifndef FUZZ_REQUEST_KERNEL_H
#define FUZZ_REQUEST_KERNEL_H

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "module-kernel.h"

#define PAGE_ALIGNED(address)	(!((address) & (PAGE_SIZE - 1)))
#define X86_FEATURE_PTI		0
#define boot_cpu_has(feature)	true

/* <linux/parser.h> */
#define MAX_OPT_ARGS		3
#define substring_t		struct substring
#define match_table_t		__typeof__(struct match_token[])

struct substring {
	char	*from;
	char	*to;
};

struct match_token {
	int		token;
	const char	*pattern;
};

/* Patterns with one %s at their end, which matches one character or more, or without any */
static int match_token(char *word, const struct match_token *table, substring_t args[])
{
	for (; table->pattern; table++) {
		const size_t length = strcspn(table->pattern, "%");

		if (strncmp(word, table->pattern, length))
			continue;
		if (!table->pattern[length] ? !word[length] : !!word[length]) {
			args[0].from = word + length;
			return table->token;
		}
	}
	return table->token;
}

/* A number as the kernel takes it: no blank, one "+", 0x and 0 as in C, a newline at the end */
static int kstrtou64(const char *text, unsigned int base, u64 *value)
{
	const bool plus = *text == '+';
	char *end;

	if (!isalnum((unsigned char)text[plus]))
		return -EINVAL;
	errno = 0;
	*value = strtoull(text + plus, &end, base);
	if (end == text + plus || (*end && strcmp(end, "\n")))
		return -EINVAL;
	return errno ? -ERANGE : 0;
}

static int kstrtoint(const char *text, unsigned int base, int *value)
{
	u64 number;
	int err = kstrtou64(text, base, &number);

	if (!err && number > INT_MAX)
		err = -ERANGE;
	if (!err)
		*value = number;
	return err;
}

static char *strim(char *text)
{
	size_t size = strlen(text);

	while (size && isspace((unsigned char)text[size - 1]))
		text[--size] = '\0';
	while (isspace((unsigned char)*text))
		text++;
	return text;
}

#endif /* FUZZ_REQUEST_KERNEL_H */
