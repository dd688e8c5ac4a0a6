// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module parameter "pids": for each process in its list there are two read-only files,
 * pid/N/raw and pid/N/text.  Kernel lockdown refuses to open a debugfs file that can be
 * written to, and raw and text must be written to for a request; it does not refuse these
 * files.  This file owns the list; debugfs.c owns the contents of the files.
 *
 * The list can be changed at run time, also under lockdown.  Lockdown keeps root from changing
 * the kernel and from reading kernel secrets.  The parameter does neither: it takes process
 * numbers.  The files then show where the pages of the process are in memory, as /proc/N/pagemap
 * does to the same CAP_SYS_ADMIN under any lockdown, and where its page tables are, which
 * /proc/kpageflags marks without saying whose they are: more than before, but not the contents of
 * any page.  The kernel half needs a request, which lockdown refuses.
 *
 * The numbers are those of the initial pid namespace, whoever reads or writes them, since all
 * namespaces see the same parameter and the same files.
 *
 * The parameter is set at load, before ptwalk_init(), and later through sysfs.  The mutex
 * keeps two writers apart, and keeps the list from changing while it is printed.  Nothing
 * waits for a reader of a file under the mutex, see ptwalk_debugfs_files().
 */
#include <linux/bitmap.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ptwalk.h"

#define PIDS_MAX	64

/**
 * struct listed - one process of the list
 * @pid: number in the initial pid namespace
 * @directory: debugfs directory of its files; NULL before it is created
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

/* Create the directory of a process with its files. */
static struct dentry *create(pid_t pid)
{
	struct dentry *dir;
	char name[16];
	int err;

	snprintf(name, sizeof(name), "%d", pid);
	dir = debugfs_create_dir(name, directory);
	if (IS_ERR(dir))
		return dir;
	err = ptwalk_debugfs_files(dir, 0400, pid);
	if (!err)
		return dir;
	debugfs_remove(dir);
	return ERR_PTR(err);
}

/* Remove pid/ if the list is empty. */
static void remove_empty(void)
{
	if (nr_pids)
		return;
	debugfs_remove(directory);
	directory = NULL;
}

/* Create the files of those processes that have none yet: of all of them, or of none. */
static int publish(struct listed *list, unsigned int n)
{
	DECLARE_BITMAP(created, PIDS_MAX) = { 0 };
	struct dentry *dir;
	unsigned int i;

	if (!parent || !n)
		return 0;
	if (!directory) {
		dir = debugfs_create_dir("pid", parent);
		if (IS_ERR(dir))
			return PTR_ERR(dir);
		directory = dir;
	}
	for (i = 0; i < n; i++) {
		if (list[i].directory)
			continue;
		dir = create(list[i].pid);
		if (IS_ERR(dir))
			goto err_remove;
		list[i].directory = dir;
		__set_bit(i, created);
	}
	return 0;

err_remove:
	for_each_set_bit(i, created, PIDS_MAX) {
		debugfs_remove(list[i].directory);
		list[i].directory = NULL;
	}
	remove_empty();
	return PTR_ERR(dir);
}

/*
 * Replace the list: keep the files of processes in both lists, remove those of the others.  If
 * files cannot be created, the list stays as it is.
 */
static int replace(struct listed *list, unsigned int n)
{
	unsigned int old, new;
	int err;

	for (new = 0; new < n; new++)
		for (old = 0; old < nr_pids; old++)
			if (list[new].pid == pids[old].pid)
				list[new].directory = pids[old].directory;
	err = publish(list, n);
	if (err)
		return err;
	for (old = 0; old < nr_pids; old++) {
		for (new = 0; new < n; new++)
			if (list[new].pid == pids[old].pid)
				break;
		if (new == n)
			debugfs_remove(pids[old].directory);
	}
	memcpy(pids, list, n * sizeof(list[0]));
	nr_pids = n;
	remove_empty();
	return 0;
}

/* Parse "12,34".  One bad number refuses the whole text; an empty text is an empty list. */
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
		err = replace(list, n);
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
MODULE_PARM_DESC(pids, "Comma-separated pids that get read-only files below pid/, readable under lockdown too");

/**
 * ptwalk_pids_add() - create the files of the list; from now on they follow its changes
 * @root: the module's directory in debugfs
 *
 * Context: module load; may sleep.
 * Return: 0, or a negative errno; then there are none of the files until the parameter is written.
 */
int ptwalk_pids_add(struct dentry *root)
{
	int err;

	mutex_lock(&lock);
	parent = root;
	err = publish(pids, nr_pids);
	mutex_unlock(&lock);
	return err;
}

/**
 * ptwalk_pids_remove() - create no more files, and forget those there are
 *
 * The caller removes the module's directory, and with it these files.
 *
 * Context: module unload, before that directory is removed; may sleep.
 */
void ptwalk_pids_remove(void)
{
	mutex_lock(&lock);
	parent = NULL;
	directory = NULL;
	nr_pids = 0;
	mutex_unlock(&lock);
}
