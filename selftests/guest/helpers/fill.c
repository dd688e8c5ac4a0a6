// SPDX-License-Identifier: GPL-2.0-only
/*
 * fill: a process with many present 4K pages, for measurements.
 *
 *	fill MIB [prctl]
 *
 * Maps MIB mebibytes and writes to every page; with "prctl" it first switches huge pages
 * off for itself.  It prints its pid when all pages are present, then sleeps.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	size_t size = argc > 1 ? strtoul(argv[1], NULL, 10) << 20 : 0, i;
	char *at;

	if (!size)
		errx(2, "usage: fill MIB [prctl]");
	if (argc > 2 && !strcmp(argv[2], "prctl") &&
	    prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0))
		err(1, "prctl");
	at = mmap(NULL, size, PROT_READ | PROT_WRITE,
		  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (at == MAP_FAILED)
		err(1, "mmap");
	for (i = 0; i < size; i += 4096)
		at[i] = 1;
	printf("%d\n", getpid());
	fflush(stdout);
	pause();
	return 0;
}
