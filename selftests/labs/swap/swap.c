// SPDX-License-Identifier: GPL-2.0-only
/*
 * Writes eight pages, has the kernel swap them out, reads three of them back, and says what page
 * faults that took.
 */
#include <string.h>
#include <sys/resource.h>

#include "../lab.h"

#define PAGES	8

/* Reads a byte; says it and the page faults meanwhile */
static void look_at(const volatile char *p, const char *story)
{
	struct rusage before, after;
	char byte;

	getrusage(RUSAGE_SELF, &before);
	byte = *p;
	getrusage(RUSAGE_SELF, &after);
	step("%s: '%c', %ld minor and %ld major faults", story, byte,
	     after.ru_minflt - before.ru_minflt, after.ru_majflt - before.ru_majflt);
}

int main(void)
{
	char *p = lab_memory(PAGES * PAGE);

	memset(p, 'x', PAGES * PAGE);
	step("8 pages are written at %p", p);
	madvise(p, PAGES * PAGE, MADV_PAGEOUT);
	step("the kernel was asked to page them out");
	look_at(p + (PAGES - 1) * PAGE, "the last page was read");
	look_at(p, "the first page was read");
	look_at(p + PAGE, "the second page was read");
	return 0;
}
