/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The table of all kinds of windows that the tests make: what khugepaged and MADV_COLLAPSE
 * answer for each on each kernel, and where ptwalk cannot give the same answer.  A window is an
 * aligned range of 2 MiB.
 */
#ifndef PTWALK_WINDOW_KINDS_H
#define PTWALK_WINDOW_KINDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The settings of a kind unless its @knobs change them.  None is at the end of its scale, and
 * only memory advised by MADV_HUGEPAGE is scanned.
 */
#define WINDOW_KNOBS	"enabled=madvise shmem_enabled=advise "		\
			"khugepaged/max_ptes_none=64 "			\
			"khugepaged/max_ptes_swap=64 "			\
			"khugepaged/max_ptes_shared=256"

/**
 * struct window_kind - a kind of window
 * @name: name of the kind in test output
 * @make: name of the situation for helpers/situate, without "window-"
 * @knobs: settings that it needs (knobs.h), or NULL
 * @tmpfs: mount option of the tmpfs with its file; NULL if the file is on a disk
 * @merged: number of pages, from the first on, that KSM has to merge
 * @zero: KSM has to merge them to the zero page
 * @limited: its process has to be in a cgroup that cannot be charged 2M more
 * @says: status that khugepaged reports, for window_kind_word(); "A|B" if it depends on
 *	  what happened to other pages before
 * @answers: result of MADV_COLLAPSE, for window_kind_word(): name of the errno, "huge" if
 *	     the window is huge afterwards, "0" if it succeeds without a huge page
 * @area: ptwalk's verdict if the kernel skips the window without a scan, else NULL
 * @differs: ptwalk's verdict, for window_kind_word(), if ptwalk cannot find out
 *	     khugepaged's; NULL or "-" if it can
 * @at_times: with @differs: the two verdicts agree sometimes
 * @because: with @differs: the reason; Documentation/huge.rst says more
 */
struct window_kind {
	const char	*name;
	const char	*make;
	const char	*knobs;
	const char	*tmpfs;
	unsigned int	merged;
	bool		zero;
	bool		limited;
	const char	*says;
	const char	*answers;
	const char	*area;
	const char	*differs;
	bool		at_times;
	const char	*because;
};

extern const struct window_kind window_kinds[];
extern const size_t window_kinds_nr;

/**
 * window_kind_word() - choose the word that is valid for the running kernel
 * @words: "WORD" for all kernels, or "WORD RELEASE:WORD...", where the word after RELEASE
 *	   replaces the one before it from that release on
 * @word: filled in
 * @size: size of @word in bytes
 */
void window_kind_word(const char *words, char *word, size_t size);

#endif /* PTWALK_WINDOW_KINDS_H */
