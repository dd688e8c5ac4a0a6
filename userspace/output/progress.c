// SPDX-License-Identifier: GPL-2.0-only
/*
 * How far a long capture is: see progress.h.
 */
#include <stdio.h>
#include <unistd.h>

#include "clock.h"
#include "output.h"
#include "progress.h"

/* A capture that takes less shows nothing; what is shown can be read before it changes. */
#define PROGRESS_FIRST	CLOCK_SECOND
#define PROGRESS_NEXT	(CLOCK_SECOND / 5)

/**
 * progress_begin() - begin what may take long
 * @progress: filled in
 * @total: what there is to do, or 0 if that is not known
 * @things: what is counted, in the plural; NULL for bytes
 */
void progress_begin(struct progress *progress, __u64 total, const char *things)
{
	*progress = (struct progress){
		.total = total,
		.things = things,
		.began = clock_ns(CLOCK_MONOTONIC),
		.terminal = isatty(STDERR_FILENO),
	};
	progress->next = progress->began + PROGRESS_FIRST;
}

static const char *progress_amount(const struct progress *progress, __u64 amount, char buf[24])
{
	if (!progress->things)
		return output_format_size(buf, 24, amount);
	snprintf(buf, 24, "%llu", amount);
	return buf;
}

/**
 * progress_text() - say how far it is
 * @progress: progress
 * @done: how much has been done
 * @ns: how long that took, nanoseconds
 * @buf: filled in: "12M of 40M, 4M/s, 7 s left"
 *
 * Return: @buf.
 */
char *progress_text(const struct progress *progress, __u64 done, __u64 ns, char buf[PROGRESS_SIZE])
{
	const double seconds = (double)ns / CLOCK_SECOND, rate = seconds > 0 ? done / seconds : 0;
	const bool known = progress->total > done;
	char is[24], of[24], speed[24];
	int used;

	used = snprintf(buf, PROGRESS_SIZE, "%s%s%s%s%s, %s/s",
			progress_amount(progress, done, is), known ? " of " : "",
			known ? progress_amount(progress, progress->total, of) : "",
			progress->things ? " " : "", progress->things ? progress->things : "",
			progress_amount(progress, rate, speed));
	if (known && rate > 0)
		snprintf(buf + used, PROGRESS_SIZE - used, ", %.0f s left",
			 (progress->total - done) / rate);
	return buf;
}

/**
 * progress_show() - show how far it is, if it takes long
 * @progress: progress
 * @done: how much has been done
 */
void progress_show(struct progress *progress, __u64 done)
{
	const __u64 now = clock_ns(CLOCK_MONOTONIC);
	char text[PROGRESS_SIZE];

	if (!progress->terminal || now < progress->next)
		return;
	progress->next = now + PROGRESS_NEXT;
	progress->shown = true;
	fprintf(stderr, "\r%s\033[K", progress_text(progress, done, now - progress->began, text));
}

/**
 * progress_end() - remove the line
 * @progress: progress
 */
void progress_end(const struct progress *progress)
{
	if (progress->shown)
		fputs("\r\033[K", stderr);
}
