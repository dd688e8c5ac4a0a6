// SPDX-License-Identifier: GPL-2.0
/*
 * situate KIND: makes one named situation in its own address space, says where,
 * and waits.  A test or a person then looks at it from outside.
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
 *	sync			nothing; when it is answered, all is at rest
 *	flush			have the whole TLB of this process flushed
 *	fork			make a child that only waits; answers its pid
 *
 * It ends at the end of standard input, and its children with it.  It owns no
 * judgement: what should be seen is the test's to say.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <signal.h>
#include <unistd.h>

#define PAGE	4096UL
#define HUGE	(2UL << 20)
#define ANON	(MAP_PRIVATE | MAP_ANONYMOUS)

static char *region;
static size_t region_length;

static void die(const char *what)
{
	printf("error %s: %s\n", what, strerror(errno));
	exit(1);
}

static void *map(size_t length, int prot, int flags, int fd)
{
	char *p = mmap(NULL, length, prot, flags, fd, 0);

	if (p == MAP_FAILED)
		die("mmap");
	return p;
}

/* A huge-page-aligned piece with nothing mapped on either side of it. */
static void *map_aligned(size_t length, int prot)
{
	char *wide = map(length + 2 * HUGE, PROT_NONE, ANON, -1);
	char *p = (char *)(((unsigned long)wide + HUGE) & ~(HUGE - 1));

	munmap(wide, p - wide);
	munmap(p + length, wide + length + 2 * HUGE - (p + length));
	if (mprotect(p, length, prot))
		die("mprotect");
	return p;
}

static void touch(char *p, size_t length, size_t step, bool write)
{
	size_t i;

	for (i = 0; i < length; i += step) {
		if (write)
			*(volatile char *)(p + i) = 1;
		else
			(void)*(volatile char *)(p + i);
	}
}

static int backing_file(size_t length)
{
	char name[] = "/tmp/situate.XXXXXX";
	char page[PAGE];
	int fd = mkstemp(name);
	size_t i;

	if (fd < 0)
		die("mkstemp");
	unlink(name);
	for (i = 0; i < length; i += PAGE) {
		memset(page, 'a' + (i / PAGE) % 26, PAGE);
		if (write(fd, page, PAGE) != (ssize_t)PAGE)
			die("write");
	}
	return fd;
}

/* 4K pages: two of three written, so that runs and holes alternate */
static void make_anon(void)
{
	region_length = 1024 * PAGE;
	region = map_aligned(region_length, PROT_READ | PROT_WRITE);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, 3 * PAGE, true);
	touch(region + PAGE, region_length - PAGE, 3 * PAGE, true);
}

/*
 * Eight ranges of 2M, all of them dense 4K pages that may become huge: not
 * advised against, which MADV_COLLAPSE would respect, but by prctl while they
 * are touched.
 */
static void make_dense(void)
{
	region_length = 8 * HUGE;
	region = map_aligned(region_length, PROT_READ | PROT_WRITE);
	prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0);
	touch(region, region_length, PAGE, true);
	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
}

/* 64M of 4K pages: more tables than one hold of the lock copies */
static void make_wide(void)
{
	region_length = 32 * HUGE;
	region = map_aligned(region_length, PROT_READ | PROT_WRITE);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, true);
}

static void make_thp(void)
{
	region_length = 4 * HUGE;
	region = map_aligned(region_length, PROT_READ | PROT_WRITE);
	madvise(region, region_length, MADV_HUGEPAGE);
	touch(region, region_length, HUGE, true);
}

static void make_readonly(void)
{
	make_anon();
	if (mprotect(region, region_length, PROT_READ))
		die("mprotect");
}

static void make_protnone(void)
{
	make_anon();
	if (mprotect(region, region_length, PROT_NONE))
		die("mprotect");
}

static void make_thp_protnone(void)
{
	make_thp();
	if (mprotect(region, region_length, PROT_NONE))
		die("mprotect");
}

static void make_exec(void)
{
	make_anon();
	if (mprotect(region, region_length, PROT_READ | PROT_EXEC))
		die("mprotect");
}

/* untouched memory that was read: the zero page */
static void make_zero(void)
{
	region_length = 64 * PAGE;
	region = map(region_length, PROT_READ | PROT_WRITE, ANON, -1);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, false);
}

static void make_hole(void)
{
	region_length = 64 * PAGE;
	region = map(region_length, PROT_READ | PROT_WRITE, ANON, -1);
}

static void make_file(void)
{
	region_length = 200 * PAGE;
	region = map(region_length, PROT_READ, MAP_PRIVATE,
		     backing_file(region_length));
	touch(region, region_length, PAGE, false);
}

/* private file pages, every fourth of them copied by a write */
static void make_file_cow(void)
{
	region_length = 200 * PAGE;
	region = map(region_length, PROT_READ | PROT_WRITE, MAP_PRIVATE,
		     backing_file(region_length));
	touch(region, region_length, PAGE, false);
	touch(region, region_length, 4 * PAGE, true);
}

/* shared and only read, so that D is clear until somebody writes */
static void make_shared(void)
{
	int fd = memfd_create("situate", 0);

	region_length = 200 * PAGE;
	if (fd < 0 || ftruncate(fd, region_length))
		die("memfd");
	region = map(region_length, PROT_READ | PROT_WRITE, MAP_SHARED, fd);
	touch(region, region_length, PAGE, false);
}

static void make_hugetlb(void)
{
	region_length = 2 * HUGE;
	region = map(region_length, PROT_READ | PROT_WRITE, ANON | MAP_HUGETLB,
		     -1);
	touch(region, region_length, HUGE, true);
}

/* two areas that share one page table */
static void make_neighbours(void)
{
	make_anon();
	if (mprotect(region + 100 * PAGE, 100 * PAGE, PROT_READ))
		die("mprotect");
}

static const struct {
	const char *name;
	void (*make)(void);
} kinds[] = {
	{ "anon",		make_anon },
	{ "dense",		make_dense },
	{ "wide",		make_wide },
	{ "thp",		make_thp },
	{ "readonly",		make_readonly },
	{ "protnone",		make_protnone },
	{ "thp-protnone",	make_thp_protnone },
	{ "exec",		make_exec },
	{ "zero",		make_zero },
	{ "hole",		make_hole },
	{ "file",		make_file },
	{ "file-cow",		make_file_cow },
	{ "shared",		make_shared },
	{ "hugetlb",		make_hugetlb },
	{ "neighbours",		make_neighbours },
};

static void answer(bool good)
{
	if (good)
		printf("ok\n");
	else
		printf("error %s\n", strerror(errno));
}

/*
 * Clearing A through clear_refs does not flush the TLB, so the CPU may not set
 * it again.  Unmapping more than tlb_single_page_flush_ceiling (33) pages
 * flushes everything.
 */
static void do_flush(void)
{
	void *p = mmap(NULL, 64 * PAGE, PROT_READ, ANON | MAP_POPULATE, -1, 0);

	answer(p != MAP_FAILED && !munmap(p, 64 * PAGE));
}

static void do_fork(void)
{
	pid_t pid = fork();

	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	if (pid < 0)
		answer(false);
	else
		printf("ok %d\n", pid);
}

static void obey(const char *line)
{
	unsigned long offset = 0, length = 0;
	char word[16] = "";
	int number = 0;

	sscanf(line, "%15s %lu %lu %d", word, &offset, &length, &number);
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
		do_flush();
	} else if (!strcmp(word, "fork")) {
		do_fork();
	} else {
		printf("error no such command: %s\n", word);
	}
}

int main(int argc, char **argv)
{
	char line[128];
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	for (i = 0; argc == 2 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strcmp(argv[1], kinds[i].name))
			continue;
		kinds[i].make();
		printf("pid %d start %p length %zu\n", getpid(), region,
		       region_length);
		while (fgets(line, sizeof(line), stdin))
			obey(line);
		return 0;
	}
	fprintf(stderr, "usage: situate KIND\nkinds:");
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		fprintf(stderr, " %s", kinds[i].name);
	fprintf(stderr, "\n");
	return 2;
}
