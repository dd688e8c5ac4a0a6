// SPDX-License-Identifier: GPL-2.0-only
/*
 * MADV_COLLAPSE of one range and the meaning of its errno: see collapse.h.
 */
#include <errno.h>
#include <linux/mman.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include "collapse.h"
#include "errmsg.h"
#include "pte.h"

/**
 * struct meaning - what an errno of MADV_COLLAPSE means
 * @answer: errno, or 0
 * @release: the kernel release with this meaning; NULL for all that have no line of their own
 * @words: what the errno means
 *
 * madvise_collapse_errno() of mm/khugepaged.c decides which errno stands for which status.
 */
static const struct meaning {
	int		answer;
	const char	*release;
	const char	*words;
} meanings[] = {
	{
		0, NULL,
		"the range is a huge page, now or already before"
	},
	{
		ENOMEM, NULL,
		"the kernel found no free 2M (alloc_huge_page_failed): memory is short or fragmented"
	},
	{
		EBUSY, "6.1",
		"the memory cgroup is at its limit (ccgroup_charge_failed)"
	},
	{
		EBUSY, NULL,
		"there are empty entries, and the area is registered with userfaultfd (exceed_none_pte), or the memory cgroup is at its limit (ccgroup_charge_failed)"
	},
	{
		EAGAIN, "6.1",
		"a page is in use right now: pinned, locked, or off its LRU list; trying again may succeed"
	},
	{
		EAGAIN, "6.12",
		"a page is in use right now: pinned, locked, off its LRU list, or just filled in; trying again may succeed"
	},
	{
		EAGAIN, NULL,
		"a page is in use right now: pinned, locked, off its LRU list, just filled in, dirty, or under writeback; trying again may succeed"
	},
	{
		EINVAL, NULL,
		"the range cannot be collapsed: its area does not allow it, or one of its pages prevents it"
	},
	{
		EPERM, NULL,
		"CAP_SYS_NICE is missing, or ptrace access to the process is denied"
	},
	{
		EACCES, NULL,
		"ptrace access to the process is denied"
	},
	{
		ESRCH, NULL,
		"the process has ended"
	},
	{
		EINTR, NULL,
		"a signal came first"
	},
};

/**
 * collapse_range() - ask the kernel to collapse one range to a huge page
 * @fd: pidfd of the process, from pidfd_hold()
 * @addr: first address of the range, a multiple of 2 MiB
 * @answer: set to the kernel's answer: 0 or an errno
 * @err: says why the kernel could not be asked
 *
 * Return: 0 if the kernel answered, in whatever way; -EOPNOTSUPP if it has no MADV_COLLAPSE.
 */
int collapse_range(int fd, __u64 addr, int *answer, struct errmsg *err)
{
	const struct iovec window = {
		.iov_base = (void *)(uintptr_t)addr,
		.iov_len = COLLAPSE_WINDOW,
	};

	*answer = 0;
	/* of an empty range, every advice that the kernel knows is taken */
	if (madvise(NULL, 0, MADV_COLLAPSE))
		return errmsg_set(err, -EOPNOTSUPP,
				  "this kernel has no MADV_COLLAPSE: it is older than Linux 6.1, or built without transparent huge pages; 'ptwalk huge --windows' says what khugepaged will do with the range, 'ptwalk observe' what it does");
	if (syscall(SYS_process_madvise, fd, &window, 1UL, MADV_COLLAPSE, 0U) < 0)
		*answer = errno;
	return 0;
}

/**
 * collapse_errno_name() - get the name of an answer
 * @answer: 0 or an errno
 *
 * Return: "EINVAL" and so on; "ok" for 0; "unknown" if libc has no name for it.
 */
const char *collapse_errno_name(int answer)
{
	const char *name = answer ? strerrorname_np(answer) : "ok";

	return name ? name : "unknown";
}

/**
 * collapse_meaning() - explain an answer of MADV_COLLAPSE
 * @answer: 0 or an errno
 * @release: the kernel release that gave it: "6.1", "6.12" or a later one
 *
 * Return: what it means, in words; never NULL.
 */
const char *collapse_meaning(int answer, const char *release)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(meanings); i++)
		if (meanings[i].answer == answer &&
		    (!meanings[i].release ||
		     !strcmp(meanings[i].release, release)))
			return meanings[i].words;
	return "an answer that MADV_COLLAPSE is not known to give";
}
