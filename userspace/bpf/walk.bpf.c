// SPDX-License-Identifier: GPL-2.0
/*
 * The walk of module/walk.c as a BPF program: an iterator over the VMAs of one process copies
 * the tables behind each VMA to memory that the loader has mapped.  Owns the order of the
 * records and the copy of a table; bpf-walk.c reads the iterator and makes records of what is
 * copied, kernel-types.h has the kernel's structures.
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
#include "walk-shared.h"

/* Values of macros of the kernel, which BTF does not have */
#define SB_KERNMOUNT		(1UL << 22)
#define S_DAX			(1U << 13)
#define S_ANON_INODE		(1U << 19)
#define S_IFMT			0170000
#define S_IFREG			0100000
#define TMPFS_MAGIC		0x01021994
#define SECRETMEM_MAGIC		0x5345434d
#define PMD_ORDER		9

/* Bits 12 to 51 of an entry: PTE_PFN_MASK without memory encryption */
#define FRAME			0x000ffffffffff000ULL
#define PAGE			4096ULL

/* How often to copy a table again if an entry on the path to it changed during the copy */
#define COPY_RETRIES		3

/* Read the clock only for one of so many steps */
#define CLOCK_STEPS		16

char LICENSE[] SEC("license") = "GPL";

struct walk walk;
struct walk_table walk_tables[WALK_TABLES];
struct walk_area walk_areas[WALK_AREAS];

/* Entries of the tables sent last, of levels 2 to 5 */
__u64 walk_above[PTWALK_LEVEL_MAX - 1][PTWALK_ENTRIES];

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

/* What the steps of a loop need besides @walk */
struct loop {
	struct mm_struct *mm;
};

enum copy_result {
	COPIED,
	NO_TABLE,	/* an entry above leads to no table; @walk.hole is the level of that entry */
	CHANGED,	/* copied, but an entry on the path changed meanwhile */
	LOST,		/* a table cannot be read, though the entry above leads there */
	FAULT,		/* the top-level table cannot be read */
};

static __always_inline bool read_entry(__u64 *entry, __u64 at)
{
	return !bpf_probe_read_kernel(entry, sizeof(*entry), (const void *)at);
}

/* copy_table() of module/table.c, to number @nr of @walk_tables; returns enum copy_result */
__noinline int copy_table(__u32 nr, __u64 addr, __u32 level)
{
	struct walk_table *table = &walk_tables[nr & (WALK_TABLES - 1)];
	__u64 entry[PTWALK_LEVEL_MAX + 1] = { 0 };
	__u64 at[PTWALK_LEVEL_MAX + 1] = { 0 };
	__u64 t = walk.top, again;
	__u32 levels = walk.levels;
	bool faulted;
	int l;

	table->parent = 0;
#pragma unroll
	for (l = PTWALK_LEVEL_MAX; l > 1; l--) {
		if ((__u32)l > levels || (__u32)l <= level)
			continue;
		walk.hole = l;
		at[l] = t + ptwalk_index(addr, l) * sizeof(__u64);
		if (!read_entry(&entry[l], at[l]))
			return (__u32)l == levels ? FAULT : LOST;
		if (!ptwalk_leads_to_table(entry[l], l))
			return NO_TABLE;
		t = walk.direct_map + (entry[l] & FRAME);
		table->parent = entry[l];
	}
	if (level == levels) {
		walk.hole = levels;
		table->phys = t - walk.direct_map;
		return bpf_probe_read_kernel(table->entry, PAGE / 2, (const void *)t) ?
		       FAULT : COPIED;
	}
	/* if the table itself cannot be read, skip everything that it maps */
	walk.hole = level + 1;
	table->phys = t - walk.direct_map;
	faulted = bpf_probe_read_kernel(table->entry, PAGE, (const void *)t);

#pragma unroll
	for (l = PTWALK_LEVEL_MAX; l > 1; l--) {
		if ((__u32)l > levels || (__u32)l <= level)
			continue;
		if (!read_entry(&again, at[l]) ||
		    ((again ^ entry[l]) & (FRAME | PTWALK_RAW_P | PTWALK_RAW_PS)))
			return CHANGED;
	}
	return faulted ? LOST : COPIED;
}

static __always_inline __u32 find_entry(__u32 slot, __u32 index, __u32 level)
{
	__u32 i;

	for (i = index; i < PTWALK_ENTRIES; i++) {
		/* keep the compiler from counting in addresses, which the verifier cannot bound */
		barrier_var(i);
		if (ptwalk_leads_to_table(walk_above[slot][i & (PTWALK_ENTRIES - 1)], level))
			break;
	}
	return i;
}

/*
 * Find the first entry at or after @index of the table of @level sent last that leads to a
 * table.  Returns its index, PTWALK_ENTRIES if there is none.
 */
__noinline int find_below(__u32 level, __u32 index)
{
	__u32 slot = (level - 2) & 3;

	/* the level is a constant in either loop, so that the verifier sees no branch on it */
	return level > 3 ? find_entry(slot, index, 4) : find_entry(slot, index, 3);
}

/* skip_sent() of module/table.c: sets @walk.cur */
__noinline int skip_sent(__u64 addr)
{
	__u64 stop = walk.upto, from = addr, span, reach;
	__u32 level, index, found;

#pragma unroll
	for (level = 2; level <= PTWALK_LEVEL_MAX; level++) {
		if (level > walk.levels)
			break;
		span = ptwalk_span(level);
		reach = span * PTWALK_ENTRIES;
		if (walk.reached[level] != (addr & ~(reach - 1)))
			continue;
		index = ptwalk_index(addr, level);
		found = find_below(level, index);
		if (found == index)
			break;
		addr = walk.reached[level] + found * span;
		if (addr - from >= stop - from) {
			addr = stop;
			break;
		}
		if (found < PTWALK_ENTRIES)
			break;
	}
	walk.cur = addr;
	return 0;
}

/*
 * Copy the table of @level that translates @addr.  Returns 1 if it was sent, or if it has to be
 * copied again; 0 if there is none, with @walk.hole; -1 if the hold has to end, with @walk.stop.
 */
__noinline int send_table(__u64 addr, __u32 level)
{
	__u32 nr = walk.tables;
	struct walk_table *table;
	int result;

	if (nr >= WALK_TABLES) {
		walk.stop = WALK_FULL;
		return -1;
	}
	table = &walk_tables[nr & (WALK_TABLES - 1)];
	result = copy_table(nr, addr, level);
	if ((result == CHANGED || result == LOST) && walk.tries < COPY_RETRIES) {
		walk.tries++;
		walk.retries++;
		return 1;
	}
	walk.tries = 0;
	if (result == FAULT) {
		walk.stop = WALK_FAULT;
		return -1;
	}
	if (result == LOST)
		walk.end_flags |= PTWALK_END_LEFT_OUT;
	if (result == NO_TABLE || result == LOST)
		return 0;

	table->base = addr & ~(ptwalk_span(level) * PTWALK_ENTRIES - 1);
	table->level = level;
	table->unstable = result == CHANGED;
	if (level > 1)
		bpf_probe_read_kernel(walk_above[(level - 2) & 3], PAGE, table->entry);
	if (level <= PTWALK_LEVEL_MAX)
		walk.reached[level] = table->base;
	walk.tables = nr + 1;
	return 1;
}

/* Does somebody wait for the mmap lock?  mmap_lock_is_contended() */
static __always_inline bool awaited(struct mm_struct *mm)
{
	struct rw_semaphore___first *first = (void *)&mm->mmap_lock;
	struct rw_semaphore___list *list = (void *)&mm->mmap_lock;

	if (bpf_core_field_exists(list->wait_list))
		return (__u64)list->wait_list.next != (__u64)&list->wait_list;
	if (bpf_core_field_exists(first->first_waiter))
		return first->first_waiter;
	return false;
}

static __always_inline bool slice_over(struct mm_struct *mm)
{
	return awaited(mm) || bpf_ktime_get_ns() - walk.began >= walk.slice_ns;
}

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
		if (walk.reached[level] != (addr & ~(ptwalk_span(level) * PTWALK_ENTRIES - 1))) {
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
	if (next - addr >= walk.upto - addr)
		walk.cur = walk.upto;
	else
		skip_sent(next);
	if (walk.cur == walk.upto)
		return 1;
	if (++walk.steps % CLOCK_STEPS ? awaited(loop->mm) : slice_over(loop->mm)) {
		walk.stop = WALK_SLICE;
		return 1;
	}
	return 0;
}

/* file_flags() of module/record.c */
static __always_inline void describe_file(struct walk_area *area, struct file *file)
{
	struct inode *inode = file->f_inode;
	struct super_block *sb = inode->i_sb;
	struct address_space *mapping = inode->i_mapping;
	struct address_space___thps *thps = (void *)mapping;
	__u64 known = PTWALK_VMA_FILE, end;
	__u32 order;

	area->ino = inode->i_ino;
	area->dev = sb->s_dev;
	if (file->f_mapping->host->i_flags & S_DAX)
		known |= PTWALK_VMA_DAX;
	if (sb->s_flags & SB_KERNMOUNT)
		known |= PTWALK_VMA_INTERNAL;
	if ((inode->i_mode & S_IFMT) == S_IFREG) {
		known |= PTWALK_VMA_REGULAR;
		if (sb->s_magic == TMPFS_MAGIC)
			known |= PTWALK_VMA_SHMEM;
		if (inode->i_writecount.counter > 0)
			known |= PTWALK_VMA_WRITERS;
		order = mapping->flags >> AS_FOLIO_ORDER_MAX & ((1 << AS_FOLIO_ORDER_BITS) - 1);
		if (sb->s_magic != SECRETMEM_MAGIC &&
		    (walk.folio_thp ? !(inode->i_flags & S_ANON_INODE) && order >= PMD_ORDER :
				      bpf_core_field_exists(thps->nr_thps)))
			known |= PTWALK_VMA_FILE_THP;
		end = ((area->vm_pgoff + PTWALK_ENTRIES) & ~(__u64)(PTWALK_ENTRIES - 1)) * PAGE;
		if (((inode->i_size + PAGE - 1) & ~(PAGE - 1)) >= end)
			known |= PTWALK_VMA_SIZE_2M;
	}
	area->known |= known;
}

/* log2 of the page size of a hugetlb VMA: huge_page_shift(hstate_vma(vma)) */
static __always_inline __u32 hugetlb_shift(struct file *file)
{
	struct hugetlbfs_sb_info *info = file->f_inode->i_sb->s_fs_info;
	struct hstate *hstate = NULL;
	__u32 order = 0;

	bpf_core_read(&hstate, sizeof(hstate), &info->hstate);
	bpf_core_read(&order, sizeof(order), &hstate->order);
	return order + 12;
}

static __always_inline void name_area(struct walk_area *area, struct vm_area_struct *vma)
{
	struct vm_area_struct___named *named = (void *)vma;
	struct mm_struct *mm = vma->vm_mm;
	struct anon_vma_name *name;

	area->heap = vma->vm_start < mm->brk && vma->vm_end > mm->start_brk;
	area->stack = vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack;
	area->name[0] = '\0';
	if (!bpf_core_field_exists(named->anon_name))
		return;
	/* with a file, in 6.1 the name is in a union with something else */
	if (vma->vm_file)
		return;
	name = named->anon_name;
	if (name)
		bpf_probe_read_kernel_str(area->name, sizeof(area->name), &name->name);
}

/*
 * Send the VMA, unless it is the one sent last: send_area() of module/walk.c.  Returns false
 * without room for it.
 */
static __noinline int send_area(struct vm_area_struct *vma)
{
	struct walk_area *last = &walk.area, *area;
	__u64 vm_start = vma->vm_start, start = vm_start, flags = vma->vm_flags;
	struct file *file = vma->vm_file;
	__u32 nr = walk.areas, dev = 0;
	__u64 ino = 0;

	if (file) {
		ino = file->f_inode->i_ino;
		dev = file->f_inode->i_sb->s_dev;
	}
	if (walk.areas_sent && last->vm_start == vm_start && last->vm_end == vma->vm_end &&
	    last->vm_flags == flags && last->vm_pgoff == vma->vm_pgoff &&
	    last->ino == ino && last->dev == dev)
		return true;

	/* the cursor must come past the VMA's start: PTWALK_AREA_ROOM of the module */
	if (nr >= WALK_AREAS || walk.tables + PTWALK_LEVEL_MAX > WALK_TABLES) {
		walk.stop = WALK_FULL;
		return false;
	}
	area = &walk_areas[nr & (WALK_AREAS - 1)];
	if (walk.areas_sent && start < walk.cur) {
		walk.end_flags |= PTWALK_END_VMAS_CHANGED;
		walk.end_flags &= ~PTWALK_END_ONE_MOMENT;
		start = walk.cur;
	}
	area->start = start;
	area->vm_start = vm_start;
	area->vm_end = vma->vm_end;
	area->vm_flags = flags;
	area->vm_pgoff = vma->vm_pgoff;
	area->ino = 0;
	area->dev = 0;
	area->known = 0;
	area->hugetlb_shift = 0;
	area->before = walk.tables;
	if (vma->anon_vma)
		area->known |= PTWALK_VMA_ANON_VMA;
	if (!vma->vm_ops)
		area->known |= PTWALK_VMA_ANON;
	else if (vma->vm_ops->huge_fault)
		area->known |= PTWALK_VMA_HUGE_FAULT;
	if (file) {
		describe_file(area, file);
		if (flags & walk.hugetlb)
			area->hugetlb_shift = hugetlb_shift(file);
	}
	name_area(area, vma);

	last->vm_start = vm_start;
	last->vm_end = area->vm_end;
	last->vm_flags = flags;
	last->vm_pgoff = area->vm_pgoff;
	last->ino = ino;
	last->dev = dev;
	walk.areas = nr + 1;
	walk.areas_sent++;
	return true;
}

/* compare_vmas() of module/hold.c, at the begin of a hold */
static __always_inline void compare_vmas(struct mm_struct *mm)
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

static __always_inline void compare_tables(struct mm_struct *mm)
{
	__u64 bytes = mm->pgtables_bytes.counter;

	if (walk.holds && bytes != walk.table_bytes)
		walk.end_flags |= PTWALK_END_TABLES_CHANGED;
	walk.table_bytes = bytes;
}

/*
 * Note the begin of a hold of the mmap lock.  It is that of read(), unless the iterator had to
 * drop the lock for somebody who waits for it: then it has changed prev_vm_end.
 */
static __always_inline bool begin_hold(struct bpf_iter_meta *meta, struct mm_struct *mm,
				       __u64 now)
{
	struct bpf_iter_seq_task_vma_info *info = meta->seq->private;
	__u64 prev_end = 0;

	bpf_core_read(&prev_end, sizeof(prev_end), &info->prev_vm_end);
	if (!walk.fresh && prev_end == walk.prev_end)
		return false;
	walk.prev_end = prev_end;
	walk.fresh = 0;
	walk.hold_total += walk.held;
	if (walk.held > walk.hold_max)
		walk.hold_max = walk.held;
	walk.held = 0;
	walk.began = now;
	compare_vmas(mm);
	compare_tables(mm);
	walk.holds++;
	return true;
}

static __always_inline __u64 mm_flags(struct mm_struct *mm)
{
	struct mm_struct___bitmap *bitmap = (void *)mm;
	struct mm_struct___word *word = (void *)mm;

	if (bpf_core_field_exists(bitmap->flags.__mm_flags))
		return bitmap->flags.__mm_flags[0];
	if (bpf_core_field_exists(word->flags))
		return word->flags;
	return 0;
}

static __always_inline void note_target(struct task_struct *task, struct mm_struct *mm)
{
	struct task_struct *leader = task->group_leader;
	struct task_struct *asked = walk.any_thread ? leader : task;
	struct walk_target *target = &walk.target;

	target->mm = (__u64)mm;
	target->exec_id = task->self_exec_id;
	target->start_time = leader->start_boottime;
	target->mm_flags = mm_flags(mm);
	target->pid = asked->pid;
	target->tgid = task->tgid;
	bpf_core_read(target->comm, sizeof(target->comm), &asked->comm);
}

/* The number of a thread in one of its pid namespaces, and which namespace that is */
static __always_inline void read_number(struct pid *pid, __u32 level, int *nr, __u64 *ns)
{
	__u64 at = (__u64)__builtin_preserve_access_index(&pid->numbers);
	struct upid *upid;

	at += level * bpf_core_type_size(struct upid);
	upid = (struct upid *)at;
	bpf_core_read(nr, sizeof(*nr), &upid->nr);
	bpf_core_read(ns, sizeof(*ns), &upid->ns);
}

/* The number of a task in the loader's pid namespace, 0 if it has none there */
static __always_inline int number_of(struct task_struct *task)
{
	struct pid *pid;
	__u32 level = 0;
	__u64 ns = 0;
	int nr = 0;

	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	bpf_core_read(&level, sizeof(level), &pid->level);
	if (level < walk.pid_level)
		return 0;
	read_number(pid, walk.pid_level, &nr, &ns);
	return ns == walk.pid_ns ? nr : 0;
}

/* Before 6.1 the iterator cannot be told whose VMAs to show, and shows those of all tasks. */
static __noinline int is_target(struct task_struct *task)
{
	if (!walk.fresh && walk.target.task == (__u64)task)
		return true;
	if (number_of(walk.any_thread ? task->group_leader : task) != walk.pid)
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
		note_target(task, mm);
	} else if (walk.target.mm != (__u64)mm || walk.target.exec_id != task->self_exec_id ||
		   walk.target.start_time != task->group_leader->start_boottime) {
		walk.stop = WALK_GONE;
		return 1;
	}
	walk.shown++;
	begun = begin_hold(meta, mm, bpf_ktime_get_ns());
	if (vma->vm_end <= walk.cur)
		return 0;
	if (walk.cur >= walk.end || vma->vm_start >= walk.end) {
		walk.stop = WALK_END;
		return 1;
	}
	if (begun && !walk.first && vma->vm_start > walk.cur && walk.cur < walk.area.vm_end) {
		walk.stop = WALK_AGAIN;
		return 1;
	}
	walk.first = 0;
	if (walk.cur < vma->vm_start)
		walk.cur = vma->vm_start;
	walk.upto = vma->vm_end < walk.end ? vma->vm_end : walk.end;
	if (!send_area(vma))
		return 1;
	bpf_for_each_map_elem(&walk_loop, walk_step, &loop, 0);
	/* look at the time after each VMA, and also after all steps of one loop */
	if (!walk.stop && (walk.cur != walk.upto || slice_over(mm)))
		walk.stop = WALK_SLICE;
	return !!walk.stop;
}

/* Does the walk of @addr in our own tables, with this direct map, end where it should? */
static __noinline int maps_to_itself(__u64 addr)
{
	__u64 t = walk.top, entry = 0, mask;
	int l;

#pragma unroll
	for (l = PTWALK_LEVEL_MAX; l >= 1; l--) {
		if ((__u32)l > walk.levels)
			continue;
		if (!read_entry(&entry, t + ptwalk_index(addr, l) * sizeof(__u64)) ||
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
static long try_map(void *map, const void *key, void *value, struct loop *loop)
{
	walk.direct_map = walk.next_map;
	if (maps_to_itself(walk.top) && maps_to_itself(walk.target.mm)) {
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
static __noinline int find_map(struct task_struct *task, struct vm_area_struct *vma)
{
	struct mm_struct *mm = vma->vm_mm;
	struct loop loop = { .mm = mm };
	struct pid *pid;
	int nr;

	if ((__u64)task != bpf_get_current_task())
		return 0;
	bpf_core_read(&pid, sizeof(pid), &task->thread_pid);
	bpf_core_read(&walk.pid_level, sizeof(walk.pid_level), &pid->level);
	read_number(pid, walk.pid_level, &nr, &walk.pid_ns);
	bpf_core_read(&walk.top, sizeof(walk.top), &mm->pgd);
	/* read back, it is a number, with which the verifier allows arithmetic */
	walk.target.mm = (__u64)mm;
	walk.levels = mm->task_size >> 48 ? 5 : 4;
	if (!walk.next_map)
		walk.next_map = walk.top & ~((1ULL << 30) - 1);
	bpf_for_each_map_elem(&walk_loop, try_map, &loop, 0);
	return 1;
}

SEC("iter/task_vma")
int walk_vma(struct bpf_iter__task_vma *ctx)
{
	struct vm_area_struct *vma = ctx->vma;
	struct task_struct *task = ctx->task;
	struct mm_struct *mm;
	int over;

	if (!task || !vma)
		return 0;
	if (walk.find_map)
		return find_map(task, vma);
	if (!is_target(task)) {
		/* after the last VMA of the target */
		if (walk.shown)
			walk.stop = WALK_END;
		return !!walk.shown;
	}
	over = walk_area(ctx->meta, task, vma);
	mm = vma->vm_mm;
	compare_tables(mm);
	walk.held = bpf_ktime_get_ns() - walk.began;
	return over;
}
