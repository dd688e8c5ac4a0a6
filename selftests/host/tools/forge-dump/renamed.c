// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps with hostile names: see renamed.h.
 */
#include <string.h>

#include "forge-write.h"
#include "renamed.h"

static const char *const hostile_names[] = {
	"</script><img src=x onerror=alert(1)>\"}\\",
	"\33[31mred\33[0m\2332J\33]0;title\7\b\177",
	"new\nline\r\ttab\v\f",
	"\u202egnp.\u2066bidi\u200b\u2028\ufeff\xc2\x85\u061c",
	"\xff\xfe\xc0\xaf\xed\xa0\x80\xf5",
	"',{}# EOF\n} 1\nx{a=\"'\" <!-- $(id) `id` ]]> &amp;",
	"a|b;c,d\"e\"=f\\x41\\\"\\n",
	"\U000e0041<SCRIPT\n//--><svg/onload=1>",
};

static const char *const tame_names[] = {
	"a", "b", "c", "d", "e", "f", "g", "h",
};

#define NR_NAMES	(sizeof(tame_names) / sizeof(*tame_names))

struct forge *renamed(struct forge *f, bool hostile)
{
	const char *const *name = hostile ? hostile_names : tame_names;
	size_t i;

	for (i = 0; i < f->nr_areas; i++) {
		f->area[i].name = name[i % NR_NAMES];
		f->area[i].rec.name_length = strlen(f->area[i].name);
	}
	for (i = 0; i < f->nr_mounts; i++)
		f->mount[i].point = name[i % NR_NAMES];
	memcpy(f->header.comm, hostile ? "\33[1m\"}\n<\u202e</\xff'" : "tame\0\0\0\0\0\0\0\0\0\0",
	       15);
	return f;
}
