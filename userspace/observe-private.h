/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of the observation share: observe.c (judgements and address
 * spaces), observe-layout.c (windows at the time of each dump), observe-frames.c
 * (where frames stand), observe-locate.c (which window a judgement's frame means)
 * and observe-order.c (the order of khugepaged's scan).
 */
#ifndef PTWALK_OBSERVE_PRIVATE_H
#define PTWALK_OBSERVE_PRIVATE_H

#include "observe.h"

#define CANDIDATES	4		/* windows that one frame may stand in */
#define NO_LAYOUT	(~0U)

/**
 * enum window_state - what stands for a window in the PD
 * @WINDOW_NONE: nothing
 * @WINDOW_TABLE: a page table
 * @WINDOW_HUGE: a 2M page
 * @WINDOW_OTHER: something else, or not known
 */
enum window_state {
	WINDOW_NONE,
	WINDOW_TABLE,
	WINDOW_HUGE,
	WINDOW_OTHER,
};

/**
 * struct windows - the windows of one area
 * @start: the first
 * @end: the first address after the last
 * @state: index of the first one's in struct layout.state
 * @anon: judged by PTEs; else by the page cache
 */
struct windows {
	__u64	start;
	__u64	end;
	size_t	state;
	bool	anon;
};

/**
 * struct layout - the windows of the target at the time of one dump
 * @begin: when the dump began, nanoseconds of CLOCK_MONOTONIC
 * @end: when it ended
 * @area: areas with at least one window, ascending
 * @nr: how many
 * @state: enum window_state of each window
 * @nr_states: how many
 * @same_areas: @area is that of the layout before; it is shared
 * @same_states: @state likewise
 */
struct layout {
	__u64		begin;
	__u64		end;
	struct windows	*area;
	size_t		nr;
	__u8		*state;
	size_t		nr_states;
	bool		same_areas;
	bool		same_states;
};

/**
 * struct judgement - one event that is khugepaged's word about a window
 * @v: as much of the verdict as the event says
 * @mm: the address space
 * @pfn: the frame, -1 without one
 * @addr: the address that the kernel said, 0 without one
 * @before: the last dump that had ended by then, or %NO_LAYOUT
 * @after: the first one that began then or later, or %NO_LAYOUT: not yet
 * @candidate: windows that the frame was seen in
 * @stayed: bit N: candidate N was seen in a dump that is not older than the event
 * @collapses: a window of the target became huge between the same two dumps
 * @nr: how many; more than %CANDIDATES where they are too many to tell
 * @next: the next one that asks for the same frame, while they are looked for
 * @fresh: no dump was searched for its frame yet
 * @away: khugepaged had left this address space since the judgement before
 * @gap: events were lost since then
 */
struct judgement {
	struct observe_verdict	v;
	__u64			mm;
	__u64			pfn;
	__u64			addr;
	unsigned int		before;
	unsigned int		after;
	__u64			candidate[CANDIDATES];
	unsigned int		nr;
	unsigned int		stayed;
	__u32			next;
	bool			collapses;
	bool			fresh;
	bool			away;
	bool			gap;
};

/**
 * struct space - an address space that was judged
 * @mm: the kernel's number for it
 * @hits: judgements whose frame stands in the target
 * @misses: those whose frame does not
 */
struct space {
	__u64	mm;
	__u64	hits;
	__u64	misses;
};

/**
 * struct observe - an observation
 * @khugepaged: its PID
 * @judgement: by time
 * @nr: how many
 * @room: for how many
 * @open: the first of them whose @after is not known
 * @space: address spaces, in the order in which they were met
 * @nr_spaces: how many
 * @word: the kernel's words for statuses, each once
 * @nr_words: how many
 * @layout: one for each dump
 * @nr_layouts: how many
 * @dump: the last dump
 * @pending: what khugepaged said of the window it is at, before the judgement
 * @pending_addr: the address, where it said it
 * @last_mm: whose window was judged last
 * @gap: events were lost since then
 * @foreign: judgements of other address spaces that are not kept
 * @skipped: judgements that are not kept as they are too many
 * @asked: judgements that a program asked for
 */
struct observe {
	int			khugepaged;
	struct judgement	*judgement;
	size_t			nr;
	size_t			room;
	size_t			open;
	struct space		*space;
	size_t			nr_spaces;
	char			**word;
	size_t			nr_words;
	struct layout		*layout;
	unsigned int		nr_layouts;
	size_t			kept;
	const struct dump	*dump;
	struct observe_verdict	pending;
	__u64			pending_addr;
	__u64			last_mm;
	bool			gap;
	__u64			foreign;
	__u64			skipped;
	__u64			asked;
};

/* observe-layout.c */
int layout_add(struct observe *o, const struct dump *dump);
void layout_free(struct observe *o);
const struct windows *layout_area(const struct layout *layout, __u64 addr);
unsigned int layout_state(const struct observe *o, unsigned int index,
			  __u64 addr);
bool layout_same_areas(const struct observe *o, unsigned int a, unsigned int b);

/* observe-frames.c */
int frames_find(struct observe *o, const struct dump *dump,
		const struct layout *layout, bool fresh_only);

/* observe-locate.c */
void locate_by_frames(const struct observe *o, struct judgement **j, size_t nr);

/* observe-order.c */
bool order_fits(const struct observe *o, const struct judgement *j, __u64 addr);
int order_locate(const struct observe *o, struct judgement **j, size_t nr);

#endif /* PTWALK_OBSERVE_PRIVATE_H */
