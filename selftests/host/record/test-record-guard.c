// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process that thaws a cgroup when ptwalk has ended: it writes to a plain file here, so that
 * neither root nor a cgroup is needed.  And which processes are never stopped.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "errmsg.h"
#include "kselftest_harness.h"
#include "proc-stat.h"
#include "record-halt.h"

FIXTURE(guard) {
	char name[32];
	int file;
};

FIXTURE_SETUP(guard)
{
	strcpy(self->name, "/tmp/ptwalk-guard-XXXXXX");
	self->file = mkstemp(self->name);
	ASSERT_LE(0, self->file);
	ASSERT_EQ(1, write(self->file, "1", 1));
}

FIXTURE_TEARDOWN(guard)
{
	close(self->file);
	unlink(self->name);
}

static bool thawed(int file)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	char byte = 0;
	int i;

	for (i = 0; i < 5000 && byte != '0'; i++) {
		if (pread(file, &byte, 1, 0) == 1 && byte == '0')
			return true;
		nanosleep(&pause, NULL);
	}
	return false;
}

static char content(int file)
{
	char byte = 0;

	return pread(file, &byte, 1, 0) == 1 ? byte : 0;
}

TEST_F(guard, thaws_when_told)
{
	struct record_guard guard;
	struct errmsg err;

	ASSERT_EQ(0, record_guard_start(&guard, self->file, &err)) TH_LOG("%s", err.text);
	EXPECT_EQ('1', content(self->file));
	EXPECT_EQ(0, record_guard_end(&guard));
	EXPECT_EQ('0', content(self->file));
	EXPECT_EQ(-1, waitpid(-1, NULL, 0));
}

TEST_F(guard, has_its_own_session_and_no_other_file)
{
	struct record_guard guard;
	struct proc_stat stat;
	char path[40], command[80];
	int held[2];

	ASSERT_EQ(0, pipe(held));
	ASSERT_EQ(0, record_guard_start(&guard, self->file, NULL));
	EXPECT_EQ(guard.pid, getsid(guard.pid));
	ASSERT_TRUE(proc_stat_read(guard.pid, &stat));
	EXPECT_STREQ("ptwalk-guard", stat.comm);
	/* whoever reads from the pipe sees its end though the guard lives */
	close(held[1]);
	EXPECT_EQ(0, read(held[0], path, 1));
	snprintf(command, sizeof(command), "test $(ls /proc/%d/fd | wc -l) = 3", guard.pid);
	EXPECT_EQ(0, system(command));
	EXPECT_EQ(0, record_guard_end(&guard));
}

/* Its owner, and all that a terminal or "kill" sends to the guard */
TEST_F(guard, outlives_its_owner)
{
	static const int deadly[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGPIPE, SIGALRM };
	struct record_guard guard;
	pid_t owner;
	int pipes[2];
	size_t i;

	ASSERT_EQ(0, pipe(pipes));
	owner = fork();
	if (!owner) {
		if (record_guard_start(&guard, self->file, NULL) ||
		    write(pipes[1], &guard.pid, sizeof(guard.pid)) != sizeof(guard.pid))
			_exit(1);
		pause();
	}
	ASSERT_EQ((ssize_t)sizeof(guard.pid), read(pipes[0], &guard.pid, sizeof(guard.pid)));
	for (i = 0; i < ARRAY_SIZE(deadly); i++)
		EXPECT_EQ(0, kill(guard.pid, deadly[i]));
	EXPECT_EQ('1', content(self->file));
	kill(owner, SIGKILL);
	waitpid(owner, NULL, 0);
	EXPECT_TRUE(thawed(self->file));
}

/* A child of the owner has a copy of its descriptors: that of the end counts, not theirs. */
TEST_F(guard, sees_the_end_of_an_owner_with_children)
{
	struct record_guard guard;
	pid_t owner, child = 0;
	int pipes[2];

	ASSERT_EQ(0, pipe(pipes));
	owner = fork();
	if (!owner) {
		if (record_guard_start(&guard, self->file, NULL))
			_exit(1);
		child = fork();
		if (child && write(pipes[1], &child, sizeof(child)) != sizeof(child))
			_exit(1);
		pause();
	}
	ASSERT_EQ((ssize_t)sizeof(child), read(pipes[0], &child, sizeof(child)));
	kill(owner, SIGKILL);
	waitpid(owner, NULL, 0);
	EXPECT_TRUE(thawed(self->file));
	kill(child, SIGKILL);
}

TEST_F(guard, that_is_killed_is_noticed)
{
	struct record_guard guard;

	ASSERT_EQ(0, record_guard_start(&guard, self->file, NULL));
	kill(guard.pid, SIGKILL);
	EXPECT_EQ(-ECHILD, record_guard_end(&guard));
	EXPECT_EQ('1', content(self->file));
}

/* Signals of the owner are as before. */
TEST_F(guard, leaves_the_signal_mask)
{
	struct record_guard guard;
	sigset_t before, after;
	int sig;

	sigprocmask(SIG_SETMASK, NULL, &before);
	ASSERT_EQ(0, record_guard_start(&guard, self->file, NULL));
	sigprocmask(SIG_SETMASK, NULL, &after);
	for (sig = 1; sig < NSIG; sig++)
		EXPECT_EQ(sigismember(&before, sig), sigismember(&after, sig));
	EXPECT_EQ(0, record_guard_end(&guard));
}

TEST(never_stopped)
{
	static const enum record_how how[] = { RECORD_STOP, RECORD_FREEZE };
	struct record_halt halt;
	struct errmsg err;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(how); i++) {
		EXPECT_EQ(-EINVAL, record_halt_begin(&halt, how[i], getpid(), &err));
		EXPECT_STREQ("ptwalk cannot stop itself: record it without --stop and --freeze",
			     err.text);
		EXPECT_EQ(-EINVAL, record_halt_begin(&halt, how[i], 1, &err));
		EXPECT_NE(NULL, strstr(err.text, "is not stopped, as all others depend on it"));
		/* PIDs end at 4194304 */
		EXPECT_EQ(-ESRCH, record_halt_begin(&halt, how[i], 4194305, &err));
		EXPECT_STREQ("there is no such process", err.text);
		EXPECT_EQ(0, record_halt_end(&halt, &err));
	}
	EXPECT_EQ(0, record_halt_begin(&halt, RECORD_RUNNING, 4194305, &err));
	EXPECT_EQ(0, record_halt_end(&halt, &err));
}

TEST_HARNESS_MAIN
