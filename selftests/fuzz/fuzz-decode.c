// SPDX-License-Identifier: GPL-2.0-only
/*
 * The decoder that kernel and tool share: an input is a level, an entry, and a dictionary, all of
 * them anything.
 */
#include <string.h>

#include "explain.h"
#include "kit.h"
#include "pte.h"

/**
 * struct input - the first bytes of an input; words of the dictionary follow, by key
 * @raw: the entry
 * @assumed: keys that are assumed
 * @level: of the table that the entry is in
 * @kernel: it is of the kernel half
 */
struct input {
	__u64	raw;
	__u64	assumed;
	__u8	level;
	__u8	kernel;
	__u8	pad[6];
};

static void decode(const struct ptwalk_dict *dict, __u64 raw, unsigned int level)
{
	struct explain_field field[EXPLAIN_FIELDS];
	char buf[EXPLAIN_SENTENCE_SIZE], keys[EXPLAIN_KEYS_SIZE];
	struct ptwalk_pte pte;
	__u64 bits = 0;
	size_t i, nr;

	ptwalk_decode(dict, raw, level, &pte);
	FUZZ_CHECK(pte.raw == raw && pte.level == level);
	FUZZ_CHECK(pte.kind < PTWALK_NR_KINDS && pte.pat < 8 && pte.pkey < 16);
	FUZZ_CHECK(!(pte.reserved & ~raw));
	ptwalk_effective(dict, PTWALK_F_RW | PTWALK_F_US, &pte);

	/* the fields are the bits of the entry; those of a dictionary like this may overlap */
	nr = explain_fields(dict, &pte, field);
	FUZZ_CHECK(nr <= EXPLAIN_FIELDS);
	for (i = 0; i < nr; i++) {
		const unsigned int width = field[i].high - field[i].low + 1;
		const __u64 mask = (width == 64 ? ~0ULL : (1ULL << width) - 1) << field[i].low;

		FUZZ_CHECK(field[i].low <= field[i].high && field[i].high < 64);
		FUZZ_CHECK(memchr(field[i].meaning, '\0', sizeof(field[i].meaning)));
		bits |= mask;
	}
	FUZZ_CHECK(!(raw & ~bits));
	explain_entry(dict, &pte, NULL, false, buf);
	explain_keys(explain_assumed(dict, &pte), ", ", keys);
	explain_memtype(dict, pte.pat);
	explain_fault(raw, dict->value[0], buf);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct ptwalk_dict dict = { 0 };
	struct input input;
	unsigned int key;
	__u64 value;

	if (size < sizeof(input))
		return 0;
	memcpy(&input, data, sizeof(input));
	for (key = 0; key < PTWALK_DICT_NR; key++) {
		if (size < sizeof(input) + (key + 1) * sizeof(value))
			break;
		memcpy(&value, data + sizeof(input) + key * sizeof(value), sizeof(value));
		/* a value that is all ones is left out: a kernel does not tell everything */
		if (value != ~0ULL)
			ptwalk_dict_set(&dict, key, value);
	}
	dict.kernel = input.kernel & 1;
	dict.assumed = input.assumed & dict.known;
	decode(&dict, input.raw, 1 + input.level % PTWALK_LEVEL_MAX);
	return 0;
}
