// SPDX-License-Identifier: GPL-2.0
/*
 * The first screen of "ptwalk huge": how much is huge, all else by reason, and what is
 * not known.  The VMAs that lose most are added as a table (cmd-huge.c).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "cmd-huge.h"
#include "huge-text.h"
#include "number.h"

#define LABEL_WIDTH	26

static void print_size(const struct output *out, __u64 bytes)
{
	char text[24];

	if (out->bytes)
		snprintf(text, sizeof(text), "%llu", bytes);
	else
		output_format_size(text, sizeof(text), bytes);
	printf("%10s", text);
}

static void print_share(__u64 part, __u64 whole)
{
	unsigned int share = number_permille(part, whole);

	printf("  %3u.%u%%", share / 10, share % 10);
}

static void print_line(const struct output *out, const char *label,
		       __u64 bytes, __u64 whole)
{
	printf("%-*s", LABEL_WIDTH, label);
	print_size(out, bytes);
	print_share(bytes, whole);
	putchar('\n');
}

/*
 * Verdicts in order of what they cost: first by resident bytes, then by size; those that
 * nothing can be done about come after all others.
 */
static int by_cost(const void *a, const void *b, void *of)
{
	const struct huge_sum *sum = of;
	const struct huge_sum *x = &sum[*(const unsigned int *)a];
	const struct huge_sum *y = &sum[*(const unsigned int *)b];

	if (huge_curable(*(const unsigned int *)a) != huge_curable(*(const unsigned int *)b))
		return huge_curable(*(const unsigned int *)a) ? -1 : 1;
	if (x->rss != y->rss)
		return x->rss < y->rss ? 1 : -1;
	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return *(const unsigned int *)a < *(const unsigned int *)b ? -1 : 1;
}

static size_t order_verdicts(const struct huge_sums *sums,
			     unsigned int verdict[HUGE_VERDICTS])
{
	unsigned int v;
	size_t nr = 0;

	for (v = HUGE_COLLAPSE; v < HUGE_VERDICTS; v++)
		if (sums->of[v].size)
			verdict[nr++] = v;
	qsort_r(verdict, nr, sizeof(verdict[0]), by_cost, (void *)sums->of);
	return nr;
}

static void print_reason(const struct output *out, const struct huge_sums *sums,
			 unsigned int verdict)
{
	const struct huge_sum *sum = &sums->of[verdict];
	const struct huge_window common = huge_common(sum, verdict);
	char label[LABEL_WIDTH + 1], instead[HUGE_TEXT];

	snprintf(label, sizeof(label), "  %s", huge_verdict_name(verdict));
	printf("%-*s", LABEL_WIDTH, label);
	print_size(out, sum->rss);
	print_share(sum->rss, sums->all.rss);
	print_size(out, sum->size);
	print_size(out, sum->growth);
	printf("  %8llu  %s%s\n", sum->windows, huge_summary(verdict),
	       huge_instead(&common, instead));
}

/**
 * huge_print_subject() - print which process the verdicts are about, and whose rules they follow
 * @c: the run
 */
void huge_print_subject(const struct command_huge *c)
{
	const struct ptwalk_header *header = c->dump->header;
	char comm[4 * sizeof(header->comm) + 1];
	char release[4 * sizeof(header->release) + 1];

	area_escape((const char *)header->comm, sizeof(header->comm), comm,
		    sizeof(comm));
	area_escape((const char *)header->release, sizeof(header->release),
		    release, sizeof(release));
	printf("process %d (%s), Linux %s, as %s would judge by the rules of %s\n\n",
	       header->tgid, comm, release,
	       c->judge == HUGE_MADVISE ? "MADV_COLLAPSE" : "khugepaged",
	       c->report.rules.release);
}

/**
 * huge_print_head() - print the sums for people
 * @c: the run; its options -b and -n count
 */
void huge_print_head(const struct command_huge *c)
{
	const struct output *out = &c->out;
	const struct huge_sums *sums = &c->report.sums;
	const struct huge_sum *huge = &sums->of[HUGE_IS];
	unsigned int verdict[HUGE_VERDICTS];
	size_t i, nr;

	if (!out->noheadings)
		huge_print_subject(c);
	print_line(out, "resident (Rss)", sums->all.rss - sums->all.unseen,
		   sums->all.rss);
	print_line(out, "  huge", huge->rss, sums->all.rss);
	print_line(out, "  not huge", sums->all.rss - huge->rss, sums->all.rss);
	if (sums->all.unseen)
		print_line(out, "  unseen by smaps", sums->all.unseen,
			   sums->all.rss);
	if (sums->all.hugetlb)
		print_line(out, "hugetlb, not in Rss", sums->all.hugetlb,
			   sums->all.hugetlb);
	nr = order_verdicts(sums, verdict);
	if (!nr)
		return;
	if (!out->noheadings)
		printf("\n%-*s%10s%8s%10s%10s%10s\n", LABEL_WIDTH,
		       "not huge, and why", "Rss", "share", "size", "growth",
		       "windows");
	for (i = 0; i < nr; i++)
		print_reason(out, sums, verdict[i]);
	if (sums->all.growth) {
		printf("%-*s", LABEL_WIDTH, "Rss grows, if all collapse");
		printf("%28s", "");
		print_size(out, sums->all.growth);
		putchar('\n');
	}
}

/**
 * huge_print_unknown() - print what is not known of this dump, and what of any
 * @report: report
 */
void huge_print_unknown(const struct huge_report *report)
{
	const char *text;
	unsigned int i;

	puts("\nnot known");
	if (!report->rules.same)
		printf("  whether this kernel judges as Linux %s, the nearest that ptwalk knows\n",
		       report->rules.release);
	for (i = 0; huge_lack_name(i); i++)
		if (report->sums.lacks & (1U << i))
			printf("  %s\n", huge_lack(1U << i));
	for (i = 0; (text = huge_unseen(&report->rules, i)); i++)
		if (*text)
			printf("  %s\n", text);
}
