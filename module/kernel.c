// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel half: which regions it has, and the protection of a walk there.
 *
 * There is no lock that a module can take.  The tables below the top level are
 * init_mm's, neither it nor get_online_mems() is exported, and they do change:
 * vmalloc frees a PT when it maps a huge page over it (pmd_free_pte_page()),
 * set_memory collapses split pages again (from 6.15 on), memory hot-remove frees
 * tables even before it clears the entry that leads to them.  So this is best
 * effort, off unless the module parameter "kernel" allows it, and every dump of
 * it says so:
 *
 * - interrupts are off while one table is copied, since all but the last of
 *   these flush the TLBs of all CPUs by an IPI between clearing an entry and
 *   freeing what it led to (not on CPUs with INVLPGB, from 6.15 on);
 * - a table's frame must be online memory;
 * - entries are read by copy_from_kernel_nofault(), so that what is gone all the
 *   same ends the way there, not the machine;
 * - the way is checked again after the copy, see table.c.
 *
 * mm_users is held for a slice, as the LDT's tables go with the process.
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
 * struct region - a part of the kernel half
 * @start: its first address; it ends where the next one begins
 * @name: as the kernel's own dump names it (address_markers[] in
 *	  arch/x86/mm/dump_pagetables.c)
 */
struct region {
	u64		start;
	const char	*name;
};

/* Sorted by ptwalk_kernel_init(): some places depend on KASLR and levels. */
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
 * ptwalk_kernel_init() - learn the regions
 *
 * Context: module load.
 */
void __init ptwalk_kernel_init(void)
{
	add_region(-ptwalk_half_end(ptwalk_levels()), "Kernel Space");
	add_region(PAGE_OFFSET, "Low Kernel Mapping");
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
 * Lockdown in confidentiality mode keeps kernel memory from root; where it is
 * laid out is no less a secret than /proc/kcore.
 *
 * Return: 0; -EPERM under lockdown, -EACCES where the module was not loaded
 * with kernel=1.
 */
int ptwalk_kernel_allowed(void)
{
	if (!READ_ONCE(ptwalk_kernel))
		return -EACCES;
	return security_locked_down(LOCKDOWN_KCORE);
}

/* The region that an address is in; there is always one. */
static const struct region *find_region(u64 addr, u64 *end)
{
	unsigned int i = nr_regions - 1;

	while (i && regions[i].start > addr)
		i--;
	*end = i + 1 < nr_regions ? regions[i + 1].start : 0;
	return &regions[i];
}

/**
 * ptwalk_kernel_slice() - walk a piece of the kernel half
 * @walk: a walk of the kernel half that is not @walked
 *
 * Context: process; no locks.
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
	walk->deadline = ktime_get_ns() + PTWALK_SLICE_NS;
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
			if (walk->len + PTWALK_AREA_ROOM > PTWALK_BUFFER_SIZE)
				break;
			ptwalk_record_region(walk, r->start, end, r->name);
			walk->area.start = r->start;
		}
		if (end - walk->cur > walk->request.end - walk->cur)
			end = walk->request.end;
		if (ptwalk_send_tables(walk, end))
			break;
	}
	mmput(mm);
	return 0;
}
