// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF source in a storm: processes that move, free and replace their page tables all the
 * time, and some of which are killed.  Every dump can be parsed, ends as complete or as cut
 * short, and has the entries of a mapping that its process leaves alone exactly as pagemap.
 */
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bpf-private.h"
#include "by-bpf.h"
#include "churn.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE		4096UL
#define SENTINEL	0x500000000000UL
#define PAGES		600UL			/* in two tables */
#define DUMPS		200
#define LONG		25			/* seconds for them, ... */
#define LEAST		20			/* ... but no fewer dumps than these */
#define WORKERS		2			/* so that they run while they are dumped */

static pid_t start_worker(unsigned int seed)
{
	int ready[2];
	pid_t pid;
	char byte;

	if (pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		char *p = mmap((void *)SENTINEL, PAGES * PAGE, PROT_READ | PROT_WRITE,
			       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		madvise(p, PAGES * PAGE, MADV_NOHUGEPAGE);
		memset(p, 1, PAGES * PAGE);
		madvise(p, PAGES * PAGE, MADV_DONTFORK);
		if (write(ready[1], p, 1) == 1)
			churn(seed);
		_exit(1);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		pid = -1;
	close(ready[0]);
	return pid;
}

static void stop_worker(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/*
 * Counts pages of the sentinel that a dump has otherwise than pagemap.  A page whose frame
 * changed from one reading of pagemap to the other was migrated, and is not counted.
 */
static unsigned int sentinel_differs(const struct dump *dump, const uint64_t *before,
				     const uint64_t *after)
{
	unsigned int i, wrong = 0;

	for (i = 0; i < PAGES; i++)
		if (before[i] == after[i] &&
		    !view_agrees(dump, SENTINEL + i * PAGE, before[i]) && ++wrong == 5)
			break;
	return wrong;
}

/* After the first hold of the mmap lock: kills the process, and may wait until it has ended. */
struct end {
	pid_t pid;
	bool wait;
};

static void end_target(size_t bytes, void *arg)
{
	const struct end *end = arg;
	siginfo_t info;

	if (!bytes)
		return;
	kill(end->pid, SIGKILL);
	if (end->wait)
		waitid(P_PID, end->pid, &info, WEXITED | WNOWAIT);
}

TEST(storm)
{
	unsigned long complete = 0, gone = 0, changed = 0, retries = 0, tables = 0, checked = 0;
	unsigned long ended = 0;
	uint64_t before[PAGES], after[PAGES];
	pid_t pid[WORKERS];
	struct by_bpf by;
	time_t until;
	int i, k;

	ASSERT_NE(NULL, by_bpf_source);
	for (i = 0; i < WORKERS; i++) {
		pid[i] = start_worker(i + 1);
		ASSERT_LT(0, pid[i]);
	}
	until = time(NULL) + LONG;
	for (k = 0; k < LEAST || (k < DUMPS && time(NULL) < until); k++) {
		struct end end = { .pid = pid[k % WORKERS], .wait = k % 10 == 9 };
		struct bpf_request request = { .pid = end.pid };
		bool killed = k % 5 == 4;

		/* Give the workers time to change their tables. */
		usleep(20000);
		i = k % WORKERS;
		/* of one hold or a few, or of many */
		by_bpf_source->slice_ns = killed || k / WORKERS % 2 ? 1 :
					  WALK_SLICE_NS;
		if (killed) {
			request.progress = end_target;
			request.arg = &end;
			ended += end.wait;
		}
		ASSERT_EQ(PAGES, pagemap_read(pid[i], SENTINEL, before, PAGES));
		ASSERT_EQ(0, by_bpf_take(&by, by_bpf_source, &request));
		if (!killed) {
			ASSERT_EQ(PAGES, pagemap_read(pid[i], SENTINEL, after, PAGES));
			EXPECT_EQ(0, sentinel_differs(by.dump, before, after));
			checked++;
		}
		complete += !!(by.dump->end->flags & PTWALK_END_COMPLETE);
		gone += !!(by.dump->end->flags & PTWALK_END_GONE);
		changed += !!(by.dump->end->flags & (PTWALK_END_VMAS_CHANGED |
						     PTWALK_END_TABLES_CHANGED));
		retries += by.dump->end->retries;
		tables += by.dump->end->tables;
		by_bpf_free(&by);
		if (killed) {
			stop_worker(pid[i]);
			pid[i] = start_worker(k);
			ASSERT_LT(0, pid[i]);
		}
	}
	for (i = 0; i < WORKERS; i++)
		stop_worker(pid[i]);
	TH_LOG("%lu complete, %lu cut short, %lu changed meanwhile; %lu tables, %lu copied again; sentinel compared in %lu",
	       complete, gone, changed, tables, retries, checked);
	EXPECT_EQ(k, complete + gone);
	EXPECT_LE(ended, gone);
	EXPECT_LT(0, changed);
}

int main(int argc, char **argv)
{
	by_bpf_require();
	return test_harness_run(argc, argv);
}
