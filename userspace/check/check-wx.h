/* SPDX-License-Identifier: GPL-2.0 */
/*
 * W^X as people mean it: memory that can be written to and executed, whether one
 * page allows both, a VMA does, or two addresses of one frame do.  Never prints.
 */
#ifndef PTWALK_CHECK_WX_H
#define PTWALK_CHECK_WX_H

#include "check.h"

/**
 * struct wx_page - a run that matters
 * @run: of present pages, or in a VMA that is writable and executable
 * @access: access_of() its pages; 0 where none is present
 */
struct wx_page {
	struct ptwalk_run	run;
	__u32			access;
};

/**
 * struct wx_frames - frames that are mapped executable, or both ways
 * @phys: physical address of the first
 * @size: bytes
 * @exec: where they are mapped executable
 * @write: where they are mapped writable, if they are
 */
struct wx_frames {
	__u64	phys;
	__u64	size;
	__u64	exec;
	__u64	write;
};

/* An array of @nr elements: array_room() */
struct wx_array {
	void	*data;
	size_t	nr;
};

/**
 * struct wx - what is collected in the one pass over a dump
 * @dump: the dump
 * @pages: struct wx_page, ascending by address
 * @exec: struct wx_frames, executable but not writable; ascending once known
 * @both: struct wx_frames, mapped once writable and once executable
 * @unread: an address whose table the dump lacks
 * @lacks: there is such an address
 * @failed: no memory
 */
struct wx {
	const struct dump	*dump;
	struct wx_array		pages;
	struct wx_array		exec;
	struct wx_array		both;
	__u64			unread;
	bool			lacks;
	bool			failed;
};

void wx_begin(struct wx *wx, const struct dump *dump);
void wx_take(struct wx *wx, const struct ptwalk_run *run, unsigned int counts,
	     __u32 access);
void wx_find(struct wx *wx);
void wx_judge(struct wx *wx, const struct check_expr *expr,
	      struct check_result *result, bool one_moment);
void wx_end(struct wx *wx);

#endif /* PTWALK_CHECK_WX_H */
