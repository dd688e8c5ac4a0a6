// SPDX-License-Identifier: GPL-2.0-only
/*
 * observe_event() matches each tracepoint event, which reports the result of a scan (a
 * judgement), with the kprobe event before it, which has the scanned address.  It has to
 * match them whatever the order in which buffers are read, and must not give a judgement an
 * address ("locate" it) if an event between the two may be lost.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"
#include "observe-sum.h"

#define KHUGEPAGED	36
#define CALLER		812
#define MM_A		0xffff8880012a4000ULL
#define MM_B		0xffff8880012a8000ULL
#define TASK		0xffff888003000000ULL
#define PID_A		501
#define PID_B		502
#define BASE		0x7f0000000000ULL

/**
 * struct notes - the judgements that were reported
 * @last: the last one
 * @text: all of them: "TIME PID:WINDOW WORD", or "TIME - WORD" without an address
 * @stop: the value that the callback returns for each
 */
struct notes {
	struct observe_judgement last;
	char text[1024];
	int stop;
};

FIXTURE(observe)
{
	struct observe *o;
	struct notes got;
};

FIXTURE_SETUP(observe)
{
	self->o = observe_new();
	ASSERT_NE(NULL, self->o);
}

FIXTURE_TEARDOWN(observe)
{
	observe_free(self->o);
}

static int note(const struct observe_judgement *j, void *arg)
{
	struct notes *got = arg;
	size_t used = strlen(got->text);

	got->last = *j;
	if (j->located)
		snprintf(got->text + used, sizeof(got->text) - used,
			 "%llu %d:%llu %s\n", j->time, j->pid,
			 (j->addr - BASE) / OBSERVE_WINDOW, j->status);
	else
		snprintf(got->text + used, sizeof(got->text) - used,
			 "%llu - %s\n", j->time, j->status);
	return got->stop;
}

static void set(struct trace_event *event, unsigned int field, __s64 value)
{
	event->has |= 1U << field;
	event->value[field] = value;
}

static struct trace_event event(unsigned int kind, int thread, __u64 time)
{
	return (struct trace_event){
		.kind = kind, .pid = thread, .time = time,
	};
}

static void probe_of(struct observe *o, int thread, __u64 time, __u64 mm,
		     unsigned int window)
{
	struct trace_event ev = event(TRACE_PROBE, thread, time);

	set(&ev, TRACE_MM, mm);
	set(&ev, TRACE_ADDR, BASE + window * OBSERVE_WINDOW);
	set(&ev, TRACE_OWNER, TASK);
	set(&ev, TRACE_PID, mm == MM_A ? PID_A : PID_B);
	strcpy(ev.comm, mm == MM_A ? "redis" : "java");
	observe_event(o, &ev);
}

static void probe(struct observe *o, __u64 time, __u64 mm, unsigned int window)
{
	probe_of(o, KHUGEPAGED, time, mm, window);
}

static void say(struct observe *o, unsigned int kind, int thread, __u64 time,
		__u64 mm, const char *status)
{
	struct trace_event ev = event(kind, thread, time);

	set(&ev, TRACE_MM, mm);
	ev.status = status;
	observe_event(o, &ev);
}

static void judge(struct observe *o, __u64 time, __u64 mm, const char *status)
{
	say(o, TRACE_SCAN_PMD, KHUGEPAGED, time, mm, status);
}

static void lose(struct observe *o, __u64 time, __u64 until, __u64 nr)
{
	struct trace_event ev = event(TRACE_LOST, 0, time);

	ev.until = until;
	ev.lost = nr;
	observe_event(o, &ev);
}

#define EXPECT_JUDGEMENTS(wanted)					\
do {									\
	EXPECT_EQ(0, observe_settle(self->o, ~0ULL, note, &self->got));	\
	EXPECT_STREQ(wanted, self->got.text);				\
} while (0)

TEST_F(observe, pair)
{
	probe(self->o, 1, MM_A, 3);
	judge(self->o, 2, MM_A, "exceed_none_pte");
	probe(self->o, 3, MM_B, 4);
	judge(self->o, 4, MM_B, "page_pmd_mapped");
	EXPECT_JUDGEMENTS("2 501:3 exceed_none_pte\n4 502:4 page_pmd_mapped\n");
	EXPECT_STREQ("java", self->got.last.comm);
	EXPECT_EQ(KHUGEPAGED, self->got.last.thread);
}

/* Events come out of order, as the buffers of CPUs are read one after the other. */
TEST_F(observe, out_of_order)
{
	judge(self->o, 4, MM_A, "b");
	judge(self->o, 2, MM_A, "a");
	probe(self->o, 3, MM_A, 1);
	probe(self->o, 1, MM_A, 0);
	EXPECT_JUDGEMENTS("2 501:0 a\n4 501:1 b\n");
}

/* Events that came while buffers were read have to wait for the next read. */
TEST_F(observe, settled_up_to)
{
	judge(self->o, 6, MM_A, "b");
	probe(self->o, 1, MM_A, 0);
	judge(self->o, 2, MM_A, "a");
	EXPECT_EQ(0, observe_settle(self->o, 5, note, &self->got));
	EXPECT_STREQ("2 501:0 a\n", self->got.text);
	probe(self->o, 4, MM_A, 1);
	EXPECT_JUDGEMENTS("2 501:0 a\n6 501:1 b\n");
}

TEST_F(observe, stopped)
{
	probe(self->o, 1, MM_A, 0);
	judge(self->o, 2, MM_A, "a");
	probe(self->o, 3, MM_A, 1);
	judge(self->o, 4, MM_A, "b");
	self->got.stop = -7;
	EXPECT_EQ(-7, observe_settle(self->o, ~0ULL, note, &self->got));
	EXPECT_STREQ("2 501:0 a\n", self->got.text);
	self->got.stop = 0;
	EXPECT_JUDGEMENTS("2 501:0 a\n4 501:1 b\n");
}

TEST_F(observe, interleaved_threads)
{
	probe(self->o, 1, MM_A, 0);
	probe_of(self->o, CALLER, 2, MM_A, 7);
	judge(self->o, 3, MM_A, "a");
	probe(self->o, 4, MM_B, 1);
	say(self->o, TRACE_SCAN_PMD, CALLER, 5, MM_A, "succeeded");
	judge(self->o, 6, MM_B, "b");
	EXPECT_JUDGEMENTS("3 501:0 a\n5 501:7 succeeded\n6 502:1 b\n");
}

TEST_F(observe, tracepoint_without_probe)
{
	judge(self->o, 1, MM_A, "a");
	probe(self->o, 2, MM_A, 1);
	judge(self->o, 3, MM_A, "b");
	judge(self->o, 4, MM_A, "c");
	EXPECT_JUDGEMENTS("1 - a\n3 501:1 b\n4 - c\n");
	EXPECT_EQ(0, self->got.last.pid);
	EXPECT_STREQ("", self->got.last.comm);
}

TEST_F(observe, probe_without_tracepoint)
{
	probe(self->o, 1, MM_A, 0);
	probe(self->o, 2, MM_A, 1);
	judge(self->o, 3, MM_A, "b");
	probe(self->o, 4, MM_A, 2);
	EXPECT_JUDGEMENTS("3 501:1 b\n");
}

/* A probe and a tracepoint with different mms are not of the same scan. */
TEST_F(observe, another_address_space)
{
	probe(self->o, 1, MM_A, 0);
	judge(self->o, 2, MM_B, "b");
	EXPECT_JUDGEMENTS("2 - b\n");
}

/*
 * The judgement of window 0 and the probe of window 1 are lost.  Both windows are of the
 * same mm, so only the loss shows that the remaining two do not match.
 */
TEST_F(observe, lost_in_between)
{
	probe(self->o, 1, MM_A, 0);
	lose(self->o, 1, 5, 2);
	judge(self->o, 5, MM_A, "b");
	probe(self->o, 6, MM_A, 2);
	judge(self->o, 7, MM_A, "c");
	EXPECT_JUDGEMENTS("5 - b\n7 501:2 c\n");
	EXPECT_EQ(2, observe_lost(self->o));
}

/* The same with the two remaining events in the buffer of another CPU */
TEST_F(observe, lost_on_another_cpu)
{
	probe(self->o, 2, MM_A, 0);
	judge(self->o, 5, MM_A, "b");
	probe(self->o, 6, MM_A, 3);
	judge(self->o, 7, MM_A, "d");
	lose(self->o, 1, 6, 9);
	EXPECT_JUDGEMENTS("5 - b\n7 501:3 d\n");
}

/* A probe in a time in which events were lost may not be the last before the judgement. */
TEST_F(observe, probe_among_lost)
{
	lose(self->o, 1, 10, 3);
	probe(self->o, 4, MM_A, 0);
	judge(self->o, 12, MM_A, "b");
	EXPECT_JUDGEMENTS("12 - b\n");
}

/* mm->owner is NULL, as the owner has exited: the probe could not read pid and name. */
TEST_F(observe, no_owner)
{
	struct trace_event ev = event(TRACE_PROBE, KHUGEPAGED, 1);

	set(&ev, TRACE_MM, MM_A);
	set(&ev, TRACE_ADDR, BASE);
	set(&ev, TRACE_OWNER, 0);
	set(&ev, TRACE_PID, 12345);
	strcpy(ev.comm, "rubbish");
	observe_event(self->o, &ev);
	judge(self->o, 2, MM_A, "a");
	EXPECT_JUDGEMENTS("2 0:0 a\n");
	EXPECT_STREQ("", self->got.last.comm);
}

/* MADV_COLLAPSE of a file writes dirty pages back and scans again, after only one probe. */
TEST_F(observe, dirty_file_again)
{
	probe_of(self->o, CALLER, 1, MM_A, 5);
	say(self->o, TRACE_SCAN_FILE, CALLER, 2, MM_A, "page_dirty_or_writeback");
	say(self->o, TRACE_SCAN_FILE, CALLER, 3, MM_A, "succeeded");
	say(self->o, TRACE_SCAN_FILE, CALLER, 4, MM_A, "succeeded");
	EXPECT_JUDGEMENTS("2 501:5 page_dirty_or_writeback\n"
			  "3 501:5 succeeded\n4 - succeeded\n");
}

TEST_F(observe, dirty_file_then_memory)
{
	probe_of(self->o, CALLER, 1, MM_A, 5);
	say(self->o, TRACE_SCAN_FILE, CALLER, 2, MM_A, "page_dirty_or_writeback");
	say(self->o, TRACE_SCAN_PMD, CALLER, 3, MM_A, "succeeded");
	EXPECT_JUDGEMENTS("2 501:5 page_dirty_or_writeback\n3 - succeeded\n");
}

/* More threads than observe keeps: the oldest probe is forgotten, no address is wrong. */
TEST_F(observe, many_threads)
{
	unsigned int i, nr = 600;

	for (i = 0; i < nr; i++)
		probe_of(self->o, 1000 + i, i, MM_A, i);
	say(self->o, TRACE_SCAN_PMD, 1000, nr, MM_A, "first");
	say(self->o, TRACE_SCAN_PMD, 1000 + nr - 1, nr + 1, MM_A, "last");
	EXPECT_JUDGEMENTS("600 - first\n601 501:599 last\n");
}

static void collapse(struct observe *o, __u64 time, unsigned int order,
		     const char *status)
{
	struct trace_event ev = event(TRACE_COLLAPSE, KHUGEPAGED, time);

	set(&ev, TRACE_MM, MM_A);
	set(&ev, TRACE_ORDER, order);
	ev.status = status;
	observe_event(o, &ev);
}

TEST_F(observe, steps)
{
	struct trace_event ev;

	probe(self->o, 1, MM_A, 0);
	ev = event(TRACE_SWAPIN, KHUGEPAGED, 2);
	set(&ev, TRACE_SWAPPED_IN, 12);
	observe_event(self->o, &ev);
	collapse(self->o, 3, 9, "alloc_huge_page_failed");
	collapse(self->o, 4, 4, "succeeded");
	judge(self->o, 5, MM_A, "succeeded");
	EXPECT_JUDGEMENTS("5 501:0 succeeded\n");
	EXPECT_EQ(OBSERVE_SWAPIN, self->got.last.step);
	EXPECT_EQ(12, self->got.last.swapped_in);
	EXPECT_EQ(1U << 9 | 1U << 4, self->got.last.tried);
	EXPECT_EQ(1U << 4, self->got.last.done);
	EXPECT_FALSE(observe_succeeded(&self->got.last));
}

TEST_F(observe, steps_are_of_one_scan)
{
	probe(self->o, 1, MM_A, 0);
	collapse(self->o, 2, 9, "succeeded");
	judge(self->o, 3, MM_A, "succeeded");
	EXPECT_EQ(0, observe_settle(self->o, ~0ULL, note, &self->got));
	EXPECT_TRUE(observe_succeeded(&self->got.last));
	EXPECT_EQ(OBSERVE_COLLAPSE, self->got.last.step);
	probe(self->o, 4, MM_A, 1);
	judge(self->o, 5, MM_A, "exceed_none_pte");
	EXPECT_EQ(0, observe_settle(self->o, ~0ULL, note, &self->got));
	EXPECT_FALSE(observe_succeeded(&self->got.last));
	EXPECT_EQ(OBSERVE_SCAN, self->got.last.step);
	EXPECT_EQ(-1, self->got.last.swapped_in);
}

/* Without probes there are no addresses, but still steps and results. */
TEST_F(observe, no_probes_at_all)
{
	collapse(self->o, 1, 9, "succeeded");
	judge(self->o, 2, MM_A, "succeeded");
	EXPECT_JUDGEMENTS("2 - succeeded\n");
	EXPECT_TRUE(observe_succeeded(&self->got.last));
}

TEST_F(observe, unknown_word)
{
	probe(self->o, 1, MM_A, 0);
	judge(self->o, 2, MM_A, NULL);
	EXPECT_JUDGEMENTS("2 501:0 unknown\n");
}

static int add(const struct observe_judgement *j, void *arg)
{
	return observe_sums_add(arg, j);
}

TEST_F(observe, sums)
{
	struct observe_sums sums = { 0 };

	probe(self->o, 1, MM_B, 0);
	judge(self->o, 2, MM_B, "exceed_none_pte");
	probe(self->o, 3, MM_A, 0);
	judge(self->o, 4, MM_A, "succeeded");
	probe(self->o, 5, MM_A, 0);
	judge(self->o, 6, MM_A, "page_pmd_mapped");
	probe(self->o, 7, MM_A, 1);
	judge(self->o, 8, MM_A, "page_pmd_mapped");
	judge(self->o, 9, MM_A, "exceed_none_pte");
	ASSERT_EQ(0, observe_settle(self->o, ~0ULL, add, &sums));
	observe_sums_end(&sums);
	EXPECT_EQ(5, sums.counts.all);
	EXPECT_EQ(1, sums.unlocated);
	EXPECT_EQ(1, sums.collapsed);
	ASSERT_EQ(3, sums.counts.nr);
	EXPECT_STREQ("exceed_none_pte", sums.counts.count[0].status);
	EXPECT_EQ(2, sums.counts.count[0].nr);
	ASSERT_EQ(2, sums.nr);
	EXPECT_EQ(PID_A, sums.process[0].pid);
	EXPECT_STREQ("redis", sums.process[0].comm);
	EXPECT_EQ(3, sums.process[0].counts.all);
	EXPECT_STREQ("page_pmd_mapped", sums.process[0].counts.count[0].status);
	EXPECT_EQ(1, sums.process[1].counts.all);
	observe_sums_free(&sums);
}

TEST_HARNESS_MAIN
