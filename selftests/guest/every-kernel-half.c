// SPDX-License-Identifier: GPL-2.0-only
/*
 * Facts about the kernel half that user space can check: which pages the direct map has
 * (those of memfd_secret(2) are not there), and the vsyscall page, the only one there that
 * user mode may use.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE		4096ULL
#define ALLOWED		"/sys/module/ptwalk/parameters/kernel"
#define VSYSCALL	0xffffffffff600000ULL

FIXTURE(kernel_half) {
	struct situation s;
	struct source user, kernel;
	int64_t allowed;
};

FIXTURE_SETUP(kernel_half)
{
	char before[2] = "";
	int fd = open(ALLOWED, O_RDONLY);

	ASSERT_EQ(1, read(fd, before, 1));
	close(fd);
	self->allowed = *before == 'Y';
	ASSERT_EQ(0, write_file(ALLOWED, "1"));
}

FIXTURE_TEARDOWN(kernel_half)
{
	source_close(&self->user);
	source_close(&self->kernel);
	situation_stop(&self->s);
	write_file(ALLOWED, self->allowed ? "1" : "0");
}

static int take_kernel(struct source *source)
{
	struct errmsg err = { "" };

	if (!source_open(source, "kernel", NULL, &err))
		return 0;
	note("source_open(kernel): %s", err.text);
	return -1;
}

/* The start of the direct map, found by its name in the dump; 0 if it is not there. */
static uint64_t direct_map(const struct dump *dump)
{
	static const char name[] = "Direct Map";
	size_t i;

	for (i = 0; i < dump->nr_vmas; i++)
		if (dump->vma[i]->name_length == strlen(name) &&
		    !memcmp(dump->vma[i]->name, name, strlen(name)))
			return dump->vma[i]->start;
	return 0;
}

/*
 * Looks up the frames of the first 16 pages of a situation in the direct map: returns how
 * many of them the direct map maps at the expected address.
 */
static unsigned int direct_pages(const struct dump *kernel,
				 const struct dump *user,
				 const struct situation *s)
{
	struct ptwalk_pte pte, direct;
	unsigned int n = 0;
	uint64_t addr, at;

	for (addr = s->start; addr < s->start + 16 * PAGE; addr += PAGE) {
		view_page(user, addr, &pte);
		if (pte.kind != PTWALK_PAGE)
			continue;
		at = direct_map(kernel) + pte.phys;
		view_page(kernel, at, &direct);
		if (direct.kind == PTWALK_PAGE &&
		    (direct.phys | (at & (ptwalk_span(direct.level) - 1))) ==
		    pte.phys)
			n++;
	}
	return n;
}

TEST_F(kernel_half, direct_map)
{
	SITUATION(&self->s, "readonly");
	ASSERT_EQ(0, view_take(&self->user, self->s.pid));
	ASSERT_EQ(0, take_kernel(&self->kernel));
	ASSERT_NE(0, direct_map(self->kernel.dump));
	/* two of three pages are present, 11 of 16; the direct map has all of them */
	EXPECT_EQ(11, direct_pages(self->kernel.dump, self->user.dump, &self->s));
}

TEST_F(kernel_half, secret_memory)
{
	SITUATION(&self->s, "secret");
	ASSERT_EQ(0, view_take(&self->user, self->s.pid));
	ASSERT_EQ(0, take_kernel(&self->kernel));
	EXPECT_EQ(0, direct_pages(self->kernel.dump, self->user.dump, &self->s));
	/* the process itself maps these pages as usual */
	EXPECT_EQ(0, view_differences(self->user.dump, self->s.pid, self->s.start,
				      self->s.length));
	EXPECT_EQ(self->s.length, 1024 * smaps_at(self->s.pid, self->s.start, "Rss"));
}

/* /proc/self/maps shows whether there is a vsyscall page and whether it can be read. */
TEST_F(kernel_half, vsyscall)
{
	struct area areas[64];
	struct ptwalk_pte pte;
	struct entry_at at;
	bool readable = false;
	int i, n;

	n = maps_read(getpid(), areas, 64);
	ASSERT_LT(0, n);
	for (i = 0; i < n; i++)
		if (areas[i].start == VSYSCALL)
			readable = areas[i].perm[0] == 'r';
	ASSERT_EQ(0, take_kernel(&self->kernel));
	view_page(self->kernel.dump, VSYSCALL, &pte);
	EXPECT_EQ(readable, pte.kind == PTWALK_PAGE);
	if (!readable)
		SKIP(return, "no vsyscall=emulate on the command line");
	EXPECT_EQ(1, pte.level);
	EXPECT_EQ(PTWALK_F_US | PTWALK_F_NX,
		  pte.flags & (PTWALK_F_US | PTWALK_F_NX | PTWALK_F_RW));
	ASSERT_EQ(0, dump_entry(self->kernel.dump, 1, VSYSCALL, &at));
	EXPECT_EQ(PTWALK_F_US, at.above & PTWALK_F_US);
}

TEST_HARNESS_MAIN
