# SPDX-License-Identifier: GPL-2.0-only
#
# Part of the Makefile: installing, the source archive and packages.

prefix ?= /usr/local
bindir ?= $(prefix)/bin
mandir ?= $(prefix)/share/man
# Where shells look for the completions of what is installed at this prefix
bash_dir ?= $(prefix)/share/bash-completion/completions
zsh_dir ?= $(prefix)/share/zsh/site-functions
fish_dir ?= $(prefix)/share/fish/vendor_completions.d
sharedir ?= $(prefix)/share/ptwalk
# systemd reads the units of what is installed by hand from another directory
unitdir ?= $(if $(filter /usr,$(prefix)),/usr/lib,/usr/local/lib)/systemd/system
moddir = /lib/modules/$(release)/updates
dkmsdir ?= /usr/src/ptwalk-$(VERSION)

# ---- manual pages -----------------------------------------------------------
#
# ptwalk(8), a page for each command, and one for the format, which are made of it and of
# dump-format.rst

pages := man8/ptwalk.8 $(patsubst %,man8/ptwalk-%.8,$(shell Documentation/pages --list)) \
	man5/ptwalk-dump.5

.PHONY: man
man: $(pages:%=$(B)/man/%)

$(B)/man/man8/ptwalk.8: Documentation/ptwalk.8.rst
	$(call msg,MAN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)rst2man $< $@

$(B)/man/man8/ptwalk-%.8 $(B)/man/man5/ptwalk-%.5: Documentation/ptwalk.8.rst \
		Documentation/dump-format.rst Documentation/pages
	$(call msg,MAN,$@)
	$(Q)mkdir -p $(@D)
	$(Q)Documentation/pages $* >$@.rst
	$(Q)rst2man $@.rst $@
	$(Q)rm $@.rst

# ---- units ------------------------------------------------------------------
#
# Units name the tool by its whole path.  Written anew each time: bindir may be another one.

units := $(notdir $(wildcard packaging/systemd/*))
.PHONY: units
units:
	$(Q)mkdir -p $(B)/systemd
	$(Q)for f in $(units); do \
		sed 's,/usr/bin/ptwalk,$(bindir)/ptwalk,' packaging/systemd/$$f >$(B)/systemd/$$f || exit; \
	done

# ---- install and uninstall --------------------------------------------------
#
# One list for both: MODE:SOURCE:TARGET

tool_files = \
	755:$(B)/ptwalk:$(bindir)/ptwalk \
	$(foreach f,$(pages),644:$(B)/man/$f:$(mandir)/$f) \
	644:userspace/completion/ptwalk.bash:$(bash_dir)/ptwalk \
	644:userspace/completion/_ptwalk:$(zsh_dir)/_ptwalk \
	644:userspace/completion/ptwalk.fish:$(fish_dir)/ptwalk.fish \
	644:userspace/python/ptwalk_dump.py:$(sharedir)/ptwalk_dump.py \
	644:packaging/grafana/ptwalk.json:$(sharedir)/grafana/ptwalk.json \
	644:packaging/prometheus/ptwalk.rules.yml:$(sharedir)/prometheus/ptwalk.rules.yml \
	$(foreach f,$(units),644:$(B)/systemd/$f:$(unitdir)/$f)
module_files = 644:$(module_out)/ptwalk.ko:$(moddir)/ptwalk.ko
dkms_files = $(foreach f,Kbuild $(shell find module -type f | sort),644:$f:$(dkmsdir)/$f)

install_files = $(foreach f,$(1),$(call install_one,$(subst :, ,$f)))
define install_one =
	$(call msg,INSTALL,$(DESTDIR)$(word 3,$(1)))
	$(Q)install -D -m $(word 1,$(1)) $(word 2,$(1)) $(DESTDIR)$(word 3,$(1))

endef
targets = $(foreach f,$(1),$(DESTDIR)$(lastword $(subst :, ,$f)))
define uninstall_files =
	$(call msg,REMOVE,$(call targets,$(1)))
	$(Q)rm -f $(call targets,$(1))
endef
depmod = $(Q)test -n "$(DESTDIR)" || depmod $(release)

.PHONY: install-tool install-module install-dkms uninstall-tool uninstall-module uninstall-dkms
install: install-module install-tool
# the tool first: it needs no headers
uninstall: uninstall-tool uninstall-module

install-tool: units | need-cli need-docs
	+$(Q)$(MAKE) $(jobs) cli man
	$(call install_files,$(tool_files))

uninstall-tool:
	$(call uninstall_files,$(tool_files))

install-module: headers
	+$(Q)$(MAKE) $(jobs) module
	$(call install_files,$(module_files))
	$(depmod)

uninstall-module: headers
	$(call uninstall_files,$(module_files))
	$(depmod)

# The source of the module, where DKMS looks for it
install-dkms:
	$(call install_files,$(dkms_files))
	$(call msg,INSTALL,$(DESTDIR)$(dkmsdir)/dkms.conf)
	$(Q)sed 's/#MODULE_VERSION#/$(VERSION)/' packaging/dkms.conf >$(DESTDIR)$(dkmsdir)/dkms.conf
	$(Q)chmod 644 $(DESTDIR)$(dkmsdir)/dkms.conf

# DKMS has built the module of it, for some kernels, if it was told to
dkms_remove = $(Q)test -n "$(DESTDIR)" || ! command -v dkms >/dev/null || \
	test -z "$$(dkms status -m ptwalk -v $(VERSION))" || dkms remove -m ptwalk -v $(VERSION) --all

uninstall-dkms:
	$(dkms_remove)
	$(call msg,REMOVE,$(DESTDIR)$(dkmsdir))
	$(Q)rm -rf $(DESTDIR)$(dkmsdir)

# ---- the source archive -----------------------------------------------------
#
# The same bytes from the same files, in a checkout and in what was unpacked from an archive:
# the names are sorted, and the time is that of the release.  Several targets make it: with -j, or
# by two calls of make, one waits for the other, and who reads the archive has a whole one.

dist_name := ptwalk-$(VERSION)
dist_archive := $(B)/dist/$(dist_name).tar.xz
released = $(shell sed -n '/^\#\# /{s/.* //p;q}' CHANGELOG.md)

.PHONY: dist
dist:
	$(call msg,TAR,$(dist_archive))
	$(Q)mkdir -p $(B)/dist
	$(Q)exec 9>$(B)/dist/.lock && flock 9 && \
	selftests/checks/files >$(B)/dist/files && \
	tar -c --verbatim-files-from -T $(B)/dist/files -f $(B)/dist/$(dist_name).tar \
		--format=gnu --transform='s,^,$(dist_name)/,' --mtime='$(released) 00:00:00Z' \
		--owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX && \
	xz -T1 -c $(B)/dist/$(dist_name).tar >$(dist_archive).new && \
	mv -f $(dist_archive).new $(dist_archive) && rm $(B)/dist/$(dist_name).tar

# ---- packages ---------------------------------------------------------------

packages_dir := $(B)/packages/here
.PHONY: packages rpm check-packages test-packages
packages:
	$(Q)$(vm)/deps cli docs packages
	+$(Q)$(MAKE) dist
	$(Q)selftests/packages/deb $(dist_archive) $(packages_dir)

# Without asking for BuildRequires: on Debian the database of rpm has no package
rpm:
	$(Q)$(vm)/deps cli docs rpm
	+$(Q)$(MAKE) dist
	$(Q)selftests/packages/rpm $(dist_archive) $(B)/packages/rpm

check-packages: packages
	$(call msg,LINTIAN,$(packages_dir))
	$(Q)lintian --allow-root --display-info --fail-on error,warning,info $(packages_dir)/*.changes

# In clean roots of these releases, and in a guest with a kernel of each; "make test" does the
# first for this system's release (host/packages.sh)
PACKAGE_RELEASES ?= $(shell selftests/packages/releases)
run_packages := RESULTS=$(B)/results/packages PTWALK_BUILD=$(B) selftests/run
test-packages:
	$(Q)$(vm)/deps cli docs vm rpm
	+$(Q)$(MAKE) dist
	$(Q)selftests/packages/roots $(PACKAGE_RELEASES)
	$(Q)rm -f $(B)/results/packages
	$(Q)$(run_packages) step rpm "the RPM packages build" $(MAKE) rpm || :
	$(Q)for r in $(PACKAGE_RELEASES); do \
		$(run_packages) step $$r "the packages of $$r" \
			selftests/packages/test $$r $$(selftests/packages/releases $$r) || :; \
	done
	$(Q)$(run_packages) summary
