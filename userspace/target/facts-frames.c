// SPDX-License-Identifier: GPL-2.0-only
/*
 * Page frames of a live system: read /proc/kpageflags and /proc/kpagecount, and find the
 * frame of the huge zero page.  Before 6.18 a PMD that maps the huge zero page has no
 * special bit and looks like that of any other 2M page that was only read.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <linux/kernel-page-flags.h>

#include "errmsg.h"
#include "facts-live.h"

/**
 * facts_frames_open() - open /proc/kpageflags or kpagecount
 * @path: path of the file
 * @err: filled in on failure
 *
 * Return: a descriptor, which the caller closes; or a negative errno.
 */
int facts_frames_open(const char *path, struct errmsg *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	if (errno == EACCES || errno == EPERM)
		return errmsg_set(err, -errno, "cannot open %s: %m: --pages takes root", path);
	return errmsg_set(err, -errno, "cannot open %s: %m", path);
}

/**
 * facts_frames_read() - read the values of frames from /proc/kpageflags or kpagecount
 * @fd: descriptor of either file
 * @frame: number of the first frame
 * @nr: number of frames
 * @value: filled in, one value for each frame; 0 for frames beyond the last one of the
 *	   machine
 *
 * Return: 0 or a negative errno.
 */
int facts_frames_read(int fd, __u64 frame, unsigned int nr, __u64 *value)
{
	size_t size = nr * sizeof(*value);
	ssize_t n;

	memset(value, 0, size);
	do {
		n = pread(fd, value, size, frame * sizeof(*value));
	} while (n < 0 && errno == EINTR);
	return n < 0 ? -errno : 0;
}

/*
 * Can a PMD map the huge zero page?  False if it has the special bit, from which
 * kind_of() recognizes that page anyway.  @pte is set to the decoded entry.
 */
static bool may_be_zero(const struct dump *dump, __u64 raw, __u64 addr,
			struct ptwalk_pte *pte)
{
	const __u32 set = PTWALK_F_P | PTWALK_F_PS;
	const __u32 clear = PTWALK_F_RW | PTWALK_F_D | PTWALK_F_SAVED_DIRTY |
			    PTWALK_F_SPECIAL;
	const struct ptwalk_vma *vma;

	if (!(raw & PTWALK_RAW_P))
		return false;
	ptwalk_decode(&dump->dict, raw, 2, pte);
	if ((pte->flags & (set | clear)) != set)
		return false;
	vma = dump_vma(dump, addr);
	return vma && (vma->flags & PTWALK_VMA_ANON);
}

static bool is_zero(int fd, __u64 frame)
{
	__u64 flags;

	return !facts_frames_read(fd, frame, 1, &flags) &&
	       (flags & (1ULL << KPF_ZERO_PAGE));
}

/*
 * Frame of the first candidate that kpageflags confirms, 0 if there is none.  Stop
 * there, since the kernel has only one huge zero page.  @fd is -1 until there is a candidate:
 * most processes have none.
 */
static __u64 find_huge_zero(const struct dump *dump, int *fd)
{
	struct ptwalk_pte pte;
	__u64 tried = 0;
	unsigned int n;
	size_t i;

	for (i = 0; i < dump->nr_tables[2]; i++) {
		const struct ptwalk_table *table = dump->table[2][i];

		for (n = table->first; n < table->first + table->count; n++) {
			if (!may_be_zero(dump, ptwalk_table_entry(table, n),
					 table->base + n * ptwalk_span(2), &pte) ||
			    pte.phys == tried)
				continue;
			tried = pte.phys;
			if (*fd < 0)
				*fd = open("/proc/kpageflags", O_RDONLY | O_CLOEXEC);
			if (*fd < 0)
				return 0;
			if (is_zero(*fd, tried >> ptwalk_shift(1)))
				return tried >> ptwalk_shift(1);
		}
	}
	return 0;
}

/**
 * facts_read_huge_zero() - find the frame of the huge zero page
 * @dump: dump of a live process; its frame is added as a knob record, and set in the
 *	  dictionary
 * @err: filled in on failure
 *
 * Looks at all entries of PDs, and reads kpageflags once for each candidate.
 *
 * Return: 0, also if the process does not map that page or kpageflags cannot be read;
 * -ENOMEM.
 */
int facts_read_huge_zero(struct dump *dump, struct errmsg *err)
{
	char text[24];
	__u64 frame;
	int fd = -1;

	frame = find_huge_zero(dump, &fd);
	if (fd >= 0)
		close(fd);
	if (!frame)
		return 0;
	snprintf(text, sizeof(text), "0x%llx", frame);
	dump->dict.huge_zero = frame;
	return facts_add_knob(&dump->facts, FACTS_HUGE_ZERO, text, err);
}
