// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel half: owns the list of its regions and the loop that walks them.  descent.c copies
 * the tables.
 *
 * No lock that protects these tables can be taken by a module.  The tables below the top level
 * belong to init_mm; neither init_mm nor get_online_mems() is exported.  And the tables change:
 * vmalloc frees a PT when it maps a huge page in its place (pmd_free_pte_page()), set_memory
 * collapses split pages again (from 6.15 on), and memory hot-remove frees a table even before
 * it clears the entry that leads to it.  So a walk of the kernel half is best effort, the
 * module parameter "kernel" has to allow it, and the end record of each dump says so.  What is
 * done instead of locking:
 *
 * - Interrupts are off while a table is copied.  All of the above but memory hot-remove
 *   flush the TLBs of all CPUs by an IPI between clearing an entry and freeing the table behind
 *   it, and so wait for this CPU (except on CPUs with INVLPGB, from 6.15 on).
 * - The frame of a table must be online memory.
 * - copy_from_kernel_nofault() reads the entries, so that a table which is gone nevertheless
 *   ends this descent, not the machine.
 * - The entries on the path are read again after the copy, see descent.c.
 *
 * A slice holds a reference on mm_users, since the tables of the LDT are freed with the
 * process.
 */
#include <asm/cpu_entry_area.h>
#include <asm/fixmap.h>
#include <asm/pgtable.h>
#include <linux/kasan.h>
#include <linux/security.h>
#include <linux/sched/mm.h>
#include <linux/timekeeping.h>

#include "compat.h"
#include "ptwalk.h"

/**
 * struct region - a named range of the kernel half
 * @start: first address; the region ends where the next one starts
 * @name: the name in the kernel's own dump (address_markers[] in
 *	  arch/x86/mm/dump_pagetables.c), except for the direct map, which all else calls so:
 *	  the kernel's own dump has "Low Kernel Mapping"
 */
struct region {
	u64		start;
	const char	*name;
};

/* Sorted at load: some start addresses depend on KASLR and on the number of levels. */
static struct region regions[16];
static unsigned int nr_regions;

static void __init add_region(u64 start, const char *name)
{
	unsigned int i = nr_regions++;

	for (; i && regions[i - 1].start > start; i--)
		regions[i] = regions[i - 1];
	regions[i] = (struct region){ start, name };
}

/**
 * ptwalk_kernel_init() - fill in the list of regions of the running kernel
 *
 * Context: module load.
 */
void __init ptwalk_kernel_init(void)
{
	add_region(-ptwalk_half_end(ptwalk_levels()), "Kernel Space");
	add_region(PAGE_OFFSET, "Direct Map");
	add_region(VMALLOC_START, "vmalloc() Area");
	add_region(VMEMMAP_START, "Vmemmap");
#ifdef CONFIG_KASAN
	add_region(KASAN_SHADOW_START, "KASAN shadow");
	add_region(KASAN_SHADOW_END, "KASAN shadow end");
#endif
#ifdef CONFIG_MODIFY_LDT_SYSCALL
	add_region(LDT_BASE_ADDR, "LDT remap");
#endif
	add_region(CPU_ENTRY_AREA_BASE, "CPU entry Area");
#ifdef CONFIG_X86_ESPFIX64
	add_region(ESPFIX_BASE_ADDR, "ESPfix Area");
#endif
#ifdef CONFIG_EFI
	add_region(EFI_VA_END, "EFI Runtime Services");
#endif
	add_region(__START_KERNEL_map, "High Kernel Mapping");
	add_region(MODULES_VADDR, "Modules");
	add_region(MODULES_END, "End Modules");
	add_region(FIXADDR_START, "Fixmap Area");
}

/**
 * ptwalk_kernel_allowed() - may the kernel half be walked at all?
 *
 * Lockdown in confidentiality mode hides kernel memory from root.  The layout of that memory is
 * as secret as its contents, so the check is the one of /proc/kcore.
 *
 * Return: 0; -EACCES if the module parameter "kernel" is not set; -EPERM under lockdown.
 */
int ptwalk_kernel_allowed(void)
{
	if (!READ_ONCE(ptwalk_kernel))
		return -EACCES;
	return security_locked_down(LOCKDOWN_KCORE);
}

/* The region that contains @addr: there is always one.  Sets *@end to its end, 0 for 1 << 64. */
static const struct region *find_region(u64 addr, u64 *end)
{
	unsigned int i = nr_regions - 1;

	while (i && regions[i].start > addr)
		i--;
	*end = i + 1 < nr_regions ? regions[i + 1].start : 0;
	return &regions[i];
}

/**
 * ptwalk_kernel_slice() - walk on in the kernel half until the slice has to end
 * @walk: a walk of the kernel half with @walked not set
 *
 * The slice ends when the buffer is full, when its time is over, when another task needs this
 * CPU, or at the end of the range.
 *
 * Context: process; may sleep; takes no lock.
 * Return: 0.
 */
int ptwalk_kernel_slice(struct ptwalk_walk *walk)
{
	struct mm_struct *mm = walk->target.mm;

	if (!mmget_not_zero(mm)) {
		walk->end.flags |= PTWALK_END_GONE;
		walk->walked = true;
		return 0;
	}
	ptwalk_slice_begin(walk);
	for (;;) {
		const struct region *r;
		u64 end;

		if (walk->cur == walk->request.end) {
			walk->end.flags |= PTWALK_END_COMPLETE;
			walk->walked = true;
			break;
		}
		r = find_region(walk->cur, &end);
		if (walk->area.start != r->start) {
			if (!ptwalk_make_room(walk, PTWALK_AREA_ROOM))
				break;
			/* cannot fail: %PTWALK_AREA_ROOM is enough for a short name */
			ptwalk_record_region(walk, r->start, end, r->name);
			walk->area.start = r->start;
		}
		/* compare distances from the cursor: an end of 0 stands for 1 << 64 */
		if (end - walk->cur > walk->request.end - walk->cur)
			end = walk->request.end;
		if (ptwalk_send_tables(walk, end))
			break;
	}
	mmput(mm);
	return 0;
}
