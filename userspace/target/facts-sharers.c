// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the processes that share pages with a live process.  fork() leaves pages at the same
 * addresses, so /proc/PID/pagemap of each other process has the same frames there.
 * Does not find a process that has moved such a page by mremap().
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "area.h"
#include "errmsg.h"
#include "facts-live.h"
#include "proc-stat.h"
#include "pte.h"
#include "procs.h"

/* Documentation/admin-guide/mm/pagemap.rst */
#define PAGEMAP_PRESENT	(1ULL << 63)
#define PAGEMAP_FRAME	((1ULL << 55) - 1)

/* PID, name with each of its 15 bytes escaped, and how many windows */
#define ONE_SIZE	128

/**
 * struct sharer - a process that maps some of the pages as well
 * @pid: the process
 * @nr: how many of the pages
 */
struct sharer {
	int	pid;
	size_t	nr;
};

/* Return 0 also for a process that has ended by now, and for a kernel thread. */
static size_t count_shared(int pid, const struct facts_mapping *page, size_t nr)
{
	size_t shared = 0, i;
	char path[32];
	__u64 entry;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return 0;
	for (i = 0; i < nr; i++) {
		if (pread(fd, &entry, sizeof(entry),
			  page[i].addr / ptwalk_span(1) * sizeof(entry)) != sizeof(entry))
			break;
		shared += (entry & PAGEMAP_PRESENT) &&
			  (entry & PAGEMAP_FRAME) == page[i].frame;
	}
	close(fd);
	return shared;
}

/* False also where the kernel cannot tell (CONFIG_KCMP). */
static bool same_mm(int a, int b)
{
	return !syscall(SYS_kcmp, a, b, KCMP_VM, 0, 0);
}

static int more_first(const void *a, const void *b)
{
	const struct sharer *x = a, *y = b;

	return x->nr < y->nr ? 1 : x->nr > y->nr ? -1 : x->pid - y->pid;
}

static void name_sharer(char *text, size_t size, const struct sharer *sharer, size_t nr)
{
	char safe[4 * 16];
	struct proc_stat stat;
	size_t used;

	used = snprintf(text, size, "%d", sharer->pid);
	if (proc_stat_read(sharer->pid, &stat))
		used += snprintf(text + used, size - used, " (%s)",
				 area_escape(stat.comm, sizeof(stat.comm), safe, sizeof(safe)));
	if (sharer->nr < nr)
		snprintf(text + used, size - used, " in %zu of %zu windows", sharer->nr, nr);
}

/* Write the list of names, cut short where it does not fit. */
static void list_sharers(const struct sharer *sharer, size_t nr_sharers, size_t nr,
			 char text[FACTS_SHARERS_SIZE])
{
	size_t used = 0, i;
	char one[ONE_SIZE];

	text[0] = '\0';
	for (i = 0; i < nr_sharers; i++) {
		name_sharer(one, sizeof(one), &sharer[i], nr);
		/* the last words need up to 24 bytes */
		if (used + strlen(one) + 26 > FACTS_SHARERS_SIZE)
			break;
		used += sprintf(text + used, "%s%s", used ? ", " : "", one);
	}
	if (i < nr_sharers)
		snprintf(text + used, FACTS_SHARERS_SIZE - used, " and %zu more", nr_sharers - i);
}

/**
 * facts_read_sharers() - find the processes that share pages with a process
 * @pid: the process, as numbered by /proc
 * @page: pages of it, one of each window
 * @nr: number of @page
 * @text: filled in with PIDs and names, those with most of the pages first; empty if there
 *	  are none.  Printable UTF-8
 * @err: says what could not be read
 *
 * A process with the same address space, such as a child of vfork(), does not count.
 *
 * Return: 0 or a negative errno.
 */
int facts_read_sharers(int pid, const struct facts_mapping *page, size_t nr,
		       char text[FACTS_SHARERS_SIZE], struct errmsg *err)
{
	struct sharer *sharer;
	size_t nr_pids, i, n = 0;
	int *pids, rc;

	rc = procs_list(&pids, &nr_pids, err);
	if (rc)
		return rc;
	sharer = calloc(nr_pids + 1, sizeof(*sharer));
	if (!sharer) {
		free(pids);
		return errmsg_set(err, -ENOMEM, "out of memory");
	}
	for (i = 0; i < nr_pids; i++) {
		if (pids[i] == pid)
			continue;
		sharer[n] = (struct sharer){ pids[i], count_shared(pids[i], page, nr) };
		n += sharer[n].nr && !same_mm(pid, pids[i]);
	}
	free(pids);
	qsort(sharer, n, sizeof(*sharer), more_first);
	list_sharers(sharer, n, nr, text);
	free(sharer);
	return 0;
}
