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
