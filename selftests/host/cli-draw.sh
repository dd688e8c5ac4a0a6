#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Pictures: map, tree and walk at 80 and 200 columns, with and without colours, in the C locale and
# in one with UTF-8.  "cli-draw.sh --update" writes its goldens again.

# shellcheck source-path=SCRIPTDIR source=kit/cli.sh
. "$(dirname "$0")/kit/cli.sh"

# as COLUMNS LOCALE golden... - a golden in an environment
as() {
	local columns=$1 locale=$2
	shift 2
	COLUMNS=$columns LC_ALL=$locale "$@"
}

as 80 C.UTF-8	golden map-80		map process
as 80 C		golden map-80-ascii	map process
as 200 C.UTF-8	golden map-200		map thp
as 80 C.UTF-8	golden map-color	map --color always process
as 80 C.UTF-8	golden map-range	map --range 0x7ffff7600000+4M process
as 80 C.UTF-8	golden map-changes	map process later
as 80 C		golden map-changes-ascii map process later
as 80 C.UTF-8	golden map-swapped	map process paged-out
as 80 C.UTF-8	golden map-kernel-half	map kernel-half
as 80 C.UTF-8	golden map-5		map five-levels
as 80 C.UTF-8	golden map-incomplete	map incomplete
as 80 C.UTF-8	golden map-gone		map later process @0x7ffff7600000+2M
as 80 C.UTF-8	golden map-gone-none	map later process @0x600000000000
as 80 C.UTF-8	golden map-gone-all	map later process
as 80 C.UTF-8	golden map-apart	map process sharer
as 80 C.UTF-8	golden map-bad-color	map --color red process
as 80 C.UTF-8	golden map-bad-range	map --range 0x7fff00000000+4K incomplete
as 80 C.UTF-8	golden map-nothing	map
as 20 C		golden map-narrow	map process
as 80 C.UTF-8	golden draw-walk	walk process 0x555555559123
as 80 C		golden draw-walk-ascii	walk process 0x555555559123
as 200 C.UTF-8	golden draw-walk-200	walk process 0x555555559123
as 80 C.UTF-8	golden draw-walk-color	walk --color always process 0x7ffff7912345
as 80 C.UTF-8	golden draw-walk-5	walk five-levels 0xf0000000001000
as 80 C.UTF-8	golden draw-walk-empty	walk process 0x555555580000
as 80 C.UTF-8	golden draw-walk-kernel	walk kernel-half 0xffff888012345678
as 80 C.UTF-8	golden draw-walk-bad-color walk --color red process 0
as 80 C		golden draw-tree-ascii	tree process

# Tables on a terminal: sentences are broken into lines
export TERM=dumb
if on_terminal; then
	as 80 C.UTF-8	golden draw-tty-diff	diff -o START,CHANGE,DETAIL process split-unevenly
	as 120 C.UTF-8	golden draw-tty-windows	huge --windows -o START,VERDICT,REASON,FIX thp
	as 80 C.UTF-8	golden draw-tty-fix	huge --fix thp
	as 80 C.UTF-8	golden draw-tty-raw	diff -r -n --only split -o CHANGE,DETAIL process later
	as 120 C.UTF-8	golden draw-tty-show	show -o START,SIZE,PAGESIZE,PFN,EXTENTS two-nodes
	ptwalk=$PTWALK_REAL
else
	ok "tables on a terminal # SKIP no script(1)"
fi

# no line is wider than was asked for, whatever its characters
for columns in 80 100 200; do
	for locale in C C.UTF-8; do
		width=$(COLUMNS=$columns LC_ALL=$locale "$ptwalk" map thp | wc -L)
		if ((width <= columns && width > 40)); then
			ok "map: at most $columns columns, $locale"
		else
			echo "# $width"
			not_ok "map: at most $columns columns, $locale"
		fi
	done
done
# escapes WHEN - print how many lines have an escape sequence
escapes() { COLUMNS=80 "$ptwalk" map --color "$1" process | grep -c $'\033'; }
if [ "$(escapes auto) $(escapes never)" = "0 0" ] && [ "$(NO_COLOR=1 escapes always)" -gt 5 ]; then
	ok "map: colours on a terminal, or always"
else
	not_ok "map: colours on a terminal, or always"
fi
finish '@(draw|map)-*'
