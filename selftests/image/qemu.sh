#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Memory images that QEMU makes of a guest, against the module: a process in the guest is
# stopped, the module dumps it, and QEMU saves the guest's memory.  "ptwalk record --image" has
# to make the same table records of each image, byte for byte.
#
# KERNEL is a name in selftests/kernels (default: the newest stock kernel); KEEP=DIR keeps the
# images and dumps there.

set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
# shellcheck source-path=SCRIPTDIR source=../vm/common.sh
. "$here/../vm/common.sh"
# shellcheck source-path=SCRIPTDIR source=../tap.sh
. "$here/../tap.sh"

build=${PTWALK_BUILD:-$build}
ptwalk=${PTWALK:-$build/ptwalk}
records=$build/selftests/host/tools/records
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
	kill -STOP "$pid"
	until grep -q '^State:.T' "/proc/$pid/status"; do sleep 0.1; done
	"$PTWALK" record "$pid" -o "$SHARED/module" || exit
	ps -eo pid= >"$SHARED/processes"
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
	while read -r -t 60 -u "$from" line; do
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

# without_notes - the same core as of a machine without the device: the note's name is another
without_notes() {
	cp --sparse=always "$shared/elf" "$shared/bare" &&
		LC_ALL=C sed -i '0,/VMCOREINFO\x00/s//VMCOREINF_\x00/' "$shared/bare"
}

# tables IMAGE OPTION... - do the image and the module have the same tables?
tables() {
	local image=$shared/$1
	shift
	"$ptwalk" record --image "$image" --cr3 "$cr3" "$@" -o "$tmp/dump" &&
		"$records" table <"$tmp/dump" >"$tmp/tables" &&
		cmp "$tmp/tables" "$shared/tables"
}

if ! boot; then
	cat "$tmp/log"
	echo "Bail out! no guest"
	exit 1
fi
qmp '{"execute": "qmp_capabilities"}' || exit
check "QEMU saves an ELF core" save_elf
check "QEMU saves raw memory" save_raw
: >"$shared/saved"
wait $vm_pid || cat "$tmp/log"
vm_pid=
"$records" table <"$shared/module" >"$shared/tables"
cr3=$("$records" cr3 <"$shared/module")
pid=$(<"$shared/pid")
levels=$("$records" levels <"$shared/module")
check "the module's dump has tables" [ "$(stat -c %s "$shared/tables")" -gt 40000 ]
check "ELF core: the tables of the module" tables elf
check "raw memory: the tables of the module" tables raw --levels "$levels"
finish
