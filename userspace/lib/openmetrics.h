/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Write the text format of OpenMetrics 1.0, as far as gauges need it.  Only those parts
 * are used that the older format of Prometheus has as well, because the textfile
 * collector of node-exporter reads the older one.  Owns the notation; the command chooses
 * the metrics.
 *
 *	openmetrics_family(f, "ptwalk_resident_bytes", "bytes", "Resident memory");
 *	openmetrics_sample(f, "ptwalk_resident_bytes", 4096, "comm", "cat", NULL);
 *	openmetrics_end(f);
 *
 * All samples of a family have to follow it at once, each with different labels.
 */
#ifndef PTWALK_OPENMETRICS_H
#define PTWALK_OPENMETRICS_H

#include <stdio.h>

/* @unit: the last word of @name, or NULL */
void openmetrics_family(FILE *file, const char *name, const char *unit,
			const char *help);
/* @...: pairs of strings, the name of a label and its value (UTF-8); then NULL */
void openmetrics_sample(FILE *file, const char *name, double value, ...)
	__attribute__((sentinel));
void openmetrics_end(FILE *file);

#endif /* PTWALK_OPENMETRICS_H */
