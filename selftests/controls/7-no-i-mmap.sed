# SPDX-License-Identifier: GPL-2.0-only
# Fault: the module gives i_mmap_rwsem back before it copies a PD of a shared hugetlb file
# (protection 4 of walk.c), and copies it after a delay, which stands for an interrupt at the
# worst moment.
#
# file: descent.c
# lines: -0 +5
# during: unshare
# until: 6.14 since 6.15 RCU keeps a PD as it keeps a PT
# expect: KASAN: [a-z-]+ in (ptwalk_entries_|ptwalk_table_give|ptwalk_descend|go_down|put_words|search|all_zero)
s/#include <linux\/bitmap.h>/&\n#include <linux\/delay.h>/
/^static __always_inline bool go_down(/,/^}/ {
	/^		t = __va(phys);$/a\
		if (level == 3 \&\& walk->mapping) {\
			ptwalk_hold_mapping_end(walk);\
			mdelay(200);\
		}
}
