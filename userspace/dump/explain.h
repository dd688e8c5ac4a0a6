/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A decoded entry, and what a dump lacks, in words.  Owns the sentences that
 * commands share; the facts in them are pte.h's.  Never prints.
 */
#ifndef PTWALK_EXPLAIN_H
#define PTWALK_EXPLAIN_H

#include "pte.h"

struct dump;
struct errmsg;

/* One for each bit of an entry: no two fields share one. */
#define EXPLAIN_FIELDS		64
/* "rwxu" and a NUL */
#define EXPLAIN_EFFECTIVE_SIZE	5
#define EXPLAIN_SENTENCE_SIZE	160

/**
 * struct explain_field - one bit, or bits that belong together
 * @low: lowest bit
 * @high: highest bit
 * @name: of the flag or field; "-" where it has none
 * @value: an address in bytes, else the number that the bits form
 * @meaning: in a few words
 */
struct explain_field {
	unsigned int	low;
	unsigned int	high;
	const char	*name;
	__u64		value;
	char		meaning[120];
};

bool explain_knows_linux(const struct ptwalk_dict *dict);
bool explain_has_phys(const struct ptwalk_pte *pte);
size_t explain_fields(const struct ptwalk_dict *dict,
		      const struct ptwalk_pte *pte,
		      struct explain_field field[EXPLAIN_FIELDS]);
char *explain_entry(const struct ptwalk_dict *dict,
		    const struct ptwalk_pte *pte, const struct ptwalk_vma *vma,
		    bool one_moment, char buf[EXPLAIN_SENTENCE_SIZE]);
size_t explain_fault_bits(__u64 code, __u64 known,
			  struct explain_field field[EXPLAIN_FIELDS]);
char *explain_fault(__u64 code, __u64 known, char buf[EXPLAIN_SENTENCE_SIZE]);
char *explain_effective(__u32 effective, char buf[EXPLAIN_EFFECTIVE_SIZE]);
const char *explain_memtype(const struct ptwalk_dict *dict, unsigned int pat);
const char *explain_marker(const struct ptwalk_dict *dict, __u64 bits);
const char *explain_span(unsigned int level);
bool explain_caveat(const struct dump *dump, unsigned int nr,
		    struct errmsg *text);

#endif /* PTWALK_EXPLAIN_H */
