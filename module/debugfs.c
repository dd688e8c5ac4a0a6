// SPDX-License-Identifier: GPL-2.0
/*
 * The files in /sys/kernel/debug/ptwalk: raw and text, each open of which holds
 * one request and one walk, and info; pids.c says which stand below pid/.  Owns
 * who may ask, the order of request and reads, and the way to user memory; the
 * walker knows no files.
 *
 * The only lock is the open file's own mutex: a descriptor can be shared.  It is held
 * for one buffer at a time, and taken before the target's mmap lock; a page fault under
 * it takes only the reader's.
 */
#include <linux/capability.h>
#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "ptwalk.h"

/**
 * struct session - one open of raw or text
 * @lock: taken by every read and write
 * @walk: the walk; @walk.buf is NULL until the first request or read
 * @text: for text only
 * @pid: whose dump it is without a request: the file's own process, numbered in the
 *	 initial pid namespace, or 0 for the reader
 * @is_text: this is text
 * @requested: a request was accepted
 * @reading: a read has begun the dump
 * @taken: bytes of the current piece that the reader has
 */
struct session {
	struct mutex		lock;	/* guards all the rest */
	struct ptwalk_walk	walk;
	struct ptwalk_text	*text;
	pid_t			pid;
	bool			is_text;
	bool			requested;
	bool			reading;
	size_t			taken;
};

static struct dentry *directory;

/*
 * Page tables show physical addresses, so what /proc/PID/pagemap asks for to
 * show frame numbers is asked for here: CAP_SYS_ADMIN, of the opener.  A
 * write-only open could only make requests that nobody can read.
 */
static int session_open(struct inode *inode, struct file *file, bool is_text)
{
	struct session *s;

	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	if (!(file->f_mode & FMODE_READ))
		return -EINVAL;

	s = kzalloc(sizeof(*s), GFP_KERNEL);
	if (!s)
		return -ENOMEM;
	if (is_text) {
		s->is_text = true;
		s->text = ptwalk_text_alloc();
		if (!s->text) {
			kfree(s);
			return -ENOMEM;
		}
	}
	mutex_init(&s->lock);
	s->pid = (uintptr_t)inode->i_private;
	file->private_data = s;
	return stream_open(inode, file);
}

static int raw_open(struct inode *inode, struct file *file)
{
	return session_open(inode, file, false);
}

static int text_open(struct inode *inode, struct file *file)
{
	return session_open(inode, file, true);
}

static int session_release(struct inode *inode, struct file *file)
{
	struct session *s = file->private_data;

	ptwalk_walk_end(&s->walk);
	ptwalk_text_free(s->text);
	mutex_destroy(&s->lock);
	kfree(s);
	return 0;
}

/* One request, whole, in one write, before the first read. */
static ssize_t session_write(struct file *file, const char __user *user,
			     size_t count, loff_t *pos)
{
	struct session *s = file->private_data;
	struct ptwalk_request request;
	char *text;
	int err;

	if (count > PTWALK_REQUEST_MAX)
		return -E2BIG;
	text = memdup_user_nul(user, count);
	if (IS_ERR(text))
		return PTR_ERR(text);
	err = strlen(text) == count ? ptwalk_request_parse(text, &request) :
	      -EINVAL;
	kfree(text);
	if (err)
		return err;

	if (mutex_lock_interruptible(&s->lock))
		return -ERESTARTSYS;
	if (s->requested || s->reading || s->pid)
		err = -EBUSY;
	else
		err = ptwalk_walk_begin(&s->walk, &request);
	s->requested |= !err;
	mutex_unlock(&s->lock);
	return err ? err : count;
}

/* The piece that the reader is in the middle of, or the next one. */
static int session_piece(struct session *s, const void **data, size_t *len)
{
	int err;

	*data = s->walk.buf;
	*len = s->walk.len;
	if (s->is_text)
		*data = ptwalk_text_data(s->text, len);
	if (s->taken < *len)
		return 0;
	if (!s->is_text && s->walk.finished) {
		*len = 0;
		return 0;
	}

	s->taken = 0;
	if (s->is_text) {
		err = ptwalk_text_fill(s->text, &s->walk);
		*data = ptwalk_text_data(s->text, len);
	} else {
		err = ptwalk_walk_fill(&s->walk);
		*len = s->walk.len;
	}
	return err;
}

/*
 * As much as is in the buffer, then the reader is back: the lock is held for one buffer
 * at most, however much was asked for.
 */
static ssize_t session_read(struct file *file, char __user *user, size_t count,
			    loff_t *pos)
{
	struct session *s = file->private_data;
	struct ptwalk_request self;
	size_t n = 0, len;
	const void *data;
	int err = 0;

	if (!count)
		return 0;
	if (mutex_lock_interruptible(&s->lock))
		return -ERESTARTSYS;
	if (!s->requested && !s->reading) {
		ptwalk_request_default(&self);
		self.pid = s->pid;
		self.initial_ns = s->pid;
		err = ptwalk_walk_begin(&s->walk, &self);
		if (err)
			goto out;
	}
	s->reading = true;

	err = session_piece(s, &data, &len);
	if (err || !len)
		goto out;
	n = min(count, len - s->taken);
	n -= copy_to_user(user, data + s->taken, n);
	if (!n)
		err = -EFAULT;
	s->taken += n;
out:
	mutex_unlock(&s->lock);
	return err ? err : n;
}

static const struct file_operations raw_fops = {
	.owner		= THIS_MODULE,
	.open		= raw_open,
	.read		= session_read,
	.write		= session_write,
	.release	= session_release,
};

static const struct file_operations text_fops = {
	.owner		= THIS_MODULE,
	.open		= text_open,
	.read		= session_read,
	.write		= session_write,
	.release	= session_release,
};

/* Lines of "name: value", for people and for bug reports. */
static int info_show(struct seq_file *m, void *unused)
{
	struct ptwalk_dict_entry *dict;
	unsigned int i, n;

	dict = kcalloc(PTWALK_DICT_NR, sizeof(*dict), GFP_KERNEL);
	if (!dict)
		return -ENOMEM;
	seq_printf(m, "version: %s\nformat: %u\nlevels: %u\n", PTWALK_VERSION,
		   PTWALK_FORMAT, ptwalk_levels());
	n = ptwalk_dict_fill(dict);
	for (i = 0; i < n; i++) {
		seq_printf(m, "%s: ", ptwalk_dict_name(dict[i].key));
		if (dict[i].value == PTWALK_NO_TYPE)
			seq_puts(m, "none\n");
		else
			seq_printf(m, "0x%llx\n", dict[i].value);
	}
	kfree(dict);
	return 0;
}

static int info_open(struct inode *inode, struct file *file)
{
	if (!capable(CAP_SYS_ADMIN))
		return -EPERM;
	return single_open(file, info_show, NULL);
}

static const struct file_operations info_fops = {
	.owner		= THIS_MODULE,
	.open		= info_open,
	.read		= seq_read,
	.llseek		= seq_lseek,
	.release	= single_release,
};

/**
 * ptwalk_debugfs_files() - make raw and text in a directory
 * @parent: the directory
 * @mode: access
 * @pid: the process that they show, in the initial pid namespace; 0 for the one that is
 *	 asked for
 *
 * "Unsafe" in debugfs is a file whose removal neither waits for reads under way nor ends
 * those to come.  An open file of ours needs nothing of its directory: all that it has is
 * its session, and the module stays while it is open.  So it can be read to its end, and
 * who takes it away (pids.c) never waits for a reader that does not go on.
 *
 * Context: process; may sleep.
 */
void ptwalk_debugfs_files(struct dentry *parent, umode_t mode, pid_t pid)
{
	void *data = (void *)(uintptr_t)pid;

	debugfs_create_file_unsafe("raw", mode, parent, data, &raw_fops);
	debugfs_create_file_unsafe("text", mode, parent, data, &text_fops);
}

/**
 * ptwalk_debugfs_add() - make the directory and its files
 *
 * Context: module load.
 * Return: 0, or a negative errno where debugfs is off.
 */
int ptwalk_debugfs_add(void)
{
	directory = debugfs_create_dir("ptwalk", NULL);
	if (IS_ERR(directory))
		return PTR_ERR(directory);
	ptwalk_debugfs_files(directory, 0600, 0);
	debugfs_create_file("info", 0400, directory, NULL, &info_fops);
	ptwalk_pids_add(directory);
	return 0;
}

/**
 * ptwalk_debugfs_remove() - take them away
 *
 * Context: module unload, so that no file is open.
 */
void ptwalk_debugfs_remove(void)
{
	ptwalk_pids_remove();
	debugfs_remove(directory);
}
