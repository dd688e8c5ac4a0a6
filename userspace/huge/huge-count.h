/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Counts what the entries of a page table are: the inner loop of huge.h.  The dictionary
 * of the dump is turned into masks once, so that an entry costs a few instructions and no
 * call.
 */
#ifndef PTWALK_HUGE_COUNT_H
#define PTWALK_HUGE_COUNT_H

#include "facts.h"
#include "huge-window.h"
#include "pte.h"

/**
 * struct huge_masks - PTE bits of the kernel of a dump, as masks
 * @dict: the dictionary that they come from
 * @addr: address field of a 4K entry
 * @writable: the kernel's pte_write() holds if any of these bits is set
 * @dirty: D and saved-dirty
 * @uffd_wp: write-protected by userfaultfd
 * @special: no struct page that may be used
 * @devmap: a ZONE_DEVICE page
 * @protnone: with P = 0: a page that is PROT_NONE or waits for a NUMA hinting fault
 * @soft_dirty: written to since clear_refs
 * @known: the dictionary has all keys that the rules need
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
 * struct huge_entry - one PTE, decoded as far as rules need it
 * @kind: enum ptwalk_kind, with %PTWALK_PAGE for %PTWALK_PROTNONE as well
 * @zero: the zero page
 * @special: no struct page that may be used; not set for the zero page
 * @devmap: a ZONE_DEVICE page
 * @dirty: D or saved-dirty is set
 * @writable: the kernel's pte_write() holds
 * @uffd_wp: write-protected by userfaultfd, also in a swap entry or marker
 * @page: what kpageflags and kpagecount say of the page, or NULL
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

/* Does a PTE map a frame, with a struct page that may be used? */
static inline bool huge_has_page(const struct huge_masks *masks, __u64 raw)
{
	return (raw & (PTWALK_RAW_P | masks->protnone)) && !(raw & masks->special);
}

/* Frame number of a PTE that maps one; PROT_NONE inverts it: see decode_inverted() */
static inline __u64 huge_frame(const struct huge_masks *masks, __u64 raw)
{
	return ((raw & PTWALK_RAW_P ? raw : ~raw) & masks->addr) >> ptwalk_shift(1);
}

/* kpageflags and kpagecount of a page, as the conditions that rules check */
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
__u64 huge_count_rss(const struct huge_masks *masks, const struct ptwalk_table *table,
		     unsigned int from, unsigned int to);
void huge_count(const struct huge_masks *masks,
		const struct ptwalk_table *table, unsigned int from,
		unsigned int to, bool anon, struct huge_counts *counts);
void huge_count_pages(const struct huge_masks *masks, const struct facts *facts,
		      const struct ptwalk_table *table, unsigned int from,
		      unsigned int to, struct huge_counts *counts);

#endif /* PTWALK_HUGE_COUNT_H */
