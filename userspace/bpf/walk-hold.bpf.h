/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The part of walk.bpf.c about holds of the mmap lock: module/hold.c as BPF.  Owns when a hold
 * begins and has to end, how long it is, and whether VMAs and tables changed since the last one.
 */
#ifndef PTWALK_WALK_HOLD_BPF_H
#define PTWALK_WALK_HOLD_BPF_H

#include "walk-shared.h"

extern struct walk walk;

/* Does somebody wait for the mmap lock?  mmap_lock_is_contended() */
static __always_inline bool hold_awaited(struct mm_struct *mm)
{
	struct rw_semaphore___first *first = (void *)&mm->mmap_lock;
	struct rw_semaphore___list *list = (void *)&mm->mmap_lock;

	if (bpf_core_field_exists(list->wait_list))
		return (__u64)list->wait_list.next != (__u64)&list->wait_list;
	if (bpf_core_field_exists(first->first_waiter))
		return first->first_waiter;
	return false;
}

static __always_inline bool hold_is_over(struct mm_struct *mm)
{
	return hold_awaited(mm) || bpf_ktime_get_ns() - walk.began >= walk.slice_ns;
}

/* compare_vmas() of module/hold.c, at the begin of a hold */
static __always_inline void hold_compare_vmas(struct mm_struct *mm)
{
	struct mm_struct___seq_count *count = (void *)mm;
	struct mm_struct___seq_int *number = (void *)mm;
	__u32 vmas = mm->map_count, writes = 0;
	__u64 pages = mm->total_vm;
	bool counted = true;

	if (bpf_core_field_exists(count->mm_lock_seq.sequence))
		writes = count->mm_lock_seq.sequence;
	else if (bpf_core_field_exists(number->mm_lock_seq))
		writes = number->mm_lock_seq;
	else
		counted = false;

	if (!walk.holds)
		walk.end_flags |= PTWALK_END_ONE_MOMENT;
	else if (!counted)
		walk.end_flags &= ~PTWALK_END_ONE_MOMENT;
	if (walk.holds && (counted ? writes != walk.writes :
				     vmas != walk.vmas || pages != walk.pages)) {
		walk.end_flags |= PTWALK_END_VMAS_CHANGED;
		walk.end_flags &= ~PTWALK_END_ONE_MOMENT;
	}
	walk.writes = writes;
	walk.vmas = vmas;
	walk.pages = pages;
}

static __always_inline void hold_compare_tables(struct mm_struct *mm)
{
	__u64 bytes = mm->pgtables_bytes.counter;

	if (walk.holds && bytes != walk.table_bytes)
		walk.end_flags |= PTWALK_END_TABLES_CHANGED;
	walk.table_bytes = bytes;
}

/*
 * Has the iterator dropped the mmap lock since the last call, for somebody who waits for it?  Then
 * it has stored the limits of the VMA before.  The end of a read() stores the end of that VMA as
 * well, but no start.
 */
static __always_inline bool hold_dropped(struct bpf_iter_meta *meta)
{
	struct bpf_iter_seq_task_vma_info *info = meta->seq->private;
	__u64 start = 0, end = 0;

	bpf_core_read(&start, sizeof(start), &info->prev_vm_start);
	bpf_core_read(&end, sizeof(end), &info->prev_vm_end);
	if (start == walk.prev_start && end == walk.prev_end)
		return false;
	walk.prev_start = start;
	walk.prev_end = end;
	return true;
}

/* Note the begin of a hold of the mmap lock.  Returns false if the last one goes on. */
static __always_inline bool hold_begin(struct bpf_iter_meta *meta, struct mm_struct *mm,
				       __u64 now)
{
	if (!hold_dropped(meta) && !walk.fresh)
		return false;
	walk.fresh = 0;
	walk.hold_total += walk.held;
	if (walk.held > walk.hold_max)
		walk.hold_max = walk.held;
	walk.held = 0;
	walk.began = now;
	hold_compare_vmas(mm);
	hold_compare_tables(mm);
	walk.holds++;
	return true;
}

#endif /* PTWALK_WALK_HOLD_BPF_H */
