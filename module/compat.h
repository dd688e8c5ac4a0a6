/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Every difference between the supported kernels, and nothing else: no other
 * file tests a kernel version or the existence of a kernel macro.  Each shim
 * says what changed, where, and why the shim is right.  A test for a macro is
 * preferred to one for a version, since distributions port changes back.
 *
 * The kernels are listed in selftests/kernels.
 */
#ifndef PTWALK_COMPAT_H
#define PTWALK_COMPAT_H

#include <asm/msr.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/mm.h>
#include <linux/mm_inline.h>
#include <linux/pagemap.h>
#include <linux/pgtable.h>
#include <linux/sched/coredump.h>
#include <linux/swap.h>
#include <linux/swapops.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "ptwalk needs Linux 5.10 or later: it is not tested with older kernels"
#endif

#ifndef CONFIG_X86_64
#error "ptwalk decodes x86-64 page tables only"
#endif

/*
 * Bits of an entry.  For a kernel without the bit the mask is 0; in a dump's dictionary a mask
 * of 0 means "this kernel has no such bit".
 */

/* Bit 58 up to 6.5, bit 57 from 6.6 on, gone in 6.17 with the last user of pfn_t. */
#ifdef _PAGE_DEVMAP
#define PTWALK_PAGE_DEVMAP	_PAGE_DEVMAP
#else
#define PTWALK_PAGE_DEVMAP	0
#endif

/*
 * fca4d413c5be ("x86/mm: Introduce _PAGE_SAVED_DIRTY"), 6.6: write protection
 * moves D to bit 58, on every CPU, with or without shadow stacks.
 */
#ifdef _PAGE_SAVED_DIRTY
#define PTWALK_PAGE_SAVED_DIRTY	_PAGE_SAVED_DIRTY
#else
#define PTWALK_PAGE_SAVED_DIRTY	0
#endif

/*
 * The userfaultfd bit.  7.3 added read-write protection (VM_UFFD_RWP), which shares the bit,
 * and renamed it: in a VM_UFFD_RWP VMA, the bit in a PROT_NONE entry means read-write
 * protection, not write protection.
 */
#ifdef _PAGE_UFFD
#define PTWALK_PAGE_UFFD_WP	_PAGE_UFFD
#define PTWALK_PAGE_SWP_UFFD_WP	_PAGE_SWP_UFFD
#else
#define PTWALK_PAGE_UFFD_WP	_PAGE_UFFD_WP
#define PTWALK_PAGE_SWP_UFFD_WP	_PAGE_SWP_UFFD_WP
#endif

/*
 * 1493a1913e34 ("mm/swap: remember PG_anon_exclusive via a swp pte bit"), 5.19
 */
#ifdef _PAGE_SWP_EXCLUSIVE
#define PTWALK_PAGE_SWP_EXCLUSIVE _PAGE_SWP_EXCLUSIVE
#else
#define PTWALK_PAGE_SWP_EXCLUSIVE 0
#endif

/*
 * The offset of an entry that has a page frame (migration, device memory, hwpoison).
 * 0d206b5d2e0d ("mm/swap: add swp_offset_pfn() to fetch PFN from swap entry"), 6.1, limits the
 * frame to SWP_PFN_BITS, so that "mm/swap: support A/D bits in migration entries", 6.1, can use
 * bits above it.  Before, the whole offset is the frame.
 */
#ifdef SWP_PFN_BITS
#define PTWALK_SWP_PFN_BITS	SWP_PFN_BITS
#define PTWALK_SWP_MIG_YOUNG	SWP_MIG_YOUNG
#define PTWALK_SWP_MIG_DIRTY	SWP_MIG_DIRTY
#else
#define PTWALK_SWP_PFN_BITS	(64 - SWP_OFFSET_SHIFT)
#define PTWALK_SWP_MIG_YOUNG	0
#define PTWALK_SWP_MIG_DIRTY	0
#endif

/*
 * Swap types.  Their numbers follow from the configuration, and a type that is
 * configured out has no macro.
 */
#ifdef CONFIG_MEMORY_FAILURE
#define PTWALK_SWP_HWPOISON	SWP_HWPOISON
#else
#define PTWALK_SWP_HWPOISON	PTWALK_NO_TYPE
#endif

#ifdef CONFIG_MIGRATION
#define PTWALK_SWP_MIG_READ	SWP_MIGRATION_READ
#ifdef SWP_MIGRATION_READ_EXCLUSIVE	/* 5.19 */
#define PTWALK_SWP_MIG_READ_EXCL SWP_MIGRATION_READ_EXCLUSIVE
#else
#define PTWALK_SWP_MIG_READ_EXCL PTWALK_NO_TYPE
#endif
#define PTWALK_SWP_MIG_WRITE	SWP_MIGRATION_WRITE
#else
#define PTWALK_SWP_MIG_READ	PTWALK_NO_TYPE
#define PTWALK_SWP_MIG_READ_EXCL PTWALK_NO_TYPE
#define PTWALK_SWP_MIG_WRITE	PTWALK_NO_TYPE
#endif

/*
 * b756a3b5e7ea ("mm: device exclusive memory access"), 5.14, added two types, until one served
 * both, between 6.12 and 6.18.
 */
#ifdef CONFIG_DEVICE_PRIVATE
#define PTWALK_SWP_DEV_READ	SWP_DEVICE_READ
#define PTWALK_SWP_DEV_WRITE	SWP_DEVICE_WRITE
#ifdef SWP_DEVICE_EXCLUSIVE_WRITE
#define PTWALK_SWP_DEV_EXCL_READ SWP_DEVICE_EXCLUSIVE_READ
#define PTWALK_SWP_DEV_EXCL_WRITE SWP_DEVICE_EXCLUSIVE_WRITE
#elif !defined(SWP_DEVICE_EXCLUSIVE)
#define PTWALK_SWP_DEV_EXCL_READ PTWALK_NO_TYPE
#define PTWALK_SWP_DEV_EXCL_WRITE PTWALK_NO_TYPE
#else
#define PTWALK_SWP_DEV_EXCL_READ PTWALK_NO_TYPE
#define PTWALK_SWP_DEV_EXCL_WRITE SWP_DEVICE_EXCLUSIVE
#endif
#else
#define PTWALK_SWP_DEV_READ	PTWALK_NO_TYPE
#define PTWALK_SWP_DEV_WRITE	PTWALK_NO_TYPE
#define PTWALK_SWP_DEV_EXCL_READ PTWALK_NO_TYPE
#define PTWALK_SWP_DEV_EXCL_WRITE PTWALK_NO_TYPE
#endif

/*
 * "mm: introduce PTE_MARKER swap entry", 5.19; only with CONFIG_PTE_MARKER up to 6.1, always
 * there later.  Without the option, SWP_PTE_MARKER is a macro whose number has another meaning.
 */
#if defined(SWP_PTE_MARKER) && (defined(CONFIG_PTE_MARKER) || !defined(SWP_SWAPIN_ERROR))
#define PTWALK_SWP_MARKER	SWP_PTE_MARKER
#else
#define PTWALK_SWP_MARKER	PTWALK_NO_TYPE
#endif

/* A page lost at swap-in: 6.1 has a swap type for it, later kernels use the poison marker. */
#ifdef SWP_SWAPIN_ERROR
#define PTWALK_SWP_SWAPIN_ERROR	SWP_SWAPIN_ERROR
#else
#define PTWALK_SWP_SWAPIN_ERROR	PTWALK_NO_TYPE
#endif

/* Marker bits: PTE_MARKER_UFFD_WP is behind CONFIG_PTE_MARKER in 6.1. */
#ifdef PTE_MARKER_UFFD_WP
#define PTWALK_MARKER_UFFD_BIT	PTE_MARKER_UFFD_WP
#else
#define PTWALK_MARKER_UFFD_BIT	0
#endif

/* The others came one by one: poison by 6.12, guard in 6.13. */
#ifdef PTE_MARKER_POISONED
#define PTWALK_MARKER_POISON	PTE_MARKER_POISONED
#else
#define PTWALK_MARKER_POISON	0
#endif
#ifdef PTE_MARKER_GUARD
#define PTWALK_MARKER_GUARD_BIT	PTE_MARKER_GUARD
#else
#define PTWALK_MARKER_GUARD_BIT	0
#endif

/*
 * VMA flags that not every supported kernel has.  Where one exists, it is a macro.  The
 * version is the first one that has it.
 */
#ifdef VM_UFFD_MINOR			/* 5.13 */
#define PTWALK_VM_UFFD_MINOR	VM_UFFD_MINOR
#else
#define PTWALK_VM_UFFD_MINOR	0
#endif
#ifdef VM_SHADOW_STACK			/* 6.6 */
#define PTWALK_VM_SHADOW_STACK	VM_SHADOW_STACK
#else
#define PTWALK_VM_SHADOW_STACK	0
#endif
#ifdef VM_SEALED			/* 6.10 */
#define PTWALK_VM_SEALED	VM_SEALED
#else
#define PTWALK_VM_SEALED	0
#endif
#ifdef VM_DROPPABLE			/* 6.11 */
#define PTWALK_VM_DROPPABLE	VM_DROPPABLE
#else
#define PTWALK_VM_DROPPABLE	0
#endif
#ifdef VM_MAYBE_GUARD			/* 7.0 */
#define PTWALK_VM_MAYBE_GUARD	VM_MAYBE_GUARD
#else
#define PTWALK_VM_MAYBE_GUARD	0
#endif
#ifdef VM_UFFD_RWP			/* 7.3 */
#define PTWALK_VM_UFFD_RWP	VM_UFFD_RWP
#else
#define PTWALK_VM_UFFD_RWP	0
#endif

/*
 * Bits of mm->flags.  6.18 split MMF_DISABLE_THP in two and
 * renamed the half that switches THP off for every VMA; both are macros.
 */
#define PTWALK_MM_HUGEPAGE	BIT_ULL(MMF_VM_HUGEPAGE)
#ifdef MMF_DISABLE_THP_COMPLETELY
#define PTWALK_MM_NO_THP	BIT_ULL(MMF_DISABLE_THP_COMPLETELY)
#define PTWALK_MM_ADVISED_THP	BIT_ULL(MMF_DISABLE_THP_EXCEPT_ADVISED)
#else
#define PTWALK_MM_NO_THP	BIT_ULL(MMF_DISABLE_THP)
#define PTWALK_MM_ADVISED_THP	0
#endif

/**
 * ptwalk_mm_flags() - the flags of an address space
 * @mm: address space; a reference to the struct is enough
 *
 * Up to 6.17 mm->flags is an unsigned long; in 6.18 mm_flags_t replaced it, a bitmap that only
 * accessors may touch.  All flags so far are in its first word.
 *
 * Return: MMF_* bits and fields, as one word.
 */
static inline u64 ptwalk_mm_flags(const struct mm_struct *mm)
{
#ifdef NUM_MM_FLAG_BITS
	return READ_ONCE(*__mm_flags_get_bitmap(mm));
#else
	return READ_ONCE(mm->flags);
#endif
}

/*
 * kernel_to_user_pgdp() exists with page-table isolation only, whose option got
 * its MITIGATION_ prefix between 6.1 and 6.12.
 */
#if defined(CONFIG_PAGE_TABLE_ISOLATION) ||				\
	defined(CONFIG_MITIGATION_PAGE_TABLE_ISOLATION)
#define ptwalk_user_pgd(pgd)	kernel_to_user_pgdp(pgd)
#else
#define ptwalk_user_pgd(pgd)	(pgd)
#endif

#ifdef X86_FEATURE_USER_SHSTK		/* 6.6 */
#define ptwalk_cpu_shstk()	boot_cpu_has(X86_FEATURE_USER_SHSTK)
#else
#define ptwalk_cpu_shstk()	false
#endif

/*
 * c435e608cf59 ("x86/msr: Rename 'rdmsrl_safe()' to 'rdmsrq_safe()'"), 6.16, renamed the
 * function; the old name was removed later.  Both are inline functions of the same signature,
 * which #ifdef cannot see; rdmsrq(), renamed in the same series, is a macro.
 */
#ifdef rdmsrq
#define ptwalk_rdmsr_safe(msr, p) rdmsrq_safe(msr, p)
#else
#define ptwalk_rdmsr_safe(msr, p) rdmsrl_safe(msr, p)
#endif

/*
 * f39af05949a4 ("mm: add VMA iterator"), 6.1, came with the maple tree.  Before, an mm has a list
 * of its VMAs in the order of their addresses, and a red-black tree, in which find_vma() finds one.
 * The list changes under the mmap lock for writing only.
 */
#ifndef VMA_ITERATOR
struct vma_iterator {
	struct mm_struct	*mm;
	struct vm_area_struct	*vma;	/* the last one; NULL at first */
	unsigned long		addr;
};

#define VMA_ITERATOR(name, of, from)					\
	struct vma_iterator name = { .mm = of, .addr = from }

/* The first VMA that ends after the address, then the one after it; NULL after the last */
static inline struct vm_area_struct *vma_next(struct vma_iterator *vmi)
{
	vmi->vma = vmi->vma ? vmi->vma->vm_next : find_vma(vmi->mm, vmi->addr);
	return vmi->vma;
}
#endif

/**
 * ptwalk_fault_in() - make user memory present and writable
 * @to: memory of the current process
 * @size: its bytes
 *
 * bb523b406c84 ("gup: Turn fault_in_pages_{readable,writeable} into
 * fault_in_{readable,writeable}"), 5.16, was ported back to 5.15, so Kbuild looks for the name.
 * The old function says that some page is not there, the new one how many bytes.
 *
 * Context: takes page faults.
 * Return: how many bytes are not there, possibly too many.
 */
static inline size_t ptwalk_fault_in(void __user *to, size_t size)
{
#ifdef PTWALK_HAVE_FAULT_IN_WRITEABLE
	return fault_in_writeable(to, size);
#else
	return fault_in_pages_writeable(to, size) ? size : 0;
#endif
}

/**
 * ptwalk_mm_write_locks() - read a count that changes with each write lock of the mmap lock
 * @mm: the mm; its mmap lock is held for reading
 * @count: set to mm_lock_seq, which changes each time and wraps; 0 without such a count
 *
 * CONFIG_PER_VMA_LOCK (6.4) keeps mm->mm_lock_seq, by which a writer ends all VMA locks that it
 * took.  It is an int until "mm: convert mm_lock_seq to a proper seqcount", 6.13, which was
 * ported back to 6.12.  mmap_write_unlock() and mmap_write_downgrade() both increase it, so
 * it counts each write lock, however it ends.
 *
 * Return: true if this kernel has the count, else false.
 */
static inline bool ptwalk_mm_write_locks(const struct mm_struct *mm, u32 *count)
{
#ifdef CONFIG_PER_VMA_LOCK
	/* an int and a seqcount_t both start with 32 bits that are the count */
	BUILD_BUG_ON(offsetof(seqcount_t, sequence));
	*count = READ_ONCE(*(const u32 *)&mm->mm_lock_seq);
	return true;
#else
	*count = 0;
	return false;
#endif
}

/*
 * Path and inode of a mapped file, as /proc/PID/maps shows them.  They differ from those of
 * vm_file on overlayfs only, where vm_file is the real file of the layer below.  In 6.1 it has
 * the path of the overlay file.  In 6.12 it is a backing file, whose own path and inode are
 * those of the real file; it stores the path of the overlay file separately, and maps shows
 * path, inode and device of that.
 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 12, 0)
#define ptwalk_file_path(file)	file_user_path(file)
#define ptwalk_file_inode(file)	file_user_inode(file)
#else
#define ptwalk_file_path(file)	(&(file)->f_path)
#define ptwalk_file_inode(file)	file_inode(file)
#endif

/*
 * Is the VMA what /proc/PID/maps calls [heap] or [stack]?  "mm: factor out VMA stack and heap
 * checks", 6.6, moved the tests into functions; since then a VMA that only adjoins the heap is
 * not [heap] any more.
 */
static inline bool ptwalk_vma_is_heap(const struct vm_area_struct *vma)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return vma_is_initial_heap(vma);
#else
	return vma->vm_start <= vma->vm_mm->brk &&
	       vma->vm_end >= vma->vm_mm->start_brk;
#endif
}

static inline bool ptwalk_vma_is_stack(const struct vm_area_struct *vma)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 6, 0)
	return vma_is_initial_stack(vma);
#else
	return vma->vm_start <= vma->vm_mm->start_stack &&
	       vma->vm_end >= vma->vm_mm->start_stack;
#endif
}

/**
 * ptwalk_vma_anon_name() - the name that prctl(PR_SET_VMA_ANON_NAME) gave to a VMA
 * @vma: the VMA; the mmap lock of its mm is held
 *
 * anon_vma_name() is not exported.  In 6.1 the field is in a union with the interval tree node
 * of a file mapping, so it is valid only without a file; d09e8ca6cb93 ("mm: anonymous shared
 * memory naming"), 6.2, moved it out of the union.
 *
 * Return: the name, or NULL.
 */
static inline const char *ptwalk_vma_anon_name(struct vm_area_struct *vma)
{
#ifdef CONFIG_ANON_VMA_NAME
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
	if (vma->vm_file)
		return NULL;
#endif
	return vma->anon_name ? vma->anon_name->name : NULL;
#else
	return NULL;
#endif
}

/**
 * ptwalk_file_thp() - can khugepaged make 2M pages in the page cache of a file?
 * @vma: maps it
 * @inode: the file, a regular one; the answer does not hold for tmpfs
 *
 * file_thp_enabled() tests CONFIG_READ_ONLY_THP_FOR_FS.  7.2 has no such option; there the
 * file system decides, by the folio sizes that it allows for the mapping.  secretmem is always
 * refused: in 6.12 by its a_ops, later as an anonymous inode (S_ANON_INODE); this function
 * goes by its magic number, which gives the same answer.  hugepage_vma_check() of 5.10 goes by
 * VM_DENYWRITE, which execve() sets; 8d0920bde5eb ("mm: remove VM_DENYWRITE"), 5.15.
 *
 * Return: true if it can.  The other tests of file_thp_enabled(), writers of the file and
 * VM_EXEC, are not made here.
 */
static inline bool ptwalk_file_thp(const struct vm_area_struct *vma,
				   const struct inode *inode)
{
#ifdef SECRETMEM_MAGIC			/* 5.14 */
	if (inode->i_sb->s_magic == SECRETMEM_MAGIC)
		return false;
#endif
#ifdef VM_DENYWRITE
	return IS_ENABLED(CONFIG_READ_ONLY_THP_FOR_FS) && (vma->vm_flags & VM_DENYWRITE);
#elif LINUX_VERSION_CODE < KERNEL_VERSION(7, 2, 0)
	return IS_ENABLED(CONFIG_READ_ONLY_THP_FOR_FS);
#else
	return !IS_ANON_FILE(inode) && mapping_pmd_folio_support(inode->i_mapping);
#endif
}

#endif /* PTWALK_COMPAT_H */
