// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes compressed memory images, as makedumpfile writes them (diskdump_mod.h there): see
 * forge-image.h.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "forge-image-private.h"

#define COMPRESSED	1	/* by zlib */

/* disk_dump_header, in the first block */
struct header {
	char	signature[8];
	__u32	version;
	char	utsname[6][65];
	__u64	timestamp[2] __attribute__((aligned(8)));
	__u32	status;
	__u32	block_size;
	__u32	sub_blocks;
	__u32	bitmap_blocks;
	__u32	max_mapnr;
	__u32	total_ram_blocks;
	__u32	device_blocks;
	__u32	written_blocks;
	__u32	current_cpu;
	__u32	nr_cpus;
};

/* kdump_sub_header, in the second */
struct sub_header {
	__u64	phys_base;
	__u32	dump_level;
	__u32	split;
	__u64	start_pfn;
	__u64	end_pfn;
	__u64	offset_vmcoreinfo;
	__u64	size_vmcoreinfo;
	__u64	offset_note;
	__u64	size_note;
	__u64	offset_eraseinfo;
	__u64	size_eraseinfo;
	__u64	start_pfn_64;
	__u64	end_pfn_64;
	__u64	max_mapnr_64;
};

struct page_desc {
	__u64	offset;
	__u32	size;
	__u32	flags;
	__u64	page_flags;
};

char *memory_kdump(struct memory *m, const char *vmcoreinfo, size_t *size)
{
	const __u64 pages = m->page[m->nr_pages - 1]->phys / K4 + 1;
	const __u64 bitmap = (pages / 8 + K4) / K4;	/* blocks */
	const size_t descs = (2 + 2 * bitmap) * K4;
	const size_t text = descs + m->nr_pages * sizeof(struct page_desc);
	size_t at = text + strlen(vmcoreinfo), i;
	char *data = calloc(1, at + m->nr_pages * (K4 + 16));
	struct header *header = (void *)data;
	struct sub_header *sub = (void *)(data + K4);
	uLongf length;

	if (!data)
		err(1, "forge-kdump");
	*header = (struct header){
		.signature = "KDUMP  ", .version = 6, .block_size = K4, .sub_blocks = 1,
		.bitmap_blocks = 2 * bitmap, .max_mapnr = pages, .nr_cpus = 1,
		.utsname = { "Linux", "forged", "6.1.0-forged", "#1", "x86_64", "" },
	};
	header->signature[7] = ' ';
	*sub = (struct sub_header){
		.offset_vmcoreinfo = text, .size_vmcoreinfo = strlen(vmcoreinfo),
		.end_pfn = pages, .end_pfn_64 = pages, .max_mapnr_64 = pages,
	};
	memcpy(data + text, vmcoreinfo, strlen(vmcoreinfo));
	for (i = 0; i < m->nr_pages; i++) {
		struct page_desc *desc = (void *)(data + descs + i * sizeof(*desc));
		const __u64 pfn = m->page[i]->phys / K4;

		data[2 * K4 + pfn / 8] |= 1 << pfn % 8;
		data[(2 + bitmap) * K4 + pfn / 8] |= 1 << pfn % 8;
		desc->offset = at;
		length = K4;
		/* as makedumpfile: not if that is no shorter */
		if (compress((void *)(data + at), &length, (void *)m->page[i]->entry, K4) == Z_OK) {
			desc->flags = COMPRESSED;
		} else {
			length = K4;
			memcpy(data + at, m->page[i]->entry, K4);
		}
		desc->size = length;
		at += length;
	}
	*size = at;
	return data;
}
