// SPDX-License-Identifier: GPL-2.0-only
/*
 * Chooses the pages of a live process whose kpageflags and kpagecount the rules need, and
 * those that tell which processes share them.  Reading is done by facts-pages.c and
 * facts-sharers.c, the rules are applied by huge.c.  Never prints.
 */
#include <errno.h>

#include "facts-live.h"
#include "huge.h"

#define SHARED_WINDOWS	64	/* enough to tell the processes apart */

static int add_window(struct facts_batch *b, const struct huge *h,
		      const struct huge_window *w, struct errmsg *err)
{
	unsigned int i, from = ptwalk_index(w->start, 1);
	unsigned int to = from + ((w->end - w->start) >> ptwalk_shift(1));
	int rc;

	rc = facts_batch_room(b, to - from, err);
	if (rc)
		return rc;
	for (i = from; i < to; i++) {
		__u64 raw = ptwalk_table_entry(w->table, i);

		if (huge_has_page(&h->masks, raw))
			facts_batch_add(b, w->table->base + i * ptwalk_span(1),
					huge_frame(&h->masks, raw));
	}
	return 0;
}

/* The verdict depends on pages, and the tables alone do not decide it. */
static bool undecided(const struct huge_window *w)
{
	return (w->lacks & HUGE_LACKS_PAGES) && huge_depends_on_pages(w);
}

static int look_up_windows(struct facts_batch *b, struct dump *dump, bool all,
			   enum huge_judge judge, struct errmsg *err)
{
	struct huge_window w;
	struct huge h;
	int rc;

	/* page records that are added in this loop do not count in it: see huge_begin() */
	huge_begin(&h, dump, judge);
	while (huge_next(&h, &w)) {
		if (!w.table || !(all || undecided(&w)))
			continue;
		rc = add_window(b, &h, &w, err);
		if (rc)
			return rc;
	}
	return facts_batch_flush(b, err);
}

/**
 * huge_look_up_pages() - look up pages of a live process
 * @dump: its dump; what is found is added to its facts
 * @all: pages of every window that has a page table, not only where they could change the
 *	 verdict
 * @judge: whose rules apply: khugepaged or MADV_COLLAPSE
 * @err: describes what could not be read
 *
 * Return: 0 or a negative errno.
 */
int huge_look_up_pages(struct dump *dump, bool all, enum huge_judge judge,
		       struct errmsg *err)
{
	struct facts_batch *b = facts_batch_new(dump, err);
	int rc;

	if (!b)
		return -ENOMEM;
	rc = look_up_windows(b, dump, all, judge, err);
	facts_batch_free(b);
	return rc;
}

/* Sum up all windows; with @b set, also add the pages of those that are undecided to it. */
static int sum_windows(struct dump *dump, const struct huge_knobs *knobs,
		       struct facts_batch **b, struct huge_sums *sums, struct errmsg *err)
{
	struct huge_window w;
	struct huge h;
	int rc;

	*sums = (struct huge_sums){ 0 };
	huge_begin_sums(&h, dump, knobs);
	while (huge_next(&h, &w)) {
		huge_add(sums, &w);
		if (!b || !w.table || !undecided(&w))
			continue;
		if (!*b)
			*b = facts_batch_new(dump, err);
		if (!*b)
			return -ENOMEM;
		rc = add_window(*b, &h, &w, err);
		if (rc)
			return rc;
	}
	return 0;
}

/**
 * huge_look_up_sum() - sum up the windows of a live process by khugepaged's rules
 * @dump: its dump; pages where they could change a verdict are looked up and added to its facts
 * @knobs: the settings of the machine
 * @sums: filled in
 * @err: describes what could not be read
 *
 * For many processes: most have no such page, and then one pass is all.
 *
 * Return: 0 or a negative errno.
 */
int huge_look_up_sum(struct dump *dump, const struct huge_knobs *knobs,
		     struct huge_sums *sums, struct errmsg *err)
{
	struct facts_batch *b = NULL;
	int rc = sum_windows(dump, knobs, &b, sums, err);

	if (!rc && b)
		rc = facts_batch_flush(b, err);
	if (!rc && dump->facts.nr_pages)
		rc = sum_windows(dump, knobs, NULL, sums, err);
	if (b)
		facts_batch_free(b);
	return rc;
}

/*
 * An anonymous page that several processes map: since fork(), or by KSM.  KPF_KSM does not
 * tell: 6.12 sets it for each anonymous page, as it tests PAGE_MAPPING_KSM by one of its bits.
 */
static bool is_copy_on_write(const struct ptwalk_page_run *run)
{
	return huge_page_shared(run) && huge_page_anon(run);
}

/* Does sharing prevent that the window is collapsed? */
static bool is_refused_as_shared(const struct huge_window *w)
{
	return w->verdict == HUGE_EXCEED_SHARED ||
	       (w->verdict == HUGE_NO_WRITABLE && w->cause == HUGE_WRITE_SHARED);
}

/* The first page of a window that is copy on write */
static bool find_shared(const struct huge *h, const struct huge_window *w,
			struct facts_mapping *page)
{
	const struct ptwalk_page_run *run;
	__u64 addr = w->start, raw;

	while ((run = facts_page(h->rules.facts, addr)) && run->addr < w->end) {
		if (addr < run->addr)
			addr = run->addr;
		raw = ptwalk_table_entry(w->table, ptwalk_index(addr, 1));
		if (is_copy_on_write(run) && huge_has_page(&h->masks, raw)) {
			*page = (struct facts_mapping){ addr, huge_frame(&h->masks, raw) };
			return true;
		}
		addr = run->addr + run->nr * ptwalk_span(1);
	}
	return false;
}

/**
 * huge_look_up_sharers() - find out which processes prevent a collapse by sharing pages
 * @dump: dump of a live process, with what huge_look_up_pages() added
 * @judge: whose verdict
 * @pid: the process, as numbered by /proc
 * @text: filled in, see facts_read_sharers()
 * @err: says what could not be read
 *
 * Looks at one page of each of the first windows of 2 MiB that are refused for it.
 *
 * Return: 0 or a negative errno.
 */
int huge_look_up_sharers(const struct dump *dump, enum huge_judge judge, int pid,
			 char text[FACTS_SHARERS_SIZE], struct errmsg *err)
{
	struct facts_mapping page[SHARED_WINDOWS];
	struct huge_window w;
	struct huge h;
	size_t nr = 0;

	text[0] = '\0';
	huge_begin(&h, dump, judge);
	while (nr < SHARED_WINDOWS && huge_next(&h, &w))
		nr += w.table && is_refused_as_shared(&w) && find_shared(&h, &w, &page[nr]);
	return nr ? facts_read_sharers(pid, page, nr, text, err) : 0;
}
