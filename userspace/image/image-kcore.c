// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/kcore as a source of live dumps: see image-process.h.  Needs neither a module nor BPF,
 * but CAP_SYS_RAWIO, and holds no lock.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "errmsg.h"
#include "host.h"
#include "image-kernel.h"
#include "image-private.h"
#include "image-process.h"
#include "image-task.h"
#include "image-walk.h"
#include "ptwalk.h"

static const char path[] = "/proc/kcore";

/**
 * image_kcore_refused() - why /proc/kcore cannot be opened
 * @code: negative errno of open()
 * @err: filled in
 *
 * Return: @code.
 */
int image_kcore_refused(int code, struct errmsg *err)
{
	char level[32];

	if (code == -EPERM && host_locked_down(level, sizeof(level)))
		return errmsg_set(err, code,
				  "the kernel is locked down (%s), which forbids reading its memory through /proc/kcore",
				  level);
	if (code == -EPERM || code == -EACCES)
		return errmsg_set(err, code,
				  "no permission: reading the memory of the running kernel takes root, or CAP_SYS_RAWIO and CAP_DAC_READ_SEARCH");
	if (code == -ENOENT)
		return errmsg_set(err, code,
				  "this kernel has no /proc/kcore (CONFIG_PROC_KCORE), or /proc is not mounted");
	errno = -code;
	return errmsg_set(err, code, "cannot open: %m");
}

/* The kernel half under the table of process @pid; no VMA is for it. */
static int walk_kernel_half(struct image *image, int pid, __u64 start, __u64 end, void **data,
			    size_t *size, struct errmsg *err)
{
	struct image_request request = {
		.half = PTWALK_HALF_KERNEL,
		.start = start,
		.end = end,
	};
	struct image_kernel kernel;
	struct image_task task;
	int rc = image_kernel_open(&kernel, image, err);

	if (!rc)
		rc = image_task_find(&kernel, pid, &task, err);
	if (!rc) {
		request.cr3 = task.cr3;
		request.kernel = &kernel;
		rc = image_walk(image, &request, data, size, err);
	}
	image_kernel_close(&kernel);
	return rc;
}

/**
 * kcore_dump() - dump page tables of the running kernel by /proc/kcore
 * @pid: PID of the process
 * @half: enum ptwalk_half; the kernel half is the one under the process's table
 * @pgd: enum ptwalk_pgd; PTWALK_PGD_KERNEL for the kernel half
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64.  If both are 0, the
 *	 whole half
 * @data: set to the bytes of the dump, 8-byte aligned; the caller frees them with free()
 * @size: set to their number
 * @err: filled in on failure
 *
 * Return: 0; -EPERM or -EACCES without permission; or as image_process_walk().
 */
int kcore_dump(int pid, __u32 half, __u32 pgd, __u64 start, __u64 end, void **data,
	       size_t *size, struct errmsg *err)
{
	struct image image;
	int rc = image_open(&image, path, err);

	if (rc)
		return rc;
	if (half == PTWALK_HALF_KERNEL)
		rc = walk_kernel_half(&image, pid, start, end, data, size, err);
	else
		rc = image_process_walk(&image, pid, pgd, start, end, data, size, err);
	image_close(&image);
	return rc;
}
