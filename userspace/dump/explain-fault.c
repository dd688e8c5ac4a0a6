// SPDX-License-Identifier: GPL-2.0-only
/*
 * A page-fault error code in words, for explain.h: what the access was, and why it
 * faulted.
 */
#include <stdio.h>

#include "explain.h"
#include "oops.h"

/*
 * What each bit of the error code says when it is clear and when it is set: SDM 3A 4.7,
 * figure 4-12; AMD APM 2, 8.4.2.  NULL: a clear bit says nothing.  Highest bit first,
 * as explain_fault_bits() relies on.
 */
static const struct {
	unsigned int	bit;
	const char	*name;
	const char	*clear;
	const char	*set;
} bits[] = {
	{ 31, "RMP", NULL,
	  "the reverse map table of AMD SEV-SNP forbids it" },
	{ 15, "SGX", NULL,
	  "SGX forbids it, not the page tables" },
	{ 7, "HLAT", NULL,
	  "there was no translation by HLAT paging" },
	{ 6, "SS", NULL, "an access to a shadow stack" },
	{ 5, "PK", NULL, "the protection key of the page forbids it" },
	{ 4, "I/D", "an access to data", "an instruction fetch" },
	{ 3, "RSVD", NULL,
	  "an entry on the way has a reserved bit set" },
	{ 2, "U/S", "by the kernel, or by the CPU itself (supervisor mode)",
	  "by user mode" },
	{ 1, "W/R", "not a write", "a write" },
	{ 0, "P", "an entry on the way was not present",
	  "all entries were present, and what they say forbids it" },
};

/**
 * explain_fault_bits() - explain the bits of a page-fault error code one by one
 * @code: the error code
 * @known: mask of the bits of @code that are known
 * @field: filled in, the highest bit first; room for %EXPLAIN_FIELDS
 *
 * A clear bit gets a field only if clear has a meaning.  Bits that are not known are
 * left out.
 *
 * Return: number of fields.
 */
size_t explain_fault_bits(__u64 code, __u64 known,
			  struct explain_field field[EXPLAIN_FIELDS])
{
	__u64 mask, unnamed = code;
	size_t i, nr = 0;
	int bit;

	for (i = 0; i < ARRAY_SIZE(bits); i++)
		unnamed &= ~(1ULL << bits[i].bit);
	for (i = 0, bit = 63; bit >= 0; bit--) {
		const char *name = "-", *meaning = "reserved, should be 0";

		mask = 1ULL << bit;
		if (i < ARRAY_SIZE(bits) && bits[i].bit == (unsigned int)bit) {
			name = bits[i].name;
			meaning = code & mask ? bits[i].set : bits[i].clear;
			i++;
		} else if (!(unnamed & mask)) {
			continue;
		}
		if (!meaning || !(known & mask))
			continue;
		field[nr] = (struct explain_field){
			.low = bit, .high = bit, .name = name,
			.value = !!(code & mask),
		};
		snprintf(field[nr].meaning, sizeof(field[nr].meaning), "%s",
			 meaning);
		nr++;
	}
	return nr;
}

/*
 * Why the access faulted.  Several bits can be set: the first one counts, in the order
 * in which show_fault_oops() of the kernel tests those that it names.
 */
static const char *cause(__u64 code)
{
	if (!(code & OOPS_PF_P))
		return code & OOPS_PF_HLAT ? "no translation by HLAT paging" :
					     "an entry on the way was not present";
	if (code & OOPS_PF_RSVD)
		return "an entry on the way has a reserved bit set";
	if (code & OOPS_PF_PK)
		return "the protection key of the page forbids it";
	if (code & OOPS_PF_RMP)
		return "the reverse map table (SEV-SNP) forbids it";
	if (code & OOPS_PF_SGX)
		return "SGX forbids it";
	if (code & OOPS_PF_SS)
		return "the page is no shadow stack, or may not be used as one";
	if (code & OOPS_PF_ID)
		return code & OOPS_PF_US ?
		       "NX is set or US is clear in an entry on the way" :
		       "NX is set in an entry on the way, or SMEP forbids it";
	if (code & OOPS_PF_WR)
		return code & OOPS_PF_US ?
		       "RW or US is clear in an entry on the way" :
		       "RW is clear in an entry on the way, or SMAP forbids it";
	return code & OOPS_PF_US ? "US is clear in an entry on the way" :
				   "SMAP forbids it, or a stale translation was used";
}

/**
 * explain_fault() - explain a page-fault error code in one sentence
 * @code: the error code
 * @known: mask of the bits of @code that are known; without OOPS_PF_P the sentence does
 *	   not name a cause
 * @buf: filled in with the sentence, without a full stop
 *
 * Return: @buf.
 */
char *explain_fault(__u64 code, __u64 known, char buf[EXPLAIN_SENTENCE_SIZE])
{
	const char *access = code & OOPS_PF_ID ? "an instruction fetch" :
			     code & OOPS_PF_WR ? "a write" : "a read";

	snprintf(buf, EXPLAIN_SENTENCE_SIZE, "%s%s by %s%s%s", access,
		 code & OOPS_PF_SS ? " of a shadow stack" : "",
		 code & OOPS_PF_US ? "user mode" : "supervisor mode",
		 known & OOPS_PF_P ? ": " : "",
		 known & OOPS_PF_P ? cause(code) : "");
	return buf;
}
