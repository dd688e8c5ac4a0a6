// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compressed dumps: an input is a file that a command opens, most often one of zstd.
 */
#include "kit.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(0, data, size);
	fuzz_tool("stat -r %0");
	return 0;
}
