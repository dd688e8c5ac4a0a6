# SPDX-License-Identifier: GPL-2.0-only
#
# Makes a table and JSON of the cases that a part of the benchmarks measured, as bench/run
# explains.  The first file is the JSON committed last, or empty.  Needs json.awk before it.

# cost(VALUE, UNIT) - the cost of a case, or of one of the things that it goes through
function cost(value, unit)
{
	if (unit != "us")
		return sprintf(value < 100 ? "%.2f" : "%.0f", value)
	if (value < 1)
		return sprintf("%.1f ns", value * 1000)
	return value < 1000 ? sprintf("%.1f us", value) : sprintf("%.1f ms", value / 1000)
}

FILENAME ~ /\.json$/ {
	if (field("case") != "")
		was[field("case")] = field("ratio")
	next
}

NF == 7 {
	name[++nr] = $1
	value[$1] = $2
	unit[$1] = $3
	floor_of[$1] = $4
	count[$1] = $5
	of[$1] = $6
	memory[$1] = $7
}

END {
	form = "%-22s %12s %16s %16s %10s %10s\n"
	printf form, "CASE", "COST", "OF EACH", "RATIO", "MEMORY", "WAS"
	print "[" >json
	for (i = 1; i <= nr; i++) {
		n = name[i]
		ratio = each = kib = ""
		line = "{\"case\": \"" n "\", \"value\": " value[n] ", \"unit\": \"" unit[n] "\""
		if (count[n] != "-") {
			each = cost(value[n] / count[n], unit[n]) "/" of[n]
			line = line ", \"count\": " count[n] ", \"of\": \"" of[n] "\""
		}
		if (floor_of[n] in value) {
			ratio = sprintf("%.2f", value[n] / value[floor_of[n]])
			line = line ", \"floor\": \"" floor_of[n] "\", \"ratio\": " ratio
		}
		if (memory[n] != "-") {
			kib = sprintf("%.1f MiB", memory[n] / 1024)
			line = line ", \"memory_kib\": " memory[n]
		}
		printf form, n, cost(value[n], unit[n]), each,
			ratio == "" ? "" : ratio " " floor_of[n], kib, was[n]
		print line "}" (i < nr ? "," : "") >json
	}
	print "]" >json
}
