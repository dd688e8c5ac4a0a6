# SPDX-License-Identifier: GPL-2.0-only
# Fault: page faults stay enabled while the module writes to the reader's memory under the
# target's mmap lock and in an RCU read-side section.
#
# file: copy.c
# lines: -4 +0
# during: readers
# expect: BUG: sleeping function called from invalid context|possible recursive locking|Voluntary context switch within RCU
/^	pagefault_\(dis\|en\)able();$/d
