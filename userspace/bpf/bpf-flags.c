// SPDX-License-Identifier: GPL-2.0-only
/*
 * VM_* flags of the running kernel, translated to PTWALK_VMA_*: the counterpart of the table in
 * module/record.c.
 *
 * Where they are enumerators, as in 7.2, BTF has them.  Before, they are macros; then they are
 * taken from the tables below, and the dump says that they are assumed.  No flag below bit 32
 * has moved since 5.12; the others have, and the second table says in which release.
 */
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "bpf-private.h"
#include "dict-btf.h"

#define RELEASE(major, minor)	((major) << 16 | (minor))
#define BIT(nr)			(1ULL << (nr))

/* In the order of PTWALK_VMA_*; @bit is that of all kernels where the flag is a macro */
static const struct {
	__u64		ours;
	const char	*name;
	__u64		bit;
} bpf_vm_flags[] = {
	{ PTWALK_VMA_READ,		"VMA_READ_BIT",		BIT(0) },
	{ PTWALK_VMA_WRITE,		"VMA_WRITE_BIT",	BIT(1) },
	{ PTWALK_VMA_EXEC,		"VMA_EXEC_BIT",		BIT(2) },
	{ PTWALK_VMA_SHARED,		"VMA_SHARED_BIT",	BIT(3) },
	{ PTWALK_VMA_MAYREAD,		"VMA_MAYREAD_BIT",	BIT(4) },
	{ PTWALK_VMA_MAYWRITE,		"VMA_MAYWRITE_BIT",	BIT(5) },
	{ PTWALK_VMA_MAYEXEC,		"VMA_MAYEXEC_BIT",	BIT(6) },
	{ PTWALK_VMA_MAYSHARE,		"VMA_MAYSHARE_BIT",	BIT(7) },
	{ PTWALK_VMA_GROWSDOWN,		"VMA_GROWSDOWN_BIT",	BIT(8) },
	{ PTWALK_VMA_PFNMAP,		"VMA_PFNMAP_BIT",	BIT(10) },
	{ PTWALK_VMA_LOCKED,		"VMA_LOCKED_BIT",	BIT(13) },
	{ PTWALK_VMA_IO,		"VMA_IO_BIT",		BIT(14) },
	{ PTWALK_VMA_SEQ_READ,		"VMA_SEQ_READ_BIT",	BIT(15) },
	{ PTWALK_VMA_RAND_READ,		"VMA_RAND_READ_BIT",	BIT(16) },
	{ PTWALK_VMA_DONTCOPY,		"VMA_DONTCOPY_BIT",	BIT(17) },
	{ PTWALK_VMA_DONTEXPAND,	"VMA_DONTEXPAND_BIT",	BIT(18) },
	{ PTWALK_VMA_LOCKONFAULT,	"VMA_LOCKONFAULT_BIT",	BIT(19) },
	{ PTWALK_VMA_ACCOUNT,		"VMA_ACCOUNT_BIT",	BIT(20) },
	{ PTWALK_VMA_NORESERVE,		"VMA_NORESERVE_BIT",	BIT(21) },
	{ PTWALK_VMA_HUGETLB,		"VMA_HUGETLB_BIT",	BIT(22) },
	{ PTWALK_VMA_SYNC,		"VMA_SYNC_BIT",		BIT(23) },
	{ PTWALK_VMA_WIPEONFORK,	"VMA_WIPEONFORK_BIT",	BIT(25) },
	{ PTWALK_VMA_DONTDUMP,		"VMA_DONTDUMP_BIT",	BIT(26) },
	{ PTWALK_VMA_SOFTDIRTY,		"VMA_SOFTDIRTY_BIT",	BIT(27) },
	{ PTWALK_VMA_MIXEDMAP,		"VMA_MIXEDMAP_BIT",	BIT(28) },
	{ PTWALK_VMA_HUGEPAGE,		"VMA_HUGEPAGE_BIT",	BIT(29) },
	{ PTWALK_VMA_NOHUGEPAGE,	"VMA_NOHUGEPAGE_BIT",	BIT(30) },
	{ PTWALK_VMA_MERGEABLE,		"VMA_MERGEABLE_BIT",	BIT(31) },
	{ PTWALK_VMA_UFFD_MISSING,	"VMA_UFFD_MISSING_BIT",	BIT(9) },
	{ PTWALK_VMA_UFFD_WP,		"VMA_UFFD_WP_BIT",	BIT(12) },
	{ PTWALK_VMA_UFFD_MINOR,	"VMA_UFFD_MINOR_BIT",	0 },
	{ PTWALK_VMA_SHADOW_STACK,	"VMA_SHADOW_STACK_BIT",	0 },
	{ PTWALK_VMA_SEALED,		"VMA_SEALED_BIT",	0 },
	{ PTWALK_VMA_DROPPABLE,		"VMA_DROPPABLE_BIT",	0 },
	{ PTWALK_VMA_MAYBE_GUARD,	"VMA_MAYBE_GUARD_BIT",	0 },
	{ PTWALK_VMA_UFFD_RWP,		"VMA_UFFD_RWP_BIT",	0 },
};

/*
 * Flags that came or moved, as long as they were macros.  Of a release where a stable kernel can
 * have either bit, both are taken: the other one was not in use.
 */
static const struct {
	__u64		ours;
	unsigned int	since;
	__u64		bits;
} bpf_vm_moves[] = {
	{ PTWALK_VMA_UFFD_MINOR,	RELEASE(5, 13),	BIT(37) },
	{ PTWALK_VMA_UFFD_MINOR,	RELEASE(6, 6),	BIT(38) },
	{ PTWALK_VMA_UFFD_MINOR,	RELEASE(6, 13),	BIT(38) | BIT(41) },
	{ PTWALK_VMA_UFFD_MINOR,	RELEASE(6, 16),	BIT(41) },
	{ PTWALK_VMA_SHADOW_STACK,	RELEASE(6, 6),	BIT(37) },
	{ PTWALK_VMA_SEALED,		RELEASE(6, 10),	BIT(63) },
	{ PTWALK_VMA_SEALED,		RELEASE(6, 17),	BIT(63) | BIT(42) },
	{ PTWALK_VMA_SEALED,		RELEASE(6, 18),	BIT(42) },
	{ PTWALK_VMA_DROPPABLE,		RELEASE(6, 11),	BIT(40) },
};

#define NR_FLAGS	(sizeof(bpf_vm_flags) / sizeof(bpf_vm_flags[0]))
#define NR_MOVES	(sizeof(bpf_vm_moves) / sizeof(bpf_vm_moves[0]))

/* The lowest bit of the protection key: VM_HIGH_ARCH_BIT_0 on all kernels so far */
#define PKEY_SHIFT	32

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

static __u64 bpf_flags_assume(size_t i, unsigned int release)
{
	__u64 bits = bpf_vm_flags[i].bit;
	size_t m;

	for (m = 0; m < NR_MOVES; m++)
		if (bpf_vm_moves[m].ours == bpf_vm_flags[i].ours &&
		    bpf_vm_moves[m].since <= release)
			bits = bpf_vm_moves[m].bits;
	return bits;
}

/**
 * bpf_flags_learn() - find the VM_* flags of the running kernel
 * @flags: filled in
 * @btf: BTF of the running kernel
 */
void bpf_flags_learn(struct bpf_flags *flags, const struct btf *btf)
{
	const struct btf_type *type = dict_btf_enum(btf, bpf_vm_flags[0].name);
	unsigned int release = bpf_flags_release();
	__u64 bit;
	size_t i;

	_Static_assert(NR_FLAGS <= BPF_FLAGS_MAX, "room for all flags");
	*flags = (struct bpf_flags){ .pkey_shift = PKEY_SHIFT };
	flags->assumed = !type;
	for (i = 0; i < NR_FLAGS; i++) {
		if (flags->assumed)
			flags->kernel[i] = bpf_flags_assume(i, release);
		else if (dict_btf_value_of(btf, type, bpf_vm_flags[i].name, &bit) && bit < 64)
			flags->kernel[i] = BIT(bit);
	}
	if (!flags->assumed && dict_btf_value_of(btf, type, "VMA_PKEY_BIT0_BIT", &bit))
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
