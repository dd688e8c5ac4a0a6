# SPDX-License-Identifier: GPL-2.0
# PTs are copied outside of an RCU section, and late: protection 3 of walk.c.  The
# delay stands for an interrupt at the worst moment.  What KASAN calls it depends on
# who has the page by then.
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
