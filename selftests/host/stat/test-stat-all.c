// SPDX-License-Identifier: GPL-2.0-only
/*
 * The sums of many processes, per process and per name, and the OpenMetrics format.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "forge.h"
#include "openmetrics.h"
#include "stat-all.h"
#include "stat.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define HUGE1	0x40000000ULL

/* Computes the sums of "stat --all" and of "stat" of a dump, and frees it. */
static void sum_up(struct forge *f, struct stat_process *process,
		   struct stat_sums *sums)
{
	struct dump *dump;
	struct errmsg err;
	size_t size;
	void *data = forge_write(f, &size);

	if (dump_parse(&dump, data, size, &err)) {
		fprintf(stderr, "# %s\n", err.text);
		exit(1);
	}
	stat_process(dump, process);
	stat_sum(dump, sums);
	dump_free(dump);
	free(data);
	forge_free(f);
}

static __u64 all_verdicts(const struct stat_process *process)
{
	__u64 all = 0;
	unsigned int i;

	for (i = 0; i < HUGE_VERDICTS; i++)
		all += process->verdict[i];
	return all;
}

/* RSS, hugetlb and tables of "stat --all" agree with "stat", which adds up runs. */
TEST(agrees_with_stat)
{
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	struct stat_process process;
	struct stat_sums sums;
	struct ptwalk_vma *vma;

	forge_vma(f, HEAP, HEAP + 4 * M2 + 3 * K4, VMA_ANON, "[heap]");
	forge_map(f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_entry(f, 2, HEAP + M2, HUGE1 | E_WRITTEN | E_PS);
	forge_entry(f, 1, HEAP + 2 * M2, forge_swap(0, 77));
	forge_entry(f, 1, HEAP + 2 * M2 + K4, forge_protnone(F1, E_A | E_D));
	forge_entry(f, 1, HEAP + 2 * M2 + 2 * K4, F1 | E_READ | E_SPECIAL);
	forge_map(f, 1, HEAP + 4 * M2, 2 * K4, F1, E_WRITTEN);
	vma = forge_vma(f, HEAP + 8 * M2, HEAP + 9 * M2, VMA_ANON, "/anon_hugepage");
	vma->flags |= PTWALK_VMA_HUGETLB;
	vma->hugetlb_shift = 21;
	forge_entry(f, 2, HEAP + 8 * M2, (HUGE1 + M2) | E_WRITTEN | E_PS);
	sum_up(f, &process, &sums);

	EXPECT_EQ(sums.rss, process.rss);
	EXPECT_EQ(2 * M2 + 3 * K4, process.rss);
	EXPECT_EQ(M2, process.verdict[HUGE_IS]);
	EXPECT_EQ(process.rss, all_verdicts(&process));
	EXPECT_EQ(sums.hugetlb, process.hugetlb);
	EXPECT_EQ(M2, process.hugetlb);
	EXPECT_EQ(sums.table_bytes, process.tables);
	/* the last pages of the VMA are in no whole window and not eligible */
	EXPECT_LE(M2, process.eligible);
	EXPECT_GE(process.rss - 2 * K4, process.eligible);
	EXPECT_EQ(1, process.processes);
	EXPECT_STREQ("forged", process.comm);
}

/* Shared memory is eligible where only its page cache decides; of other files, what is huge. */
TEST(eligible)
{
	const __u64 shared = PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_SHARED |
			     PTWALK_VMA_MAYSHARE | PTWALK_VMA_FILE | PTWALK_VMA_REGULAR;
	struct forge *f = forge_new(FORGE_6_12, 4, PTWALK_HALF_USER);
	struct stat_process process;
	struct stat_sums sums;

	forge_knobs(f, FORGE_6_12);
	forge_knob(f, "shmem_enabled", "[always]");
	forge_vma(f, HEAP, HEAP + M2, 0, "/memfd:a")->flags = shared | PTWALK_VMA_SHMEM |
							      PTWALK_VMA_INTERNAL;
	forge_vma(f, HEAP + M2, HEAP + 2 * M2, 0, "/data")->flags =
		(shared & ~PTWALK_VMA_WRITE) | PTWALK_VMA_FILE_THP;
	forge_map(f, 1, HEAP, 2 * M2, F1, E_READ);
	sum_up(f, &process, &sums);
	EXPECT_EQ(M2, process.verdict[HUGE_SHMEM_UNKNOWN]);
	EXPECT_EQ(M2, process.verdict[HUGE_FILE_UNKNOWN]);
	EXPECT_EQ(M2, process.eligible);
}

TEST(kernel_half)
{
	struct forge *f = forge_new(FORGE_6_1, 4, PTWALK_HALF_KERNEL);
	struct stat_process process;
	struct stat_sums sums;

	forge_map(f, 1, -2 * K4, 2 * K4, F1, E_READ);
	sum_up(f, &process, &sums);
	EXPECT_EQ(0, process.rss);
	EXPECT_EQ(sums.table_bytes, process.tables);
}

static struct stat_process named(const char *comm, int pid, __u64 rss)
{
	struct stat_process p = {
		.processes = 1,
		.pid = pid,
		.rss = rss,
		.memory = rss,
		.eligible = rss / 2,
		.hugetlb = 1,
		.tables = K4,
		.hold_max_ns = rss,
		.hold_total_ns = 2 * rss,
	};

	p.verdict[HUGE_IS] = rss / 4;
	p.verdict[HUGE_COLLAPSE] = rss - rss / 4;
	strcpy(p.comm, comm);
	return p;
}

/* Formats each as "name processes rss" */
static const char *list(const struct stat_process *p, size_t nr)
{
	static char text[512];
	size_t i, n = 0;

	text[0] = '\0';
	for (i = 0; i < nr; i++)
		n += snprintf(text + n, sizeof(text) - n, "%s%.16s %llu %llu",
			      i ? ", " : "", p[i].comm, p[i].processes, p[i].rss);
	return text;
}

#define FIVE	{ named("b", 5, 40), named("a", 3, 100), named("c", 4, 40), \
		  named("b", 1, 80), named("d", 2, 8) }

TEST(by_size)
{
	struct stat_process p[] = FIVE;

	stat_by_size(p, 5);
	EXPECT_STREQ("a 1 100, b 1 80, c 1 40, b 1 40, d 1 8", list(p, 5));
	stat_by_size(p, 0);
}

TEST(by_name)
{
	struct stat_process p[] = FIVE;

	ASSERT_EQ(4, stat_by_name(p, 5, 10, STAT_BY_COMM));
	EXPECT_STREQ("b 2 120, a 1 100, c 1 40, d 1 8", list(p, 4));
	EXPECT_EQ(60, p[0].eligible);
	EXPECT_EQ(30, p[0].verdict[HUGE_IS]);
	EXPECT_EQ(90, p[0].verdict[HUGE_COLLAPSE]);
	EXPECT_EQ(2, p[0].hugetlb);
	EXPECT_EQ(2 * K4, p[0].tables);
	EXPECT_EQ(80, p[0].hold_max_ns);
	EXPECT_EQ(240, p[0].hold_total_ns);
	EXPECT_EQ(0, stat_by_name(p, 0, 10, STAT_BY_COMM));
}

/* At most this many names; a process that is called "(other)" is added to the rest. */
TEST(by_name_at_most)
{
	struct stat_process three[] = FIVE, one[] = FIVE, four[] = FIVE;
	struct stat_process forged[] = FIVE;
	size_t nr;

	ASSERT_EQ(3, stat_by_name(three, 5, 3, STAT_BY_COMM));
	EXPECT_STREQ("b 2 120, a 1 100, (other) 2 48", list(three, 3));
	ASSERT_EQ(1, stat_by_name(one, 5, 1, STAT_BY_COMM));
	EXPECT_STREQ("(other) 5 268", list(one, 1));
	ASSERT_EQ(4, stat_by_name(four, 5, 4, STAT_BY_COMM));
	EXPECT_STREQ("b 2 120, a 1 100, c 1 40, d 1 8", list(four, 4));

	strcpy(forged[1].comm, STAT_OTHER);
	nr = stat_by_name(forged, 5, 3, STAT_BY_COMM);
	EXPECT_STREQ("b 2 120, c 1 40, (other) 2 108", list(forged, nr));
}

/* The same by cgroup, of processes whatever their names */
TEST(by_cgroup)
{
	struct stat_process p[] = FIVE;

	strcpy(p[0].cgroup, "/x.service");
	strcpy(p[1].cgroup, "/x.service");
	strcpy(p[2].cgroup, "/y.service");
	strcpy(p[3].cgroup, "/z.service");
	strcpy(p[4].cgroup, "/y.service");
	ASSERT_EQ(2, stat_by_name(p, 5, 2, STAT_BY_CGROUP));
	EXPECT_STREQ("/x.service", stat_name(&p[0], STAT_BY_CGROUP));
	EXPECT_EQ(2, p[0].processes);
	EXPECT_EQ(140, p[0].rss);
	EXPECT_STREQ(STAT_OTHER, stat_name(&p[1], STAT_BY_CGROUP));
	EXPECT_EQ(3, p[1].processes);
	EXPECT_EQ(128, p[1].rss);
}

static void expect_sample(struct __test_metadata *_metadata, double value,
			  const char *label, const char *expected)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	openmetrics_sample(file, "x", value, label ? "a" : NULL, label, NULL);
	fclose(file);
	EXPECT_STREQ(expected, text);
	free(text);
}

TEST(samples)
{
	char *text;
	size_t size;
	FILE *file = open_memstream(&text, &size);

	openmetrics_family(file, "x_bytes", "bytes", "a \\ b\nc");
	openmetrics_sample(file, "x_bytes", 1, "a", "1", "b", "2", NULL);
	openmetrics_end(file);
	fclose(file);
	EXPECT_STREQ("# TYPE x_bytes gauge\n"
		     "# UNIT x_bytes bytes\n"
		     "# HELP x_bytes a \\\\ b\\nc\n"
		     "x_bytes{a=\"1\",b=\"2\"} 1\n"
		     "# EOF\n", text);
	free(text);

	expect_sample(_metadata, 0, NULL, "x 0\n");
	expect_sample(_metadata, 0, "", "x{a=\"\"} 0\n");
	expect_sample(_metadata, 1, "\"\\\n", "x{a=\"\\\"\\\\\\n\"} 1\n");
	expect_sample(_metadata, 9007199254740992.0, NULL, "x 9007199254740992\n");
	expect_sample(_metadata, 137438953472.0, NULL, "x 137438953472\n");
	expect_sample(_metadata, 0.001252, NULL, "x 0.001252\n");
}

TEST_HARNESS_MAIN
