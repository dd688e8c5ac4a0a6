// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find a member of a structure in a kernel's BTF: see btf-member.h.
 *
 * BTF may come from a damaged memory image.  btf__new() has checked that names and types are
 * in bounds, but not that types do not contain themselves, so the depth is bounded.  A type can
 * also contain another one many times, and that one a third: so is the number of members.
 */
#include <string.h>

#include "btf-member.h"
#include "library-bpf.h"

/* More typedefs, qualifiers or anonymous structures inside each other than C code has */
#define MAX_DEPTH	32

/* More members than a structure of a kernel has, with those inside of it: some 1000 */
#define MAX_MEMBERS	20000

/**
 * struct member_search - the search for a member
 * @btf: types
 * @name: its name, not terminated
 * @length: characters in @name
 * @left: number of members that can still be looked at
 */
struct member_search {
	const struct btf	*btf;
	const char		*name;
	size_t			length;
	unsigned int		left;
};

/* The type without typedefs and qualifiers such as const; NULL if there is none */
static const struct btf_type *member_skip_names(const struct btf *btf, __u32 id)
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

static bool member_is_named(const struct member_search *s, const char *name)
{
	return name && !strncmp(name, s->name, s->length) && !name[s->length];
}

/*
 * Find a member of @type, also inside its anonymous structures and unions.  Adds its offset to
 * @bits.  Returns the member, or NULL.
 */
static const struct btf_member *member_find_one(struct member_search *s,
						const struct btf_type *type,
						unsigned int depth, __u64 *bits)
{
	const struct btf_member *member = btf_members(type), *found;
	const struct btf_type *inner;
	const char *its;
	unsigned int i;

	for (i = 0; i < btf_vlen(type) && s->left; i++) {
		const __u64 offset = btf_member_bit_offset(type, i);

		s->left--;
		its = btf__name_by_offset(s->btf, member[i].name_off);
		if (member_is_named(s, its)) {
			*bits += offset;
			return &member[i];
		}
		inner = its && *its ? NULL : member_skip_names(s->btf, member[i].type);
		if (!inner || !btf_is_composite(inner) || depth == MAX_DEPTH)
			continue;
		found = member_find_one(s, inner, depth + 1, bits);
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
	struct member_search search = { .btf = btf, .left = MAX_MEMBERS };
	__u64 bits = 0;
	__s64 size;

	while (*path) {
		search.name = path;
		search.length = strcspn(path, ".");
		if (!type || !btf_is_composite(type))
			return false;
		member = member_find_one(&search, type, 0, &bits);
		if (!member)
			return false;
		type = member_skip_names(btf, member->type);
		path += search.length;
		path += *path == '.';
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
