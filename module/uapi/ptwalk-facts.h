/* SPDX-License-Identifier: (GPL-2.0-only WITH Linux-syscall-note) OR MIT */
/*
 * ptwalk: the records that user space adds to a dump, from other files of the kernel than
 * the module's: settings, smaps, page flags, mounts and NUMA nodes.  Owns their layout;
 * the module writes none of them.
 */
#ifndef _UAPI_PTWALK_FACTS_H
#define _UAPI_PTWALK_FACTS_H

#include <linux/types.h>

#include "ptwalk.h"

/**
 * struct ptwalk_knob - the name and value of one setting about huge pages
 * @rec: PTWALK_REC_KNOB
 * @name_length: bytes of the name
 * @value_length: bytes of the value
 * @text: the name, then the value, zero-padded to a multiple of 8; neither is
 *	  NUL-terminated
 *
 * The name is that of a file below /sys/kernel/mm/transparent_hugepage/ ("enabled",
 * "khugepaged/max_ptes_none"), "status/THP_enabled" for that line of the target's
 * /proc/PID/status, or "vm/zone_reclaim_mode" for that file below /proc/sys/.  The value is
 * the contents of the file without the newline ("always [madvise] never").  Two names are no
 * settings.  "huge_zero_frame" is the frame number of the huge zero page, in hex with 0x, if the
 * target maps that page and kpageflags marks it so; before 6.18 nothing else tells it.
 * "stopped" says that the target did not run while the dump was made: its value is "threads" if
 * its threads were stopped, "cgroup" if its cgroup was frozen.
 * Each name occurs once.
 */
struct ptwalk_knob {
	struct ptwalk_record	rec;
	__u32	name_length;
	__u32	value_length;
	__u8	text[];
};

/**
 * struct ptwalk_smaps - what /proc/PID/smaps says of one VMA
 * @rec: PTWALK_REC_SMAPS
 * @start: first address
 * @end: first address after it
 * @eligible: THPeligible: 0 or 1
 * @pad: zero
 * @rss: Rss, bytes
 * @anon_huge: AnonHugePages, bytes
 * @shmem_huge: ShmemPmdMapped, bytes
 * @file_huge: FilePmdMapped, bytes
 *
 * Ascending, without overlap.  Read after the dump: the VMAs may have changed since.
 */
struct ptwalk_smaps {
	struct ptwalk_record	rec;
	__u64	start;
	__u64	end;
	__u32	eligible;
	__u32	pad;
	__u64	rss;
	__u64	anon_huge;
	__u64	shmem_huge;
	__u64	file_huge;
};

/**
 * struct ptwalk_page_run - pages at consecutive addresses with the same count and flags
 * @addr: address of the first page
 * @nr: number of pages, one every 4096 bytes
 * @maps: /proc/kpagecount of each page; PTWALK_MAPS_UNKNOWN if it was not read
 * @flags: /proc/kpageflags of each page: KPF_* of linux/kernel-page-flags.h
 *
 * The page of an address is the one whose frame number is in the address's entry in this dump.
 * kpagecount and kpageflags are read after the dump, when the frame may have another use.
 */
struct ptwalk_page_run {
	__u64	addr;
	__u32	nr;
	__u32	maps;
	__u64	flags;
};

#define PTWALK_MAPS_UNKNOWN	(~0U)

/**
 * struct ptwalk_pages - map counts and page flags of the target's pages
 * @rec: PTWALK_REC_PAGES
 * @run: the runs of pages, as many as fit into the record's length; ascending by
 *	 address without overlap, also from one record to the next
 */
struct ptwalk_pages {
	struct ptwalk_record	rec;
	struct ptwalk_page_run	run[];
};

/**
 * struct ptwalk_mount - a mounted file system of which VMAs of the dump map files
 * @rec: PTWALK_REC_MOUNT
 * @dev_major: major number of its device, as in struct ptwalk_vma
 * @dev_minor: minor number of its device
 * @type_length: bytes of its type ("tmpfs")
 * @point_length: bytes of the path that it is mounted at
 * @options_length: bytes of its options ("rw,size=65536k,huge=always")
 * @pad: zero
 * @text: type, path and options, zero-padded to a multiple of 8; none is
 *	  NUL-terminated
 *
 * From /proc/PID/mountinfo: type and options are those of the superblock; the path is that of
 * the first mount of the device there, as the target sees it, with escapes (\040 for a space)
 * decoded.  Records ascend strictly by device.  Kernel-internal mounts
 * (PTWALK_VMA_INTERNAL) are not in mountinfo.
 */
struct ptwalk_mount {
	struct ptwalk_record	rec;
	__u32	dev_major;
	__u32	dev_minor;
	__u32	type_length;
	__u32	point_length;
	__u32	options_length;
	__u32	pad;
	__u8	text[];
};

/* One past the highest possible NUMA node: NODES_SHIFT is at most 10 on x86. */
#define PTWALK_NODES_MAX	1024U

/**
 * struct ptwalk_node_range - a range of frames that belong to one NUMA node
 * @frame: number of the first frame
 * @nr: number of frames, not 0
 * @node: number of the node, below %PTWALK_NODES_MAX
 * @pad: zero
 */
struct ptwalk_node_range {
	__u64	frame;
	__u64	nr;
	__u32	node;
	__u32	pad;
};

/**
 * struct ptwalk_nodes - the NUMA node of each frame, as far as it is known
 * @rec: PTWALK_REC_NODES
 * @range: the ranges, as many as fit into the record's length; ascending by
 *	   frame without overlap
 *
 * From /proc/zoneinfo and, if present, the memory blocks of /sys/devices/system/node/nodeN.
 * The zones of two nodes can span the same frames.  No range contains a frame whose node
 * neither file decides, or a frame of device memory: its node is unknown.  A dump has at most
 * one such record.
 */
struct ptwalk_nodes {
	struct ptwalk_record	rec;
	struct ptwalk_node_range range[];
};

#endif /* _UAPI_PTWALK_FACTS_H */
