// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMAs of a process in a memory image: see image-vma.h.
 *
 * Before 6.1 they are in a list by address, which begins at mm->mmap.  A damaged list cannot be
 * followed forever, as addresses have to ascend.
 *
 * From 6.1 on they are in the maple tree mm->mm_mt (lib/maple_tree.c).  The pointer to a node has the type
 * of the node in bits 3 to 6; a node has up to 15 pivots, the last index of each slot but the
 * last, and a pivot of 0 ends it.  A damaged tree cannot be followed forever: it is not deeper
 * than MAX_DEPTH, and a slot is an error if its range is not inside that of its node.  But it
 * can have many nodes, and each VMA a long name: their numbers are bounded as well.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "errmsg.h"
#include "image-task.h"
#include "image-vma-private.h"
#include "pte.h"

/* lib/maple_tree.c: MAPLE_HEIGHT_MAX */
#define MAX_DEPTH	31
#define MAX_SLOTS	16

/*
 * The most VMAs, bytes of all their names, and directories on the way to their files.  Linux
 * allows 65530 VMAs, and distributions up to some millions (vm.max_map_count).
 */
#define MAX_VMAS	(4U << 20)
#define VMAS_PER_PAGE	32	/* none has a vm_area_struct of less than 128 bytes */
#define MAX_NAMES	(256U << 20)
#define MAX_STEPS	(4U << 20)

/* linux/maple_tree.h */
#define NODE_MASK	255ULL
#define TYPE_SHIFT	3
#define TYPE_MASK	15ULL

/*
 * linux/xarray.h: what is no pointer to a VMA has one of these bits, or is in the first page.
 * The root of a tree is a node if it has the second one.
 */
#define IS_INTERNAL	3ULL
#define IS_NODE		2ULL
#define FIRST_POINTER	4096ULL

/**
 * struct vma_walk - the walk of a list or a maple tree
 * @kernel: kernel
 * @task: the process
 * @flags: what VM_* flags mean
 * @leaf: type of a leaf (maple_leaf_64)
 * @arange: type of the nodes that are for allocation of ranges (maple_arange_64)
 * @root: root directory of the process
 * @vmas: what is filled in
 * @named: address of the struct file whose path is in @path; 0 if none is
 * @path: a path: the VMAs of a shared library follow each other
 * @most: number of VMAs that there can be
 * @names: number of bytes that names can still have
 * @steps: number of directories that can still be looked at
 * @err: filled in on failure
 */
struct vma_walk {
	struct image_kernel	*kernel;
	const struct image_task	*task;
	struct image_flags	flags;
	__u64			leaf;
	__u64			arange;
	struct image_root	root;
	struct image_vmas	*vmas;
	__u64			named;
	char			path[IMAGE_NAME_MAX];
	__u64			most;
	size_t			names;
	unsigned int		steps;
	struct errmsg		*err;
};

static int vma_get(struct vma_walk *w, __u64 addr, enum image_member member, __u64 *value)
{
	return image_kernel_get(w->kernel, addr, member, value, w->err);
}

static void vma_set_flags(const struct vma_walk *w, __u64 vm, struct ptwalk_vma *record)
{
	unsigned int bit;

	for (bit = 0; bit < 64; bit++)
		if (vm >> bit & 1)
			record->flags |= w->flags.ours[bit];
	if (w->flags.has_pkey)
		record->pkey = vm >> w->flags.pkey_shift & 15;
	/* vma_is_temporary_stack(): VM_STACK_INCOMPLETE_SETUP on a VMA that grows */
	if (!(~record->flags & (PTWALK_VMA_GROWSDOWN | PTWALK_VMA_RAND_READ |
				PTWALK_VMA_SEQ_READ)))
		record->flags |= PTWALK_VMA_TEMP_STACK;
}

/* Flags that follow from vm_ops and anon_vma */
static int vma_set_ops_flags(struct vma_walk *w, __u64 vma, __u64 ops, struct ptwalk_vma *record)
{
	__u64 anon_vma, huge_fault = 0;
	int rc = vma_get(w, vma, IMAGE_MEMBER_vma_anon_vma, &anon_vma);

	if (!rc && ops)
		rc = vma_get(w, ops, IMAGE_MEMBER_ops_huge_fault, &huge_fault);
	if (!ops)
		record->flags |= PTWALK_VMA_ANON;
	if (anon_vma)
		record->flags |= PTWALK_VMA_ANON_VMA;
	if (huge_fault)
		record->flags |= PTWALK_VMA_HUGE_FAULT;
	return rc;
}

/*
 * The name that prctl(PR_SET_VMA_ANON_NAME) gave to a VMA; 0 if none.  In 6.1 the pointer is in
 * a union with the interval tree node of a file mapping.
 */
static int vma_find_anon_name(struct vma_walk *w, __u64 vma, __u64 file, __u64 *name)
{
	const struct btf_member_place *place = &w->kernel->member[IMAGE_MEMBER_vma_anon_name];
	const struct btf_member_place *shared = &w->kernel->member[IMAGE_MEMBER_vma_shared];

	*name = 0;
	if (!place->nr || (file && place->offset - shared->offset < shared->size))
		return 0;
	return vma_get(w, vma, IMAGE_MEMBER_vma_anon_name, name);
}

static int vma_set_file_name(struct vma_walk *w, __u64 file)
{
	int rc;

	if (w->named == file)
		return 0;
	w->named = 0;
	rc = image_path(w->kernel, file, &w->root, &w->steps, w->path, w->err);
	if (!rc)
		w->named = file;
	return rc;
}

/* Is the VMA what /proc/PID/maps calls [heap] or [stack]?  Sets its name if so. */
static int vma_name_heap_or_stack(struct vma_walk *w, const struct ptwalk_vma *record)
{
	__u64 start_brk, brk, stack;
	int rc = vma_get(w, w->task->mm, IMAGE_MEMBER_mm_start_brk, &start_brk);

	if (!rc)
		rc = vma_get(w, w->task->mm, IMAGE_MEMBER_mm_brk, &brk);
	if (!rc)
		rc = vma_get(w, w->task->mm, IMAGE_MEMBER_mm_start_stack, &stack);
	if (rc)
		return rc;
	if (record->start < brk && record->end > start_brk)
		strcpy(w->path, "[heap]");
	else if (record->start <= stack && record->end >= stack)
		strcpy(w->path, "[stack]");
	return 0;
}

/* "[anon:NAME]" */
static int vma_name_in_brackets(struct vma_walk *w, const char *kind, __u64 name)
{
	const __u32 offset = w->kernel->member[IMAGE_MEMBER_anon_name].offset;
	char text[128];
	int rc = image_kernel_string(w->kernel, name + offset, text, sizeof(text), w->err);

	if (!rc)
		snprintf(w->path, sizeof(w->path), "[%s:%s]", kind, text);
	return rc;
}

/* Put the name of a VMA into @w->path, as area_name() in module/record.c does. */
static int vma_set_name(struct vma_walk *w, __u64 vma, __u64 file, __u64 ops,
			const struct ptwalk_vma *record)
{
	__u64 name, special;
	int rc = vma_find_anon_name(w, vma, file, &name);

	if (rc)
		return rc;
	if (file && !name)
		return vma_set_file_name(w, file);
	w->named = 0;
	w->path[0] = '\0';
	if (file)
		return vma_name_in_brackets(w, "anon_shmem", name);
	if (ops && ops == w->kernel->symbol[IMAGE_SYMBOL_special_mapping_vmops]) {
		rc = vma_get(w, vma, IMAGE_MEMBER_vma_private, &special);
		if (!rc)
			rc = vma_get(w, special, IMAGE_MEMBER_special_name, &name);
		return rc ? rc : image_kernel_string(w->kernel, name, w->path, sizeof(w->path),
						     w->err);
	}
	rc = vma_name_heap_or_stack(w, record);
	if (!rc && !w->path[0] && name)
		rc = vma_name_in_brackets(w, "anon", name);
	return rc;
}

static int vma_fill(struct vma_walk *w, __u64 vma, struct ptwalk_vma *record)
{
	__u64 flags, file, ops, pgoff;
	int rc = vma_get(w, vma, IMAGE_MEMBER_vma_flags, &flags);

	if (!rc)
		rc = vma_get(w, vma, IMAGE_MEMBER_vma_pgoff, &pgoff);
	if (!rc)
		rc = vma_get(w, vma, IMAGE_MEMBER_vma_file, &file);
	if (!rc)
		rc = vma_get(w, vma, IMAGE_MEMBER_vma_ops, &ops);
	if (rc)
		return rc;
	vma_set_flags(w, flags, record);
	record->offset = pgoff * ptwalk_span(1);
	rc = vma_set_ops_flags(w, vma, ops, record);
	if (!rc && file)
		rc = image_vma_file(w->kernel, file, record, w->err);
	return rc ? rc : vma_set_name(w, vma, file, ops, record);
}

/* Add the VMA at @addr, which the tree or list has for the addresses from @first to @last. */
static int vma_add(struct vma_walk *w, __u64 addr, __u64 first, __u64 last)
{
	struct image_vma vma = { 0 };
	struct ptwalk_vma *record = &vma.record;
	int rc = vma_get(w, addr, IMAGE_MEMBER_vma_start, &record->start);

	if (!rc)
		rc = vma_get(w, addr, IMAGE_MEMBER_vma_end, &record->end);
	if (rc)
		return rc;
	/* the range is that of the VMA, and VMAs consist of pages */
	if (record->start != first || record->end - 1 != last || record->end <= record->start ||
	    (record->start | record->end) % ptwalk_span(1) ||
	    last >= ptwalk_half_end(w->kernel->levels))
		return errmsg_set(w->err, -EBADMSG,
				  "corrupt image: a VMA from 0x%llx to 0x%llx is where its process should have one from 0x%llx to 0x%llx",
				  record->start, record->end, first, last + 1);
	rc = vma_fill(w, addr, record);
	if (rc)
		return rc;
	record->name_length = strlen(w->path);
	if (w->vmas->nr == w->most || record->name_length > w->names)
		return errmsg_set(w->err, -EBADMSG,
				  "corrupt image: its process has more than %llu VMAs, or more than %u bytes of their names",
				  w->most, MAX_NAMES);
	w->names -= record->name_length;
	vma.name = strdup(w->path);
	if (!vma.name || array_add(w->vmas->vma, w->vmas->nr, vma)) {
		free(vma.name);
		return errmsg_set(w->err, -ENOMEM, "out of memory");
	}
	return 0;
}

static bool vma_is_pointer(__u64 entry)
{
	return entry >= FIRST_POINTER && !(entry & IS_INTERNAL);
}

static bool vma_is_node(__u64 entry)
{
	return entry >= FIRST_POINTER && (entry & IS_INTERNAL) == IS_NODE;
}

static int vma_misplaced(struct vma_walk *w, __u64 node)
{
	return errmsg_set(w->err, -EBADMSG,
			  "corrupt image: the VMAs of its process are in a tree with a node at 0x%llx that does not fit into it",
			  node);
}

/* Read the pivots and slots of a node; sets *@nr to the number of slots. */
static int vma_read_node(struct vma_walk *w, __u64 node, bool arange, __u64 *pivot, __u64 *slot,
			 unsigned int *nr)
{
	const struct btf_member_place *pivots =
		&w->kernel->member[arange ? IMAGE_MEMBER_node_pivot : IMAGE_MEMBER_leaf_pivot];
	const struct btf_member_place *slots =
		&w->kernel->member[arange ? IMAGE_MEMBER_node_slot : IMAGE_MEMBER_leaf_slot];
	int rc;

	if (slots->nr < 2 || slots->nr > MAX_SLOTS || pivots->nr != slots->nr - 1)
		return errmsg_set(w->err, -EOPNOTSUPP,
				  "the BTF of its kernel describes a maple tree that ptwalk does not know: %u pivots, %u slots",
				  pivots->nr, slots->nr);
	*nr = slots->nr;
	rc = image_kernel_read(w->kernel, node + pivots->offset, pivot,
			       pivots->nr * sizeof(*pivot), w->err);
	return rc ? rc : image_kernel_read(w->kernel, node + slots->offset, slot,
					   slots->nr * sizeof(*slot), w->err);
}

/* Walk the node @entry, which is for the indices from @first to @last. */
static int vma_walk_node(struct vma_walk *w, __u64 entry, __u64 first, __u64 last,
			 unsigned int depth)
{
	const __u64 node = entry & ~NODE_MASK, type = entry >> TYPE_SHIFT & TYPE_MASK;
	__u64 pivot[MAX_SLOTS], slot[MAX_SLOTS];
	unsigned int i, nr = 0;
	int rc;

	if (type < w->leaf || type > w->arange || depth > MAX_DEPTH)
		return vma_misplaced(w, node);
	rc = vma_read_node(w, node, type == w->arange, pivot, slot, &nr);
	for (i = 0; !rc && i < nr; i++) {
		__u64 end = i < nr - 1 && (pivot[i] || !i) ? pivot[i] : last;

		if (end < first || end > last)
			return vma_misplaced(w, node);
		if (type != w->leaf && slot[i])
			rc = vma_walk_node(w, slot[i], first, end, depth + 1);
		else if (vma_is_pointer(slot[i]))
			rc = vma_add(w, slot[i], first, end);
		if (end == last)
			break;
		first = end + 1;
	}
	return rc;
}

static int vma_walk_tree(struct vma_walk *w)
{
	__u64 root;
	int rc = vma_get(w, w->task->mm, IMAGE_MEMBER_mm_vmas, &root);

	w->leaf = w->kernel->enumerator[IMAGE_ENUMERATOR_maple_leaf_64];
	w->arange = w->kernel->enumerator[IMAGE_ENUMERATOR_maple_arange_64];
	if (!rc && (!w->leaf || !w->arange))
		return errmsg_set(w->err, -EOPNOTSUPP,
				  "the BTF of its kernel does not tell the types of nodes of a maple tree, in which VMAs are from 6.1 on; --cr3 works without");
	return rc || !vma_is_node(root) ? rc : vma_walk_node(w, root, 0, ~0ULL, 0);
}

static int vma_walk_list(struct vma_walk *w)
{
	__u64 vma, start, end, from = 0;
	int rc = vma_get(w, w->task->mm, IMAGE_MEMBER_mm_first_vma, &vma);

	while (!rc && vma) {
		rc = vma_get(w, vma, IMAGE_MEMBER_vma_start, &start);
		if (!rc)
			rc = vma_get(w, vma, IMAGE_MEMBER_vma_end, &end);
		if (!rc && (start < from || end <= start))
			return errmsg_set(w->err, -EBADMSG,
					  "corrupt image: in the list of VMAs of its process, one from 0x%llx to 0x%llx follows one that ends at 0x%llx",
					  start, end, from);
		if (!rc)
			rc = vma_add(w, vma, start, end - 1);
		if (!rc)
			rc = vma_get(w, vma, IMAGE_MEMBER_vma_next, &vma);
		from = end;
	}
	return rc;
}

static int vma_walk_all(struct vma_walk *w)
{
	__u64 fs;
	int rc = image_flags_load(w->kernel, &w->flags, w->err);

	if (!rc)
		rc = vma_get(w, w->task->task, IMAGE_MEMBER_task_fs, &fs);
	/* a process that is exiting has no root directory any more */
	if (!rc && fs) {
		rc = vma_get(w, fs, IMAGE_MEMBER_fs_root_mnt, &w->root.mnt);
		if (!rc)
			rc = vma_get(w, fs, IMAGE_MEMBER_fs_root_dentry, &w->root.dentry);
	}
	if (rc)
		return rc;
	return image_kernel_has(w->kernel, IMAGE_MEMBER_mm_vmas) ? vma_walk_tree(w) :
								   vma_walk_list(w);
}

/**
 * image_vmas_load() - find the VMAs of a process
 * @kernel: kernel
 * @task: the process, which has an address space
 * @vmas: filled in; the caller frees them with image_vmas_free() if 0 is returned
 * @err: filled in on failure
 *
 * Return: 0; -EBADMSG if they contradict each other; -EOPNOTSUPP if the kernel has them in
 * another form; -ENOMEM; or as image_kernel_get().
 */
int image_vmas_load(struct image_kernel *kernel, const struct image_task *task,
		    struct image_vmas *vmas, struct errmsg *err)
{
	struct vma_walk *w = calloc(1, sizeof(*w));
	int rc;

	if (!w)
		return errmsg_set(err, -ENOMEM, "out of memory");
	*vmas = (struct image_vmas){ 0 };
	w->kernel = kernel;
	w->task = task;
	w->vmas = vmas;
	w->most = image_pages(kernel->image) * VMAS_PER_PAGE;
	if (w->most > MAX_VMAS)
		w->most = MAX_VMAS;
	w->names = MAX_NAMES;
	w->steps = MAX_STEPS;
	w->err = err;
	rc = vma_walk_all(w);
	free(w);
	if (rc)
		image_vmas_free(vmas);
	return rc;
}

/**
 * image_vmas_free() - free VMAs
 * @vmas: from image_vmas_load(), or zeroed
 */
void image_vmas_free(struct image_vmas *vmas)
{
	size_t i;

	for (i = 0; i < vmas->nr; i++)
		free(vmas->vma[i].name);
	free(vmas->vma);
	*vmas = (struct image_vmas){ 0 };
}
