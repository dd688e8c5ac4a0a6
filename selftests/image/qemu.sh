#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# Memory images that QEMU makes of a guest, against the module: a process in the guest is
# stopped, the module dumps it, and QEMU saves the guest's memory.  "ptwalk record --image" has
# to make the same table records of each image, byte for byte: by CR3, and by the PID, where VMAs
# and header have to be the module's as well.
#
# KERNEL is a name in selftests/kernels (default: the newest stock kernel); KEEP=DIR keeps the
# images and dumps there.

# shellcheck disable=SC2317 # functions are called by check

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../vm/common.sh
. "$here/../vm/common.sh"
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

build=${PTWALK_BUILD:-$build}
ptwalk=${PTWALK:-$build/ptwalk}
tools=$build/selftests/host/tools
records=$tools/records
kernel=${KERNEL:-$(kernel_list | awk '$2 == "debian" { name = $1 } END { print name }')}
megabytes=512

mkdir -p "$build/vm"
tmp=$(mktemp -d "$build/vm/image.XXXXXX")
vm_pid=
# shellcheck disable=SC2317 # called by the trap
clean_up() {
	[ -z "$vm_pid" ] || kill "$vm_pid" 2>/dev/null
	wait
	if [ -n "${KEEP-}" ]; then
		mkdir -p "$KEEP" && cp -r --sparse=always "$tmp/shared/." "$KEEP"
	fi
	rm -rf "$tmp"
}
trap clean_up EXIT
shared=$tmp/shared
mkdir "$shared"

# What the guest does: without the driver of fw_cfg there is no note VMCOREINFO
guest() {
	cat <<-'END'
	insmod "$PTWALK_KO" && modprobe qemu_fw_cfg || exit
	. selftests/tap.sh
	echo madvise >/sys/kernel/mm/transparent_hugepage/enabled
	situate thp+dense+file-cow+protnone+shared+hole+neighbours
	stop "$pid"
	"$PTWALK" record "$pid" -o "$SHARED/module" || exit
	echo $$ >"$SHARED/shell"
	echo "$pid" >"$SHARED/pid.new"
	mv "$SHARED/pid.new" "$SHARED/pid"
	until [ -e "$SHARED/saved" ]; do sleep 0.1; done
	END
}

# boot - start the guest; its QMP monitor is a pair of FIFOs
boot() {
	mkfifo "$tmp/qmp.in" "$tmp/qmp.out"
	exec {to}<>"$tmp/qmp.in" {from}<>"$tmp/qmp.out"
	QEMU_OPTS="-device vmcoreinfo -chardev pipe,id=qmp,path=$tmp/qmp -mon chardev=qmp,mode=control" \
		BUILD=$build setpriv --pdeathsig TERM "$vm_dir/run" -1 -k "$kernel" \
		-m "${megabytes}M" -t 300 -w "$shared" -e PTWALK="$ptwalk" \
		-e PTWALK_BUILD="$build" -e SHARED="$shared" \
		-e PTWALK_KO="$build/$(<"$(kernel_dir "$kernel")/release")/ptwalk.ko" \
		-- bash -c "$(guest)" >"$tmp/log" 2>&1 &
	vm_pid=$!
	until [ -e "$shared/pid" ]; do
		kill -0 $vm_pid 2>/dev/null || return
		sleep 0.1
	done
}

# qmp COMMAND - let QEMU execute a command; fails with its answer if QEMU does
qmp() {
	local line
	printf '%s\n' "$1" >&"$to"
	while read -r -t 250 -u "$from" line; do
		case $line in
		*'"return"'*)	return 0 ;;
		*'"error"'*)	break ;;
		esac
	done
	printf '# QEMU: %s\n' "$line"
	return 1
}

save_elf() {
	qmp '{"execute": "dump-guest-memory", "arguments":
		{"paging": false, "protocol": "file:'"$shared/elf"'"}}'
}

save_raw() {
	qmp '{"execute": "pmemsave", "arguments": {"val": 0,
		"size": '$((megabytes << 20))', "filename": "'"$shared/raw"'"}}'
}

save_compressed() {
	qmp '{"execute": "dump-guest-memory", "arguments": {"paging": false,
		"format": "kdump-zlib", "protocol": "file:'"$shared/flat"'"}}'
}

# without_note - the same core as of a machine without the device: the note has another name
without_note() {
	cp --sparse=always "$shared/elf" "$shared/bare" &&
		LC_ALL=C sed -i 's/VMCOREINFO\x00\x00OSRELEASE=/VMCOREINF_\x00\x00OSRELEASE=/' "$shared/bare" &&
		! cmp -s "$shared/elf" "$shared/bare"
}

# same_records KIND - has the dump the same records of a kind as the module's?
same_records() {
	"$records" "$1" <"$tmp/dump" >"$tmp/of-image" &&
		"$records" "$1" <"$shared/module" >"$tmp/of-module" &&
		cmp "$tmp/of-image" "$tmp/of-module"
}

# by_cr3 IMAGE OPTION... - do the image and the module have the same tables?
by_cr3() {
	local image=$shared/$1
	shift
	"$ptwalk" record --image "$image" --cr3 "$cr3" "$@" -o "$tmp/dump" &&
		same_records table
}

# by_pid IMAGE - the same, found by the PID, with VMAs and what the header says of the process
by_pid() {
	"$ptwalk" record --image "$shared/$1" --pid "$pid" -o "$tmp/dump" &&
		same_records table && same_records vma && same_records process
}

# listed IMAGE PID COMM - does --list show a process?
listed() {
	"$ptwalk" record --image "$shared/$1" --list -r -n -o PID,COMM | grep -x "$2 $3" >/dev/null
}

# refused TEXT ARG... - does record fail with a message that has this text?
refused() {
	local text=$1 status=0
	shift
	"$ptwalk" record "$@" -o "$tmp/none" 2>"$tmp/err" || status=$?
	if [ "$status" != 1 ] || ! grep -qF -- "$text" "$tmp/err"; then
		sed "s/^/# /" "$tmp/err"
		return 1
	fi
}

if ! boot; then
	cat "$tmp/log"
	echo "Bail out! no guest"
	exit 1
fi
qmp '{"execute": "qmp_capabilities"}' || exit
check "QEMU saves an ELF core" save_elf
check "QEMU saves raw memory" save_raw
check "QEMU saves a compressed image" save_compressed
: >"$shared/saved"
wait $vm_pid || cat "$tmp/log"
vm_pid=
check "an ELF core without VMCOREINFO" without_note
check "a kdump file" "$tools/unflatten" "$shared/kdump" <"$shared/flat"
cr3=$("$records" cr3 <"$shared/module")
pid=$(<"$shared/pid")
levels=$("$records" levels <"$shared/module")
check "the module's dump has tables" [ "$(stat -c %s "$shared/module")" -gt 40000 ]

check "ELF core: the tables at CR3" by_cr3 elf
check "raw memory: the tables at CR3" by_cr3 raw --levels "$levels"
check "raw memory: the tables at CR3, and the kernel tells the levels" by_cr3 raw
check "raw memory: levels that contradict the kernel are refused" refused "contradict the image" \
	--image "$shared/raw" --cr3 "$cr3" --levels $((9 - levels))
check "kdump file: the tables at CR3" by_cr3 kdump --levels "$levels"
check "kdump file: levels that contradict the kernel are refused" refused "contradict the image" \
	--image "$shared/kdump" --cr3 "$cr3" --levels $((9 - levels))
check "ELF core: the process" by_pid elf
check "ELF core without VMCOREINFO: the process" by_pid bare
check "kdump file: the process" by_pid kdump
check "ELF core: the list has the process" listed elf "$pid" situate
check "ELF core: the list has another one" listed elf "$(<"$shared/shell")" bash
check "kdump file: the list has the process" listed kdump "$pid" situate
check "a kernel thread is refused" refused "is a kernel thread" \
	--image "$shared/elf" --pid 2
check "a process that is not there is refused" refused "there is no process 4194303" \
	--image "$shared/elf" --pid 4194303
check "a flattened file is refused" refused "makedumpfile -R" --image "$shared/flat" --pid "$pid"
truncate -s 100M "$shared/bare"
check "a core that was cut short is refused" refused "cut short" \
	--image "$shared/bare" --pid "$pid"
# without its device a raw image ends where memory does, and does not know of levels
truncate -s 8M "$shared/raw"
check "raw memory without the kernel is refused" refused "no VMCOREINFO" \
	--image "$shared/raw" --pid "$pid"
finish
