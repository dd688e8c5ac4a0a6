// SPDX-License-Identifier: GPL-2.0-only
/*
 * Dump the page tables of a process in a memory image: see image-process.h.
 *
 * The memory of the running kernel (/proc/kcore) changes while it is read, and no lock keeps
 * it.  There each table is copied with its way checked (image-walk.c), VMAs are read again
 * afterwards and compared, and a dump is given only if the process is still the same and has
 * the same address space.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "clock.h"
#include "errmsg.h"
#include "image-kernel.h"
#include "image-process.h"
#include "image-task.h"
#include "image-vma.h"
#include "image-walk.h"
#include "pidfd.h"
#include "proc-stat.h"
#include "pte.h"

/* With page-table isolation, the table for user mode is the page behind the other one */
#define PTI_PGD_OFFSET	ptwalk_span(1)

/* How often to read again what changes while it is read: the list of tasks, the VMAs */
#define RETRIES	3

static int process_ended(const struct image_task *task, struct errmsg *err)
{
	return errmsg_set(err, -ESRCH,
			  "process %u has ended while its page tables were read", task->pid);
}

/*
 * Is the task that the kernel calls @pid the one that /proc calls so?  In another PID namespace
 * it is not.
 */
static int process_check_namespace(int pid, int pidfd, const struct image_task *task,
				   struct errmsg *err)
{
	const __u64 tick = CLOCK_SECOND / sysconf(_SC_CLK_TCK);
	struct proc_stat stat;

	if (proc_stat_read(pid, &stat) && stat.start_ticks == task->start_time / tick)
		return 0;
	if (!pidfd_alive(pidfd))
		return process_ended(task, err);
	return errmsg_set(err, -EOPNOTSUPP,
			  "process %d is another one for the kernel: /proc/kcore can be used in the initial PID and time namespaces only",
			  pid);
}

/*
 * Find the process.  The list of tasks of the running kernel can lead astray while a task
 * leaves it; a process that exists is found in the end.
 */
static int process_find(struct image_kernel *kernel, int pid, int pidfd,
			struct image_task *task, struct errmsg *err)
{
	unsigned int tries = kernel->image->live ? RETRIES : 0;
	int rc;

	do {
		rc = image_task_find(kernel, pid, task, err);
	} while (rc && rc != -EINVAL && rc != -ENXIO && tries-- && pidfd_alive(pidfd));
	if (!rc && kernel->image->live)
		rc = process_check_namespace(pid, pidfd, task, err);
	return rc;
}

/* The top-level table of user mode */
static int process_choose_pgd(struct image_kernel *kernel, __u32 pgd, struct image_request *request,
			      struct errmsg *err)
{
	bool known;

	request->pgd = pgd;
	if (pgd != PTWALK_PGD_USER)
		return 0;
	if (image_kernel_has_feature(kernel, "pti", &known)) {
		request->cr3 += PTI_PGD_OFFSET;
		return 0;
	}
	if (known)
		return errmsg_set(err, -EOPNOTSUPP,
				  "page-table isolation is off, so that there is no user copy of the page tables");
	return errmsg_set(err, -EOPNOTSUPP,
			  "the image does not tell whether page-table isolation is on");
}

static int process_load_vmas(struct image_kernel *kernel, const struct image_task *task,
			     struct image_vmas *vmas, struct errmsg *err)
{
	unsigned int tries = kernel->image->live ? RETRIES : 0;
	int rc;

	do {
		rc = image_vmas_load(kernel, task, vmas, err);
	} while ((rc == -EBADMSG || rc == -EFAULT) && tries--);
	return rc;
}

/*
 * Why a dump of the running kernel failed with @rc.  Structures that are freed or changed while they
 * are read look like those of a damaged image.
 */
static int process_why(struct image_kernel *kernel, const struct image_task *task, int rc,
		       struct errmsg *err)
{
	struct errmsg ended;
	int same;

	if (!kernel->image->live || (rc != -EBADMSG && rc != -EFAULT))
		return rc;
	same = image_task_same(kernel, task, &ended);
	if (same) {
		*err = ended;
		return same;
	}
	return errmsg_set(err, -EAGAIN,
			  "process %u has changed its VMAs or page tables each time that they were read: try again, or with --source module or bpf, which hold its mmap lock",
			  task->pid);
}

static bool process_same_vmas(const struct image_vmas *a, const struct image_vmas *b)
{
	size_t i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (memcmp(&a->vma[i].record, &b->vma[i].record, sizeof(a->vma[i].record)) ||
		    strcmp(a->vma[i].name, b->vma[i].name))
			return false;
	return true;
}

/*
 * Complete the end record of a dump of the running kernel.  The process is looked at last: what
 * it had before is what was read.
 */
static int process_settle(struct image_kernel *kernel, const struct image_task *task, int pidfd,
			  const struct image_vmas *vmas, struct ptwalk_end *end,
			  struct errmsg *err)
{
	struct image_vmas again;
	int rc = image_vmas_load(kernel, task, &again, NULL);

	if (rc || !process_same_vmas(vmas, &again))
		end->flags |= PTWALK_END_VMAS_CHANGED;
	if (!rc)
		image_vmas_free(&again);
	rc = image_task_same(kernel, task, err);
	if (!rc && !pidfd_alive(pidfd))
		rc = process_ended(task, err);
	return rc;
}

/* The user half, with the process found */
static int process_walk_user(struct image_kernel *kernel, const struct image_task *task, int pidfd,
			     const struct image_request *request, void **data,
			     size_t *size, struct errmsg *err)
{
	const struct image *image = kernel->image;
	struct image_request with = *request;
	struct image_vmas vmas;
	int rc = process_load_vmas(kernel, task, &vmas, err);

	if (rc)
		return process_why(kernel, task, rc, err);
	with.task = task;
	with.vmas = &vmas;
	with.kernel = kernel;
	rc = image_walk(image, &with, data, size, err);
	if (!rc && image->live) {
		rc = process_settle(kernel, task, pidfd, &vmas,
				    (void *)((char *)*data + *size - sizeof(struct ptwalk_end)),
				    err);
		if (rc) {
			free(*data);
			*data = NULL;
		}
	}
	image_vmas_free(&vmas);
	return process_why(kernel, task, rc, err);
}

/* The kernel half under the table of a process; no VMA is for it. */
static int process_walk_kernel(struct image_kernel *kernel, struct image_request *request,
			       void **data, size_t *size, struct errmsg *err)
{
	request->kernel = kernel;
	return image_walk(kernel->image, request, data, size, err);
}

/**
 * image_process_dump() - dump the page tables of a process
 * @kernel: kernel that was found in an image
 * @pid: PID of the process in the initial PID namespace
 * @half: enum ptwalk_half; the kernel half is the one under the process's table
 * @pgd: enum ptwalk_pgd
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64.  If both are 0, the
 *	 whole half
 * @data: set to the bytes of the dump, 8-byte aligned; the caller frees them with free()
 * @size: set to their number
 * @err: filled in on failure
 *
 * Return: 0; -ESRCH if there is no such process, or no longer; or as image_task_find(),
 * image_vmas_load() and image_walk().
 */
int image_process_dump(struct image_kernel *kernel, int pid, __u32 half, __u32 pgd,
		       __u64 start, __u64 end, void **data, size_t *size,
		       struct errmsg *err)
{
	struct image_request request = {
		.half = half,
		.start = start,
		.end = end,
	};
	struct image_task task;
	int rc = 0, pidfd = -1;

	if (kernel->image->live) {
		image_kernel_forget(kernel);
		pidfd = pidfd_hold(pid, err);
		rc = pidfd < 0 ? pidfd : 0;
	}
	if (!rc)
		rc = process_find(kernel, pid, pidfd, &task, err);
	if (!rc) {
		request.cr3 = task.cr3;
		rc = process_choose_pgd(kernel, pgd, &request, err);
	}
	if (!rc && half == PTWALK_HALF_KERNEL)
		rc = process_walk_kernel(kernel, &request, data, size, err);
	else if (!rc)
		rc = process_walk_user(kernel, &task, pidfd, &request, data, size, err);
	if (pidfd >= 0)
		close(pidfd);
	return rc;
}

/**
 * image_process_walk() - dump the user half of a process in an image
 * @image: image
 * @pid: PID of the process in the initial PID namespace
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned.  If both are 0, the whole half
 * @data: set to the bytes of the dump, 8-byte aligned; the caller frees them with free()
 * @size: set to their number
 * @err: filled in on failure
 *
 * Return: 0; or as image_kernel_open() and image_process_dump().
 */
int image_process_walk(struct image *image, int pid, __u64 start, __u64 end, void **data,
		       size_t *size, struct errmsg *err)
{
	struct image_kernel kernel;
	int rc = image_kernel_open(&kernel, image, err);

	if (!rc)
		rc = image_process_dump(&kernel, pid, PTWALK_HALF_USER, PTWALK_PGD_KERNEL,
					start, end, data, size, err);
	image_kernel_close(&kernel);
	return rc;
}
