// SPDX-License-Identifier: GPL-2.0-only
/*
 * Input as files, and the tool's own main() in this process: see kit.h.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "kit.h"

#define WORDS	24
#define SLOTS	2

static char paths[SLOTS][32];

void fuzz_broken(const char *condition, const char *file, int line)
{
	/* standard error is the sanitizer's, where libFuzzer runs with -close_fd_mask */
	fprintf(stderr, "%s:%d: not so: %s\n", file, line, condition);
	abort();
}

const char *fuzz_file(unsigned int slot, const void *data, size_t size)
{
	static int fds[SLOTS];

	if (!fds[slot]) {
		fds[slot] = memfd_create("fuzz", MFD_CLOEXEC);
		snprintf(paths[slot], sizeof(paths[slot]), "/proc/self/fd/%d", fds[slot]);
	}
	FUZZ_CHECK(!ftruncate(fds[slot], 0));
	FUZZ_CHECK(pwrite(fds[slot], data, size, 0) == (ssize_t)size);
	return paths[slot];
}

void fuzz_tool(const char *line)
{
	char *words = strdup(line), *rest = words, *word;
	char *argv[WORDS + 1] = { "ptwalk" };
	int argc = 1, status;

	while ((word = strsep(&rest, " "))) {
		FUZZ_CHECK(argc < WORDS);
		if (!strcmp(word, "%0") || !strcmp(word, "%1"))
			word = paths[word[1] - '0'];
		argv[argc++] = word;
	}
	optind = 0;
	status = ptwalk_main(argc, argv);
	FUZZ_CHECK(status >= 0 && status <= 2);
	free(words);
}

__u64 fuzz_choice(const void *data, size_t size)
{
	const unsigned char *byte = data;
	__u64 hash = 0xcbf29ce484222325;

	while (size--)
		hash = (hash ^ *byte++) * 0x100000001b3;
	return hash >> 24;
}

void *fuzz_copy(const void *data, size_t size)
{
	void *copy = malloc(size);

	if (size)
		memcpy(copy, data, size);
	return copy;
}
