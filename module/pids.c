// SPDX-License-Identifier: GPL-2.0
/*
 * The module parameter "pids": files for each listed process, pid/N/raw and pid/N/text,
 * that can only be read.  Kernel lockdown refuses any debugfs file that could be written
 * to, and with it the request to raw and text; it leaves these open.  Owns the list; what
 * a file says is debugfs.c.
 *
 * The list can be changed at run time, also under lockdown, which is there to keep root
 * from changing the kernel, and from reading its secrets.  All that is written here is the
 * number of a process, and all that it gives is what /proc/N/pagemap and /proc/kpageflags
 * give to the same CAP_SYS_ADMIN under any lockdown: where the pages and page tables of
 * the process are.  The kernel half needs a request, which lockdown refuses.
 *
 * Numbers are of the initial pid namespace, whoever writes or reads them: the parameter
 * and the files are the same for all.
 *
 * The parameter is set before ptwalk_init() at load, and through sysfs later; the mutex
 * keeps two writers apart and the list from changing while it is printed.  It is never
 * held while a reader is waited for, see ptwalk_debugfs_files().
 */
#include <linux/debugfs.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/string.h>

#include "ptwalk.h"

#define PIDS_MAX	64

/**
 * struct listed - a process of the list
 * @pid: in the initial pid namespace
 * @directory: of its files; NULL, or an error, where there is none
 */
struct listed {
	pid_t		pid;
	struct dentry	*directory;
};

static DEFINE_MUTEX(lock);
static struct listed pids[PIDS_MAX];
static unsigned int nr_pids;
static struct dentry *parent;	/* NULL until the module is up */
static struct dentry *directory;

/* Make the files of those that have none yet. */
static void publish(void)
{
	char name[16];
	unsigned int i;

	if (!parent)
		return;
	if (nr_pids && !directory)
		directory = debugfs_create_dir("pid", parent);
	for (i = 0; i < nr_pids; i++) {
		if (pids[i].directory)
			continue;
		snprintf(name, sizeof(name), "%d", pids[i].pid);
		pids[i].directory = debugfs_create_dir(name, directory);
		if (!IS_ERR(pids[i].directory))
			ptwalk_debugfs_files(pids[i].directory, 0400,
					     pids[i].pid);
	}
	if (!nr_pids) {
		debugfs_remove(directory);
		directory = NULL;
	}
}

/* Take over the files of those that stay, and take away those of the others. */
static void replace(struct listed *list, unsigned int n)
{
	unsigned int old, new;

	for (old = 0; old < nr_pids; old++) {
		for (new = 0; new < n; new++)
			if (list[new].pid == pids[old].pid)
				break;
		if (new < n)
			list[new].directory = pids[old].directory;
		else
			debugfs_remove(pids[old].directory);
	}
	memcpy(pids, list, n * sizeof(list[0]));
	nr_pids = n;
}

/* "12,34": all of it is taken, or none */
static int parse(char *text, struct listed *list, unsigned int *nr)
{
	char *rest = strim(text), *word;
	unsigned int i, n = 0;
	int err;

	if (!*rest)
		rest = NULL;
	while (rest) {
		word = strsep(&rest, ",");
		if (n == PIDS_MAX)
			return -E2BIG;
		err = kstrtoint(word, 10, &list[n].pid);
		if (err)
			return err;
		if (list[n].pid <= 0)
			return -EINVAL;
		for (i = 0; i < n; i++)
			if (list[i].pid == list[n].pid)
				return -EEXIST;
		n++;
	}
	*nr = n;
	return 0;
}

static int set_pids(const char *value, const struct kernel_param *param)
{
	struct listed *list;
	unsigned int n = 0;
	char *copy;
	int err;

	copy = kstrdup(value, GFP_KERNEL);
	list = kcalloc(PIDS_MAX, sizeof(*list), GFP_KERNEL);
	err = copy && list ? parse(copy, list, &n) : -ENOMEM;
	if (!err)
		err = mutex_lock_killable(&lock);
	if (!err) {
		replace(list, n);
		publish();
		mutex_unlock(&lock);
	}
	kfree(list);
	kfree(copy);
	return err;
}

static int get_pids(char *buffer, const struct kernel_param *param)
{
	unsigned int i;
	int length = 0, err;

	err = mutex_lock_killable(&lock);
	if (err)
		return err;
	for (i = 0; i < nr_pids; i++)
		length += scnprintf(buffer + length, PAGE_SIZE - length,
				    "%s%d", i ? "," : "", pids[i].pid);
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
 * ptwalk_pids_remove() - make no more files, and forget those there are
 *
 * Context: module unload, before the module's directory goes.
 */
void ptwalk_pids_remove(void)
{
	mutex_lock(&lock);
	parent = NULL;
	directory = NULL;
	nr_pids = 0;
	mutex_unlock(&lock);
}
