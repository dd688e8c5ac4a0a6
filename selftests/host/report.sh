#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# "ptwalk report": usage, and its pages in a real browser: a headless Chromium that
# report/browser.js drives does what report/pages.js says.  What a page may weigh is tested on
# frames that are random, which no real process has.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
ptwalk=${PTWALK:-$build/ptwalk}
forge=$build/selftests/host/tools/forge-dump
large=$build/selftests/host/tools/forge-large
image=$build/selftests/host/tools/forge-image
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
echo "TAP version 13"

decoded='process process-6.12 process-7.2 marked partly-known later sparse paged-out thp two-nodes first-frame image'
"$image" raw.image >"$tmp/raw.image"
"$ptwalk" record --image "$tmp/raw.image" --cr3 0x100000 --levels 4 -o "$tmp/image" 2>/dev/null ||
	check "a dump of an image" false
for name in $decoded incomplete kernel-half five-levels left-out stopped stopped-in-vain; do
	[ -e "$tmp/$name" ] || "$forge" "$name" >"$tmp/$name"
	"$ptwalk" report -o "$tmp/$name.html" "$tmp/$name" 2>/dev/null ||
		check "report of $name" false
done
for name in $decoded; do
	"$ptwalk" show --entries --tables -J "$tmp/$name" >"$tmp/$name.json" 2>/dev/null
done
tr ' ' '\n' <<<"$decoded" >"$tmp/decoded"

fails "no file" "no file given" "$ptwalk" report "$tmp/process"
fails "no target" "no TARGET given" "$ptwalk" report -o "$tmp/none.html"
fails "an empty name" "name of the file is empty" "$ptwalk" report -o "" "$tmp/process"
fails "standard input twice" "only one of the targets" "$ptwalk" report -o "$tmp/none.html" - -
fails "a target that is not there" "No such file" \
	"$ptwalk" report -o "$tmp/none.html" "$tmp/process" "$tmp/nowhere"
check "nothing is written then" test ! -e "$tmp/none.html"
same "the page is for its owner alone" "$(stat -c %a "$tmp/process.html")" 600
"$ptwalk" report -o - - <"$tmp/process" >"$tmp/piped.html"
check "from standard input to standard output" grep -q '</html>' "$tmp/piped.html"
same "the same dump gives the same page" \
	"$(sed 's|"target": "[^"]*"||' "$tmp/piped.html" | sha256sum)" \
	"$(sed 's|"target": "[^"]*"||' "$tmp/process.html" | sha256sum)"
same "the page asks for nothing" \
	"$(grep -oE '(src|href|action)="[^#"][^"]*"|@import|url\(|fetch\(|XMLHttpRequest|innerHTML' \
		"$tmp/process.html")" ""

# exact NAME - how exact a dump is, by its page, and by stat
exact() {
	sed -n 's/.*"exact": "\([^"]*\)".*/\1/p' "$tmp/$1.html"
	"$ptwalk" stat "$tmp/$1" 2>/dev/null | sed -n 's/^dump  *[A-Za-z]*  \([^ ].*[^ ]\) *$/\1/p'
}
same "a page says that its dump is consistent, as stat does" "$(exact stopped)" \
	"$(printf 'consistent: stopped\n%.0s' 1 2)"
for name in stopped-in-vain process left-out kernel-half image; do
	same "$name: a page says how exact its dump is, as stat does" \
		"$(exact $name | uniq -c | awk '{ print $1 }')" 2
done

"$ptwalk" report -o "$tmp/timeline.html" "$tmp/process" "$tmp/later" "$tmp/process" 2>/dev/null
for name in parent child thp-pages; do "$forge" "$name" >"$tmp/$name"; done
"$ptwalk" report -o "$tmp/processes.html" "$tmp/parent" "$tmp/child" "$tmp/kernel-half" 2>/dev/null
"$ptwalk" report -o "$tmp/thp-pages.html" "$tmp/thp-pages" 2>/dev/null
"$ptwalk" huge -J "$tmp/thp-pages" >"$tmp/huge.json" 2>/dev/null
"$ptwalk" huge --windows -J "$tmp/thp-pages" >"$tmp/windows.json" 2>/dev/null
"$large" hostile >"$tmp/"'<b>hostile'
"$ptwalk" report -o "$tmp/hostile.html" "$tmp/"'<b>hostile' 2>/dev/null
same "hostile names are in the page, but not as markup" \
	"$(grep -c "owned'</script>\|<img src=x\|<svg\|<b>" "$tmp/hostile.html")" 0
"$large" 262144 >"$tmp/gigabyte"
"$large" 1000000 >"$tmp/million"
"$ptwalk" report -o "$tmp/gigabyte.html" "$tmp/gigabyte" 2>/dev/null
"$ptwalk" report -o "$tmp/million.html" "$tmp/million" 2>/dev/null

if ! command -v chromium >/dev/null || ! command -v node >/dev/null; then
	skip "pages in a browser" "no chromium or no nodejs: selftests/vm/deps report installs them"
	finish
fi
# not by the clock: the machine may be busy
TIMEFORMAT='CPU %U %S'
while IFS= read -r line; do
	case $line in
	ok\ *)		check "${line#ok }" true ;;
	not\ ok\ *)	check "${line#not ok }" false ;;
	CPU\ *)		cpu=${line#CPU } ;;
	*)		echo "$line" ;;
	esac
done < <({ time PTWALK=$ptwalk timeout 600 node "$top/selftests/host/report/pages.js" "$tmp"; } 2>&1 ||
	echo "not ok the browser's tests")
check "the browser's tests take less than 60 s of CPU" \
	awk -v "cpu=${cpu:-99 99}" 'BEGIN { split(cpu, s, " "); exit s[1] + s[2] >= 60 }'
finish
