/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What sources of the module take from the kernel when they are compiled for user space: the types
 * and macros that module/ptwalk.h names.  common.mk makes empty files of the kernel's headers that
 * they include; who includes such a source defines the rest before.
 */
#ifndef KIT_MODULE_KERNEL_H
#define KIT_MODULE_KERNEL_H

#include <assert.h>
#include <linux/types.h>
#include <stdbool.h>
#include <sys/types.h>

#define u32			__u32
#define u64			__u64
#define umode_t			unsigned short

#define TASK_COMM_LEN		16
#define PAGE_SIZE		4096UL
#define BIT(nr)			(1UL << (nr))
#define DECLARE_BITMAP(name, bits)	unsigned long name[(bits) / 64]
#define __user

#endif /* KIT_MODULE_KERNEL_H */
