# SPDX-License-Identifier: GPL-2.0-only
# Fault: an allocation that may sleep, inside an RCU read-side critical section.
#
# file: descent.c
# lines: -0 +2
# during: dumps
# expect: BUG: sleeping function called from invalid context
s/#include <linux\/bitmap.h>/&\n#include <linux\/slab.h>/
s/^		rcu_read_lock();$/&\n		kfree(kmalloc(64, GFP_KERNEL));/
