// SPDX-License-Identifier: GPL-2.0-only
/*
 * The comparison of two dumps: an input is both, one after the other; of one alone it is
 * compared with itself.
 */
#include "kit.h"
#include "pair.h"

static const char *const lines[] = {
	"diff %0 %1", "diff -J %0 %1", "diff --summary %0 %1", "diff -r %0 %1", "diff %1 %0",
	"map %0 %1", "share %0 %1", "check %0 same-frames %1", "diff %0 %1 @0x555555579000+0x400000",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t first = pair_first(data, size);

	fuzz_file(0, data, first);
	if (first < size)
		fuzz_file(1, data + first, size - first);
	else
		fuzz_file(1, data, size);
	fuzz_tool(lines[fuzz_choice(data, size) % (sizeof(lines) / sizeof(*lines))]);
	return 0;
}
