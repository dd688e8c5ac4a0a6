// SPDX-License-Identifier: GPL-2.0-only
/*
 * searching one|avx2 MIB PASSES - search so many MiB of tables, by module/search.c as the module does
 *
 * Each table has one entry, somewhere.  Instructions, which bench/capture counts, flatter one that
 * reads four entries: this is the time that it takes, from memory or, if there are few MiB, from a
 * cache.  kernel_fpu_begin() is not part of it.
 */
#include <err.h>
#include <stdlib.h>
#include <sys/mman.h>

#include "random-number.h"
#include "search-kernel.h"

#include "search.c"

int main(int argc, char **argv)
{
	unsigned long tables, passes, i, sum = 0;
	unsigned int count;
	__u64 state = 1;
	u64 *table;

	if (argc != 4)
		errx(1, "usage: searching one|avx2 MIB PASSES");
	have_avx2 = !strcmp(argv[1], "avx2");
	if (have_avx2 && !__builtin_cpu_supports("avx2"))
		errx(1, "this CPU has no AVX2");
	ptwalk_search_init();
	tables = strtoul(argv[2], NULL, 10) * 256;
	table = mmap(NULL, tables * sizeof(u64) * PTWALK_ENTRIES, PROT_READ | PROT_WRITE,
		     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (table == MAP_FAILED)
		err(1, "%s MiB", argv[2]);
	for (i = 0; i < tables; i++)
		table[i * PTWALK_ENTRIES + random_number(&state) % PTWALK_ENTRIES] = 1;
	for (passes = strtoul(argv[3], NULL, 10); passes; passes--)
		for (i = 0; i < tables; i++) {
			count = PTWALK_ENTRIES;
			ptwalk_entries_used(table + i * PTWALK_ENTRIES, &count, true);
			sum += count;
		}
	return sum % tables != 0;
}
