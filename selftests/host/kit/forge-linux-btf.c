// SPDX-License-Identifier: GPL-2.0-only
/*
 * The type information (BTF) of the forged kernel of forge-linux.h, made by libbpf: the structures
 * of which ptwalk reads members, each member with a hole before it, so that nothing stands where
 * a real kernel has it.
 */
#include <bpf/btf.h>
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "forge-linux.h"

static const struct {
	const char	*structure;
	const char	*path;
} members[NR_IMAGE_MEMBERS] = {
#define X(id, structure, path) { structure, path },
	IMAGE_MEMBERS(X)
#undef X
};

/* Bytes of one element, number of elements */
static void size_of(enum image_member member, unsigned int *size, unsigned int *nr)
{
	*size = 8;
	*nr = 1;
	switch (member) {
	case IMAGE_MEMBER_task_pid:
	case IMAGE_MEMBER_task_tgid:
	case IMAGE_MEMBER_task_flags:
	case IMAGE_MEMBER_dentry_len:
	case IMAGE_MEMBER_sb_dev:
	case IMAGE_MEMBER_inode_flags:
	case IMAGE_MEMBER_inode_writers:
	case IMAGE_MEMBER_hstate_order:
		*size = 4;
		break;
	case IMAGE_MEMBER_inode_mode:
		*size = 2;
		break;
	case IMAGE_MEMBER_cpu_phys_bits:
		*size = 1;
		break;
	case IMAGE_MEMBER_task_comm:
		*size = 1;
		*nr = 16;
		break;
	case IMAGE_MEMBER_cpu_features:
		*size = 4;
		*nr = 8;
		break;
	case IMAGE_MEMBER_leaf_pivot:
		*nr = 15;
		break;
	case IMAGE_MEMBER_leaf_slot:
		*nr = 16;
		break;
	case IMAGE_MEMBER_node_pivot:
		*nr = 9;
		break;
	case IMAGE_MEMBER_node_slot:
		*nr = 10;
		break;
	case IMAGE_MEMBER_mount_mnt:
	case IMAGE_MEMBER_task_tasks:
	case IMAGE_MEMBER_task_thread:
	case IMAGE_MEMBER_signal_threads:
		*nr = 4;
		break;
	default:
		break;
	}
}

/* Does the kernel have the member?  Either a maple tree or a list of VMAs */
static bool has_member(const struct linux_forge *l, enum image_member member)
{
	switch (member) {
	case IMAGE_MEMBER_mm_vmas:
		return !l->listed;
	case IMAGE_MEMBER_mm_first_vma:
	case IMAGE_MEMBER_vma_next:
		return l->listed;
	default:
		return true;
	}
}

/* The type of @nr elements of @size bytes */
static int type_of(struct btf *btf, const int *integer, unsigned int size, unsigned int nr)
{
	const int id = integer[size];

	return nr == 1 ? id : btf__add_array(btf, integer[4], id, nr);
}

/* Are both members of one structure, and inside the same member of that? */
static bool same_outer(size_t a, size_t b)
{
	const size_t length = strcspn(members[a].path, ".");

	return !strcmp(members[a].structure, members[b].structure) &&
	       !strncmp(members[a].path, members[b].path, length + 1) &&
	       members[a].path[length] == '.';
}

/*
 * Add the type of a member, with all that is inside of it for "outer.inner", and set the places,
 * from @offset on.  Sets *@end to the offset behind it.
 */
static int add_member(struct linux_forge *l, struct btf *btf, const int *integer, size_t nr,
		      unsigned int offset, unsigned int *end)
{
	const bool inner = strchr(members[nr].path, '.');
	unsigned int size, count;
	int id = 0;
	size_t i;

	*end = offset;
	if (inner)
		id = btf__add_struct(btf, NULL, 64);
	for (i = nr; i < NR_IMAGE_MEMBERS; i++) {
		if (i != nr && !same_outer(nr, i))
			continue;
		size_of(i, &size, &count);
		l->at[i] = (struct btf_member_place){
			.offset = *end, .size = size * count, .nr = count };
		if (inner)
			btf__add_field(btf, strchr(members[i].path, '.') + 1, integer[size],
				       (*end - offset) * 8, 0);
		*end = (*end + size * count + 7) & ~7;
	}
	size_of(nr, &size, &count);
	return inner ? id : type_of(btf, integer, size, count);
}

/* Add a structure: its members in the order of the list, with a hole before each. */
static void add_struct(struct linux_forge *l, struct btf *btf, const int *integer, size_t first)
{
	struct { const char *name; int type; unsigned int offset; } field[32];
	unsigned int nr_fields = 0, offset = 8;
	size_t i;

	for (i = first; i < NR_IMAGE_MEMBERS; i++) {
		if (strcmp(members[i].structure, members[first].structure) || l->at[i].nr ||
		    !has_member(l, i))
			continue;
		field[nr_fields].name = members[i].path;
		field[nr_fields].offset = offset;
		field[nr_fields++].type = add_member(l, btf, integer, i, offset, &offset);
		offset += 8;
	}
	if (offset > LINUX_OBJECT)
		errx(1, "forge-linux-btf: struct %s is too large", members[first].structure);
	btf__add_struct(btf, members[first].structure, LINUX_OBJECT);
	for (i = 0; i < nr_fields; i++) {
		char *name = strndup(field[i].name, strcspn(field[i].name, "."));

		btf__add_field(btf, name, field[i].type, field[i].offset * 8, 0);
		free(name);
	}
}

size_t linux_btf(struct linux_forge *l)
{
	struct btf *btf = btf__new_empty();
	int integer[9] = { 0 };
	const void *data;
	size_t i, before;
	__u32 size;

	integer[1] = btf__add_int(btf, "char", 1, 0);
	integer[2] = btf__add_int(btf, "short", 2, 0);
	integer[4] = btf__add_int(btf, "int", 4, 0);
	integer[8] = btf__add_int(btf, "long", 8, 0);
	if (!l->listed) {
		btf__add_enum(btf, "maple_type", 4);
		btf__add_enum_value(btf, "maple_dense", 0);
		btf__add_enum_value(btf, "maple_leaf_64", 1);
		btf__add_enum_value(btf, "maple_range_64", 2);
		btf__add_enum_value(btf, "maple_arange_64", 3);
	}
	for (i = 0; i < NR_IMAGE_MEMBERS; i++) {
		for (before = 0; before < i; before++)
			if (!strcmp(members[before].structure, members[i].structure))
				break;
		if (before == i)
			add_struct(l, btf, integer, i);
	}
	data = btf__raw_data(btf, &size);
	if (!data)
		errx(1, "forge-linux-btf: cannot make BTF");
	memory_put(l->m, LINUX_BTF, data, size);
	btf__free(btf);
	return size;
}
