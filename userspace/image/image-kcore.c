// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/kcore as a source of live dumps: see image-process.h.  Needs neither a module nor BPF,
 * but CAP_SYS_RAWIO, and holds no lock.  Owns the open file and what was found of the kernel,
 * for the whole run.
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "host.h"
#include "image-kernel.h"
#include "image-private.h"
#include "image-process.h"

static const char path[] = "/proc/kcore";

static struct image memory;
static struct image_kernel kcore;

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

/**
 * kcore_open() - open /proc/kcore and find the kernel, unless that has been done
 * @err: filled in on failure
 *
 * It takes longer than to dump a small process.  Nothing of it changes while the kernel runs.
 * Memory that is plugged in later is not in the headers that were read: its tables are left
 * out, and the dump says so.
 *
 * Return: 0; -EPERM or -EACCES without permission; or as image_open() and image_kernel_open().
 */
int kcore_open(struct errmsg *err)
{
	int rc;

	if (kcore.image)
		return 0;
	rc = image_open(&memory, path, err);
	if (rc)
		return rc;
	rc = image_kernel_open(&kcore, &memory, err);
	if (rc) {
		image_kernel_close(&kcore);
		image_close(&memory);
	}
	return rc;
}

/**
 * kcore_dump() - dump page tables of the running kernel by /proc/kcore
 * @pid: PID of the process
 * @half: enum ptwalk_half; the kernel half is the one under the process's table
 * @pgd: enum ptwalk_pgd
 * @start: first address, page-aligned
 * @end: first address after the range, page-aligned; 0 stands for 1 << 64.  If both are 0, the
 *	 whole half
 * @data: set to the bytes of the dump, 8-byte aligned; the caller frees them with free()
 * @size: set to their number
 * @err: filled in on failure
 *
 * Return: 0; -EPERM or -EACCES without permission; or as image_kernel_open() and
 * image_process_dump().
 */
int kcore_dump(int pid, __u32 half, __u32 pgd, __u64 start, __u64 end, void **data,
	       size_t *size, struct errmsg *err)
{
	int rc = kcore_open(err);

	return rc ? rc : image_process_dump(&kcore, pid, half, pgd, start, end, data, size,
					    err);
}
