# SPDX-License-Identifier: GPL-2.0-only
# Fault: the module looks up VMAs and reads page tables without the mmap lock
# (protection 2 of walk.c).
#
# file: hold.c
# lines: -2 +1
# during: dumps
# expect: WARNING: (.*(rwsem_assert_held|find_vma)|suspicious RCU usage)
s/if (mmap_read_lock_killable(mm))/if (0)/
/mmap_read_unlock(mm);/d
