// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests expressions of "ptwalk check" on forged dumps: see checked.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checked.h"
#include "forged.h"

struct checked *checked_new(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct checked *j = calloc(1, sizeof(*j));

	if (!j)
		exit(1);
	forge_vma(f, CODE, CODE + 4 * K4, VMA_CODE, "/bin/forged@home");
	forge_vma(f, HEAP, HEAP + 4 * M2, VMA_ANON, "[heap]");
	forge_vma(f, HUGE, HUGE + G1, VMA_ANON, "");
	forge_map(f, 1, CODE, 4 * K4, F2, E_CODE);
	forge_map(f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_entry(f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(f, 3, HUGE, HUGE2 | E_WRITTEN | E_PS | E_SOFT_DIRTY);
	j->f = f;
	return j;
}

void checked_free(struct checked *j)
{
	forge_free(j->f);
	if (j->other)
		forge_free(j->other);
	free(j);
}

struct forge *checked_renew(struct checked *j, enum ptwalk_half half)
{
	forge_free(j->f);
	j->f = forge_new(FORGE_6_1, 4, half);
	return j->f;
}

static void write_down(struct checked *j, const struct check_result *r)
{
	__u64 whole = r->part[0].bytes + r->part[1].bytes;
	size_t size = sizeof(j->text), n = 0;

	if (r->state == CHECK_UNKNOWN) {
		snprintf(j->text, size, "unknown: %s", r->why.text);
		return;
	}
	n += snprintf(j->text, size, "%s %llu/%llu",
		      r->state == CHECK_HOLDS ? "holds" : "fails",
		      r->part[1].bytes, whole);
	if (r->failing)
		snprintf(j->text + n, size - n, " +0x%llx-0x%llx %llu/%llu",
			 r->failing->start - HEAP, r->failing->end - HEAP,
			 r->failing->bytes, r->failing->ranges);
}

const char *checked_text(struct checked *j, const char *text)
{
	char target[] = "other", *word = strdup(text), *arg[] = { word, target };
	struct dump *dump, *other = NULL;
	struct check_result result;
	struct check_expr expr;
	void *data, *more = NULL;
	struct errmsg err;

	if (!word)
		exit(1);
	if (check_expr_parse(&expr, arg, 2, &err) < 0) {
		snprintf(j->text, sizeof(j->text), "%s", err.text);
		free(word);
		return j->text;
	}
	dump = forged_dump(j->f, &data);
	if (expr.target) {
		other = forged_dump(j->other, &more);
		expr.other = other;
	}
	check_judge(dump, &expr, 1, &result);
	write_down(j, &result);
	forged_free(NULL, other, more);
	forged_free(NULL, dump, data);
	free(word);
	return j->text;
}
