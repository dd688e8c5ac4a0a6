// SPDX-License-Identifier: GPL-2.0-only
/*
 * The flags of the target's mm_struct in a dump: whether huge pages are switched off for
 * the process (/proc/PID/status shows that, too), and whether khugepaged has the mm on its
 * list.  A process gets there by memory that may become huge or by madvise().  The
 * verdicts of `ptwalk huge` that follow from the flags are compared with khugepaged.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "khugepaged.h"
#include "knobs.h"
#include "opinion.h"
#include "view.h"

#ifndef PR_THP_DISABLE_EXCEPT_ADVISED
#define PR_THP_DISABLE_EXCEPT_ADVISED	(1 << 1)
#endif

#define M2	(1UL << 21)

/* full scans of khugepaged; a process that is not on its list stays as it is */
#define PASSES	3

FIXTURE(mm_flags) {
	struct knobs	knobs;
	struct source	source;
	int		ready[2];
	pid_t		pid;
};

FIXTURE_SETUP(mm_flags)
{
	ASSERT_EQ(0, pipe(self->ready));
	ASSERT_EQ(0, knobs_set(&self->knobs, "enabled=never"));
}

FIXTURE_TEARDOWN(mm_flags)
{
	knobs_restore(&self->knobs);
	source_close(&self->source);
	if (self->pid > 0) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, NULL, 0);
	}
}

/* In a child: reports to the test whether it could do its part, then sleeps. */
static void ready(const int fds[2], bool done)
{
	if (write(fds[1], done ? "y" : "n", 1) == 1)
		pause();
	_exit(1);
}

/* Waits for the child's report and takes a dump of it; false if one of them failed. */
static bool taken(struct source *source, const int fds[2], pid_t pid)
{
	char answer;

	return read(fds[0], &answer, 1) == 1 && answer == 'y' &&
	       !view_take(source, pid);
}

/* Waits for the process to get a name, by execve(); false if that takes over a minute. */
static bool is_named(pid_t pid, const char *name)
{
	char path[32], comm[32];
	int i;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	for (i = 0; i < 600; i++) {
		FILE *f = fopen(path, "re");

		if (!f || !fgets(comm, sizeof(comm), f))
			comm[0] = '\0';
		if (f)
			fclose(f);
		comm[strcspn(comm, "\n")] = '\0';
		if (!strcmp(comm, name))
			return true;
		usleep(100000);
	}
	return false;
}

/* execve() gives the process a new mm, which is not on khugepaged's list. */
TEST_F(mm_flags, never_asked)
{
	self->pid = fork();
	if (!self->pid) {
		execlp("sleep", "sleep", "1000", NULL);
		_exit(1);
	}
	ASSERT_TRUE(is_named(self->pid, "sleep"));
	ASSERT_EQ(0, view_take(&self->source, self->pid));
	ASSERT_STREQ("sleep", (const char *)self->source.dump->header->comm);
	EXPECT_EQ(0, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_HUGEPAGE));
	EXPECT_EQ(0, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_NO_THP));
	EXPECT_EQ(0, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_ADVISED_THP));
	EXPECT_EQ(1, read_status(self->pid, "THP_enabled"));
}

TEST_F(mm_flags, asked)
{
	ASSERT_EQ(0, knobs_set(&self->knobs, "enabled=madvise"));
	self->pid = fork();
	if (!self->pid) {
		char *p = mmap(NULL, 4 * M2, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (p == MAP_FAILED || madvise(p, 4 * M2, MADV_HUGEPAGE))
			ready(self->ready, false);
		memset(p, 1, 4 * M2);
		ready(self->ready, true);
	}
	ASSERT_TRUE(taken(&self->source, self->ready, self->pid));
	EXPECT_EQ(1, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_HUGEPAGE));
	EXPECT_EQ(0, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_NO_THP));
}

TEST_F(mm_flags, switched_off)
{
	self->pid = fork();
	if (!self->pid)
		ready(self->ready, !prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
	ASSERT_TRUE(taken(&self->source, self->ready, self->pid));
	EXPECT_EQ(1, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_NO_THP));
	EXPECT_EQ(0, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_ADVISED_THP));
	EXPECT_EQ(0, read_status(self->pid, "THP_enabled"));
}

TEST_F(mm_flags, switched_off_except_advised)
{
	if (!kernel_since(6, 18))
		SKIP(return, "no PR_THP_DISABLE_EXCEPT_ADVISED before 6.18");
	self->pid = fork();
	if (!self->pid)
		ready(self->ready, !prctl(PR_SET_THP_DISABLE, 1,
					  PR_THP_DISABLE_EXCEPT_ADVISED, 0, 0));
	ASSERT_TRUE(taken(&self->source, self->ready, self->pid));
	EXPECT_EQ(0, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_NO_THP));
	EXPECT_EQ(1, dump_mm_flag(self->source.dump, PTWALK_DICT_MM_ADVISED_THP));
}

/*
 * A process that touched its memory before huge pages were switched on is not on
 * khugepaged's list: khugepaged does not scan it until a page fault or madvise() puts it
 * there.  Since 7.2 madvise() of a VMA that has the advice already does not
 * (madvise_update_vma()).
 */
FIXTURE(late) {
	struct knobs	 knobs;
	struct situation s;
};

FIXTURE_VARIANT(late) {
	const char *kind;
	uint64_t window;	/* offset of the window that is full of 4K pages */
	const char *cure;	/* the command of situate that puts it on the list */
	bool huge_itself;	/* the command makes a huge page itself */
};

FIXTURE_VARIANT_ADD(late, fault) { "window-untouched-part", M2, "write 0", true };
FIXTURE_VARIANT_ADD(late, madvise) { "window-unadvised", 0, "advise 0 2097152 14" };

FIXTURE_SETUP(late)
{
	ASSERT_EQ(0, knobs_set(&self->knobs, "enabled=never"));
	ASSERT_EQ(0, situation_start(&self->s, variant->kind));
	ASSERT_EQ(0, knobs_set(&self->knobs, "enabled=always"));
	ASSERT_EQ(0, khugepaged_hold());
}

FIXTURE_TEARDOWN(late)
{
	khugepaged_release();
	situation_stop(&self->s);
	knobs_restore(&self->knobs);
}

/* True if `ptwalk huge` has this verdict on a window. */
static bool is_said(pid_t pid, uint64_t window, const char *verdict)
{
	struct opinion opinion;

	if (opinion_ask(pid, window, HUGE_KHUGEPAGED, false, &opinion))
		return false;
	if (!strcmp(verdict, opinion.verdict))
		return true;
	note("huge says %s", opinion.verdict);
	return false;
}

TEST_F(late, not_visited_until)
{
	int64_t huge = variant->huge_itself ? M2 : 0;
	uint64_t window = self->s.start + variant->window;
	int i;

	EXPECT_TRUE(is_said(self->s.pid, window, "not_visited"));
	for (i = 0; i < PASSES; i++)
		ASSERT_EQ(0, khugepaged_pass());
	EXPECT_EQ(0, smaps_sum(self->s.pid, "AnonHugePages"));

	ASSERT_EQ(0, situation_do(&self->s, "%s", variant->cure));
	EXPECT_EQ(huge, smaps_sum(self->s.pid, "AnonHugePages"));
	EXPECT_TRUE(is_said(self->s.pid, window, "collapse"));
	for (i = 0; i < PASSES; i++)
		ASSERT_EQ(0, khugepaged_pass());
	EXPECT_EQ(huge + (int64_t)M2, smaps_sum(self->s.pid, "AnonHugePages"));
	EXPECT_TRUE(is_said(self->s.pid, window, "huge"));
}

/* Without smaps and status the dump's flags have to be enough for the verdict. */
TEST_F(mm_flags, said_without_smaps)
{
	static const char *const files[] = { "smaps", "status" };
	struct opinion opinion;
	struct situation s;
	char path[40];
	size_t i;

	ASSERT_EQ(0, knobs_set(&self->knobs, "enabled=always"));
	ASSERT_EQ(0, situation_start(&s, "window-disabled"));
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		snprintf(path, sizeof(path), "/proc/%d/%s", s.pid, files[i]);
		ASSERT_EQ(0, mount("/dev/null", path, NULL, MS_BIND, NULL));
	}
	EXPECT_EQ(0, opinion_ask(s.pid, s.start, HUGE_KHUGEPAGED, false, &opinion));
	EXPECT_STREQ("thp_disabled_prctl", opinion.verdict);
	EXPECT_EQ(NULL, strstr(opinion.lacks, "policy"));
	situation_stop(&s);
}

TEST_HARNESS_MAIN
