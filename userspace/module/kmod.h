/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Loads, unloads and asks about the kernel module, by libkmod.  Owns the messages for
 * each refusal; never prints them.
 */
#ifndef PTWALK_KMOD_H
#define PTWALK_KMOD_H

#include <limits.h>
#include <stdbool.h>

#include "errmsg.h"

/**
 * struct module_status - state of the module
 * @loaded: it is in the kernel, perhaps not ready yet
 * @state: "live", "coming", "going"; "" where it is not loaded
 * @version: of the loaded module, "" if it does not say
 * @refcount: open files, and modules that use it
 * @installed: path of the module for this kernel, "" where there is none
 */
struct module_status {
	bool	loaded;
	char	state[16];
	char	version[64];
	int	refcount;
	char	installed[PATH_MAX];
};

int module_load(const char *path, const char *params, struct errmsg *err);
int module_unload(struct errmsg *err);
int module_status(struct module_status *status, struct errmsg *err);

#endif /* PTWALK_KMOD_H */
