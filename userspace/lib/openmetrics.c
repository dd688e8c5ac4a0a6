// SPDX-License-Identifier: GPL-2.0-only
/*
 * Write the text format of OpenMetrics: see openmetrics.h.
 */
#include <stdarg.h>

#include "openmetrics.h"

/* Write a help text or the value of a label: the format escapes both in the same way. */
static void put_escaped(FILE *file, const char *text)
{
	for (; *text; text++) {
		if (*text == '\n') {
			fputs("\\n", file);
			continue;
		}
		if (*text == '\\' || *text == '"')
			fputc('\\', file);
		fputc(*text, file);
	}
}

/**
 * openmetrics_family() - begin a family of gauges
 * @file: stream to write to
 * @name: name of the family
 * @unit: unit of its values, which has to be the last word of @name; or NULL
 * @help: description of the family
 */
void openmetrics_family(FILE *file, const char *name, const char *unit,
			const char *help)
{
	fprintf(file, "# TYPE %s gauge\n", name);
	if (unit)
		fprintf(file, "# UNIT %s %s\n", name, unit);
	fprintf(file, "# HELP %s ", name);
	put_escaped(file, help);
	fputc('\n', file);
}

/**
 * openmetrics_sample() - write a sample of the last family
 * @file: stream to write to
 * @name: name of the family
 * @value: value; whole numbers are exact up to 1 << 53 (8 PiB)
 * @...: pairs of strings, the name of a label and its value, and a NULL at the end
 */
void openmetrics_sample(FILE *file, const char *name, double value, ...)
{
	const char *label;
	char before = '{';
	va_list labels;

	fputs(name, file);
	va_start(labels, value);
	while ((label = va_arg(labels, const char *))) {
		fprintf(file, "%c%s=\"", before, label);
		put_escaped(file, va_arg(labels, const char *));
		fputc('"', file);
		before = ',';
	}
	va_end(labels);
	fprintf(file, "%s %.*g\n", before == ',' ? "}" : "",
		value == (double)(long long)value ? 16 : 9, value);
}

/**
 * openmetrics_end() - write the last line; a text without it counts as truncated
 * @file: stream to write to
 */
void openmetrics_end(FILE *file)
{
	fputs("# EOF\n", file);
}
