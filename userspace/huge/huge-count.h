/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the entries of a page table are, counted: the inner loop of huge.h.  The
 * dictionary is turned into masks once, so that an entry costs a few
 * instructions and no call.
 */
#ifndef PTWALK_HUGE_COUNT_H
#define PTWALK_HUGE_COUNT_H

#include "facts.h"
#include "huge-window.h"
#include "pte.h"

/**
 * struct huge_masks - a kernel's bits, ready for use
 * @dict: where they are from
 * @addr: address field of a 4K entry
 * @writable: any bit set: the kernel's pte_write()
 * @dirty: any bit set: D, or saved-dirty
 * @uffd_wp: write-protected by userfaultfd
 * @special: no struct page to be used
 * @devmap: a ZONE_DEVICE page
 * @protnone: with P = 0
 * @soft_dirty: written to since clear_refs
 * @known: the dictionary says all that is needed
 */
struct huge_masks {
	const struct ptwalk_dict *dict;
	__u64	addr;
	__u64	writable;
	__u64	dirty;
	__u64	uffd_wp;
	__u64	special;
	__u64	devmap;
	__u64	protnone;
	__u64	soft_dirty;
	bool	known;
};

/**
 * struct huge_entry - one entry, as far as rules ask
 * @kind: enum ptwalk_kind
 * @zero: the zero page
 * @special: no struct page, zero page not counted
 * @devmap: a ZONE_DEVICE page
 * @dirty: D, or saved-dirty
 * @writable: the kernel's pte_write()
 * @uffd_wp: write-protected by userfaultfd, also in a swap entry or marker
 * @page: what the kernel says of the page, or NULL
 */
struct huge_entry {
	unsigned int	kind;
	bool		zero;
	bool		special;
	bool		devmap;
	bool		dirty;
	bool		writable;
	bool		uffd_wp;
	const struct ptwalk_page_run *page;
};

/* Does an entry of a page table have a frame, and the frame a struct page to be used? */
static inline bool huge_has_page(const struct huge_masks *masks, __u64 raw)
{
	return (raw & (PTWALK_RAW_P | masks->protnone)) && !(raw & masks->special);
}

/* The frame of an entry that has one; under PROT_NONE its bits are inverted. */
static inline __u64 huge_frame(const struct huge_masks *masks, __u64 raw)
{
	return ((raw & PTWALK_RAW_P ? raw : ~raw) & masks->addr) >> ptwalk_shift(1);
}

/* What the kernel says of a page, in the words of its rules */
bool huge_page_anon(const struct ptwalk_page_run *page);
bool huge_page_shared(const struct ptwalk_page_run *page);
bool huge_page_off_lru(const struct ptwalk_page_run *page);
bool huge_page_locked(const struct ptwalk_page_run *page);
bool huge_page_referenced(const struct ptwalk_page_run *page);
bool huge_page_lazyfree(const struct ptwalk_page_run *page);

void huge_masks_init(struct huge_masks *masks, const struct ptwalk_dict *dict);
void huge_entry_read(const struct huge_masks *masks, __u64 raw, bool anon,
		     struct huge_entry *entry);
void huge_counts_add(struct huge_counts *counts, const struct huge_counts *more);
void huge_count(const struct huge_masks *masks,
		const struct ptwalk_table *table, unsigned int from,
		unsigned int to, bool anon, struct huge_counts *counts);
void huge_count_pages(const struct huge_masks *masks, const struct facts *facts,
		      const struct ptwalk_table *table, unsigned int from,
		      unsigned int to, struct huge_counts *counts);

#endif /* PTWALK_HUGE_COUNT_H */
