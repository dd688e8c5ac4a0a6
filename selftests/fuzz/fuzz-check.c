// SPDX-License-Identifier: GPL-2.0-only
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

/* A dump with VMAs of one name on both sides of another one */
static struct dump *parted_dump(void)
{
	struct forge *f = small_process();
	struct dump *dump;
	size_t length;
	void *data;

	forge_vma(f, HEAP + 2 * G1, HEAP + 2 * G1 + K4, VMA_ANON, "[heap]");
	data = forge_write(f, &length);
	FUZZ_CHECK(!dump_parse(&dump, data, length, NULL));
	forge_free(f);
	return dump;
}

static void resolve(const struct dump *dump, const struct where *where)
{
	struct errmsg err = { "" };
	__u64 start, end;

	if (where_resolve(where, &dump, 1, &start, &end, &err))
		FUZZ_CHECK(err.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = strndup((const char *)data, size), *arg[] = { text, text };
	static struct dump *dump, *parted;
	struct errmsg err = { "" };
	struct check_expr expr;
	struct where where;
	size_t length;

	if (!parted)
		parted = parted_dump();
	if (!dump)
		FUZZ_CHECK(!dump_parse(&dump, small_dump(&length), length, &err));
	if (check_expr_parse(&expr, arg, 2, &err) >= 0)
		judge(dump, &expr);
	else
		FUZZ_CHECK(err.text[0]);
	/* without the word after it that some take */
	if (check_expr_parse(&expr, arg, 1, &err) < 0)
		FUZZ_CHECK(err.text[0]);
	if (!where_parse(text, &where, &err)) {
		resolve(dump, &where);
		resolve(parted, &where);
	}
	free(text);
	return 0;
}
