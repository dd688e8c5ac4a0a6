// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps show the accessed (A) and dirty (D) bits as the CPU sets them: a read sets A, a
 * write sets A and D.  Neither taking a dump nor reading the text file changes them.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096ULL

FIXTURE(accessed) {
	struct situation s;
	char clear_refs[64];
};

#define START(kind)							\
do {									\
	SITUATION(&self->s, kind);					\
	snprintf(self->clear_refs, sizeof(self->clear_refs),		\
		 "/proc/%d/clear_refs", self->s.pid);			\
} while (0)

FIXTURE_VARIANT(accessed) {
	const char *kind;
	unsigned int step;	/* bytes that one entry maps */
};

FIXTURE_VARIANT_ADD(accessed, shared) { "shared", PAGE };
FIXTURE_VARIANT_ADD(accessed, dense) { "dense", PAGE };
FIXTURE_VARIANT_ADD(accessed, thp) { "thp", 2 << 20 };

FIXTURE_SETUP(accessed)
{
}

FIXTURE_TEARDOWN(accessed)
{
	situation_stop(&self->s);
}

/* Reads the flags of each entry of the situation; returns their number, -1 after a note. */
static int read_flags(const struct situation *s, unsigned int step,
		      uint32_t *flags, int max)
{
	struct source source;
	struct ptwalk_pte pte;
	struct entry_at at;
	uint64_t offset;
	int n = 0;

	if (view_take(&source, s->pid))
		return -1;
	for (offset = 0; offset < s->length && n < max; offset += step) {
		if (dump_entry(source.dump, step == PAGE ? 1 : 2,
			       s->start + offset, &at)) {
			n = -1;
			break;
		}
		ptwalk_decode(&source.dump->dict, at.raw, step == PAGE ? 1 : 2,
			      &pte);
		flags[n++] = pte.flags;
	}
	source_close(&source);
	return n;
}

static unsigned int count(const uint32_t *flags, int n, uint32_t flag)
{
	unsigned int set = 0;
	int i;

	for (i = 0; i < n; i++)
		set += !!(flags[i] & flag);
	return set;
}

TEST_F(accessed, read_sets_a)
{
	uint32_t flags[256];
	int i, n;

	START(variant->kind);
	ASSERT_EQ(0, write_file(self->clear_refs, "1"));
	n = read_flags(&self->s, variant->step, flags, 256);
	ASSERT_LT(2, n);
	EXPECT_EQ(0, count(flags, n, PTWALK_F_A));

	ASSERT_EQ(0, situation_do(&self->s, "flush"));
	ASSERT_EQ(0, situation_do(&self->s, "read %u", 2 * variant->step));
	ASSERT_EQ(n, read_flags(&self->s, variant->step, flags, 256));
	for (i = 0; i < n; i++)
		EXPECT_EQ(i == 2, !!(flags[i] & PTWALK_F_A));
}

/* A shared memfd: only a shared file page can be mapped writable and clean. */
FIXTURE(clean) {
	struct situation s;
};

FIXTURE_SETUP(clean)
{
	ASSERT_EQ(0, situation_start(&self->s, "shared"));
}

FIXTURE_TEARDOWN(clean)
{
	situation_stop(&self->s);
}

TEST_F(clean, write_sets_d)
{
	uint32_t flags[256];
	int i, n;

	n = read_flags(&self->s, PAGE, flags, 256);
	ASSERT_LT(2, n);
	EXPECT_EQ(0, count(flags, n, PTWALK_F_D));
	ASSERT_EQ(0, situation_do(&self->s, "write %llu", PAGE));
	ASSERT_EQ(n, read_flags(&self->s, PAGE, flags, 256));
	for (i = 0; i < n; i++)
		EXPECT_EQ(i == 1, !!(flags[i] & PTWALK_F_D));
}

static void read_text(pid_t pid)
{
	char buf[4096];
	int fd = open("/sys/kernel/debug/ptwalk/text", O_RDWR);

	if (fd < 0)
		return;
	dprintf(fd, "%d\n", pid);
	while (read(fd, buf, sizeof(buf)) > 0)
		;
	close(fd);
}

TEST_F(accessed, a_dump_changes_neither)
{
	uint32_t before[256], after[256];
	int i, n;

	START(variant->kind);
	ASSERT_EQ(0, write_file(self->clear_refs, "1"));
	ASSERT_EQ(0, situation_do(&self->s, "flush"));
	ASSERT_EQ(0, situation_do(&self->s, "read 0"));
	n = read_flags(&self->s, variant->step, before, 256);
	ASSERT_LT(2, n);
	for (i = 0; i < 3; i++) {
		read_text(self->s.pid);
		ASSERT_EQ(n, read_flags(&self->s, variant->step, after, 256));
		EXPECT_EQ(0, memcmp(before, after, n * sizeof(after[0])));
	}
	EXPECT_EQ(1, count(after, n, PTWALK_F_A));
}

TEST_HARNESS_MAIN
