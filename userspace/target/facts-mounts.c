// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find the file systems of the files that a live process maps: look the device numbers
 * of its VMAs up in /proc/PID/mountinfo; see facts-live.h.  That file lists the mounts
 * of the mount namespace of the process, not of the caller.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "errmsg.h"
#include "facts-live.h"

/**
 * struct mounts - the file systems to look for
 * @device: device numbers (major << 32 | minor), ascending, each once
 * @mount: for each device, the record of its first mount, or NULL if not found
 * @nr: number of devices
 */
struct mounts {
	__u64			*device;
	struct ptwalk_mount	**mount;
	size_t			nr;
};

static int by_number(const void *a, const void *b)
{
	const __u64 *x = a, *y = b;

	return *x < *y ? -1 : *x > *y;
}

static bool of_mount(const struct ptwalk_vma *vma, bool all)
{
	if (!area_has_file(vma) || (vma->flags & PTWALK_VMA_INTERNAL))
		return false;
	return all || (vma->flags & PTWALK_VMA_SHMEM);
}

/* Collect the devices of VMAs, each once; @all: not only those of a tmpfs. */
static int list_devices(struct mounts *m, const struct dump *dump, bool all)
{
	size_t i, nr = 0;

	m->device = calloc(dump->nr_vmas + 1, sizeof(*m->device));
	if (!m->device)
		return -ENOMEM;
	for (i = 0; i < dump->nr_vmas; i++) {
		const struct ptwalk_vma *vma = dump->vma[i];

		if (of_mount(vma, all))
			m->device[nr++] = (__u64)vma->dev_major << 32 | vma->dev_minor;
	}
	qsort(m->device, nr, sizeof(*m->device), by_number);
	for (i = 0; i < nr; i++)
		if (!i || m->device[i] != m->device[i - 1])
			m->device[m->nr++] = m->device[i];
	m->mount = calloc(m->nr + 1, sizeof(*m->mount));
	return m->mount ? 0 : -ENOMEM;
}

/* Undo mangle() of the kernel, which writes space, tab, newline and backslash as \ooo. */
static void unescape(char *text)
{
	char *to = text;

	while (*text) {
		if (text[0] == '\\' && text[1] >= '0' && text[1] <= '3' &&
		    text[2] >= '0' && text[2] <= '7' && text[3] >= '0' && text[3] <= '7') {
			*to++ = (text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0');
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}

static struct ptwalk_mount *new_mount(__u32 major, __u32 minor, const char *type,
				      const char *point, const char *options)
{
	size_t type_length = strlen(type), point_length = strlen(point);
	size_t options_length = strlen(options);
	size_t length = sizeof(struct ptwalk_mount) + type_length + point_length +
			options_length;
	struct ptwalk_mount *mount;

	length = (length + 7) & ~(size_t)7;
	mount = calloc(1, length);
	if (!mount)
		return NULL;
	mount->rec.type = PTWALK_REC_MOUNT;
	mount->rec.length = length;
	mount->dev_major = major;
	mount->dev_minor = minor;
	mount->type_length = type_length;
	mount->point_length = point_length;
	mount->options_length = options_length;
	memcpy(mount->text, type, type_length);
	memcpy(mount->text + type_length, point, point_length);
	memcpy(mount->text + type_length + point_length, options, options_length);
	return mount;
}

/*
 * Parse a line of mountinfo:
 * "36 35 98:0 /root /point rw,noatime master:1 - ext4 /dev/root rw,errors=continue".
 * There can be any number of optional fields, such as "master:1", before the dash.
 */
static int read_line(struct mounts *m, char *line)
{
	char *field[6], *type, *source, *options, *at, *rest;
	__u32 major, minor;
	const __u64 *device;
	size_t i;
	__u64 key;

	line[strcspn(line, "\n")] = '\0';
	rest = strstr(line, " - ");
	if (!rest)
		return 0;
	*rest = '\0';
	rest += 3;
	for (i = 0, at = line; i < 6; i++)
		field[i] = strsep(&at, " ");
	type = strsep(&rest, " ");
	source = strsep(&rest, " ");
	options = strsep(&rest, " ");
	if (!field[4] || !source || !options ||
	    sscanf(field[2], "%u:%u", &major, &minor) != 2)
		return 0;
	/* a server of FUSE chooses what stands behind "fuse."; a dump has no room for all of it */
	if (strlen(type) >= FACTS_TEXT)
		return 0;
	key = (__u64)major << 32 | minor;
	device = bsearch(&key, m->device, m->nr, sizeof(key), by_number);
	if (!device || m->mount[device - m->device])
		return 0;
	unescape(field[4]);
	m->mount[device - m->device] = new_mount(major, minor, type, field[4], options);
	return m->mount[device - m->device] ? 0 : -ENOMEM;
}

static int read_file(struct mounts *m, const char *path)
{
	char *line = NULL;
	size_t size = 0;
	FILE *file;
	int rc = 0;

	file = fopen(path, "re");
	if (!file)
		return 0;
	while (!rc && getline(&line, &size, file) > 0)
		rc = read_line(m, line);
	free(line);
	fclose(file);
	return rc;
}

/**
 * facts_read_mounts() - read the file systems of the files that a process maps
 * @dump: dump of the process, to which they are added
 * @path: its mountinfo
 * @all: for all files, not only for those of a tmpfs
 * @err: filled in on failure
 *
 * A file system without a line in mountinfo stays unknown: it has been unmounted, or it
 * is mounted in another mount namespace only.  So does one whose type has %FACTS_TEXT bytes or
 * more.
 *
 * Return: 0 or a negative errno.
 */
int facts_read_mounts(struct dump *dump, const char *path, bool all, struct errmsg *err)
{
	struct mounts m = { 0 };
	size_t i;
	int rc;

	rc = list_devices(&m, dump, all);
	if (!rc && m.nr)
		rc = read_file(&m, path);
	if (rc)
		errmsg_set(err, rc, "out of memory");
	for (i = 0; m.mount && i < m.nr; i++) {
		if (!m.mount[i])
			continue;
		if (!rc)
			rc = facts_add(&dump->facts, &m.mount[i]->rec, err);
		else
			free(m.mount[i]);
	}
	free(m.device);
	free(m.mount);
	return rc;
}
