#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# selftests/run itself: what it counts as a failure, and in which order it starts guests.
# A script stands for vm/run here, in a copy of the tree that has only the runner.

set -u -o pipefail

selftests=$(cd "$(dirname "$0")/.." && pwd -P)
. "$selftests/tap.sh"

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
unset TESTS NOT TEST_TIMEOUT
export RESULTS=$tmp/results/tests PTWALK_BUILD=$tmp/build BUILD=$tmp/build
echo "TAP version 13"

mkdir -p "$tmp"/{one,selftests/vm,build/kernels}
cp "$selftests"/{run,progress.sh,summary.awk} "$tmp/selftests"
cp "$selftests/vm/common.sh" "$tmp/selftests/vm"
run=$tmp/selftests/run

# judged WHAT COUNTS LINE... - run a test that consists of these lines, compare the counts
judged() {
	local what=$1 counts=$2
	shift 2
	printf '%s\n' "$@" >"$tmp/one/test.sh"
	chmod +x "$tmp/one/test.sh"
	rm -f "$RESULTS"
	"$run" host t "$tmp/one" >/dev/null 2>&1
	same "$what" "$("$run" summary | tail -n 1)" "$counts"
}

judged "what passes, and what is skipped" "1 passed, 0 failed, 1 skipped" \
	"#!/bin/sh" "echo 1..2" "echo ok 1 a" "echo 'ok 2 b # SKIP why'"
judged "not ok is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..2" "echo ok 1 a" "echo not ok 2 b" "exit 1"
judged "what failed is said" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..2" "echo not ok 1 a" "echo '# failed: [ 1 = 2 ]'" "echo ok 2 b" "exit 1"
same "... in the summary" "$("$run" summary | grep ^FAILED)" \
	"FAILED t/test.sh: not ok 1 a ([ 1 = 2 ])"
judged "all of it skipped" "0 passed, 0 failed, 1 skipped" \
	"#!/bin/sh" "echo '1..0 # SKIP no such thing'" "exit 4"
judged "no plan is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo ok 1 a"
judged "a plan that is not kept is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..2" "echo ok 1 a"
judged "nothing said is a failure" "0 passed, 1 failed, 0 skipped" "#!/bin/sh"
judged "an exit status of its own is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..1" "echo ok 1 a" "exit 3"
judged "death is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..1" "echo ok 1 a" 'kill -SEGV $$'
export TEST_TIMEOUT=2
judged "saying nothing for too long is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..1" "echo ok 1 a" "exec sleep 60"
judged "being slow is none" "4 passed, 0 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..4" "for n in 1 2 3 4; do sleep 1; echo ok \$n a; done"
export TEST_TIMEOUT=1
judged "never ending is one" "0 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..1" "while sleep 0.3; do echo '# still here'; done"
unset TEST_TIMEOUT
judged "bailing out is a failure" "1 passed, 1 failed, 0 skipped" \
	"#!/bin/sh" "echo 1..2" "echo ok 1 a" "echo 'Bail out! no'" "exit 1"
rm -f "$RESULTS"
"$run" summary >"$tmp/out"
same "no test at all is no success" $? 1

cat >"$tmp/selftests/kernels" <<'END'
quick	debian	-	1	-
	word
slow	debug	-	1	-
END
for kernel in quick slow; do
	mkdir -p "$tmp/build/kernels/$kernel/current"
	echo "$kernel-1" >"$tmp/build/kernels/$kernel/current/release"
done
# stands for vm/run: the guest "slow" ends when the last guest has begun, or after 20 s; with
# ALONE at once
cat >"$tmp/selftests/vm/run" <<'END'
#!/bin/bash
word= threads=2
while getopts k:c:s:1m:t:q:e:w: opt; do
	case $opt in
	k)	kernel=$OPTARG ;;
	c)	word=+$OPTARG ;;
	1)	threads=1 ;;
	e)	case $OPTARG in RESULTS=*) results=${OPTARG#*=} ;; esac ;;
	esac
done
echo "begin $kernel$word not=${NOT-} threads=$threads" >>"$MACHINES"
if [ "$kernel" = slow ] && [ -z "${ALONE-}" ]; then
	for ((i = 0; i < 200; i++)); do
		! grep -q '^begin quick+word' "$MACHINES" || break
		sleep 0.1
	done
fi
echo "it is $kernel$word"
printf '1 0 0 %s/test\n' "$kernel$word" >"$results"
echo "end $kernel$word" >>"$MACHINES"
[ "${DIES-}" != "$kernel$word" ] || exit 125
[ "${LOST-}" != "$kernel$word" ] || [ "$(grep -c "^end $kernel$word$" "$MACHINES")" -gt ${TIMES-1} ] ||
	exit 122
END
chmod +x "$tmp/selftests/vm/run"

export MACHINES=$tmp/machines
free=$(awk '/^MemAvailable:/ { print int($2 / 1024 / 1024) }' /proc/meminfo)
# what nproc says where it is asked
export OMP_NUM_THREADS=4
if [ "$free" -ge 8 ]; then
	rm -f "$RESULTS"
	"$run" vms "quick slow" "$tmp/one" >"$tmp/out"
	same "all machines have run" "$("$run" summary | tail -n 1)" \
		"3 passed, 0 failed, 0 skipped"
	same "the last began when there was room, before the one shown had ended" \
		"$(grep -E '^(end slow|begin quick.word)' "$MACHINES" | cut -d' ' -f1,2 |
			xargs)" "begin quick+word end slow"
	same "each is shown in one piece, the slowest first" \
		"$(grep '^it is' "$tmp/out" | xargs)" \
		"it is slow it is quick it is quick+word"
	same "first-*, stock-*, once-*, tool-* and storm-* tests are for the first boot, all but first-*, every-* and storm-* for stock kernels, fault-* for others" \
		"$(grep '^begin' "$MACHINES" | cut -d' ' -f2,3 | sort | xargs)" \
		"quick not=@(fault)-* quick+word not=@(first|stock|once|tool|storm|fault)-* slow not=@(test|stock|once|tool|last)-*"
	same "where there are processors enough, each machine has two threads" \
		"$(grep -c threads=2 "$MACHINES")" 3
	rm -f "$RESULTS" "$MACHINES"
	ALONE=1 OMP_NUM_THREADS=2 "$run" vms "quick slow" "$tmp/one" >"$tmp/out"
	same "on two processors the debug kernel is alone" \
		"$(sed 2q "$MACHINES" | cut -d' ' -f1,2 | xargs)" "begin slow end slow"
	same "and the others have one thread each" \
		"$(grep '^begin' "$MACHINES" | cut -d' ' -f2,4 | sort | xargs)" \
		"quick threads=1 quick+word threads=1 slow threads=2"
	check "how long each machine took is said" \
		grep -Eqx 'TOOK [0-9]+ s: slow' <("$run" summary)
else
	skip "two machines at a time" "less than 8 GiB of memory are free"
fi
rm -f "$RESULTS" "$MACHINES"
DIES=quick "$run" vms quick "$tmp/one" >"$tmp/out" 2>&1
same "a machine lost is a failure of the run" $? 1
same "and of the summary" "$("$run" summary | tail -n 1)" \
	"2 passed, 1 failed, 0 skipped"
rm -f "$RESULTS" "$MACHINES"
LOST=quick "$run" vms quick "$tmp/one" >"$tmp/out" 2>&1
same "one that the emulator lost is started again" "$? $("$run" summary | tail -n 1)" \
	"0 2 passed, 0 failed, 0 skipped"
rm -f "$RESULTS" "$MACHINES"
LOST=quick TIMES=9 "$run" vms quick "$tmp/one" >"$tmp/out" 2>&1
same "but not a third time" "$? $("$run" summary | tail -n 1)" \
	"1 2 passed, 1 failed, 0 skipped"

printf 'brief\tdebian\t-\t1\tptwalk.brief\n' >>"$tmp/selftests/kernels"
mkdir -p "$tmp/build/kernels/brief/current"
echo brief-1 >"$tmp/build/kernels/brief/current/release"
rm -f "$RESULTS" "$MACHINES"
"$run" vms "brief quick" "$tmp/one" >"$tmp/out" 2>&1
same "a brief boot leaves out once-*" \
	"$(sed -n 's/^begin brief+ptwalk.brief //p' "$MACHINES" | cut -d' ' -f1)" \
	"not=@(fault|once|tool)-*"
rm -f "$RESULTS" "$MACHINES"
"$run" vms "quick brief" "$tmp/one" >"$tmp/out" 2>&1
same "but has the tool-* tests if its kernel is the last, and storm-* only if it is the first" \
	"$(sed -n 's/^begin //p' "$MACHINES" | cut -d' ' -f1,2 | sort | xargs)" \
	"brief+ptwalk.brief not=@(fault|once|storm)-* quick not=@(fault|tool)-* quick+word not=@(first|stock|once|tool|storm|fault)-*"
"$run" begin
"$run" phase "the first one"
check "how long a phase took is said" grep -Eqx 'TOOK [0-9]+ s: the first one' <("$run" summary)
check "a new run begins with nothing" eval \
	'"$run" begin && [ "$("$run" summary)" = "0 passed, 0 failed, 0 skipped" ]'
finish
