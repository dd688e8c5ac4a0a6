/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Finds violations of W^X: memory that is both writable and executable, because a page allows
 * both, because a VMA does, or because one frame is mapped writable at one address and
 * executable at another.  Never prints.
 */
#ifndef PTWALK_CHECK_WX_H
#define PTWALK_CHECK_WX_H

#include "check.h"

/**
 * struct wx_page - a run that has to be tested
 * @run: a run of present pages, or any run in a VMA that is writable and executable
 * @access: access that its pages allow, from access_of(); 0 if no page is present
 */
struct wx_page {
	struct ptwalk_run	run;
	__u32			access;
};

/**
 * struct wx_frames - a contiguous range of frames that is mapped executable
 * @phys: physical address of the first frame
 * @size: size in bytes
 * @exec: address at which the first frame is mapped executable
 * @write: in struct wx.both: address at which it is mapped writable; else 0
 */
struct wx_frames {
	__u64	phys;
	__u64	size;
	__u64	exec;
	__u64	write;
};

/* A growing array of @nr elements, allocated by array_room() */
struct wx_array {
	void	*data;
	size_t	nr;
};

/**
 * struct wx - what one pass over a dump collects
 * @dump: the dump
 * @pages: array of struct wx_page, ascending by address
 * @exec: array of struct wx_frames: frames mapped executable and not writable; wx_find()
 *	  fills it and sorts it by frame
 * @both: array of struct wx_frames: frames mapped writable at one address and executable
 *	  at another, sorted by frame
 * @unread: if @lacks: the first address whose table the dump lacks
 * @lacks: the dump lacks a table
 * @failed: an allocation failed
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
