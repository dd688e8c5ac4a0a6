// SPDX-License-Identifier: GPL-2.0
/*
 * The expressions of "ptwalk check", and the places of --range and @WHERE: an input is one of
 * them, which is judged on a small dump.
 */
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "errmsg.h"
#include "kit.h"
#include "number.h"
#include "small-dump.h"
#include "where.h"

static void judge(const struct dump *dump, struct check_expr *expr)
{
	struct check_result result;

	expr->other = dump;
	check_judge(dump, expr, 1, &result);
	FUZZ_CHECK(result.state != CHECK_UNKNOWN || result.why.text[0]);
	FUZZ_CHECK(result.state == CHECK_FAILS || !result.failing);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *arg[] = { text, text };
	static struct dump *dump;
	struct errmsg err = { "" };
	struct check_expr expr;
	struct where where;
	size_t length;

	if (!dump)
		FUZZ_CHECK(!dump_parse(&dump, small_dump(&length), length, &err));
	if (check_expr_parse(&expr, arg, 2, &err) >= 0)
		judge(dump, &expr);
	else
		FUZZ_CHECK(err.text[0]);
	if (!where_parse(text, &where, &err)) {
		__u64 start, end;

		where_resolve(&where, (const struct dump *const *)&dump, 1, &start, &end, &err);
	}
	free(text);
	return 0;
}
