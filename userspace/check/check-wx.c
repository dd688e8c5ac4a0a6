// SPDX-License-Identifier: GPL-2.0-only
/*
 * Finds memory that is writable and executable: see check-wx.h.
 *
 * wx_take() keeps the runs that have to be tested; there are no more than rows in "show".
 * wx_find() sorts the executable frames, of which a process has few, and looks up the frame of
 * each writable page among them.  It does not do so in the kernel half, where the direct map
 * has all of memory writable.
 */
#include <stdlib.h>

#include "array.h"
#include "check-wx.h"
#include "rss.h"

static void *check_wx_append(struct wx *wx, struct wx_array *array, size_t size)
{
	void *data = array_room(array->data, array->nr, size);

	if (!data) {
		wx->failed = true;
		return NULL;
	}
	array->data = data;
	return (char *)array->data + size * array->nr++;
}

static bool writable(__u32 access)
{
	return access & PTWALK_F_RW;
}

static bool executable(__u32 access)
{
	return (access & PTWALK_F_P) && !(access & PTWALK_F_NX);
}

static bool area_allows_both(const struct ptwalk_vma *vma)
{
	const __u64 both = PTWALK_VMA_WRITE | PTWALK_VMA_EXEC;

	return vma && (vma->flags & both) == both;
}

/**
 * wx_begin() - prepare to collect the runs of a dump
 * @wx: filled in
 * @dump: dump; must live as long as @wx
 */
void wx_begin(struct wx *wx, const struct dump *dump)
{
	*wx = (struct wx){ .dump = dump };
}

/**
 * wx_end() - free what was collected
 * @wx: after wx_begin()
 */
void wx_end(struct wx *wx)
{
	free(wx->pages.data);
	free(wx->exec.data);
	free(wx->both.data);
}

/**
 * wx_take() - keep a run if it has to be tested
 * @wx: from wx_begin()
 * @run: the next run, in ascending order of address
 * @counts: RSS_* classes of its entries, from rss_of()
 * @access: access that its entries allow, from access_of()
 */
void wx_take(struct wx *wx, const struct ptwalk_run *run, unsigned int counts,
	     __u32 access)
{
	struct wx_page *page;

	if (run->kind == PTWALK_UNREAD && !wx->lacks) {
		wx->lacks = true;
		wx->unread = run->start;
	}
	if (run->kind == PTWALK_UNREAD || run->kind == PTWALK_REPEAT)
		return;
	if (!(counts & RSS_PRESENT) && !area_allows_both(run->vma))
		return;
	page = check_wx_append(wx, &wx->pages, sizeof(*page));
	if (page)
		*page = (struct wx_page){
			.run = *run,
			.access = counts & RSS_PRESENT ? access : 0,
		};
}

/* Addresses of a run whose frames are contiguous, and where those frames are */
struct extent {
	__u64	addr;
	__u64	phys;
	__u64	size;
};

/* The physical address that @addr, an address of @run, translates to; *@table is a cache */
static __u64 translate(const struct wx *wx, const struct ptwalk_run *run,
		       const struct ptwalk_table **table, __u64 addr)
{
	__u64 span = ptwalk_span(run->level), raw = run->raw;
	__u64 base = run->start & -span;
	struct ptwalk_pte pte;

	if (run->extents != 1) {
		base = addr & -span;
		if (!*table || addr - (*table)->base >= span * PTWALK_ENTRIES)
			*table = dump_table(wx->dump, run->level, addr);
		raw = ptwalk_table_entry(*table, ptwalk_index(addr, run->level));
	}
	ptwalk_decode(&wx->dump->dict, raw, run->level, &pte);
	return pte.phys + (addr - base);
}

/*
 * Fills in the extent of @run that starts at @extent->addr: the rest of the run if its frames
 * are contiguous, else the rest of one page.  Returns false at the end of the run.
 */
static bool next_extent(const struct wx *wx, const struct ptwalk_run *run,
			const struct ptwalk_table **table,
			struct extent *extent)
{
	__u64 span = ptwalk_span(run->level), last = run->end - 1;

	if (extent->addr - run->start > last - run->start)
		return false;
	extent->phys = translate(wx, run, table, extent->addr);
	if (run->extents == 1)
		extent->size = last - extent->addr + 1;
	else
		extent->size = span - (extent->addr & (span - 1));
	if (extent->size - 1 > last - extent->addr)
		extent->size = last - extent->addr + 1;
	return true;
}

static int by_phys(const void *a, const void *b)
{
	const struct wx_frames *x = a, *y = b;

	if (x->phys != y->phys)
		return x->phys < y->phys ? -1 : 1;
	return x->exec < y->exec ? -1 : x->exec > y->exec;
}

/* Sorts the array by frame and cuts overlaps, so that each frame is in one element only. */
static void check_wx_settle(struct wx_array *array)
{
	struct wx_frames *frames = array->data;
	__u64 end = 0, gone;
	size_t i, kept = 0;

	if (array->nr)
		qsort(frames, array->nr, sizeof(*frames), by_phys);
	for (i = 0; i < array->nr; i++) {
		struct wx_frames f = frames[i];

		gone = kept && f.phys < end ? end - f.phys : 0;
		if (gone >= f.size)
			continue;
		f.phys += gone;
		f.size -= gone;
		f.exec += gone;
		f.write += gone;
		end = f.phys + f.size;
		frames[kept++] = f;
	}
	array->nr = kept;
}

/* The first element that ends above @phys, or NULL; the array is sorted */
static const struct wx_frames *frames_after(const struct wx_array *array,
					    __u64 phys)
{
	const struct wx_frames *frames = array->data;
	size_t low = 0, high = array->nr, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (frames[middle].phys + frames[middle].size > phys)
			high = middle;
		else
			low = middle + 1;
	}
	return low < array->nr ? &frames[low] : NULL;
}

static void find_exec(struct wx *wx, const struct ptwalk_run *run)
{
	const struct ptwalk_table *table = NULL;
	struct extent e = { .addr = run->start };
	struct wx_frames *f;

	for (; next_extent(wx, run, &table, &e); e.addr += e.size) {
		f = check_wx_append(wx, &wx->exec, sizeof(*f));
		if (!f)
			return;
		*f = (struct wx_frames){ e.phys, e.size, e.addr, 0 };
		if (e.addr + e.size == run->end)
			return;
	}
}

static void find_both(struct wx *wx, const struct ptwalk_run *run)
{
	const struct wx_frames *x, *end;
	const struct ptwalk_table *table = NULL;
	struct extent e = { .addr = run->start };
	struct wx_frames *f;

	end = (const struct wx_frames *)wx->exec.data + wx->exec.nr;
	for (; next_extent(wx, run, &table, &e); e.addr += e.size) {
		x = frames_after(&wx->exec, e.phys);
		for (; x && x < end && x->phys < e.phys + e.size; x++) {
			__u64 from = x->phys > e.phys ? x->phys : e.phys;
			__u64 to = x->phys + x->size;

			if (to > e.phys + e.size)
				to = e.phys + e.size;
			f = check_wx_append(wx, &wx->both, sizeof(*f));
			if (!f)
				return;
			*f = (struct wx_frames){
				.phys = from,
				.size = to - from,
				.exec = x->exec + (from - x->phys),
				.write = e.addr + (from - e.phys),
			};
		}
		if (e.addr + e.size == run->end)
			return;
	}
}

/**
 * wx_find() - find the frames mapped writable at one address and executable at another
 * @wx: after wx_take() of all runs; @exec and @both are filled in
 */
void wx_find(struct wx *wx)
{
	const struct wx_page *page = wx->pages.data;
	size_t i;

	if (wx->dump->header->half != PTWALK_HALF_USER)
		return;
	for (i = 0; i < wx->pages.nr; i++)
		if (executable(page[i].access) && !writable(page[i].access))
			find_exec(wx, &page[i].run);
	check_wx_settle(&wx->exec);
	if (!wx->exec.nr)
		return;
	for (i = 0; i < wx->pages.nr; i++)
		if (writable(page[i].access) && !executable(page[i].access))
			find_both(wx, &page[i].run);
	check_wx_settle(&wx->both);
}

static void check_wx_add(struct check_part *part, const struct wx_page *page,
			 __u64 first, __u64 last, enum check_wx how)
{
	if (!part->bytes)
		part->wx = how;
	check_add(part, &page->run, first, last);
}

static void add_frames(struct check_part *part, const struct wx_page *page,
		       const struct extent *e, __u64 last,
		       const struct wx_frames *frames)
{
	__u64 behind = e->phys - frames->phys;

	if (!part->bytes) {
		part->phys = e->phys;
		part->write = frames->write + behind;
		part->exec = frames->exec + behind;
	}
	check_wx_add(part, page, e->addr, last, CHECK_WX_FRAME);
}

/*
 * Test pages whose own entries do not allow both: is their frame in @wx->both?  If the dump is
 * not of one moment, such pages go to @either, since the frame may have been mapped at one
 * address after the other.
 */
static void judge_frames(const struct wx *wx, const struct wx_page *page,
			 __u64 first, __u64 last, struct check_result *result,
			 bool one_moment)
{
	struct check_part *part = one_moment ? &result->part[true] :
					       &result->either;
	const struct ptwalk_table *table = NULL;
	struct extent e = { .addr = first };
	__u64 last_here;

	if (!wx->both.nr || !(writable(page->access) || executable(page->access))) {
		check_add(&result->part[false], &page->run, first, last);
		return;
	}
	while (next_extent(wx, &page->run, &table, &e)) {
		const struct wx_frames *f = frames_after(&wx->both, e.phys);
		bool both = f && f->phys <= e.phys;

		last_here = e.addr + e.size - 1;
		if (both && f->phys + f->size - e.phys < e.size)
			last_here = e.addr + (f->phys + f->size - e.phys) - 1;
		else if (!both && f && f->phys - e.phys < e.size)
			last_here = e.addr + (f->phys - e.phys) - 1;
		if (last_here > last)
			last_here = last;
		if (both)
			add_frames(part, page, &e, last_here, f);
		else
			check_add(&result->part[false], &page->run, e.addr,
				  last_here);
		if (last_here == last)
			return;
		e.addr = last_here + 1;
	}
}

static void check_wx_set_unknown(const struct wx *wx, struct check_result *result)
{
	const struct ptwalk_header *header = wx->dump->header;
	const struct ptwalk_end *end = wx->dump->end;

	if (wx->failed)
		errmsg_set(&result->why, 0, "out of memory");
	else if (header->half != PTWALK_HALF_USER || result->unknown)
		return;
	else if (wx->lacks)
		errmsg_set(&result->why, 0,
			   "the dump lacks the table for 0x%llx", wx->unread);
	else if (!(end->flags & PTWALK_END_COMPLETE))
		errmsg_set(&result->why, 0,
			   "the dump is incomplete and ends at 0x%llx",
			   end->reached);
	else if (header->start ||
		 header->end - 1 < ptwalk_half_end(header->levels) - 1)
		errmsg_set(&result->why, 0,
			   "frames can be mapped again outside of the dump, which is from 0x%llx to 0x%llx",
			   header->start, header->end - 1);
	else
		return;
	result->unknown = true;
}

/**
 * wx_judge() - test an expression about memory that is writable and executable
 * @wx: after wx_find()
 * @expr: expression
 * @result: @part and @either are filled in; @unknown is set if the dump lacks something
 * @one_moment: all VMAs of the dump are of one moment; if false, a frame found at two
 *		addresses may have been mapped at one after the other
 */
void wx_judge(struct wx *wx, const struct check_expr *expr,
	      struct check_result *result, bool one_moment)
{
	const struct wx_page *page = wx->pages.data;
	__u64 first, last;
	size_t i;

	for (i = 0; i < wx->pages.nr; i++, page++) {
		if (!check_clip(expr, result, &page->run, &first, &last))
			continue;
		if (writable(page->access) && executable(page->access))
			check_wx_add(&result->part[true], page, first, last,
				     CHECK_WX_PAGE);
		else if (area_allows_both(page->run.vma))
			check_wx_add(&result->part[true], page, first, last,
				     CHECK_WX_AREA);
		else
			judge_frames(wx, page, first, last, result, one_moment);
	}
	check_wx_set_unknown(wx, result);
}
