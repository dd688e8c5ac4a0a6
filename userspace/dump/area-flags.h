/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The names of VMA flags: PTWALK_VMA_* of the dump format, in lower case.
 */
#ifndef PTWALK_AREA_FLAGS_H
#define PTWALK_AREA_FLAGS_H

#include "pte.h"

char *area_flag_names(__u64 set, char *buf, size_t size);
size_t area_flag_changes(__u64 was, __u64 now, char *buf, size_t size);

#endif /* PTWALK_AREA_FLAGS_H */
