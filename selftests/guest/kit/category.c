// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares a dump with the categories of PAGEMAP_SCAN: see category.h.
 */
#include <errno.h>
#include <stdbool.h>
#include <unistd.h>

#include "category.h"
#include "dump.h"
#include "guest.h"
#include "view.h"

#define PAGE	4096ULL

/* Asks PAGEMAP_SCAN for a page that this process has written; returns what it returns. */
static int own_page(struct scan_region *r)
{
	static char page[2 * PAGE];
	uint64_t addr = ((uintptr_t)page + PAGE - 1) & -PAGE;

	*(volatile char *)addr = 1;
	return pagemap_scan(getpid(), addr, addr + PAGE, r, 1);
}

bool category_known(void)
{
	struct scan_region r;

	return own_page(&r) >= 0 || errno != ENOTTY;
}

/* Up to 7.2 PAGEMAP_SCAN reports "written" also outside of VMAs with userfaultfd's WP mode. */
static bool written_everywhere(void)
{
	struct scan_region r;

	return own_page(&r) == 1 && (r.categories & SCAN_WRITTEN);
}

/*
 * The categories that PAGEMAP_SCAN has to report for the entry of an address, derived
 * from the dump.  @written: it reports SCAN_WRITTEN for all VMAs.  *@next is set to the first
 * address after that entry.
 */
static uint64_t categories(const struct dump *dump, uint64_t addr, bool written,
			   uint64_t *next)
{
	const struct ptwalk_vma *vma = dump_vma(dump, addr);
	struct ptwalk_pte pte;
	uint64_t c = 0, wp;

	view_page(dump, addr, &pte);
	*next = (addr | (ptwalk_span(pte.level ?: 1) - 1)) + 1;
	/* PAGEMAP_SCAN skips VM_PFNMAP VMAs */
	if (vma->flags & PTWALK_VMA_PFNMAP)
		return 0;
	if (pte.kind == PTWALK_PAGE || pte.kind == PTWALK_PROTNONE) {
		c |= SCAN_PRESENT;
		if (kpage_flags(pte.phys / PAGE) & KPF_ZERO_PAGE)
			c |= SCAN_ZERO;
	} else if (view_in_swap_format(pte.kind)) {
		c |= SCAN_SWAPPED;
	}
	/* userfaultfd's WP and RWP modes use the same bit: the VMA's flags say which it is */
	wp = pte.flags & PTWALK_F_UFFD_WP;
	if (pte.kind == PTWALK_MARKER)
		wp |= pte.offset & dump->dict.value[PTWALK_DICT_MARKER_UFFD_WP];
	if (c && !wp && (vma->flags & PTWALK_VMA_UFFD_RWP))
		c |= SCAN_ACCESSED;
	if (c && !wp && (written || (vma->flags & PTWALK_VMA_UFFD_WP)))
		c |= SCAN_WRITTEN;
	if (c && (pte.level > 1 || vma->hugetlb_shift))
		c |= SCAN_HUGE;
	/* a VMA's soft-dirty flag counts for all of its pages */
	if ((pte.flags & PTWALK_F_SOFT_DIRTY) ||
	    (vma->flags & PTWALK_VMA_SOFTDIRTY))
		c |= SCAN_SOFT_DIRTY;
	return c;
}

int category_differences(const struct dump *dump, pid_t pid, uint64_t start, uint64_t length)
{
	static struct scan_region regions[1024];
	const struct scan_region *r = regions;
	const bool written = written_everywhere();
	uint64_t addr, next, wanted, is;
	int n, differences = 0;

	n = pagemap_scan(pid, start, start + length, regions, 1023);
	if (n < 0)
		return -1;
	regions[n] = (struct scan_region){ ~0ULL, ~0ULL, 0 };
	for (addr = start; addr < start + length; addr = next) {
		while (addr >= r->end)
			r++;
		/* pages without any category are in no region */
		is = addr >= r->start ? r->categories : 0;
		wanted = categories(dump, addr, written, &next);
		/* for an empty page it may report "written", or "huge" in hugetlb */
		if (!(wanted & (SCAN_PRESENT | SCAN_SWAPPED)))
			is &= ~(SCAN_WRITTEN | SCAN_HUGE);
		if (is == wanted)
			continue;
		if (!differences++)
			note("%lx: categories %lx by PAGEMAP_SCAN, %lx by the dump",
			     addr, is, wanted);
	}
	return differences;
}
