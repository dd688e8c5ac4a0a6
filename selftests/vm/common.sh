# SPDX-License-Identifier: GPL-2.0-only
# shellcheck shell=bash disable=SC2034 # variables are used by those who source
#
# Shared by the scripts in this directory: directories, messages, the list of kernels, and
# the common part of QEMU's command line.  To be sourced; it starts nothing itself.

vm_dir=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
top=$(cd "$vm_dir/../.." && pwd -P)
build=${BUILD:-$top/build}
me=ptwalk
die_status=1

say() { printf '%s: %s\n' "$me" "$*" >&2; }
die() { say "$*"; exit "$die_status"; }

# again_later COMMAND... - run a command that uses the network; if it fails, again after pauses: a
# mirror may be away for longer than apt waits for it
again_later() {
	local pause
	for pause in 10 30 60; do
		! "$@" || return 0
		say "$1 failed; once more in $pause s"
		sleep "$pause"
	done
	"$@"
}

# kernel_list - print the list of kernels, one per line
kernel_list() {
	awk '/^#/ || !NF { next }
		/^[^ \t]/ { if (line) print line; line = "" }
		{ line = line " " $0 }
		END { if (line) print line }' "$top/selftests/kernels"
}

# kernel_names - print the names of the kernels, in the order of the list
kernel_names() {
	kernel_list | while read -r name _; do printf '%s\n' "$name"; done
}

# kernel_home - print the name of the first kernel of the system's own suites
kernel_home() {
	# reads the list to its end: a kernel_list that cannot write would end the caller
	kernel_list | awk '$3 == "-" && !found { found = 1; print $1 }'
}

# kernel_entry NAME - set k_method, k_suite, k_version, k_boots from the list
kernel_entry() {
	local name
	while read -r name k_method k_suite k_version k_boots; do
		[ "$name" = "$1" ] && return 0
	done < <(kernel_list)
	die "no kernel '$1' in selftests/kernels, only:" "$(kernel_names | xargs)"
}

# kernel_dir NAME - print the directory where provision puts the kernel
kernel_dir() { printf '%s\n' "$build/kernels/$1/current"; }

# kernel_need NAME - provision the kernel if it is missing, set k_dir, k_release
kernel_need() {
	mkdir -p "$build/vm" || return
	k_dir=$(kernel_dir "$1")
	[ -f "$k_dir/release" ] || "$vm_dir/provision" "$1" >&2 || return
	k_dir=$(cd "$k_dir" && pwd -P) && k_release=$(<"$k_dir/release")
}

# qemu_find - set qemu_program, an array, to the newest QEMU: that of the system, or of a root
# of vm/tools.  QEMU 10 of Debian 13 takes two thirds of the time of QEMU 7.2 of Debian 12.
# The QEMU of a root runs outside of it, with the libraries of the root.
qemu_find() {
	local newest root version program
	qemu_program=(qemu-system-x86_64)
	newest=$(qemu_version)
	for root in "$build"/roots/*; do
		[ -x "$root/usr/bin/qemu-system-x86_64" ] || continue
		program=("${qemu_program[@]}")
		qemu_program=("$root/lib64/ld-linux-x86-64.so.2"
			--library-path "$root/usr/lib/x86_64-linux-gnu"
			"$root/usr/bin/qemu-system-x86_64"
			-L "$root/usr/share/qemu" -L "$root/usr/share/seabios")
		version=$(qemu_version)
		if [ "$(printf '%s\n' "$newest" "$version" | sort -V | tail -n 1)" = "$newest" ]; then
			qemu_program=("${program[@]}")
		else
			newest=$version
		fi
	done
}

# qemu_version - print the version of qemu_program; nothing if it does not run
qemu_version() {
	"${qemu_program[@]}" -version 2>/dev/null | sed -n '1s/.*version \([0-9.]*\).*/\1/p'
}

# qemu_base ACCEL SMP MEMORY CPU - set the array qemu: a machine with only CPUs and
# memory, which QEMU ends when it reboots
qemu_base() {
	qemu_find
	qemu=("${qemu_program[@]}" -nodefaults -no-user-config -display none
		-no-reboot -machine q35 -accel "$1" -cpu "$4" -smp "$2" -m "$3")
}

# qemu_port NAME FILE - append a virtio port to qemu; what the guest writes goes to FILE
qemu_port() {
	: >"$2"
	qemu+=(-chardev "file,id=$1,path=${2//,/,,}"
		-device "virtserialport,chardev=$1,name=ptwalk.$1")
}

# cpio_of DIR - print the directory as a cpio archive for an initramfs
cpio_of() {
	(cd "$1" && find . -mindepth 1 -print0 | sort -z |
		cpio --null --create --format=newc --owner=0:0 --quiet)
}

# The command line of every guest kernel.  Warnings are fatal, a panic ends the guest at
# once, and the watchdogs have long timeouts, so that slow emulation on a busy host does
# not look like a lock-up.
vm_cmdline='console=ttyS0,115200 loglevel=7 panic=-1 oops=panic panic_on_warn=1'
vm_cmdline+=' watchdog_thresh=60 rcupdate.rcu_cpu_stall_timeout=120'
# An emulated timer interrupt can come too late for the kernel's check of the IO-APIC
# timer, which then panics.
vm_cmdline+=' no_timer_check'
# Debian's 7.2 samples accesses to all memory by default (CONFIG_DAMON_STAT, new in 6.17).
# That clears accessed bits that a test looks at.
vm_cmdline+=' damon_stat.enabled=N'
