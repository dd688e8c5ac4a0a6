# SPDX-License-Identifier: GPL-2.0-only
# Fault: the module writes to the reader's memory while it holds the target's mmap lock.
#
# file: walk.c
# lines: -0 +3
# during: dumps
# expect: possible recursive locking detected
s/#include <linux\/slab.h>/&\n#include <linux\/uaccess.h>/
/ptwalk_hold_end(walk);/i\
	if (copy_to_user((void __user *)PAGE_SIZE, walk->buf, 1))\
		walk->named = NULL;
