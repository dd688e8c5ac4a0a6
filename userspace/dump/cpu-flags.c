// SPDX-License-Identifier: GPL-2.0-only
/*
 * Names of CPU features: see cpu-flags.h.
 */
#include "cpu-flags.h"
#include "ptwalk.h"

const struct cpu_flag cpu_flags[NR_CPU_FLAGS] = {
	{ "pdpe1gb",	PTWALK_CPU_GBPAGES },
	{ "ospke",	PTWALK_CPU_PKU },
	{ "pcid",	PTWALK_CPU_PCID },
	{ "pti",	PTWALK_CPU_PTI },
	{ "user_shstk",	PTWALK_CPU_SHSTK },
};
