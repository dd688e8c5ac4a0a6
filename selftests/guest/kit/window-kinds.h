/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every kind of window that the tests know, what each kernel says of it, and where
 * ptwalk cannot say the same.
 */
#ifndef PTWALK_WINDOW_KINDS_H
#define PTWALK_WINDOW_KINDS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The settings that hold where a kind does not say otherwise: none of them at its
 * end of the scale, and nothing is judged that was not advised.
 */
#define WINDOW_KNOBS	"enabled=madvise shmem_enabled=advise "		\
			"khugepaged/max_ptes_none=64 "			\
			"khugepaged/max_ptes_swap=64 "			\
			"khugepaged/max_ptes_shared=256"

/**
 * struct window_kind - a kind of window
 * @name: its name in tables
 * @make: what helpers/situate calls it, after "window-"
 * @knobs: settings that it takes (knobs.h), or NULL
 * @tmpfs: the mount option of the tmpfs that its file is on, or NULL for a disk
 * @merged: how many of its first pages KSM is to merge
 * @zero: is it the zero page that they are to become?
 * @limited: is its process to be in a cgroup that cannot be charged 2M more?
 * @says: what khugepaged says of it, see window_kind_word(); "A|B" where what has
 *	  been done to other pages decides
 * @answers: likewise the errno of MADV_COLLAPSE, or "huge", or "0" where it succeeds
 *	     and nothing is huge
 * @area: ptwalk's word where the kernel does not even look at the window
 * @differs: likewise ptwalk's word where it cannot be khugepaged's; NULL, or "-", where
 *	it can
 * @at_times: the two may agree all the same
 * @because: why not; Documentation/huge.rst says more
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
 * window_kind_word() - the word that holds for the running kernel
 * @words: one for all, or "WORD RELEASE:WORD...": another one since that release
 * @word: put here
 * @size: of that
 */
void window_kind_word(const char *words, char *word, size_t size);

#endif /* PTWALK_WINDOW_KINDS_H */
