/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What can keep the window of a forged dump (advised.h) from being huge: settings, its VMA, its
 * entries and its pages, one or several of them at a time.
 */
#ifndef ADVISED_CASES_H
#define ADVISED_CASES_H

#include "advised.h"

/**
 * struct advised_case - a reason, or several
 * @name: of memory of a file, begins with what backs it
 * @make: changes the dump of advised_begin()
 * @kernels: bit N: kernel N of enum forge_kernel has it
 */
struct advised_case {
	const char	*name;
	void		(*make)(struct advised *a);
	unsigned int	kernels;
};

/* The last one has no name. */
extern const struct advised_case advised_cases[];

#endif /* ADVISED_CASES_H */
