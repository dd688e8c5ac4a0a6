/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Makes dumps for tests: the test adds VMAs, entries and facts, and forge_write() returns the
 * bytes that the module would have written for them.  Uses the format (uapi/ptwalk.h) and the
 * dictionaries of some kernels, but no code that is under test.
 *
 * A call that makes no sense, or that exceeds a limit, ends the test program.
 */
#ifndef FORGE_H
#define FORGE_H

#include <stddef.h>

#include "pte.h"

/* Entry bits, defined independently of the code under test (SDM 3A 4.5; Linux 6.1 to 7.2) */
#define E_P		0x001ULL
#define E_RW		0x002ULL
#define E_US		0x004ULL
#define E_PWT		0x008ULL
#define E_PCD		0x010ULL
#define E_A		0x020ULL
#define E_D		0x040ULL
#define E_PS		0x080ULL
#define E_G		0x100ULL
#define E_PROTNONE	0x100ULL	/* with P = 0 */
#define E_SPECIAL	0x200ULL
#define E_UFFD_WP	0x400ULL
#define E_SOFT_DIRTY	0x800ULL
#define E_NX		0x8000000000000000ULL

/* The bits of entries that Linux makes for: a table, written memory, read memory, code */
#define E_TABLE		(E_P | E_RW | E_US | E_A | E_D)
#define E_WRITTEN	(E_P | E_RW | E_US | E_A | E_D | E_NX)
#define E_READ		(E_P | E_US | E_A | E_NX)
#define E_CODE		(E_P | E_US | E_A)

#define K4		0x1000ULL
#define M2		0x200000ULL
#define G1		0x40000000ULL

/* The kernels whose dictionaries forge-kernels.c has (Debian's builds) */
enum forge_kernel {
	FORGE_6_1,
	FORGE_6_12,
	FORGE_7_2,
	FORGE_7_3,	/* with the dictionary of 7.2 */
	FORGE_5_10,
};

struct forge;

struct forge *forge_new(enum forge_kernel kernel, unsigned int levels,
			enum ptwalk_half half);
void forge_free(struct forge *f);

/* The header and end records, for the test to change; forge_write() fills in lengths and counts */
struct ptwalk_header *forge_header(struct forge *f);
struct ptwalk_end *forge_end(struct forge *f);
/* Adds or replaces a value of the dictionary; removes a key from it */
void forge_dict(struct forge *f, __u32 key, __u64 value);
void forge_dict_drop(struct forge *f, __u32 key);
/*
 * Sets the target's mm->flags; the default is MM_HUGEPAGE: the mm is on khugepaged's list.
 * forge_mm_flags_drop() leaves them out of the header, as the first versions of the module did.
 */
void forge_mm_flags(struct forge *f, __u64 flags);
void forge_mm_flags_drop(struct forge *f);
/* Sets where the tables are said to come from; the default is the module */
void forge_source(struct forge *f, enum ptwalk_source source);
/* Marks values of the dictionary as assumed: a mask of keys; the default is none */
void forge_assumed(struct forge *f, __u64 keys);
#define MM_HUGEPAGE	(1ULL << 17)
#define MM_NO_THP	(1ULL << 24)
#define MM_ADVISED_THP	(1ULL << 23)	/* 7.2 */
/* The dictionary in the form that ptwalk_decode() takes */
struct ptwalk_dict forge_decoder_dict(const struct forge *f);

/*
 * Adds a VMA.  Returns its record, which the test may change before forge_write().  @name is
 * not copied.
 */
struct ptwalk_vma *forge_vma(struct forge *f, __u64 start, __u64 end,
			     __u64 flags, const char *name);
/* The record of the VMA with this start */
struct ptwalk_vma *forge_area(struct forge *f, __u64 start);
/* Flags of common VMAs: anonymous rw-p, file r--p and file r-xp */
#define VMA_ANON	(PTWALK_VMA_READ | PTWALK_VMA_WRITE |		\
			 PTWALK_VMA_MAYREAD | PTWALK_VMA_MAYWRITE |	\
			 PTWALK_VMA_MAYEXEC | PTWALK_VMA_ACCOUNT |	\
			 PTWALK_VMA_ANON | PTWALK_VMA_ANON_VMA)
#define VMA_FILE	(PTWALK_VMA_READ | PTWALK_VMA_MAYREAD |		\
			 PTWALK_VMA_MAYWRITE | PTWALK_VMA_MAYEXEC)
#define VMA_CODE	(VMA_FILE | PTWALK_VMA_EXEC)

/* Sets the physical address of the next table that is added; the default is 4G for the first */
void forge_tables_at(struct forge *f, __u64 phys);
/*
 * Sets the entry of a level that translates @addr.  Missing tables are added, at physical
 * addresses from 4G up; the entries that lead to them are E_TABLE.
 */
void forge_entry(struct forge *f, unsigned int level, __u64 addr, __u64 raw);
/* Sets the entries of a level for [addr, addr + size), with contiguous frames from @phys on */
void forge_map(struct forge *f, unsigned int level, __u64 addr, __u64 size,
	       __u64 phys, __u64 bits);
/* The record of the table of a level that translates @addr; added if it is missing */
struct ptwalk_table *forge_table(struct forge *f, unsigned int level,
				 __u64 addr);
/* Removes a table and clears the entry that leads to it */
void forge_drop(struct forge *f, unsigned int level, __u64 addr);
/* Leaves a table out of the dump, although the entry above leads to it */
void forge_unread(struct forge *f, unsigned int level, __u64 addr);

/*
 * Add the facts that user space adds to a dump: settings, smaps, file systems, NUMA nodes and
 * pages.  Facts of a kind are written in the order of the calls.  A setting of the same name, a
 * file system of the same device, and a run of pages at the same address are replaced.
 * Each run of pages gets a record of its own.
 */
void forge_knob(struct forge *f, const char *name, const char *value);
struct ptwalk_smaps *forge_smaps(struct forge *f, __u64 start, __u64 end,
				 bool eligible);
void forge_mount(struct forge *f, __u32 major, __u32 minor, const char *type,
		 const char *point, const char *options);
/* A range of physical memory on a NUMA node; all ranges are in one record */
struct ptwalk_node_range *forge_node(struct forge *f, __u64 phys, __u64 size,
				     unsigned int node);
struct ptwalk_page_run *forge_pages(struct forge *f, __u64 addr, unsigned int nr,
				    __u64 flags, unsigned int maps);
/* Adds the default settings of a kernel, but with "enabled" set to "always" */
void forge_knobs(struct forge *f, enum forge_kernel kernel);

/* Entries that are not present, in the layout of asm/pgtable_64.h */
__u64 forge_swap(unsigned int type, __u64 offset);
__u64 forge_protnone(__u64 phys, __u64 bits);

/* Returns the bytes of the dump, 8-byte aligned; the caller has to free() them */
void *forge_write(struct forge *f, size_t *size);

/* Returns the table records of any dump, one after the other; the caller has to free() them */
char *forge_only_tables(const void *data, size_t size, size_t *length);

#endif /* FORGE_H */
