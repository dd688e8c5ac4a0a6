// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares a dump with pagemap: see view.h.
 */
#include <stdlib.h>

#include "guest.h"
#include "view.h"

#define PAGE	4096ULL

int view_take_range(struct source *source, pid_t pid, uint64_t start, uint64_t end)
{
	const struct source_request request = { .start = start, .end = end };
	struct errmsg err = { "" };
	char target[16];

	snprintf(target, sizeof(target), "%d", pid);
	if (source_open(source, target, &request, &err)) {
		note("source_open(%s): %s", target, err.text);
		return -1;
	}
	return 0;
}

int view_take(struct source *source, pid_t pid)
{
	/* the whole half */
	return view_take_range(source, pid, 0, 0);
}

void view_page(const struct dump *dump, uint64_t addr, struct ptwalk_pte *pte)
{
	struct entry_at at;
	unsigned int level;

	for (level = dump->header->levels; level; level--) {
		if (dump_entry(dump, level, addr, &at))
			break;
		ptwalk_decode(&dump->dict, at.raw, level, pte);
		if (pte->kind == PTWALK_NONE)
			break;
		if (pte->kind != PTWALK_TABLE)
			return;
	}
	*pte = (struct ptwalk_pte){ .kind = PTWALK_NONE };
}

bool view_in_swap_format(unsigned int kind)
{
	switch (kind) {
	case PTWALK_SWAP:
	case PTWALK_MIG_READ:
	case PTWALK_MIG_READ_EXCL:
	case PTWALK_MIG_WRITE:
	case PTWALK_HWPOISON:
	case PTWALK_DEV_READ:
	case PTWALK_DEV_WRITE:
	case PTWALK_DEV_EXCL_READ:
	case PTWALK_DEV_EXCL_WRITE:
	case PTWALK_MARKER:
	case PTWALK_SWAPIN_ERROR:
		return true;
	default:
		return false;
	}
}

/* The leaf that translates the addresses from @start to @end; kept from one page to the next */
struct leaf {
	uint64_t		start;
	uint64_t		end;
	const struct ptwalk_vma	*vma;
	struct ptwalk_pte	pte;
};

static void find_leaf(const struct dump *dump, uint64_t addr, struct leaf *leaf)
{
	if (addr >= leaf->start && addr < leaf->end)
		return;
	view_page(dump, addr, &leaf->pte);
	leaf->vma = dump_vma(dump, addr);
	leaf->start = addr;
	leaf->end = leaf->pte.level ?
		    (addr | (ptwalk_span(leaf->pte.level) - 1)) + 1 : addr + PAGE;
	/* a huge page can reach beyond the VMA, but leaf->vma must be that of each address */
	if (leaf->end > leaf->vma->end)
		leaf->end = leaf->vma->end;
}

/* The pagemap entry to expect for a page; follows pte_to_pagemap_entry() of the kernel */
static uint64_t expected(const struct dump *dump, uint64_t addr,
			 const struct leaf *leaf)
{
	const struct ptwalk_vma *vma = leaf->vma;
	const struct ptwalk_pte pte = leaf->pte;
	uint64_t frame = 0, flags = 0, index = 0;

	if (pte.level)
		index = (addr & (ptwalk_span(pte.level) - 1)) / PAGE;
	if (pte.flags & PTWALK_F_SOFT_DIRTY)
		flags |= PAGEMAP_SOFT_DIRTY;
	if (pte.flags & PTWALK_F_UFFD_WP)
		flags |= PAGEMAP_UFFD_WP;
	/* pagemap reports a PROT_NONE page as present, as pte_present() does */
	if (pte.kind == PTWALK_PAGE || pte.kind == PTWALK_PROTNONE) {
		flags |= PAGEMAP_PRESENT;
		frame = pte.phys / PAGE + index;
	} else if (view_in_swap_format(pte.kind)) {
		flags |= PAGEMAP_SWAP;
		frame = (pte.phys ? pte.phys / PAGE + index : pte.offset) << 5 |
			pte.swap_type;
		if (pte.kind == PTWALK_MARKER &&
		    (pte.offset & dump->dict.value[PTWALK_DICT_MARKER_UFFD_WP]))
			flags |= PAGEMAP_UFFD_WP;
	}
	/* for a hugetlb page that is not present, pagemap reports uffd-wp only */
	if (vma->hugetlb_shift && !(flags & PAGEMAP_PRESENT)) {
		flags &= PAGEMAP_UFFD_WP;
		frame = 0;
	}
	/* pagemap ignores the soft-dirty bit of hugetlb entries */
	if (vma->hugetlb_shift)
		flags &= ~PAGEMAP_SOFT_DIRTY;
	/* pagemap shows a VM_PFNMAP VMA as a hole, since walk_page_range() skips it */
	if (vma->flags & PTWALK_VMA_PFNMAP) {
		flags = 0;
		frame = 0;
	}
	/* fb8e37f35a2f ("mm/pagemap: export uffd-wp protection information"), 5.14 */
	if (!kernel_since(5, 14))
		flags &= ~PAGEMAP_UFFD_WP;
	/* pagemap reports every page of a VM_SOFTDIRTY VMA as soft-dirty */
	if (vma->flags & PTWALK_VMA_SOFTDIRTY)
		flags |= PAGEMAP_SOFT_DIRTY;
	return flags | (frame & PAGEMAP_PFN);
}

static bool leaf_agrees(const struct dump *dump, uint64_t addr, uint64_t entry,
			struct leaf *leaf)
{
	const uint64_t compared = PAGEMAP_PRESENT | PAGEMAP_SWAP | PAGEMAP_PFN |
				  PAGEMAP_SOFT_DIRTY | PAGEMAP_UFFD_WP;

	find_leaf(dump, addr, leaf);
	if (expected(dump, addr, leaf) == (entry & compared))
		return true;
	note("%lx: ptwalk: %s, level %u, raw %016llx, so %016lx; pagemap: %016lx",
	     addr, ptwalk_kind_name(leaf->pte.kind), leaf->pte.level,
	     leaf->pte.raw, expected(dump, addr, leaf), entry & compared);
	return false;
}

bool view_agrees(const struct dump *dump, uint64_t addr, uint64_t entry)
{
	struct leaf leaf = { 0 };

	return leaf_agrees(dump, addr, entry, &leaf);
}

long view_differences(const struct dump *dump, pid_t pid, uint64_t start,
		      uint64_t length)
{
	size_t count = length / PAGE, i;
	uint64_t *entries = calloc(count, sizeof(*entries));
	struct leaf leaf = { 0 };
	long wrong = -1;

	if (entries && pagemap_read(pid, start, entries, count) ==
	    (ssize_t)count) {
		wrong = 0;
		/* stop after five differences */
		for (i = 0; i < count && wrong < 5; i++)
			wrong += !leaf_agrees(dump, start + i * PAGE, entries[i],
					      &leaf);
	}
	free(entries);
	return wrong;
}
