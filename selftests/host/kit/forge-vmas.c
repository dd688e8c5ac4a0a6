// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMAs of a forged kernel, and the maple trees that they are in: see forge-linux.h.
 */
#include <err.h>

#include "forge-linux.h"

static void put(struct linux_forge *l, __u64 phys, __u64 value)
{
	memory_put(l->m, phys, &value, sizeof(value));
}

__u64 linux_vma(struct linux_forge *l, __u64 start, __u64 end, __u64 flags, __u64 pgoff)
{
	const __u64 vma = linux_object(l);

	linux_set(l, vma, IMAGE_MEMBER_vma_start, start);
	linux_set(l, vma, IMAGE_MEMBER_vma_end, end);
	linux_set(l, vma, IMAGE_MEMBER_vma_flags, flags);
	linux_set(l, vma, IMAGE_MEMBER_vma_pgoff, pgoff);
	return vma;
}

/* Make a leaf with VMAs and the holes between them, up to @last. */
static __u64 leaf(struct linux_forge *l, __u64 first, __u64 last, const __u64 *vma, size_t nr)
{
	const __u64 node = linux_object(l);
	const __u64 pivot = node + l->at[IMAGE_MEMBER_leaf_pivot].offset;
	const __u64 slot = node + l->at[IMAGE_MEMBER_leaf_slot].offset;
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		__u64 start = memory_value(l->m, vma[i] + l->at[IMAGE_MEMBER_vma_start].offset);
		__u64 end = memory_value(l->m, vma[i] + l->at[IMAGE_MEMBER_vma_end].offset);

		if (start != first)
			put(l, pivot + 8 * n++, start - 1);
		put(l, slot + 8 * n, LINUX_DIRECT(vma[i]));
		put(l, pivot + 8 * n++, end - 1);
		first = end;
	}
	if (n > 14)
		errx(1, "forge-linux: too many VMAs in a leaf");
	put(l, pivot + 8 * n, last);
	/* maple_leaf_64 */
	return LINUX_DIRECT(node) | 1 << 3 | 4;
}

static void list_vmas(struct linux_forge *l, __u64 mm, const __u64 *vma, size_t nr)
{
	size_t i;

	linux_point(l, mm, IMAGE_MEMBER_mm_first_vma, vma[0]);
	for (i = 0; i < nr; i++)
		linux_point(l, vma[i], IMAGE_MEMBER_vma_next, i + 1 < nr ? vma[i + 1] : 0);
}

static void tree_vmas(struct linux_forge *l, __u64 mm, const __u64 *vma, size_t nr)
{
	const __u64 node = linux_object(l), half = nr / 2;
	const __u64 pivot = node + l->at[IMAGE_MEMBER_node_pivot].offset;
	const __u64 slot = node + l->at[IMAGE_MEMBER_node_slot].offset;
	const __u64 middle = memory_value(l->m,
					  vma[half] + l->at[IMAGE_MEMBER_vma_start].offset);

	put(l, slot, leaf(l, 0, middle - 1, vma, half));
	put(l, pivot, middle - 1);
	put(l, slot + 8, leaf(l, middle, ~0ULL, vma + half, nr - half));
	put(l, pivot + 8, ~0ULL);
	/* maple_arange_64, root */
	linux_set(l, mm, IMAGE_MEMBER_mm_vmas, LINUX_DIRECT(node) | 3 << 3 | 2);
}

void linux_vmas(struct linux_forge *l, __u64 mm, const __u64 *vma, size_t nr)
{
	if (l->listed)
		list_vmas(l, mm, vma, nr);
	else
		tree_vmas(l, mm, vma, nr);
}

static __u64 many_vmas_node(struct linux_forge *l, __u64 *next, unsigned int level,
			    const __u64 file[2])
{
	const bool leaf = level == 1;
	const __u64 node = linux_object(l);
	const __u64 pivot = node + l->at[leaf ? IMAGE_MEMBER_leaf_pivot :
					 IMAGE_MEMBER_node_pivot].offset;
	const __u64 slot = node + l->at[leaf ? IMAGE_MEMBER_leaf_slot :
					IMAGE_MEMBER_node_slot].offset;
	/* what follows the last VMA has a slot of its own */
	const unsigned int slots = leaf ? 16 : level == 2 ? 10 : 9;
	unsigned int i;
	__u64 below;

	for (i = 0; i < slots; i++) {
		if (leaf) {
			below = linux_vma(l, *next, *next + K4, 0x71, 0);
			linux_point(l, below, IMAGE_MEMBER_vma_file, file[i % 2]);
			below = LINUX_DIRECT(below);
			*next += K4;
		} else {
			below = many_vmas_node(l, next, level - 1, file);
		}
		put(l, slot + 8 * i, below);
		if (i < slots - 1 || level == 3)
			put(l, pivot + 8 * i, *next - 1);
	}
	return LINUX_DIRECT(node) | (leaf ? 1 : 3) << 3 | (level == 3 ? 2 : 4);
}

void linux_many_vmas(struct linux_forge *l, __u64 mm, const __u64 file[2])
{
	__u64 next = 0;

	linux_set(l, mm, IMAGE_MEMBER_mm_vmas, many_vmas_node(l, &next, 3, file));
}
