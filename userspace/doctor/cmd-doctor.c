// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk doctor: what this machine lets ptwalk do, on one screen; and ptwalk --version --json, which
 * has the same for reports of faults in fewer words.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "cmd.h"
#include "doctor.h"
#include "host.h"
#include "json.h"
#include "kmod.h"
#include "source.h"
#include "terminal.h"
#include "version.h"

/* Columns of a line before the finding */
#define INDENT	21

enum { COL_CHECK, COL_STATE, COL_FINDING, COL_ADVICE, NR_COLUMNS };

static const struct output_column columns[NR_COLUMNS] = {
	[COL_CHECK]	= { "CHECK", OUTPUT_STRING, false, "what was looked at" },
	[COL_STATE]	= { "STATE", OUTPUT_STRING, false,
			    "ok, note (missing, or surprising), or fault (it keeps ptwalk from reading)" },
	[COL_FINDING]	= { "FINDING", OUTPUT_SENTENCE, false, "what was found" },
	[COL_ADVICE]	= { "ADVICE", OUTPUT_SENTENCE, false, "what can be done about it" },
};

static const struct output_form form = {
	.name = "doctor",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "CHECK,STATE,FINDING,ADVICE",
};

static const char *const states[] = {
	[DOCTOR_OK]	= "ok",
	[DOCTOR_NOTE]	= "note",
	[DOCTOR_FAULT]	= "fault",
};

/* Print a sentence behind what is in the line, or in one of its own */
static void put_sentence(const char *before, const char *text)
{
	const size_t length = strlen(before) + strlen(text) + 1;
	char *line = malloc(length);

	if (!line)
		return;
	snprintf(line, length, "%s%s", before, text);
	terminal_put(0, line);
	free(line);
}

static void print_words(const struct doctor *doctor)
{
	char before[INDENT + 1];
	size_t i;

	printf("ptwalk " PTWALK_VERSION ": ");
	if (doctor->reads)
		printf("processes can be read here, by %s\n\n",
		       strcmp(doctor->by, "bpf") ? "the module" : "BPF");
	else
		printf("processes cannot be read here; see the lines with \"fault\"\n\n");
	/* the first one is in this line already */
	for (i = 1; i < doctor->nr; i++) {
		const struct doctor_finding *f = &doctor->finding[i];

		snprintf(before, sizeof(before), "%-5s  %-13s ", states[f->state], f->check);
		put_sentence(before, f->finding.text);
		if (*f->advice.text)
			put_sentence("         -> ", f->advice.text);
	}
}

static int print_rows(const struct output *out, const struct doctor *doctor)
{
	struct output_table *table = command_begin(out, &form);
	struct output_row *row;
	size_t i;

	if (!table)
		return -1;
	for (i = 0; i < doctor->nr; i++) {
		const struct doctor_finding *f = &doctor->finding[i];

		row = output_row(table, NULL);
		output_string(table, row, COL_CHECK, f->check);
		output_string(table, row, COL_STATE, states[f->state]);
		output_string(table, row, COL_FINDING, f->finding.text);
		if (*f->advice.text)
			output_string(table, row, COL_ADVICE, f->advice.text);
	}
	return command_end(table);
}

static int doctor_run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		OUTPUT_LONG,
		{ 0 }
	};
	struct output out = { 0 };
	struct doctor doctor;
	int c, status;

	while ((c = command_getopt(&cmd_doctor, argc, argv, "h" OUTPUT_SHORT, options)) != -1) {
		if (c == 'h')
			return command_help(&cmd_doctor);
		if (!command_option(&cmd_doctor, &out, c, optarg))
			return EXIT_USAGE;
	}
	if (command_settled(&cmd_doctor, &out, &form, &status))
		return status;
	if (optind != argc)
		return usage_error(&cmd_doctor, "doctor takes no argument, not '%s'", argv[optind]);
	doctor_look(&doctor);
	if (output_is_words(&out))
		print_words(&doctor);
	else if (print_rows(&out, &doctor))
		return EXIT_USAGE;
	return doctor.reads ? EXIT_SUCCESS : EXIT_FAILURE;
}

/**
 * version_print_json() - print what a report of a fault has to say about ptwalk and its machine
 *
 * Return: exit status.
 */
int version_print_json(void)
{
	char found[DOCTOR_LIST], missing[DOCTOR_LIST], level[32];
	struct module_status module;
	struct errmsg err, why;
	struct json_line json;
	struct utsname host;
	bool known = !module_status(&module, &err);
	bool bpf = !source_bpf_status(&why);

	doctor_libraries(",", found, missing);
	host_locked_down(level, sizeof(level));
	json_begin(&json, stdout);
	json_string(&json, "version", PTWALK_VERSION);
	json_number(&json, "dump-format", PTWALK_FORMAT);
	json_string(&json, "kernel", uname(&host) ? NULL : host.release);
	json_number(&json, "levels", source_levels());
	json_boolean(&json, "module-loaded", known && module.loaded);
	json_string(&json, "module-version", known ? module.version : NULL);
	json_boolean(&json, "module-installed", known && *module.installed);
	json_boolean(&json, "bpf", bpf);
	json_string(&json, "bpf-refusal", bpf ? NULL : why.text);
	json_string(&json, "lockdown", level);
	json_list(&json, "libraries", found);
	json_list(&json, "libraries-missing", missing);
	json_end(&json);
	return EXIT_SUCCESS;
}

const struct command cmd_doctor = {
	.name = "doctor",
	.summary = "say what this machine lets ptwalk do, and what is in the way",
	.usage = "[OPTION...]",
	.help = "",
	.notes =
	"A line begins with ok, with note if something is missing that is not needed, or\n"
	"may surprise, and with fault if it keeps ptwalk from reading processes.  Exit\n"
	"status: 0 if processes can be read, 1 if not, 2 trouble.\n",
	.has_output = true,
	.answers = true,
	.run = doctor_run,
};
