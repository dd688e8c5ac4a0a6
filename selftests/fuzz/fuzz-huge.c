// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdicts of "ptwalk huge": an input is a dump, with settings and page flags.
 */
#include "kit.h"

static const char *const lines[] = {
	"huge %0", "huge -J %0", "huge --windows %0", "huge --windows -r %0", "huge --fix %0",
	"huge --by-vma %0", "huge --judge madvise %0", "huge --judge madvise --windows -J %0",
	"huge --top 3 --windows %0",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(0, data, size);
	fuzz_tool(lines[fuzz_choice(data, size) % (sizeof(lines) / sizeof(*lines))]);
	return 0;
}
