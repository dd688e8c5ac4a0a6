# SPDX-License-Identifier: GPL-2.0-only
#
# The guest tests in the form of the kernel's selftests; included by the top-level Makefile.  In a
# kernel tree "make TARGETS=ptwalk kselftest" builds and runs them there; without one, "make -C
# selftests install" makes a directory with the kernel's own runner, to be copied to any machine.
# The kernel's files are those of KSRC; the Makefile in this directory calls back kselftest-files.

kselftest := $(CURDIR)/selftests/kselftest

# What the tests need, as a tree below FILES: programs, scripts, and the documents that they test
.PHONY: kselftest-files
kselftest-files:
	+$(Q)$(MAKE) $(jobs) tests SANITIZE=
	+$(Q)$(MAKE) $(jobs) module
	$(call msg,COPY,$(FILES))
	$(Q)rm -rf $(FILES)
	$(Q)mkdir -p $(FILES)/build/selftests $(FILES)/selftests $(FILES)/Documentation
	$(Q)cp -L $(B)/ptwalk $(module_out)/ptwalk.ko $(FILES)/build
	$(Q)cp -r $(B)/selftests/guest $(FILES)/build/selftests
	$(Q)rm -rf $(FILES)/build/selftests/*/obj
	$(Q)mkdir -p $(FILES)/build/selftests/host/tools
	$(Q)cp $(B)/selftests/host/tools/records $(FILES)/build/selftests/host/tools
	$(Q)cp -r selftests/*.sh selftests/guest selftests/include $(FILES)/selftests
	$(Q)rm -f $(FILES)/selftests/guest/*.c
	$(Q)cp Documentation/security.rst $(FILES)/Documentation

# The Makefile there is in another directory
.PHONY: kselftest-install
kselftest-install: private path = $(abspath $(INSTALL_PATH))
kselftest-install:
	$(Q)test -n "$(INSTALL_PATH)" || { \
		echo "ptwalk: say where to with INSTALL_PATH=DIR" >&2; exit 1; }
	$(Q)$(vm)/deps cli kselftest
	$(unpack_ksrc)
	+$(Q)$(MAKE) -C $(kselftest) install OUTPUT=$(B)/kselftest KDIR=$(KDIR) \
		LIB_MK=$(KSRC)/tools/testing/selftests/lib.mk INSTALL_PATH=$(path)/ptwalk
	$(Q)$(MAKE) -s -C $(kselftest) emit_tests OUTPUT=$(B)/kselftest COLLECTION=ptwalk \
		LIB_MK=$(KSRC)/tools/testing/selftests/lib.mk >$(path)/kselftest-list.txt
	$(Q)cp -r $(KSRC)/tools/testing/selftests/kselftest \
		$(KSRC)/tools/testing/selftests/run_kselftest.sh $(path)
	$(Q)echo "ptwalk: as root, in the machine to be tested: $(path)/run_kselftest.sh"

.PHONY: kselftest-tree
kselftest-tree:
	$(Q)test -f "$(LINUX)/tools/testing/selftests/lib.mk" || { \
		echo "ptwalk: LINUX='$(LINUX)' is no kernel tree: give LINUX=DIR" >&2; exit 1; }
	$(Q)mkdir -p $(LINUX)/tools/testing/selftests/ptwalk
	$(Q)cd $(LINUX)/tools/testing/selftests/ptwalk && ln -sfn $(CURDIR) tree && \
		ln -sfn $(kselftest)/* . && rm kselftest.mk
	$(Q)echo "ptwalk: as root: make -C $(LINUX) TARGETS=ptwalk kselftest"
