/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes memory images for tests: the test adds pages of physical memory, or all tables of a
 * forged dump, and gets the bytes of a raw image or of an ELF core as QEMU writes it.  Uses
 * elf.h, but neither libelf nor any code that is under test.
 *
 * A call that makes no sense, or that exceeds a limit, ends the test program.
 */
#ifndef FORGE_IMAGE_H
#define FORGE_IMAGE_H

#include <elf.h>

#include "forge.h"

struct memory;

struct memory *memory_new(void);
void memory_free(struct memory *m);

/* The 512 entries of the page at @phys; added, and full of zeros, if it is missing */
__u64 *memory_page(struct memory *m, __u64 phys);
/* Writes bytes at @phys; pages that are missing are added. */
void memory_put(struct memory *m, __u64 phys, const void *data, size_t size);
/* The 8 bytes at @phys, which is a multiple of 8 */
__u64 memory_value(struct memory *m, __u64 phys);
/* Adds the tables of a dump.  Returns the physical address of its top-level table: CR3 */
__u64 memory_tables(struct memory *m, struct forge *f);
/* Adds the note of a CPU, as QEMU writes it; and the note VMCOREINFO */
void memory_cpu(struct memory *m, __u64 cr0, __u64 cr3, __u64 cr4);
void memory_vmcoreinfo(struct memory *m, const char *text);
/* Adds the note that only the core of a process has: NT_AUXV */
void memory_auxv(struct memory *m);
#define CR0_PAGING	0x80000011ULL
#define CR4_4_LEVELS	0x000406b0ULL
#define CR4_5_LEVELS	0x000416b0ULL

/*
 * Return the bytes of an image; the caller has to free() them.  A raw image has zeros where no
 * page was added.  An ELF core has a program header for each range of pages that follow each
 * other, as the last of its program headers: memory_elf_phdr() returns them.
 */
char *memory_raw(struct memory *m, size_t *size);
char *memory_elf(struct memory *m, size_t *size);
Elf64_Phdr *memory_elf_phdr(char *elf, unsigned int nr);
/* A compressed image */
char *memory_kdump(struct memory *m, const char *vmcoreinfo, size_t *size);

/* Writes bytes to a file in memory.  Returns its descriptor, and its path in @path. */
int memory_file(const void *data, size_t size, char path[32]);

#endif /* FORGE_IMAGE_H */
