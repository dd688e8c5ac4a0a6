// SPDX-License-Identifier: GPL-2.0-only
/*
 * Situations, and the kernel interfaces to compare with, for tests in a VM: see guest.h.
 */
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "proc-stat.h"

/* The helper programs are in the directory helpers/ next to the test program. */
static void helper_path(char *path, size_t size, const char *name)
{
	char self[PATH_MAX] = "";

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		self[0] = '\0';
	snprintf(path, size, "%s/helpers/%s", dirname(self), name);
}

#define HUGETLB	"/sys/kernel/mm/hugepages/"
#define THP	"/sys/kernel/mm/transparent_hugepage/"
#define BALANCING	"/proc/sys/kernel/numa_balancing"

static struct {
	const char *path;
	int64_t pages;
} const pools[] = {
	{ HUGETLB "hugepages-1048576kB/nr_hugepages", 1 },
	{ HUGETLB "hugepages-2048kB/nr_hugepages", 8 },
};

#define POOLS	(sizeof(pools) / sizeof(pools[0]))

/*
 * By pool: an attempt to fill it failed, so do not try again.  In shared memory, because the
 * harness runs each test in a child process.
 */
static bool *hopeless;

static void __attribute__((constructor)) share_hopeless(void)
{
	hopeless = mmap(NULL, POOLS, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (hopeless == MAP_FAILED)
		err(1, "mmap");
}

/*
 * Returns false if the pool still lacks pages.  If there is no free 1G page, the attempt takes
 * seconds.
 */
static bool fill_pool(const char *path, int64_t pages)
{
	char number[24];

	if (read_number(path) >= pages)
		return true;
	snprintf(number, sizeof(number), "%" PRId64, pages);
	write_file(path, number);
	if (read_number(path) >= pages)
		return true;
	write_file("/proc/sys/vm/compact_memory", "1");
	write_file(path, number);
	return read_number(path) >= pages;
}

void prepare(void)
{
	size_t i;

	for (i = 0; i < POOLS; i++)
		if (!hopeless[i])
			hopeless[i] = !fill_pool(pools[i].path, pools[i].pages);
	/* NUMA balancing would make entries of a situation PROT_NONE on a slow machine */
	write_file(BALANCING, "0");
	if (write_file(THP "shmem_enabled", "advise"))
		note("shmem_enabled stays as it is: %m");
}

int situation_start(struct situation *s, const char *kind)
{
	char path[PATH_MAX + 32];
	char line[128] = "";
	int in[2], out[2];

	*s = (struct situation){ 0 };
	helper_path(path, sizeof(path), "situate");
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return -1;
	s->started = fork();
	if (s->started < 0)
		return -1;
	if (!s->started) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl(path, path, kind, NULL);
		printf("error %s: %m\n", path);
		_exit(1);
	}
	s->pid = s->started;
	close(in[0]);
	close(out[1]);
	s->to = fdopen(in[1], "w");
	s->from = fdopen(out[0], "r");
	if (!s->to || !s->from || !fgets(line, sizeof(line), s->from) ||
	    /* the helper prints the pid of a child, if the situation is the child's memory */
	    sscanf(line, "pid %d start %" SCNx64 " length %" SCNu64,
		   &s->pid, &s->start, &s->length) != 3) {
		line[strcspn(line, "\n")] = '\0';
		note("situate %s: %s", kind, line);
		situation_stop(s);
		snprintf(s->lacks, sizeof(s->lacks), "%s", line);
		errno = strncmp(line, "lack ", 5) ? EIO : ENOTSUP;
		return -1;
	}
	/* the helper's first read of a line allocates a buffer: do that before any dump */
	return situation_do(s, "sync") < 0 ? -1 : 0;
}

/*
 * Wait until the process sleeps.  After its answer it still runs until its next read(2), and
 * writes to its stack and to data of the C library.  Its page tables are stable only when it
 * sleeps.
 */
static void wait_asleep(pid_t pid)
{
	struct proc_stat stat;

	do {
		proc_stat_read(pid, &stat);
	} while (stat.state == 'R' || stat.state == 'D');
}

long situation_answer(struct situation *s)
{
	char line[128];
	long value = 0;

	if (!fgets(line, sizeof(line), s->from))
		return -1;
	wait_asleep(s->pid);
	if (strncmp(line, "ok", 2)) {
		note("situate: %s", line);
		return -1;
	}
	sscanf(line, "ok %ld", &value);
	return value;
}

void situation_send(struct situation *s, const char *command)
{
	fprintf(s->to, "%s\n", command);
	fflush(s->to);
}

/* poll() is enough: each answer is read whole, so no answer is left in the buffer of @s->from. */
bool situation_done(struct situation *s)
{
	struct pollfd p = { .fd = fileno(s->from), .events = POLLIN };

	return poll(&p, 1, 0) != 0;
}

long situation_do(struct situation *s, const char *format, ...)
{
	char command[64];
	va_list args;

	va_start(args, format);
	vsnprintf(command, sizeof(command), format, args);
	va_end(args);
	situation_send(s, command);
	return situation_answer(s);
}

void situation_stop(struct situation *s)
{
	if (s->to)
		fclose(s->to);
	if (s->from)
		fclose(s->from);
	if (s->started > 0) {
		/* a parent of @pid ends with it */
		kill(s->pid, SIGKILL);
		waitpid(s->started, NULL, 0);
	}
	*s = (struct situation){ 0 };
}

ssize_t pagemap_read(pid_t pid, uint64_t addr, uint64_t *entries, size_t count)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = pread(fd, entries, count * 8, addr / 4096 * 8);
	close(fd);
	return n < 0 ? -1 : n / 8;
}

/* linux/fs.h defines struct pm_scan_arg since 6.7; the oldest build system has older headers */
struct scan_arg {
	uint64_t size, flags, start, end, walk_end, vec, vec_len, max_pages;
	uint64_t inverted, mask, anyof_mask, return_mask;
};

#define SCAN_IOCTL	_IOWR('f', 16, struct scan_arg)

int pagemap_scan(pid_t pid, uint64_t start, uint64_t end,
		 struct scan_region *regions, int max)
{
	struct scan_arg arg = {
		.size = sizeof(arg), .start = start, .end = end,
		.vec = (uintptr_t)regions, .vec_len = max,
		.return_mask = SCAN_WRITTEN | SCAN_PRESENT | SCAN_SWAPPED |
			       SCAN_ZERO | SCAN_HUGE | SCAN_SOFT_DIRTY |
			       (kernel_since(7, 3) ? SCAN_ACCESSED : 0),
	};
	char path[64];
	int fd, n;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = ioctl(fd, SCAN_IOCTL, &arg);
	close(fd);
	return n;
}

static uint64_t kpage(const char *path, uint64_t pfn)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	uint64_t value;

	if (fd < 0 || pread(fd, &value, 8, pfn * 8) != 8)
		value = ~0ULL;
	if (fd >= 0)
		close(fd);
	return value;
}

uint64_t kpage_flags(uint64_t pfn)
{
	return kpage("/proc/kpageflags", pfn);
}

uint64_t kpage_count(uint64_t pfn)
{
	return kpage("/proc/kpagecount", pfn);
}

int maps_read(pid_t pid, struct area *areas, int max)
{
	char path[64], line[4096];
	FILE *f;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (n < max && fgets(line, sizeof(line), f)) {
		struct area *a = &areas[n++];

		a->name[0] = '\0';
		if (sscanf(line,
			   "%" SCNx64 "-%" SCNx64 " %4s %*s %*s %*s %255[^\n]",
			   &a->start, &a->end, a->perm, a->name) < 3)
			n--;
	}
	fclose(f);
	return n;
}

int64_t smaps_sum(pid_t pid, const char *field)
{
	size_t length = strlen(field);
	char path[64], line[4096];
	int64_t sum = 0, kb;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, field, length) && line[length] == ':' &&
		    sscanf(line + length + 1, "%" SCNd64, &kb) == 1)
			sum += kb * 1024;
	fclose(f);
	return sum;
}

int64_t smaps_at(pid_t pid, uint64_t addr, const char *field)
{
	size_t length = strlen(field);
	char path[64], line[4096];
	uint64_t start, end;
	int64_t value = -1;
	bool here = false;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (value < 0 && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%" SCNx64 "-%" SCNx64, &start, &end) == 2)
			here = start <= addr && addr < end;
		else if (here && !strncmp(line, field, length) &&
			 line[length] == ':')
			sscanf(line + length + 1, "%" SCNd64, &value);
	}
	fclose(f);
	return value;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

int64_t read_number(const char *path)
{
	int64_t value = -1;
	FILE *f = fopen(path, "re");

	if (!f)
		return -1;
	if (fscanf(f, "%" SCNd64, &value) != 1)
		value = -1;
	fclose(f);
	return value;
}

int64_t read_status(pid_t pid, const char *field)
{
	const size_t length = strlen(field);
	char path[32], line[128];
	int64_t value = -1;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/status", pid);
	f = fopen(path, "re");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, field, length) && line[length] == ':')
			value = strtoll(line + length + 1, NULL, 10);
	if (f)
		fclose(f);
	return value;
}

bool kernel_since(int major, int minor)
{
	struct utsname uts;
	int is_major, is_minor;

	if (uname(&uts) ||
	    sscanf(uts.release, "%d.%d", &is_major, &is_minor) != 2)
		return false;
	return is_major > major || (is_major == major && is_minor >= minor);
}
