// SPDX-License-Identifier: GPL-2.0-only
/*
 * The commands that take one dump, in the forms in which they print: what they make of it, and
 * the columns, JSON, trees and graphs that come out.  An input is read by one of them.
 */
#include "kit.h"

static const char *const lines[] = {
	"show %0", "show -J %0", "show --by-vma %0", "show --entries -r %0", "show --tables %0",
	"show -P -o +EFF,KIND %0", "show --tables --entries -J %0", "stat %0", "stat -J %0",
	"stat -r %0 %0", "stat --openmetrics - %0", "tree %0", "tree --dot %0", "tree -J %0",
	"map %0", "map --color always %0", "walk %0 0x555555601000", "walk -J %0 0x7ffff7600000",
	"share %0 %0", "share --by-area -J %0 %0", "share --by-file %0 %0",
	"check %0 no-wx present>=10% 4k@[heap]", "check -J %0 none swap>0 rw@vma:0x555555558000",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(0, data, size);
	fuzz_tool(lines[fuzz_choice(data, size) % (sizeof(lines) / sizeof(*lines))]);
	return 0;
}
