// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel module, by libkmod: see kmod.h for what it owns.
 *
 * Why the kernel refuses a module is in its log; the errno tells only what kind of reason
 * it was.  Where an errno has several reasons, the file (its vermagic, its signature) and
 * the state of the kernel tell which one it was.
 */
#include <errno.h>
#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <syslog.h>
#include <unistd.h>

#include "host.h"
#include "kmod.h"
#include "library-kmod.h"

#define NAME	"ptwalk"

/* A context of libkmod in @ctx, or NULL there; 0 or a negative errno. */
static int new_context(struct kmod_ctx **ctx, struct errmsg *err)
{
	int rc = library_kmod_load(err);

	*ctx = rc ? NULL : kmod_new(NULL, NULL);
	if (rc)
		return rc;
	if (!*ctx)
		return errmsg_set(err, -ENOMEM, "libkmod: out of memory");
	/* libkmod would print errors; it returns them as errno, too */
	kmod_set_log_priority(*ctx, LOG_EMERG);
	return 0;
}

/* Copies a field of the .modinfo section; false where the file is no module. */
static bool get_field(const struct kmod_module *mod, const char *key,
		      char *value, size_t size)
{
	struct kmod_list *list = NULL, *entry;

	value[0] = '\0';
	if (kmod_module_get_info(mod, &list) < 0)
		return false;
	kmod_list_foreach(entry, list)
		if (!strcmp(kmod_module_info_get_key(entry), key))
			snprintf(value, size, "%s",
				 kmod_module_info_get_value(entry));
	kmod_module_info_free_list(list);
	return true;
}

static int not_permitted(struct errmsg *err)
{
	char line[32];

	if (!host_capable(CAP_SYS_MODULE))
		return errmsg_set(err, -EPERM,
				  "loading and unloading modules needs CAP_SYS_MODULE: run it as root");
	if (host_read_line("/proc/sys/kernel/modules_disabled", line,
			   sizeof(line)) && strcmp(line, "0"))
		return errmsg_set(err, -EPERM,
				  "loading and unloading modules was switched off until the next boot (sysctl kernel.modules_disabled)");
	if (host_locked_down(line, sizeof(line)))
		return errmsg_set(err, -EPERM,
				  "the kernel is locked down (%s) and takes signed modules only; lockdown usually comes with Secure Boot: sign the module with a key enrolled by mokutil%s",
				  line, strcmp(line, "integrity") ? "" :
				  ", or do without it: ptwalk reads processes by BPF then");
	if (host_debugfs(err) == -ENODEV)
		return -EPERM;
	return errmsg_set(err, -EPERM,
			  "loading and unloading modules needs CAP_SYS_MODULE in the initial user namespace; root of a container does not have it");
}

/* -ENOEXEC: the file is no module at all, or a module of another kernel. */
static int wrong_format(const struct kmod_module *mod, const char *file,
			const char *release, struct errmsg *err)
{
	size_t length = strlen(release);
	char vermagic[128];

	if (!get_field(mod, "vermagic", vermagic, sizeof(vermagic)))
		return errmsg_set(err, -ENOEXEC,
				  "%s is not a kernel module for this machine",
				  file);
	if (strncmp(vermagic, release, length) || vermagic[length] != ' ')
		return errmsg_set(err, -ENOEXEC,
				  "%s was built for kernel %.*s, and %s is running: build it with make KDIR=/lib/modules/%s/build",
				  file, (int)strcspn(vermagic, " "), vermagic,
				  release, release);
	return errmsg_set(err, -ENOEXEC,
			  "%s was built for kernel %s with another configuration (vermagic '%s'): build it again with the headers of the running kernel",
			  file, release, vermagic);
}

static int load_failed(int code, const struct kmod_module *mod,
		       const char *file, struct errmsg *err)
{
	struct utsname host;

	uname(&host);
	switch (code) {
	case -EPERM:
	case -EACCES:
		return not_permitted(err);
	case -EEXIST:
		return errmsg_set(err, code,
				  "the module is loaded already; see ptwalk module status");
	case -ENOEXEC:
		return wrong_format(mod, file, host.release, err);
	case -ENOENT:
		return errmsg_set(err, code,
				  "%s needs a symbol that kernel %s does not have; dmesg names it",
				  file, host.release);
	case -EINVAL:
	case -ESRCH:
		return errmsg_set(err, code,
				  "%s does not fit kernel %s (symbol versions, or a module parameter; dmesg says which): build it again with the headers of the running kernel",
				  file, host.release);
	case -EKEYREJECTED:
	case -ENOKEY:
	case -EBADMSG:
		return errmsg_set(err, code,
				  "the kernel takes signed modules only, and %s is not signed with a key that it knows (%s): sign it with a key enrolled by mokutil",
				  file, strerror(-code));
	case -ENODEV:
		if (host_debugfs(err) == -ENODEV)
			return code;
		return errmsg_set(err, code,
				  "the module does not support this machine; dmesg says why");
	case -EBUSY:
		return errmsg_set(err, code,
				  "the module is being loaded or unloaded by someone else; try again");
	case -ENOSYS:
		return errmsg_set(err, code,
				  "this kernel cannot load modules");
	}
	return errmsg_set(err, code, "cannot load %s: %s; see dmesg", file,
			  strerror(-code));
}

/*
 * The module that depmod has for the running kernel, for the caller to unref; NULL where
 * there is none.
 */
static struct kmod_module *find_installed(struct kmod_ctx *ctx)
{
	struct kmod_list *list = NULL;
	struct kmod_module *mod = NULL;

	if (kmod_module_new_from_lookup(ctx, NAME, &list) >= 0 && list)
		mod = kmod_module_get_module(list);
	kmod_module_unref_list(list);
	return mod;
}

static int load_installed(struct kmod_ctx *ctx, const char *params,
			  struct errmsg *err)
{
	struct kmod_module *mod = find_installed(ctx);
	struct utsname host;
	int rc;

	if (!mod) {
		uname(&host);
		return errmsg_set(err, -ENOENT,
				  "there is no module " NAME " installed for kernel %s: run make install in the source tree, or load it from where it was built with --path FILE",
				  host.release);
	}
	rc = kmod_module_probe_insert_module(mod, KMOD_PROBE_FAIL_ON_LOADED,
					     params, NULL, NULL, NULL);
	if (rc)
		load_failed(rc, mod, kmod_module_get_path(mod), err);
	kmod_module_unref(mod);
	return rc;
}

static int load_file(struct kmod_ctx *ctx, const char *path,
		     const char *params, struct errmsg *err)
{
	struct kmod_module *mod;
	char name[64];
	int rc;

	if (access(path, R_OK))
		return errmsg_set(err, -errno, "%s: %m", path);
	rc = kmod_module_new_from_path(ctx, path, &mod);
	if (rc == -ENOENT)	/* libkmod returns it for a directory */
		return errmsg_set(err, rc, "%s is not a file", path);
	if (rc)
		return errmsg_set(err, rc, "%s: %s", path, strerror(-rc));
	if (get_field(mod, "name", name, sizeof(name)) && strcmp(name, NAME))
		rc = errmsg_set(err, -EINVAL,
				"%s is the module '%s', not " NAME, path, name);
	if (!rc) {
		rc = kmod_module_insert_module(mod, 0, params);
		if (rc)
			load_failed(rc, mod, path, err);
	}
	kmod_module_unref(mod);
	return rc;
}

/*
 * enum kmod_module_initstate of the loaded module; -ENOENT where it is not loaded.  The
 * caller unrefs @mod.
 */
static int loaded_state(struct kmod_ctx *ctx, struct kmod_module **mod)
{
	int rc = kmod_module_new_from_name(ctx, NAME, mod);

	return rc < 0 ? rc : kmod_module_get_initstate(*mod);
}

/**
 * module_load() - load the module
 * @path: the file; NULL for the one installed for the running kernel
 * @params: its parameters, separated by blanks
 * @err: says why not, and what to do
 *
 * Return: 0 or a negative errno; -EEXIST where it is loaded already.
 */
int module_load(const char *path, const char *params, struct errmsg *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	int rc = new_context(&ctx, err);

	if (rc)
		return rc;
	if (loaded_state(ctx, &mod) >= 0)
		rc = load_failed(-EEXIST, mod, NAME, err);
	else
		rc = path ? load_file(ctx, path, params, err) :
			    load_installed(ctx, params, err);
	kmod_module_unref(mod);
	kmod_unref(ctx);
	return rc;
}

static int unload_failed(int code, const struct kmod_module *mod,
			 struct errmsg *err)
{
	int refcount = kmod_module_get_refcnt(mod);

	switch (code) {
	case -ENOENT:
		return errmsg_set(err, code, "the module is not loaded");
	case -EPERM:
		return not_permitted(err);
	case -EBUSY:
	case -EAGAIN:
		if (refcount > 0)
			return errmsg_set(err, code,
					  "the module is in use: %d open file%s of " DEBUGFS
					  "/ptwalk; see who has them with fuser",
					  refcount, refcount == 1 ? "" : "s");
		return errmsg_set(err, code,
				  "the module is being loaded or unloaded, or its start-up crashed; see dmesg");
	}
	return errmsg_set(err, code, "cannot unload the module: %s",
			  strerror(-code));
}

/**
 * module_unload() - unload the module
 * @err: says why not
 *
 * Return: 0 or a negative errno; -ENOENT where it is not loaded, -EAGAIN where
 * files are open.
 */
int module_unload(struct errmsg *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	int rc = new_context(&ctx, err);

	if (rc)
		return rc;
	rc = loaded_state(ctx, &mod);
	if (rc >= 0)
		rc = kmod_module_remove_module(mod, KMOD_REMOVE_NOWAIT);
	if (rc < 0)
		unload_failed(rc, mod, err);
	kmod_module_unref(mod);
	kmod_unref(ctx);
	return rc;
}

/**
 * module_status() - find out whether the module is loaded and installed
 * @status: filled in
 * @err: says why not
 *
 * Return: 0; -ENOMEM; -ENOENT without libkmod.
 */
int module_status(struct module_status *status, struct errmsg *err)
{
	struct kmod_module *mod = NULL;
	struct kmod_ctx *ctx;
	int state, rc;

	*status = (struct module_status){ 0 };
	rc = new_context(&ctx, err);
	if (rc)
		return rc;
	state = loaded_state(ctx, &mod);
	if (state >= 0) {
		status->loaded = true;
		status->refcount = kmod_module_get_refcnt(mod);
		snprintf(status->state, sizeof(status->state), "%s",
			 kmod_module_initstate_str(state));
		host_read_line("/sys/module/" NAME "/version",
			       status->version, sizeof(status->version));
	}
	kmod_module_unref(mod);
	mod = find_installed(ctx);
	if (mod)
		snprintf(status->installed, sizeof(status->installed), "%s",
			 kmod_module_get_path(mod));
	kmod_module_unref(mod);
	kmod_unref(ctx);
	return 0;
}
