// SPDX-License-Identifier: GPL-2.0
/*
 * VM_* flags of the running kernel, translated to PTWALK_VMA_*: the counterpart of the table in
 * module/record.c.
 *
 * From 6.18 on they are enumerators, which BTF has.  Before, they are macros; then they are
 * taken from the table below, and the dump says that they are assumed.  No flag below bit 32
 * has moved since 5.12; the others have, and the table says in which release.
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "bpf-private.h"
#include "dict-btf.h"

#define RELEASE(major, minor)	((major) << 16 | (minor))

/* A bit that the kernels without the enumerators do not have */
#define NO_BIT	64

/* In the order of PTWALK_VMA_* */
static const struct {
	__u64		ours;
	const char	*name;
	unsigned int	bit;
	unsigned int	since;
} bpf_vm_flags[] = {
	{ PTWALK_VMA_READ,		"VMA_READ_BIT",		 0, 0 },
	{ PTWALK_VMA_WRITE,		"VMA_WRITE_BIT",	 1, 0 },
	{ PTWALK_VMA_EXEC,		"VMA_EXEC_BIT",		 2, 0 },
	{ PTWALK_VMA_SHARED,		"VMA_SHARED_BIT",	 3, 0 },
	{ PTWALK_VMA_MAYREAD,		"VMA_MAYREAD_BIT",	 4, 0 },
	{ PTWALK_VMA_MAYWRITE,		"VMA_MAYWRITE_BIT",	 5, 0 },
	{ PTWALK_VMA_MAYEXEC,		"VMA_MAYEXEC_BIT",	 6, 0 },
	{ PTWALK_VMA_MAYSHARE,		"VMA_MAYSHARE_BIT",	 7, 0 },
	{ PTWALK_VMA_GROWSDOWN,		"VMA_GROWSDOWN_BIT",	 8, 0 },
	{ PTWALK_VMA_PFNMAP,		"VMA_PFNMAP_BIT",	10, 0 },
	{ PTWALK_VMA_LOCKED,		"VMA_LOCKED_BIT",	13, 0 },
	{ PTWALK_VMA_IO,		"VMA_IO_BIT",		14, 0 },
	{ PTWALK_VMA_SEQ_READ,		"VMA_SEQ_READ_BIT",	15, 0 },
	{ PTWALK_VMA_RAND_READ,		"VMA_RAND_READ_BIT",	16, 0 },
	{ PTWALK_VMA_DONTCOPY,		"VMA_DONTCOPY_BIT",	17, 0 },
	{ PTWALK_VMA_DONTEXPAND,	"VMA_DONTEXPAND_BIT",	18, 0 },
	{ PTWALK_VMA_LOCKONFAULT,	"VMA_LOCKONFAULT_BIT",	19, 0 },
	{ PTWALK_VMA_ACCOUNT,		"VMA_ACCOUNT_BIT",	20, 0 },
	{ PTWALK_VMA_NORESERVE,		"VMA_NORESERVE_BIT",	21, 0 },
	{ PTWALK_VMA_HUGETLB,		"VMA_HUGETLB_BIT",	22, 0 },
	{ PTWALK_VMA_SYNC,		"VMA_SYNC_BIT",		23, 0 },
	{ PTWALK_VMA_WIPEONFORK,	"VMA_WIPEONFORK_BIT",	25, 0 },
	{ PTWALK_VMA_DONTDUMP,		"VMA_DONTDUMP_BIT",	26, 0 },
	{ PTWALK_VMA_SOFTDIRTY,		"VMA_SOFTDIRTY_BIT",	27, 0 },
	{ PTWALK_VMA_MIXEDMAP,		"VMA_MIXEDMAP_BIT",	28, 0 },
	{ PTWALK_VMA_HUGEPAGE,		"VMA_HUGEPAGE_BIT",	29, 0 },
	{ PTWALK_VMA_NOHUGEPAGE,	"VMA_NOHUGEPAGE_BIT",	30, 0 },
	{ PTWALK_VMA_MERGEABLE,		"VMA_MERGEABLE_BIT",	31, 0 },
	{ PTWALK_VMA_UFFD_MISSING,	"VMA_UFFD_MISSING_BIT",	 9, 0 },
	{ PTWALK_VMA_UFFD_WP,		"VMA_UFFD_WP_BIT",	12, 0 },
	/* 37 until shadow stacks took that bit */
	{ PTWALK_VMA_UFFD_MINOR,	"VMA_UFFD_MINOR_BIT",	38, RELEASE(6, 6) },
	{ PTWALK_VMA_SHADOW_STACK,	"VMA_SHADOW_STACK_BIT",	37, RELEASE(6, 6) },
	{ PTWALK_VMA_SEALED,		"VMA_SEALED_BIT",	63, RELEASE(6, 10) },
	{ PTWALK_VMA_DROPPABLE,		"VMA_DROPPABLE_BIT",	40, RELEASE(6, 11) },
	{ PTWALK_VMA_MAYBE_GUARD,	"VMA_MAYBE_GUARD_BIT",	NO_BIT, 0 },
	{ PTWALK_VMA_UFFD_RWP,		"VMA_UFFD_RWP_BIT",	NO_BIT, 0 },
};

#define NR_FLAGS	(sizeof(bpf_vm_flags) / sizeof(bpf_vm_flags[0]))

/* The lowest bit of the protection key: VM_HIGH_ARCH_BIT_0 on all kernels so far */
#define PKEY_SHIFT	32

/* The bit before @since of those flags that existed then */
#define UFFD_MINOR_BEFORE	37

/* The release of the running kernel, as RELEASE(); 0 if it is none */
static unsigned int bpf_flags_release(void)
{
	unsigned int major = 0, minor = 0;
	struct utsname uts;

	if (uname(&uts) || sscanf(uts.release, "%u.%u", &major, &minor) != 2)
		return 0;
	return RELEASE(major, minor);
}

/**
 * bpf_flags_since() - is the running kernel of a release or a later one?
 * @major: first number of the release
 * @minor: second number
 *
 * Return: true if it is.
 */
bool bpf_flags_since(unsigned int major, unsigned int minor)
{
	return bpf_flags_release() >= RELEASE(major, minor);
}

static unsigned int bpf_flags_assume(size_t i, unsigned int release)
{
	if (release >= bpf_vm_flags[i].since)
		return bpf_vm_flags[i].bit;
	return bpf_vm_flags[i].ours == PTWALK_VMA_UFFD_MINOR ? UFFD_MINOR_BEFORE : NO_BIT;
}

/**
 * bpf_flags_learn() - find the VM_* flags of the running kernel
 * @flags: filled in
 * @btf: BTF of the running kernel
 */
void bpf_flags_learn(struct bpf_flags *flags, const struct btf *btf)
{
	unsigned int release = bpf_flags_release();
	__u64 bit;
	size_t i;

	_Static_assert(NR_FLAGS <= BPF_FLAGS_MAX, "room for all flags");
	*flags = (struct bpf_flags){ .pkey_shift = PKEY_SHIFT };
	flags->assumed = !dict_btf_enum_value(btf, bpf_vm_flags[0].name, &bit);
	for (i = 0; i < NR_FLAGS; i++) {
		if (flags->assumed)
			bit = bpf_flags_assume(i, release);
		else if (!dict_btf_enum_value(btf, bpf_vm_flags[i].name, &bit))
			bit = NO_BIT;
		flags->kernel[i] = bit < NO_BIT ? 1ULL << bit : 0;
	}
	if (!flags->assumed && dict_btf_enum_value(btf, "VMA_PKEY_BIT0_BIT", &bit))
		flags->pkey_shift = bit;
}

/**
 * bpf_flags_translate() - flags of a VMA in the numbering of a dump
 * @flags: the flags of the kernel
 * @vm_flags: vm_flags of the VMA
 *
 * Return: PTWALK_VMA_* flags.
 */
__u64 bpf_flags_translate(const struct bpf_flags *flags, __u64 vm_flags)
{
	__u64 ours = 0;
	size_t i;

	for (i = 0; i < NR_FLAGS; i++)
		if (vm_flags & flags->kernel[i])
			ours |= bpf_vm_flags[i].ours;
	return ours;
}

/**
 * bpf_flags_kernel() - the kernel's mask of a flag
 * @flags: the flags of the kernel
 * @ours: PTWALK_VMA_* flag
 *
 * Return: mask in vm_flags.
 */
__u64 bpf_flags_kernel(const struct bpf_flags *flags, __u64 ours)
{
	size_t i;

	for (i = 0; i < NR_FLAGS; i++)
		if (bpf_vm_flags[i].ours == ours)
			return flags->kernel[i];
	return 0;
}
