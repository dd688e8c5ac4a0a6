// SPDX-License-Identifier: GPL-2.0
/*
 * khugepaged at random: a model of its scan goes over random areas, which change
 * under it, gives up now and then, leaves for other address spaces, and events get
 * lost.  Whatever it does, a judgement that is located must be located where the
 * model was; and most must be.  The model is written after the kernel's
 * khugepaged_scan_mm_slot(), not after what is tested.  The seed is fixed.
 */
#include "kselftest_harness.h"
#include "observe-watch.h"

#define ROUNDS	400
#define BASE	0x7f0000000000ULL
#define PAGES	6		/* present in a window that has a table */
#define MAX	64

struct area {
	__u64	start;
	unsigned int windows;
	bool	anon;
	bool	visited;	/* khugepaged does not leave it out */
};

struct window {
	__u64	addr;
	const struct area *area;
	char	state;		/* t, h or - */
	bool	changed;	/* since the last dump */
	bool	moved;		/* a page of it came or went to another */
	__u64	frame[PAGES];
};

/**
 * struct model - a process, and khugepaged at it
 * @state: of the random numbers
 * @area: its areas
 * @nr_areas: how many
 * @window: their windows, by address
 * @nr: how many
 * @next: the window that khugepaged comes to next
 * @free: the next frame that nobody has
 * @where: by time: which window was judged
 */
struct model {
	__u64		state;
	struct area	area[8];
	unsigned int	nr_areas;
	struct window	window[MAX];
	unsigned int	nr;
	unsigned int	next;
	__u64		free;
	__u64		where[65536];
};

/* splitmix64 */
static __u64 random_number(struct model *m)
{
	__u64 z = m->state += 0x9e3779b97f4a7c15ULL;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
	return z ^ (z >> 31);
}

static bool one_in(struct model *m, unsigned int n)
{
	return random_number(m) % n == 0;
}

static void new_frames(struct model *m, struct window *w)
{
	unsigned int i;

	for (i = 0; i < PAGES; i++)
		w->frame[i] = m->free++;
}

static void make_process(struct model *m)
{
	__u64 addr = BASE;
	unsigned int i, n;

	m->nr_areas = 1 + random_number(m) % 5;
	for (i = 0; i < m->nr_areas; i++) {
		struct area *area = &m->area[i];

		area->start = addr;
		area->windows = 1 + random_number(m) % 9;
		area->anon = !one_in(m, 4);
		area->visited = !one_in(m, 4);
		for (n = 0; n < area->windows; n++, addr += M2) {
			struct window *w = &m->window[m->nr++];

			w->addr = addr;
			w->area = area;
			w->state = "-htttttt"[random_number(m) % 8];
			new_frames(m, w);
		}
		addr += random_number(m) % 3 * M2;
	}
}

static struct forge *dump(const struct model *m)
{
	struct forge *f = forge_new(FORGE_7_2, 4, PTWALK_HALF_USER);
	unsigned int i, n;

	for (i = 0; i < m->nr_areas; i++)
		forge_vma(f, m->area[i].start,
			  m->area[i].start + m->area[i].windows * M2,
			  m->area[i].anon ? VMA_ANON : VMA_FILE, i & 1 ? "a" : "");
	for (i = 0; i < m->nr; i++) {
		const struct window *w = &m->window[i];

		if (w->state == 'h')
			forge_entry(f, 2, w->addr, (i + 1) * M2 | E_WRITTEN |
				    E_PS);
		for (n = 0; w->state == 't' && n < PAGES; n++)
			forge_entry(f, 1, w->addr + n * 70 * K4,
				    w->frame[n] << 12 | E_WRITTEN);
	}
	return f;
}

/*
 * The program goes on meanwhile.  All that is asked of it is not to change a window
 * twice between two dumps, and so that none sees it.
 */
static void change(struct model *m)
{
	struct window *w = &m->window[random_number(m) % m->nr];
	struct window *to = &m->window[random_number(m) % m->nr];
	unsigned int page = random_number(m) % PAGES;

	if (w->changed || to->changed || w == to)
		return;
	switch (random_number(m) % 4) {
	case 0:
		w->state = "-t"[random_number(m) % 2];
		new_frames(m, w);
		break;
	case 1:
		w->frame[page] = m->free++;
		break;
	case 2:
		/* what the one gives back is given to the other */
		to->frame[page] = w->frame[page];
		w->frame[page] = m->free++;
		to->changed = true;
		to->moved = true;
		w->moved = true;
		break;
	}
	w->changed = true;
}

static void judge_pmd(struct model *m, struct watch *watch, struct window *w)
{
	__u64 frame = w->frame[random_number(m) % PAGES];

	if (w->state == '-') {
		watch_pmd(watch, TARGET_MM, NO_FRAME, "no_pte_table");
	} else if (w->state == 'h') {
		watch_pmd(watch, TARGET_MM, NO_FRAME, "page_pmd_mapped");
	} else if (!w->moved && one_in(m, 6)) {
		watch_other(watch, TRACE_COLLAPSE, TRACE_MM, TARGET_MM,
			    "succeeded");
		watch_pmd(watch, TARGET_MM, frame, "succeeded");
		w->state = 'h';
	} else if (one_in(m, 3)) {
		watch_pmd(watch, TARGET_MM, NO_FRAME, "exceed_none_pte");
	} else {
		watch_pmd(watch, TARGET_MM, frame, "lack_referenced_page");
	}
}

static void judge(struct model *m, struct watch *watch)
{
	struct window *w = &m->window[m->next];
	__u64 frame = w->frame[random_number(m) % PAGES];

	if (w->area->anon)
		judge_pmd(m, watch, w);
	else if (one_in(m, 2))
		watch_file(watch, TARGET_MM, NO_FRAME, "exceed_none_pte");
	else
		watch_file(watch, TARGET_MM, w->state == 't' ? frame : NO_FRAME,
			   "page_not_in_lru");
	m->where[watch->time - 1] = w->addr;
}

static void scan(struct model *m, struct watch *watch)
{
	while (m->next < m->nr && !m->window[m->next].area->visited)
		m->next++;
	/* done with it, or mmap_read_trylock() failed */
	if (m->next >= m->nr || one_in(m, 40)) {
		m->next = 0;
		if (one_in(m, 2))
			watch_pmd(watch, OTHER_MM, m->free++, "page_locked");
		return;
	}
	judge(m, watch);
	if (one_in(m, 30))
		observe_lost(watch->o);
	m->next++;
}

/* Nothing of what is lost can be told; where it went meanwhile neither. */
static void lose(struct model *m, struct watch *watch)
{
	m->next = random_number(m) % m->nr;
	while (m->next && m->window[m->next].area == m->window[m->next - 1].area)
		m->next--;
	observe_lost(watch->o);
}

static void run(struct model *m, struct watch *watch)
{
	unsigned int i, n;

	make_process(m);
	watch_dump(watch, dump(m));
	for (i = 0; i < 12; i++) {
		for (n = random_number(m) % 30; n--;) {
			scan(m, watch);
			if (one_in(m, 10))
				change(m);
			if (one_in(m, 60))
				lose(m, watch);
		}
		watch_dump(watch, dump(m));
		for (n = 0; n < m->nr; n++) {
			m->window[n].changed = false;
			m->window[n].moved = false;
		}
	}
	watch_end(watch);
}

TEST(located_where_it_was)
{
	static struct model m;
	__u64 state = 20261120, located = 0, mine = 0, wrong = 0, order = 0;
	unsigned int round;
	size_t i;

	for (round = 0; round < ROUNDS; round++) {
		struct watch *watch = watch_new();
		const struct observe_report *r = &watch->report;

		m = (struct model){ .state = state, .free = 0x1000 };
		run(&m, watch);
		state = m.state;
		for (i = 0; i < r->located; i++) {
			wrong += r->verdict[i].addr != m.where[r->verdict[i].time];
			order += r->verdict[i].how == OBSERVE_ORDER;
		}
		EXPECT_EQ(r->judged, r->others + r->located + r->unlocated +
				     r->skipped);
		located += r->located;
		mine += r->target == OBSERVE_KNOWN ? r->judged - r->others : 0;
		watch_free(watch);
	}
	TH_LOG("%llu of %llu judgements located, %llu by order, %llu wrongly",
	       located, mine, order, wrong);
	EXPECT_EQ(0, wrong);
	/* where events get lost at this rate, two of three are many */
	EXPECT_GT(located * 3, mine * 2);
	EXPECT_GT(order, 1000);
}

TEST_HARNESS_MAIN
