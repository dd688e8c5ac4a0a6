#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# The output of "ptwalk stat --openmetrics" has to follow the rules of the text format of
# OpenMetrics 1.0 for gauges: the syntax of each line, each family in one piece, each
# series only once.  And the output file has to be replaced atomically or not at all.

set -u -o pipefail
export LC_ALL=C.UTF-8

build=${PTWALK_BUILD:-$(cd "$(dirname "$0")/../.." && pwd -P)/build}
ptwalk=${PTWALK:-$build/ptwalk}
forge=$build/selftests/host/tools/forge-dump
. "$(dirname "$0")/../tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cd "$tmp" || exit 1
echo "TAP version 13"

# judge FILE - print the errors of the file, one per line
judge() {
	iconv -f UTF-8 -t UTF-8 "$1" >/dev/null 2>&1 || echo "not UTF-8"
	[ "$(tail -c 6 "$1" | od -An -c | tr -d ' ')" = '#EOF\n' ] ||
		echo "does not end in # EOF"
	awk '
	function wrong(what) { print FNR ": " what ": " $0 }
	BEGIN {
		name = "[a-zA-Z_:][a-zA-Z0-9_:]*"
		label = "[a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\[\\\\\"n])*\""
		number = "[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?"
	}
	ended { wrong("behind # EOF"); next }
	/^# EOF$/ { ended = 1; next }
	/^#/ {
		if ($0 !~ "^# (TYPE|UNIT|HELP) " name " [^ ]") {
			wrong("no metadata")
			next
		}
		if ($3 != family) {
			if ($3 in families) wrong("family in two pieces")
			families[family = $3]
			samples = 0
		}
		if (samples) wrong("metadata behind a sample")
		if (seen[$2, $3]++) wrong("metadata twice")
		if ($2 == "TYPE" && ($4 != "gauge" || NF != 4)) wrong("type")
		if ($2 == "TYPE" && $3 ~ /_(total|created|count|sum|bucket|info)$/)
			wrong("name that a gauge must not have")
		if ($2 == "UNIT" && (substr($3, length($3) - length($4)) != "_" $4 ||
				     NF != 4))
			wrong("unit that the name does not end in")
		next
	}
	{
		if ($0 !~ "^" name "([{]" label "(," label ")*[}])? " number "$") {
			wrong("no sample")
			next
		}
		series = $0
		sub(/ [^ ]*$/, "", series)
		own = series
		sub(/[{].*/, "", own)
		if (own != family) wrong("sample of another family")
		if (!(("TYPE", own) in seen)) wrong("sample without a type")
		if (series in all) wrong("series twice")
		all[series]
		samples++
	}
	END { if (!length(all)) print "no sample" }' "$1"
}

# sum NAME FILE - print the sum of all series of a family
sum() {
	awk -v name="$1" 'index($0, name "{") == 1 { n += $NF } END { printf "%d\n", n }' "$2"
}

# renamed NAME FILE - write a dump of a process with this name
renamed() {
	cp process "$2"
	printf '%b\0' "$1" | dd of="$2" bs=1 seek=80 conv=notrunc status=none
}

for name in process later kernel-half; do
	"$forge" $name >$name
done

# First test judge itself: each of these breaks one rule
good='# TYPE x_bytes gauge
# UNIT x_bytes bytes
# HELP x_bytes words
x_bytes{a="1",b="\\\"\n"} 1
x_bytes{a="2"} 1.5e3
# EOF'
echo "$good" >judged
same "a text that is right" "$(judge judged)" ""
while read -r what edit; do
	echo "$good" | sed "$edit" >judged
	check "a text with $what is found wrong" test -n "$(judge judged)"
done <<'END'
no-end				$d
more-behind-the-end		$a x_bytes 1
an-empty-line			2s/^/\n/
another-comment			2s/.*/# words/
metadata-twice			2s/.*/# TYPE x_bytes gauge/
metadata-behind-samples		4{h;s/.*/# TYPE y gauge\ny 1\n# HELP y words/}
a-family-in-two-pieces		5s/^/# TYPE y gauge\ny 1\n/
no-type				1d
another-type			1s/gauge/counter/
another-unit			2s/bytes$/seconds/
a-counter's-name		s/x_bytes/x_total/;2d
a-series-twice			5s/.*/x_bytes{a="1",b="\\\\\\"\\n"} 2/
a-bad-escape			4s/\\n/\\t/
an-open-quote			4s/"1"/"1/
a-bad-label			4s/a=/1a=/
no-value			4s/ 1$//
a-bad-value			4s/ 1$/ 0x1/
a-timestamp			4s/ 1$/ 1 1 1/
other-bytes			3s/words/\xff/
no-sample			4,5d
END

"$ptwalk" stat --openmetrics - process later >two
same "two processes of one name: status" $? 0
same "what is wrong with it" "$(judge two)" ""
same "a series for both" "$(grep -c '^ptwalk_resident_bytes{' two)" 1
"$ptwalk" stat -rnb -o RSS process later >rss
same "the sum of RSS is stat's" "$(sum ptwalk_resident_bytes two)" \
	"$(awk '{ n += $1 } END { print n }' rss)"
same "huge, or not for a reason: nothing is left" \
	"$(($(sum ptwalk_resident_huge_bytes two) +
		$(sum ptwalk_resident_not_huge_bytes two)))" \
	"$(sum ptwalk_resident_bytes two)"

# a process can have any name
renamed 'quo"te' quote
renamed 'back\\\\sl' backslash
renamed 'new\nline' newline
renamed '\xff\xc3' bytes
renamed '\xc3\xa4\xe2\x82\xac' letters
renamed '' empty
renamed 'x="y",{}# EOF' syntax
"$ptwalk" stat --openmetrics - quote backslash newline bytes letters empty \
	syntax >odd
same "odd names: what is wrong with them" "$(judge odd)" ""
same "each has its series" "$(grep -c '^ptwalk_processes{' odd)" 7
check "letters are letters" grep -q '^ptwalk_processes{comm="ä€"} 1$' odd
check "quotes are escaped" grep -qF 'ptwalk_processes{comm="quo\"te"} 1' odd

# the number of series is limited, whatever the number of names
many=()
for i in {1..50}; do
	renamed "name-$i" "many-$i"
	many+=("many-$i")
done
"$ptwalk" stat --openmetrics - "${many[@]}" >many
same "many names: what is wrong with them" "$(judge many)" ""
same "series are bounded" "$(grep -c '^ptwalk_processes{' many)" 33
same "those without one are one together" \
	"$(grep -F 'ptwalk_processes{comm="(other)"}' many)" \
	'ptwalk_processes{comm="(other)"} 18'
same "nobody is lost" "$(sum ptwalk_processes many)" 50
"$ptwalk" stat --openmetrics - --top 3 "${many[@]}" >many
same "fewer, if wanted" "$(grep -c '^ptwalk_processes{' many)" 4
same "nobody is lost then" "$(sum ptwalk_processes many)" 50
"$ptwalk" stat --openmetrics - --top 60 "${many[@]}" >many
same "more, if wanted" "$(grep -c '^ptwalk_processes{' many)" 50
fails "none is no number of series" 'top 0 is not between 1 and 1000' \
	"$ptwalk" stat --openmetrics - --top 0 process
fails "only for metrics" 'are for --openmetrics' "$ptwalk" stat --top 3 process
fails "a dump does not tell cgroups" 'by-cgroup is for --all' \
	"$ptwalk" stat --openmetrics - --by-cgroup process
fails "cgroups are for metrics" 'are for --openmetrics' "$ptwalk" stat --all --by-cgroup

# the output file
"$ptwalk" stat --openmetrics out.prom process later
same "a file: status" $? 0
check "it is what standard output was" cmp out.prom two
same "others may read it" "$(stat -c %a out.prom)" 644
"$ptwalk" stat --openmetrics out.prom process missing 2>err
same "a target that fails: status" $? 1
check "which is said" grep -q missing err
check "and the file stays as it was" cmp out.prom two
"$ptwalk" stat --openmetrics out.prom kernel-half 2>err
same "the kernel half is no process: status" $? 1
mkdir directory
"$ptwalk" stat --openmetrics directory process 2>err
same "a directory: status" $? 1
"$ptwalk" stat --openmetrics none/out.prom process 2>err
same "no such directory: status" $? 1
ln -s nowhere link
"$ptwalk" stat --openmetrics link process 2>err
same "a link that leads nowhere: status" $? 1
"$ptwalk" stat --openmetrics '' process 2>err
same "no name: status" $? 2
"$ptwalk" stat --openmetrics - process >/dev/full 2>err
same "a full disk: status" $? 1
same "nothing is left beside it" "$(ls -d out.prom*)" out.prom
"$ptwalk" stat --openmetrics - -J process 2>err
same "no other format at once: status" $? 2
"$ptwalk" stat --all process 2>err
same "all, and one of them: status" $? 2
"$ptwalk" stat --openmetrics - 2>err
same "neither: status" $? 2
finish
