# SPDX-License-Identifier: GPL-2.0-only
#
# The summary of a run from its results (see note() in run): what was skipped on each boot of a
# kernel, how long each machine and each phase took, what failed, and last the counts.  What failed
# stands at the end, where a log that was cut still has it.  Called by run.

# sets kernel and test from "KERNEL+WORD.../TEST: REASON"
function split_up(what) {
	kernel = test = what
	sub(/[+\/].*/, "", kernel)
	sub(/^[^ ]*\//, "", test)
	sub(/[: ].*/, "", test)
}
function fail(what) { failures = failures "FAILED " what "\n" }
$1 == "skip" {
	split($0, field, "\t")
	split_up(field[2])
	key = kernel SUBSEP test SUBSEP field[3]
	if (!skips[key]++) order[++nr] = key
	why[key] = field[4]
	next
}
$1 == "took" { sub(/^took /, ""); sub(/ /, " s: "); took[++times] = $0; next }
$1 == "newer" { sub(/^newer/, "NEWER"); newer = newer $0 "\n"; next }
$1 == "plan" { planned[++plans] = $2; next }
{ p += $1; f += $2; split($4, k, /[\/:]/); seen[k[1]] = 1 }
$4 ~ /\// {
	split_up($4)
	if (!runs[kernel, test]++)
		all[test] = all[test] (all[test] ? ", " : "") kernel
}
$2 { sub(/^[0-9]+ [0-9]+ [0-9]+ /, ""); fail($0) }
END {
	for (i = 1; i <= plans; i++) {
		if (planned[i] in seen) continue
		f++
		fail(planned[i] ": nothing was run")
	}
	# what was skipped on each boot of a kernel, and on which kernels
	for (i = 1; i <= nr; i++) {
		split(order[i], k, SUBSEP)
		n = skips[order[i]]
		if (k[3]) n += skips[k[1], k[2], ""]
		if (n < runs[k[1], k[2]]) continue
		s++
		g = k[2] SUBSEP k[3] SUBSEP why[order[i]]
		if (!where[g]) named[++named_nr] = g
		where[g] = where[g] (where[g] ? ", " : "") k[1]
	}
	# one line for all tests of a file that were skipped for the same reason
	for (i = 1; i <= named_nr; i++) {
		split(named[i], k, SUBSEP)
		g = k[1] SUBSEP k[3] SUBSEP where[named[i]]
		if (!many[g]++) line[++lines] = g
		name[g] = k[2]
	}
	for (i = 1; i <= lines; i++) {
		g = line[i]
		split(g, k, SUBSEP)
		is_all = k[3] == all[k[1]] && k[3] ~ /,/
		what = k[1]
		if (many[g] > 1) what = many[g] " tests of " what
		else if (name[g]) what = what " " name[g]
		printf "SKIPPED %s: %s: %s\n",
			is_all ? "everywhere" : "on " k[3], what, k[2]
	}
	for (i = 1; i <= times; i++)
		print "TOOK " took[i]
	printf "%s", newer
	printf "%s", failures
	printf "%d passed, %d failed, %d skipped\n", p, f, s
	exit f > 0 || p == 0
}
