// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files in /sys/kernel/debug/ptwalk: raw, text and info.  Each open of raw or text has one
 * request and one walk of its own.  pids.c decides which raw and text files exist below pid/.
 * This file owns the check of the reader's privilege, the order of request and reads, and the
 * copy to user memory; the walk knows nothing of files.
 *
 * Its only lock is the mutex of each open file, needed because processes can share a
 * descriptor.  The mutex is held for one buffer at a time, and taken before the target's mmap
 * lock.  copy_to_user() runs under the mutex, but not under the target's mmap lock, so its
 * page fault takes only the reader's mmap lock.  reader.c tells what is written to user memory
 * under the target's mmap lock, without page faults.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

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
 * struct session - state of one open of raw or text
 * @lock: taken by every read and write
 * @walk: the walk; @walk.buf is NULL until the first read
 * @text: converts records to lines; NULL for raw
 * @pid: for a file below pid/, the process that it shows, as a number of the initial pid
 *	 namespace; 0 for the files that take a request
 * @is_text: this is an open of text
 * @requested: a request was accepted
 * @reading: the first read has started the dump
 * @taken: how many bytes of the current buffer (records, or lines) the reader has got
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
 * Page tables show physical addresses, so the opener needs the capability by which
 * /proc/PID/pagemap shows frame numbers: CAP_SYS_ADMIN.  A write-only open is refused, since
 * nobody could read what it requests.
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

/* A file takes one request: whole, in a single write, before the first read. */
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

/*
 * Returns in @data and @len the buffer that the reader has not read to its end yet; if there
 * is none, refills it.  Before that, @done bytes of records may have gone to the @count bytes at
 * @user directly.  A length of 0 and none done is the end of the dump.
 */
static int session_piece(struct session *s, char __user *user, size_t count,
			 const void **data, size_t *len, size_t *done)
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
		ptwalk_reader_begin(&s->walk, user, count);
		err = ptwalk_walk_fill(&s->walk);
		*done = ptwalk_reader_end(&s->walk);
		*data = s->walk.buf;
		*len = s->walk.len;
	}
	return err;
}

/*
 * A read returns at most what one slice gives, however large @count is, so that one
 * call holds the session's mutex for one buffer only.
 */
static ssize_t session_read(struct file *file, char __user *user, size_t count,
			    loff_t *pos)
{
	struct session *s = file->private_data;
	struct ptwalk_request self;
	size_t n = 0, len, done = 0;
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

	err = session_piece(s, user, count, &data, &len, &done);
	if (err || !(done + len))
		goto out;
	n = min(count - done, len - s->taken);
	n -= copy_to_user(user + done, data + s->taken, n);
	s->taken += n;
	n += done;
	if (!n)
		err = -EFAULT;
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
 * ptwalk_debugfs_files() - create raw and text in a directory
 * @parent: the directory
 * @mode: access mode of both files
 * @pid: the process that the files show, as a number of the initial pid namespace; 0 for
 *	 files that take a request
 *
 * The files are created by debugfs_create_file_unsafe(): debugfs_remove() then neither waits
 * for a read that is under way nor makes later reads of an open file fail.  That is safe here,
 * because an open file uses only its session, and the module stays loaded while it is open.
 * So an open file can be read to its end, and pids.c, which removes files, never waits for a
 * reader that is slow or stopped.
 *
 * Context: process; may sleep.
 * Return: 0, or a negative errno; then one of them may be there.
 */
int ptwalk_debugfs_files(struct dentry *parent, umode_t mode, pid_t pid)
{
	void *data = (void *)(uintptr_t)pid;
	struct dentry *file;

	file = debugfs_create_file_unsafe("raw", mode, parent, data, &raw_fops);
	if (!IS_ERR(file))
		file = debugfs_create_file_unsafe("text", mode, parent, data, &text_fops);
	return PTR_ERR_OR_ZERO(file);
}

/**
 * ptwalk_debugfs_add() - create the directory ptwalk and its files
 *
 * A file that exists can be open, and a module whose loading fails is freed all the same: so what
 * comes after the first file does not make it fail.
 *
 * Context: module load.
 * Return: the directory, or an error pointer of debugfs, above all where that is off.
 */
struct dentry *ptwalk_debugfs_add(void)
{
	struct dentry *info;
	int err;

	directory = debugfs_create_dir("ptwalk", NULL);
	if (IS_ERR(directory))
		return directory;
	info = debugfs_create_file("info", 0400, directory, NULL, &info_fops);
	if (IS_ERR(info)) {
		debugfs_remove(directory);
		return info;
	}
	err = ptwalk_debugfs_files(directory, 0600, 0);
	if (err)
		pr_err("cannot create raw or text (error %d): unload and load again\n", err);
	return directory;
}

/**
 * ptwalk_debugfs_remove() - remove the directory and all that is in it
 *
 * Context: module unload; no file is open then, since an open file keeps the module loaded.
 */
void ptwalk_debugfs_remove(void)
{
	debugfs_remove(directory);
}
