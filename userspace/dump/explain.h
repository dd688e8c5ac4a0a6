/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Sentences about a decoded entry, about a page-fault error code, and about what a
 * dump lacks.  Owns the wording that several commands share; decoding is in pte.h.
 * Never prints.
 */
#ifndef PTWALK_EXPLAIN_H
#define PTWALK_EXPLAIN_H

#include "pte.h"

struct dump;
struct errmsg;

/* At most one field for each bit of an entry: no two fields share a bit. */
#define EXPLAIN_FIELDS		64
/* "rwxu" and a NUL */
#define EXPLAIN_EFFECTIVE_SIZE	5
#define EXPLAIN_SENTENCE_SIZE	160
/* the names of all keys of the dictionary, with separators of two characters */
#define EXPLAIN_KEYS_SIZE	1024

/**
 * struct explain_field - one bit, or several bits that belong together
 * @low: number of the lowest bit
 * @high: number of the highest bit
 * @name: name of the flag or field; "-" if it has none
 * @value: for an address, the address in bytes; else the number that the bits form
 * @meaning: what the value means, in a few words
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
__u64 explain_assumed(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte);
__u64 explain_assumed_memtype(const struct ptwalk_dict *dict, const struct ptwalk_pte *pte);
char *explain_keys(__u64 keys, const char *separator, char buf[EXPLAIN_KEYS_SIZE]);
bool explain_caveat(const struct dump *dump, unsigned int nr,
		    struct errmsg *text);

#endif /* PTWALK_EXPLAIN_H */
