// SPDX-License-Identifier: GPL-2.0-only
/*
 * forge-image NAME: writes a forged memory image to standard output, for tests of the command
 * line.  Without NAME it prints all names.  The page tables of each are at CR3 0x100000; those
 * of linux.image, which has a kernel and processes, at 0x303000.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge-process.h"

#define CR3	0x100000ULL
#define HEAP	0x555555600000ULL

/* The user half of a process, and one page of the kernel half under the same table */
static struct memory *process(void)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct memory *m = memory_new();
	__u64 *top;

	forge_tables_at(f, CR3);
	forge_table(f, 4, 0);
	forge_map(f, 1, HEAP, 3 * K4, 0x12345000, E_WRITTEN);
	forge_entry(f, 1, HEAP + 4 * K4, forge_swap(0, 77));
	forge_map(f, 1, HEAP + 5 * K4, 2 * K4, 0x23456000, E_CODE);
	forge_entry(f, 2, HEAP + M2, 0x40000000 | E_WRITTEN | E_PS);
	top = memory_page(m, memory_tables(m, f));
	top[273] = 0x200000 | E_P | E_RW | E_A;
	memory_page(m, 0x200000)[0] = E_P | E_RW | E_A | E_D | E_PS | E_G | E_NX;
	forge_free(f);
	return m;
}

/* The same a little later: one page more, in the table that forge_map() has added first */
static struct memory *later(void)
{
	struct memory *m = process();

	memory_page(m, CR3 + K4)[3] = 0x34567000 | E_WRITTEN;
	return m;
}

/* A machine that QEMU has saved: two CPUs of three were running, the kernel is known. */
static struct memory *qemu(void)
{
	struct memory *m = process();

	memory_cpu(m, CR0_PAGING, CR3 | 3, CR4_4_LEVELS);
	memory_cpu(m, 0x60000010, 0, 0);
	memory_cpu(m, CR0_PAGING, 0x2a0a000, CR4_4_LEVELS);
	memory_vmcoreinfo(m, "OSRELEASE=6.1.0-56-amd64\n");
	return m;
}

/* What looks like a core of a machine, but has a note of a process */
static struct memory *process_core(void)
{
	struct memory *m = process();

	memory_auxv(m);
	return m;
}

/* The same, but for a table that is not in the image */
static struct memory *hole(void)
{
	struct memory *m = qemu();

	memory_page(m, CR3)[7] = 0x77777000 | E_TABLE;
	return m;
}

/* A kernel with the processes of forge-process.h */
static struct memory *linux_kernel(void)
{
	struct memory *m = memory_new();
	struct forged_process p;

	forge_processes(&p, m, LINUX_RELATIVE, true);
	forge_free(p.tables);
	return m;
}

/* The same without notes: its kernel says in memory how many levels page tables have */
static struct memory *linux_memory(void)
{
	struct memory *m = memory_new();
	struct forged_process p;

	forge_processes(&p, m, LINUX_RELATIVE, false);
	forge_free(p.tables);
	return m;
}

static const struct {
	const char	*name;
	struct memory	*(*make)(void);
	char		*(*write)(struct memory *m, size_t *size);
} images[] = {
	{ "raw.image",	process, memory_raw },
	{ "later.image", later,	memory_raw },
	{ "qemu.image",	qemu,	memory_elf },
	{ "hole.image",	hole,	memory_elf },
	{ "linux.image", linux_kernel, memory_elf },
	{ "memory.image", linux_memory, memory_raw },
	{ "process.image", process_core, memory_elf },
};

static int write_image(size_t i)
{
	struct memory *m = images[i].make();
	size_t size;
	char *data = images[i].write(m, &size);
	bool ok = fwrite(data, 1, size, stdout) == size && !fflush(stdout);

	free(data);
	memory_free(m);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}

int main(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(images); i++) {
		if (argc < 2)
			puts(images[i].name);
		else if (!strcmp(argv[1], images[i].name))
			return write_image(i);
	}
	if (argc < 2)
		return EXIT_SUCCESS;
	fprintf(stderr, "forge-image: no image '%s'\n", argv[1]);
	return EXIT_FAILURE;
}
