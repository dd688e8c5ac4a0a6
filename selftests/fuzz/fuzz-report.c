// SPDX-License-Identifier: GPL-2.0-only
/*
 * The page of "ptwalk report": an input is one dump, or two, one after the other.
 */
#include "kit.h"
#include "pair.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const size_t first = pair_first(data, size);

	fuzz_file(0, data, first);
	fuzz_file(1, data + first, size - first);
	fuzz_tool(first == size ? "report -o /dev/null %0" : "report -o /dev/null %0 %1");
	return 0;
}
