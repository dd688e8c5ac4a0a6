/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Runs KSM (same-page merging) on a situation until all its pages have the same frame.
 */
#ifndef PTWALK_KSM_H
#define PTWALK_KSM_H

#include <stdbool.h>
#include <stdint.h>

#include "guest.h"

/**
 * ksm_merge() - run KSM until all pages of a range have the same frame
 * @pid: process
 * @start: address of the first page
 * @length: size in bytes, at most 2M; all pages must have equal contents and be mergeable
 * @zero_pages: KSM may use the zero page for them
 *
 * Return: 0; -1 if a setting cannot be written or the pages are not merged in 30 seconds.
 */
int ksm_merge(pid_t pid, uint64_t start, uint64_t length, bool zero_pages);

/**
 * ksm_off() - stop KSM and unmerge all merged pages
 *
 * Return: 0, or -1 with errno.
 */
int ksm_off(void);

#endif /* PTWALK_KSM_H */
