/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The CPU features of the dictionary by the names that Linux gives to them: in /proc/cpuinfo of
 * the running kernel, and in x86_cap_flags[] of one in a memory image.  NX and LA57 are not here,
 * as the kernel can leave them unused without clearing the feature.
 */
#ifndef PTWALK_CPU_FLAGS_H
#define PTWALK_CPU_FLAGS_H

#include <linux/types.h>

#define NR_CPU_FLAGS	5

/**
 * struct cpu_flag - a CPU feature
 * @name: its name
 * @feature: its bit in %PTWALK_DICT_FEATURES
 */
struct cpu_flag {
	const char	*name;
	__u64		feature;
};

extern const struct cpu_flag cpu_flags[NR_CPU_FLAGS];

#endif /* PTWALK_CPU_FLAGS_H */
