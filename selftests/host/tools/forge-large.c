// SPDX-License-Identifier: GPL-2.0-only
/*
 * forge-large ENTRIES: writes the dump of a process with so many 4K pages of anonymous memory to
 * standard output, each in a frame of its own out of 64 GiB, by chance: nothing compresses worse.
 * forge-large hostile writes the dump of a process whose names are scripts.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge.h"
#include "random-number.h"

#define HEAP	0x7f0000000000ULL
#define FRAMES	(64 * G1 / K4 - 1)

static struct forge *large(__u64 entries)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	__u64 i, state = 1;

	forge_vma(f, 0x400000, 0x402000, VMA_CODE, "/usr/bin/large");
	forge_map(f, 1, 0x400000, 2 * K4, 0x10000000, E_CODE);
	forge_vma(f, HEAP, HEAP + entries * K4, VMA_ANON, "[heap]");
	for (i = 0; i < entries; i++)
		forge_entry(f, 1, HEAP + i * K4, (random_number(&state) & FRAMES) * K4 |
			    (i % 1000 ? E_WRITTEN : E_WRITTEN & ~E_D));
	return f;
}

/* A name is a script in every way that a page could be made to run one */
static struct forge *hostile(void)
{
	static const char *const names[] = {
		"/tmp/</script><script>document.title='owned'</script>",
		"/tmp/<img src=x onerror=document.title='owned'>",
		"/tmp/<!--<script>document.title='owned'//",
		"/tmp/\"><svg onload=document.title='owned'>",
		"/tmp/\xe2\x80\xa8;document.title='owned'\xe2\x80\xa9",
		"[anon:javascript:document.title='owned']",
		"/tmp/&lt;b&gt;&#60;script&#62;",
	};
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	__u64 start;
	size_t i;

	memcpy(forge_header(f)->comm, "<img src=x onerr", 16);
	memcpy(forge_header(f)->release, "</script><script>document.title='owned'</script>", 48);
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		start = HEAP + i * M2;
		forge_vma(f, start, start + 4 * K4, VMA_ANON, names[i]);
		forge_map(f, 1, start, 2 * K4, 0x20000000 + i * M2, E_WRITTEN);
	}
	forge_knob(f, "enabled", "always [<script>document.title='owned'</script>] never");
	return f;
}

int main(int argc, char **argv)
{
	struct forge *f;
	size_t size;
	void *data;
	bool ok;

	if (argc != 2)
		return EXIT_FAILURE;
	f = strcmp(argv[1], "hostile") ? large(strtoull(argv[1], NULL, 0)) : hostile();
	data = forge_write(f, &size);
	ok = fwrite(data, 1, size, stdout) == size && !fflush(stdout);
	free(data);
	forge_free(f);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
