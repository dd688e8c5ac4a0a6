/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What forge-image.c, which makes raw images and ELF cores, and forge-kdump.c, which makes
 * compressed images, share.
 */
#ifndef FORGE_IMAGE_PRIVATE_H
#define FORGE_IMAGE_PRIVATE_H

#include "forge-image.h"

#define MAX_PAGES	4096
#define MAX_NOTES	8192

/* A page of physical memory */
struct page {
	__u64	phys;
	__u64	entry[512];
};

/**
 * struct memory - physical memory that is being made
 * @page: its pages, each allocated, ascending by address
 * @nr_pages: number of pages
 * @notes: the notes of an ELF core
 * @notes_size: bytes in @notes
 */
struct memory {
	struct page	*page[MAX_PAGES];
	size_t		nr_pages;
	char		notes[MAX_NOTES];
	size_t		notes_size;
};

#endif /* FORGE_IMAGE_PRIVATE_H */
