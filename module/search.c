// SPDX-License-Identifier: GPL-2.0-only
/*
 * The search of a table: which of its entries are used, from the first to the last one, and which
 * entries of a copy lead to lower tables.  This file owns no lock and follows no entry; descent.c
 * finds the table and holds what keeps it, copy.c copies it.
 *
 * Most tables of a small or sparse process have an entry or two, so this search is most of what a
 * dump of it costs.  With AVX2 one instruction reads four entries instead of one.  These reads only
 * decide what copy.c reads again, so they need not be single loads of 8 bytes.  KASAN does not see
 * them, and is asked before: a table that was freed must not go unnoticed.
 */
#include <asm/cpufeature.h>
#include <asm/fpu/api.h>
#include <linux/bitmap.h>
#include <linux/kasan-checks.h>
#include <linux/minmax.h>

#include "ptwalk.h"

/* How many entries are looked at together; a table and half of one are multiples of both. */
#define BLOCK		32U
#define WIDE_BLOCK	64U

/* How many entries one round of a loop looks at, of a table or half of one */
#define WIDE_ROUND	(PTWALK_ENTRIES / 2)

/* The same, for tables below the entries of a copy */
#define GROUP		8U

/* Entries in a register of AVX2 */
#define YMM		4U

static bool avx2 __ro_after_init;

/**
 * struct used - which entries of a table are used
 * @first: the first one that is not zero
 * @end: the one after the last one that is not zero; 0 if all are zero
 *
 * The table changes meanwhile, so @end can be @first or less.
 */
struct used {
	unsigned int	first;
	unsigned int	end;
};

/**
 * ptwalk_search_init() - find out how tables can be searched
 *
 * Context: module load.
 */
void __init ptwalk_search_init(void)
{
	avx2 = boot_cpu_has(X86_FEATURE_AVX2) &&
	       cpu_has_xfeatures(XFEATURE_MASK_SSE | XFEATURE_MASK_YMM, NULL);
}

/*
 * Are @count entries all zero?  These are plain loads, which the compiler joins with the OR: the
 * search costs one instruction for an entry.
 */
static __always_inline bool all_zero(const u64 *e, const unsigned int count)
{
	u64 any = 0;
	unsigned int i;

#pragma GCC unroll 32
	for (i = 0; i < count; i++)
		any |= data_race(e[i]);	/* it only decides what is read again */
	return !any;
}

/* The index of the first entry of a block that is not zero, found by halves */
static __always_inline unsigned int first_in_block(const u64 *e)
{
	unsigned int first = 0;

	first += all_zero(e, 16) ? 16 : 0;
	first += all_zero(e + first, 8) ? 8 : 0;
	first += all_zero(e + first, 4) ? 4 : 0;
	first += all_zero(e + first, 2) ? 2 : 0;
	first += all_zero(e + first, 1);
	return first;
}

/* How many entries of a block there are up to the last one that is not zero, found by halves */
static __always_inline unsigned int end_in_block(const u64 *e)
{
	unsigned int end = BLOCK;

	end -= all_zero(e + end - 16, 16) ? 16 : 0;
	end -= all_zero(e + end - 8, 8) ? 8 : 0;
	end -= all_zero(e + end - 4, 4) ? 4 : 0;
	end -= all_zero(e + end - 2, 2) ? 2 : 0;
	end -= all_zero(e + end - 1, 1);
	return end;
}

/* From both ends, a block at a time, and by halves in the first and the last block that is used */
static noinline struct used search(const u64 *e, unsigned int count)
{
	struct used used = { 0, count };

	while (used.first < used.end && all_zero(e + used.first, BLOCK))
		used.first += BLOCK;
	if (used.first == used.end)
		return (struct used){ 0, 0 };
	while (used.end > used.first + BLOCK && all_zero(e + used.end - BLOCK, BLOCK))
		used.end -= BLOCK;
	used.end += end_in_block(e + used.end - BLOCK) - BLOCK;
	used.first += first_in_block(e + used.first);
	return used;
}

/*
 * Is any of 64 entries not zero?  By AVX2, to be called between kernel_fpu_begin() and _end().  A
 * register keeps its value from one statement to the next: the kernel is compiled without them.
 */
static __always_inline bool any_used_wide(const u64 *e)
{
	unsigned int i;
	bool any;

	asm volatile("vmovdqa %0, %%ymm0" : : "m" (*(const u64 (*)[YMM])e));
#pragma GCC unroll 16
	for (i = YMM; i < WIDE_BLOCK; i += YMM)
		asm volatile("vpor %0, %%ymm0, %%ymm0" : : "m" (*(const u64 (*)[YMM])(e + i)));
	asm volatile("vptest %%ymm0, %%ymm0" : "=@ccnz" (any));
	return any;
}

/* Which of 64 entries are not zero?  As any_used_wide(). */
static u64 used_wide(const u64 *e)
{
	u64 zero, all = 0;
	unsigned int i;

	asm volatile("vpxor %xmm1, %xmm1, %xmm1");
#pragma GCC unroll 16
	for (i = 0; i < WIDE_BLOCK; i += YMM) {
		asm volatile("vpcmpeqq %1, %%ymm1, %%ymm0\n\t"
			     "vmovmskpd %%ymm0, %k0"
			     : "=r" (zero) : "m" (*(const u64 (*)[YMM])(e + i)));
		all |= zero << i;
	}
	return ~all;
}

/* As search(), four entries at a time */
static struct used search_wide(const u64 *e, unsigned int count)
{
	unsigned int i, at, first, last;
	unsigned long blocks = 0;
	u64 used;

	for (at = count; at; at -= WIDE_ROUND)
#pragma GCC unroll 4
		for (i = WIDE_BLOCK; i <= WIDE_ROUND; i += WIDE_BLOCK)
			blocks = blocks << 1 | any_used_wide(e + at - i);
	if (!blocks)
		return (struct used){ 0, 0 };
	first = __ffs(blocks) * WIDE_BLOCK;
	last = __fls(blocks) * WIDE_BLOCK;
	used = used_wide(e + first);
	return (struct used){
		.first	= first + (used ? __ffs64(used) : WIDE_BLOCK - 1),
		.end	= last + fls64(first == last ? used : used_wide(e + last)),
	};
}

/* Of a table whose first or last entry is zero; not inlined, as most have both */
static noinline unsigned int search_part(const u64 *e, unsigned int *count, bool fpu)
{
	struct used used;

	if (fpu && avx2) {
		kasan_check_read(e, *count * sizeof(*e));
		kernel_fpu_begin();
		used = search_wide(e, *count);
		kernel_fpu_end();
	} else {
		used = search(e, *count);
	}
	if (used.end <= used.first) {
		*count = 0;
		return 0;
	}
	*count = used.end - used.first;
	return used.first;
}

/**
 * ptwalk_entries_used() - find the entries of a table that are not zero
 * @e: entries of a table, which the caller keeps from being freed; a multiple of 256, aligned to
 *     32 bytes if @fpu
 * @count: how many; replaced by the number of entries from the first to the last one that is
 *	   not zero, or by 0
 * @fpu: kernel_fpu_begin() may be called, which is for a task with interrupts on
 *
 * Others change the table meanwhile: an entry outside was zero at some time during the search,
 * the first and the last one inside may be zero by now.
 *
 * Context: does not sleep.  With @fpu, preemption (since 6.15 softirqs as well) is disabled for a
 * few hundred instructions; softirqs may run at their end.
 * Return: index of the first one that is not zero; 0 if all are.
 */
unsigned int ptwalk_entries_used(const u64 *e, unsigned int *count, bool fpu)
{
	/* most PTs of a large mapping are full */
	if (READ_ONCE(e[0]) && READ_ONCE(e[*count - 1]))
		return 0;
	return search_part(e, count, fpu);
}

/**
 * ptwalk_entries_below() - find the entries of a copy that lead to lower tables
 * @table: the copy, of an upper table
 * @kernel: it is of the kernel half
 * @below: set to a bitmap of these entries, by their index in the table
 *
 * The copy decides, so that the dump holds those tables that a reader of the copy expects; and
 * later slices need no descent to see a huge page or a hole.  In the kernel half one table may be
 * linked many thousand times in a row (KASAN's early shadow, ESPFIX): it is sent once.
 *
 * Return: the index after the last of these entries; 0 if there is none.
 */
unsigned int ptwalk_entries_below(const struct ptwalk_table *table, bool kernel,
				  unsigned long *below)
{
	unsigned int i, end, last = 0;
	u64 left = 0;

	bitmap_zero(below, PTWALK_ENTRIES);
	for (i = 0; i < table->count; i = end) {
		end = min_t(unsigned int, i + GROUP, table->count);
		/* an upper table is mostly empty between its first and its last entry */
		if (end == i + GROUP && all_zero(&table->entry[i], GROUP)) {
			left = 0;
			continue;
		}
		for (; i < end; i++) {
			u64 raw = table->entry[i];

			if (ptwalk_leads_to_table(raw, table->level) &&
			    !(kernel && ptwalk_repeats(raw, left))) {
				__set_bit(table->first + i, below);
				last = table->first + i + 1;
			}
			left = raw;
		}
	}
	return last;
}
