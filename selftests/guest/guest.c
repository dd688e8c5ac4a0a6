// SPDX-License-Identifier: GPL-2.0
/*
 * Situations and oracles for the tests in a VM: see guest.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"

/* The helpers stand in helpers/ beside the tests. */
static void helper_path(char *path, size_t size, const char *name)
{
	char self[PATH_MAX] = "";

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		self[0] = '\0';
	snprintf(path, size, "%s/helpers/%s", dirname(self), name);
}

int situation_start(struct situation *s, const char *kind)
{
	char path[PATH_MAX + 32];
	char line[128] = "";
	int in[2], out[2];

	*s = (struct situation){ 0 };
	helper_path(path, sizeof(path), "situate");
	if (pipe2(in, O_CLOEXEC) || pipe2(out, O_CLOEXEC))
		return -1;
	s->pid = fork();
	if (s->pid < 0)
		return -1;
	if (!s->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl(path, path, kind, NULL);
		printf("error %s: %m\n", path);
		_exit(1);
	}
	close(in[0]);
	close(out[1]);
	s->to = fdopen(in[1], "w");
	s->from = fdopen(out[0], "r");
	if (!s->to || !s->from || !fgets(line, sizeof(line), s->from) ||
	    sscanf(line, "pid %*d start %" SCNx64 " length %" SCNu64,
		   &s->start, &s->length) != 2) {
		note("situate %s: %s", kind, line);
		situation_stop(s);
		errno = ENOTSUP;
		return -1;
	}
	/* the first wait for a line allocates a buffer; the next ones do not */
	return situation_do(s, "sync") < 0 ? -1 : 0;
}

long situation_do(struct situation *s, const char *format, ...)
{
	char line[128];
	long value = 0;
	va_list args;

	va_start(args, format);
	vfprintf(s->to, format, args);
	va_end(args);
	fputc('\n', s->to);
	fflush(s->to);
	if (!fgets(line, sizeof(line), s->from))
		return -1;
	if (strncmp(line, "ok", 2)) {
		note("situate: %s", line);
		return -1;
	}
	sscanf(line, "ok %ld", &value);
	return value;
}

void situation_stop(struct situation *s)
{
	if (s->to)
		fclose(s->to);
	if (s->from)
		fclose(s->from);
	if (s->pid > 0) {
		kill(s->pid, SIGKILL);
		waitpid(s->pid, NULL, 0);
	}
	*s = (struct situation){ 0 };
}

ssize_t pagemap_read(pid_t pid, uint64_t addr, uint64_t *entries, size_t count)
{
	char path[64];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/proc/%d/pagemap", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	n = pread(fd, entries, count * 8, addr / 4096 * 8);
	close(fd);
	return n < 0 ? -1 : n / 8;
}

int maps_read(pid_t pid, struct area *areas, int max)
{
	char path[64], line[4096];
	FILE *f;
	int n = 0;

	snprintf(path, sizeof(path), "/proc/%d/maps", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (n < max && fgets(line, sizeof(line), f)) {
		struct area *a = &areas[n++];

		a->name[0] = '\0';
		sscanf(line, "%" SCNx64 "-%" SCNx64 " %4s %*s %*s %*s %255[^\n]",
		       &a->start, &a->end, a->perm, a->name);
	}
	fclose(f);
	return n;
}

int64_t smaps_sum(pid_t pid, const char *field)
{
	size_t length = strlen(field);
	char path[64], line[4096];
	int64_t sum = 0, kb;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/smaps", pid);
	f = fopen(path, "re");
	if (!f)
		return -1;
	while (fgets(line, sizeof(line), f))
		if (!strncmp(line, field, length) && line[length] == ':' &&
		    sscanf(line + length + 1, "%" SCNd64, &kb) == 1)
			sum += kb * 1024;
	fclose(f);
	return sum;
}

int write_file(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd < 0)
		return -1;
	n = write(fd, text, strlen(text));
	close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -1;
}

int64_t read_number(const char *path)
{
	int64_t value = -1;
	FILE *f = fopen(path, "re");

	if (!f)
		return -1;
	if (fscanf(f, "%" SCNd64, &value) != 1)
		value = -1;
	fclose(f);
	return value;
}
