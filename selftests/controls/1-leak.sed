# SPDX-License-Identifier: GPL-2.0-only
# Fault: close() does not free the session that open() allocated.
#
# file: debugfs.c
# lines: -1 +0
# during: dumps
# expect: unreferenced object
/^static int session_release/,/^}/ {
	/kfree(s);/d
}
