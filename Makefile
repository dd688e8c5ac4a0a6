# SPDX-License-Identifier: GPL-2.0-only
#
# People's entry: `make help` lists it.  Owns the version, what is built from what
# for user space, and the order of things; how the module is built is the kernel's
# business (Kbuild), what is installed packaging/'s, how a virtual machine runs is
# selftests/vm/'s, what a test is selftests/'s.  Everything built goes to build/,
# nothing beside the sources.

VERSION := 0.2.0

MAKEFLAGS += --no-print-directory
.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := all

ifneq ($(words $(CURDIR)),1)
  $(error ptwalk: $(CURDIR) has a blank in it, which make cannot handle; use another directory)
endif

V ?= 0
ifeq ($(V),1)
  Q :=
  msg = @:
else
  Q := @
  msg = @printf '  %-8s %s\n' '$(1)' '$(patsubst $(CURDIR)/%,%,$(2))'
endif

B := $(CURDIR)/build
vm := selftests/vm
# All but those that are tested on demand
KERNELS ?= $(shell awk '/^[^\# \t]/ && !/ptwalk\.on-demand/ { print $$1 }' selftests/kernels)
# The kernel of this Debian release, which guests for people run; of KERNELS, if it is not there
home_kernel = $(firstword $(filter $(shell awk '$$3 == "-" { print $$1; exit }' \
	selftests/kernels),$(KERNELS)) $(KERNELS))

# As many jobs as processors, unless whoever called us has decided
jobs = $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(shell nproc))

.PHONY: all module cli tests test fuzz storm soak controls demo lab bench vm check docs install uninstall deps clean \
	distclean help FORCE

all:
	+$(Q)$(MAKE) $(jobs) module cli

# Building installs nothing: it says what is missing.  What is run in a virtual
# machine (demo, lab, test ...) installs what it needs.
.PHONY: need-cli need-docs
deps:
	$(Q)$(vm)/deps cli module docs

need-cli:
	$(Q)missing=; \
	for command in $(CC) $(CLANG) $(BPFTOOL) pkg-config; do \
		command -v $$command >/dev/null || missing="$$missing $$command"; \
	done; \
	for library in $(pkgs); do \
		pkg-config --exists $$library 2>/dev/null || missing="$$missing $$library"; \
	done; \
	test -z "$$missing" || { \
		echo "ptwalk: missing:$$missing: \"make deps\" as root installs what Debian calls" >&2; \
		echo "ptwalk: $$($(vm)/deps --list cli)" >&2; \
		exit 1; }

need-docs:
	$(Q)command -v rst2man >/dev/null || { \
		echo "ptwalk: missing: rst2man: \"make deps\" as root installs $$($(vm)/deps --list docs)" >&2; \
		exit 1; }

# ---- the module, one directory per kernel release ---------------------------
#
# The kernel's makefiles write beside the sources, so they are given a directory
# of links.  Links to what is gone are removed, and so is what was made of it.

ifndef KDIR
  KDIR := $(wildcard /lib/modules/$(shell uname -r)/build)
endif

# What modules are stamped with; include/config/kernel.release of a distribution
# may say something else
utsrelease = include/generated/utsrelease.h
release = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' $(KDIR)/$(utsrelease))
module_out = $(B)/$(release)

# The module of another kernel would be of no use, and would not be noticed
.PHONY: headers
headers:
	$(Q)test -n "$(KDIR)" || { \
		echo "ptwalk: no headers of the running kernel: install linux-headers-$$(uname -r), or give KDIR=;" >&2; \
		echo "ptwalk: \"make cli\" builds the tool alone" >&2; \
		exit 1; }
	$(Q)test -f "$(KDIR)/$(utsrelease)" || { \
		echo "ptwalk: KDIR=$(KDIR) is no configured kernel tree" >&2; exit 1; }

module: module-build

# Two calls of make can want it at once, as those of two tests do: the later one waits, and finds it
# up to date
.PHONY: module-build
module-build: | headers
	$(Q)mkdir -p $(module_out)/src
	+$(Q)exec 9>$(module_out)/.lock && flock 9 && \
		cp -rs --remove-destination $(CURDIR)/Kbuild $(CURDIR)/module $(module_out)/src/ && \
		find $(module_out)/src -xtype l -delete && \
		$(MAKE) -C $(KDIR) M=$(module_out)/src modules PTWALK_VERSION=$(VERSION) V=$(V) && \
		ln -sfn src/module/ptwalk.ko $(module_out)/ptwalk.ko

# ---- the command-line tool --------------------------------------------------

CC := gcc
CFLAGS ?= -O2 -g
ifeq ($(SANITIZE),1)
  O := $(B)/asan
  sanitize := -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
else
  O := $(B)
  sanitize :=
endif
export SANITIZE

# Warnings are errors in check and test, not for who builds with another compiler
WERROR ?= 0
werror := $(if $(filter 1,$(WERROR)),-Werror)
export WERROR

# Not :=, as pkg-config may not be there yet.  Only the first of these is linked with; the
# others are loaded when they are needed (userspace/lib/library.h)
linked := smartcols
pkgs = $(linked) libkmod libtracefs libtraceevent libbpf libelf zlib
pkg_cflags = $(call once,pkg_cflags,pkg-config --cflags $(pkgs))
# Loaded, too; without it, compressed memory images are refused.  Its file name, where it is
# installed with its header
kdumpfile = $(call once,kdumpfile,pkg-config --exists libkdumpfile 2>/dev/null && \
	objdump -p "$$(pkg-config --variable=libdir libkdumpfile)/libkdumpfile.so" | \
	sed -n 's/^ *SONAME *//p')
# Likewise; without it dumps are neither compressed nor decompressed
zstd = $(call once,zstd,pkg-config --exists libzstd 2>/dev/null && echo 1)
# The output of a command, which becomes the value of the variable: it is run once, not for
# each file
once = $(eval $1 := $(shell $2))$($1)
includes = -Imodule/uapi -Imodule/shared
flags = -std=gnu11 -Wall -Wextra $(werror) $(CFLAGS) $(sanitize)
cppflags = $(includes) -D_GNU_SOURCE= -D_FILE_OFFSET_BITS=64 $(CPPFLAGS) \
	$(if $(kdumpfile),-DPTWALK_LIBKDUMPFILE='"$(kdumpfile)"') \
	$(if $(zstd),-DPTWALK_LIBZSTD) \
	-DPTWALK_VERSION='"$(VERSION)"' $(pkg_cflags)
libs = $(shell pkg-config --libs $(linked))

# The rooms of userspace/, and whose headers each of them finds beside its own.  Four
# are the ground for all others; main.c has the list of commands and sees them all.
ground := lib dump target output
needs_lib :=
needs_dump := lib
needs_bpf := lib dump
needs_image := lib dump
needs_target := lib dump bpf image
needs_output := lib dump target
needs_show := $(ground)
needs_check := $(ground)
needs_completion := $(ground) check diff
needs_diff := $(ground)
needs_doctor := $(ground) bpf huge image module observe report
needs_huge := $(ground)
needs_share := $(ground) stat
needs_stat := $(ground) huge
needs_tree := $(ground)
needs_watch := $(ground) diff
needs_observe := $(ground) diff huge
needs_record := $(ground) huge image
needs_map := $(ground) diff stat
needs_report := $(ground) diff huge stat
needs_module := $(ground)
rooms := $(patsubst userspace/%/,%,$(sort $(dir $(wildcard userspace/*/*.c))))

# For docs.sh, which holds the table in design.rst to it
.PHONY: print-needs
print-needs:
	@$(foreach r,$(rooms),echo '$r: $(strip $(needs_$r))';)

# of the source that is compiled
room = $(word 2,$(subst /, ,$<))
seen = $(if $(filter $(room),$(rooms)),$(room) $(needs_$(room)),$\
	$(if $(filter main.c,$(room)),$(rooms)))

# Commands print, by way of output or themselves; all the rest hands them what to say,
# so that it can be tested, and used by others.
silent = $(filter-out $(O)/obj/userspace/output/% %/main.o,$(foreach o,$(objects),$\
	$(if $(filter cmd-%,$(notdir $o)),,$o)))
printing := printf|__printf_chk|vprintf|puts|putchar|perror|stdout|stderr|exit

sources := $(filter-out %.bpf.c,$(wildcard userspace/*.c userspace/*/*.c module/shared/*.c))
objects := $(sources:%.c=$(O)/obj/%.o)
library := $(O)/obj/libptwalk.a

cli: | need-cli
	+$(Q)$(MAKE) $(O)/ptwalk

$(O)/ptwalk: $(O)/obj/userspace/main.o $(library)
	$(call msg,LD,$@)
	$(Q)$(CC) $(flags) $(LDFLAGS) -o $@ $^ $(libs)

# All but main(), for the tests to be linked with
$(library): $(filter-out %/main.o,$(objects)) $(O)/obj/objects
	$(call msg,AR,$@)
	$(Q)! nm -A -u $(silent) | grep -wE '$(printing)' || { \
		echo "ptwalk: of userspace/, only output/ and cmd-*.c may print or exit" >&2; \
		exit 1; }
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $(filter %.o,$^)

$(O)/obj/%.o: %.c $(O)/obj/flags
	$(call msg,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) $(flags) $(seen:%=-iquote userspace/%) $(cppflags) -MMD -MP -c -o $@ $<

# The BPF program, which bpf.c contains as an array in a header.  clang's warning is about
# a loop that the program does not need unrolled.
CLANG := clang
BPFTOOL := $(or $(shell command -v bpftool),/usr/sbin/bpftool)
bpf := $(O)/obj/userspace/bpf
bpf_flags = -O2 -g -target bpf -mcpu=v3 -Wall -Wextra -Wno-unused-parameter -Wno-pass-failed $(werror) \
	-ffile-prefix-map=$(CURDIR)=. $(includes) \
	-idirafter /usr/include/$(shell $(CC) -print-multiarch)

$(bpf)/walk.bpf.o: userspace/bpf/walk.bpf.c $(O)/obj/flags
	$(call msg,CLANG,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CLANG) $(bpf_flags) -MMD -MP -c -o $@ $<

$(bpf)/walk.skel.h: $(bpf)/walk.bpf.o
	$(call msg,SKEL,$@)
	$(Q)$(BPFTOOL) gen object $(bpf)/walk.o $<
	$(Q)$(BPFTOOL) gen skeleton $(bpf)/walk.o name walk_bpf >$@

$(bpf)/bpf.o: $(bpf)/walk.skel.h
$(bpf)/bpf.o: includes += -I$(bpf)

# The page of "report", which report-page.c contains as two arrays in a header; the scripts
# in this order, as each uses those before it
page := userspace/report/page
page_scripts := words unpack decode model colours count tooltip list map-draw map-process \
	map-area map-table map theme areas sums huge walk timeline main
report := $(O)/obj/userspace/report

$(report)/page.h: $(wildcard $(page)/*)
	$(call msg,PAGE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)$(page)/assemble $(page_scripts:%=%.js) >$@

$(report)/report-page.o: $(report)/page.h
$(report)/report-page.o: includes += -I$(report)

# Change when what they hold changes: other flags, a source come or gone
$(O)/obj/flags: now = $(CC) $(flags) $(cppflags) $(foreach r,$(rooms),$r: $(needs_$r))
$(O)/obj/objects: now = $(objects)
$(O)/obj/flags $(O)/obj/objects: FORCE
	$(Q)mkdir -p $(@D)
	$(Q)printf '%s\n' '$(subst ','\'',$(now))' | cmp -s - $@ || \
		printf '%s\n' '$(subst ','\'',$(now))' >$@

-include $(objects:.o=.d) $(bpf)/walk.bpf.d

# ---- tests ------------------------------------------------------------------

# A kernel source tree, for kselftest's headers and checkpatch
ifdef KSRC
  unpack_ksrc =
else
  KSRC := $(B)/ksrc
  unpack_ksrc = $(Q)$(vm)/ksrc
endif

selftests = $(MAKE) -C selftests B=$(B) O=$(O) KSRC=$(KSRC) CC=$(CC) V=$(V) \
	flags='$(flags)' pkg_cflags='$(pkg_cflags)' libs='$(libs)' library=$(library)

tests: | need-cli
	$(unpack_ksrc)
	+$(Q)$(MAKE) $(O)/ptwalk
	+$(Q)$(selftests) $(if $(sanitize),sanitized)

# What a guest needs besides tests: programs that make a situation to look at
.PHONY: helpers
helpers: | need-cli
	+$(Q)$(MAKE) $(O)/ptwalk
	+$(Q)$(selftests) helpers

include selftests/kselftest/kselftest.mk

run_tests := RESULTS=$(B)/results/tests PTWALK_BUILD=$(B) selftests/run

run_storm := RESULTS=$(B)/results/storm PTWALK_BUILD=$(B) selftests/run

# The newest one without checkers; if there is none, any
stock_kernel = $(lastword $(KERNELS) $(filter-out %-debug,$(KERNELS)))

# All of it is run, whatever fails on the way; the summary is the verdict
test: export WERROR := 1
test:
	$(Q)$(run_tests) begin
	$(Q)$(vm)/deps cli module vm test kselftest check demo man docs sphinx report fuzz shells python
	$(Q)$(run_tests) phase packages
	+$(Q)$(MAKE) $(if $(jobs),-j4) test-kernels test-roots test-programs
	$(Q)$(run_tests) phase "kernels, roots and programs"
	+$(Q)$(MAKE) $(jobs) --output-sync=target test-sanitized test-host test-installed test-modules \
		test-fuzz
	$(Q)KERNEL=$(stock_kernel) $(run_tests) host images selftests/image || :
	$(Q)$(run_tests) phase "modules and tests of the host"
	$(Q)$(run_tests) vms '$(KERNELS)' $(B)/selftests/guest selftests/guest || :
	$(Q)$(run_tests) phase "all guests"
	$(Q)$(vm)/newer >>$(B)/results/tests
	$(Q)$(run_tests) summary

# What "test" needs: two of these wait for the network and for dpkg most of the time
.PHONY: test-kernels test-roots test-programs
test-kernels:
	$(Q)$(vm)/provision $(KERNELS)

test-roots:
	$(Q)selftests/host/fleet/provision
	$(Q)selftests/packages/roots
	$(Q)for k in $(KERNELS); do $(vm)/tools $$k true || exit; done

test-programs:
	+$(Q)$(MAKE) $(jobs) tests SANITIZE=
	+$(Q)$(MAKE) $(jobs) tests SANITIZE=1
	+$(Q)$(MAKE) $(jobs) fuzz-programs SANITIZE=

# Parts of "test", each printed in one piece, in the order in which two at a time take the least
# time.  With the sanitizers run the tests that start sanitized programs: not those of the scripts,
# the documentation, the Makefile and packaging/.  The modules are for guests only.
.PHONY: test-host test-sanitized test-modules test-installed test-fuzz
test-host:
	$(Q)NOT='@(fuzz|kselftest|packages).sh' \
		$(run_tests) host host $(B)/selftests/host selftests/host || :

test-modules:
	+$(Q)for k in $(KERNELS); do \
		kdir=$(B)/kernels/$$k/current/build; \
		$(run_tests) step $$k "module builds without a warning" \
			$(vm)/tools $$k $(MAKE) check-module KDIR=$$kdir || :; \
		$(vm)/tools $$k $(MAKE) module KDIR=$$kdir || :; \
	done

# One after the other, as both call make
test-installed:
	$(Q)NOT='!(kselftest|packages).sh' $(run_tests) host host selftests/host || :

test-fuzz:
	$(Q)NOT='!(fuzz).sh' $(run_tests) host host selftests/host || :

test-sanitized:
	$(Q)PTWALK=$(B)/asan/ptwalk NOT='@(build|docs|fleet|kselftest|newer|packages|runner).sh' \
		$(run_tests) host sanitizers \
		$(B)/selftests/host-asan selftests/host || :

# Seconds of fuzz, storm and soak
TIME ?= 600

# Programs that libFuzzer gives hostile input, in a build directory of their own.  "test" runs
# them for a minute in all (host/fuzz.sh).  The tool is built by clang for them.
fuzz_targets := $(patsubst selftests/fuzz/fuzz-%.c,%,$(wildcard selftests/fuzz/fuzz-*.c))
TARGETS ?= $(fuzz_targets)
# clang's pointer-overflow is about NULL + 0 as well, which is NULL everywhere
fuzz_sanitize := -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize=pointer-overflow \
	-fno-sanitize-recover=all
fuzz_build = $(MAKE) O=$(B)/$(1) CC=$(CLANG) SANITIZE=1 WERROR=0 \
	sanitize='-fno-omit-frame-pointer -Wno-gnu-variable-sized-type-not-at-end $(2)'
.PHONY: fuzz-programs fuzz-linked fuzz-coverage
fuzz:
	$(Q)$(vm)/deps cli test fuzz
	+$(Q)$(MAKE) $(jobs) fuzz-programs
	$(Q)PTWALK_BUILD=$(B) TIME=$(TIME) selftests/fuzz/run $(TARGETS)

# and what the seeds are made by
fuzz-programs: | need-cli
	$(unpack_ksrc)
	+$(Q)$(MAKE) $(B)/obj/libptwalk.a
	+$(Q)$(selftests) tools
	+$(Q)$(call fuzz_build,fuzz,$(fuzz_sanitize)) fuzz-linked

fuzz-linked: $(O)/obj/userspace/main.o $(library)
	+$(Q)$(MAKE) -C selftests/fuzz B=$(B) O=$(O) KSRC=$(KSRC) CC=$(CC) V=$(V) \
		flags='$(flags)' pkg_cflags='$(pkg_cflags)' libs='$(libs)' library=$(library)

# Which lines of the parsers the inputs of "fuzz" reach
fuzz-coverage:
	$(Q)$(vm)/deps cli test fuzz
	+$(Q)$(MAKE) $(jobs) fuzz-programs
	+$(Q)$(call fuzz_build,fuzz-coverage,-fprofile-instr-generate -fcoverage-mapping) \
		$(jobs) fuzz-linked
	$(Q)PTWALK_BUILD=$(B) selftests/fuzz/coverage $(TARGETS)

# Mistakes that a kernel with checkers must see: the one of "test", or each of KERNELS
debug_kernel = $(shell awk '/^[0-9]/ && $$2 == "debug" { print $$1; exit }' selftests/kernels)
named_kernels = $(filter-out file,$(origin KERNELS))
control_kernels = $(if $(named_kernels),$(KERNELS),$(debug_kernel))
controls:
	$(Q)$(vm)/deps cli module vm test
	$(Q)$(vm)/provision $(control_kernels)
	+$(Q)$(MAKE) $(jobs) tests SANITIZE=
	$(Q)bad=0; for k in $(control_kernels); do \
		PTWALK_BUILD=$(B) selftests/controls/run $$k || bad=1; \
	done; exit $$bad

# The storm of the tests, for longer, on the first boot of each kernel: of Debian's own and of the
# debug kernel unless KERNELS are given
storm_kernels = $(if $(named_kernels),$(KERNELS),$(home_kernel) $(debug_kernel))
storm:
	$(Q)$(vm)/deps cli module vm test
	$(Q)$(vm)/provision $(storm_kernels)
	+$(Q)$(MAKE) $(jobs) tests SANITIZE=
	$(Q)rm -f $(B)/results/storm
	+$(Q)for k in $(storm_kernels); do \
		$(vm)/tools $$k $(MAKE) $(jobs) module KDIR=$(B)/kernels/$$k/current/build || exit; \
	done
	$(Q)for k in $(storm_kernels); do \
		words=$$(awk -v k="$$k" '$$1 == k { print $$5 }' selftests/kernels); \
		STORM_TIME=$(TIME) VM_OPTS='-e STORM_TIME' TESTS='storm-*' $(run_storm) \
			vm "$$k+$$words" $(B)/selftests/guest selftests/guest || :; \
	done
	$(Q)$(run_storm) summary

# The kernel's own tests of mm, with and without dumps meanwhile: MM_TESTS='^cow' for some of them
.PHONY: mm-selftests
mm-selftests: guest
	$(Q)selftests/mm/build $(KERNEL)
	$(Q)PTWALK_BUILD=$(B) selftests/mm/run $(KERNEL)

# A guest with everything built, for people
KERNEL ?= $(home_kernel)
guest_release = $(shell cat $(B)/kernels/$(KERNEL)/current/release)
# The last word for one thing counts, so that CMDLINE= has it
told = $(if $(strip $(boot_words) $(CMDLINE)),-c '$(strip $(boot_words) $(CMDLINE))')
run_guest = PATH=$(B):$$PATH MANPATH=$(B)/man: $(vm)/run -k $(KERNEL) \
	$(if $(MEMORY),-m $(MEMORY)) $(if $(CPUS),-s $(CPUS)) -e MANPATH $(told) \
	-e PTWALK=$(B)/ptwalk -e PTWALK_BUILD=$(B) \
	-e PTWALK_KO=$(B)/$(guest_release)/ptwalk.ko

# Whoever wants to see a guest has no use for a line for each file that is compiled; with V=1 all
# is shown
quietly = $(if $(filter 1,$(V)),$(1),echo "ptwalk: building $(2) (V=1 shows how)"; \
	{ $(1); } >$(B)/build.log 2>&1 || { cat $(B)/build.log; exit 1; })

.PHONY: guest guest-tool
guest: guest-tool
	+$(Q)$(call quietly,$(vm)/tools $(KERNEL) $(MAKE) $(jobs) module \
		KDIR=$(B)/kernels/$(KERNEL)/current/build,the module for Linux $(KERNEL))

guest-tool:
	$(Q)$(vm)/deps cli module vm docs
	$(Q)$(vm)/provision $(KERNEL)
	$(Q)mkdir -p $(B)
	+$(Q)$(call quietly,$(MAKE) $(jobs) helpers SANITIZE= && $(MAKE) $(B)/man/man8/ptwalk.8,ptwalk)

# With SOURCE=bpf without the module, which is not even built.  The page that it makes is for a
# browser, which the guest does not have.
demo: $(if $(filter bpf,$(SOURCE)),guest-tool,guest)
	$(Q)$(vm)/deps demo
	$(Q)$(run_guest) -e SOURCE=$(SOURCE) -w $(B)/demo -e PAGES=$(B)/demo -- selftests/demo/run
	$(Q)echo "ptwalk: the pages are $(B)/demo/request.html and $(B)/demo/huge.html"

# Does something grow in TIME seconds?
soak: KERNEL = $(stock_kernel)
soak: guest
	+$(Q)$(selftests) bench
	$(Q)$(run_guest) -t $$(($(TIME) + 900)) -- selftests/soak/run $(TIME)

# Worked cases, told in Documentation/labs/, on the newest stock kernel, booted as it first is in
# the tests, and with as much memory, which a page of 1G needs
lab: boot_words = $(shell sed -n '/^$(KERNEL) /s/+/ /gp' selftests/kernels | awk '{ $$1 = $$2 = $$3 = $$4 = ""; print }')
labs = $(notdir $(patsubst %/run,%,$(wildcard selftests/labs/*/run)))
.PHONY: lab-named
lab-named:
	$(Q)test -n "$(filter $(labs),$(LAB))" || { \
		echo "ptwalk: LAB= is one of: $(labs)" >&2; exit 1; }

lab: KERNEL = $(stock_kernel)
lab: MEMORY := $(or $(MEMORY),4G)
lab: lab-named guest
	$(Q)$(run_guest) -- sh -c 'insmod "$$PTWALK_KO" && exec selftests/labs/$(LAB)/run'

# Never part of pass or fail
.PHONY: bench-user bench-capture bench-smaps bench-fleet
bench:
	+$(Q)$(MAKE) bench-user
	+$(Q)$(MAKE) bench-capture
	+$(Q)$(MAKE) bench-smaps

# What the commands cost on a large dump, natively
bench-user: | need-cli
	$(unpack_ksrc)
	+$(Q)$(MAKE) $(jobs) $(O)/ptwalk
	+$(Q)$(selftests) bench
	$(Q)PTWALK_BUILD=$(B) selftests/bench/run user

# What it costs to read the tables of a process, in guest instructions
BENCH_KERNELS ?= 6.1 6.12 $(stock_kernel)
bench-capture: guest-tool
	$(Q)$(vm)/provision $(BENCH_KERNELS)
	+$(Q)$(call quietly,$(MAKE) $(jobs) tests SANITIZE= && for k in $(BENCH_KERNELS); do \
		$(vm)/tools $$k $(MAKE) $(jobs) module \
			KDIR=$(B)/kernels/$$k/current/build || exit; \
	done,what is measured)
	$(Q)PTWALK_BUILD=$(B) BENCH_KERNELS="$(BENCH_KERNELS)" selftests/bench/run capture

# What larger processes and more of them would cost, by the results committed last
.PHONY: bench-scale
bench-scale:
	$(Q)awk -f selftests/bench/json.awk -f selftests/bench/scale.awk \
		selftests/bench/results/capture.json

# What the first screen of huge costs, beside one read of smaps
bench-smaps: guest
	$(Q)$(run_guest) -t 1800 -m 12G \
		-- 'insmod "$$PTWALK_KO" && selftests/bench/huge'

# What stat --all costs beside reading every smaps_rollup, in instructions of the guest
bench-fleet: guest
	+$(Q)$(selftests) bench
	$(Q)QEMU_OPTS='-icount shift=0,sleep=off' $(run_guest) -c mitigations=auto -t 1800 -s 1 \
		-m 4G -- selftests/bench/fleet $(FLEET)

# What is written to build/shared there stays
vm: guest
	$(Q)$(vm)/deps man
	$(Q)$(run_guest) -w $(B)/shared -i 'insmod "$$PTWALK_KO"; exec bash --rcfile selftests/vm/shell -i' || :

# ---- checks -----------------------------------------------------------------

# compat.h is the one place that tests versions, which checkpatch knows no excuse
# for.  User space has no ARRAY_SIZE(), BIT(), __printf(), __noreturn or u64, uses
# the names of <inttypes.h>, meets ENOSYS as the kernel's answer, touches memory
# for its side effects, and has functions called "map" and "help" beside messages
# with those words.  A message is one string however long, and macros that fill
# tables are no expressions; such a string ends a line late.
checkpatch = perl $(KSRC)/scripts/checkpatch.pl --no-tree --root=$(KSRC) \
	--strict --quiet --terse --show-types --no-summary
kernel_ignore := --ignore LINUX_VERSION_CODE,CONSTANT_COMPARISON
user_ignore := --ignore ARRAY_SIZE,BIT_MACRO,PREFER_DEFINED_ATTRIBUTE_MACRO,$\
	PREFER_KERNEL_TYPES,CAMELCASE,ENOSYS,VOLATILE,EMBEDDED_FUNCTION_NAME,$\
	LONG_LINE_STRING,COMPLEX_MACRO,MACRO_ARG_REUSE,MACRO_ARG_PRECEDENCE,$\
	QUOTED_WHITESPACE_BEFORE_NEWLINE,MACRO_WITH_FLOW_CONTROL \
	--max-line-length=107
kernel_c = $(shell find module -name '*.[ch]')
user_c = $(shell find userspace selftests -name '*.[ch]')
BASE ?= HEAD

# Without headers of the running kernel, the module is checked for the first of KERNELS
ifeq ($(KDIR),)
  check_kdir := $(B)/kernels/$(firstword $(KERNELS))/current/build
  provision = $(Q)$(vm)/provision $(firstword $(KERNELS))
else
  check_kdir := $(KDIR)
endif

# Each of them speaks only of what is wrong.  clang-format is a suggestion for
# the lines changed since BASE, and asked only where it is installed.
check:
	$(Q)$(vm)/deps module check cli docs packages
	$(provision)
	$(unpack_ksrc)
	+$(Q)$(MAKE) -k check-style check-user check-cppcheck check-shell check-module check-spelling \
		check-licences check-packages check-format KDIR=$(check_kdir)

.PHONY: check-style check-user check-cppcheck check-shell check-module check-spelling check-licences \
	check-format
check-user:
	$(call msg,CHECK,user space with warnings as errors)
	+$(Q)$(MAKE) -s $(jobs) $(B)/check/ptwalk O=$(B)/check WERROR=1

# It reads no system headers, nor the BPF program, whose macros are libbpf's
check-cppcheck:
	$(call msg,CPPCHECK,userspace/ and module/shared/)
	$(Q)cppcheck -q $(jobs) --std=c11 --enable=warning,performance,portability \
		--suppressions-list=selftests/checks/cppcheck --error-exitcode=1 \
		$(includes) $(rooms:%=-Iuserspace/%) -D_GNU_SOURCE= -DPTWALK_LIBZSTD \
		-DPTWALK_VERSION='"$(VERSION)"' -i userspace/bpf/walk.bpf.c userspace module/shared

# Goldens hold names that tests have invented
# Not: variables that tap.sh and others set for who sources them (SC2154) or read from them, and words
# that read passes over (SC2034), "name= command" (SC1007), functions that "fails" calls (SC2120)
check-shell:
	$(call msg,SHELLCHECK,all scripts)
	$(Q)selftests/checks/pipes
	$(Q)selftests/checks/files | xargs grep -lE '^\#!/bin/(ba)?sh|^\# shellcheck shell' | \
		xargs shellcheck -x -S warning -e SC1007,SC2034,SC2120,SC2154

check-spelling:
	$(call msg,CODESPELL,all files)
	$(Q)selftests/checks/files | grep -v '^selftests/host/golden/' | \
		xargs codespell -q 3 -I selftests/checks/words

# What is handed out
check-licences: dist
	$(call msg,REUSE,$(dist_archive))
	$(Q)selftests/checks/reuse $(dist_archive)

check-style:
	$(call msg,STYLE,checkpatch --strict)
	$(Q)bad=0; \
	$(checkpatch) $(kernel_ignore) -f $(strip $(kernel_c)) || bad=1; \
	$(checkpatch) $(user_ignore) -f $(strip $(user_c)) || bad=1; \
	exit $$bad

# What was warned of is compiled again, so that it is warned of again.  The makefile
# of 7.2 leaves sparse out where a script finds it too old, and where that script is
# missing, as it is in headers packages: sparse is run all the same.  One that is too
# old does not know __typeof_unqual__, and says so.
check-module: B := $(B)/check
check-module:
	$(call msg,SPARSE,module with W=1 C=2 for $(release))
	$(Q)mkdir -p $(module_out)
	+$(Q)$(MAKE) module-build B=$(B) KDIR=$(KDIR) W=1 C=2 KBUILD_CHECKSRC=2 \
		>$(module_out)/log 2>&1 || \
		{ cat $(module_out)/log; exit 1; }
	$(Q)! grep -E 'warning:|error:' $(module_out)/log || \
		{ rm -rf $(module_out)/src; exit 1; }

check-format:
	$(call msg,FORMAT,lines changed since $(BASE))
	$(Q)if command -v clang-format-diff git >/dev/null && \
		git rev-parse -q --verify $(BASE) >/dev/null; then \
		git diff -U0 $(BASE) -- '*.[ch]' | clang-format-diff -p1 \
			-style=file || :; \
	fi

# ---- documentation ----------------------------------------------------------
#
# Sphinx reads copies, to which the list of all examples is added.

docs_in := $(B)/docs/in
.PHONY: docs
docs:
	$(Q)command -v sphinx-build >/dev/null || $(vm)/deps sphinx
	$(call msg,SPHINX,$(B)/docs/html)
	$(Q)rm -rf $(docs_in) && mkdir -p $(docs_in) && cp -r Documentation/. $(docs_in)
	$(Q)cd Documentation && ./examples *.rst labs/*.rst >$(docs_in)/examples.rst
	$(Q)sphinx-build -q -W --keep-going -b html $(docs_in) $(B)/docs/html
	$(Q)echo "ptwalk: begin with $(B)/docs/html/start.html"

include packaging/install.mk

# ---- cleaning ---------------------------------------------------------------

# Downloads, what was unpacked from packages, and the files of people stay
clean:
	$(Q)if [ -d $(B) ]; then find $(B) -mindepth 1 -maxdepth 1 \
		! -name fleet ! -name kernels ! -name roots ! -name shared ! -name 'ksrc*' -exec rm -rf {} +; fi
	$(Q)rm -f $(B)/kernels/*/*/initramfs

distclean:
	$(Q)rm -rf $(B)

define help_text
Targets:
  all          module (for KDIR) and command-line tool; the default
  module       build/RELEASE/ptwalk.ko
  cli          build/ptwalk, with SANITIZE=1 build/asan/ptwalk
  test         all tests: on this host, with sanitizers, and in a virtual machine
               for each of KERNELS; ends with the counts
  fuzz         hostile input by libFuzzer, TIME seconds ($(TIME)) for each of TARGETS
               ($(fuzz_targets))
  fuzz-coverage  the lines of the parsers that the inputs of fuzz have reached
  storm        dump processes in the middle of all that changes page tables, for TIME=600
               seconds on this Debian's own and on the debug kernel, or on each of KERNELS
  soak         run watch and stat --all for TIME seconds on a busy guest, and look whether
               memory, descriptors or slabs grow
  controls     try mistakes in the module that the debug kernel has to see, or each of
               KERNELS
  mm-selftests the kernel's own mm selftests, alone and while ptwalk dumps them: the
               same results?  Takes hours on an emulated CPU; MM_CONTINUE=1 goes on
  demo         a tour of the tool in a virtual machine
  lab          a worked case in a virtual machine: LAB=thp
  bench        bench-user: what the commands cost on the dump of 64 GiB of 4K pages;
               bench-capture: what reading the tables of a process costs, by ptwalk and
               by the kernel's own files, in guest instructions on BENCH_KERNELS;
               bench-smaps: ptwalk huge beside smaps in a virtual machine
  bench-scale  what 1 TiB or 10,000 processes would cost, by what bench-capture measured
  bench-fleet  ptwalk stat --all beside every smaps_rollup, likewise: FLEET='500 2000'
  vm           a shell in a virtual machine, module loaded
  docs         the documentation as HTML, by Sphinx
  check        checkpatch, sparse and W=1 on the module, -Werror, cppcheck, shellcheck,
               codespell, reuse, lintian, clang-format on changes
  install      tool, manual page, completions and module; install-tool, install-module,
               install-dkms: a part of it, or the module's source for DKMS
  uninstall    remove them again; the module of KDIR's kernel
  dist         the sources as build/dist/ptwalk-$(VERSION).tar.xz
  packages     Debian packages, in build/packages/here; rpm: RPM packages
  test-packages  build, install, use and purge them in clean roots, and in guests
  deps         install the packages that building needs, on Debian, as root
  clean        remove what was built, keep kernels
  distclean    remove all of build/

Variables:
  KDIR         kernel headers to build the module for (the running kernel's)
  KSRC         kernel source for kselftest and checkpatch (from linux-source)
  KERNELS      names in selftests/kernels ($(KERNELS))
  KERNEL       the one of demo, lab, vm and mm-selftests ($(KERNEL))
  SOURCE=bpf   demo without the module
  ACCEL        kvm or tcg for virtual machines (tried out)
  MEMORY       of the machine of demo, lab and vm (2G)
  CPUS         of that machine (2)
  CMDLINE      more words for the command line of its kernel: CMDLINE='no5lvl pti=on'
  WERROR       1: warnings are errors, as in check and test
  SANITIZE     1: AddressSanitizer and UBSan for the tool
  TIME         seconds of each of the targets of fuzz, of storm and of soak ($(TIME))
  V            1: show commands
  W, C         the kernel's: W=1 more warnings, C=1 sparse
  MM_TESTS, MM_CONTINUE, MM_TIMEOUT, MM_ALONE
               which of mm-selftests, with what was run before, and for how long and how
               often: selftests/mm/run has the words
  BASE         what check compares with for clang-format ($(BASE))
  prefix       where install puts things ($(prefix))
  DESTDIR      root of an installation for packaging

Building installs nothing; test, check, demo, lab, bench, fuzz, storm, soak, controls, mm-selftests,
packages, rpm, test-packages, docs and vm install the packages that they miss, by name, when you
are root.
endef
export help_text

help:
	@printf '%s\n' "$$help_text"
