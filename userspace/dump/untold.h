/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a dump does not tell about its entries, because its dictionary lacks a value: the dump of
 * a memory image has no bit of Linux's own and no meaning of an entry that is not present, and
 * BPF cannot learn all of them on every kernel.  With it, a command can say "not known" where
 * "no" would be wrong.  Does not own the decoding (pte.h) or values that are assumed (explain.h).
 * Never prints.
 */
#ifndef PTWALK_UNTOLD_H
#define PTWALK_UNTOLD_H

#include "dump.h"

/**
 * struct untold - what a dump does not tell, added up
 * @entries: number of entries of the kind %PTWALK_UNKNOWN
 * @bytes: size of the addresses of these entries
 * @flags: flags that present pages may have or not, a mask of PTWALK_F_*
 */
struct untold {
	__u64	entries;
	__u64	bytes;
	__u32	flags;
};

__u32 untold_flags(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte);
__u32 untold_kinds(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte);
void untold_add(struct untold *sum, const struct dump *dump, __u64 start, __u64 end);

#endif /* PTWALK_UNTOLD_H */
