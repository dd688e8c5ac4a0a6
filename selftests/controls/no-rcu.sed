# SPDX-License-Identifier: GPL-2.0
# PTs are copied outside of an RCU section, and late: protection 3 of walk.c.  The
# delay stands for an interrupt at the worst moment.
#
# file: table.c
# during: reclaim
# expect: KASAN: .*use-after-free in (copy_entries|copy_table|read_entries)
s/#include <linux\/bitmap.h>/&\n#include <linux\/delay.h>/
/^	} else {$/,/^	}$/ {
	/rcu_read_lock();/d
	/rcu_read_unlock();/d
}
/^	\*stop = level;$/a\
	if (level == 1)\
		msleep(100);
