/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What module/search.c takes from the kernel, for user space, beside what module-kernel.h has: the
 * bit functions, a CPU that has AVX2 or not as have_avx2 says, and an FPU that is free and counts how
 * often it was begun and ended.
 */
#ifndef KIT_SEARCH_KERNEL_H
#define KIT_SEARCH_KERNEL_H

#include <string.h>

#include "module-kernel.h"

#define X86_FEATURE_AVX2	0
#define XFEATURE_MASK_SSE	0
#define XFEATURE_MASK_YMM	0
#define boot_cpu_has(feature)	have_avx2
#define cpu_has_xfeatures(mask, name)	true

#undef __always_inline
#define __always_inline		inline __attribute__((__always_inline__))
#define noinline		__attribute__((__noinline__))
#define __init
#define __ro_after_init

#define READ_ONCE(x)		(*(const volatile __typeof__(x) *)&(x))
#define data_race(x)		(x)	/* there is one thread */
#define min_t(type, a, b)	((type)(a) < (type)(b) ? (type)(a) : (type)(b))
#define __ffs(x)		((unsigned int)__builtin_ctzl(x))
#define __fls(x)		(63U - (unsigned int)__builtin_clzl(x))
#define __ffs64(x)		__ffs(x)
#define fls64(x)		((x) ? __fls(x) + 1 : 0)
#define bitmap_zero(map, bits)	memset(map, 0, (bits) / 8)
#define __set_bit(nr, map)	((map)[(nr) / 64] |= 1UL << (nr) % 64)

static bool have_avx2;
static unsigned int fpu_begun, fpu_ended;

static void kasan_check_read(const void *memory, size_t size)
{
	(void)memory;
	(void)size;
}

static void kernel_fpu_begin(void)
{
	fpu_begun++;
}

static void kernel_fpu_end(void)
{
	fpu_ended++;
}

#endif /* KIT_SEARCH_KERNEL_H */
