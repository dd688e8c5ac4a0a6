// SPDX-License-Identifier: GPL-2.0-only
/*
 * BTF of the running kernel, through libbpf: see trace-btf.h.
 */
#include <errno.h>
#include <string.h>

#include "btf-member.h"
#include "errmsg.h"
#include "library-bpf.h"
#include "pte.h"
#include "trace-btf.h"

/* Registers of integer and pointer arguments, by position: System V ABI of x86-64 */
static const char *const registers[] = { "di", "si", "dx", "cx", "r8", "r9" };

/**
 * trace_btf_open() - read the running kernel's BTF
 * @err: says why it failed
 *
 * Return: the BTF, to be freed with trace_btf_close(); NULL if it cannot be read.
 */
struct btf *trace_btf_open(struct errmsg *err)
{
	struct btf *btf;

	if (library_bpf_load(err))
		return NULL;
	/* libbpf would print its own messages to standard error */
	libbpf_set_print(NULL);
	btf = btf__load_vmlinux_btf();
	if (!btf)
		errmsg_set(err, -errno,
			   "the kernel's type information cannot be read: %m (/sys/kernel/btf/vmlinux, CONFIG_DEBUG_INFO_BTF)");
	return btf;
}

/**
 * trace_btf_close() - free the BTF
 * @btf: what trace_btf_open() returned
 */
void trace_btf_close(struct btf *btf)
{
	btf__free(btf);
}

/* The type without typedefs and qualifiers such as const. */
static const struct btf_type *skip_names(const struct btf *btf, __u32 id)
{
	const struct btf_type *type = btf__type_by_id(btf, id);

	while (type && (btf_is_mod(type) || btf_is_typedef(type)))
		type = btf__type_by_id(btf, type->type);
	return type;
}

static bool trace_btf_is_named(const struct btf *btf, const struct btf_type *type,
			       const char *name)
{
	const char *its = btf__name_by_offset(btf, type->name_off);

	return its && !strcmp(its, name);
}

static bool is_pointer_to(const struct btf *btf, const struct btf_type *type,
			  const char *structure)
{
	if (!btf_is_ptr(type))
		return false;
	type = skip_names(btf, type->type);
	return type && btf_is_struct(type) && trace_btf_is_named(btf, type, structure);
}

static void set_once(const char **name, const char *value)
{
	if (!*name)
		*name = value;
}

/**
 * trace_btf_function() - find the argument registers of a function
 * @btf: the kernel's BTF
 * @name: the function's name
 * @args: filled in
 *
 * A function that was inlined everywhere, or whose arguments the compiler changed, has no
 * BTF under its name.
 *
 * Return: true if BTF has the function and it gets an address and an mm or a VMA.
 */
bool trace_btf_function(const struct btf *btf, const char *name,
			struct trace_args *args)
{
	__s32 id = btf__find_by_name_kind(btf, name, BTF_KIND_FUNC);
	const struct btf_type *function, *type;
	const struct btf_param *param;
	unsigned int i;

	*args = (struct trace_args){ 0 };
	function = id > 0 ? btf__type_by_id(btf, id) : NULL;
	function = function ? btf__type_by_id(btf, function->type) : NULL;
	if (!function || !btf_is_func_proto(function))
		return false;
	param = btf_params(function);
	for (i = 0; i < btf_vlen(function) && i < ARRAY_SIZE(registers); i++) {
		type = skip_names(btf, param[i].type);
		if (!type)
			return false;
		if (is_pointer_to(btf, type, "mm_struct"))
			set_once(&args->mm, registers[i]);
		else if (is_pointer_to(btf, type, "vm_area_struct"))
			set_once(&args->vma, registers[i]);
		else if (btf_is_int(type) &&
			 (trace_btf_is_named(btf, type, "unsigned long") ||
			  trace_btf_is_named(btf, type, "long unsigned int")))
			set_once(&args->addr, registers[i]);
	}
	return args->addr && (args->mm || args->vma);
}

/**
 * trace_btf_offset() - find a member of a structure
 * @btf: the kernel's BTF
 * @structure: name of the structure
 * @member: name of the member
 *
 * Return: the offset of the member in bytes; -ENOENT if this kernel has no such member.
 */
int trace_btf_offset(const struct btf *btf, const char *structure,
		     const char *member)
{
	__s32 id = btf__find_by_name_kind(btf, structure, BTF_KIND_STRUCT);
	struct btf_member_place place;

	return id > 0 && btf_member_find(btf, id, member, &place) ? (int)place.offset : -ENOENT;
}
