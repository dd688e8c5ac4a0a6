// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes by name, which are started for it.  Which names a cgroup has, lib/test-cgroup.c tests.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kselftest_harness.h"
#include "named-child.h"
#include "names.h"

/* A name that no other process has; at most 15 bytes, as the kernel cuts off the rest */
static const char *own_name(char buf[16])
{
	snprintf(buf, 16, "pt) %d", getpid());
	return buf;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

TEST(processes)
{
	struct names found;
	struct errmsg err;
	pid_t one, two;
	char name[16];

	own_name(name);
	ASSERT_EQ(0, names_find(&found, name, &err));
	EXPECT_EQ(0, found.nr);
	one = named_child(name);
	ASSERT_GT(one, 0);
	ASSERT_EQ(0, names_find(&found, name, &err));
	ASSERT_EQ(1, found.nr);
	EXPECT_EQ(one, found.pid[0]);
	EXPECT_EQ(NAMES_PROCESS, found.by);
	names_free(&found);
	two = named_child(name);
	ASSERT_GT(two, 0);
	ASSERT_EQ(0, names_find(&found, name, &err));
	EXPECT_EQ(2, found.nr);
	names_free(&found);
	/* a zombie has no page tables */
	kill(one, SIGKILL);
	while (!waitid(P_PID, one, NULL, WEXITED | WNOWAIT) && found.nr != 1)
		ASSERT_EQ(0, names_find(&found, name, &err));
	EXPECT_EQ(1, found.nr);
	EXPECT_EQ(two, found.pid[0]);
	names_free(&found);
	end(one);
	end(two);
}

TEST(this_process_is_left_out)
{
	struct names found;
	struct errmsg err;
	char name[16];

	ASSERT_EQ(0, prctl(PR_SET_NAME, own_name(name)));
	ASSERT_EQ(0, names_find(&found, name, &err));
	EXPECT_EQ(0, found.nr);
}

/* Start sleep with another argv[0], and wait until it has it; -1 on failure. */
static pid_t sleeping(const char *path)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe2(ready, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execlp("sleep", path, "100", NULL);
		_exit(1);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1))
		pid = -1;
	close(ready[0]);
	return pid;
}

TEST(longer_than_comm)
{
	struct names found;
	struct errmsg err;
	char name[64], path[80];
	pid_t pid;

	/* a name beyond 15 bytes is in argv[0] only */
	snprintf(name, sizeof(name), "a-name-longer-than-comm-%d", getpid());
	snprintf(path, sizeof(path), "/nowhere/%s", name);
	pid = sleeping(path);
	ASSERT_GT(pid, 0);
	ASSERT_EQ(0, names_find(&found, name, &err));
	ASSERT_EQ(1, found.nr);
	EXPECT_EQ(pid, found.pid[0]);
	names_free(&found);
	end(pid);
}

/* Find a process in a list; NULL if it is not there. */
static const struct names_process *listed(const struct names_process *list, size_t nr, pid_t pid)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (list[i].pid == pid)
			return &list[i];
	return NULL;
}

TEST(list)
{
	const struct names_process *one;
	struct names_process *list;
	struct errmsg err;
	char name[16], path[32];
	pid_t first, second;
	size_t nr;

	first = named_child(own_name(name));
	ASSERT_GT(first, 0);
	ASSERT_EQ(0, names_list(&list, &nr, &err));
	one = listed(list, nr, first);
	ASSERT_NE(NULL, one);
	EXPECT_STREQ(name, one->comm);
	EXPECT_NE(NULL, strstr(one->program, "test-names"));
	EXPECT_TRUE(one->only);
	/* the reader is left out */
	EXPECT_EQ(NULL, listed(list, nr, getpid()));
	free(list);

	/* what is the comm of the first is the program of the second, whose comm is "sleep" */
	snprintf(path, sizeof(path), "/nowhere/%s", name);
	second = sleeping(path);
	ASSERT_GT(second, 0);
	ASSERT_EQ(0, names_list(&list, &nr, &err));
	one = listed(list, nr, first);
	ASSERT_NE(NULL, one);
	EXPECT_FALSE(one->only);
	one = listed(list, nr, second);
	ASSERT_NE(NULL, one);
	EXPECT_STREQ("sleep", one->comm);
	EXPECT_STREQ(name, one->program);
	free(list);
	end(second);

	/* nor does a name of the reader count */
	prctl(PR_SET_NAME, own_name(name));
	ASSERT_EQ(0, names_list(&list, &nr, &err));
	one = listed(list, nr, first);
	ASSERT_NE(NULL, one);
	EXPECT_TRUE(one->only);
	free(list);

	second = named_child(name);
	ASSERT_GT(second, 0);
	ASSERT_EQ(0, names_list(&list, &nr, &err));
	EXPECT_FALSE(listed(list, nr, first)->only);
	EXPECT_FALSE(listed(list, nr, second)->only);
	free(list);
	end(first);
	end(second);
}

TEST(command_line)
{
	char command[NAMES_COMMAND_SIZE];
	pid_t pid;

	names_command(getpid(), command);
	EXPECT_NE(NULL, strstr(command, "test-names"));
	pid = named_child("a\nb");
	ASSERT_GT(pid, 0);
	kill(pid, SIGKILL);
	waitid(P_PID, pid, NULL, WEXITED | WNOWAIT);
	/* a zombie has no command line: its name is in parentheses, as in ps */
	names_command(pid, command);
	EXPECT_STREQ("(a b)", command);
	end(pid);
	names_command(pid, command);
	EXPECT_STREQ("", command);
}

TEST(cgroups)
{
	struct names found;
	struct errmsg err;
	char name[16];
	size_t i, seen = 0;
	pid_t pid = named_child(own_name(name));

	ASSERT_GT(pid, 0);
	ASSERT_EQ(0, names_find_cgroup(&found, "/", &err));
	for (i = 0; i < found.nr; i++)
		seen += found.pid[i] == pid;
	EXPECT_EQ(1, seen);
	names_free(&found);
	end(pid);
	EXPECT_EQ(-ESRCH, names_find_cgroup(&found, "/no/such/cgroup", &err));
	EXPECT_NE(NULL, strstr(err.text, "/no/such/cgroup"));
	EXPECT_EQ(-EINVAL, names_find_cgroup(&found, "", &err));
}

TEST(what_was_meant)
{
	struct nearest near;
	char name[16], wrong[16];
	pid_t pid = named_child(own_name(name));

	ASSERT_GT(pid, 0);
	snprintf(wrong, sizeof(wrong), "%s", name);
	wrong[0] = 'q';
	nearest_begin(&near, wrong, strlen(wrong));
	names_offer(&near);
	EXPECT_STREQ(name, near.name);
	end(pid);
}

/* A process with a newline in its name is found by it, but no message has the newline. */
TEST(newline)
{
	struct nearest near;
	struct names found;
	struct errmsg err;
	char name[16];
	pid_t pid;

	snprintf(name, sizeof(name), "pt\n%d", getpid());
	pid = named_child(name);
	ASSERT_GT(pid, 0);
	ASSERT_EQ(0, names_find(&found, name, &err));
	ASSERT_EQ(1, found.nr);
	EXPECT_EQ(pid, found.pid[0]);
	names_free(&found);
	name[0] = 'q';
	nearest_begin(&near, name, strlen(name));
	names_offer(&near);
	EXPECT_EQ(NULL, strchr(near.name, '\n'));
	end(pid);
}

TEST_HARNESS_MAIN
