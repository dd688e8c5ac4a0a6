// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk: an x86-64 page-table walker.  This file owns loading, unloading and the module
 * parameter "kernel"; debugfs.c owns the files under debugfs, walk.c the walk.  No locks.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <asm/cpufeature.h>
#include <linux/err.h>
#include <linux/module.h>

#include "ptwalk.h"

bool ptwalk_kernel;
module_param_named(kernel, ptwalk_kernel, bool, 0600);
MODULE_PARM_DESC(kernel, "Allow half=kernel, which no lock protects (default: 0)");

static int __init ptwalk_init(void)
{
	struct dentry *directory;
	int err;

	/*
	 * In a Xen PV guest an entry holds a machine frame number, which the direct map
	 * does not translate: following the entry would read arbitrary memory.
	 */
	if (boot_cpu_has(X86_FEATURE_XENPV)) {
		pr_err("Xen PV guests keep machine addresses in their page tables, which this module cannot follow\n");
		return -ENODEV;
	}

	ptwalk_dict_init();
	ptwalk_record_init();
	ptwalk_search_init();
	ptwalk_kernel_init();
	directory = ptwalk_debugfs_add();
	if (IS_ERR(directory)) {
		pr_err("cannot create the debugfs directory (error %ld): is debugfs off (CONFIG_DEBUG_FS, debugfs=off)?\n",
		       PTR_ERR(directory));
		return PTR_ERR(directory);
	}
	/* no failure any more: see ptwalk_debugfs_add() */
	err = ptwalk_pids_add(directory);
	if (err)
		pr_err("cannot create the files of the parameter pids (error %d): write it again\n",
		       err);
	pr_info("version %s, format %u, %u-level page tables\n",
		PTWALK_VERSION, PTWALK_FORMAT, ptwalk_levels());
	return 0;
}

static void __exit ptwalk_exit(void)
{
	/* before the directory goes: a write to the parameter must not use it any more */
	ptwalk_pids_remove();
	ptwalk_debugfs_remove();
	ptwalk_walk_exit();
}

module_init(ptwalk_init);
module_exit(ptwalk_exit);

MODULE_DESCRIPTION("x86-64 page-table walker with a debugfs interface");
MODULE_VERSION(PTWALK_VERSION);
MODULE_LICENSE("GPL");
