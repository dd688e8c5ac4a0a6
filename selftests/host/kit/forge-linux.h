/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Puts a small Linux kernel into a forged memory image: page tables, VMCOREINFO, kallsyms, BTF,
 * tasks, VMAs and files, all that ptwalk follows, and nothing else.  Its structures have the
 * members that image-kernel.h lists, at places of their own; forge-linux-btf.c makes the BTF.
 *
 * A call that makes no sense, or that exceeds a limit, ends the test program.
 */
#ifndef FORGE_LINUX_H
#define FORGE_LINUX_H

#include "forge-image.h"
#include "image-kernel.h"

/* How kallsyms has addresses, see image-kallsyms.c */
enum linux_offsets {
	LINUX_RELATIVE,
	LINUX_PER_CPU,
	LINUX_TO_ITSELF,
	/* as LINUX_PER_CPU, in a kernel as 5.10: VMCOREINFO is silent, VMAs are in a list */
	LINUX_UNTOLD,
};

/* Where the kernel's image and the direct map are */
#define LINUX_KERNEL(phys)	(0xffffffff80000000ULL + (phys))
#define LINUX_DIRECT(phys)	(0xffff888000000000ULL + (phys))

/* Physical addresses of what is at a fixed place */
#define LINUX_TOP		0x400000ULL	/* init_top_pgt, and tables below it */
#define LINUX_TEXT		0x410000ULL	/* _stext, variables */
#define LINUX_KALLSYMS		0x420000ULL
#define LINUX_NOTE		0x430000ULL	/* the text of VMCOREINFO */
#define LINUX_BTF		0x440000ULL
#define LINUX_OBJECTS		0x480000ULL	/* everything that is allocated */

#define LINUX_OBJECT		512		/* bytes of each structure and variable */

#define LINUX_RELEASE		"6.1.0-forged"

struct linux_forge {
	struct memory		*m;
	bool			listed;		/* VMAs are in a list */
	__u64			next;
	__u64			init_task;
	__u64			last_task;
	__u64			root_mnt;
	__u64			root_dentry;
	struct btf_member_place	at[NR_IMAGE_MEMBERS];
};

/* Adds the BTF and sets the places of all members.  Returns its size.  Called by linux_begin(). */
size_t linux_btf(struct linux_forge *l);

/* Addresses of objects are physical here; set() stores LINUX_DIRECT() of a pointer. */
void linux_begin(struct linux_forge *l, struct memory *m, enum linux_offsets offsets);
/* Adds the text of VMCOREINFO: a note, or in memory only */
void linux_vmcoreinfo(struct linux_forge *l, enum linux_offsets offsets, bool note);
__u64 linux_object(struct linux_forge *l);
__u64 linux_string(struct linux_forge *l, const char *text);
void linux_set(struct linux_forge *l, __u64 object, enum image_member member, __u64 value);
void linux_point(struct linux_forge *l, __u64 object, enum image_member member, __u64 to);

/* Adds a process, with the address space @mm or 0, to the list */
__u64 linux_task(struct linux_forge *l, __u32 pid, const char *comm, __u64 mm);
/* Adds a thread to it */
void linux_thread(struct linux_forge *l, __u64 task, __u32 tid);
__u64 linux_mm(struct linux_forge *l, __u64 cr3);

/* A VMA with VM_* flags of 6.1; more is set by the caller. */
__u64 linux_vma(struct linux_forge *l, __u64 start, __u64 end, __u64 flags, __u64 pgoff);
/* Puts the VMAs, ascending, into the tree of @mm, a root and two leaves, or into its list */
void linux_vmas(struct linux_forge *l, __u64 mm, const __u64 *vma, size_t nr);
/*
 * Puts LINUX_MANY_VMAS VMAs of a page, one after the other, into a tree of three levels.  Each has
 * one of the two files, in turn.
 */
#define LINUX_MANY_VMAS	1440
void linux_many_vmas(struct linux_forge *l, __u64 mm, const __u64 file[2]);
/* A file /NAME, on a file system with this magic number */
__u64 linux_file(struct linux_forge *l, const char *name, __u64 ino, __u64 magic);
__u64 linux_dentry(struct linux_forge *l, __u64 parent, const char *name);

/* Names of variables, for the caller to change what is there */
__u64 linux_variable(const char *name);

#endif /* FORGE_LINUX_H */
