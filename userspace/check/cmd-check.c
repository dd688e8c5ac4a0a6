// SPDX-License-Identifier: GPL-2.0-only
/*
 * ptwalk check: tests expressions on a dump, for tests and scripts; the exit status is the
 * result.  check-expr.c parses the expressions, check.c tests them, check-text.c has the words,
 * this file prints.
 */
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "check.h"
#include "check-text.h"
#include "cmd.h"
#include "columns.h"
#include "number.h"
#include "source.h"
#include "terminal.h"

/* As for diff(1): 1 is a result, so an error that prevents a result is 2. */
enum { EXIT_HOLDS, EXIT_FAILS, EXIT_TROUBLE };

enum {
	COL_RESULT, COL_EXPR, COL_START, COL_END, COL_FAILING, COL_RANGES,
	COL_AMOUNT, COL_WHOLE, COL_DETAIL, COL_NAME,
	NR_COLUMNS
};

static const struct output_column columns[NR_COLUMNS] = {
	[COL_RESULT]	= { "RESULT", OUTPUT_STRING, false, "holds, fails or unknown" },
	[COL_EXPR]	= { "EXPR", OUTPUT_TEXT, false, "the expression" },
	[COL_START]	= { "START", OUTPUT_STRING, true,
			    "fails: first address that does not meet the expression" },
	[COL_END]	= { "END", OUTPUT_STRING, true,
			    "fails: first address after that range" },
	[COL_FAILING]	= { "FAILING", OUTPUT_SIZE, true, "fails: bytes that do not meet it, in total" },
	[COL_RANGES]	= { "RANGES", OUTPUT_NUMBER, true, "fails: number of ranges in FAILING" },
	[COL_AMOUNT]	= { "AMOUNT", OUTPUT_SIZE, true, "bytes for which NAME is true" },
	[COL_WHOLE]	= { "WHOLE", OUTPUT_SIZE, true, "bytes tested" },
	[COL_DETAIL]	= { "DETAIL", OUTPUT_SENTENCE, false, "more about the result, in words" },
	[COL_NAME]	= { "NAME", OUTPUT_NAME, false, "name of the area" },
};

static const struct output_form form = {
	.name = "check",
	.columns = columns,
	.nr = NR_COLUMNS,
	.defaults = "RESULT,EXPR,START,END,FAILING,DETAIL,NAME",
	.drop = "END,FAILING,NAME",
};

static const unsigned char styles[] = {
	[CHECK_HOLDS]	= TERMINAL_GREEN,
	[CHECK_FAILS]	= TERMINAL_RED,
	[CHECK_UNKNOWN]	= TERMINAL_YELLOW,
};

/**
 * struct job - one run of the command
 * @out: output options
 * @quiet: print no table
 * @tap: print TAP instead of a table
 * @nr: number of expressions
 * @expr: the expressions
 * @result: the result of each expression
 * @other: by expression: the opened second TARGET, if it has one
 */
struct job {
	struct output		out;
	bool			quiet;
	bool			tap;
	size_t			nr;
	struct check_expr	*expr;
	struct check_result	*result;
	struct source		*other;
};

static void print_failing(struct output_table *table, struct output_row *row,
			  const struct check_part *part)
{
	const struct ptwalk_vma *vma = part->run.vma;

	output_address(table, row, COL_START, part->start);
	output_limit(table, row, COL_END, part->end);
	output_size(table, row, COL_FAILING, part->bytes);
	output_number(table, row, COL_RANGES, part->ranges);
	columns_print_name(table, row, COL_NAME, vma);
}

static void print_result(struct output_table *table, const struct dump *dump,
			 const struct check_expr *expr,
			 const struct check_result *result)
{
	struct output_row *row = output_row(table, NULL);
	__u64 amount = result->part[true].bytes;
	char text[CHECK_DETAIL_SIZE];

	output_string(table, row, COL_RESULT, check_state_name(result->state));
	output_style(table, row, COL_RESULT, styles[result->state]);
	if (expr->target)
		output_printf(table, row, COL_EXPR, "%s %s", expr->text,
			      expr->target);
	else
		output_string(table, row, COL_EXPR, expr->text);
	if (result->state != CHECK_UNKNOWN) {
		output_size(table, row, COL_AMOUNT, amount);
		output_size(table, row, COL_WHOLE,
			    amount + result->part[false].bytes);
	}
	if (result->failing)
		print_failing(table, row, result->failing);
	output_string(table, row, COL_DETAIL, check_detail(dump, expr, result, text));
}

/* Print a part of a description.  A # in it would begin a directive such as SKIP. */
static void put_tap(const char *text)
{
	char safe[AREA_ESCAPED_SIZE];
	const char *at;

	area_escape(text, strlen(text), safe, sizeof(safe));
	for (at = safe; *at; at++)
		printf("%s%c", *at == '#' ? "\\" : "", *at);
}

/* One line of TAP, as the kernel's selftests print */
static void print_tap(const struct dump *dump, size_t number, const struct check_expr *expr,
		      const struct check_result *result)
{
	const struct check_part *part = result->failing;
	char text[CHECK_DETAIL_SIZE], name[AREA_NAME_SIZE], safe[AREA_ESCAPED_SIZE];

	printf("%s %zu ", result->state == CHECK_HOLDS ? "ok" : "not ok", number);
	put_tap(expr->text);
	if (expr->target) {
		putchar(' ');
		put_tap(expr->target);
	}
	putchar('\n');
	if (result->state == CHECK_HOLDS)
		return;
	printf("# %s", check_state_name(result->state));
	if (part && part->end)
		printf(" at 0x%llx-0x%llx", part->start, part->end);
	else if (part)
		printf(" at 0x%llx-%s", part->start, NUMBER_2_64);
	if (part && part->run.vma)
		printf(" of %s", area_escape(area_name(part->run.vma, name), sizeof(name), safe,
					     sizeof(safe)));
	check_detail(dump, expr, result, text);
	printf("%s%s\n", *text ? ": " : "", area_escape(text, sizeof(text), safe, sizeof(safe)));
}

static void check_print_tap(const struct job *job, const struct dump *dump)
{
	size_t i;

	printf("TAP version 13\n1..%zu\n", job->nr);
	for (i = 0; i < job->nr; i++)
		print_tap(dump, i + 1, &job->expr[i], &job->result[i]);
}

static int check_print(const struct job *job, const struct dump *dump)
{
	struct output_table *table;
	size_t i;

	if (job->quiet)
		return 0;
	if (job->tap) {
		check_print_tap(job, dump);
		return 0;
	}
	table = command_begin(&job->out, &form);
	if (!table)
		return -1;
	for (i = 0; i < job->nr; i++) {
		print_result(table, dump, &job->expr[i], &job->result[i]);
		if (!output_flush(table))
			break;
	}
	return command_end(table);
}

/* The exit status.  With -q no table says why a result is unknown, so print a warning. */
static int verdict(const struct job *job)
{
	int status = EXIT_HOLDS;
	size_t i;

	for (i = 0; i < job->nr; i++) {
		const struct check_result *result = &job->result[i];

		if (result->state == CHECK_UNKNOWN && job->quiet)
			warn("%s: %s", job->expr[i].text, result->why.text);
		if (result->state == CHECK_UNKNOWN)
			status = EXIT_TROUBLE;
		else if (result->state == CHECK_FAILS && !status)
			status = EXIT_FAILS;
	}
	return status;
}

/*
 * The range to read of a live target: the smallest one that contains the addresses of all
 * expressions.  If an expression has no address range, or needs to find other mappings of the
 * same frames, the whole address space.
 */
static struct source_request request_for(const struct job *job)
{
	struct source_request request = { .start = ~0ULL };
	__u64 last = 0;
	size_t i;

	for (i = 0; i < job->nr; i++) {
		const struct check_expr *expr = &job->expr[i];

		if (expr->where != WHERE_RANGE || expr->name.base >= CHECK_WX)
			return (struct source_request){ 0 };
		if (expr->start < request.start)
			request.start = expr->start;
		if (expr->end - 1 > last)
			last = expr->end - 1;
	}
	request.end = last + 1;
	return request;
}

/*
 * Is the range of a request inside the target's half?  The module refuses a range outside.
 * The caller then reads the whole half instead, and check_judge() says that the dump does not
 * cover those addresses, as it does for a dump file.
 */
static bool in_half(const char *target, const struct source_request *request)
{
	unsigned int levels = source_levels();
	struct source_place place;
	__u64 limit;

	if (!levels || source_place(target, &place))
		return true;
	limit = ptwalk_half_end(levels);
	return place.half == PTWALK_HALF_KERNEL ? request->start >= -limit :
						  request->end - 1 < limit;
}

static int check_judge_target(struct job *job, const char *target)
{
	struct source_request request = request_for(job);
	struct source source;
	int status;
	size_t i;

	if ((request.start | request.end) && !in_half(target, &request))
		request = (struct source_request){ 0 };
	if (command_open(&source, target, &request))
		return EXIT_TROUBLE;
	for (i = 0; i < job->nr; i++) {
		struct check_expr *expr = &job->expr[i];

		if (!expr->target)
			continue;
		if (command_open(&job->other[i], expr->target, &request)) {
			source_close(&source);
			return EXIT_TROUBLE;
		}
		expr->other = job->other[i].dump;
	}
	check_judge(source.dump, job->expr, job->nr, job->result);
	status = check_print(job, source.dump) ? EXIT_TROUBLE : verdict(job);
	source_close(&source);
	return status;
}

static int check_parse(struct job *job, char **arg, size_t nr)
{
	struct errmsg err;
	int used;

	for (; nr; nr -= used, arg += used) {
		used = check_expr_parse(&job->expr[job->nr], arg, nr, &err);
		if (used < 0)
			return usage_error(&cmd_check, "%s", err.text);
		if (used == 2) {
			if (command_names(&arg[1], 1))
				return EXIT_TROUBLE;
			job->expr[job->nr].target = arg[1];
		}
		job->nr++;
	}
	return 0;
}

static int check(struct job *job, const char *target, char **arg, size_t nr)
{
	int status;
	size_t i;

	job->expr = calloc(nr, sizeof(job->expr[0]));
	job->result = calloc(nr, sizeof(job->result[0]));
	job->other = calloc(nr, sizeof(job->other[0]));
	if (!job->expr || !job->result || !job->other) {
		warn("out of memory");
		status = EXIT_TROUBLE;
	} else {
		status = check_parse(job, arg, nr);
		if (!status)
			status = check_judge_target(job, target);
		for (i = 0; i < job->nr; i++)
			if (job->expr[i].other)
				source_close(&job->other[i]);
	}
	free(job->expr);
	free(job->result);
	free(job->other);
	return status;
}

static int check_run(int argc, char **argv)
{
	enum { OPT_TAP = CHAR_MAX + 1 };
	static const struct option options[] = {
		{ "tap", no_argument, NULL, OPT_TAP },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		OUTPUT_LONG,
		COMMAND_LONG,
		{ 0 }
	};
	struct job job = { 0 };
	int c, status;

	while ((c = command_getopt(&cmd_check, argc, argv, "qh" OUTPUT_SHORT, options)) != -1) {
		if (c == 'q')
			job.quiet = true;
		else if (c == OPT_TAP)
			job.tap = true;
		else if (c == 'h')
			return command_help(&cmd_check);
		else if (!command_option(&cmd_check, &job.out, c, optarg))
			return EXIT_USAGE;
	}
	if (command_settled(&cmd_check, &job.out, &form, &status))
		return status;
	if (job.tap && (job.quiet || job.out.json || job.out.raw || job.out.pairs ||
			job.out.list || job.out.all))
		return usage_error(&cmd_check,
				   "--tap is a format of its own: it cannot be used with -q, -J, -r, -P, -o or -O");
	if (argc - optind < 2)
		return usage_error(&cmd_check, optind == argc ?
				   "no TARGET given" : "no expression given");
	if (command_names(argv + optind, 1))
		return EXIT_TROUBLE;
	return check(&job, argv[optind], argv + optind + 1, argc - optind - 1);
}

const struct command cmd_check = {
	.name = "check",
	.summary = "judge a dump by expressions, for tests and scripts",
	.usage = "[OPTION...] TARGET EXPR...",
	.help =
	" -q, --quiet             print nothing, only set the exit status\n"
	"     --tap               print TAP, as the selftests of the kernel do\n",
	.notes =
	"EXPR, without blanks:\n"
	" NAME[@WHERE]            NAME is true for all of it\n"
	" no-NAME[@WHERE]         NAME is true for none of it\n"
	" NAME OP VALUE[@WHERE]   NAME is true for this amount of it: OP is == >= <= > <,\n"
	"                         VALUE 80% or 64M\n"
	"\n"
	"NAME:\n"
	" 4k 2m 1g                present pages of this size\n"
	" present resident huge   what stat counts by this name; also hugetlb\n"
	" none page swap ...      kind of the entry, as in show --bits\n"
	" ro rw x nx wx us        what present pages allow, behind a NUMA hint their\n"
	"                         area: read only, write, execute, not execute, both,\n"
	"                         user mode\n"
	" vma-r vma-w vma-x       addresses whose area permits this; also vma-shared\n"
	" a d g soft-dirty ...    present pages with this flag of show --bits\n"
	" same-frames TARGET      pages present in both are on the same frames\n"
	"\n"
	"WHERE:\n"
	" ADDRESS                 its page\n"
	" START-END, START+SIZE   a range\n"
	" vma:ADDRESS             the area that it lies in\n"
	" anything else           all areas of this name: [heap], /usr/bin/cat\n"
	"\n"
	"Exit status: 0 all hold, 1 one does not, 2 trouble\n",
	.has_output = true,
	.has_source = true,
	.answers = true,
	.run = check_run,
};
