/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dumps out of nothing, for tests: say which entries and areas there are, and
 * get the bytes that the module would have written for them.  Knows the format
 * (uapi/ptwalk.h) and the numbers of some kernels, and shares no code with what
 * is under test.
 *
 * What makes no sense ends the test at once.
 */
#ifndef FORGE_H
#define FORGE_H

#include <stddef.h>

#include "pte.h"

/* Entry bits, once more and by hand (SDM 3A 4.5; Linux 6.1 to 7.2) */
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

/* What Linux puts into tables, written memory, read memory and code */
#define E_TABLE		(E_P | E_RW | E_US | E_A | E_D)
#define E_WRITTEN	(E_P | E_RW | E_US | E_A | E_D | E_NX)
#define E_READ		(E_P | E_US | E_A | E_NX)
#define E_CODE		(E_P | E_US | E_A)

#define K4		0x1000ULL
#define M2		0x200000ULL
#define G1		0x40000000ULL

/* The kernels whose dictionaries are known (Debian's builds) */
enum forge_kernel {
	FORGE_6_1,
	FORGE_6_12,
	FORGE_7_2,
	FORGE_7_3,	/* with the numbers of 7.2 */
};

struct forge;

struct forge *forge_new(enum forge_kernel kernel, unsigned int levels,
			enum ptwalk_half half);
void forge_free(struct forge *f);

/* The header and end to come; what is said here is written as it is */
struct ptwalk_header *forge_header(struct forge *f);
struct ptwalk_end *forge_end(struct forge *f);
/* Changes, adds or takes away a fact */
void forge_dict(struct forge *f, __u32 key, __u64 value);
void forge_dict_drop(struct forge *f, __u32 key);
/*
 * The target's mm->flags; without a call only that it is on khugepaged's list.
 * Or none, as the first versions of the module wrote it.
 */
void forge_mm_flags(struct forge *f, __u64 flags);
void forge_mm_flags_drop(struct forge *f);
#define MM_HUGEPAGE	(1ULL << 17)
#define MM_NO_THP	(1ULL << 24)
#define MM_ADVISED_THP	(1ULL << 23)	/* 7.2 */
/* The dictionary as the decoder wants it */
struct ptwalk_dict forge_decoder_dict(const struct forge *f);

/* An area; the record can be changed until it is written */
struct ptwalk_vma *forge_vma(struct forge *f, __u64 start, __u64 end,
			     __u64 flags, const char *name);
/* The area that was made with this start */
struct ptwalk_vma *forge_area(struct forge *f, __u64 start);
/* Flags of usual areas: anonymous rw-p, file r--p and file r-xp */
#define VMA_ANON	(PTWALK_VMA_READ | PTWALK_VMA_WRITE |		\
			 PTWALK_VMA_MAYREAD | PTWALK_VMA_MAYWRITE |	\
			 PTWALK_VMA_MAYEXEC | PTWALK_VMA_ACCOUNT |	\
			 PTWALK_VMA_ANON | PTWALK_VMA_ANON_VMA)
#define VMA_FILE	(PTWALK_VMA_READ | PTWALK_VMA_MAYREAD |		\
			 PTWALK_VMA_MAYWRITE | PTWALK_VMA_MAYEXEC)
#define VMA_CODE	(VMA_FILE | PTWALK_VMA_EXEC)

/*
 * An entry in the table of a level; tables above it are made where missing, at
 * physical addresses from 4G upward, with E_TABLE.
 */
void forge_entry(struct forge *f, unsigned int level, __u64 addr, __u64 raw);
/* Entries of a level for all of [addr, addr + size), frames in a row */
void forge_map(struct forge *f, unsigned int level, __u64 addr, __u64 size,
	       __u64 phys, __u64 bits);
/* The table of a level for an address; made where missing */
struct ptwalk_table *forge_table(struct forge *f, unsigned int level,
				 __u64 addr);
/* Takes the table away, and the entry that led to it */
void forge_drop(struct forge *f, unsigned int level, __u64 addr);
/* The entry above leads to the table, but the dump does not hold it */
void forge_unread(struct forge *f, unsigned int level, __u64 addr);

/*
 * Facts beside the tables, in the order of these calls; a setting that was there
 * is replaced, and so are a run of pages that began there and the file system of a
 * device.  Each run has a record of
 * its own.
 */
void forge_knob(struct forge *f, const char *name, const char *value);
struct ptwalk_smaps *forge_smaps(struct forge *f, __u64 start, __u64 end,
				 bool eligible);
void forge_mount(struct forge *f, __u32 major, __u32 minor, const char *type,
		 const char *point, const char *options);
/* Frames that are memory of a NUMA node; all in one record */
struct ptwalk_node_range *forge_node(struct forge *f, __u64 phys, __u64 size,
				     unsigned int node);
struct ptwalk_page_run *forge_pages(struct forge *f, __u64 addr, unsigned int nr,
				    __u64 flags, unsigned int maps);
/* The settings that a kernel begins with, but for enabled: always */
void forge_knobs(struct forge *f, enum forge_kernel kernel);

/* Non-present forms, by the layout in asm/pgtable_64.h */
__u64 forge_swap(unsigned int type, __u64 offset);
__u64 forge_protnone(__u64 phys, __u64 bits);

/* The bytes; free() them.  Aligned to 8 bytes. */
void *forge_write(struct forge *f, size_t *size);

#endif /* FORGE_H */
