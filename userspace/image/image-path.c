// SPDX-License-Identifier: GPL-2.0-only
/*
 * The path of a file in a memory image, as d_path() makes it for a process: see
 * image-vma-private.h.  It goes from the file's dentry up to the root directory of the process,
 * and from the root of a mount on to where that is mounted.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "errmsg.h"
#include "image-vma-private.h"

/* More directories and mounts than a path of 4096 bytes has */
#define MAX_STEPS	4096
#define MAX_COMPONENT	255

/**
 * struct path_text - a path that is made from its end
 * @buf: room
 * @at: index of its first character in @buf
 */
struct path_text {
	char	buf[IMAGE_NAME_MAX];
	size_t	at;
};

static bool path_prepend(struct path_text *path, const char *text, size_t length)
{
	if (length > path->at)
		return false;
	path->at -= length;
	memcpy(path->buf + path->at, text, length);
	return true;
}

/* Prepend @before and the name of a dentry; false with *@rc 0 if the path gets too long. */
static bool path_prepend_name(struct image_kernel *kernel, struct path_text *path,
			      const char *before, __u64 dentry, int *rc, struct errmsg *err)
{
	char name[MAX_COMPONENT];
	__u64 addr, length;

	*rc = image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_name, &addr, err);
	if (!*rc)
		*rc = image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_len, &length, err);
	if (!*rc && length > sizeof(name))
		length = sizeof(name);
	if (!*rc)
		*rc = image_kernel_read(kernel, addr, name, length, err);
	return !*rc && path_prepend(path, name, length) &&
	       path_prepend(path, before, strlen(before));
}

/*
 * Go from the root of a mount to the directory that it is mounted on.  Returns 1; 0 if it is
 * mounted nowhere, as the root of all mounts; or a negative errno.
 */
static int path_leave_mount(struct image_kernel *kernel, __u64 *mnt, __u64 *dentry,
			    struct errmsg *err)
{
	const __u32 offset = kernel->member[IMAGE_MEMBER_mount_mnt].offset;
	const __u64 mount = *mnt - offset;
	__u64 parent, point;
	int rc = image_kernel_get(kernel, mount, IMAGE_MEMBER_mount_parent, &parent, err);

	if (!rc)
		rc = image_kernel_get(kernel, mount, IMAGE_MEMBER_mount_point, &point, err);
	if (rc || parent == mount)
		return rc;
	*mnt = parent + offset;
	*dentry = point;
	return 1;
}

/* Prepend all names from @dentry up to @root; as prepend_path() in fs/d_path.c. */
static int path_prepend_way(struct image_kernel *kernel, struct path_text *path, __u64 mnt,
			    __u64 dentry, const struct image_root *root, unsigned int *steps,
			    struct errmsg *err)
{
	unsigned int step;
	__u64 parent, mnt_root;
	int rc;

	for (step = 0; step < MAX_STEPS; step++) {
		if (!(*steps)--)
			return errmsg_set(err, -EBADMSG,
					  "corrupt image: there are too many directories on the paths of its process's files");
		if (dentry == root->dentry && mnt == root->mnt)
			return 0;
		rc = image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_parent, &parent, err);
		if (!rc)
			rc = image_kernel_get(kernel, mnt, IMAGE_MEMBER_mnt_root, &mnt_root, err);
		if (rc)
			return rc;
		if (dentry == mnt_root) {
			rc = path_leave_mount(kernel, &mnt, &dentry, err);
			if (rc <= 0)
				return rc;
			continue;
		}
		if (dentry == parent)
			return 0;	/* outside of the mount */
		if (!path_prepend_name(kernel, path, "/", dentry, &rc, err))
			return rc ? rc : -ENAMETOOLONG;
		dentry = parent;
	}
	return -ENAMETOOLONG;
}

/* The function that names a dentry without a directory, as of memfd_create(); 0 if there is none */
static __u64 path_dname(struct image_kernel *kernel, __u64 dentry)
{
	__u64 ops, dname;

	if (image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_ops, &ops, NULL) || !ops ||
	    image_kernel_get(kernel, ops, IMAGE_MEMBER_dops_dname, &dname, NULL))
		return 0;
	return dname;
}

static bool path_is_unlinked(struct image_kernel *kernel, __u64 dentry)
{
	__u64 hashed, parent;

	return !image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_hashed, &hashed, NULL) &&
	       !hashed &&
	       !image_kernel_get(kernel, dentry, IMAGE_MEMBER_dentry_parent, &parent, NULL) &&
	       parent != dentry;
}

/*
 * Is this the real file that an overlay opened?  A struct file says so by FMODE_BACKING only, a
 * macro whose value has changed.  So go by what such a file has and no other: its mount is a
 * private one, which is its own parent, and behind struct file follows a second path, whose
 * dentry is on the file system of its mount.
 */
static bool path_is_backing(struct image_kernel *kernel, __u64 file, __u64 mnt)
{
	const __u64 mount = mnt - kernel->member[IMAGE_MEMBER_mount_mnt].offset;
	__u64 parent, user_mnt, user_dentry, sb, dentry_sb;

	return image_kernel_has(kernel, IMAGE_MEMBER_backing_mnt) &&
	       !image_kernel_get(kernel, mount, IMAGE_MEMBER_mount_parent, &parent, NULL) &&
	       parent == mount &&
	       !image_kernel_get(kernel, file, IMAGE_MEMBER_backing_mnt, &user_mnt, NULL) &&
	       !image_kernel_get(kernel, file, IMAGE_MEMBER_backing_dentry, &user_dentry,
				 NULL) &&
	       !image_kernel_get(kernel, user_mnt, IMAGE_MEMBER_mnt_sb, &sb, NULL) &&
	       !image_kernel_get(kernel, user_dentry, IMAGE_MEMBER_dentry_sb, &dentry_sb,
				 NULL) &&
	       sb == dentry_sb;
}

/**
 * image_user_path() - the path by which a process opened a file
 * @kernel: kernel
 * @file: address of the struct file
 * @mnt: set to the address of its vfsmount; 0 if the image does not have it
 * @dentry: set to the address of its dentry, likewise
 *
 * Return: true if it is not the file's own path, as on an overlay from 6.8 on.
 */
bool image_user_path(struct image_kernel *kernel, __u64 file, __u64 *mnt, __u64 *dentry)
{
	*dentry = 0;
	if (image_kernel_get(kernel, file, IMAGE_MEMBER_file_mnt, mnt, NULL))
		return false;
	if (path_is_backing(kernel, file, *mnt)) {
		image_kernel_get(kernel, file, IMAGE_MEMBER_backing_mnt, mnt, NULL);
		image_kernel_get(kernel, file, IMAGE_MEMBER_backing_dentry, dentry, NULL);
		return true;
	}
	image_kernel_get(kernel, file, IMAGE_MEMBER_file_dentry, dentry, NULL);
	return false;
}

/**
 * image_path() - make the path of a file
 * @kernel: kernel
 * @file: address of the struct file
 * @root: root directory of the process
 * @steps: number of directories that can still be looked at, for this and other files
 * @name: set to the path, as d_path() makes it for a process with this root; "" for a file without
 *	  a directory that is named by a function which is not known, such as a socket
 * @err: filled in on failure
 *
 * Return: 0; -EBADMSG if @steps are too few; or as image_kernel_get().
 */
int image_path(struct image_kernel *kernel, __u64 file, const struct image_root *root,
	       unsigned int *steps, char name[IMAGE_NAME_MAX], struct errmsg *err)
{
	static const char deleted[] = " (deleted)";
	struct path_text path = { .at = sizeof(path.buf) - 1 };
	__u64 mnt, dentry, dname;
	int rc = 0;

	path.buf[path.at] = '\0';
	image_user_path(kernel, file, &mnt, &dentry);
	if (!dentry)
		return errmsg_set(err, -EFAULT,
				  "the image does not have the path of a file, at 0x%llx in the kernel",
				  file);
	dname = path_dname(kernel, dentry);
	if (dname && dname == kernel->symbol[IMAGE_SYMBOL_simple_dname]) {
		path_prepend(&path, deleted, strlen(deleted));
		path_prepend_name(kernel, &path, "/", dentry, &rc, err);
	} else if (dname && dname == kernel->symbol[IMAGE_SYMBOL_anon_inodefs_dname]) {
		path_prepend_name(kernel, &path, "anon_inode:", dentry, &rc, err);
	} else if (!dname) {
		if (path_is_unlinked(kernel, dentry))
			path_prepend(&path, deleted, strlen(deleted));
		rc = path_prepend_way(kernel, &path, mnt, dentry, root, steps, err);
		if (path.buf[path.at] != '/')
			path_prepend(&path, "/", 1);
	}
	if (rc == -ENAMETOOLONG) {
		snprintf(name, IMAGE_NAME_MAX, "[path too long]");
		return 0;
	}
	memcpy(name, path.buf + path.at, sizeof(path.buf) - path.at);
	return rc;
}
