// SPDX-License-Identifier: GPL-2.0-only
/*
 * The target: finds the address space of a pid, and keeps references on it.  Takes RCU, and the
 * task_lock() of get_task_mm() and get_task_comm(); debugfs.c checks whether the reader may ask at
 * all.
 */
#include <linux/pid.h>
#include <linux/pid_namespace.h>
#include <linux/rcupdate.h>
#include <linux/sched/mm.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>

#include "ptwalk.h"

/*
 * The address space of a task, with a reference on mm_users.  If the leader of a process has
 * exited while other threads still run, its own mm is NULL: take the mm of another thread.
 */
static struct mm_struct *process_mm(struct task_struct *task)
{
	struct mm_struct *mm = get_task_mm(task);
	struct task_struct *thread;

	if (mm || !thread_group_leader(task))
		return mm;
	rcu_read_lock();
	for_each_thread(task, thread) {
		mm = get_task_mm(thread);
		if (mm)
			break;
	}
	rcu_read_unlock();
	return mm;
}

static int take(struct ptwalk_target *target, struct task_struct *task)
{
	struct mm_struct *mm = process_mm(task);
	bool alive;

	if (!mm)
		return (READ_ONCE(task->flags) & PF_KTHREAD) ? -ENXIO : -ESRCH;

	/*
	 * As /proc/PID/mem does: the open file holds mm_count, which keeps the mm_struct.
	 * mm_users, which keeps the memory, is taken for each slice only.
	 */
	mmgrab(mm);
	mmput(mm);

	/*
	 * The caller's reference is on the thread, not on its leader.  The leader is another
	 * task, and is released when the process exits or another thread calls execve();
	 * group_leader may be used only inside RCU and while the thread is alive.
	 */
	rcu_read_lock();
	alive = pid_alive(task);
	if (alive)
		target->start_time = task->group_leader->start_boottime;
	rcu_read_unlock();
	if (!alive) {
		mmdrop(mm);
		return -ESRCH;
	}

	target->mm = mm;
	target->pid = task_pid_nr(task);
	target->tgid = task_tgid_nr(task);
	get_task_comm(target->comm, task);
	return 0;
}

/**
 * ptwalk_target_get() - find the address space that a request names
 * @target: filled in; to be released with ptwalk_target_put()
 * @request: @pid and @initial_ns are used; a pid of 0 is the caller itself
 *
 * Context: process; may sleep.
 * Return: 0; -ESRCH if there is no such thread, or if all threads of its process have exited
 * (a zombie has no address space); -ENXIO for a kernel thread, which never had one.
 */
int ptwalk_target_get(struct ptwalk_target *target,
		      const struct ptwalk_request *request)
{
	struct pid_namespace *ns;
	struct task_struct *task;
	int err;

	if (!request->pid)
		return take(target, current);

	ns = request->initial_ns ? &init_pid_ns : task_active_pid_ns(current);
	rcu_read_lock();
	task = get_pid_task(find_pid_ns(request->pid, ns), PIDTYPE_PID);
	rcu_read_unlock();
	if (!task)
		return -ESRCH;
	err = take(target, task);
	put_task_struct(task);
	return err;
}

/**
 * ptwalk_target_put() - drop the reference on the target's address space
 * @target: from ptwalk_target_get(), or zeroed
 *
 * Context: process.
 */
void ptwalk_target_put(struct ptwalk_target *target)
{
	if (target->mm)
		mmdrop(target->mm);
	target->mm = NULL;
}
