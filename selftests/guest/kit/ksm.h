/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Same-page merging, let loose on a situation until its pages are one.
 */
#ifndef PTWALK_KSM_H
#define PTWALK_KSM_H

#include <stdbool.h>
#include <stdint.h>

#include "guest.h"

/**
 * ksm_merge() - run KSM until all of some pages are the same frame
 * @pid: whose they are
 * @start: address of the first
 * @length: bytes; all of them hold the same and may be merged
 * @zero_pages: may it be the zero page?
 *
 * Return: 0; -1 if it did not come to that in half a minute.
 */
int ksm_merge(pid_t pid, uint64_t start, uint64_t length, bool zero_pages);

/**
 * ksm_off() - take apart what is merged, and stop
 *
 * Return: 0, or -1 with errno.
 */
int ksm_off(void);

#endif /* PTWALK_KSM_H */
