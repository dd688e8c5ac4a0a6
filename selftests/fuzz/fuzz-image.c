// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory images: an input is a raw one, an ELF core or a vmcore, whose kernel, processes and page
 * tables are looked for.
 */
#include "kit.h"

/* one is chosen by the size, so that ./run can give a seed to all of them */
static const char *const lines[] = {
	"record --image %0 --list", "record --image %0 --pid 77 -o /dev/null",
	"record --image %0 --cr3 0x100000 --levels 4 -o /dev/null", "record --image %0 --list -J",
	"record --image %0 --cr3 0x303000 --levels 5 -o /dev/null kernel",
	"record --image %0 --pid 1 -o /dev/null", "record --image %0 --pid 78 -o /dev/null",
	"record --image %0 --cr3 0x303000 -o /dev/null",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	fuzz_file(0, data, size);
	fuzz_tool(lines[size % (sizeof(lines) / sizeof(*lines))]);
	return 0;
}
