// SPDX-License-Identifier: GPL-2.0-only
/*
 * /proc/PID/maps: the names of VMAs that the BPF program cannot know, and device and inode of
 * files on overlayfs.  It is read before the walk; a VMA that it does not have, or has with
 * other limits, has changed since.  Does not decide whether what else a line says is of the
 * same VMA: bpf-record.c compares it with what the program has read.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf-private.h"

#define FIRST_ROOM	(64U << 10)

/* A newline in a path, as /proc/PID/maps has it */
#define ESCAPED		"\\012"

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

static char *bpf_maps_text(int pid)
{
	size_t size = 0, room = FIRST_ROOM;
	char path[32], *text, *bigger;
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return NULL;
	text = malloc(room);
	while (text && (n = read(fd, text + size, room - size - 1)) > 0) {
		size += n;
		if (size + 1 < room)
			continue;
		room *= 2;
		bigger = realloc(text, room);
		if (!bigger)
			free(text);
		text = bigger;
	}
	close(fd);
	if (!text || !size) {
		free(text);
		return NULL;
	}
	text[size] = '\0';
	return text;
}

/**
 * bpf_maps_read() - read /proc/PID/maps
 * @maps: filled in; without text if the file cannot be read, as that of another user's process
 *	  without CAP_SYS_PTRACE
 * @pid: the process
 */
void bpf_maps_read(struct bpf_maps *maps, int pid)
{
	*maps = (struct bpf_maps){ .pid = pid };
	if (bpf_maps_ours())
		maps->text = bpf_maps_text(pid);
	maps->next = maps->text;
}

/**
 * bpf_maps_unchanged() - does /proc/PID/maps still say what it said?
 * @maps: lines, from bpf_maps_read()
 *
 * Return: true if each byte is the same.
 */
bool bpf_maps_unchanged(const struct bpf_maps *maps)
{
	char *text = bpf_maps_text(maps->pid);
	bool same = text && !strcmp(text, maps->text);

	free(text);
	return same;
}

/**
 * bpf_maps_free() - free what bpf_maps_read() has read
 * @maps: lines
 */
void bpf_maps_free(struct bpf_maps *maps)
{
	free(maps->text);
	free(maps->path);
	*maps = (struct bpf_maps){ 0 };
}

/* Is @line of @length bytes what the kernel writes for @path of @n bytes? */
static bool bpf_maps_of_path(const char *line, size_t length, const char *path, size_t n)
{
	const char *end = line + length;
	size_t i, step;

	for (i = 0; i < n; i++, line += step) {
		step = path[i] == '\n' ? strlen(ESCAPED) : 1;
		if ((size_t)(end - line) < step ||
		    (step == 1 ? *line != path[i] : memcmp(line, ESCAPED, step)))
			return false;
	}
	return line == end;
}

/*
 * A path with \012 in it.  The kernel writes a newline in a path like that, and nothing else in
 * another way, not even a backslash: so these can also be four bytes of the file's name.  The
 * link in /proc/PID/map_files has the very bytes, for who may read it (CAP_CHECKPOINT_RESTORE);
 * for others it is a newline.
 */
static void bpf_maps_unescape(struct bpf_maps *maps, __u64 start, __u64 end,
			      struct bpf_map_line *line)
{
	const char *from = line->name, *stop = from + line->length;
	char link[80], *to;
	ssize_t n;

	free(maps->path);
	maps->path = malloc(line->length);
	if (!maps->path)
		return;
	snprintf(link, sizeof(link), "/proc/%d/map_files/%llx-%llx", maps->pid, start, end);
	n = readlink(link, maps->path, line->length);
	line->name = maps->path;
	if (n > 0 && bpf_maps_of_path(from, line->length, maps->path, n)) {
		line->length = n;
		return;
	}
	for (to = maps->path; from < stop; from++) {
		if ((size_t)(stop - from) >= strlen(ESCAPED) &&
		    !memcmp(from, ESCAPED, strlen(ESCAPED))) {
			*to++ = '\n';
			from += strlen(ESCAPED) - 1;
		} else {
			*to++ = *from;
		}
	}
	line->length = to - maps->path;
}

/* Read a number of @base and the byte @after it. */
static bool bpf_maps_number(const char **at, int base, char after, __u64 *value)
{
	char *end;

	*value = strtoull(*at, &end, base);
	if (end == *at || *end != after)
		return false;
	*at = end + 1;
	return true;
}

/*
 * Read the line at @at: "START-END PERM OFFSET MAJOR:MINOR INO   NAME".  Not by sscanf(), which
 * looks for the end of the whole text each time.
 */
static bool bpf_maps_line(const char *at, struct bpf_map_line *line)
{
	__u64 major, minor;
	size_t perm;

	*line = (struct bpf_map_line){ 0 };
	if (!bpf_maps_number(&at, 16, '-', &line->start) ||
	    !bpf_maps_number(&at, 16, ' ', &line->end))
		return false;
	perm = strcspn(at, " \n");
	if (perm != sizeof(line->perm) || at[perm] != ' ')
		return false;
	memcpy(line->perm, at, perm);
	at += perm + 1;
	if (!bpf_maps_number(&at, 16, ' ', &line->offset) ||
	    !bpf_maps_number(&at, 16, ':', &major) || !bpf_maps_number(&at, 16, ' ', &minor) ||
	    !bpf_maps_number(&at, 10, ' ', &line->ino))
		return false;
	line->dev_major = major;
	line->dev_minor = minor;
	at += strspn(at, " ");
	line->name = at;
	line->length = strcspn(at, "\n");
	return true;
}

/**
 * bpf_maps_find() - find the line of a VMA
 * @maps: lines, from bpf_maps_read()
 * @start: vm_start; not below that of the last call
 * @end: vm_end
 * @line: filled in with what the line says; its name is valid until the next call
 *
 * Return: true if there is such a line.
 */
bool bpf_maps_find(struct bpf_maps *maps, __u64 start, __u64 end, struct bpf_map_line *line)
{
	const char *next;

	for (; *maps->next; maps->next = next) {
		if (!bpf_maps_line(maps->next, line))
			return false;
		next = line->name + line->length;
		if (*next)
			next++;
		if (line->start < start)
			continue;
		if (line->start != start || line->end != end)
			return false;
		maps->next = next;
		if (memmem(line->name, line->length, ESCAPED, strlen(ESCAPED)))
			bpf_maps_unescape(maps, start, end, line);
		return true;
	}
	return false;
}
