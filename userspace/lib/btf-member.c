// SPDX-License-Identifier: GPL-2.0
/*
 * Find a member of a structure in a kernel's BTF: see btf-member.h.
 *
 * BTF may come from a damaged memory image.  btf__new() has checked that names and types are
 * in bounds, but not that types do not contain themselves, so the depth is bounded.
 */
#include <bpf/btf.h>
#include <string.h>

#include "btf-member.h"

/* More typedefs, qualifiers or anonymous structures inside each other than C code has */
#define MAX_DEPTH	32

/* The type without typedefs and qualifiers such as const; NULL if there is none */
static const struct btf_type *skip_names(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);
	unsigned int depth;

	for (depth = 0; type && (btf_is_mod(type) || btf_is_typedef(type)); depth++) {
		if (depth == MAX_DEPTH)
			return NULL;
		type = btf__type_by_id(btf, type->type);
	}
	return type;
}

static bool is_named(const struct btf *btf, __u32 name_off, const char *name, size_t length)
{
	const char *its = btf__name_by_offset(btf, name_off);

	return its && !strncmp(its, name, length) && !its[length];
}

/*
 * Find a member of @type, also inside its anonymous structures and unions.  Adds its offset to
 * @bits.  Returns the member, or NULL.
 */
static const struct btf_member *find_one(const struct btf *btf, const struct btf_type *type,
					 const char *name, size_t length, unsigned int depth,
					 __u64 *bits)
{
	const struct btf_member *member = btf_members(type), *found;
	const struct btf_type *inner;
	const char *its;
	unsigned int i;

	for (i = 0; i < btf_vlen(type); i++) {
		const __u64 offset = btf_member_bit_offset(type, i);

		if (is_named(btf, member[i].name_off, name, length)) {
			*bits += offset;
			return &member[i];
		}
		its = btf__name_by_offset(btf, member[i].name_off);
		inner = its && *its ? NULL : skip_names(btf, member[i].type);
		if (!inner || !btf_is_composite(inner) || depth == MAX_DEPTH)
			continue;
		found = find_one(btf, inner, name, length, depth + 1, bits);
		if (found) {
			*bits += offset;
			return found;
		}
	}
	return NULL;
}

/**
 * btf_member_find() - find a member of a structure
 * @btf: the kernel's BTF
 * @structure: ID of the structure's type
 * @path: name of the member; of a member of a member as "outer.inner"
 * @place: filled in
 *
 * Return: false if this kernel has no such member.
 */
bool btf_member_find(const struct btf *btf, __u32 structure, const char *path,
		     struct btf_member_place *place)
{
	const struct btf_type *type = btf__type_by_id(btf, structure);
	const struct btf_member *member = NULL;
	__u64 bits = 0;
	__s64 size;

	while (*path) {
		size_t length = strcspn(path, ".");

		if (!type || !btf_is_composite(type))
			return false;
		member = find_one(btf, type, path, length, 0, &bits);
		if (!member)
			return false;
		type = skip_names(btf, member->type);
		path += length + (path[length] == '.');
	}
	if (!type || !member)
		return false;
	size = btf__resolve_size(btf, member->type);
	if (size < 0 || bits / 8 > ~0U)
		return false;
	place->offset = bits / 8;
	place->size = size;
	place->nr = btf_is_array(type) ? btf_array(type)->nelems : 1;
	return true;
}
