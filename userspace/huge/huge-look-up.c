// SPDX-License-Identifier: GPL-2.0
/*
 * Which pages of a live process have to be looked up so that its windows of 2 MiB
 * can be judged.  Looking up is facts-pages.c, judging is huge.c.  Never prints.
 */
#include <errno.h>

#include "facts-live.h"
#include "huge.h"

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

/* The verdict is about pages, and the tables alone do not decide it. */
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

	/* what is added on the way is not looked at: see huge_begin() */
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
 * @dump: its dump, to which what they are is added
 * @all: of every window that has a page table, not only where it could change
 *	 the verdict
 * @judge: whose verdict
 * @err: says what could not be read
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
