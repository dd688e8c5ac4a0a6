// SPDX-License-Identifier: GPL-2.0-only
/*
 * The targets of the storm: processes that have a sentinel, and change all their other memory.
 */
#include <linux/mempolicy.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "churn.h"
#include "guest.h"
#include "storm.h"

#define SHARED_SIZE	(4 * HUGE)

/* what a target does; targets of one kind map one file */
enum kind {
	ANONYMOUS, CHURN, SHARED, HUGETLB, PROTECTED, PROCESSES,
};

static const struct {
	enum kind kind;
	const char *name;
} targets[TARGETS] = {
	{ ANONYMOUS,	"anonymous memory" },
	{ CHURN,	"churn" },
	{ SHARED,	"shared files" },
	{ SHARED,	"shared files" },
	{ HUGETLB,	"shared hugetlb files" },
	{ HUGETLB,	"shared hugetlb files" },
	{ PROTECTED,	"userfaultfd" },
	{ PROCESSES,	"fork, exec and exit" },
};

static int shared = -1, hugetlb = -1;
static unsigned int starts;

const char *target_name(unsigned int i)
{
	return targets[i].name;
}

void targets_prepare(void)
{
	/* pages for hugetlb files */
	prepare();
	shared = memfd_create("storm", MFD_CLOEXEC);
	if (shared < 0 || ftruncate(shared, SHARED_SIZE))
		note("lacking: shared files: %m");
	hugetlb = memfd_create("storm", MFD_HUGETLB | MFD_CLOEXEC);
	if (hugetlb < 0)
		note("lacking: hugetlb files: %m");
	if (!hugetlb_splits())
		note("lacking: hugetlb_split() that has the lock that it asserts");
}

/* Locked, so that its pages are not swapped out, and bound, so that NUMA balancing skips it. */
static int make_sentinel(void)
{
	unsigned long node = 1;
	char *p = mmap((void *)SENTINEL, PAGES * PAGE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
	size_t i;

	if (p == MAP_FAILED || madvise(p, PAGES * PAGE, MADV_NOHUGEPAGE) ||
	    mlock2(p, PAGES * PAGE, MLOCK_ONFAULT))
		return -1;
	syscall(SYS_mbind, p, PAGES * PAGE, MPOL_BIND, &node, 8 * sizeof(node), 0);
	for (i = 0; i < PAGES; i++)
		if (i - HOLE >= HOLE_PAGES)
			p[i * PAGE] = 1;
	return madvise(p, PAGES * PAGE, MADV_DONTFORK);
}

static void be_target(unsigned int i, unsigned int seed)
{
	switch (targets[i].kind) {
	case ANONYMOUS:
		move_anonymous(seed);
	case CHURN:
		churn(seed);
	case SHARED:
		move_shared(seed, shared);
	case HUGETLB:
		move_hugetlb(seed, hugetlb);
	case PROTECTED:
		move_protected(seed);
	case PROCESSES:
		move_processes(seed, &storm->guest[i]);
	}
}

int target_start(unsigned int i)
{
	int ready[2];
	pid_t pid;
	char byte;

	if (targets[i].kind == HUGETLB && hugetlb < 0)
		return 0;
	if (pipe(ready))
		return -1;
	pid = fork();
	if (!pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* after the dumpers, of which there are fewer */
		setpriority(PRIO_PROCESS, 0, 5);
		if (!make_sentinel() && write(ready[1], "", 1) == 1)
			be_target(i, starts * TARGETS + i);
		_exit(1);
	}
	starts++;
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1) {
		note("target \"%s\" did not start", target_name(i));
		waitpid(pid, NULL, 0);
		pid = 0;
	}
	close(ready[0]);
	atomic_store(&storm->pid[i], pid);
	return pid > 0 ? 0 : -1;
}

void target_stop(unsigned int i)
{
	pid_t pid = atomic_exchange(&storm->pid[i], 0);

	atomic_store(&storm->guest[i], 0);
	if (pid <= 0)
		return;
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}
