// SPDX-License-Identifier: GPL-2.0-only
/*
 * situate KIND[+KIND...]: makes one named situation in its own address space, prints
 * its address range, and waits.  A test or a person then looks at it from outside.  With
 * several kinds it makes all of them and prints the range of the last one.
 *
 *	$ situate thp
 *	pid 812 start 0x7f5c00000000 length 8388608
 *
 * Commands on standard input then act on it, each answered by "ok", "ok VALUE"
 * or "error TEXT".  OFFSET and LENGTH are bytes from the start.
 *
 *	read OFFSET		load one byte
 *	write OFFSET		store one byte
 *	advise OFFSET LENGTH N	madvise(2) with advice number N
 *	protect OFFSET LENGTH N	mprotect(2) with protection N
 *	unmap OFFSET LENGTH	munmap(2)
 *	sync			nothing; the answer shows that situate has done all
 *				earlier commands and waits for the next one
 *	flush			flush the whole TLB of this process
 *	fork OFFSET LENGTH	make a child that reads this range (nothing without
 *				arguments) and then only sleeps; the answer is its pid
 *	move OFFSET STEP NODE	move_pages(2): move the page at each STEP bytes from
 *				OFFSET on to a NUMA node
 *	spin 0 MS		use the CPU for MS milliseconds
 *
 * If it cannot make the situation, it prints "error TEXT", or "lack TEXT" where the
 * machine or the kernel does not support it.  The kinds are in situate/.
 *
 * It exits at the end of standard input, and its children with it.  It checks nothing:
 * the test knows what ptwalk has to show.
 */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "situate/situate.h"

static const struct kind *const kinds[] = {
	plain_kinds, absent_kinds, bits_kinds, hugetlb_kinds,
	entry_window_kinds, page_window_kinds, area_window_kinds,
	file_window_kinds,
};

#define NR_KINDS	(sizeof(kinds) / sizeof(kinds[0]))

static void answer(bool good)
{
	if (good)
		printf("ok\n");
	else
		printf("error %s\n", strerror(errno));
}

static void do_fork(size_t offset, size_t length)
{
	pid_t pid = fork_sleeper(offset, length);

	if (pid < 0)
		answer(false);
	else
		printf("ok %d\n", pid);
}

/* The answer is the number of moved pages that are on @node afterwards. */
static void do_move(size_t offset, size_t step, int node)
{
	static void *pages[1 << 13];
	static int nodes[1 << 13], status[1 << 13];
	size_t n, there = 0, i;

	for (n = 0; n < 1 << 13 && offset < region_length; n++) {
		pages[n] = region + offset;
		nodes[n] = node;
		offset += step;
	}
	if (syscall(SYS_move_pages, 0, n, pages, nodes, status,
		    1 << 1 /* MPOL_MF_MOVE */) < 0) {
		answer(false);
		return;
	}
	for (i = 0; i < n; i++)
		there += status[i] == node;
	printf("ok %zu\n", there);
}

static void do_spin(unsigned long ms)
{
	struct timespec from, now;

	clock_gettime(CLOCK_MONOTONIC, &from);
	do {
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while ((now.tv_sec - from.tv_sec) * 1000 +
		 (now.tv_nsec - from.tv_nsec) / 1000000 < (long)ms);
	answer(true);
}

static void obey(const char *line)
{
	unsigned long offset = 0, length = 0;
	char word[16] = "";
	int number = 0;

	if (sscanf(line, "%15s %lu %lu %d", word, &offset, &length, &number) < 1)
		word[0] = '\0';
	if (offset >= region_length) {
		printf("error offset %lu is not below %zu\n", offset,
		       region_length);
	} else if (!strcmp(word, "read")) {
		touch(region + offset, 1, PAGE, false);
		answer(true);
	} else if (!strcmp(word, "write")) {
		touch(region + offset, 1, PAGE, true);
		answer(true);
	} else if (!strcmp(word, "advise")) {
		answer(!madvise(region + offset, length, number));
	} else if (!strcmp(word, "protect")) {
		answer(!mprotect(region + offset, length, number));
	} else if (!strcmp(word, "unmap")) {
		answer(!munmap(region + offset, length));
	} else if (!strcmp(word, "sync")) {
		answer(true);
	} else if (!strcmp(word, "flush")) {
		flush_tlb();
		answer(true);
	} else if (!strcmp(word, "fork")) {
		do_fork(offset, length);
	} else if (!strcmp(word, "move") && length) {
		do_move(offset, length, number);
	} else if (!strcmp(word, "spin")) {
		do_spin(length);
	} else {
		printf("error no such command: %s\n", word);
	}
}

static const struct kind *find_kind(const char *name, size_t length)
{
	const struct kind *kind;
	size_t i;

	for (i = 0; i < NR_KINDS; i++)
		for (kind = kinds[i]; kind->name; kind++)
			if (strlen(kind->name) == length &&
			    !strncmp(kind->name, name, length))
				return kind;
	return NULL;
}

/* Makes the kinds of a list "KIND+KIND"; false if one of the names is unknown. */
static bool make_kinds(const char *names)
{
	const struct kind *kind;
	size_t length;

	for (;; names += length + 1) {
		length = strcspn(names, "+");
		kind = find_kind(names, length);
		if (!kind)
			return false;
		kind->make();
		if (!names[length])
			return true;
	}
}

int main(int argc, char **argv)
{
	const struct kind *kind;
	char line[128];
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc == 2 && make_kinds(argv[1])) {
		printf("pid %d start %p length %zu\n", getpid(), region,
		       region_length);
		while (fgets(line, sizeof(line), stdin))
			obey(line);
		return 0;
	}
	fprintf(stderr, "usage: situate KIND[+KIND...]\nkinds:");
	for (i = 0; i < NR_KINDS; i++)
		for (kind = kinds[i]; kind->name; kind++)
			fprintf(stderr, " %s", kind->name);
	fprintf(stderr, "\n");
	return 2;
}
