/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Questions to the type information of the running kernel (/sys/kernel/btf/vmlinux): values of
 * enumerators, and what the kernel was built with.  Never prints.
 */
#ifndef PTWALK_BPF_DICT_BTF_H
#define PTWALK_BPF_DICT_BTF_H

#include <linux/types.h>
#include <stdbool.h>

struct btf;
struct btf_type;
struct errmsg;

/**
 * struct dict_build - how the running kernel was built
 * @hwpoison: it has memory_failure(): CONFIG_MEMORY_FAILURE
 * @migration: it has migrate_pages(): CONFIG_MIGRATION
 * @device_private: it has make_device_exclusive(), make_device_exclusive_range() before 6.15:
 *		    CONFIG_DEVICE_PRIVATE
 * @userfaultfd: it has handle_userfault(): CONFIG_USERFAULTFD
 * @anon_exclusive: it has PG_anon_exclusive (5.19)
 * @pfn_t: it has the type pfn_t, which went away together with _PAGE_DEVMAP (6.17)
 * @swapfiles: number of elements of swap_info[], which is MAX_SWAPFILES; 0 if not found
 */
struct dict_build {
	bool		hwpoison;
	bool		migration;
	bool		device_private;
	bool		userfaultfd;
	bool		anon_exclusive;
	bool		pfn_t;
	unsigned int	swapfiles;
};

struct btf *dict_btf_open(struct errmsg *err);
void dict_btf_close(struct btf *btf);
const struct btf_type *dict_btf_enum(const struct btf *btf, const char *name);
bool dict_btf_value_of(const struct btf *btf, const struct btf_type *type, const char *name,
		       __u64 *value);
void dict_btf_build(const struct btf *btf, struct dict_build *build);

#endif /* PTWALK_BPF_DICT_BTF_H */
