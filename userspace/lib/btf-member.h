/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Find a member of a structure in a kernel's BTF.  libbpf owns the format of BTF, and has no
 * such function.  Never prints.
 */
#ifndef PTWALK_BTF_MEMBER_H
#define PTWALK_BTF_MEMBER_H

#include <linux/types.h>
#include <stdbool.h>

struct btf;

/**
 * struct btf_member_place - where a member is
 * @offset: bytes from the beginning of the structure
 * @size: bytes of the member
 * @nr: number of elements if it is an array, else 1
 */
struct btf_member_place {
	__u32	offset;
	__u32	size;
	__u32	nr;
};

bool btf_member_find(const struct btf *btf, __u32 structure, const char *path,
		     struct btf_member_place *place);

#endif /* PTWALK_BTF_MEMBER_H */
