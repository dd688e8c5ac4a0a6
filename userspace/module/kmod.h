/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The kernel module as a thing to load, unload and ask about, by libkmod.  Owns
 * the words for each refusal; never prints.
 */
#ifndef PTWALK_KMOD_H
#define PTWALK_KMOD_H

#include <limits.h>
#include <stdbool.h>

#include "errmsg.h"

/**
 * struct module_status - what there is to say about the module
 * @loaded: it is, perhaps not ready yet
 * @state: "live", "coming", "going"
 * @version: of the loaded module, "" if it does not say
 * @refcount: open files, and modules that use it
 * @installed: where the module for this kernel is, "" where there is none
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
