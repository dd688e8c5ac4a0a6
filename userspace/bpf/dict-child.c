// SPDX-License-Identifier: GPL-2.0-only
/*
 * The child process whose page tables are read to learn what this kernel stores in them: see
 * enum dict_page and enum dict_step for its situations.
 *
 * It uses nothing but its own memory and needs no privilege.  What a capability, a sysctl or
 * a seccomp filter forbids it reports, and goes on.  It is gone when dict_child_stop() returns;
 * if its parent ends in any other way, the kernel kills it (PR_SET_PDEATHSIG).  It leaves with
 * _exit(), so that nothing that the parent has buffered is written twice.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dict-private.h"
#include "errmsg.h"

#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT	21
#endif
#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL	102	/* 6.13 */
#endif
#ifndef PR_THP_DISABLE_EXCEPT_ADVISED
#define PR_THP_DISABLE_EXCEPT_ADVISED	(1 << 1)	/* 6.18 */
#endif
#ifndef UFFD_USER_MODE_ONLY
#define UFFD_USER_MODE_ONLY	1	/* 5.11 */
#endif
#ifndef UFFD_FEATURE_WP_HUGETLBFS_SHMEM
#define UFFD_FEATURE_WP_HUGETLBFS_SHMEM	(1 << 12)	/* 5.19 */
#endif
#ifndef UFFD_FEATURE_POISON
#define UFFD_FEATURE_POISON	(1 << 14)	/* 6.6 */
struct uffdio_poison {
	struct uffdio_range range;
	__u64 mode;
	__s64 updated;
};

#define UFFDIO_POISON	_IOWR(UFFDIO, 0x08, struct uffdio_poison)
#endif

#define PAGE		4096UL
#define REGION		(DICT_PAGES * PAGE)
#define RW		(PROT_READ | PROT_WRITE)
/* a step takes microseconds, more under emulation; a child that hangs is not waited for */
#define PATIENCE_MS	30000

/* khugepaged looks at areas that have room for an aligned huge page */
#define ADVISED		(4UL << 20)

static char *child_page(char *base, unsigned int page)
{
	return base + page * PAGE;
}

static void child_write(char *base, unsigned int page)
{
	*(volatile char *)child_page(base, page) = 1;
}

static void child_read(char *base, unsigned int page)
{
	(void)*(volatile char *)child_page(base, page);
}

static int child_error(long result)
{
	return result < 0 ? errno : 0;
}

/* Shared memory below the last two pages: markers of userfaultfd are put where no page is. */
static int child_map_shared(char *base)
{
	void *at = child_page(base, DICT_MARKER);

	return mmap(at, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == at ?
	       0 : -1;
}

static int child_make(char *base)
{
	unsigned int page;

	if (child_map_shared(base))
		return -1;
	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
	for (page = DICT_PLAIN; page <= DICT_GUARD; page++)
		child_write(base, page);
	child_read(base, DICT_ZERO);
	child_read(base, DICT_UFFD);
	child_write(base, DICT_SWAP_UFFD);
	child_write(base, DICT_SWAP);
	return 0;
}

/* Opens a userfaultfd with the features that are in @wanted and in this kernel. */
static int child_uffd_open(__u64 wanted, __u64 *features)
{
	struct uffdio_api api = { .api = UFFD_API };
	int fd, round;

	/* the first descriptor is asked for the features that there are */
	for (round = 0; round < 2; round++) {
		/* faults of the kernel, which never come here, would ask for CAP_SYS_PTRACE */
		fd = syscall(SYS_userfaultfd, O_CLOEXEC | UFFD_USER_MODE_ONLY);
		/* a kernel that does not know the flag asks by a setting, vm.unprivileged_userfaultfd */
		if (fd < 0 && errno == EINVAL)
			fd = syscall(SYS_userfaultfd, O_CLOEXEC);
		if (fd < 0)
			return -1;
		if (ioctl(fd, UFFDIO_API, &api)) {
			close(fd);
			return -1;
		}
		if (!round) {
			close(fd);
			*features = api.features;
			api.features &= wanted;
		}
	}
	return fd;
}

/* Has userfaultfd write-protect @nr pages from @page on. */
static int child_uffd_protect(int fd, char *base, unsigned int page, unsigned int nr)
{
	struct uffdio_register area = {
		.range = { (unsigned long)child_page(base, page), nr * PAGE },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_writeprotect wp = {
		.range = area.range,
		.mode = UFFDIO_WRITEPROTECT_MODE_WP,
	};

	return ioctl(fd, UFFDIO_REGISTER, &area) ||
	       ioctl(fd, UFFDIO_WRITEPROTECT, &wp) ? -1 : 0;
}

static int child_uffd_poison(int fd, char *base)
{
	struct uffdio_register area = {
		.range = { (unsigned long)child_page(base, DICT_POISON), PAGE },
		.mode = UFFDIO_REGISTER_MODE_WP,
	};
	struct uffdio_poison poison = { .range = area.range };

	return ioctl(fd, UFFDIO_REGISTER, &area) ||
	       ioctl(fd, UFFDIO_POISON, &poison) ? -1 : 0;
}

/* The descriptor stays open to the end: closing it would take the protection away. */
static void child_uffd(char *base, struct dict_report *report)
{
	__u64 features = 0;
	int fd = child_uffd_open(UFFD_FEATURE_PAGEFAULT_FLAG_WP |
				 UFFD_FEATURE_WP_HUGETLBFS_SHMEM |
				 UFFD_FEATURE_POISON, &features);

	report->uffd = child_error(fd);
	report->poison = report->uffd;
	if (fd < 0)
		return;
	report->uffd = features & UFFD_FEATURE_PAGEFAULT_FLAG_WP ?
		child_error(child_uffd_protect(fd, base, DICT_UFFD, 2)) : ENOTSUP;
	/* a kernel without markers for shared memory refuses; then the page has no entry */
	child_uffd_protect(fd, base, DICT_MARKER, 1);
	report->poison = features & UFFD_FEATURE_POISON ?
		child_error(child_uffd_poison(fd, base)) : ENOTSUP;
}

/* Keys 1, 2, 4 and 8, which show each bit of the field. */
static int child_pkeys(char *base)
{
	unsigned int bit;
	int key, had = 0;

	do {
		key = syscall(SYS_pkey_alloc, 0, 0);
		if (key < 0)
			return -1;
		if (key < 16)
			had |= 1 << key;
	} while ((had & 0x116) != 0x116);
	for (bit = 0; bit < 4; bit++)
		if (syscall(SYS_pkey_mprotect, child_page(base, DICT_PKEY + bit), PAGE, RW,
			    1 << bit))
			return -1;
	return 0;
}

/*
 * Without swap space, MADV_PAGEOUT leaves anonymous pages where they are.  What else it does
 * not page out is seen in the entry.
 */
static void child_page_out(char *base)
{
	madvise(child_page(base, DICT_SWAP_UFFD), 3 * PAGE, MADV_PAGEOUT);
}

static void child_change(char *base, struct dict_report *report)
{
	mprotect(child_page(base, DICT_READONLY), PAGE, PROT_READ);
	mprotect(child_page(base, DICT_NONE), PAGE, PROT_NONE);
	report->guard = child_error(madvise(child_page(base, DICT_GUARD), PAGE,
					    MADV_GUARD_INSTALL));
	report->pkey = child_error(child_pkeys(base));
	child_uffd(base, report);
	child_page_out(base);
	report->thp = child_error(prctl(PR_SET_THP_DISABLE, 1, 0, 0, 0));
}

static int child_clear_refs(void)
{
	int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
	int rc = fd < 0 || write(fd, "4", 1) != 1 ? -1 : 0;
	int code = errno;

	if (fd >= 0)
		close(fd);
	errno = code;
	return rc;
}

static void child_clear(struct dict_report *report)
{
	report->clear_refs = child_error(child_clear_refs());
	report->thp_advised = child_error(prctl(PR_SET_THP_DISABLE, 1,
						PR_THP_DISABLE_EXCEPT_ADVISED, 0, 0));
}

/*
 * MADV_HUGEPAGE puts the process on khugepaged's list, if the area has an anon_vma (6.1), which
 * the first write makes.  That write is not to take a huge page.
 */
static void child_advise(void)
{
	char *area;

	prctl(PR_SET_THP_DISABLE, 0, 0, 0, 0);
	area = mmap(NULL, ADVISED, RW, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	if (area == MAP_FAILED || madvise(area, ADVISED, MADV_NOHUGEPAGE))
		return;
	child_write(area, 0);
	madvise(area, ADVISED, MADV_HUGEPAGE);
}

static void child_step(char *base, enum dict_step step, struct dict_report *report)
{
	switch (step) {
	case DICT_MADE:
		if (child_make(base))
			_exit(1);
		break;
	case DICT_CHANGED:
		child_change(base, report);
		break;
	case DICT_CLEARED:
		child_clear(report);
		break;
	case DICT_ADVISED:
		child_advise();
		break;
	case DICT_STEPS:
		break;
	}
}

/*
 * Runs the steps: after each, sends the report and waits for a byte of the parent, whose end
 * of the socket is closed where it has gone.
 */
static void __attribute__((noreturn)) child_run(char *base, int socket, pid_t parent, int cpu)
{
	struct dict_report report = { 0 };
	unsigned int step;
	cpu_set_t one;
	char go;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
	/*
	 * New pages wait in a batch of their CPU (folio_batch), from where MADV_PAGEOUT takes them
	 * on that CPU only: stay on the one where the parent wrote DICT_SWAP_SHARED.
	 */
	if (cpu >= 0 && cpu < CPU_SETSIZE) {
		CPU_ZERO(&one);
		CPU_SET(cpu, &one);
		sched_setaffinity(0, sizeof(one), &one);
	}
	for (step = 0; step < DICT_STEPS; step++) {
		child_step(base, step, &report);
		if (send(socket, &report, sizeof(report), MSG_NOSIGNAL) != sizeof(report) ||
		    recv(socket, &go, 1, 0) != 1)
			break;
	}
	_exit(0);
}

/* Memory for the child, with the one page that it is to share with its parent. */
static char *child_map(void)
{
	char *base = mmap(NULL, REGION, RW, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (base == MAP_FAILED)
		return NULL;
	/* fails without CONFIG_TRANSPARENT_HUGEPAGE, where there is no need for it */
	madvise(base, REGION, MADV_NOHUGEPAGE);
	child_write(base, DICT_SWAP_SHARED);
	return base;
}

/**
 * dict_child_start() - start the child process
 * @child: filled in
 * @err: says why it failed
 *
 * The caller ends it with dict_child_stop().
 *
 * Return: 0, or a negative errno.
 */
int dict_child_start(struct dict_child *child, struct errmsg *err)
{
	pid_t parent = getpid();
	char *base = child_map();
	int ends[2], cpu, code;

	if (!base)
		return errmsg_set(err, -errno, "no memory for a child process: %m");
	cpu = sched_getcpu();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends)) {
		code = -errno;
		munmap(base, REGION);
		return errmsg_set(err, code, "no socket to a child process: %s",
				  strerror(-code));
	}
	child->pid = fork();
	if (!child->pid) {
		close(ends[0]);
		child_run(base, ends[1], parent, cpu);
	}
	code = -errno;
	/* unmapped here, the shared page can be paged out in the child */
	munmap(base, REGION);
	close(ends[1]);
	if (child->pid < 0) {
		close(ends[0]);
		return errmsg_set(err, code,
				  "cannot start the child process whose page tables show what this kernel stores in them: %s",
				  strerror(-code));
	}
	child->socket = ends[0];
	child->base = (unsigned long)base;
	return 0;
}

/**
 * dict_child_wait() - wait until the child has finished a step
 * @child: the child
 * @report: filled in with what it was allowed to do so far
 * @err: says why it failed
 *
 * Then the child waits, and does not touch its memory.
 *
 * Return: 0; -ETIMEDOUT, or -ECHILD if the child has ended.
 */
int dict_child_wait(struct dict_child *child, struct dict_report *report,
		    struct errmsg *err)
{
	struct pollfd p = { .fd = child->socket, .events = POLLIN };
	int rc;

	do {
		rc = poll(&p, 1, PATIENCE_MS);
	} while (rc < 0 && errno == EINTR);
	if (!rc)
		return errmsg_set(err, -ETIMEDOUT,
				  "the child process that shows what this kernel stores in page tables hangs");
	if (rc < 0 || recv(child->socket, report, sizeof(*report), 0) != sizeof(*report))
		return errmsg_set(err, -ECHILD,
				  "the child process that shows what this kernel stores in page tables has ended");
	return 0;
}

/**
 * dict_child_continue() - let the child do its next step
 * @child: the child, which dict_child_wait() has waited for
 */
void dict_child_continue(struct dict_child *child)
{
	/* if the child has ended, dict_child_wait() will say so */
	send(child->socket, "", 1, MSG_NOSIGNAL);
}

/**
 * dict_child_stop() - end the child process and wait until it is gone
 * @child: from dict_child_start()
 */
void dict_child_stop(struct dict_child *child)
{
	close(child->socket);
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
}
