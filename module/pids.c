// SPDX-License-Identifier: GPL-2.0
/*
 * The module parameter "pids": a file for each listed process, pid/N/raw and
 * pid/N/text, that can only be read.  Kernel lockdown refuses any debugfs file
 * that could be written to, and with it the request to raw and text; it leaves
 * these open.  Owns the list; what a file says is
 * debugfs.c.
 *
 * The parameter is set before ptwalk_init() at load, and through sysfs later; the
 * mutex keeps two writers apart and the list from changing while it is printed.
 */
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "ptwalk.h"

#define PIDS_MAX	64

static DEFINE_MUTEX(lock);
static int pids[PIDS_MAX];
static unsigned int nr_pids;
static struct dentry *parent;	/* NULL until the module is up */
static struct dentry *directory;

/* Make the files anew; a file that is open stays valid, see debugfs_remove(). */
static void publish(void)
{
	struct dentry *entry;
	char name[16];
	unsigned int i;

	if (!parent)
		return;
	debugfs_remove(directory);
	directory = NULL;
	if (!nr_pids)
		return;
	directory = debugfs_create_dir("pid", parent);
	for (i = 0; i < nr_pids; i++) {
		snprintf(name, sizeof(name), "%d", pids[i]);
		entry = debugfs_create_dir(name, directory);
		if (!IS_ERR(entry))
			ptwalk_debugfs_files(entry, 0400, pids[i]);
	}
}

/* "12,34": all of it is taken, or none */
static int set_pids(const char *value, const struct kernel_param *param)
{
	int list[PIDS_MAX], err = 0;
	unsigned int n = 0, i;
	char *copy, *rest, *word;

	copy = kstrdup(value, GFP_KERNEL);
	if (!copy)
		return -ENOMEM;
	rest = strim(copy);
	if (!*rest)
		rest = NULL;
	while (rest) {
		word = strsep(&rest, ",");
		if (n == PIDS_MAX)
			err = -E2BIG;
		else
			err = kstrtoint(word, 10, &list[n]);
		if (!err && list[n] <= 0)
			err = -EINVAL;
		for (i = 0; !err && i < n; i++)
			if (list[i] == list[n])
				err = -EEXIST;
		if (err)
			goto out;
		n++;
	}
	mutex_lock(&lock);
	memcpy(pids, list, n * sizeof(list[0]));
	nr_pids = n;
	publish();
	mutex_unlock(&lock);
out:
	kfree(copy);
	return err;
}

static int get_pids(char *buffer, const struct kernel_param *param)
{
	unsigned int i;
	int length = 0;

	mutex_lock(&lock);
	for (i = 0; i < nr_pids; i++)
		length += scnprintf(buffer + length, PAGE_SIZE - length,
				    "%s%d", i ? "," : "", pids[i]);
	mutex_unlock(&lock);
	length += scnprintf(buffer + length, PAGE_SIZE - length, "\n");
	return length;
}

static const struct kernel_param_ops pids_ops = {
	.set	= set_pids,
	.get	= get_pids,
};

module_param_cb(pids, &pids_ops, NULL, 0600);
MODULE_PARM_DESC(pids, "Processes to have files below pid/ that lockdown lets be read");

/**
 * ptwalk_pids_add() - make the files of the list, and from now on its changes
 * @root: the module's directory in debugfs
 *
 * Context: module load.
 */
void ptwalk_pids_add(struct dentry *root)
{
	mutex_lock(&lock);
	parent = root;
	publish();
	mutex_unlock(&lock);
}

/**
 * ptwalk_pids_remove() - make no more files
 *
 * Context: module unload, before the module's directory goes.
 */
void ptwalk_pids_remove(void)
{
	mutex_lock(&lock);
	parent = NULL;
	mutex_unlock(&lock);
}
