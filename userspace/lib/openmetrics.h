/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The text format of OpenMetrics 1.0, as far as gauges need it, in the part that
 * the older format of Prometheus has as well: node-exporter's textfile collector
 * reads that one.  Owns the notation; which metrics there are is the command's.
 *
 *	openmetrics_family(f, "ptwalk_resident_bytes", "bytes", "Resident memory");
 *	openmetrics_sample(f, "ptwalk_resident_bytes", 4096, "comm", "cat", NULL);
 *	openmetrics_end(f);
 *
 * All samples of a family follow it, each with other labels.
 */
#ifndef PTWALK_OPENMETRICS_H
#define PTWALK_OPENMETRICS_H

#include <stdio.h>

/* @unit: what @name ends in, or NULL */
void openmetrics_family(FILE *file, const char *name, const char *unit,
			const char *help);
/* pairs of a label and its value, which is UTF-8, and a NULL */
void openmetrics_sample(FILE *file, const char *name, double value, ...)
	__attribute__((sentinel));
void openmetrics_end(FILE *file);

#endif /* PTWALK_OPENMETRICS_H */
