// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dumps in a storm: processes that change their memory in every way there is, on a machine that
 * reclaims, compacts, merges and migrates all of it, while four dumpers read them, and the module
 * is unloaded and loaded in between.  Not only that nothing breaks: each dump is well formed, and
 * right about the mapping of each process that nobody touches, which pagemap confirms.
 *
 * STORM_TIME is its length in seconds.  The parts are in storm-dumps/.
 */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "by-bpf.h"
#include "guest.h"
#include "harness.h"
#include "storm-dumps/storm.h"

#define SECONDS		30		/* in the tests of each kernel */
#define PHASE		150		/* seconds from one unloading to the next, at most */
#define PATIENCE	120		/* seconds for all dumpers to close their files */
#define REFCNT		"/sys/module/ptwalk/refcnt"

struct storm *storm;

/* Advice that this kernel does not know */
static void say_lacking(void)
{
	static const struct {
		int advice;
		const char *name;
	} advice[] = {
		{ MADV_PAGEOUT, "MADV_PAGEOUT" },
		{ 23, "MADV_POPULATE_WRITE" },
		{ 25, "MADV_COLLAPSE" },
		{ 102, "MADV_GUARD_INSTALL" },
	};
	char *p = mmap(NULL, 2 * HUGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	size_t i;

	for (i = 0; i < ARRAY_SIZE(advice); i++)
		if (madvise(p, PAGE, advice[i].advice) && errno == EINVAL && advice[i].advice != 25)
			note("lacking: %s", advice[i].name);
	if (!kernel_since(6, 1))
		note("lacking: MADV_COLLAPSE");
	munmap(p, 2 * HUGE);
}

/* Waits until nobody has a file of the module open. */
static bool all_paused(unsigned int nr)
{
	time_t until = time(NULL) + PATIENCE;

	atomic_store(&storm->pause, true);
	while (atomic_load(&storm->waiting) < (int)nr && time(NULL) < until)
		usleep(20000);
	return atomic_load(&storm->waiting) == (int)nr;
}

/* Unloads the module and loads it again; returns 0, or an errno. */
static int reload(void)
{
	const char *path = getenv("PTWALK_KO");
	int fd = open(path ? path : "", O_RDONLY | O_CLOEXEC), err = 0;

	if (fd < 0)
		return errno;
	if (syscall(SYS_delete_module, "ptwalk", O_NONBLOCK) ||
	    syscall(SYS_finit_module, fd, "", 0))
		err = errno;
	close(fd);
	return err;
}

/* Lets the storm go on; now and then a target is killed and replaced, or one that has died. */
static int rage(unsigned int seconds, unsigned int *seed, unsigned long *replaced)
{
	time_t until = time(NULL) + seconds, said = time(NULL);
	unsigned int i;

	while (time(NULL) < until) {
		usleep(300000);
		i = rand_r(seed) % TARGETS;
		if (atomic_load(&storm->pid[i])) {
			target_stop(i);
			++*replaced;
			if (target_start(i))
				return -1;
		}
		if (time(NULL) - said >= 30) {
			said = time(NULL);
			note("%lu, %lu, %lu, %lu dumps", storm->counts[0].dumps,
			     storm->counts[1].dumps, storm->counts[2].dumps,
			     storm->counts[3].dumps);
		}
	}
	return 0;
}

FIXTURE(storm) {
	pid_t dumper[DUMPERS];
	unsigned int seconds;
};

FIXTURE_SETUP(storm)
{
	const char *length = getenv("STORM_TIME");
	enum dumper_way way;
	unsigned int i;

	self->seconds = length && *length ? atoi(length) : SECONDS;
	ASSERT_LT(0, self->seconds);
	storm = mmap(NULL, sizeof(*storm), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		     -1, 0);
	ASSERT_NE(MAP_FAILED, storm);
	say_lacking();
	if (!by_bpf_source)
		note("lacking: BPF; another dumper reads raw");
	targets_prepare();
	noises_begin();
	for (i = 0; i < TARGETS; i++)
		ASSERT_EQ(0, target_start(i));
	for (i = 0; i < DUMPERS; i++) {
		way = i % WAYS;
		if (way == WAY_BPF && !by_bpf_source)
			way = WAY_LARGE;
		self->dumper[i] = fork();
		if (!self->dumper[i])
			dumper(i, way);
		ASSERT_LT(0, self->dumper[i]);
	}
	noises_start();
}

FIXTURE_TEARDOWN(storm)
{
	unsigned int i;

	atomic_store(&storm->over, true);
	for (i = 0; i < DUMPERS; i++)
		waitpid(self->dumper[i], NULL, 0);
	for (i = 0; i < TARGETS; i++)
		target_stop(i);
	noises_stop();
	noises_end();
}

TEST_F(storm, dumps)
{
	static const char *const ways[] = { "raw", "raw, in small pieces", "text", "BPF" };
	unsigned int phases = (self->seconds + PHASE - 1) / PHASE, i;
	struct storm_counts sum = { 0 };
	unsigned long replaced = 0;
	unsigned int seed = 1;
	int status;

	/* at least one unloading in the middle */
	phases = phases < 2 ? 2 : phases;
	for (i = 0; i < phases; i++) {
		ASSERT_EQ(0, rage(self->seconds / phases, &seed, &replaced));
		/* the noise that writes to the module pauses as well */
		ASSERT_TRUE(all_paused(DUMPERS + 1));
		EXPECT_EQ(0, read_number(REFCNT));
		ASSERT_EQ(0, reload());
		if (i + 1 < phases)
			atomic_store(&storm->pause, false);
	}
	atomic_store(&storm->over, true);
	for (i = 0; i < DUMPERS; i++) {
		const struct storm_counts *c = &storm->counts[i];

		waitpid(self->dumper[i], &status, 0);
		EXPECT_TRUE(WIFEXITED(status) && !WEXITSTATUS(status));
		note("%s: %lu dumps, %lu complete (%lu of one moment, unchanged), %lu seen to change, %lu cut short by the end of the process; %lu tables copied again; %lu readers killed; %lu ms of CPU in user mode, %lu in the kernel",
		     ways[i], c->dumps, c->complete, c->calm, c->changed, c->gone, c->retries,
		     c->killed, c->user_ms, c->system_ms);
		sum.dumps += c->dumps;
		sum.compared += c->compared;
		sum.moved += c->moved;
		sum.wrong += c->wrong;
		sum.contradict += c->contradict;
		sum.failed += c->failed;
		EXPECT_LT(0, c->compared);
	}
	noises_count();
	note("%lu dumps: %lu wrong sentinels of %lu compared, %lu contradicting dumps, %lu refused; %lu pages of sentinels moved meanwhile; %u times reloaded, %lu targets replaced",
	     sum.dumps, sum.wrong, sum.compared, sum.contradict, sum.failed, sum.moved, phases,
	     replaced);
	EXPECT_EQ(0, sum.wrong);
	EXPECT_EQ(0, sum.contradict);
	EXPECT_EQ(0, sum.failed);
	/* else the sentinels would prove nothing */
	EXPECT_GT(sum.compared * FRAMES / 10, sum.moved);
}

int main(int argc, char **argv)
{
	by_bpf_load();
	return test_harness_run(argc, argv);
}
