// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of "watch", as text and as JSON, for each kind of event; compared character by
 * character, from forged dumps.
 */
#include <stdlib.h>
#include <string.h>

#include "diff-pair.h"
#include "kselftest_harness.h"
#include "watch-text.h"

FIXTURE(text)
{
	struct watch_out	out;
	struct watch		watch;
	struct forge		*f;
	char			*text;
	size_t			size;
};

FIXTURE_SETUP(text)
{
	self->out.to = open_memstream(&self->text, &self->size);
	ASSERT_NE(NULL, self->out.to);
	self->watch = (struct watch){ .wanted = watch_events(false) };
	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	forge_vma(self->f, HEAP, HEAP + G1, VMA_ANON, "[heap]");
	forge_entry(self->f, 2, HEAP + 8 * M2, HUGE1 | E_WRITTEN | E_PS);
}

FIXTURE_TEARDOWN(text)
{
	fclose(self->out.to);
	free(self->text);
	forge_free(self->f);
	watch_stop(&self->watch);
}

/* Prints the changes since the last call; each call advances the dump's clock by 1.5 s. */
static void lines(struct watch_out *out, struct watch *watch, struct forge *f)
{
	struct ptwalk_header *header = forge_header(f);
	struct source source = { 0 };
	enum watch_verdict verdict;
	struct watch_time time;
	size_t i;

	source.data = forge_write(f, &source.size);
	if (dump_parse(&source.dump, source.data, source.size, NULL) ||
	    watch_compare(watch, &source, &verdict, NULL))
		abort();
	time = watch_time_of(source.dump);
	if (verdict == WATCH_FIRST)
		out->began = time;
	rewind(out->to);
	for (i = 0; i < watch->list.nr; i++)
		watch_line_change(out, &time, &watch->list.change[i],
				  &watch->report.rules);
	watch_keep(watch, &source);
	header->time_monotonic += 1500000000;
	header->time_realtime += 1500000000;
}

/* Compares with what was printed since the last rewind() */
#define EXPECT_TEXT(expected)						\
	do {								\
		fputc('\0', self->out.to);				\
		fflush(self->out.to);					\
		EXPECT_STREQ(expected, self->text);			\
	} while (0)

#define EXPECT_LINES(expected)						\
	do {								\
		lines(&self->out, &self->watch, self->f);		\
		EXPECT_TEXT(expected);					\
	} while (0)

TEST_F(text, pages_for_people)
{
	forge_map(self->f, 1, HEAP + 16 * K4, K4, F1, E_READ);
	EXPECT_LINES("");
	forge_map(self->f, 1, HEAP, 3 * K4, F1, E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 16 * K4, F2 | E_WRITTEN);
	EXPECT_LINES("    1.500 0x555555600000-0x555555603000   12K   +12K mapped       - -> 4K PWU--AD---N [heap]\n"
		     "    1.500 0x555555610000-0x555555611000    4K        cow          4K P-U--A----N -> 4K PWU--AD---N [heap]\n");
	forge_entry(self->f, 1, HEAP + K4, forge_swap(0, 7));
	forge_entry(self->f, 1, HEAP + 2 * K4, 0);
	EXPECT_LINES("    3.000 0x555555601000-0x555555602000    4K    -4K swapped-out  4K PWU--AD---N -> 4K swap [heap]\n"
		     "    3.000 0x555555602000-0x555555603000    4K    -4K unmapped     4K PWU--AD---N -> - [heap]\n");
}

TEST_F(text, promoted_for_people)
{
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 7 * K4, 0);
	EXPECT_LINES("");
	forge_drop(self->f, 1, HEAP);
	forge_entry(self->f, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	EXPECT_LINES("    1.500 0x555555600000-0x555555800000    2M    +4K mapped,promoted,moved 4K PWU--AD---N -> 2M PWU--ADS--N (511 of 512 present, 0 same frames: copied, 1 filled with zeros) [heap]\n");
}

TEST_F(text, promoted_as_json)
{
	self->out.json = true;
	forge_map(self->f, 1, HEAP, M2, F1, E_WRITTEN);
	forge_entry(self->f, 1, HEAP + 7 * K4, 0);
	EXPECT_LINES("");
	forge_drop(self->f, 1, HEAP);
	forge_entry(self->f, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	EXPECT_LINES("{\"event\": \"change\", \"time\": 1764590401.500000000, \"monotonic\": 61.500000000, \"start\": \"0x555555600000\", \"end\": \"0x555555800000\", \"size\": 2097152, \"change\": [\"mapped\", \"promoted\", \"moved\"], \"was\": \"4K PWU--AD---N\", \"now\": \"2M PWU--ADS--N\", \"detail\": \"511 of 512 present, 0 same frames: copied, 1 filled with zeros\", \"pages\": 1, \"level\": 2, \"rss\": 4096, \"was-present\": 511, \"same-frames\": 0, \"new-frames\": 511, \"zero\": 0, \"swapped\": 0, \"other\": 0, \"empty\": 1, \"holes\": \"7\", \"was-phys\": \"0x100003000\", \"now-phys\": \"0x80000000\", \"name\": \"[heap]\"}\n");
}

/* A huge page that was split and swapped out: the line has the number of swapped pages. */
TEST_F(text, split_and_swapped_out)
{
	int i;

	forge_entry(self->f, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	EXPECT_LINES("");
	forge_entry(self->f, 2, HEAP, 0);
	for (i = 0; i < 512; i++)
		forge_entry(self->f, 1, HEAP + i * K4, forge_swap(0, i));
	EXPECT_LINES("    1.500 0x555555600000-0x555555800000    2M    -2M split,swapped-out 2M PWU--ADS--N -> 4K swap (0 of 512 present, 512 swapped out) [heap]\n");
	forge_drop(self->f, 1, HEAP);
	forge_entry(self->f, 2, HEAP, HUGE2 | E_WRITTEN | E_PS);
	self->watch.wanted = watch_events(true);
	self->out.json = true;
	EXPECT_LINES("{\"event\": \"change\", \"time\": 1764590403.000000000, \"monotonic\": 63.000000000, \"start\": \"0x555555600000\", \"end\": \"0x555555800000\", \"size\": 2097152, \"change\": [\"promoted\"], \"was\": \"4K swap\", \"now\": \"2M PWU--ADS--N\", \"detail\": \"0 of 512 present, 512 read back from swap\", \"pages\": 1, \"level\": 2, \"rss\": 2097152, \"was-present\": 0, \"same-frames\": 0, \"new-frames\": 0, \"zero\": 0, \"swapped\": 512, \"other\": 0, \"empty\": 0, \"holes\": null, \"was-phys\": \"0x100003000\", \"now-phys\": \"0x80000000\", \"name\": \"[heap]\"}\n");
}

TEST_F(text, areas)
{
	EXPECT_LINES("");
	forge_vma(self->f, HEAP + 2 * G1, HEAP + 2 * G1 + K4, VMA_FILE, "/a\nb");
	EXPECT_LINES("    1.500 0x5555d5600000-0x5555d5601000    4K        vma-added    - -> r--p /a\\x0ab\n");
	self->out.json = true;
	forge_area(self->f, HEAP + 2 * G1)->flags |= PTWALK_VMA_WRITE;
	EXPECT_LINES("{\"event\": \"change\", \"time\": 1764590403.000000000, \"monotonic\": 63.000000000, \"start\": \"0x5555d5600000\", \"end\": \"0x5555d5601000\", \"size\": 4096, \"change\": [\"vma-changed\"], \"was\": \"r--p\", \"now\": \"rw-p\", \"detail\": \"+write\", \"name\": \"/a\\u000ab\"}\n");
}

TEST_F(text, begin_and_exec)
{
	EXPECT_LINES("");
	rewind(self->out.to);
	watch_line_begin(&self->out, self->watch.last.dump, 250000000);
	watch_line_exec(&self->out, self->watch.last.dump);
	EXPECT_TEXT("    0.000 process 1234 (forged) is watched every 0.25 s\n"
		    "    0.000 process 1234 (forged) has called execve: the old address space is not compared with the new one\n");
	rewind(self->out.to);
	self->out.json = true;
	watch_line_begin(&self->out, self->watch.last.dump, 250000000);
	watch_line_exec(&self->out, self->watch.last.dump);
	EXPECT_TEXT("{\"event\": \"begin\", \"time\": 1764590400.000000000, \"monotonic\": 60.000000000, \"pid\": 1234, \"comm\": \"forged\", \"interval\": 0.250000000}\n"
		    "{\"event\": \"exec\", \"time\": 1764590400.000000000, \"monotonic\": 60.000000000, \"pid\": 1234, \"comm\": \"forged\"}\n");
}

TEST_F(text, touched)
{
	struct watch_time time;
	struct touched touched = {
		.start = HEAP, .end = HEAP + 2 * M2, .pages = 2, .level = 2,
	};

	EXPECT_LINES("");
	touched.vma = dump_vma(self->watch.last.dump, HEAP);
	time = watch_time_of(self->watch.last.dump);
	rewind(self->out.to);
	watch_line_touched(&self->out, &time, &touched);
	EXPECT_TEXT("    0.000 0x555555600000-0x555555a00000    4M        touched      2 of 2M [heap]\n");
	rewind(self->out.to);
	self->out.json = true;
	watch_line_touched(&self->out, &time, &touched);
	EXPECT_TEXT("{\"event\": \"touched\", \"time\": 1764590400.000000000, \"monotonic\": 60.000000000, \"start\": \"0x555555600000\", \"end\": \"0x555555a00000\", \"size\": 4194304, \"pages\": 2, \"level\": 2, \"name\": \"[heap]\"}\n");
}

/* These lines begin with the time of printing, which is not compared. */
TEST_F(text, end)
{
	static const struct watch_cost cost = { 12, 131072, 24, 6000, 99000 };
	char text[256], *rest;

	EXPECT_LINES("");
	self->out.began = watch_time_now();
	rewind(self->out.to);
	watch_line_end(&self->out, self->watch.last.dump, WATCH_COUNT, &cost, 0);
	EXPECT_TEXT("");
	rewind(self->out.to);
	watch_line_end(&self->out, self->watch.last.dump, WATCH_REUSED, &cost, 0);
	fputc('\0', self->out.to);
	fflush(self->out.to);
	EXPECT_STREQ("process 1234 (forged) has ended; another process has its PID now\n",
		     strchr(self->text, 'p'));

	rewind(self->out.to);
	self->out.json = true;
	watch_line_end(&self->out, self->watch.last.dump, WATCH_EXITED, &cost,
		       5000000);
	fputc('\0', self->out.to);
	fflush(self->out.to);
	rest = strstr(self->text, ", \"reason\"");
	ASSERT_NE(NULL, rest);
	EXPECT_STREQ(", \"reason\": \"exited\", \"pid\": 1234, \"comm\": \"forged\", \"dumps\": 12, \"bytes\": 131072, \"cpu\": 0.005000000, \"holds\": 24, \"hold-max-ns\": 6000, \"hold-total-ns\": 99000}\n",
		     rest);
	EXPECT_STREQ("12 dumps, 128K in all; 5 ms of CPU; mmap lock of the process held 24 times, 99 us in all, at most 6 us",
		     watch_cost_text(&cost, 5000000, text, sizeof(text)));
}

TEST_HARNESS_MAIN
