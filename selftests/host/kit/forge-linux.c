// SPDX-License-Identifier: GPL-2.0-only
/*
 * Puts a small Linux kernel into a forged memory image: see forge-linux.h.
 */
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "forge-linux.h"

#define NR_TOKENS	256

/* The kernel's variables, LINUX_OBJECT bytes for each from LINUX_TEXT on; _stext is the first. */
static const char *const variables[] = {
	"_stext", "init_task", "mnemonics.0", "simple_dname", "anon_inodefs_dname",
	"special_mapping_vmops", "boot_cpu_data", "x86_cap_flags", "__supported_pte_mask", "init_uts_ns",
	"kallsyms_num_syms", "kallsyms_relative_base", "mnemonics",
};

#define NR_VARIABLES	(sizeof(variables) / sizeof(variables[0]))
#define NR_SYMBOLS	(NR_VARIABLES + 2)	/* the bounds of BTF as well */

/* Where the tables of kallsyms are */
#define NAMES		LINUX_KALLSYMS
#define TOKENS		(LINUX_KALLSYMS + 0x1000)
#define TOKEN_INDEX	(LINUX_KALLSYMS + 0x2000)
#define OFFSETS		(LINUX_KALLSYMS + 0x3000)

/* Where they are one after the other, with as many symbols: an odd number of markers */
#define TABLES		(LINUX_KALLSYMS + 0x8000)
#define NR_UNTOLD	600
#define PER_MARKER	256

/* Two letters for each VM_* bit, as in show_smap_vma_flags() of 6.1 */
static const char letters[2 * 64 + 1] =
	"rdwrexshmrmwmemsgdumpf??uwloiosrrrdcde??acnrhtsfarwfddsdmmhgnhmg";

__u64 linux_variable(const char *name)
{
	size_t i;

	for (i = 0; i < NR_VARIABLES; i++)
		if (!strcmp(name, variables[i]))
			return LINUX_TEXT + i * LINUX_OBJECT;
	errx(1, "forge-linux: no variable %s", name);
}

static void put_value(struct linux_forge *l, __u64 phys, __u64 value)
{
	memory_put(l->m, phys, &value, sizeof(value));
}

/* The kernel is mapped at two places, the first 8 MiB of memory, by pages of 2M. */
static void map_kernel(struct memory *m)
{
	__u64 *top = memory_page(m, LINUX_TOP);
	unsigned int i;

	top[511] = (LINUX_TOP + K4) | E_TABLE;
	memory_page(m, LINUX_TOP + K4)[510] = (LINUX_TOP + 2 * K4) | E_TABLE;
	top[273] = (LINUX_TOP + 3 * K4) | E_TABLE;
	memory_page(m, LINUX_TOP + 3 * K4)[0] = (LINUX_TOP + 2 * K4) | E_TABLE;
	for (i = 0; i < 4; i++)
		memory_page(m, LINUX_TOP + 2 * K4)[i] = (i * M2) | E_P | E_RW | E_PS;
}

static __s32 offset_of(enum linux_offsets offsets, __u64 phys, size_t nr)
{
	switch (offsets) {
	case LINUX_RELATIVE:
		return phys - LINUX_TEXT;
	case LINUX_PER_CPU:
	case LINUX_UNTOLD:
		return -1 - (__s32)(phys - LINUX_TEXT);
	default:
		return phys - (OFFSETS + nr * 4);
	}
}

/* Each character is a token of its own. */
static void add_kallsyms(struct linux_forge *l, enum linux_offsets offsets, size_t btf_size)
{
	const __u64 bounds[2] = { LINUX_BTF, LINUX_BTF + btf_size };
	static const char *const bound[2] = { "__start_BTF", "__stop_BTF" };
	char token[2 * NR_TOKENS] = "", name[64];
	__u16 index[NR_TOKENS];
	__u64 at = NAMES;
	size_t i;

	for (i = 0; i < NR_TOKENS; i++) {
		token[2 * i] = i;
		index[i] = 2 * i;
	}
	memory_put(l->m, TOKENS, token, sizeof(token));
	memory_put(l->m, TOKEN_INDEX, index, sizeof(index));
	for (i = 0; i < NR_SYMBOLS; i++) {
		const bool is_bound = i >= NR_VARIABLES;
		const char *its = is_bound ? bound[i - NR_VARIABLES] : variables[i];
		__u64 phys = is_bound ? bounds[i - NR_VARIABLES] : linux_variable(its);
		__s32 offset = offset_of(offsets, phys, i);
		size_t length = snprintf(name, sizeof(name), "%c%c%s", 0, 'D', its);

		name[0] = length - 1;
		memory_put(l->m, at, name, length);
		at += length;
		memory_put(l->m, OFFSETS + i * 4, &offset, sizeof(offset));
	}
	put_value(l, linux_variable("kallsyms_num_syms"), NR_SYMBOLS);
	put_value(l, linux_variable("kallsyms_relative_base"), LINUX_KERNEL(LINUX_TEXT));
}

static __u64 put_table(struct linux_forge *l, __u64 at, const void *data, size_t size)
{
	memory_put(l->m, at, data, size);
	return (at + size + 7) & ~7ULL;
}

/* The tables in the order of scripts/kallsyms.c, each at a multiple of 8.  Many symbols are alike. */
static void add_untold_kallsyms(struct linux_forge *l, size_t btf_size)
{
	const __u64 bounds[2] = { LINUX_BTF, LINUX_BTF + btf_size };
	static const char *const bound[2] = { "__start_BTF", "__stop_BTF" };
	const __u64 base = LINUX_KERNEL(LINUX_TEXT), number = NR_UNTOLD;
	__u32 marker[NR_UNTOLD / PER_MARKER + 1];
	char names[NR_UNTOLD * 32], token[2 * NR_TOKENS] = "";
	__s32 offset[NR_UNTOLD];
	__u16 index[NR_TOKENS];
	size_t i, used = 0;
	__u64 at;

	for (i = 0; i < NR_TOKENS; i++) {
		token[2 * i] = i ? i : 'T';
		index[i] = 2 * i;
	}
	for (i = 0; i < NR_UNTOLD; i++) {
		const bool is_bound = i >= NR_UNTOLD - 2;
		const char *its = is_bound ? bound[i - (NR_UNTOLD - 2)] :
				  i < NR_VARIABLES ? variables[i] : "another";
		__u64 phys = is_bound ? bounds[i - (NR_UNTOLD - 2)] :
			     i < NR_VARIABLES ? linux_variable(its) : LINUX_TEXT;
		int length = snprintf(names + used + 1, 31, "D%s", its);

		if (i % PER_MARKER == 0)
			marker[i / PER_MARKER] = used;
		names[used] = length;
		used += length + 1;
		offset[i] = offset_of(LINUX_UNTOLD, phys, i);
	}
	for (at = LINUX_KALLSYMS - 0x4000; at < LINUX_NOTE; at += K4)
		memory_page(l->m, at);
	at = put_table(l, TABLES, offset, sizeof(offset));
	at = put_table(l, at, &base, sizeof(base));
	at = put_table(l, at, &number, sizeof(number));
	at = put_table(l, at, names, used);
	at = put_table(l, at, marker, sizeof(marker));
	at = put_table(l, at, token, sizeof(token));
	put_table(l, at, index, sizeof(index));
}

static void add_variables(struct linux_forge *l)
{
	static const char *const features[] = { "nx", "pdpe1gb", "pti", "ospke" };
	const __u64 cpu = linux_variable("boot_cpu_data");
	__u64 flags = linux_variable("x86_cap_flags");
	size_t i;

	memory_put(l->m, linux_variable("mnemonics.0"), letters, sizeof(letters));
	memory_put(l->m, linux_variable("init_uts_ns") + 2 * 65, LINUX_RELEASE,
		   sizeof(LINUX_RELEASE));
	put_value(l, linux_variable("__supported_pte_mask"), ~0ULL);
	for (i = 0; i < sizeof(features) / sizeof(features[0]); i++)
		put_value(l, flags + 8 * i, LINUX_DIRECT(linux_string(l, features[i])));
	/* all but pti */
	linux_set(l, cpu, IMAGE_MEMBER_cpu_features, 0xb);
	linux_set(l, cpu, IMAGE_MEMBER_cpu_phys_bits, 40);
}

void linux_begin(struct linux_forge *l, struct memory *m, enum linux_offsets offsets)
{
	__u64 tasks;

	*l = (struct linux_forge){
		.m = m, .next = LINUX_OBJECTS, .listed = offsets == LINUX_UNTOLD,
	};
	map_kernel(m);
	if (offsets == LINUX_UNTOLD)
		add_untold_kallsyms(l, linux_btf(l));
	else
		add_kallsyms(l, offsets, linux_btf(l));
	add_variables(l);
	l->init_task = linux_variable("init_task");
	l->last_task = l->init_task;
	tasks = l->init_task + l->at[IMAGE_MEMBER_task_tasks].offset;
	put_value(l, tasks, LINUX_KERNEL(tasks));
	l->root_mnt = linux_object(l);
	l->root_dentry = linux_dentry(l, 0, "/");
	linux_point(l, l->root_mnt + l->at[IMAGE_MEMBER_mount_mnt].offset,
		    IMAGE_MEMBER_mnt_root, l->root_dentry);
	linux_point(l, l->root_mnt, IMAGE_MEMBER_mount_parent, l->root_mnt);
}

void linux_vmcoreinfo(struct linux_forge *l, enum linux_offsets offsets, bool note)
{
	char text[2048], base[64] = "", kallsyms[512] = "";

	if (offsets != LINUX_TO_ITSELF)
		snprintf(base, sizeof(base), "SYMBOL(kallsyms_relative_base)=%llx\n",
			 LINUX_KERNEL(linux_variable("kallsyms_relative_base")));
	if (offsets != LINUX_UNTOLD)
		snprintf(kallsyms, sizeof(kallsyms),
			 "SYMBOL(kallsyms_names)=%llx\nSYMBOL(kallsyms_num_syms)=%llx\n"
			 "SYMBOL(kallsyms_token_table)=%llx\nSYMBOL(kallsyms_token_index)=%llx\n"
			 "SYMBOL(kallsyms_offsets)=%llx\n%s",
			 LINUX_KERNEL(NAMES), LINUX_KERNEL(linux_variable("kallsyms_num_syms")),
			 LINUX_KERNEL(TOKENS), LINUX_KERNEL(TOKEN_INDEX), LINUX_KERNEL(OFFSETS),
			 base);
	snprintf(text, sizeof(text),
		 "OSRELEASE=%s\nSYMBOL(init_uts_ns)=%llx\nOFFSET(uts_namespace.name)=0\n"
		 "SYMBOL(_stext)=%llx\nSYMBOL(init_top_pgt)=%llx\nNUMBER(phys_base)=0\n"
		 "%sNUMBER(pgtable_l5_enabled)=0\n",
		 LINUX_RELEASE, LINUX_KERNEL(linux_variable("init_uts_ns")),
		 LINUX_KERNEL(LINUX_TEXT), LINUX_KERNEL(LINUX_TOP), kallsyms);
	if (note)
		memory_vmcoreinfo(l->m, text);
	else
		memory_put(l->m, LINUX_NOTE, text, strlen(text));
}

__u64 linux_object(struct linux_forge *l)
{
	const __u64 object = l->next;
	static const char zero[LINUX_OBJECT];

	l->next += LINUX_OBJECT;
	memory_put(l->m, object, zero, sizeof(zero));
	return object;
}

__u64 linux_string(struct linux_forge *l, const char *text)
{
	const __u64 object = linux_object(l);

	memory_put(l->m, object, text, strlen(text) + 1);
	return object;
}

void linux_set(struct linux_forge *l, __u64 object, enum image_member member, __u64 value)
{
	const struct btf_member_place *at = &l->at[member];

	memory_put(l->m, object + at->offset, &value, at->size < 8 ? at->size : 8);
}

void linux_point(struct linux_forge *l, __u64 object, enum image_member member, __u64 to)
{
	linux_set(l, object, member, to ? LINUX_DIRECT(to) : 0);
}

/* Add @object to a list of which @last is the last one and @head the first. */
static void add_to_list(struct linux_forge *l, __u64 last, __u64 object, __u64 head)
{
	put_value(l, last, LINUX_DIRECT(object));
	put_value(l, object, head);
}

__u64 linux_task(struct linux_forge *l, __u32 pid, const char *comm, __u64 mm)
{
	const __u32 tasks = l->at[IMAGE_MEMBER_task_tasks].offset;
	const __u32 thread = l->at[IMAGE_MEMBER_task_thread].offset;
	const __u32 threads = l->at[IMAGE_MEMBER_signal_threads].offset;
	const __u64 task = linux_object(l), signal = linux_object(l), fs = linux_object(l);

	linux_set(l, task, IMAGE_MEMBER_task_pid, pid);
	linux_set(l, task, IMAGE_MEMBER_task_tgid, pid);
	linux_set(l, task, IMAGE_MEMBER_task_start, pid * 1000000000ULL);
	memory_put(l->m, task + l->at[IMAGE_MEMBER_task_comm].offset, comm, strlen(comm));
	linux_point(l, task, IMAGE_MEMBER_task_mm, mm);
	linux_point(l, task, IMAGE_MEMBER_task_signal, signal);
	linux_point(l, task, IMAGE_MEMBER_task_fs, fs);
	linux_point(l, fs, IMAGE_MEMBER_fs_root_mnt,
		    l->root_mnt + l->at[IMAGE_MEMBER_mount_mnt].offset);
	linux_point(l, fs, IMAGE_MEMBER_fs_root_dentry, l->root_dentry);
	add_to_list(l, signal + threads, task + thread, LINUX_DIRECT(signal + threads));
	add_to_list(l, l->last_task + tasks, task + tasks, LINUX_KERNEL(l->init_task + tasks));
	l->last_task = task;
	return task;
}

void linux_thread(struct linux_forge *l, __u64 task, __u32 tid)
{
	const __u32 offset = l->at[IMAGE_MEMBER_task_thread].offset;
	const __u64 thread = linux_object(l);
	__u64 head;

	linux_set(l, thread, IMAGE_MEMBER_task_pid, tid);
	head = memory_value(l->m, task + offset);
	add_to_list(l, task + offset, thread + offset, head);
}

__u64 linux_mm(struct linux_forge *l, __u64 cr3)
{
	const __u64 mm = linux_object(l);

	linux_point(l, mm, IMAGE_MEMBER_mm_pgd, cr3);
	linux_set(l, mm, IMAGE_MEMBER_mm_flags, 0xcd);
	linux_set(l, mm, IMAGE_MEMBER_mm_total_vm, 100);
	linux_set(l, mm, IMAGE_MEMBER_mm_pgtables, 7 * K4);
	return mm;
}

__u64 linux_dentry(struct linux_forge *l, __u64 parent, const char *name)
{
	const __u64 dentry = linux_object(l);

	linux_point(l, dentry, IMAGE_MEMBER_dentry_parent, parent ? parent : dentry);
	linux_point(l, dentry, IMAGE_MEMBER_dentry_name, linux_string(l, name));
	linux_set(l, dentry, IMAGE_MEMBER_dentry_len, strlen(name));
	linux_set(l, dentry, IMAGE_MEMBER_dentry_hashed, 1);
	return dentry;
}

__u64 linux_file(struct linux_forge *l, const char *name, __u64 ino, __u64 magic)
{
	const __u64 file = linux_object(l), inode = linux_object(l), sb = linux_object(l);

	linux_point(l, file, IMAGE_MEMBER_file_inode, inode);
	linux_point(l, file, IMAGE_MEMBER_file_mnt,
		    l->root_mnt + l->at[IMAGE_MEMBER_mount_mnt].offset);
	linux_point(l, file, IMAGE_MEMBER_file_dentry, linux_dentry(l, l->root_dentry, name));
	linux_set(l, inode, IMAGE_MEMBER_inode_mode, S_IFREG | 0644);
	linux_set(l, inode, IMAGE_MEMBER_inode_ino, ino);
	linux_set(l, inode, IMAGE_MEMBER_inode_size, 64 * K4);
	linux_point(l, inode, IMAGE_MEMBER_inode_sb, sb);
	linux_set(l, sb, IMAGE_MEMBER_sb_dev, 8 << 20 | 1);
	linux_set(l, sb, IMAGE_MEMBER_sb_magic, magic);
	return file;
}
