// SPDX-License-Identifier: GPL-2.0-only
/*
 * The libraries that ptwalk loads when a command needs them: which of them can be loaded.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "doctor.h"
#include "image-kdump.h"
#include "library-bpf.h"
#include "library-elf.h"
#include "library-kmod.h"
#include "library-trace.h"
#include "library-zlib.h"
#include "library-zstd.h"

/* Stands for the function that loads a library that ptwalk was built without */
static int __attribute__((unused)) not_built(struct errmsg *err)
{
	return errmsg_set(err, -ENOENT, "ptwalk was built without it");
}

#ifndef PTWALK_LIBZSTD
#define library_zstd_load	not_built
#endif
#ifndef PTWALK_LIBKDUMPFILE
#define kdump_load		not_built
#endif

static const struct {
	const char	*name;
	int		(*load)(struct errmsg *err);
} libraries[] = {
	{ "libkmod", library_kmod_load },
	{ "libbpf", library_bpf_load },
	{ "libelf", library_elf_load },
	{ "libtracefs", library_trace_load },
	{ "zlib", library_zlib_load },
	{ "libzstd", library_zstd_load },
	{ "libkdumpfile", kdump_load },
};

static void add_name(char list[DOCTOR_LIST], const char *comma, const char *name)
{
	const size_t used = strlen(list);

	snprintf(list + used, DOCTOR_LIST - used, "%s%s", used ? comma : "", name);
}

/**
 * doctor_libraries() - find out which libraries can be loaded
 * @comma: what is between two names of a list
 * @found: filled in with the names of those that can; "" for none
 * @missing: filled in with the others
 */
void doctor_libraries(const char *comma, char found[DOCTOR_LIST], char missing[DOCTOR_LIST])
{
	struct errmsg err;
	size_t i;

	found[0] = '\0';
	missing[0] = '\0';
	for (i = 0; i < sizeof(libraries) / sizeof(libraries[0]); i++)
		add_name(libraries[i].load(&err) ? missing : found, comma, libraries[i].name);
}
