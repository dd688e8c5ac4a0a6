// SPDX-License-Identifier: GPL-2.0-only
/*
 * The request: one line of text that says whose page tables to walk, and which range.  Owns
 * the syntax of the line and the checks of its values.  A request that is refused changes
 * nothing.  Takes no lock.
 */
#include <asm/cpufeature.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/parser.h>
#include <linux/string.h>

#include "ptwalk.h"

enum {
	OPT_PID, OPT_START, OPT_END, OPT_HALF, OPT_PGD, OPT_PATHS, OPT_EMPTY, OPT_UNKNOWN,
};

/*
 * match_token() does not match %s with an empty value.  Without the OPT_EMPTY patterns, "pid="
 * would be refused as an unknown option, not as one without a value.
 */
static const match_table_t tokens = {
	{ OPT_PID,	"pid=%s" },
	{ OPT_START,	"start=%s" },
	{ OPT_END,	"end=%s" },
	{ OPT_HALF,	"half=%s" },
	{ OPT_PGD,	"pgd=%s" },
	{ OPT_PATHS,	"paths=%s" },
	{ OPT_EMPTY,	"pid=" },
	{ OPT_EMPTY,	"start=" },
	{ OPT_EMPTY,	"end=" },
	{ OPT_EMPTY,	"half=" },
	{ OPT_EMPTY,	"pgd=" },
	{ OPT_EMPTY,	"paths=" },
	{ OPT_UNKNOWN,	NULL },
};

/**
 * ptwalk_request_default() - request the whole user half of the reader itself
 * @request: filled in
 */
void ptwalk_request_default(struct ptwalk_request *request)
{
	*request = (struct ptwalk_request){
		.end = ptwalk_half_end(ptwalk_levels()),
	};
}

/* The whole word must be a number: "12x" is refused.  So is 0, which means "the reader". */
static int parse_pid(const char *word, pid_t *pid)
{
	int err = isdigit(*word) ? kstrtoint(word, 10, pid) : -EINVAL;

	if (err)
		return err;
	return *pid ? 0 : -EINVAL;
}

static int parse_address(const char *word, u64 *address)
{
	int err = kstrtou64(word, 0, address);

	if (err)
		return err;
	return PAGE_ALIGNED(*address) ? 0 : -EINVAL;
}

static int parse_half(const char *word, u32 *half)
{
	if (!strcmp(word, "user"))
		*half = PTWALK_HALF_USER;
	else if (!strcmp(word, "kernel"))
		*half = PTWALK_HALF_KERNEL;
	else
		return -EINVAL;
	return *half == PTWALK_HALF_KERNEL ? ptwalk_kernel_allowed() : 0;
}

/* The user-mode PGD exists only with page-table isolation (PTI). */
static int parse_pgd(const char *word, u32 *pgd)
{
	if (!strcmp(word, "kernel"))
		*pgd = PTWALK_PGD_KERNEL;
	else if (!strcmp(word, "user"))
		*pgd = PTWALK_PGD_USER;
	else
		return -EINVAL;
	return *pgd == PTWALK_PGD_USER && !boot_cpu_has(X86_FEATURE_PTI) ?
	       -EOPNOTSUPP : 0;
}

static int parse_paths(const char *word, bool *pathless)
{
	if (!strcmp(word, "no"))
		*pathless = true;
	else if (strcmp(word, "yes"))
		return -EINVAL;
	return 0;
}

/* Fill in the default range, and check that the range is not empty and lies in its half. */
static int check_range(struct ptwalk_request *r, bool has_start, bool has_end)
{
	u64 user_end = ptwalk_half_end(ptwalk_levels());
	u64 first = 0, end = user_end;

	if (r->half == PTWALK_HALF_KERNEL) {
		first = -user_end;
		end = 0;
	}
	if (!has_start)
		r->start = first;
	if (!has_end)
		r->end = end;
	/* compare last addresses: end is 0 for 1 << 64 */
	if (r->start < first || r->end - 1 > end - 1 || r->start > r->end - 1)
		return -ERANGE;
	return 0;
}

/**
 * ptwalk_request_parse() - parse a request
 * @text: options separated by white space; the function modifies it
 * @request: filled in only if the request is valid
 *
 * The options are pid=N (or N alone), start=ADDRESS, end=ADDRESS, half=user|kernel,
 * pgd=kernel|user and paths=yes|no, each at most once.  Addresses are numbers as in C,
 * page-aligned and in the half; end is the first address after the range, 0 for 1 << 64.
 *
 * Return: 0; -EBADRQC for an unknown option; -EINVAL for an option given twice or without a
 * value, a malformed number, an address that is not page-aligned, or no option at all;
 * -ERANGE for a number that is too large, or a range that is empty or not in its half;
 * -EOPNOTSUPP for pgd=user without page-table isolation; for half=kernel the errors of
 * ptwalk_kernel_allowed().
 */
int ptwalk_request_parse(char *text, struct ptwalk_request *request)
{
	struct ptwalk_request r;
	substring_t args[MAX_OPT_ARGS];
	unsigned int seen = 0, token;
	char *word;
	int err;

	ptwalk_request_default(&r);
	text = strim(text);
	while ((word = strsep(&text, " \t\n"))) {
		if (!*word)
			continue;
		if (isdigit(*word)) {
			token = OPT_PID;
			args[0].from = word;
		} else {
			token = match_token(word, tokens, args);
		}
		if (token == OPT_UNKNOWN)
			return -EBADRQC;
		if (token == OPT_EMPTY || (seen & BIT(token)))
			return -EINVAL;
		seen |= BIT(token);

		/* strsep() ended the option with a NUL, so args[0].from is a whole string */
		switch (token) {
		case OPT_PID:
			err = parse_pid(args[0].from, &r.pid);
			break;
		case OPT_START:
			err = parse_address(args[0].from, &r.start);
			break;
		case OPT_END:
			err = parse_address(args[0].from, &r.end);
			break;
		case OPT_HALF:
			err = parse_half(args[0].from, &r.half);
			break;
		case OPT_PATHS:
			err = parse_paths(args[0].from, &r.pathless);
			break;
		default:
			err = parse_pgd(args[0].from, &r.pgd);
		}
		if (err)
			return err;
	}
	if (!seen)
		return -EINVAL;
	err = check_range(&r, seen & BIT(OPT_START), seen & BIT(OPT_END));
	if (err)
		return err;
	*request = r;
	return 0;
}
