# SPDX-License-Identifier: GPL-2.0-only
#
# What the Makefiles of programs for tests share.  Before it is included, top has to be the
# directory of the project; the top-level Makefile sets V, B and pkg_cflags.

ifeq ($(V),1)
  Q :=
  msg = @:
else
  Q := @
  msg = @printf '  %-8s %s\n' '$(1)' '$(patsubst $(B)/%,build/%,$(2))'
endif

.DELETE_ON_ERROR:
.SUFFIXES:
.SECONDARY:

# A test may include the headers of all rooms
cppflags := -I$(top)/module/uapi -I$(top)/module/shared \
	$(patsubst %/,-I%,$(sort $(dir $(wildcard $(top)/userspace/*.h $(top)/userspace/*/*.h)))) \
	-D_GNU_SOURCE= -D_FILE_OFFSET_BITS=64 $(pkg_cflags)

# Sources of the module can be compiled for user space: module-kernel.h and who includes it have what
# they need of the kernel's headers, of which there are empty files
kernel_dir := $(O)/selftests/kernel
kernel_headers := $(addprefix $(kernel_dir)/,$(addprefix linux/,bitmap.h ctype.h kasan-checks.h kernel.h \
	minmax.h mm.h mm_types.h parser.h sched.h string.h) $(addprefix asm/,cpufeature.h fpu/api.h fpu/types.h))
$(kernel_headers):
	$(Q)mkdir -p $(@D)
	$(Q): >$@
kernel_includes := -I$(kernel_dir) -I$(top)/module
