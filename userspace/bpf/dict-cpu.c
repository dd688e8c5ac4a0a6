// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the CPU and its settings add to the dictionary: /proc/cpuinfo, which shows the features
 * as the kernel uses them (a feature that the kernel does not enable is not in its list), and
 * the IA32_PAT register where /dev/cpu/0/msr can be read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cpu-flags.h"
#include "dict-private.h"

#define MSR_IA32_CR_PAT	0x277

/*
 * pat_bp_init() of arch/x86/mm/pat/memtype.c writes this value on all CPUs whose PAT works:
 * WB, WC, UC-, UC, WB, WP, UC-, WT.
 */
#define PAT_OF_LINUX	0x0407050600070106ULL

/* Is @word one of the words of @line, which are separated by blanks? */
static bool cpu_has_word(const char *line, const char *word)
{
	size_t length = strlen(word);
	const char *p = line;

	while ((p = strstr(p, word))) {
		if ((p == line || strchr(" \t", p[-1])) && strchr(" \t\n", p[length]))
			return true;
		p += length;
	}
	return false;
}

static void cpu_read_line(const char *line, struct dict_cpu *cpu)
{
	const char *value = strchr(line, ':');
	size_t i;

	if (!value)
		return;
	value++;
	if (!strncmp(line, "flags\t", 6)) {
		cpu->has_flags = true;
		cpu->pat = cpu_has_word(value, "pat");
		for (i = 0; i < NR_CPU_FLAGS; i++)
			if (cpu_has_word(value, cpu_flags[i].name))
				cpu->features |= cpu_flags[i].feature;
	} else if (!strncmp(line, "bugs\t", 5)) {
		cpu->has_bugs = true;
		cpu->l1tf = cpu_has_word(value, "l1tf");
	} else if (!strncmp(line, "address sizes", 13)) {
		if (sscanf(value, " %u bits physical", &cpu->phys_bits) != 1)
			cpu->phys_bits = 0;
	}
}

/* Does the kernel's command line have the word "nopat"? */
static bool cpu_nopat(void)
{
	FILE *file = fopen("/proc/cmdline", "re");
	bool nopat = false;
	char *line = NULL;
	size_t room = 0;

	if (file && getline(&line, &room, file) > 0)
		nopat = cpu_has_word(line, "nopat");
	free(line);
	if (file)
		fclose(file);
	return nopat;
}

/* Reads IA32_PAT; needs the module msr and CAP_SYS_RAWIO. */
static bool cpu_read_pat(__u64 *value)
{
	int fd = open("/dev/cpu/0/msr", O_RDONLY | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	good = pread(fd, value, sizeof(*value), MSR_IA32_CR_PAT) == sizeof(*value);
	close(fd);
	return good;
}

/**
 * dict_cpu_read() - read what /proc/cpuinfo has about the first CPU
 * @cpu: filled in; what the file does not have stays 0
 */
void dict_cpu_read(struct dict_cpu *cpu)
{
	FILE *file = fopen("/proc/cpuinfo", "re");
	char *line = NULL;
	size_t room = 0;

	*cpu = (struct dict_cpu){ 0 };
	/* an empty line ends a CPU */
	while (file && getline(&line, &room, file) > 1)
		cpu_read_line(line, cpu);
	free(line);
	if (file)
		fclose(file);
}

/**
 * dict_cpu_fill() - put the facts about the CPU into the dictionary
 * @cpu: from dict_cpu_read()
 * @levels: levels of page tables, 4 or 5
 * @nx: the kernel uses NX
 * @dict: filled in
 */
void dict_cpu_fill(const struct dict_cpu *cpu, unsigned int levels, bool nx,
		   struct ptwalk_dict *dict)
{
	__u64 pat;

	dict_learn(dict, PTWALK_DICT_VIRT_BITS, ptwalk_shift(levels) + 9);
	if (cpu->phys_bits >= 32 && cpu->phys_bits <= 52)
		dict_learn(dict, PTWALK_DICT_PHYS_BITS, cpu->phys_bits);
	if (cpu->has_flags)
		dict_learn(dict, PTWALK_DICT_FEATURES,
			   cpu->features | (nx ? PTWALK_CPU_NX : 0) |
			   (levels == 5 ? PTWALK_CPU_LA57 : 0));
	if (cpu_read_pat(&pat))
		dict_learn(dict, PTWALK_DICT_PAT, pat);
	else if (cpu->pat && !cpu_nopat())
		dict_assume(dict, PTWALK_DICT_PAT, PAT_OF_LINUX);
}
