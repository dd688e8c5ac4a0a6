/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What image-kdump.c and the process that it begins, image-kdump-child.c, say to each other: a
 * request by a socket, the answer in shared memory, and a byte by the socket when it is there.
 */
#ifndef PTWALK_IMAGE_KDUMP_H
#define PTWALK_IMAGE_KDUMP_H

#include <linux/types.h>
#include <stddef.h>

struct errmsg;

/**
 * struct kdump_request - memory that is asked for
 * @phys: physical address, any
 * @size: number of bytes, no more than &kdump_shared.data has
 */
struct kdump_request {
	__u64	phys;
	__u64	size;
};

/**
 * struct kdump_shared - an answer.  The process can be damaged by the image: whoever reads it
 * checks each value
 * @code: 0 or a negative errno; -ENXIO if the image does not have the memory
 * @text: the message for another errno
 * @pages: of the first answer, which is sent without a request: number of pages
 * @notes_size: of the first answer: bytes of VMCOREINFO in @data; 0 if there is none
 * @data: memory
 */
struct kdump_shared {
	int	code;
	char	text[640];
	__u64	pages;
	__u64	notes_size;
	char	data[1 << 20];
};

int kdump_load(struct errmsg *err);
void kdump_child(int file, int socket, struct kdump_shared *shared) __attribute__((noreturn));

#endif /* PTWALK_IMAGE_KDUMP_H */
