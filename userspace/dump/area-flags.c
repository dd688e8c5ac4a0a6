// SPDX-License-Identifier: GPL-2.0-only
/*
 * The names of VMA flags: see area-flags.h.
 */
#include <stdio.h>

#include "area-flags.h"

static const struct {
	__u64		flag;
	const char	*name;
} flags[] = {
	{ PTWALK_VMA_READ,		"read" },
	{ PTWALK_VMA_WRITE,		"write" },
	{ PTWALK_VMA_EXEC,		"exec" },
	{ PTWALK_VMA_SHARED,		"shared" },
	{ PTWALK_VMA_MAYREAD,		"mayread" },
	{ PTWALK_VMA_MAYWRITE,		"maywrite" },
	{ PTWALK_VMA_MAYEXEC,		"mayexec" },
	{ PTWALK_VMA_MAYSHARE,		"mayshare" },
	{ PTWALK_VMA_GROWSDOWN,		"growsdown" },
	{ PTWALK_VMA_PFNMAP,		"pfnmap" },
	{ PTWALK_VMA_LOCKED,		"locked" },
	{ PTWALK_VMA_IO,		"io" },
	{ PTWALK_VMA_SEQ_READ,		"seq-read" },
	{ PTWALK_VMA_RAND_READ,		"rand-read" },
	{ PTWALK_VMA_DONTCOPY,		"dontcopy" },
	{ PTWALK_VMA_DONTEXPAND,	"dontexpand" },
	{ PTWALK_VMA_LOCKONFAULT,	"lockonfault" },
	{ PTWALK_VMA_ACCOUNT,		"account" },
	{ PTWALK_VMA_NORESERVE,		"noreserve" },
	{ PTWALK_VMA_HUGETLB,		"hugetlb" },
	{ PTWALK_VMA_SYNC,		"sync" },
	{ PTWALK_VMA_WIPEONFORK,	"wipeonfork" },
	{ PTWALK_VMA_DONTDUMP,		"dontdump" },
	{ PTWALK_VMA_SOFTDIRTY,		"softdirty" },
	{ PTWALK_VMA_MIXEDMAP,		"mixedmap" },
	{ PTWALK_VMA_HUGEPAGE,		"hugepage" },
	{ PTWALK_VMA_NOHUGEPAGE,	"nohugepage" },
	{ PTWALK_VMA_MERGEABLE,		"mergeable" },
	{ PTWALK_VMA_UFFD_MISSING,	"uffd-missing" },
	{ PTWALK_VMA_UFFD_WP,		"uffd-wp" },
	{ PTWALK_VMA_UFFD_MINOR,	"uffd-minor" },
	{ PTWALK_VMA_SHADOW_STACK,	"shadow-stack" },
	{ PTWALK_VMA_SEALED,		"sealed" },
	{ PTWALK_VMA_DROPPABLE,		"droppable" },
	{ PTWALK_VMA_MAYBE_GUARD,	"maybe-guard" },
	{ PTWALK_VMA_UFFD_RWP,		"uffd-rwp" },
	{ PTWALK_VMA_ANON,		"anon" },
	{ PTWALK_VMA_ANON_VMA,		"anon-vma" },
	{ PTWALK_VMA_DAX,		"dax" },
	{ PTWALK_VMA_TEMP_STACK,	"temp-stack" },
	{ PTWALK_VMA_FILE,		"file" },
	{ PTWALK_VMA_REGULAR,		"regular" },
	{ PTWALK_VMA_SHMEM,		"shmem" },
	{ PTWALK_VMA_INTERNAL,		"internal" },
	{ PTWALK_VMA_WRITERS,		"writers" },
	{ PTWALK_VMA_FILE_THP,		"file-thp" },
	{ PTWALK_VMA_SIZE_2M,		"size-2m" },
	{ PTWALK_VMA_HUGE_FAULT,	"huge-fault" },
};

/* The name of a flag; @bit is filled in for one that this version does not know. */
static const char *flag_name(__u64 flag, char bit[16])
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++)
		if (flags[i].flag == flag)
			return flags[i].name;
	snprintf(bit, 16, "bit-%d", __builtin_ctzll(flag));
	return bit;
}

/**
 * area_flag_names() - list flags of a VMA
 * @set: PTWALK_VMA_*
 * @buf: filled in, such as "locked,hugepage"; empty for 0
 * @size: bytes in @buf, at least 1; a text that does not fit is cut
 *
 * Return: @buf.
 */
char *area_flag_names(__u64 set, char *buf, size_t size)
{
	char bit[16];
	size_t n = 0;

	buf[0] = '\0';
	for (; set && n < size; set &= set - 1)
		n += snprintf(buf + n, size - n, "%s%s", n ? "," : "", flag_name(set & -set, bit));
	return buf;
}

/**
 * area_flag_changes() - list the flags that a VMA gained and lost
 * @was: PTWALK_VMA_* before
 * @now: PTWALK_VMA_* after
 * @buf: filled in, such as "+write,-hugepage"; empty if no flag changed.  A flag that
 *	 this version does not know is named by its bit number, "+bit-60"
 * @size: bytes in @buf, at least 1; a text that does not fit is cut
 *
 * Return: length of the text in @buf.
 */
size_t area_flag_changes(__u64 was, __u64 now, char *buf, size_t size)
{
	__u64 changed = was ^ now, flag;
	char bit[16];
	size_t n = 0;

	buf[0] = '\0';
	for (; changed; changed &= changed - 1) {
		flag = changed & -changed;
		n += snprintf(buf + n, size - n, "%s%c%s", n ? "," : "",
			      now & flag ? '+' : '-', flag_name(flag, bit));
		if (n >= size)
			return size - 1;
	}
	return n;
}
