// SPDX-License-Identifier: GPL-2.0-only
/*
 * A forged dump on which advice can be carried out: see advised.h.
 */
#include <stdio.h>
#include <string.h>

#include "advised.h"

/* For mend(): which entries of the window to replace */
#define NONE	1U	/* empty entries and zero pages */
#define SWAP	2U	/* entries that are not present: swapped out */
#define SHARED	4U	/* entries of pages that are mapped more than once */

void advised_pages(struct advised *a, __u64 flags, unsigned int maps)
{
	unsigned int i;

	for (i = 0; i < 512; i++)
		forge_pages(a->f, ADVISED_HEAP + i * K4, 1, flags, maps);
}

void advised_spoil(struct advised *a, unsigned int from, unsigned int to, __u64 raw)
{
	for (; from < to; from++)
		forge_entry(a->f, 1, ADVISED_HEAP + from * K4,
			    raw & E_P ? raw + from * K4 : raw);
}

static void written(struct advised *a)
{
	advised_spoil(a, 0, 512, ADVISED_FRAMES | E_WRITTEN);
	advised_pages(a, ADVISED_PAGE, 1);
}

void advised_mm(struct advised *a, __u64 flags)
{
	a->mm = flags;
	forge_mm_flags(a->f, flags);
}

void advised_end(struct advised *a)
{
	if (a->f)
		forge_free(a->f);
	a->f = NULL;
}

void advised_begin(struct advised *a, enum forge_kernel kernel, const char *name)
{
	advised_end(a);
	a->kernel = kernel;
	a->f = forge_new(kernel, 4, PTWALK_HALF_USER);
	a->vma = forge_vma(a->f, ADVISED_HEAP, ADVISED_HEAP + M2, VMA_ANON, name);
	advised_mm(a, MM_HUGEPAGE);
	forge_knobs(a->f, kernel);
	written(a);
}

/* Replace all entries selected by @what with @bits and frames that only this process maps. */
static void mend(struct advised *a, const struct huge *h, const struct huge_window *w,
		 unsigned int what, __u64 bits)
{
	unsigned int i;

	for (i = 0; i < 512; i++) {
		const __u64 raw = ptwalk_table_entry(w->table, i);
		const __u64 addr = ADVISED_HEAP + i * K4;
		const struct ptwalk_page_run *page;

		page = facts_page(&h->dump->facts, addr);
		if (((what & NONE) && (!raw || raw & E_SPECIAL)) ||
		    ((what & SWAP) && raw && !(raw & E_P)) ||
		    ((what & SHARED) && page && page->addr <= addr && page->maps > 1)) {
			forge_entry(a->f, 1, addr, (ADVISED_FRAMES + i * K4) | bits);
			forge_pages(a->f, addr, 1, ADVISED_PAGE, 1);
		}
	}
}

bool advised_obey(struct advised *a, const char *fix, const struct huge *h,
		  const struct huge_window *w)
{
	struct ptwalk_vma *vma = a->vma;
	char *name = a->said[a->nr_said % ADVISED_STEPS][0];
	char *value = a->said[a->nr_said++ % ADVISED_STEPS][1];
	unsigned int n;

	if (sscanf(fix, "echo %32s > %63[^; ]", value + 1, name) == 2) {
		*value = '[';
		strcat(value, "]");
		forge_knob(a->f, name, value);
	} else if (sscanf(fix, "raise %63s to %u", name, &n) == 2) {
		if (n > 511)
			return false;
		snprintf(value, sizeof(a->said[0][1]), "%u", n);
		forge_knob(a->f, name, value);
	} else if (!strncmp(fix, "mount -o remount,huge=always", 28)) {
		forge_mount(a->f, 0, 1, "tmpfs", "/dev/shm", "rw,huge=always");
	} else if (strstr(fix, "must not call madvise(MADV_NOHUGEPAGE)")) {
		vma->flags &= ~PTWALK_VMA_NOHUGEPAGE;
	} else if (strstr(fix, "must not call prctl(PR_SET_THP_DISABLE)")) {
		advised_mm(a, a->mm & ~MM_NO_THP);
	} else if (!strncmp(fix, "one page fault", 14)) {
		advised_mm(a, a->mm | MM_HUGEPAGE);
	} else if (!strncmp(fix, "map the file at an address", 26)) {
		vma->offset = 0;
	} else if (!strncmp(fix, "close it where", 14)) {
		vma->flags &= ~PTWALK_VMA_WRITERS;
	} else if (!strncmp(fix, "copy the file to one", 20)) {
		vma->flags |= PTWALK_VMA_FILE_THP;
	} else if (!strncmp(fix, "have the program write to", 25)) {
		mend(a, h, w, NONE, E_WRITTEN);
	} else if (!strncmp(fix, "bring back what is swapped out", 30)) {
		mend(a, h, w, SWAP, E_READ);
	} else if (!strncmp(fix, "wait until they are written to", 30)) {
		mend(a, h, w, SHARED, E_WRITTEN);
	} else if (!strncmp(fix, "write to it again", 17) ||
		   strstr(fix, "madvise(MADV_UNMERGEABLE)")) {
		written(a);
	} else if (strstr(fix, "must remove the protection")) {
		advised_spoil(a, 7, 9, ADVISED_FRAMES | E_READ);
	} else if (!strncmp(fix, "write to one page", 17)) {
		advised_spoil(a, 3, 4, ADVISED_FRAMES | E_WRITTEN);
	} else if (!strncmp(fix, "the program accesses it again", 29)) {
		advised_spoil(a, 128, 512, ADVISED_FRAMES | E_WRITTEN);
	} else if (!strncmp(fix, "nothing: the first write", 24)) {
		vma->flags |= PTWALK_VMA_ANON_VMA;
	} else {
		return false;
	}
	return true;
}
