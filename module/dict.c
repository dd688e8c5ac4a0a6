// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dictionary of a dump: the facts about this kernel and CPU that user space needs to decode
 * entries.  With it, the decoder needs no table of kernel versions, and a dump can be read on
 * any other machine.  A value is one of the kernel's own macros or is read from the CPU; a fact
 * that neither gives is left out.  Differences between kernels are in compat.h.  No locks.
 */
#include <asm/cpufeature.h>
#include <asm/msr-index.h>
#include <asm/pgtable.h>
#include <asm/processor.h>
#include <linux/mem_encrypt.h>

#include "compat.h"
#include "ptwalk.h"

/**
 * ptwalk_levels() - number of page-table levels in use
 *
 * Return: 4 or 5.
 */
unsigned int ptwalk_levels(void)
{
	return pgtable_l5_enabled() ? 5 : 4;
}

static u64 features(void)
{
	u64 f = 0;

	if (__supported_pte_mask & _PAGE_NX)
		f |= PTWALK_CPU_NX;
	if (boot_cpu_has(X86_FEATURE_GBPAGES))
		f |= PTWALK_CPU_GBPAGES;
	if (pgtable_l5_enabled())
		f |= PTWALK_CPU_LA57;
	if (boot_cpu_has(X86_FEATURE_OSPKE))
		f |= PTWALK_CPU_PKU;
	if (boot_cpu_has(X86_FEATURE_PCID))
		f |= PTWALK_CPU_PCID;
	if (boot_cpu_has(X86_FEATURE_PTI))
		f |= PTWALK_CPU_PTI;
	if (ptwalk_cpu_shstk())
		f |= PTWALK_CPU_SHSTK;
	return f;
}

/*
 * Keys whose values are known at compile time.  The SWAP_* values describe the swap format of
 * asm/pgtable_64.h: from bit 63 down the type, below it the inverted offset, which ends above
 * _PAGE_BIT_PROTNONE.
 */
static const struct ptwalk_dict_entry fixed[] = {
	{ PTWALK_DICT_SPECIAL,		 0, _PAGE_SPECIAL },
	{ PTWALK_DICT_UFFD_WP,		 0, PTWALK_PAGE_UFFD_WP },
	{ PTWALK_DICT_SOFT_DIRTY,	 0, _PAGE_SOFT_DIRTY },
	{ PTWALK_DICT_SAVED_DIRTY,	 0, PTWALK_PAGE_SAVED_DIRTY },
	{ PTWALK_DICT_DEVMAP,		 0, PTWALK_PAGE_DEVMAP },
	{ PTWALK_DICT_PROTNONE,		 0, _PAGE_PROTNONE },
	{ PTWALK_DICT_PKEY,		 0, _PAGE_PKEY_MASK },
	{ PTWALK_DICT_SWAP_TYPE_SHIFT,	 0, 64 - SWP_TYPE_BITS },
	{ PTWALK_DICT_SWAP_TYPE_BITS,	 0, SWP_TYPE_BITS },
	{ PTWALK_DICT_SWAP_OFFSET_SHIFT, 0, SWP_OFFSET_FIRST_BIT },
	{ PTWALK_DICT_SWAP_OFFSET_BITS,	 0, 64 - SWP_OFFSET_SHIFT },
	{ PTWALK_DICT_SWAP_INVERTED,	 0, 1 },
	{ PTWALK_DICT_SWAP_SOFT_DIRTY,	 0, _PAGE_SWP_SOFT_DIRTY },
	{ PTWALK_DICT_SWAP_UFFD_WP,	 0, PTWALK_PAGE_SWP_UFFD_WP },
	{ PTWALK_DICT_SWAP_EXCLUSIVE,	 0, PTWALK_PAGE_SWP_EXCLUSIVE },
	{ PTWALK_DICT_MAX_SWAPFILES,	 0, MAX_SWAPFILES },
	{ PTWALK_DICT_SWP_HWPOISON,	 0, PTWALK_SWP_HWPOISON },
	{ PTWALK_DICT_SWP_MIG_READ,	 0, PTWALK_SWP_MIG_READ },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 0, PTWALK_SWP_MIG_READ_EXCL },
	{ PTWALK_DICT_SWP_MIG_WRITE,	 0, PTWALK_SWP_MIG_WRITE },
	{ PTWALK_DICT_SWP_DEV_READ,	 0, PTWALK_SWP_DEV_READ },
	{ PTWALK_DICT_SWP_DEV_WRITE,	 0, PTWALK_SWP_DEV_WRITE },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, 0, PTWALK_SWP_DEV_EXCL_READ },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, 0, PTWALK_SWP_DEV_EXCL_WRITE },
	{ PTWALK_DICT_SWP_MARKER,	 0, PTWALK_SWP_MARKER },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	 0, PTWALK_SWP_SWAPIN_ERROR },
	{ PTWALK_DICT_MARKER_UFFD_WP,	 0, PTWALK_MARKER_UFFD_BIT },
	{ PTWALK_DICT_MARKER_POISONED,	 0, PTWALK_MARKER_POISON },
	{ PTWALK_DICT_MARKER_GUARD,	 0, PTWALK_MARKER_GUARD_BIT },
	{ PTWALK_DICT_MM_HUGEPAGE,	 0, PTWALK_MM_HUGEPAGE },
	{ PTWALK_DICT_MM_NO_THP,	 0, PTWALK_MM_NO_THP },
	{ PTWALK_DICT_MM_ADVISED_THP,	 0, PTWALK_MM_ADVISED_THP },
};

/* Values that only the running kernel has.  Returns false for all other keys, or if unknown. */
static bool __init known_at_run_time(unsigned int key, u64 *value)
{
	switch (key) {
	case PTWALK_DICT_PHYS_BITS:
		*value = boot_cpu_data.x86_phys_bits;
		return true;
	case PTWALK_DICT_VIRT_BITS:
		*value = ptwalk_shift(ptwalk_levels()) + 9;
		return true;
	case PTWALK_DICT_PHYS_MASK:
		*value = PTE_PFN_MASK;
		return true;
	case PTWALK_DICT_ENC_MASK:
		*value = sme_me_mask;
		return true;
	case PTWALK_DICT_FEATURES:
		*value = features();
		return true;
	case PTWALK_DICT_SWP_PFN_BITS:
		*value = PTWALK_SWP_PFN_BITS;
		return true;
	/*
	 * Whether migration entries keep A and D is swap_migration_ad_supported, which is not
	 * exported.  It is false only where arch_max_swapfile_size() leaves too few offset
	 * bits.  That can happen only on CPUs with L1TF, so there the module does not know.
	 */
	case PTWALK_DICT_MIG_YOUNG:
		*value = PTWALK_SWP_MIG_YOUNG;
		return !*value || !boot_cpu_has_bug(X86_BUG_L1TF);
	case PTWALK_DICT_MIG_DIRTY:
		*value = PTWALK_SWP_MIG_DIRTY;
		return !*value || !boot_cpu_has_bug(X86_BUG_L1TF);
	case PTWALK_DICT_PAT:
		return !ptwalk_rdmsr_safe(MSR_IA32_CR_PAT, value);
	default:
		return false;
	}
}

/* The dictionary, ascending by key; nothing in it changes after boot */
static struct ptwalk_dict_entry dict[PTWALK_DICT_NR] __ro_after_init;
static unsigned int dict_count __ro_after_init;

/**
 * ptwalk_dict_init() - find out the dictionary of this kernel and CPU
 *
 * Context: module load.
 */
void __init ptwalk_dict_init(void)
{
	unsigned int key;
	size_t i;
	u64 value;

	for (key = 0; key < PTWALK_DICT_NR; key++) {
		if (known_at_run_time(key, &value)) {
			dict[dict_count++] = (struct ptwalk_dict_entry){
				.key = key, .value = value };
			continue;
		}
		for (i = 0; i < ARRAY_SIZE(fixed); i++)
			if (fixed[i].key == key)
				dict[dict_count++] = fixed[i];
	}
}

/**
 * ptwalk_dict_fill() - write the dictionary of this kernel and CPU
 * @entry: array with room for %PTWALK_DICT_NR entries; filled in ascending by key
 *
 * Return: the number of entries written; keys with unknown values are left out.
 */
unsigned int ptwalk_dict_fill(struct ptwalk_dict_entry *entry)
{
	memcpy(entry, dict, dict_count * sizeof(*entry));
	return dict_count;
}
