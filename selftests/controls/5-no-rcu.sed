# SPDX-License-Identifier: GPL-2.0-only
# Fault: the module copies PTs outside of an RCU read-side critical section (protection 3
# of walk.c), and after a delay, which stands for an interrupt at the worst moment.  The
# name of KASAN's report depends on how the freed page is used by then.
#
# file: descent.c
# lines: -2 +3
# during: reclaim
# since: 6.14 before 6.14, no PT of a VMA that stays is freed
# expect: KASAN: [a-z-]+ in (ptwalk_entries_|ptwalk_table_give|ptwalk_descend|go_down|put_words|search|all_zero)
s/#include <linux\/bitmap.h>/&\n#include <linux\/delay.h>/
/^	} else {$/,/^	}$/ {
	/rcu_read_lock();/d
	/rcu_read_unlock();/d
}
/^		d->last = level;$/a\
		if (level == 1)\
			msleep(100);
