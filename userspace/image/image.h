/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A memory image: the physical memory of an x86-64 machine in a file.  Owns the formats of
 * the file and the look-up of a physical address in it; image-walk.h finds page tables
 * there.  An image is a hostile input: every address and size in it is checked before it is
 * used.  Never prints.
 */
#ifndef PTWALK_IMAGE_H
#define PTWALK_IMAGE_H

#include <linux/types.h>
#include <stdbool.h>
#include <stddef.h>

struct errmsg;
struct image_kdump;

/* Bits of an entry, and of CR3, that can be a part of an address */
#define IMAGE_ADDRESS	0x000ffffffffff000ULL

/**
 * struct image_segment - physical memory that is contiguous in the file
 * @phys: physical address of the first byte
 * @size: number of bytes
 * @offset: offset of the first byte in the file
 */
struct image_segment {
	__u64	phys;
	__u64	size;
	__u64	offset;
};

/**
 * struct image_cpu - paging registers of a CPU when the image was made
 * @cr3: CR3, with its flags
 * @cr4: CR4
 */
struct image_cpu {
	__u64	cr3;
	__u64	cr4;
};

/**
 * struct image_notes - what the notes of an ELF core say of the machine
 * @size: bytes of notes that were read
 * @cpu: CPUs with paging on, in the order of QEMU's notes; none where there are no such notes
 * @nr_cpus: number of elements in @cpu
 * @levels: levels of page tables in use: 4 or 5, or 0 if the notes do not say so, or
 *	    contradict each other
 * @has_enc_mask: @enc_mask is known
 * @enc_mask: AMD's C-bit, which is no part of an address, or 0
 * @crash_time: when the kernel crashed, in seconds since the epoch; 0 if not known
 * @release: release of the kernel (uname -r), NUL-padded; empty if not known
 * @text: the text of VMCOREINFO, from a note or found in memory; NULL if there is none
 */
struct image_notes {
	__u64		size;
	struct image_cpu *cpu;
	size_t		nr_cpus;
	unsigned int	levels;
	bool		has_enc_mask;
	__u64		enc_mask;
	__u64		crash_time;
	char		release[64];
	char		*text;
};

/**
 * struct image - an open memory image
 * @fd: descriptor of the file
 * @size: bytes in the file
 * @live: it is /proc/kcore, the memory of the running kernel
 * @kdump: what reads a compressed image; NULL for others
 * @segment: its memory, ascending by address, without overlaps.  Of a compressed image, all
 *	     that there can be
 * @nr_segments: number of elements in @segment, at least 1
 * @notes: what else it says; all of it unknown for a raw image
 */
struct image {
	int			fd;
	__u64			size;
	bool			live;
	struct image_kdump	*kdump;
	struct image_segment	*segment;
	size_t			nr_segments;
	struct image_notes	notes;
};

int image_open(struct image *image, const char *path, struct errmsg *err);
void image_close(struct image *image);
__u64 image_pages(const struct image *image);
__u64 image_skip_hole(const struct image *image, const struct image_segment *segment,
		      __u64 phys);
int image_read(const struct image *image, __u64 phys, void *buf, size_t size,
	       struct errmsg *err);

#endif /* PTWALK_IMAGE_H */
