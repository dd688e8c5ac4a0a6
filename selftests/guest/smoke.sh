#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# The test environment itself: this is the requested guest, the module is loaded, its files
# exist and are readable.  Their content is tested elsewhere.

n=0
ok() {
	n=$((n + 1))
	what=$1
	shift
	if "$@"; then
		echo "ok $n $what"
	else
		echo "not ok $n $what"
		bad=1
	fi
}

dir=/sys/kernel/debug/ptwalk
bad=0

echo "TAP version 13"
echo "1..6"
ok "in a guest" test -n "$PTWALK_VM"
ok "modules of this kernel" test -f "/lib/modules/$(uname -r)/modules.dep"
ok "module loaded" test -d /sys/module/ptwalk
ok "info says something" grep -q '^levels: [45]' $dir/info
ok "text of the reader" grep -q . $dir/text
ok "the tool runs" test -n "$("$PTWALK" --version)"
exit $bad
