// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tests "same-frames": do pages that are present in two dumps have the same frames?  See
 * check.h.
 *
 * For each page of the first dump, the code looks for its counterpart in the second one:
 *
 * - A page of a file is compared with the page at the same offset of the same file, at
 *   whatever address the other process maps it.
 * - A page of a special mapping ([vdso]) is compared with the page at the same offset in the
 *   VMA of the same name.
 * - An anonymous page can only be compared with the page at the same address.  That proves
 *   something if one address space is a copy of the other (place_copies()), or if the frames
 *   are equal.  Other anonymous memory cannot be compared, and makes the result unknown.
 *
 * In two dumps of the same process, all pages are compared by address.
 */
#include <string.h>

#include "area.h"
#include "check.h"
#include "place.h"
#include "rss.h"

/**
 * struct frames - state of the comparison of two dumps
 * @a: the first dump
 * @b: the other dump
 * @files: the VMAs of @b that map files
 * @unread: one of the dumps lacks a table that was needed
 * @same_process: both dumps are of the same process
 * @copies: the same address is the same memory in both, see place_copies()
 * @apart: there is memory that cannot be compared
 * @first_apart: the first address of such memory
 */
struct frames {
	struct place_view		a;
	struct place_view		b;
	struct place_files		files;
	bool				unread;
	bool				same_process;
	bool				copies;
	bool				apart;
	__u64				first_apart;
};

/* Sets *@phys to what @addr translates to.  Returns the page's level; 0 if none is present. */
static unsigned int page_at(struct frames *f, struct place_view *view, __u64 addr,
			    __u64 *phys)
{
	struct ptwalk_pte pte;

	if (!place_entry(view, addr, &pte))
		return 0;
	f->unread |= pte.kind == PTWALK_TABLE;
	if (!(rss_of(&view->dump->dict, &pte, NULL) & RSS_PRESENT))
		return 0;
	*phys = pte.phys;
	return pte.level;
}

/**
 * struct match - the best counterpart found so far for an address of the first dump
 * @addr: address of the counterpart in the other dump
 * @phys: physical address that @addr translates to
 * @level: level of the page at @addr; 0 if there is no counterpart
 * @same: both addresses have the same frame
 * @alike: the VMA of @addr maps the same part of the file
 */
struct match {
	__u64		addr;
	__u64		phys;
	unsigned int	level;
	bool		same;
	bool		alike;
};

/*
 * Try @other, an address of the other dump.  @here is the physical address to compare with.  If
 * none has it, the result names the counterpart whose VMA is @alike: a program maps the last page
 * of its constants a second time, for data that is only relocated.
 */
static void match(struct frames *f, __u64 here, __u64 other, bool alike, struct match *best)
{
	__u64 there = 0;
	unsigned int level = page_at(f, &f->b, other, &there);
	const bool same = here == there;

	if (level && (!best->level || (same && !best->same) ||
		      (alike && !best->alike && same == best->same)))
		*best = (struct match){ other, there, level, same, alike };
}

/* Try all addresses at which the other process maps the same offset of the file. */
static void match_file(struct frames *f, const struct ptwalk_vma *vma,
		       const struct ptwalk_vma **at, __u64 addr, __u64 here,
		       struct match *best)
{
	__u64 offset = vma->offset + (addr - vma->start);

	for (; at && (*at)->offset <= offset && !best->same;
	     at = place_next(&f->files, at)) {
		const struct ptwalk_vma *b = *at;

		if (offset - b->offset < dump_vma_end(f->b.dump, b) - b->start)
			match(f, here, b->start + (offset - b->offset),
			      b->offset == vma->offset && b->end - b->start == vma->end - vma->start,
			      best);
	}
}

/* Try the VMAs of the same name, for [vdso] and other VMAs with neither file nor anon memory. */
static void match_name(struct frames *f, const struct ptwalk_vma *vma, __u64 addr,
		       __u64 here, struct match *best)
{
	const struct dump *dump = f->b.dump;
	size_t i;

	for (i = 0; i < dump->nr_vmas && !best->same; i++) {
		const struct ptwalk_vma *b = dump->vma[i];

		if (!area_has_file(b) && b->name_length == vma->name_length &&
		    !memcmp(b->name, vma->name, b->name_length) &&
		    addr - vma->start < b->end - b->start)
			match(f, here, b->start + (addr - vma->start), true, best);
	}
}

static void match_address(struct frames *f, const struct ptwalk_vma *vma,
			  __u64 addr, __u64 here, struct match *best)
{
	const struct ptwalk_vma *b = dump_vma(f->b.dump, addr);

	/* in another process, a page of a file is no counterpart of an anonymous page */
	if (vma && !f->same_process && (!b || area_has_file(b)))
		return;
	match(f, here, addr, true, best);
	if (best->same || f->same_process || f->copies || !vma)
		return;
	best->level = 0;
}

static void set_apart(struct frames *f, __u64 addr)
{
	if (!f->apart)
		f->first_apart = addr;
	f->apart = true;
}

static void check_frames_add(struct check_result *result, const struct ptwalk_run *run,
			     __u64 first, __u64 last, __u64 here, const struct match *best)
{
	struct check_part *part = &result->part[best->same];

	if (!part->bytes) {
		part->phys = here;
		part->other_phys = best->phys;
		part->other = best->addr;
	}
	check_add(part, run, first, last);
}

static void check_frames_compare(struct frames *f, const struct ptwalk_run *run, __u64 first,
				 __u64 last, struct check_result *result)
{
	const struct ptwalk_vma *vma = run->vma;
	bool file = vma && !f->same_process && area_has_file(vma);
	bool name = vma && !f->same_process && !file &&
		    !(vma->flags & PTWALK_VMA_ANON);
	const struct ptwalk_vma **from = file ? place_first(&f->files, vma) : NULL;
	unsigned int level;
	__u64 here = 0, end;

	for (;; first = end + 1) {
		struct match best = { 0 };

		level = page_at(f, &f->a, first, &here);
		if (file)
			match_file(f, vma, from, first, here, &best);
		else if (name)
			match_name(f, vma, first, here, &best);
		else
			match_address(f, vma, first, here, &best);
		/*
		 * Compare as much at once as the smaller of the two pages; 4K at a time if
		 * there is no counterpart or the two are aligned differently.
		 */
		if (level > best.level && best.level)
			level = best.level;
		if (!best.level || ((first - best.addr) & (ptwalk_span(level) - 1)))
			level = 1;
		end = first | (ptwalk_span(level) - 1);
		if (end > last)
			end = last;
		if (best.level)
			check_frames_add(result, run, first, end, here, &best);
		else if (!file && !name && !f->copies && vma)
			set_apart(f, first);
		if (end == last)
			return;
	}
}

static void check_frames_set_unknown(struct check_result *result, const char *target,
				     const char *why)
{
	if (result->unknown)
		return;
	errmsg_set(&result->why, 0, "%s %s", target, why);
	result->unknown = true;
}

static void check_frames_conclude(const struct frames *f, const struct check_expr *expr,
				  struct check_result *result)
{
	bool all = expr->amount == CHECK_ALL || expr->amount == CHECK_NOTHING;

	if (f->unread)
		check_frames_set_unknown(result, expr->target,
					 "or the dump itself lacks tables that were added or freed during the dump");
	if (!(expr->other->end->flags & PTWALK_END_COMPLETE))
		check_frames_set_unknown(result, expr->target, "is incomplete");
	else if (!f->same_process && expr->other->header->half == PTWALK_HALF_USER &&
		 !place_is_whole(expr->other))
		check_frames_set_unknown(result, expr->target,
					 "covers a part of an address space only: the rest may map the same pages");
	/* an amount or percentage is of the memory that can be compared, if there is any */
	if (!f->apart || result->unknown ||
	    (!all && (result->part[0].bytes || result->part[1].bytes)))
		return;
	errmsg_set(&result->why, 0,
		   "anonymous memory, as at 0x%llx, cannot be compared with %s: the processes are not copies of each other by fork()",
		   f->first_apart, expr->target);
	result->unknown = true;
}

/**
 * check_frames() - compare the frames of two dumps for a "same-frames" expression
 * @dump: the first dump
 * @expr: expression; @expr->other is the other dump
 * @result: @part is filled in; @unknown is set if there is memory that cannot be compared
 */
void check_frames(const struct dump *dump, const struct check_expr *expr,
		  struct check_result *result)
{
	const struct dump *other = expr->other;
	struct frames f = { 0 };
	struct ptwalk_run run;
	struct runs runs;
	__u64 first, last;

	if (dump->header->half != other->header->half ||
	    !dump_same_boot(dump->header, other->header)) {
		check_frames_set_unknown(result, expr->target,
					 "is of another half, kernel or boot: frame numbers cannot be compared");
		return;
	}
	f.copies = place_copies(dump, other);
	f.same_process = dump->header->tgid == other->header->tgid &&
			 dump->header->start_time == other->header->start_time;
	place_view(&f.a, dump);
	place_view(&f.b, other);
	if (place_list(&f.files, other)) {
		errmsg_set(&result->why, 0, "out of memory");
		result->unknown = true;
		return;
	}
	runs_begin(&runs, dump);
	while (runs_next(&runs, &run)) {
		f.unread |= run.kind == PTWALK_UNREAD &&
			    check_clip(expr, result, &run, &first, &last);
		if (run.kind != PTWALK_PAGE && run.kind != PTWALK_PROTNONE &&
		    (run.kind != PTWALK_INVALID || dump->dict.kernel))
			continue;
		if (check_clip(expr, result, &run, &first, &last))
			check_frames_compare(&f, &run, first, last, result);
	}
	check_frames_conclude(&f, expr, result);
	place_free(&f.files);
}
