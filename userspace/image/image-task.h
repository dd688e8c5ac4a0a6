/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The processes in a memory image: the kernel's list of tasks.  Never prints.
 */
#ifndef PTWALK_IMAGE_TASK_H
#define PTWALK_IMAGE_TASK_H

#include <linux/types.h>

struct errmsg;
struct image_kernel;

/**
 * struct image_task - a process in an image
 * @task: address of its task_struct, that of the thread group leader
 * @mm: address of its mm_struct; 0 for a kernel thread, and for a process that has ended
 * @cr3: physical address of its top-level table; 0 without @mm
 * @pid: PID in the initial PID namespace
 * @start_time: when it started, nanoseconds since boot
 * @flags: PF_* flags
 * @exec_id: number of times that it has begun another program; 0 if the kernel does not tell
 * @mm_flags: mm->flags
 * @size: bytes of virtual memory
 * @table_size: bytes of page tables
 * @comm: its name, NUL-padded
 */
struct image_task {
	__u64	task;
	__u64	mm;
	__u64	cr3;
	__u32	pid;
	__u64	start_time;
	__u64	flags;
	__u64	exec_id;
	__u64	mm_flags;
	__u64	size;
	__u64	table_size;
	__u8	comm[16];
};

/* @task is valid during the call only; a value other than 0 ends the iteration. */
typedef int image_task_fn(const struct image_task *task, void *arg);

int image_task_each(struct image_kernel *kernel, image_task_fn *fn, void *arg,
		    struct errmsg *err);
int image_task_find(struct image_kernel *kernel, __u32 pid, struct image_task *task,
		    struct errmsg *err);

int image_task_same(struct image_kernel *kernel, const struct image_task *task,
		    struct errmsg *err);

#endif /* PTWALK_IMAGE_TASK_H */
