// SPDX-License-Identifier: GPL-2.0-only
/*
 * A random model of threads that scan memory: each scans one window after the other, moves
 * between CPUs, and writes its events to the ring buffer of its CPU.  The buffers are read
 * one after the other while the threads go on, and overwrite events that were not read in
 * time.  If observe gives a judgement (the result of one scan) an address, that must be
 * the scanned one; without lost events every judgement must get one.  The seed is fixed.
 */
#include <stdlib.h>
#include <string.h>

#include "kselftest_harness.h"
#include "observe.h"
#include "random-number.h"

#define THREADS		6
#define CPUS		4
#define WINDOWS		64
#define STEPS		20000
#define TASK		0xffff888003000000ULL
#define MM(process)	(0xffff888001000000ULL + (process) * 0x1000)

/**
 * struct truth - what a scan really scanned
 * @process: number of the process
 * @window: number of the window in it
 */
struct truth {
	unsigned int	process;
	unsigned int	window;
};

/**
 * struct thread - a thread that scans
 * @cpu: the CPU that it runs on
 * @scanning: it has begun a scan
 * @at: what it scans, or scanned last
 */
struct thread {
	unsigned int	cpu;
	bool		scanning;
	struct truth	at;
};

/**
 * struct cpu - the ring buffer of a CPU
 * @event: the ring
 * @nr: number of events in it
 * @first: index of the oldest event
 * @lost: number of events that were overwritten since the last read
 * @last: time of the last event that was read
 */
struct cpu {
	struct trace_event	event[STEPS];
	size_t			nr;
	size_t			first;
	__u64			lost;
	__u64			last;
};

/**
 * struct model - threads, buffers and results
 * @state: state of the random number generator
 * @time: the clock; each event has its own time
 * @room: number of events that a buffer has room for
 * @thread: the threads
 * @cpu: the buffers, one per CPU
 * @truth: what was scanned, by the time of the event at the end of the scan
 * @o: the observer under test
 * @judged: number of judgements that observe reported
 * @located: number of them with an address
 * @wrong: number of them with a wrong address
 * @late: number of judgements with a time before that of the one reported before
 * @latest: time of the last judgement
 * @lost: number of lost events
 */
struct model {
	__u64		state;
	__u64		time;
	size_t		room;
	struct thread	thread[THREADS];
	struct cpu	cpu[CPUS];
	struct truth	truth[2 * STEPS];
	struct observe	*o;
	__u64		judged;
	__u64		located;
	__u64		wrong;
	__u64		late;
	__u64		latest;
	__u64		lost;
};

static __u64 random_below(struct model *m, __u64 limit)
{
	return random_number(&m->state) % limit;
}

static void put(struct model *m, struct cpu *cpu, const struct trace_event *event)
{
	cpu->event[(cpu->first + cpu->nr) % STEPS] = *event;
	if (cpu->nr < m->room) {
		cpu->nr++;
		return;
	}
	cpu->first = (cpu->first + 1) % STEPS;
	cpu->lost++;
}

static void set(struct trace_event *event, unsigned int field, __s64 value)
{
	event->has |= 1U << field;
	event->value[field] = value;
}

/* A random thread begins a scan, or ends the scan that it has begun */
static void step(struct model *m)
{
	unsigned int nr = random_below(m, THREADS);
	struct thread *thread = &m->thread[nr];
	struct trace_event event = {
		.kind = thread->scanning ? TRACE_SCAN_PMD : TRACE_PROBE,
		.pid = 100 + nr, .time = ++m->time, .status = "succeeded",
	};

	if (!random_below(m, 4))
		thread->cpu = random_below(m, CPUS);
	if (!thread->scanning) {
		/* only two processes, so that the mm rarely shows that events do not match */
		thread->at.process = random_below(m, 2);
		thread->at.window = random_below(m, WINDOWS);
		set(&event, TRACE_ADDR, thread->at.window * OBSERVE_WINDOW);
		set(&event, TRACE_OWNER, TASK);
		set(&event, TRACE_PID, 1 + thread->at.process);
	} else {
		m->truth[m->time] = thread->at;
	}
	set(&event, TRACE_MM, MM(thread->at.process));
	thread->scanning = !thread->scanning;
	put(m, &m->cpu[thread->cpu], &event);
}

static int check(const struct observe_judgement *j, void *arg)
{
	struct model *m = arg;
	const struct truth *truth = &m->truth[j->time];

	m->judged++;
	m->late += j->time <= m->latest;
	m->latest = j->time;
	if (!j->located)
		return 0;
	m->located++;
	if (j->pid != 1 + (int)truth->process ||
	    j->addr != truth->window * OBSERVE_WINDOW)
		m->wrong++;
	return 0;
}

static void read_cpu(struct model *m, struct cpu *cpu)
{
	struct trace_event lost = {
		.kind = TRACE_LOST, .time = cpu->last, .lost = cpu->lost,
	};

	if (!cpu->nr)
		return;
	if (cpu->lost) {
		lost.until = cpu->event[cpu->first].time;
		observe_event(m->o, &lost);
		m->lost += cpu->lost;
		cpu->lost = 0;
	}
	for (; cpu->nr; cpu->nr--) {
		observe_event(m->o, &cpu->event[cpu->first]);
		cpu->last = cpu->event[cpu->first].time;
		cpu->first = (cpu->first + 1) % STEPS;
	}
}

/* Reads all buffers; between two of them the threads go on. */
static void read_all(struct model *m)
{
	__u64 until = m->time + 1;
	unsigned int i, n;

	for (i = 0; i < CPUS; i++) {
		read_cpu(m, &m->cpu[i]);
		for (n = random_below(m, 8); n; n--)
			step(m);
	}
	observe_settle(m->o, until, check, m);
}

static struct model *run(size_t room, unsigned int between)
{
	struct model *m = calloc(1, sizeof(*m));
	unsigned int i, n;

	m->room = room;
	m->o = observe_new();
	while (m->time < STEPS) {
		for (n = random_below(m, between); n; n--)
			step(m);
		read_all(m);
	}
	for (i = 0; i < CPUS; i++)
		read_cpu(m, &m->cpu[i]);
	observe_settle(m->o, ~0ULL, check, m);
	return m;
}

static void end(struct model *m)
{
	observe_free(m->o);
	free(m);
}

TEST(nothing_lost)
{
	struct model *m = run(STEPS, 200);

	EXPECT_EQ(0, m->lost);
	EXPECT_GT(m->judged, STEPS / 3);
	EXPECT_EQ(m->judged, m->located);
	EXPECT_EQ(0, m->wrong);
	EXPECT_EQ(0, m->late);
	end(m);
}

TEST(some_lost)
{
	struct model *m = run(40, 200);

	EXPECT_GT(m->lost, STEPS / 50);
	EXPECT_GT(m->located, m->judged / 4);
	EXPECT_LT(m->located, m->judged);
	EXPECT_EQ(0, m->wrong);
	EXPECT_EQ(0, m->late);
	TH_LOG("lost %llu, judged %llu, located %llu", m->lost, m->judged,
	       m->located);
	end(m);
}

TEST(most_lost)
{
	struct model *m = run(5, 200);

	EXPECT_GT(m->lost, STEPS / 2);
	EXPECT_GT(m->judged, 0);
	EXPECT_EQ(0, m->wrong);
	EXPECT_EQ(0, m->late);
	end(m);
}

TEST_HARNESS_MAIN
