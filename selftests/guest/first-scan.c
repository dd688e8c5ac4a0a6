// SPDX-License-Identifier: GPL-2.0
/*
 * Compares every entry of a situation in a dump with the categories that the PAGEMAP_SCAN
 * ioctl (6.7) reports for it; one variant per situation.  The target sleeps in read(2), so
 * its page tables do not change between the two readings.
 */
#include <stdlib.h>
#include <unistd.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096ULL

FIXTURE(scan) {
	struct situation s;
	struct source source;
};

FIXTURE_VARIANT(scan) {
	const char *kind;
};

#define KIND(name, kind)	FIXTURE_VARIANT_ADD(scan, name) { kind }

KIND(anon, "anon");
KIND(thp, "thp");
KIND(readonly, "readonly");
KIND(protnone, "protnone");
KIND(thp_protnone, "thp-protnone");
KIND(exec, "exec");
KIND(zero, "zero");
KIND(zero_huge, "zero-huge");
KIND(hole, "hole");
KIND(file, "file");
KIND(file_cow, "file-cow");
KIND(shared, "shared");
KIND(shmem_thp, "shmem-thp");
KIND(file_thp, "file-thp");
KIND(neighbours, "neighbours");
KIND(wp, "wp");
KIND(wp_thp, "wp-thp");
KIND(rwp, "rwp");
KIND(rwp_thp, "rwp-thp");
KIND(rwp_hole, "window-rwp-hole");
KIND(pkey, "pkey");
KIND(high, "high");
KIND(secret, "secret");
KIND(firmware, "firmware");
KIND(hugetlb, "hugetlb");
KIND(hugetlb_shared, "hugetlb-shared");
KIND(hugetlb_protnone, "hugetlb-protnone");
KIND(hugetlb_wp, "hugetlb-wp");
KIND(giant, "giant");
KIND(giant_shared, "giant-shared");
KIND(giant_protnone, "giant-protnone");
KIND(hwpoison, "hwpoison");
KIND(hugetlb_hwpoison, "hugetlb-hwpoison");
KIND(marker_wp, "marker-wp");
KIND(hugetlb_marker, "hugetlb-marker");
KIND(marker_poison, "marker-poison");
KIND(marker_guard, "marker-guard");
KIND(device, "device");
KIND(device_readonly, "device-readonly");
KIND(device_exclusive, "device-exclusive");

FIXTURE_SETUP(scan)
{
	prepare();
}

FIXTURE_TEARDOWN(scan)
{
	source_close(&self->source);
	situation_stop(&self->s);
}

/* Up to 7.2 PAGEMAP_SCAN reports "written" also outside of VMAs with userfaultfd's WP mode. */
static bool written_everywhere;

/*
 * The categories that PAGEMAP_SCAN has to report for the entry of an address, derived
 * from the dump.  *@next is set to the first address after that entry.
 */
static uint64_t categories(const struct dump *dump, uint64_t addr, uint64_t *next)
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
	if (c && !wp &&
	    (written_everywhere || (vma->flags & PTWALK_VMA_UFFD_WP)))
		c |= SCAN_WRITTEN;
	if (c && (pte.level > 1 || vma->hugetlb_shift))
		c |= SCAN_HUGE;
	/* a VMA's soft-dirty flag counts for all of its pages */
	if ((pte.flags & PTWALK_F_SOFT_DIRTY) ||
	    (vma->flags & PTWALK_VMA_SOFTDIRTY))
		c |= SCAN_SOFT_DIRTY;
	return c;
}

TEST_F(scan, every_entry)
{
	static struct scan_region regions[1024];
	const struct scan_region *r = regions;
	uint64_t addr, next, wanted, is, entries = 0;
	int n;

	SITUATION(&self->s, variant->kind);
	n = pagemap_scan(self->s.pid, self->s.start,
			 self->s.start + self->s.length, regions, 1023);
	ASSERT_LE(0, n);
	ASSERT_EQ(0, view_take(&self->source, self->s.pid));
	regions[n] = (struct scan_region){ ~0ULL, ~0ULL, 0 };
	for (addr = self->s.start; addr < self->s.start + self->s.length;
	     addr = next, entries++) {
		while (addr >= r->end)
			r++;
		/* pages without any category are in no region */
		is = addr >= r->start ? r->categories : 0;
		wanted = categories(self->source.dump, addr, &next);
		/* for an empty page it may report "written", or "huge" in hugetlb */
		if (!(wanted & (SCAN_PRESENT | SCAN_SWAPPED)))
			is &= ~(SCAN_WRITTEN | SCAN_HUGE);
		ASSERT_EQ(wanted, is) TH_LOG("at %lx", addr);
	}
	TH_LOG("%s: %lu entries compared", variant->kind, entries);
}

/*
 * Skips the whole file on a kernel without the ioctl.  The harness can only skip single
 * tests, so this runs before its main() and prints the TAP line for that itself.  It also
 * sets @written_everywhere.
 */
static void __attribute__((constructor)) need_the_ioctl(void)
{
	static char page[2 * PAGE];
	uint64_t addr = ((uintptr_t)page + PAGE - 1) & -PAGE;
	struct scan_region r;
	int n;

	*(volatile char *)addr = 1;
	n = pagemap_scan(getpid(), addr, addr + PAGE, &r, 1);
	written_everywhere = n == 1 && (r.categories & SCAN_WRITTEN);
	if (n >= 0 || errno != ENOTTY)
		return;
	printf("TAP version 13\n1..0 # SKIP no PAGEMAP_SCAN before 6.7\n");
	exit(KSFT_SKIP);
}

TEST_HARNESS_MAIN
