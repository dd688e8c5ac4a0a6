// SPDX-License-Identifier: GPL-2.0
/*
 * /proc/PID/maps: the names of VMAs that the BPF program cannot know, and device and inode of
 * files on overlayfs.  It is read before the walk; a VMA that it does not have, or has with
 * other limits, has changed since.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf-private.h"

#define FIRST_ROOM	(64U << 10)

/**
 * bpf_maps_ours() - do the numbers in /proc mean the same as for this process?
 *
 * /proc can be of another pid namespace, as after unshare --pid until it is mounted again.
 *
 * Return: true if they do.
 */
bool bpf_maps_ours(void)
{
	char link[16] = "";

	return readlink("/proc/self", link, sizeof(link) - 1) > 0 && atoi(link) == getpid();
}

/**
 * bpf_maps_read() - read /proc/PID/maps
 * @maps: filled in; without text if the file cannot be read, as that of another user's process
 *	  without CAP_SYS_PTRACE
 * @pid: the process
 */
void bpf_maps_read(struct bpf_maps *maps, int pid)
{
	size_t size = 0, room = FIRST_ROOM;
	char path[32], *text, *bigger;
	ssize_t n;
	int fd;

	*maps = (struct bpf_maps){ 0 };
	if (!bpf_maps_ours())
		return;
	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return;
	text = malloc(room);
	while (text && (n = read(fd, text + size, room - size - 1)) > 0) {
		size += n;
		if (size + 1 < room)
			continue;
		room *= 2;
		bigger = realloc(text, room);
		if (!bigger) {
			free(text);
			text = NULL;
			break;
		}
		text = bigger;
	}
	close(fd);
	if (!text || !size) {
		free(text);
		return;
	}
	text[size] = '\0';
	maps->text = text;
	maps->next = text;
}

/**
 * bpf_maps_free() - free what bpf_maps_read() has read
 * @maps: lines
 */
void bpf_maps_free(struct bpf_maps *maps)
{
	free(maps->text);
	*maps = (struct bpf_maps){ 0 };
}

/* The kernel writes a newline in a path as \012, and nothing else in another way: undo it. */
static size_t bpf_maps_unescape(char *name, size_t length)
{
	char *from = name, *to = name, *end = name + length;

	while (from < end) {
		if (end - from >= 4 && !memcmp(from, "\\012", 4)) {
			*to++ = '\n';
			from += 4;
		} else {
			*to++ = *from++;
		}
	}
	return to - name;
}

/**
 * bpf_maps_find() - find the line of a VMA
 * @maps: lines, from bpf_maps_read()
 * @start: vm_start; not below that of the last call
 * @end: vm_end
 * @offset: vm_pgoff in bytes; compared if the line is of a file
 * @line: filled in with what the line says
 *
 * Return: true if there is such a line.
 */
bool bpf_maps_find(struct bpf_maps *maps, __u64 start, __u64 end, __u64 offset,
		   struct bpf_map_line *line)
{
	unsigned long long from, to, at, ino;
	unsigned int major, minor;
	char *next, *name;
	int length;

	for (; *maps->next; maps->next = next) {
		length = 0;
		if (sscanf(maps->next, "%llx-%llx %*4s %llx %x:%x %llu%n", &from, &to, &at,
			   &major, &minor, &ino, &length) != 6 || !length)
			return false;
		name = maps->next + length;
		next = strchrnul(name, '\n');
		length = next - name;
		if (*next)
			next++;
		if (from < start)
			continue;
		if (from != start || to != end || ((ino || major || minor) && at != offset))
			return false;
		while (length && *name == ' ') {
			name++;
			length--;
		}
		*line = (struct bpf_map_line){
			.ino = ino,
			.dev_major = major,
			.dev_minor = minor,
			.name = name,
			.length = bpf_maps_unescape(name, length),
		};
		maps->next = next;
		return true;
	}
	return false;
}
