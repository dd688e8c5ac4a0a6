# SPDX-License-Identifier: GPL-2.0-only
#
# judge.awk - compare the results of one mm selftest in several runs: see run
#
# Reads the output of as many runs alone as alone= says, then that of the run with dumps.  Prints
# the verdict (equal, flaky or DIFFERS), then, as comments, the results that are not the same in all
# runs.  With counts=1 reads one output and prints PASSED/FAILED/SKIPPED.
#
# A result is a line of TAP, or, in an output without TAP, a line that ends in a word such as OK or
# FAIL; and the exit status, which "run" writes as the last line.  Results of two runs belong
# together by their names, with numbers and addresses left out, and by how often the name was there
# before.

BEGIN { said = "(Not )?(OK|PASS(ED)?|F(AIL(ED)?|ail)|S(KIP(PED)?|kip))([].!)]*| [(][^()]*[)])$" }
FNR == 1 {
	if (run)
		close_run()
	run++
	tap = nr = 0
	status = ""
}
# khugepaged prints colours
{ gsub(/\033\[[0-9;]*m/, "") }
/^exit [0-9]+$/ { status = $2; next }
/^(not )?ok [0-9]/ {
	if (!tap)
		nr = 0
	tap = 1
	line[nr++] = $0
	next
}
!tap && match($0, said) { line[nr++] = $0 }

END {
	close_run()
	if (counts)
		print_counts()
	else
		print_verdict()
}

# close_run - take the results of a run that has been read
function close_run(  i, name, outcome, skip, times) {
	for (i = 0; i < nr; i++) {
		name = line[i]
		skip = ""
		if (tap) {
			outcome = name ~ /^not / ? "not ok" : "ok"
			sub(/^(not )?ok +[0-9]+ *-? */, "", name)
			if (match(name, / # *(SKIP|XFAIL).*/)) {
				skip = substr(name, RSTART)
				name = substr(name, 1, RSTART - 1)
			}
		} else {
			match(name, said)
			outcome = substr(name, RSTART)
			sub(/ ?[].!()].*$/, "", outcome)
			name = substr(name, 1, RSTART - 1)
			# khugepaged prints a dot for each half second that it has waited
			sub(/\.+ *$/, "", name)
		}
		count(outcome, skip)
		note(name, outcome skip, times)
	}
	if (!nr)
		count(status == 0 ? "ok" : "not ok", status == 4 ? "SKIP" : "")
	note("exit status", status, times)
}

function count(outcome, skip) {
	if (skip ~ /SKIP/ || outcome ~ /^S/)
		skipped++
	else if (outcome ~ /^(ok|OK|PASS)/)
		passed++
	else
		failed++
}

# note - keep a result of this run
function note(name, outcome, times,  key) {
	gsub(/0x[0-9a-f]+/, "X", name)
	gsub(/[0-9]+/, "N", name)
	sub(/[ \t]+$/, "", name)
	times[name]++
	key = name SUBSEP times[name]
	if (!(key in place)) {
		place[key] = ++places
		key_at[places] = key
	}
	if (run > alone)
		dumped[key] = outcome
	else if (seen[key, outcome]++ == 0)
		outcomes[key] = outcomes[key] (outcomes[key] == "" ? "" : SUBSEP) outcome
}

function print_counts() {
	# it may have been ended by a signal before it printed anything of that
	if (status != 0 && status != 4 && !failed)
		failed++
	printf "%d/%d/%d\n", passed, failed, skipped
}

# varies - describe the outcomes of a result; sets wrong if that of the dumped run is none alone
function varies(key,  i, n, each, text, had) {
	n = split(outcomes[key], each, SUBSEP)
	for (i = 1; i <= n; i++) {
		text = text sprintf("%s%s %d times", i > 1 ? ", " : "", each[i], seen[key, each[i]])
		had += seen[key, each[i]]
	}
	if (had < alone)
		text = text sprintf("%smissing %d times", n ? ", " : "", alone - had)
	wrong = key in dumped ? !seen[key, dumped[key]] : had == alone
	return sprintf("alone %s, dumped %s", text, key in dumped ? dumped[key] : "missing")
}

function print_verdict(  i, key, text, verdict, words, name) {
	verdict = "equal"
	for (i = 1; i <= places; i++) {
		key = key_at[i]
		if (key in dumped && seen[key, dumped[key]] == alone)
			continue
		split(key, name, SUBSEP)
		text = varies(key)
		if (wrong)
			verdict = "DIFFERS"
		else if (verdict == "equal")
			verdict = "flaky"
		words = words "# " name[1] ": " text "\n"
	}
	printf "%s\n%s", verdict, words
}
