# SPDX-License-Identifier: GPL-2.0-only
# No fault of the module: every third copy straight to the reader's memory fails, after it has
# been written.  All of it has to arrive in the other way, in every dump of every-reader.
#
# file: copy.c
# lines: -2 +4
# during: readers
# passes: yes
s/^#define ROUND		64U$/&\
\
static atomic_t copies;/
s/^	return given;$/	return given \&\& atomic_inc_return(\&copies) % 3;/
