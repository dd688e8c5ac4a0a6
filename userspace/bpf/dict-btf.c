// SPDX-License-Identifier: GPL-2.0-only
/*
 * BTF of the running kernel, through libbpf: see dict-btf.h.
 *
 * Macros leave no trace in BTF.  But the functions of an optional part of the kernel are in it
 * only if that part was built, and the type of an array has the number of its elements, also
 * where the array itself, a variable that is not per-CPU, is not in BTF.
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>

#include "dict-btf.h"
#include "errmsg.h"
#include "library-bpf.h"
#include "pte.h"

/* The functions that struct dict_build asks for */
static const struct {
	const char *name;
	size_t answer;
} functions[] = {
	{ "memory_failure",		 offsetof(struct dict_build, hwpoison) },
	{ "migrate_pages",		 offsetof(struct dict_build, migration) },
	{ "make_device_exclusive",	 offsetof(struct dict_build, device_private) },
	{ "make_device_exclusive_range", offsetof(struct dict_build, device_private) },
	{ "handle_userfault",		 offsetof(struct dict_build, userfaultfd) },
};

/*
 * A swap type has 5 bits, and at most 10 of its 32 values are no swap file.  Other arrays of
 * pointers to struct swap_info_struct have an element for each order of a folio, 10 at most.
 */
#define SWAPFILES_MIN	16
#define SWAPFILES_MAX	32

/**
 * dict_btf_open() - read the running kernel's BTF
 * @err: says why it failed
 *
 * Return: the BTF, to be freed with dict_btf_close(); NULL if it cannot be read.
 */
struct btf *dict_btf_open(struct errmsg *err)
{
	libbpf_print_fn_t print;
	struct btf *btf;
	int code;

	if (library_bpf_load(err))
		return NULL;
	print = libbpf_set_print(NULL);
	btf = btf__load_vmlinux_btf();
	code = errno;
	libbpf_set_print(print);
	if (!btf)
		errmsg_set(err, -code,
			   "the kernel's type information (/sys/kernel/btf/vmlinux) cannot be read: %s",
			   strerror(code));
	return btf;
}

/**
 * dict_btf_close() - free the BTF
 * @btf: what dict_btf_open() returned
 */
void dict_btf_close(struct btf *btf)
{
	btf__free(btf);
}

static const char *dict_btf_name(const struct btf *btf, const struct btf_type *type)
{
	const char *name = btf__name_by_offset(btf, type->name_off);

	return name ? name : "";
}

/**
 * dict_btf_value_of() - value of an enumerator of an enum
 * @btf: from dict_btf_open()
 * @type: the enum, from dict_btf_enum()
 * @name: name of the enumerator
 * @value: set to its value, sign-extended
 *
 * Return: true; false if the enum has no such enumerator.
 */
bool dict_btf_value_of(const struct btf *btf, const struct btf_type *type, const char *name,
		       __u64 *value)
{
	const struct btf_enum64 *wide = btf_enum64(type);
	const struct btf_enum *narrow = btf_enum(type);
	unsigned int i, name_off;
	const char *its;

	for (i = 0; i < btf_vlen(type); i++) {
		name_off = btf_is_enum64(type) ? wide[i].name_off : narrow[i].name_off;
		its = btf__name_by_offset(btf, name_off);
		if (!its || strcmp(its, name))
			continue;
		*value = btf_is_enum64(type) ? btf_enum64_value(&wide[i]) :
					       (__u64)(__s64)narrow[i].val;
		return true;
	}
	return false;
}

/**
 * dict_btf_enum() - find an enum of the running kernel by an enumerator
 * @btf: from dict_btf_open()
 * @name: name of the enumerator
 *
 * Looks at all types, of which there are 100,000 and more: once for all enumerators of an enum.
 *
 * Return: the first enum that has it; NULL if there is none.
 */
const struct btf_type *dict_btf_enum(const struct btf *btf, const char *name)
{
	unsigned int id, nr = btf__type_cnt(btf);
	const struct btf_type *type;
	__u64 value;

	for (id = 1; id < nr; id++) {
		type = btf__type_by_id(btf, id);
		if (type && btf_is_any_enum(type) && dict_btf_value_of(btf, type, name, &value))
			return type;
	}
	return NULL;
}

/* Is @id the type struct swap_info_struct *? */
static bool dict_btf_points_to_swap_info(const struct btf *btf, unsigned int id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	if (!type || !btf_is_ptr(type))
		return false;
	type = btf__type_by_id(btf, type->type);
	return type && btf_is_struct(type) &&
	       !strcmp(dict_btf_name(btf, type), "swap_info_struct");
}

static unsigned int dict_btf_swapfiles(const struct btf *btf, const struct btf_type *type)
{
	const struct btf_array *array = btf_array(type);

	if (array->nelems < SWAPFILES_MIN || array->nelems > SWAPFILES_MAX ||
	    !dict_btf_points_to_swap_info(btf, array->type))
		return 0;
	return array->nelems;
}

static void dict_btf_function(const char *name, struct dict_build *build)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(functions); i++)
		if (!strcmp(name, functions[i].name))
			*(bool *)((char *)build + functions[i].answer) = true;
}

/**
 * dict_btf_build() - find out how the running kernel was built
 * @btf: from dict_btf_open()
 * @build: filled in
 *
 * One pass over the types of the kernel, of which there are 100,000 and more.
 */
void dict_btf_build(const struct btf *btf, struct dict_build *build)
{
	unsigned int id, nr = btf__type_cnt(btf);
	const struct btf_type *type;
	unsigned int swapfiles;
	__u64 value;

	*build = (struct dict_build){ 0 };
	for (id = 1; id < nr; id++) {
		type = btf__type_by_id(btf, id);
		if (!type)
			continue;
		if (btf_is_func(type)) {
			dict_btf_function(dict_btf_name(btf, type), build);
		} else if (btf_is_array(type)) {
			swapfiles = dict_btf_swapfiles(btf, type);
			if (swapfiles)
				build->swapfiles = swapfiles;
		} else if (btf_is_typedef(type)) {
			if (!strcmp(dict_btf_name(btf, type), "pfn_t"))
				build->pfn_t = true;
		} else if (btf_is_enum(type) &&
			   !strcmp(dict_btf_name(btf, type), "pageflags")) {
			build->anon_exclusive =
				dict_btf_value_of(btf, type, "PG_anon_exclusive", &value);
		}
	}
}
