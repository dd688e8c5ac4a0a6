// SPDX-License-Identifier: GPL-2.0
/*
 * The text format of OpenMetrics: see openmetrics.h.
 */
#include <stdarg.h>

#include "openmetrics.h"

/* Help and the values of labels have the same escapes. */
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
 * @file: file
 * @name: its name
 * @unit: its unit, which the name ends in; or NULL
 * @help: what it says
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
 * openmetrics_sample() - a sample of the family begun last
 * @file: file
 * @name: the family's name
 * @value: value; bytes are exact up to 8 PiB
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
 * openmetrics_end() - the last line, without which the text was cut short
 * @file: file
 */
void openmetrics_end(FILE *file)
{
	fputs("# EOF\n", file);
}
