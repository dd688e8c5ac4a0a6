/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the files of the BPF source share: the loaded program, and the steps from what it
 * copies to the records of a dump.
 */
#ifndef PTWALK_BPF_PRIVATE_H
#define PTWALK_BPF_PRIVATE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

#include "bpf.h"
#include "dict-btf.h"
#include "dump-write.h"
#include "errmsg.h"
#include "pte.h"
#include "walk-shared.h"

struct bpf_program;
struct btf;
struct errmsg;
struct walk_bpf;

/* VM_* bits of the kernel that are looked for */
#define BPF_FLAGS_MAX	40

/**
 * struct bpf_flags - where the running kernel has its VM_* flags
 * @kernel: masks in vm_flags, in the order of the table in bpf-flags.c; 0 for a flag that this
 *	    kernel does not have
 * @pkey_shift: lowest bit of the protection key in vm_flags
 * @assumed: they are those of the kernel's release; else BTF has told them
 */
struct bpf_flags {
	__u64		kernel[BPF_FLAGS_MAX];
	unsigned int	pkey_shift;
	bool		assumed;
};

/**
 * struct bpf_source - a loaded program
 * @skeleton: what bpftool has made of the program
 * @program: the iterator
 * @walk: memory shared with the program: its state
 * @tables: the same: %WALK_TABLES copies of tables
 * @areas: the same: %WALK_AREAS VMAs
 * @flags: VM_* flags of this kernel
 * @build: what this kernel was built with
 * @direct_map: where the kernel maps all of physical memory
 * @pid_ns: address of the pid namespace of this process
 * @pid_level: its level
 * @slice_ns: longest time of a hold of the mmap lock; a test makes it shorter
 * @levels: 4 or 5
 * @pti: page-table isolation is on
 * @folio_thp: khugepaged goes by the folio orders that a mapping allows
 * @learnt: @dict and @assumed are valid, or just being learnt
 * @learn_code: 0, or the errno of learning, which has failed
 * @why_not: the reason
 * @dict: dictionary for the headers of dumps
 * @assumed: mask of keys of @dict that are assumed for the release
 */
struct bpf_source {
	struct walk_bpf		*skeleton;
	struct bpf_program	*program;
	struct walk		*walk;
	struct walk_table	*tables;
	struct walk_area	*areas;
	struct bpf_flags	flags;
	struct dict_build	build;
	__u64			direct_map;
	__u64			pid_ns;
	__u64			slice_ns;
	unsigned int		pid_level;
	unsigned int		levels;
	bool			pti;
	bool			folio_thp;
	bool			learnt;
	int			learn_code;
	struct errmsg		why_not;
	struct ptwalk_dict	dict;
	__u64			assumed;
};

/**
 * struct bpf_maps - the lines of /proc/PID/maps
 * @text: the file
 * @next: where the search for the next VMA begins: the dump asks in ascending order
 * @path: a path that the file has in another way than the dump
 * @pid: PID
 * @doubtful: a line has another inode than the VMA: one on overlayfs, or that of a VMA before
 */
struct bpf_maps {
	char		*text;
	const char	*next;
	char		*path;
	int		pid;
	bool		doubtful;
};

/**
 * struct bpf_map_line - a line of /proc/PID/maps
 * @start: vm_start
 * @end: vm_end
 * @offset: vm_pgoff in bytes; 0 without a file
 * @perm: permissions, as rw-p
 * @ino: inode number of the file, 0 without one
 * @dev_major: its device
 * @dev_minor: its device
 * @name: the name, not NUL-terminated
 * @length: bytes in @name
 */
struct bpf_map_line {
	__u64		start;
	__u64		end;
	__u64		offset;
	char		perm[4];
	__u64		ino;
	__u32		dev_major;
	__u32		dev_minor;
	const char	*name;
	size_t		length;
};

/**
 * struct bpf_recorder - a dump that is being made
 * @source: the loaded program
 * @request: what to dump, with its range settled
 * @writer: the records
 * @maps: names of VMAs; @maps.text is NULL if they cannot be read
 * @begun: the header is written
 */
struct bpf_recorder {
	struct bpf_source	*source;
	struct bpf_request	request;
	struct dump_writer	writer;
	struct bpf_maps		maps;
	bool			begun;
};

/* bpf-walk.c */
int bpf_walk_iterate(const struct bpf_source *source, int tid, struct errmsg *err);

/* bpf-refuse.c */
int bpf_refuse_early(const struct btf *btf, struct errmsg *err);
int bpf_refuse(int code, struct errmsg *err);
int bpf_refuse_target(int pid);

/* bpf-flags.c */
bool bpf_flags_since(unsigned int major, unsigned int minor);
void bpf_flags_learn(struct bpf_flags *flags, const struct btf *btf);
__u64 bpf_flags_translate(const struct bpf_flags *flags, __u64 vm_flags);
__u64 bpf_flags_kernel(const struct bpf_flags *flags, __u64 ours);

/* bpf-maps.c */
bool bpf_maps_ours(void);
void bpf_maps_read(struct bpf_maps *maps, int pid);
void bpf_maps_free(struct bpf_maps *maps);
bool bpf_maps_unchanged(const struct bpf_maps *maps);
bool bpf_maps_find(struct bpf_maps *maps, __u64 start, __u64 end, struct bpf_map_line *line);

/* bpf-record.c */
int bpf_record_drain(struct bpf_recorder *r);
int bpf_record_end(struct bpf_recorder *r, __u64 flags);

#endif /* PTWALK_BPF_PRIVATE_H */
