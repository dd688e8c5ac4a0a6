// SPDX-License-Identifier: GPL-2.0-only
/*
 * The types of the kernel in a memory image, which are in its own memory: see image-kernel.h.
 * libbpf checks and reads them; this file finds what the other files need in one pass, as a
 * kernel has more than 100,000 types.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "image-kernel.h"
#include "library-bpf.h"

/* A kernel has some 5 MB of BTF */
#define MAX_BTF		(16U << 20)

/*
 * How often to look for a member of a structure.  A kernel has few structures of one name; a
 * damaged image can have a million of them that lack the member.
 */
#define MAX_LOOKUPS	2000

static const struct {
	const char	*structure;
	const char	*path;
} members[NR_IMAGE_MEMBERS] = {
#define X(id, structure, path) { structure, path },
	IMAGE_MEMBERS(X)
#undef X
};

static const char *const enumerators[NR_IMAGE_ENUMERATORS] = {
#define X(name) #name,
	IMAGE_ENUMERATORS(X)
#undef X
};

/* Find the members of a structure.  The first one of several of a name counts. */
static void btf_take_struct(struct image_kernel *kernel, __u32 id, const char *name,
			    unsigned int *lookups)
{
	struct btf_member_place place;
	size_t i;

	for (i = 0; i < NR_IMAGE_MEMBERS; i++)
		if (*name == *members[i].structure && !kernel->member[i].nr &&
		    !strcmp(name, members[i].structure) && (*lookups)++ < MAX_LOOKUPS &&
		    btf_member_find(kernel->btf, id, members[i].path, &place))
			kernel->member[i] = place;
}

static void btf_take_enum(struct image_kernel *kernel, const struct btf_type *type)
{
	const struct btf_enum *value = btf_enum(type);
	unsigned int i, n;
	const char *name;

	for (n = 0; n < btf_vlen(type); n++) {
		name = btf__name_by_offset(kernel->btf, value[n].name_off);
		for (i = 0; name && i < NR_IMAGE_ENUMERATORS; i++)
			if (*name == *enumerators[i] && !strcmp(name, enumerators[i]))
				kernel->enumerator[i] = value[n].val;
	}
}

static void btf_take_types(struct image_kernel *kernel)
{
	const __u32 nr = btf__type_cnt(kernel->btf);
	const struct btf_type *type;
	unsigned int lookups = 0;
	const char *name;
	__u32 id;

	for (id = 1; id < nr; id++) {
		type = btf__type_by_id(kernel->btf, id);
		if (type && btf_is_enum(type))
			btf_take_enum(kernel, type);
		if (!type || !btf_is_struct(type))
			continue;
		name = btf__name_by_offset(kernel->btf, type->name_off);
		if (name && *name)
			btf_take_struct(kernel, id, name, &lookups);
	}
}

/**
 * image_btf_load() - read the types of a kernel
 * @kernel: kernel whose symbols are known; its members and enumerators are filled in
 * @err: filled in on failure
 *
 * Return: 0; -EOPNOTSUPP if the kernel has no BTF; -EBADMSG if it is corrupt; -ENOMEM; or as
 * library_bpf_load() and image_kernel_read().
 */
int image_btf_load(struct image_kernel *kernel, struct errmsg *err)
{
	const __u64 start = kernel->symbol[IMAGE_SYMBOL___start_BTF];
	const __u64 size = kernel->symbol[IMAGE_SYMBOL___stop_BTF] - start;
	void *data;
	int rc;

	if (!start || !size)
		return errmsg_set(err, -EOPNOTSUPP,
				  "its kernel has no BTF (CONFIG_DEBUG_INFO_BTF), which says where things are in the kernel's memory; --cr3 works without");
	if (size > MAX_BTF)
		return errmsg_set(err, -EBADMSG, "corrupt image: %llu bytes of BTF", size);
	data = malloc(size);
	if (!data)
		return errmsg_set(err, -ENOMEM, "out of memory");
	rc = library_bpf_load(err);
	if (!rc)
		rc = image_kernel_read(kernel, start, data, size, err);
	if (!rc) {
		/* libbpf would print its own messages to standard error */
		libbpf_set_print(NULL);
		kernel->btf = btf__new(data, size);
		if (!kernel->btf)
			rc = errmsg_set(err, errno == ENOMEM ? -ENOMEM : -EBADMSG,
					"corrupt image: the BTF of its kernel cannot be read: %m");
	}
	free(data);
	if (!rc)
		btf_take_types(kernel);
	return rc;
}

/**
 * image_btf_lacks() - say that a kernel does not have a member
 * @member: the member
 * @err: filled in
 *
 * Return: -ENOENT.
 */
int image_btf_lacks(enum image_member member, struct errmsg *err)
{
	return errmsg_set(err, -ENOENT, "the BTF of its kernel has no %s in struct %s",
			  members[member].path, members[member].structure);
}
