// SPDX-License-Identifier: GPL-2.0-only
/*
 * The processes in a memory image: see image-task.h.
 *
 * The list of tasks can have been changed while the image was made, or since by damage: a
 * pointer that leads back into the list would let it go on forever.  And many tasks can lead to
 * one list of threads, so the tasks and threads that are looked at are counted as well.
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "image-kernel.h"
#include "image-task.h"
#include "pte.h"

/* PID_MAX_LIMIT of linux/threads.h: no kernel has more tasks and threads */
#define MAX_TASKS	(4U << 20)

/* linux/sched.h; the same value since 2.6 */
#define PF_KTHREAD	0x00200000U

/**
 * struct task_list - a list of list_heads while it is followed
 * @kernel: kernel
 * @head: address of the list_head that begins and ends the list
 * @at: address of the list_head reached
 * @mark: an earlier one, to see that the list leads back (Brent's algorithm)
 * @steps: number of steps since @mark
 * @limit: number of steps after which @mark is set again
 * @left: number of tasks that can still follow, in this list and others
 */
struct task_list {
	struct image_kernel	*kernel;
	__u64			head;
	__u64			at;
	__u64			mark;
	__u64			steps;
	__u64			limit;
	__u64			*left;
};

/* No more tasks than a kernel can have, and than the image has pages: each has a stack. */
static __u64 task_most(const struct image_kernel *kernel)
{
	const __u64 pages = image_pages(kernel->image);

	return pages < MAX_TASKS ? pages : MAX_TASKS;
}

static struct task_list task_list_begin(struct image_kernel *kernel, __u64 head, __u64 *left)
{
	return (struct task_list){
		.kernel = kernel, .head = head, .at = head, .limit = 1, .left = left,
	};
}

/* Go to the next list_head: 1, 0 at the end, or a negative errno. */
static int task_list_next(struct task_list *list, struct errmsg *err)
{
	int rc = image_kernel_read(list->kernel, list->at, &list->at, sizeof(list->at), err);

	if (rc)
		return rc;
	if (list->at == list->head)
		return 0;
	if (list->at == list->mark)
		return errmsg_set(err, -ELOOP,
				  "corrupt image: a list of tasks leads back to 0x%llx and never ends",
				  list->at);
	if (!(*list->left)--)
		return errmsg_set(err, -ELOOP,
				  "corrupt image: more than %llu tasks and threads, which its memory cannot hold",
				  task_most(list->kernel));
	if (++list->steps == list->limit) {
		list->mark = list->at;
		list->steps = 0;
		list->limit *= 2;
	}
	return 1;
}

/* What a task has in its mm_struct, if it has one */
static int task_fill_mm(struct image_kernel *kernel, struct image_task *task, struct errmsg *err)
{
	__u64 pgd;
	int rc;

	if (!task->mm)
		return 0;
	rc = image_kernel_get(kernel, task->mm, IMAGE_MEMBER_mm_pgd, &pgd, err);
	if (!rc)
		rc = image_kernel_phys(kernel, pgd, &task->cr3, err);
	if (!rc)
		rc = image_kernel_get(kernel, task->mm, IMAGE_MEMBER_mm_flags, &task->mm_flags,
				      err);
	if (!rc)
		rc = image_kernel_get(kernel, task->mm, IMAGE_MEMBER_mm_total_vm, &task->size,
				      err);
	if (!rc)
		rc = image_kernel_get(kernel, task->mm, IMAGE_MEMBER_mm_pgtables,
				      &task->table_size, err);
	task->size *= ptwalk_span(1);
	return rc;
}

static int task_fill(struct image_kernel *kernel, __u64 addr, struct image_task *task,
		     struct errmsg *err)
{
	const struct btf_member_place *comm = &kernel->member[IMAGE_MEMBER_task_comm];
	__u64 pid;
	int rc;

	*task = (struct image_task){ .task = addr };
	rc = image_kernel_get(kernel, addr, IMAGE_MEMBER_task_tgid, &pid, err);
	task->pid = pid;
	if (!rc)
		rc = image_kernel_get(kernel, addr, IMAGE_MEMBER_task_mm, &task->mm, err);
	if (!rc)
		rc = image_kernel_get(kernel, addr, IMAGE_MEMBER_task_start, &task->start_time,
				      err);
	if (!rc && image_kernel_has(kernel, IMAGE_MEMBER_task_exec_id))
		rc = image_kernel_get(kernel, addr, IMAGE_MEMBER_task_exec_id, &task->exec_id,
				      err);
	if (!rc)
		rc = image_kernel_get(kernel, addr, IMAGE_MEMBER_task_flags, &task->flags, err);
	if (!rc && comm->nr)
		rc = image_kernel_read(kernel, addr + comm->offset, task->comm,
				       sizeof(task->comm), err);
	return rc ? rc : task_fill_mm(kernel, task, err);
}

/* The address of the first task, whose list_head begins and ends the list */
static int task_first(struct image_kernel *kernel, __u64 *addr, struct errmsg *err)
{
	*addr = kernel->symbol[IMAGE_SYMBOL_init_task];
	if (!*addr || !image_kernel_has(kernel, IMAGE_MEMBER_task_tasks))
		return errmsg_set(err, -ENOENT,
				  "the symbols or types of its kernel have no list of tasks");
	return 0;
}

/**
 * image_task_each() - call a function for each process
 * @kernel: kernel
 * @fn: function
 * @arg: passed to @fn
 * @err: filled in on failure
 *
 * Return: 0; what @fn returned if that was not 0; -ELOOP if the list never ends; -ENOENT if
 * the kernel has no such list; or as image_kernel_read().
 */
int image_task_each(struct image_kernel *kernel, image_task_fn *fn, void *arg,
		    struct errmsg *err)
{
	const __u32 offset = kernel->member[IMAGE_MEMBER_task_tasks].offset;
	struct image_task task;
	struct task_list list;
	__u64 first;
	__u64 left = task_most(kernel);
	int rc = task_first(kernel, &first, err);

	if (rc)
		return rc;
	list = task_list_begin(kernel, first + offset, &left);
	while ((rc = task_list_next(&list, err)) > 0) {
		rc = task_fill(kernel, list.at - offset, &task, err);
		if (!rc)
			rc = fn(&task, arg);
		if (rc)
			break;
	}
	return rc;
}

/**
 * struct wanted - the process that is looked for
 * @pid: its PID
 * @kernel: kernel
 * @task: filled in if it is found
 * @nr: number of processes that were looked at
 * @leader: PID of the process that has a thread with this PID; or 0
 * @left: number of threads that can still be looked at
 */
struct wanted {
	__u32			pid;
	struct image_kernel	*kernel;
	struct image_task	*task;
	__u64			nr;
	__u32			leader;
	__u64			left;
};

static int task_is_wanted(const struct image_task *task, void *arg)
{
	struct wanted *wanted = arg;

	wanted->nr++;
	if (task->pid != wanted->pid)
		return 0;
	*wanted->task = *task;
	return 1;
}

/*
 * Has the process a thread with that PID?  A list that cannot be followed has not, but all of
 * them together must end.
 */
static int task_has_thread(const struct image_task *task, void *arg)
{
	struct wanted *wanted = arg;
	struct image_kernel *kernel = wanted->kernel;
	const __u32 offset = kernel->member[IMAGE_MEMBER_task_thread].offset;
	struct task_list list;
	__u64 signal, pid;

	if (!image_kernel_has(kernel, IMAGE_MEMBER_task_thread) ||
	    !image_kernel_has(kernel, IMAGE_MEMBER_signal_threads) ||
	    image_kernel_get(kernel, task->task, IMAGE_MEMBER_task_signal, &signal, NULL))
		return 0;
	list = task_list_begin(kernel,
			       signal + kernel->member[IMAGE_MEMBER_signal_threads].offset,
			       &wanted->left);
	while (wanted->left && task_list_next(&list, NULL) > 0) {
		if (image_kernel_get(kernel, list.at - offset, IMAGE_MEMBER_task_pid, &pid,
				     NULL))
			break;
		if (pid == wanted->pid) {
			wanted->leader = task->pid;
			return 1;
		}
	}
	return wanted->left ? 0 : -ELOOP;
}

/* Say why there is no process of the PID that is looked for. */
static int task_not_found(struct wanted *wanted, struct errmsg *err)
{
	const int rc = image_task_each(wanted->kernel, task_has_thread, wanted, NULL);

	if (wanted->leader)
		return errmsg_set(err, -EINVAL,
				  "%u is a thread; give the number of its process, %u",
				  wanted->pid, wanted->leader);
	if (rc == -ELOOP)
		return errmsg_set(err, rc,
				  "there is no process %u, and the image is corrupt: it has more threads than its memory can hold",
				  wanted->pid);
	return errmsg_set(err, -ESRCH,
			  "there is no process %u among the %llu of the image; --list shows them",
			  wanted->pid, wanted->nr);
}

/**
 * image_task_find() - find a process by its PID
 * @kernel: kernel
 * @pid: PID in the initial PID namespace
 * @task: filled in
 * @err: filled in on failure
 *
 * Return: 0; -ESRCH if there is no such process or it had ended; -ENXIO for a kernel thread;
 * -EINVAL for a thread of another number than its process; or as image_task_each().
 */
int image_task_find(struct image_kernel *kernel, __u32 pid, struct image_task *task,
		    struct errmsg *err)
{
	struct wanted wanted = {
		.pid = pid, .kernel = kernel, .task = task, .left = task_most(kernel),
	};
	int rc = image_task_each(kernel, task_is_wanted, &wanted, err);

	if (rc <= 0)
		return rc ? rc : task_not_found(&wanted, err);
	/* one that works for a process has that one's mm_struct for the time */
	if (task->flags & PF_KTHREAD)
		return errmsg_set(err, -ENXIO,
				  "process %u is a kernel thread: it has no address space of its own",
				  pid);
	if (!task->mm)
		return errmsg_set(err, -ESRCH,
				  "process %u has ended, and its address space is gone", pid);
	return 0;
}

/**
 * image_task_same() - is a process of the running kernel still what it was?
 * @kernel: kernel
 * @task: the process, as image_task_find() has found it
 * @err: filled in on failure
 *
 * A process that begins another program gets another mm_struct; after two of them, it can be at
 * the same address again, and so can its top-level table.  So the kernel's count of them has to
 * be the same as well.
 *
 * Return: 0; -ESRCH if it has ended or has begun another program; or as image_kernel_read().
 */
int image_task_same(struct image_kernel *kernel, const struct image_task *task,
		    struct errmsg *err)
{
	struct image_task now;
	int rc = task_fill(kernel, task->task, &now, err);

	/* its mm_struct may be gone, and what is there leads nowhere */
	if (rc && rc != -EFAULT)
		return rc;
	if (!rc && now.pid == task->pid && now.start_time == task->start_time &&
	    now.mm == task->mm && now.cr3 == task->cr3 && now.exec_id == task->exec_id)
		return 0;
	return errmsg_set(err, -ESRCH,
			  "process %u has ended, or has begun another program, while its page tables were read",
			  task->pid);
}
