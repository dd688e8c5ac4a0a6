// SPDX-License-Identifier: GPL-2.0-only
/*
 * The result of "ptwalk walk" in words: the page, what it allows, its area; or the reason why
 * there is no page.
 */
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "cmd-walk.h"
#include "kind.h"
#include "number.h"
#include "terminal.h"

/* Why a dump of the area lacks a table that an entry leads to. */
static const char *walk_absence(const struct dump *dump)
{
	if (dump_of_image(dump))
		return "is not in the image";
	if (!(dump->end->flags & PTWALK_END_LEFT_OUT))
		return "was added or freed during the dump";
	if (dump->tail.source == PTWALK_SOURCE_MODULE)
		return "was left out, as the hugetlb file stayed locked, or added or freed meanwhile";
	return "could not be read, or was added or freed during the dump";
}

/**
 * walk_stop_reason() - one sentence that says why the address has no page
 * @dump: the dump
 * @walk: a walk of it that has not ended at a page
 * @buf: filled in
 *
 * Return: @buf.
 */
char *walk_stop_reason(const struct dump *dump, const struct walk *walk,
		       char buf[WALK_REASON_SIZE])
{
	size_t size = WALK_REASON_SIZE;
	char sentence[EXPLAIN_SENTENCE_SIZE], span[NUMBER_SPAN_SIZE];

	switch (walk->end) {
	case WALK_NOT_PRESENT:
		explain_entry(&dump->dict, &walk_last(walk)->pte, walk->vma,
			      dump_moment(dump->end) == DUMP_ONE_MOMENT,
			      sentence);
		snprintf(buf, size, "%s", sentence);
		break;
	case WALK_NO_AREA:
		snprintf(buf, size,
			 "the dump does not contain the next table: the address is in no area");
		break;
	case WALK_NO_TABLE:
		snprintf(buf, size,
			 "the dump does not contain the next table, which %s",
			 walk_absence(dump));
		break;
	case WALK_NOT_COVERED:
		snprintf(buf, size,
			 "outside of what the dump covers, %s",
			 number_span(span, dump->header->start,
				     dump->header->end));
		break;
	default:
		snprintf(buf, size,
			 "not known: the dump is incomplete and ends at 0x%llx",
			 dump->end->reached);
	}
	return buf;
}

/* "PD, PT": the levels of a mask, the top one first */
static char *walk_level_names(__u32 levels, char buf[32])
{
	unsigned int level;
	size_t used = 0;

	buf[0] = '\0';
	for (level = PTWALK_LEVEL_MAX; level; level--)
		if (levels & (1U << level))
			used += snprintf(buf + used, 32 - used, "%s%s",
					 used ? ", " : "",
					 ptwalk_level_name(level));
	return buf;
}

/* Error codes of a page fault: SDM 3A 4.7 */
#define FAULT_P		0x01
#define FAULT_WRITE	0x02
#define FAULT_USER	0x04
#define FAULT_RESERVED	0x08
#define FAULT_FETCH	0x10

/* A line below the picture: what is said, behind the name of what it is about */
#define walk_say(label, format, ...)					\
	do {								\
		_Static_assert(sizeof(label) <= 19, "a column for labels"); \
		char before[21];					\
									\
		snprintf(before, sizeof(before), "  %-18s", label);	\
		terminal_say(before, format, ##__VA_ARGS__);		\
	} while (0)

static void walk_tell_access(const struct walk *walk, bool zero)
{
	const unsigned int user = walk->no_user ? 0 : FAULT_USER;
	const struct ptwalk_vma *vma = walk->vma;
	char levels[32];

	walk_say("access", "%s may read%s%s",
		 walk->no_user ? "the kernel alone" : "user mode",
		 walk->no_write ? "" : ", write",
		 walk->no_exec ? "" : ", execute");
	if (walk->no_user)
		walk_say("", "not user mode: US is clear in %s: #PF, error code 0x%x",
			 walk_level_names(walk->no_user, levels), FAULT_P | FAULT_USER);
	if (walk->no_write)
		walk_say("", "not write: RW is clear in %s: #PF, error code 0x%x",
			 walk_level_names(walk->no_write, levels), FAULT_P | FAULT_WRITE | user);
	if (walk->no_write && vma && (vma->flags & PTWALK_VMA_WRITE)) {
		walk_say("", "the area allows it: the first write faults, and the kernel");
		walk_say("", "%s",
			 zero ? "puts a new page of zeros in the place of this one" :
			 "copies the page, or makes the entry writable");
	}
	if (walk->no_exec)
		walk_say("", "not execute: NX is set in %s: #PF, error code 0x%x",
			 walk_level_names(walk->no_exec, levels), FAULT_P | FAULT_FETCH | user);
}

/* A bit that must be 0 is set on the way: SDM 3A 4.7, the CPU uses no entry with one */
static void walk_tell_reserved(const struct walk *walk)
{
	char levels[32];

	walk_say("every access", "#PF, error code 0x%x: a bit that must be 0 is set in %s",
		 FAULT_P | FAULT_RESERVED | (walk->addr >> 63 ? 0 : FAULT_USER),
		 walk_level_names(walk->reserved, levels));
}

/*
 * What the CPU keeps of the walk: SDM 3A 4.10.2.  One TLB entry is for a whole page, with the
 * permissions of all levels together, so that an access to the page needs no table again.
 */
static void walk_tell_tlb(const struct dump *dump, const struct walk *walk)
{
	const struct walk_step *last = walk_last(walk);
	const unsigned int shift = ptwalk_shift(last->pte.level);
	const bool pcid = dump->dict.value[PTWALK_DICT_FEATURES] & PTWALK_CPU_PCID;
	char eff[EXPLAIN_EFFECTIVE_SIZE];

	walk_say("TLB", "one entry for this page of %s: 0x%llx to 0x%llx, %s",
		 explain_span(last->pte.level), walk->addr >> shift, last->pte.phys >> shift,
		 explain_effective(last->effective, eff));
	if (last->pte.flags & PTWALK_F_G)
		walk_say("", "global: it stays when CR3 changes");
	else if (pcid)
		walk_say("", "of this address space alone, by its number in CR3 (PCID)");
	else
		walk_say("", "gone when CR3 changes");
}

/* A name of kind_huge_name() in words */
static const char *walk_huge_words(const char *name)
{
	if (!strcmp(name, "hugetlb"))
		return "a hugetlb page, from the pool that root has reserved; not in Rss";
	if (!strcmp(name, "device"))
		return "memory of a device";
	if (!strcmp(name, "file-thp"))
		return "a transparent huge page (THP) of a file or of shared memory";
	return "a transparent huge page (THP)";
}

static void walk_tell_page(const struct dump *dump, const struct walk *walk)
{
	const struct ptwalk_pte *pte = &walk_last(walk)->pte;
	const char *memtype = explain_memtype(&dump->dict, pte->pat);
	/* a page that became writable again can have both bits */
	bool saved = (pte->flags & PTWALK_F_SAVED_DIRTY) && !(pte->flags & PTWALK_F_D);
	unsigned int kind = kind_of(&dump->dict, walk->vma, pte);
	const char *huge = kind_huge_name(&dump->dict, walk->vma, pte);

	walk_say("physical address", "0x%llx", walk->phys);
	walk_say("page", "%s at 0x%llx (frame 0x%llx), offset 0x%llx",
		 explain_span(pte->level), pte->phys, pte->phys >> 12,
		 walk->phys - pte->phys);
	if (kind != PTWALK_PAGE)
		walk_say("", "the %s: full of zeros, shared by all processes that have only read",
			 kind == PTWALK_ZERO_PAGE ? "zero page" : "huge zero page");
	if (huge)
		walk_say("", "%s", walk_huge_words(huge));
	walk_say("memory type", "%s%s%s(PAT index %u)", memtype ? memtype : "",
		 explain_assumed_memtype(&dump->dict, pte) ? "?" : "",
		 memtype ? " " : "", pte->pat);
	if (walk->reserved) {
		walk_tell_reserved(walk);
	} else {
		walk_tell_access(walk, kind != PTWALK_PAGE);
		walk_tell_tlb(dump, walk);
	}
	if (pte->pkey)
		walk_say("", "protection key %u: the thread's PKRU can forbid more",
			 pte->pkey);
	walk_say("use", "%s, %s%s",
		 pte->flags & PTWALK_F_A ? "accessed" : "not accessed",
		 pte->flags & PTWALK_F_D || saved ? "dirty" : "not dirty",
		 saved ? " (kept aside while it is write-protected)" : "");
}

static void walk_tell_area(const struct dump *dump, const struct walk *walk)
{
	char perm[AREA_PERM_SIZE], name[AREA_ESCAPED_SIZE];
	char span[NUMBER_SPAN_SIZE];

	if (!walk->vma) {
		walk_say("area", "none: nothing is mapped here");
		return;
	}
	if (dump_lacks_vmas(dump)) {
		walk_say("area", "not known: the dump is of a memory image");
		return;
	}
	area_escape((const char *)walk->vma->name, walk->vma->name_length, name,
		    sizeof(name));
	walk_say("area", "%s %s %s",
		 number_span(span, walk->vma->start,
			     dump_vma_end(dump, walk->vma)),
		 area_perm(walk->vma, perm),
		 *name ? name : walk->vma->flags & PTWALK_VMA_FILE ? AREA_NAME_UNKNOWN :
		 "(anonymous)");
}

/* What an access does where P is clear in an entry on the way */
static void walk_tell_fault(const struct walk *walk)
{
	const unsigned int user = walk->addr >> 63 ? 0 : FAULT_USER;

	if (walk->end != WALK_NOT_PRESENT)
		return;
	walk_say("every access", "#PF with 0x%llx in CR2, error code with P clear:", walk->addr);
	walk_say("", "0x%x to read, 0x%x to write, 0x%x to execute",
		 user, FAULT_WRITE | user, FAULT_FETCH | user);
}

/**
 * walk_tell() - print the result in words below the table, for people
 * @dump: the dump
 * @walk: a walk of it
 */
void walk_tell(const struct dump *dump, const struct walk *walk)
{
	const struct walk_step *last = walk_last(walk);
	char reason[WALK_REASON_SIZE];

	if (!walk->nr) {
		printf("0x%llx: the dump contains no page table\n", walk->addr);
		return;
	}
	putchar('\n');
	if (walk->end == WALK_PAGE) {
		printf("0x%llx is mapped by an entry of a %s:\n\n",
		       walk->addr, ptwalk_level_name(last->pte.level));
		walk_tell_page(dump, walk);
	} else {
		printf("0x%llx has %s; the walk ends in a %s:\n\n", walk->addr,
		       last->pte.kind == PTWALK_PROTNONE ? "a page that the CPU must not use" :
							   "no page",
		       ptwalk_level_name(last->pte.level));
		walk_say("why", "%s",
			 walk_stop_reason(dump, walk, reason));
		walk_tell_fault(walk);
	}
	walk_tell_area(dump, walk);
}
