// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of module/walk.c as a BPF program: an iterator over the VMAs of one process copies
 * the tables behind each VMA to memory that the loader has mapped.  Owns the order of the
 * steps of the walk, and the base of the direct map; walk-table.bpf.h copies a table,
 * walk-vma.bpf.h describes a VMA, walk-hold.bpf.h has the holds of the mmap lock.  bpf-walk.c
 * reads the iterator, kernel-types.h has the kernel's structures.
 *
 * Locks, numbered as in module/walk.c.  The iterator holds 1, mm_users, and 2, the mmap lock
 * for reading, from one read() to its end, and calls the program for one VMA after the other,
 * in 3, an RCU read-side section.  4, i_mmap_rwsem, cannot be had: a PD of a shared hugetlb
 * VMA can be unshared and freed while it is copied.  bpf_probe_read_kernel() does not fault,
 * so that what goes wrong is a copy of stale bytes; the entries on the path are read again
 * after each copy, which finds that out unless the same entry came back in between.  Such a
 * dump is marked PTWALK_END_BEST_EFFORT.
 *
 * To end a hold of the mmap lock the program returns 1: read() then fails with EAGAIN, and the
 * next one shows the same VMA again.
 *
 * All state is in @walk, also what one step of a loop tells the next: the verifier of 6.1
 * checks the callback of a loop once, and takes a variable on the stack for a constant.
 *
 * The verifier checks a static function again at each call and for each state of its caller,
 * and a global one once, with arguments of any value.  So the functions with loops are global:
 * else loading takes minutes on a slow machine.  A global function gets no kernel pointers.
 */
#include <linux/bpf.h>
#include <stdbool.h>

#include "kernel-types.h"

#include <bpf/bpf_helpers.h>
#include <bpf/bpf_core_read.h>

#include "pte.h"
#include "walk-hold.bpf.h"
#include "walk-shared.h"
#include "walk-table.bpf.h"
#include "walk-vma.bpf.h"

/* Read the clock only for one of so many steps */
#define CLOCK_STEPS		16

char LICENSE[] SEC("license") = "GPL";

struct walk walk;

/*
 * A loop: bpf_for_each_map_elem() calls the step for each element.  bpf_loop() would need no
 * map, but came in 5.17 only.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, WALK_STEPS);
	__type(key, __u32);
	__type(value, __u32);
} walk_loop SEC(".maps");

/* What walk_step() needs besides @walk */
struct loop {
	struct mm_struct *mm;
};

/*
 * One step of the loop of ptwalk_send_tables(): send the highest table on the path to the
 * cursor that was not sent yet; without one, move the cursor.  Returns 1 to end the loop.
 */
static long walk_step(void *map, const void *key, void *value, struct loop *loop)
{
	__u64 addr = walk.cur, next;
	__u32 level, missing = 0, index;
	int sent;

	walk.hole = 2;
#pragma unroll
	for (level = PTWALK_LEVEL_MAX; level >= 1; level--) {
		if (level > walk.levels || missing)
			continue;
		if (walk.reached[level] != ptwalk_table_base(addr, level)) {
			missing = level;
			break;
		}
		if (level == 1)
			break;
		index = ptwalk_index(addr, level);
		if (!ptwalk_leads_to_table(walk_above[level - 2][index], level)) {
			walk.hole = level;
			break;
		}
	}
	if (missing) {
		sent = send_table(addr, missing);
		if (sent < 0)
			return 1;
		/* sent: look at the same address again, unless that was the last table there */
		if (sent && (missing > 1 || walk.tries))
			return 0;
		if (sent)
			walk.hole = 2;
	}
	next = (addr | (ptwalk_span(walk.hole) - 1)) + 1;
	if (next - addr >= walk.up_to - addr)
		walk.cur = walk.up_to;
	else
		skip_sent(next);
	if (walk.cur == walk.up_to)
		return 1;
	if (++walk.steps % CLOCK_STEPS ? hold_awaited(loop->mm) : hold_is_over(loop->mm)) {
		walk.stop = WALK_SLICE;
		return 1;
	}
	return 0;
}

static __always_inline __u64 walk_mm_flags(struct mm_struct *mm)
{
	struct mm_struct___bitmap *bitmap = (void *)mm;
	struct mm_struct___word *word = (void *)mm;

	if (bpf_core_field_exists(bitmap->flags.__mm_flags))
		return bitmap->flags.__mm_flags[0];
	if (bpf_core_field_exists(word->flags))
		return word->flags;
	return 0;
}

/* The number of a thread in one of its pid namespaces, and which namespace that is */
static __always_inline void walk_read_number(struct pid *pid, __u32 level, int *nr, __u64 *ns)
{
	__u64 at = (__u64)__builtin_preserve_access_index(&pid->numbers);
	struct upid *upid;

	at += level * bpf_core_type_size(struct upid);
	upid = (struct upid *)at;
	bpf_core_read(nr, sizeof(*nr), &upid->nr);
	bpf_core_read(ns, sizeof(*ns), &upid->ns);
}

/* The number of a task in the loader's pid namespace, 0 if it has none there */
static __always_inline int walk_number_of(struct task_struct *task)
{
	struct pid *pid;
	__u32 level = 0;
	__u64 ns = 0;
	int nr = 0;

	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	bpf_core_read(&level, sizeof(level), &pid->level);
	if (level < walk.pid_level)
		return 0;
	walk_read_number(pid, walk.pid_level, &nr, &ns);
	return ns == walk.pid_ns ? nr : 0;
}

static __always_inline void walk_note_target(struct task_struct *task, struct mm_struct *mm)
{
	struct task_struct *leader = task->group_leader;
	struct task_struct *asked = walk.any_thread ? leader : task;
	struct walk_target *target = &walk.target;

	target->mm = (__u64)mm;
	target->exec_id = task->self_exec_id;
	target->start_time = leader->start_boottime;
	target->mm_flags = walk_mm_flags(mm);
	target->pid = asked->pid;
	target->tgid = task->tgid;
	target->process = walk_number_of(leader);
	bpf_core_read(target->comm, sizeof(target->comm), &asked->comm);
}

/* Before 6.1 the iterator cannot be told whose VMAs to show, and shows those of all tasks. */
static __noinline int walk_is_target(struct task_struct *task)
{
	if (!walk.fresh && walk.target.task == (__u64)task)
		return true;
	if (walk_number_of(walk.any_thread ? task->group_leader : task) != walk.pid)
		return false;
	walk.target.task = (__u64)task;
	return true;
}

/* The VMA of the target: returns 1 to end the hold */
static __noinline int walk_area(struct bpf_iter_meta *meta, struct task_struct *task,
				struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct loop loop = { .mm = mm };
	bool begun;

	bpf_core_read(&walk.top, sizeof(walk.top), &mm->pgd);
	if (walk.user_pgd)
		walk.top += PAGE;
	if (!walk.target.mm) {
		walk_note_target(task, mm);
	} else if (walk.target.mm != (__u64)mm || walk.target.exec_id != task->self_exec_id ||
		   walk.target.start_time != task->group_leader->start_boottime) {
		walk.stop = WALK_GONE;
		return 1;
	}
	walk.shown++;
	begun = hold_begin(meta, mm, bpf_ktime_get_ns());
	if (vma->vm_end <= walk.cur) {
		/* an iterator that begins at the first VMA again shows tens of thousands of these */
		if (!(++walk.steps % CLOCK_STEPS) && hold_is_over(mm))
			walk.stop = WALK_SLICE;
		return !!walk.stop;
	}
	/* a VMA that the last hold left at the cursor may have got another end: see WALK_AGAIN */
	if (begun && !walk.first && walk.cur < walk.end && vma->vm_start > walk.cur &&
	    (walk.cur < walk.area.vm_end || walk.cur < walk.unsent_end)) {
		walk.stop = WALK_AGAIN;
		return 1;
	}
	if (walk.cur >= walk.end || vma->vm_start >= walk.end) {
		walk.stop = WALK_END;
		return 1;
	}
	walk.first = 0;
	if (walk.cur < vma->vm_start)
		walk.cur = vma->vm_start;
	walk.up_to = vma->vm_end < walk.end ? vma->vm_end : walk.end;
	if (!vma_send(vma)) {
		walk.unsent_end = vma->vm_end;
		return 1;
	}
	walk.unsent_end = 0;
	bpf_for_each_map_elem(&walk_loop, walk_step, &loop, 0);
	/* look at the time after each VMA, and also after all steps of one loop */
	if (!walk.stop && (walk.cur != walk.up_to || hold_is_over(mm)))
		walk.stop = WALK_SLICE;
	return !!walk.stop;
}

/* Does the walk of @addr in our own tables, with this direct map, end where it should? */
static __noinline int walk_maps_to_itself(__u64 addr)
{
	__u64 t = walk.top, entry = 0, mask;
	int l;

#pragma unroll
	for (l = PTWALK_LEVEL_MAX; l >= 1; l--) {
		if ((__u32)l > walk.levels)
			continue;
		if (!table_read_entry(&entry, t + ptwalk_index(addr, l) * sizeof(__u64)) ||
		    !(entry & PTWALK_RAW_P))
			return false;
		if (!ptwalk_leads_to_table(entry, l))
			break;
		t = walk.direct_map + (entry & FRAME);
	}
	if (l < 1)
		l = 1;
	mask = ptwalk_span(l) - 1;
	return ((entry & FRAME & ~mask) | (addr & mask)) == addr - walk.direct_map;
}

/* Try one base of the direct map after the other, downwards from the PGD's own address. */
static long walk_try_map(void *map, const void *key, void *value, void *unused)
{
	walk.direct_map = walk.next_map;
	if (walk_maps_to_itself(walk.top) && walk_maps_to_itself(walk.target.mm)) {
		walk.stop = WALK_END;
		return 1;
	}
	walk.next_map -= 1ULL << 30;
	return 0;
}

/*
 * Find the base of the direct map.  It is a multiple of 1G, and both the PGD and the mm_struct
 * of this process lie in it: with the right base, and only then, a walk of their addresses
 * ends at their distance from it.
 */
static __noinline int walk_find_map(struct task_struct *task, struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct pid *pid;
	int nr;

	if ((__u64)task != bpf_get_current_task())
		return 0;
	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	bpf_core_read(&walk.pid_level, sizeof(walk.pid_level), &pid->level);
	walk_read_number(pid, walk.pid_level, &nr, &walk.pid_ns);
	bpf_core_read(&walk.top, sizeof(walk.top), &mm->pgd);
	/* read back, it is a number, with which the verifier allows arithmetic */
	walk.target.mm = (__u64)mm;
	walk.levels = mm->task_size >> 48 ? 5 : 4;
	if (!walk.next_map)
		walk.next_map = walk.top & ~((1ULL << 30) - 1);
	bpf_for_each_map_elem(&walk_loop, walk_try_map, NULL, 0);
	return 1;
}

SEC("iter/task_vma")
int walk_vma(struct bpf_iter__task_vma *ctx)
{
	struct vm_area_struct *vma = ctx->vma;
	struct task_struct *task = ctx->task;
	struct mm_struct *mm;
	int over;

	if (!task || !vma) {
		/* a hold after the last VMA, which shows nothing */
		if (walk.shown && hold_dropped(ctx->meta))
			walk.holds++;
		return 0;
	}
	if (walk.find_map)
		return walk_find_map(task, vma);
	if (!walk_is_target(task)) {
		/* after the last VMA of the target */
		if (walk.shown)
			walk.stop = WALK_END;
		return !!walk.shown;
	}
	over = walk_area(ctx->meta, task, vma);
	/* no hold of the target's mmap lock */
	if (walk.stop == WALK_GONE)
		return over;
	mm = vma->vm_mm;
	hold_compare_tables(mm);
	walk.held = bpf_ktime_get_ns() - walk.began;
	return over;
}
