// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk module: load, unload and ask about the kernel module.  How that is done, and why
 * it fails, is in kmod.c.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "cmd.h"
#include "host.h"
#include "kmod.h"
#include "nearest.h"
#include "source.h"

#define INFO		DEBUGFS "/ptwalk/info"
#define INFO_LINES	3	/* version, format, levels */

static int module_insert(const char *path, const char *params)
{
	struct errmsg err;

	if (!module_load(path, params, &err))
		return EXIT_SUCCESS;
	warn("%s", err.text);
	return EXIT_FAILURE;
}

static int unload(void)
{
	struct errmsg err;

	if (!module_unload(&err))
		return EXIT_SUCCESS;
	warn("%s", err.text);
	return EXIT_FAILURE;
}

static void print_info(void)
{
	FILE *file = fopen(INFO, "re");
	char line[128];
	int i;

	if (!file)
		return;
	for (i = 0; i < INFO_LINES && fgets(line, sizeof(line), file); i++)
		printf("           %s", line);
	fclose(file);
}

static void print_debugfs(bool loaded)
{
	struct errmsg err;

	if (host_debugfs(&err))
		printf("debugfs:   %s\n", err.text);
	else if (!faccessat(AT_FDCWD, INFO, F_OK, AT_EACCESS))
		puts("debugfs:   " DEBUGFS "/ptwalk");
	else if (errno == EACCES)
		puts("debugfs:   mounted; reading it takes root, or CAP_DAC_READ_SEARCH");
	else
		printf("debugfs:   mounted, %s\n",
		       loaded ? "but " DEBUGFS "/ptwalk is missing" :
				DEBUGFS "/ptwalk comes with the module");
	print_info();
}

/* Say whether BPF reads processes without the module, and if not, why. */
static void print_bpf(void)
{
	struct errmsg err;

	if (source_bpf_status(&err)) {
		printf("bpf:       no: %s\n", err.text);
		if (*source_bpf_log())
			printf("what libbpf and the kernel said last:\n%s", source_bpf_log());
	} else if (source_bpf_dictionary(&err)) {
		printf("bpf:       yes, but software bits and entries that are not present stay unknown: %s\n",
		       err.text);
	} else {
		puts("bpf:       yes: without the module, processes are read by BPF");
	}
}

/* /proc/kcore is used only if it is asked for: finding the kernel in it is the answer. */
static void print_kcore(void)
{
	struct errmsg err;

	if (source_kcore_status(&err))
		printf("kcore:     no: %s\n", err.text);
	else
		puts("kcore:     yes: --source kcore, without a lock");
}

static void print_lockdown(void)
{
	char level[32];

	host_locked_down(level, sizeof(level));
	printf("lockdown:  %s%s\n", level, strcmp(level, "unknown") ? "" :
	       ", as securityfs is not mounted; run: mount -t securityfs none " SECURITYFS);
}

/* Like grep and systemctl: the answer is also the exit status. */
static int status(void)
{
	struct module_status module;
	struct utsname host;
	struct errmsg err;

	if (module_status(&module, &err)) {
		warn("%s", err.text);
		return EXIT_USAGE;
	}
	uname(&host);
	if (module.loaded)
		printf("loaded:    yes (%s), version %s, in use by %d\n",
		       module.state,
		       *module.version ? module.version : "unknown",
		       module.refcount);
	else
		puts("loaded:    no");
	printf("kernel:    %s\n", host.release);
	printf("installed: %s\n", *module.installed ? module.installed :
	       "no, not for this kernel");
	print_debugfs(module.loaded);
	print_lockdown();
	print_kcore();
	print_bpf();
	return module.loaded ? EXIT_SUCCESS : EXIT_FAILURE;
}

/*
 * Joins the parameters to one string, as the kernel takes them; -1 where one of them is
 * not known, or where they do not fit.
 */
static int module_join(char *params, size_t size, char **word)
{
	size_t used = 0;

	params[0] = '\0';
	for (; *word; word++) {
		if (strcmp(*word, "kernel=0") && strcmp(*word, "kernel=1") &&
		    (strncmp(*word, "pids=", 5) ||
		     (*word)[5 + strspn(*word + 5, "0123456789,")]))
			return -1;
		used += snprintf(params + used, size - used, "%s ", *word);
		if (used >= size)
			return -1;
	}
	return 0;
}

static int module_run(int argc, char **argv)
{
	enum { OPT_PATH = CHAR_MAX + 1 };
	static const struct option options[] = {
		{ "path", required_argument, NULL, OPT_PATH },
		{ "help", no_argument,	     NULL, 'h' },
		{ 0 }
	};
	const char *path = NULL, *action;
	struct nearest near;
	char params[1024];
	int c;

	while ((c = command_getopt(&cmd_module, argc, argv, "h", options)) != -1) {
		switch (c) {
		case OPT_PATH:
			path = optarg;
			break;
		case 'h':
			return command_help(&cmd_module);
		default:
			return EXIT_USAGE;
		}
	}
	if (optind == argc)
		return usage_error(&cmd_module,
				   "give one of load, unload and status");
	action = argv[optind++];
	if (!strcmp(action, "load")) {
		if (module_join(params, sizeof(params), argv + optind))
			return usage_error(&cmd_module,
					   "parameters are kernel=1 and pids=PID[,PID...]");
		return module_insert(path, params);
	}
	if (path || optind != argc)
		return usage_error(&cmd_module,
				   "--path and parameters are for load only");
	if (!strcmp(action, "unload"))
		return unload();
	if (!strcmp(action, "status"))
		return status();
	nearest_begin(&near, action, strlen(action));
	nearest_offer(&near, "load");
	nearest_offer(&near, "unload");
	nearest_offer(&near, "status");
	return usage_error(&cmd_module, "unknown action '%s'%s: use load, unload or status", action,
			   nearest_text(&near));
}

const struct command cmd_module = {
	.name = "module",
	.summary = "load, unload or look at the kernel module",
	.usage = "load [--path FILE] [PARAMETER...] | unload | status",
	.help =
	"     --path FILE         load this ptwalk.ko, not the installed one\n",
	.notes =
	"Parameters:\n"
	" kernel=1                allow the kernel half to be walked, which no lock\n"
	"                         protects\n"
	" pids=PID[,PID...]       keep these processes readable under lockdown\n"
	"\nstatus also tells whether BPF and /proc/kcore can be read instead.  Its exit\n"
	"status is 0 if the module is loaded, 1 if not, 2 if that is not known.\n",
	.answers = true,
	.run = module_run,
};
