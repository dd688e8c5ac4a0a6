// SPDX-License-Identifier: GPL-2.0-only
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

static const char *size_text(const struct output *out, __u64 bytes, char buf[24])
{
	if (!out->bytes)
		return output_format_size(buf, 24, bytes);
	snprintf(buf, 24, "%llu", bytes);
	return buf;
}

static void print_size(const struct output *out, __u64 bytes)
{
	char text[24];

	printf("%10s", size_text(out, bytes, text));
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
	const unsigned int share = number_permille(sum->rss, sums->all.rss);
	char instead[HUGE_TEXT], text[2 * HUGE_TEXT], before[128], rss[24], size[24], growth[24];
	char label[LABEL_WIDTH + 1];

	snprintf(label, sizeof(label), "  %-*s", LABEL_WIDTH - 2, huge_verdict_name(verdict));
	snprintf(before, sizeof(before), "%10s  %3u.%u%%%10s%10s  %8llu  ",
		 size_text(out, sum->rss, rss), share / 10, share % 10,
		 size_text(out, sum->size, size), size_text(out, sum->growth, growth),
		 sum->windows);
	snprintf(text, sizeof(text), "%s%s", huge_summary(verdict), huge_instead(&common, instead));
	terminal_put_beside(huge_verdict_style(verdict), label, before, text);
}

/**
 * huge_verdict_style() - the colour of a verdict
 * @verdict: verdict
 *
 * Return: green for what is huge, yellow for what will be, red for what keeps memory from that and
 * can be mended, dim for all else.
 */
enum terminal_style huge_verdict_style(enum huge_verdict verdict)
{
	if (verdict == HUGE_IS)
		return TERMINAL_GREEN;
	if (verdict == HUGE_COLLAPSE)
		return TERMINAL_YELLOW;
	if (verdict == HUGE_PMD_NONE || !huge_curable(verdict))
		return TERMINAL_DIM;
	return TERMINAL_RED;
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
	char text[sizeof(comm) + sizeof(release) + 128];

	area_escape((const char *)header->comm, sizeof(header->comm), comm,
		    sizeof(comm));
	area_escape((const char *)header->release, sizeof(header->release),
		    release, sizeof(release));
	snprintf(text, sizeof(text), "process %d (%s), Linux %s, as %s would judge by the rules of %s",
		 header->tgid, comm, release,
		 c->judge == HUGE_MADVISE ? "MADV_COLLAPSE" : "khugepaged",
		 c->report.rules.release);
	terminal_put(0, text);
	putchar('\n');
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
			terminal_put(2, huge_lack(1U << i));
	for (i = 0; (text = huge_unseen(&report->rules, i)); i++)
		if (*text)
			terminal_put(2, text);
}
