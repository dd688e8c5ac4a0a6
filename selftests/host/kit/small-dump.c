// SPDX-License-Identifier: GPL-2.0-only
/*
 * A small dump for tests: see small-dump.h.
 */
#include <stdlib.h>
#include <string.h>

#include "small-dump.h"

struct forge *small_process(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);

	forge_vma(f, HEAP, HEAP + 8 * K4, VMA_ANON, "[heap]");
	forge_vma(f, HEAP + M2, HEAP + 2 * M2, VMA_ANON, "");
	forge_vma(f, HEAP + G1, HEAP + G1 + K4, VMA_FILE, "/lib/libc.so.6");
	forge_map(f, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	forge_entry(f, 1, HEAP + 4 * K4, forge_swap(0, 77));
	forge_entry(f, 1, HEAP + 5 * K4, forge_protnone(F1, E_A));
	forge_entry(f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(f, 1, HEAP + G1, F1 | E_READ);
	forge_knob(f, "enabled", "[always] madvise never");
	forge_knob(f, "khugepaged/max_ptes_none", "64");
	forge_mount(f, 0, 26, "tmpfs", "/dev/shm", "rw,huge=advise");
	forge_mount(f, 254, 1, "ext4", "/", "rw");
	forge_node(f, 0, G1, 0);
	forge_node(f, G1, G1, 1);
	forge_smaps(f, HEAP, HEAP + 8 * K4, true);
	forge_smaps(f, HEAP + M2, HEAP + 2 * M2, true);
	forge_pages(f, HEAP, 2, 0x5868, 1);
	forge_pages(f, HEAP + 2 * K4, 1, 0x5868, 2);
	return f;
}

char *exactly(const void *data, size_t size)
{
	char *copy = malloc(size ? size : 1);

	if (!copy)
		exit(1);
	memcpy(copy, data, size);
	return copy;
}

char *small_dump(size_t *size)
{
	struct forge *f = small_process();
	char *data = forge_write(f, size);
	char *copy = exactly(data, *size);

	free(data);
	forge_free(f);
	return copy;
}
