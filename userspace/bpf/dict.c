// SPDX-License-Identifier: GPL-2.0-only
/*
 * Fill the dictionary of the running kernel: see dict.h.  module/dict.c takes the same values
 * from the kernel's own macros, where a module can be loaded.
 */
#include <errno.h>

#include "dict-private.h"

/* linux/swapops.h: MAX_PHYSMEM_BITS - PAGE_SHIFT, from asm/sparsemem.h */
#define PFN_BITS_4_LEVELS	34
#define PFN_BITS_5_LEVELS	40

/*
 * Offsets with a frame number: its width, and above it the A and D bits that migration keeps
 * (6.1).  It keeps them where offsets are wide enough (swap_migration_ad_supported), which is
 * in doubt only on a CPU with L1TF; there the keys stay unknown, as in module/dict.c.  Before,
 * the whole offset is the frame; a kernel without PG_anon_exclusive (5.19) is one of these, and
 * none between is supported.
 */
static void dict_frames(const struct dict_build *build, const struct dict_cpu *cpu,
			unsigned int levels, struct ptwalk_dict *dict)
{
	unsigned int bits = levels == 5 ? PFN_BITS_5_LEVELS : PFN_BITS_4_LEVELS;

	if (!build->anon_exclusive) {
		if (dict_knows(dict, PTWALK_DICT_SWAP_OFFSET_BITS))
			dict_assume(dict, PTWALK_DICT_SWP_PFN_BITS,
				    dict->value[PTWALK_DICT_SWAP_OFFSET_BITS]);
		dict_assume(dict, PTWALK_DICT_MIG_YOUNG, 0);
		dict_assume(dict, PTWALK_DICT_MIG_DIRTY, 0);
		return;
	}
	dict_assume(dict, PTWALK_DICT_SWP_PFN_BITS, bits);
	if (!cpu->has_bugs || cpu->l1tf)
		return;
	dict_assume(dict, PTWALK_DICT_MIG_YOUNG, 1ULL << bits);
	dict_assume(dict, PTWALK_DICT_MIG_DIRTY, 1ULL << (bits + 1));
}

/**
 * bpf_dict_learn() - find out what the running kernel stores in page-table entries
 * @build: what the kernel was built with, from dict_btf_build()
 * @read_tables: makes a dump of a range of a child process; called a few times
 * @arg: passed to @read_tables
 * @dict: filled in; a key whose value is neither learnt nor assumed is not known in it
 * @assumed: set to @dict->assumed: bit K is set if the value of key K is assumed
 * @err: says why it failed
 *
 * Needs no privilege but what @read_tables needs.  What the kernel forbids to the child process,
 * such as userfaultfd, makes values assumed or unknown, and is no error.
 *
 * Context: starts a child process, and waits for it to end before it returns.
 * Return: 0, or a negative errno: of @read_tables, or if there is no child process.
 */
int bpf_dict_learn(const struct dict_build *build, dict_read_fn *read_tables, void *arg,
		   struct ptwalk_dict *dict, __u64 *assumed, struct errmsg *err)
{
	struct dict_seen seen;
	struct dict_cpu cpu;
	int rc = dict_calibrate(read_tables, arg, &seen, err);

	if (rc)
		return rc;
	dict_cpu_read(&cpu);

	*dict = (struct ptwalk_dict){ 0 };
	dict_cpu_fill(&cpu, seen.levels, seen.entry[DICT_MADE][DICT_PLAIN] >> 63, dict);
	dict_bits_fill(&seen, build, dict);
	dict_swap_fill(&seen, build, dict);
	dict_types_fill(build, dict);
	dict_frames(build, &cpu, seen.levels, dict);
	*assumed = dict->assumed;
	return 0;
}
