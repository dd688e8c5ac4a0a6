#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# ptwalk doctor and ptwalk --version -J: that they say what this machine is like, whatever that is, and
# the exit status says what "stat" finds.  Settings are made to differ by files that are mounted
# over the real ones, which takes root.  Lockdown, the module and a user namespace are the guests':
# guest/tool-doctor.sh, guest/last-lockdown.sh.

set -u -o pipefail
export LC_ALL=C.UTF-8

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${PTWALK_BUILD:-$top/build}
PTWALK=${PTWALK:-$build/ptwalk}
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../doctor.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "TAP version 13"

doctor env
same "nothing on standard error" "$(<"$work/err")" ""
"$PTWALK" stat self >/dev/null 2>&1
same "its exit status is that of reading a process" $status $?
same "so is its first row" "$(state processes)" "$([ $status = 0 ] && echo ok || echo fault)"
check "a fault is found if and only if it fails" \
	test "$(grep -c 'STATE="fault"' "$work/rows" | sed 's/[1-9][0-9]*/1/')" = $status
check "the kernel is named" grep -qF "$(uname -r)" <(finding kernel)
same "BTF" "$(state btf)" "$([ -r /sys/kernel/btf/vmlinux ] && echo ok || echo note)"
same "debugfs" "$(state debugfs)" "$([ "$(stat -f -c %T /sys/kernel/debug)" = debugfs ] && echo ok || echo note)"
same "each state is one of three" \
	"$(grep -o 'STATE="[a-z]*"' "$work/rows" | sort -u | grep -vE '"(ok|note|fault)"')" ""
same "what is ok needs no advice" "$(grep 'STATE="ok"' "$work/rows" | grep -v 'ADVICE=""$')" ""

"$PTWALK" doctor >"$work/words"
same "for people: a line for each finding but the first, which is the heading" \
	"$(grep -cE '^(ok|note|fault) ' "$work/words")" "$(($(wc -l <"$work/rows") - 1))"
same "for people: the advice" "$(grep -c '^ *-> ' "$work/words")" "$(sed 1d "$work/rows" | grep -vc 'ADVICE=""$')"
check "one screen: at most 40 lines" test "$(wc -l <"$work/words")" -le 40
same "JSON: the same number" "$("$PTWALK" doctor -J | grep -c '"check"')" "$(wc -l <"$work/rows")"
fails "an argument" "takes no argument, not 'self'" "$PTWALK" doctor self

"$PTWALK" --version -J >"$work/version"
same "--version: one object on one line" "$(wc -l <"$work/version")" 1
same "--version: version" "ptwalk $(value version | tr -d '"')" "$("$PTWALK" --version | sed -n 1p)"
same "--version: dump format" "dump format: $(value dump-format)" "$("$PTWALK" --version | sed -n 2p)"
same "--version: kernel" "$(value kernel)" "\"$(uname -r)\""
same "--version: the module" "$(value module-loaded)" "$([ -e /sys/module/ptwalk ] && echo true || echo false)"
same "--version: BPF, as doctor has it" "$(value bpf)" "$([ "$(state bpf)" = ok ] && echo true || echo false)"
same "--version: a refusal only without BPF" \
	"$([ "$(value bpf-refusal)" = null ] && echo true || echo false)" "$(value bpf)"
check "--version: libraries" grep -q libkmod <(value libraries libraries-missing)
same "--version --json is the same" "$("$PTWALK" --version --json)" "$(<"$work/version")"
fails "--version: nothing else" "takes -J, and not '-r'" "$PTWALK" --version -r

if [ "$(id -u)" = 0 ] && command -v setpriv >/dev/null; then
	doctor_unprivileged
	same "without rights: status" $status 1
	same "without rights: that is the fault" "$(state rights) $(state processes)" "fault fault"
	check "without rights: what to do" grep -q "run it as root" <(advice rights)
else
	skip "without rights" "needs root, and setpriv"
fi

thp=/sys/kernel/mm/transparent_hugepage
# cures CHECK FILE TEXT... - the settings that over() puts there have CHECK say a note, and what is
# written by its first "echo" is another finding
cures() {
	local check=$1 before word file
	shift
	doctor over "$@" --
	before=$(finding "$check")
	read -r word file < <(advice "$check" |
		sed -n "s|.*echo \([a-z]*\) >$thp/\([^ ,;]*\).*|\1 \2|p")
	[ "$(state "$check")" = note ] && [ -n "$file" ] && [ -e "$thp/$file" ] || return
	doctor over "$@" "$file" "[$word]" --
	[ "$(finding "$check")" != "$before" ]
}
# over FILE TEXT... - commands that put texts over settings, then run the rest
over() {
	local commands='' file
	while [ "$1" != -- ]; do
		file=$work/over.${1//\//.}
		echo "$2" >"$file"
		commands+="mount --bind '$file' '$thp/$1' && "
		shift 2
	done
	shift
	unshare -m sh -c "$commands exec \"\$@\"" sh "$@"
}
if [ "$(id -u)" = 0 ] && [ -e $thp/enabled ] && over enabled x -- true 2>/dev/null; then
	sizes=()
	[ -e $thp/hugepages-2048kB/enabled ] && sizes=(hugepages-2048kB/enabled 'always [inherit] madvise never')
	# what shared memory has of its own, which tests of other settings put aside
	shmem() {
		printf '%s\n' shmem_enabled "always within_size advise [$1] deny force"
		[ ! -e $thp/hugepages-2048kB/shmem_enabled ] ||
			printf '%s\n' hugepages-2048kB/shmem_enabled "always [inherit] within_size advise never"
	}
	mapfile -t no_shmem < <(shmem never)
	mapfile -t shmem < <(shmem always)
	doctor over enabled 'always madvise [never]' "${sizes[@]}" "${shmem[@]}" --
	check "THP never, but for shared memory: khugepaged is a question" [ -n "$(state khugepaged)" ]
	doctor over enabled 'always madvise [never]' "${sizes[@]}" "${no_shmem[@]}" --
	same "THP never: a note" "$(state thp)" note
	check "THP never: nobody gets any" grep -q "no anonymous memory gets huge pages: enabled is never" <(finding thp)
	check "THP never: what to do" grep -q "echo madvise >$thp/enabled" <(advice thp)
	same "THP never: khugepaged is no question" "$(state khugepaged)" ""
	doctor over enabled 'always [madvise] never' "${sizes[@]}" --
	check "THP madvise: who gets them" grep -q "asked for them by MADV_HUGEPAGE" <(finding thp)
	doctor over enabled '[always] madvise never' "${sizes[@]}" \
		khugepaged/max_ptes_none 0 khugepaged/pages_to_scan 8 khugepaged/scan_sleep_millisecs 60000 \
		defrag 'always defer defer+madvise madvise [never]' --
	same "THP always" "$(state thp)" ok
	same "max_ptes_none of 0: a note" "$(state max_ptes_none)" note
	check "max_ptes_none: what it does" grep -q "0 of at most 511" <(finding max_ptes_none)
	same "defrag never: a note" "$(state defrag)" note
	if grep -qs khugepaged /proc/[0-9]*/comm; then
		same "a slow khugepaged: a note" "$(state khugepaged)" note
		check "how slow" grep -q "then sleeps 60 s" <(finding khugepaged)
	else
		skip "a slow khugepaged" "there is none"
	fi
	if [ ${#sizes[@]} = 2 ]; then
		doctor over enabled '[always] madvise never' hugepages-2048kB/enabled 'always inherit madvise [never]' --
		check "2M never counts more than always" \
			grep -q "hugepages-2048kB/enabled is never, and counts more" <(finding thp)
		doctor over enabled 'always madvise [never]' hugepages-2048kB/enabled '[always] inherit madvise never' --
		same "2M always counts more than never" "$(state thp)" ok
		for all in always madvise never; do
			for size in always inherit madvise never; do
				doctor over enabled "[$all]" hugepages-2048kB/enabled "[$size]" --
				[ "$(state thp)" = note ] || continue
				check "the advice about $all, and $size for 2M, helps" cures thp \
					enabled "[$all]" hugepages-2048kB/enabled "[$size]"
			done
		done
		doctor over shmem_enabled '[deny]' hugepages-2048kB/shmem_enabled '[always]' --
		check "deny counts more than 2M" grep -q "shmem_enabled is deny" <(finding shmem)
		doctor over shmem_enabled '[always]' hugepages-2048kB/shmem_enabled '[never]' --
		check "2M never counts more than shmem_enabled" \
			grep -q "hugepages-2048kB/shmem_enabled is never" <(finding shmem)
		for all in always within_size advise never deny force; do
			for size in always inherit within_size advise never; do
				doctor over shmem_enabled "[$all]" hugepages-2048kB/shmem_enabled "[$size]" --
				[ "$(state shmem)" = note ] || continue
				check "the advice about shmem $all, and $size for 2M, helps" cures shmem \
					shmem_enabled "[$all]" hugepages-2048kB/shmem_enabled "[$size]"
			done
		done
	else
		skip "settings of 2M" "this kernel has none"
	fi
else
	skip "other settings of THP" "needs root, mount namespaces and a kernel with THP"
fi

finish
