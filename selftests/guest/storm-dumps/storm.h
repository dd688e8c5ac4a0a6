/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What the parts of the storm share: the memory through which its processes see each other,
 * and the counts that they leave there.
 */
#ifndef PTWALK_STORM_H
#define PTWALK_STORM_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "dump.h"

#define PAGE		4096UL
#define HUGE		(2UL << 20)
#define GIANT		(1UL << 30)

/*
 * The sentinel: a locked mapping that each target leaves alone, in two PTs, with a range in it
 * that was never touched.  It is small, so that a dumper spends its time on dumps, and not on pagemap,
 * which it reads before and after each of them.
 */
#define SENTINEL	(0x500000200000UL - 32 * PAGE)
#define PAGES		64UL
#define HOLE		24UL			/* first page of the range */
#define HOLE_PAGES	16UL
#define FRAMES		(PAGES - HOLE_PAGES)	/* pages that have a frame */

#define TARGETS		8
#define DUMPERS		4
#define NOISES		12

/**
 * enum dumper_way - how a dumper takes its dumps
 * @WAY_LARGE: raw, into a buffer that the module writes to directly
 * @WAY_TINY: raw, by a slow reader of small pieces
 * @WAY_TEXT: text
 * @WAY_BPF: by BPF
 */
enum dumper_way {
	WAY_LARGE, WAY_TINY, WAY_TEXT, WAY_BPF, WAYS
};

/**
 * struct storm_counts - what a dumper has seen
 * @dumps: dumps that were read to their end record, or last line
 * @complete: those whose walk reached the end
 * @gone: those whose process ended meanwhile
 * @calm: complete raw dumps of one moment in which no table was seen to change
 * @changed: raw dumps in which VMAs or tables were seen to change
 * @retries: how often the module copied a table again
 * @killed: readers that were killed in the middle
 * @compared: dumps whose sentinel was compared with pagemap
 * @moved: pages of sentinels that were not compared: their frame was another one afterwards, or
 *	   their entry was being written
 * @wrong: dumps in which the sentinel was wrong
 * @contradict: dumps that are malformed, or contradict themselves
 * @failed: dumps that could not be taken although the process was there
 * @user_ms: CPU time of the dumper, in user mode
 * @system_ms: likewise in the kernel
 */
struct storm_counts {
	unsigned long dumps;
	unsigned long complete;
	unsigned long gone;
	unsigned long calm;
	unsigned long changed;
	unsigned long retries;
	unsigned long killed;
	unsigned long compared;
	unsigned long moved;
	unsigned long wrong;
	unsigned long contradict;
	unsigned long failed;
	unsigned long user_ms;
	unsigned long system_ms;
};

/**
 * struct storm - shared by all processes of the storm
 * @pid: the targets, or 0
 * @guest: by target, a process that it has started, and which soon ends; or 0
 * @pause: dumpers close their files and wait
 * @waiting: number of processes that do, one of the noises among them
 * @over: the storm ends
 * @rounds: by noise, how often it was made
 * @counts: by dumper
 */
struct storm {
	atomic_int pid[TARGETS];
	atomic_int guest[TARGETS];
	atomic_bool pause;
	atomic_int waiting;
	atomic_bool over;
	atomic_ulong rounds[NOISES];
	struct storm_counts counts[DUMPERS];
};

extern struct storm *storm;

/* target.c: starts target @i, after the one before it was killed; returns 0, or -1 */
int target_start(unsigned int i);
void target_stop(unsigned int i);
/* opens the files that targets map together; says what is lacking */
void targets_prepare(void);
const char *target_name(unsigned int i);

/* moves.c: what targets do to their memory, each in an endless loop */
void move_anonymous(unsigned int seed) __attribute__((noreturn));
void move_shared(unsigned int seed, int fd) __attribute__((noreturn));
bool hugetlb_splits(void);
void move_hugetlb(unsigned int seed, int fd) __attribute__((noreturn));
void move_protected(unsigned int seed) __attribute__((noreturn));
void move_processes(unsigned int seed, atomic_int *child) __attribute__((noreturn));

/* noise.c: what is done to the machine; begun before and ended after the targets */
void noises_begin(void);
void noises_start(void);
void noises_stop(void);
void noises_end(void);
/* says how often each was made */
void noises_count(void);

/* dumper.c: takes dumps of the targets until the storm is over */
void dumper(unsigned int i, enum dumper_way way) __attribute__((noreturn));

/* verdict.c: is what a dump says of a sentinel what pagemap said before and after it? */
bool sentinel_right(const struct dump *dump, const uint64_t *before, const uint64_t *after,
		    unsigned long *moved);
/* likewise of the lines of text */
bool sentinel_right_in_text(const char *text, const uint64_t *before, const uint64_t *after,
			    unsigned long *moved);
/* does each entry of a dump make sense, and does each table fit its parent? */
bool verdict_consistent(const struct dump *dump);
/* is a dump complete, of one moment, and without a table that changed? */
bool dump_calm(const struct dump *dump);

#endif /* PTWALK_STORM_H */
