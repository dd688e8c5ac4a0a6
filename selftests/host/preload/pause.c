// SPDX-License-Identifier: GPL-2.0-only
/*
 * Preloaded into a program, stops it before it opens the file that PAUSE_AT in the environment
 * names: a test can do something at that moment, and lets the program go on by SIGCONT.
 */
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

FILE *fopen64(const char *path, const char *mode)
{
	FILE *(*next)(const char *path, const char *mode) = dlsym(RTLD_NEXT, "fopen64");
	const char *at = getenv("PAUSE_AT");

	if (at && !strcmp(path, at))
		raise(SIGSTOP);
	return next(path, mode);
}
