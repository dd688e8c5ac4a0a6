# SPDX-License-Identifier: GPL-2.0
# Fault: the module copies PTs outside of an RCU read-side critical section (protection 3
# of walk.c), and after a delay, which stands for an interrupt at the worst moment.  The
# name of KASAN's report depends on how the freed page is used by then.
#
# file: table.c
# lines: -2 +3
# during: reclaim
# expect: KASAN: [a-z-]+ in (copy_table|copy_entries|read_entries)
s/#include <linux\/bitmap.h>/&\n#include <linux\/delay.h>/
/^	} else {$/,/^	}$/ {
	/rcu_read_lock();/d
	/rcu_read_unlock();/d
}
/^	\*stop = min(level + 1, walk->levels);$/a\
	if (level == 1)\
		msleep(100);
