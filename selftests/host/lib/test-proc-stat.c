// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/PID/stat: a name that looks like the fields behind it, a zombie, and no process.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"

#include "named-child.h"
#include "proc-stat.h"

#define PF_FORKNOEXEC	0x00000040	/* linux/sched.h: set from fork() to execve() */

TEST(any_name)
{
	static const char *const names[] = { "plain", "a) Z 2 (b", ") R 7 0 0", "((", "",
					   "a\nb", "\n", "a\\n" };
	struct proc_stat stat;
	unsigned int i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		pid_t pid = named_child(names[i]);

		ASSERT_LT(0, pid);
		ASSERT_TRUE(proc_stat_read(pid, &stat));
		EXPECT_STREQ(names[i], stat.comm);
		EXPECT_EQ(getpid(), stat.parent);
		EXPECT_NE('Z', stat.state);
		EXPECT_TRUE(stat.flags & PF_FORKNOEXEC);
		kill(pid, SIGKILL);
		waitid(P_PID, pid, NULL, WEXITED | WNOWAIT);
		ASSERT_TRUE(proc_stat_read(pid, &stat));
		EXPECT_EQ('Z', stat.state);
		EXPECT_STREQ(names[i], stat.comm);
		waitpid(pid, NULL, 0);
		EXPECT_FALSE(proc_stat_read(pid, &stat));
		EXPECT_EQ(0, stat.state);
	}
}

TEST(status)
{
	pid_t pid = named_child("a name");
	char value[32], one[2];

	ASSERT_LT(0, pid);
	EXPECT_TRUE(proc_status_read(pid, "Name", value, sizeof(value)));
	EXPECT_STREQ("a name", value);
	EXPECT_TRUE(proc_status_read(pid, "PPid", value, sizeof(value)));
	EXPECT_EQ(getpid(), atoi(value));
	EXPECT_TRUE(proc_status_read(pid, "Name", one, sizeof(one)));
	EXPECT_STREQ("a", one);
	/* not a whole name, and none */
	EXPECT_FALSE(proc_status_read(pid, "PPi", value, sizeof(value)));
	EXPECT_STREQ("", value);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	EXPECT_FALSE(proc_status_read(pid, "Name", value, sizeof(value)));
	EXPECT_STREQ("", value);
}

TEST_HARNESS_MAIN
