/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Which window of a process each judgement of khugepaged was about.  The kernel
 * says why it did or did not collapse, and names an address space and one frame,
 * but no address; dumps know at which address a frame stands.  Fed with both, in
 * any order that time allows, this joins them.  Pure: no output, no files.
 *
 * What an event's frame is, in 6.1, 6.12 and 7.2 (hpage_collapse_scan_pmd(),
 * 7.2: collapse_scan_pmd()): that of the last page that the scan took a closer
 * look at, before it stopped or came to the end.  It is always a page of the
 * window, but it is the first frame of the folio that the page belongs to.  It
 * is none (-1) where no page was looked at: there is no table, the window is
 * huge, or all that came before the end were empty or swapped out.  After a
 * success it is a frame that was copied and is free: only an earlier dump has it.
 * Of files (hpage_collapse_scan_file()) it is a page of the page cache, none
 * where all of it was looked at, and no frame at all for "exceed_swap_pte".
 *
 * Which address space is the target's is not said either.  It is the one whose
 * frames stand in the dumps.
 *
 * khugepaged visits one address space at a time, its areas by ascending address,
 * each area as a whole or not at all, and every window of it; each visit is one
 * event.  So a judgement without a frame is located by its neighbours, where they
 * leave one window only; else it is counted as not located.
 *
 * What can go wrong: a window that changed twice between two dumps, so that none of
 * them shows what khugepaged saw, and a large folio whose first page was moved to
 * another window by mremap().
 */
#ifndef PTWALK_OBSERVE_H
#define PTWALK_OBSERVE_H

#include "dump.h"
#include "trace.h"

#define OBSERVE_WINDOW	0x200000ULL

/**
 * enum observe_how - what a judgement was located by
 * @OBSERVE_NOT: it was not
 * @OBSERVE_ADDRESS: the kernel said the address (a collapse of a file, 6.12)
 * @OBSERVE_FRAME: its frame stands in one window
 * @OBSERVE_PROMOTED: it was a success, and one window became huge
 * @OBSERVE_ORDER: its neighbours leave one window
 */
enum observe_how {
	OBSERVE_NOT,
	OBSERVE_ADDRESS,
	OBSERVE_FRAME,
	OBSERVE_PROMOTED,
	OBSERVE_ORDER,
};

/**
 * enum observe_step - how far khugepaged came with a window
 * @OBSERVE_SCAN: it looked at the entries
 * @OBSERVE_COLLAPSE: it began to collapse: allocated a huge page, locked
 * @OBSERVE_SWAPIN: it fetched what was swapped out
 * @OBSERVE_ISOLATE: it took the pages off their lists, and looked again
 */
enum observe_step {
	OBSERVE_SCAN,
	OBSERVE_COLLAPSE,
	OBSERVE_SWAPIN,
	OBSERVE_ISOLATE,
};

/**
 * struct observe_verdict - one judgement of one window
 * @addr: the window
 * @time: when, nanoseconds of CLOCK_MONOTONIC
 * @status: the kernel's word for it; lives as long as the observation
 * @how: enum observe_how, never %OBSERVE_NOT
 * @step: enum observe_step: the last one that was begun
 * @file: of a file or shmem: judged by the page cache, not by PTEs
 * @tried: bit N: a collapse to 2^N pages was tried
 * @done: bit N: it was done
 * @none: PTEs that are empty or the zero page, as far as it looked; -1 where
 *	  the event does not say
 * @unmapped: PTEs, or pages of shmem, that are swapped out, likewise
 * @referenced: PTEs whose page was used of late, likewise
 * @present: pages of a file that are in memory, likewise
 * @swapped_in: pages fetched from swap, likewise
 */
struct observe_verdict {
	__u64		addr;
	__u64		time;
	const char	*status;
	__u8		how;
	__u8		step;
	bool		file;
	__u32		tried;
	__u32		done;
	__s32		none;
	__s32		unmapped;
	__s32		referenced;
	__s32		present;
	__s32		swapped_in;
};

/**
 * enum observe_target - was the target's address space told from the others?
 * @OBSERVE_KNOWN: yes
 * @OBSERVE_UNSEEN: no judgement was about a frame of the target
 * @OBSERVE_ALIKE: several address spaces hold the target's frames, as after fork
 */
enum observe_target {
	OBSERVE_KNOWN,
	OBSERVE_UNSEEN,
	OBSERVE_ALIKE,
};

/**
 * struct observe_report - what came of it
 * @target: enum observe_target
 * @spaces: address spaces that were judged
 * @judged: judgements of windows
 * @others: of them, of other address spaces
 * @located: of them, located in the target
 * @skipped: of them, those not looked at, being too many at a time
 * @unlocated: the rest: of the target but of an unknown window, or, where the
 *	       target is not %OBSERVE_KNOWN, of whomever
 * @asked: judgements that a program asked for (MADV_COLLAPSE), which are not
 *	   khugepaged's and not in @judged
 * @verdict: those located, ascending by address, then by time
 */
struct observe_report {
	unsigned int		target;
	__u64			spaces;
	__u64			judged;
	__u64			others;
	__u64			located;
	__u64			skipped;
	__u64			unlocated;
	__u64			asked;
	struct observe_verdict	*verdict;
};

struct observe;

struct observe *observe_new(int khugepaged);
int observe_event(struct observe *o, const struct trace_event *event);
void observe_lost(struct observe *o);
int observe_dump(struct observe *o, const struct dump *dump);
int observe_report(struct observe *o, struct observe_report *report);
void observe_free(struct observe *o);

#endif /* PTWALK_OBSERVE_H */
