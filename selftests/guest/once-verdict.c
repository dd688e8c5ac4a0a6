// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares ptwalk's verdicts on windows with the kernel's.  For every kind of window
 * (window-kinds.h) the test asks `ptwalk huge` first, then lets khugepaged or
 * MADV_COLLAPSE look at the window, and compares the verdict with the result in the
 * kernel's tracepoint and the errno of MADV_COLLAPSE.  It makes each kind twice, once for
 * khugepaged and once for MADV_COLLAPSE, as both may change the window.
 *
 * The test prints a table of all kinds with the results as they are.  Where ptwalk has to
 * differ from the kernel, window-kinds.c says so; the kind then fails if they agree.
 * Kinds that this kernel cannot make are skipped, with the reason.  A kernel without
 * MADV_COLLAPSE is asked for khugepaged alone.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "guest.h"
#include "judge.h"
#include "khugepaged.h"
#include "knobs.h"
#include "kselftest.h"
#include "ksm.h"
#include "memdisk.h"
#include "memgroup.h"
#include "opinion.h"
#include "scans.h"
#include "window-kinds.h"

#define PAGE	4096UL
#define WINDOW	(512 * PAGE)
#define FILES	"/tmp/ptwalk-files"
#define TMPFS	"/tmp/ptwalk-tmpfs"

static struct memdisk swap_disk, file_disk;
static bool has_files;
static struct knobs all_knobs;
static char lacks[96];

/* Mounts ext4 on a memory disk and goes there: situate makes its files in the cwd. */
static bool files_on(void)
{
	char command[64];

	if (memdisk_on(&file_disk, 1))
		return false;
	snprintf(command, sizeof(command), "mkfs.ext4 -q %s", file_disk.node);
	return !system(command) && !mkdir(FILES, 0700) &&
	       !mount(file_disk.node, FILES, "ext4", 0, NULL) && !chdir(FILES);
}

static bool machine_on(void)
{
	prepare();
	if (memdisk_on(&swap_disk, 0) || memdisk_swap(&swap_disk))
		note("there is nothing to swap to");
	has_files = files_on();
	if (!has_files)
		note("there is no file system on a disk");
	return !knobs_set(&all_knobs, WINDOW_KNOBS) && !scans_open() &&
	       !khugepaged_hold();
}

static void machine_off(void)
{
	khugepaged_release();
	scans_close();
	ksm_off();
	knobs_restore(&all_knobs);
	if (!chdir("/"))
		umount(FILES);
	memdisk_off(&file_disk);
	memdisk_off(&swap_disk);
}

static bool is_of_disk(const struct window_kind *kind)
{
	return !strncmp(kind->make, "file", 4) && !kind->tmpfs;
}

static bool is_of_file(const struct window_kind *kind)
{
	return !strncmp(kind->make, "file", 4) ||
	       !strncmp(kind->make, "shmem", 5) ||
	       !strcmp(kind->make, "sysv") ||
	       !strcmp(kind->make, "anon-shared") ||
	       !strcmp(kind->make, "secret");
}

static bool is_swapped(const struct window_kind *kind)
{
	return !strncmp(kind->make, "swap", 4);
}

/* Mounts a tmpfs for the files of situations and goes there; huge=never until tmpfs_set(). */
static int tmpfs_on(void)
{
	mkdir(TMPFS, 0700);
	if (!mount("ptwalk", TMPFS, "tmpfs", 0, "huge=never") && !chdir(TMPFS))
		return 0;
	note("tmpfs: %m");
	return -1;
}

static int tmpfs_set(const char *option)
{
	if (!mount("ptwalk", TMPFS, "tmpfs", MS_REMOUNT, option))
		return 0;
	note("tmpfs, %s: %m", option);
	return -1;
}

static void tmpfs_off(void)
{
	if (!chdir(has_files ? FILES : "/"))
		umount(TMPFS);
}

static int limit(pid_t pid)
{
	return memgroup_on() || memgroup_set("memory.max", "1M") ||
	       memgroup_enter(pid);
}

/* Makes a window; 0, 1 if this machine lacks something (then @lacks), -1 after a note */
static int make(const struct window_kind *kind, struct situation *s,
		struct knobs *knobs)
{
	char name[32], says[40];
	int err;

	*s = (struct situation){ 0 };
	lacks[0] = '\0';
	window_kind_word(kind->says, says, sizeof(says));
	if (is_of_file(kind) && strcmp(says, SKIPPED) && !kernel_since(6, 1)) {
		snprintf(lacks, sizeof(lacks), "no tracepoint for scans of files before 6.1");
		return 1;
	}
	snprintf(name, sizeof(name), "window-%s", kind->make);
	if ((is_swapped(kind) && !swap_disk.swap) ||
	    (is_of_disk(kind) && !has_files)) {
		snprintf(lacks, sizeof(lacks), "no disk in memory (null_blk)");
		return 1;
	}
	err = knobs_set(knobs, kind->knobs);
	if (err > 0)
		snprintf(lacks, sizeof(lacks), "no setting %s", kind->knobs);
	if (err)
		return err;
	if (kind->tmpfs && tmpfs_on())
		return -1;
	if (situation_start(s, name)) {
		snprintf(lacks, sizeof(lacks), "%s", s->lacks);
		return errno == ENOTSUP ? 1 : -1;
	}
	if (kind->tmpfs && tmpfs_set(kind->tmpfs))
		return -1;
	if (kind->limited && limit(s->pid)) {
		snprintf(lacks, sizeof(lacks), "no memory cgroup: %s",
			 strerror(errno));
		return 1;
	}
	return kind->merged && ksm_merge(s->pid, s->start, kind->merged * PAGE,
					 kind->zero) ? -1 : 0;
}

static void unmake(const struct window_kind *kind, struct situation *s,
		   struct knobs *knobs)
{
	situation_stop(s);
	if (kind->tmpfs)
		tmpfs_off();
	knobs_restore(knobs);
	if (kind->limited)
		memgroup_off();
	/* A khugepaged that the settings stopped and restarted scans at once: let it finish. */
	if (kind->knobs)
		khugepaged_pass();
}

/* The text of the column "result": the errno of MADV_COLLAPSE, "huge", or "0". */
static const char *answer(const struct judgement *j)
{
	if (j->error)
		return strerrorname_np(j->error);
	return j->huge ? "huge" : "0";
}

/* One window, judged by ptwalk and then by the kernel: khugepaged or MADV_COLLAPSE */
struct trial {
	const char *name;	/* in the column "judge" */
	enum huge_judge whose;
	int (*judge)(const struct situation *s, struct judgement *j);
	struct judgement said;	/* the kernel's result */
	struct opinion ours;	/* ptwalk's verdict, with --pages */
	struct opinion brief;	/* ptwalk's verdict, without --pages */
};

static int try(const struct window_kind *kind, struct trial *t)
{
	struct knobs knobs = { 0 };
	struct situation s;
	int err;

	err = make(kind, &s, &knobs);
	/* The middle of the window lies in a VMA in every kind. */
	if (!err)
		err = opinion_ask(s.pid, s.start + WINDOW / 2, t->whose, true,
				  &t->ours);
	if (!err)
		err = opinion_ask(s.pid, s.start + WINDOW / 2, t->whose, false,
				  &t->brief);
	if (!err)
		err = t->judge(&s, &t->said);
	unmake(kind, &s, &knobs);
	return err;
}

/* True if the verdict is that only the page cache, which ptwalk cannot see, decides. */
static bool is_unknown(const struct opinion *ours)
{
	return !strcmp(ours->verdict, "shmem_unknown") ||
	       !strcmp(ours->verdict, "file_unknown");
}

/* The kernel's result as a verdict of ptwalk: ptwalk has its own words for some. */
static const char *translated(const struct window_kind *kind,
			      const struct judgement *said)
{
	if (!strcmp(said->status, SKIPPED))
		return kind->area;
	/* before 6.1, a huge page is one of the cases of pmd_null */
	if (!strcmp(said->status, "page_pmd_mapped") ||
	    (!strcmp(said->status, "pmd_null") && said->huge))
		return "huge";
	if (!strcmp(said->status, "succeeded"))
		return said->huge ? "collapse" : "mthp_only";
	return said->status;
}

/* Prints a line of the table; true if the verdict agrees, or differs as window-kinds.c says. */
static bool compare(const struct window_kind *kind, const struct trial *t)
{
	const char *kernels = translated(kind, &t->said);
	const char *agree = "no", *remark = "";
	char differs[40] = "-";
	bool good = false;

	if (kind->differs)
		window_kind_word(kind->differs, differs, sizeof(differs));
	if (kernels && !strcmp(kernels, t->ours.verdict)) {
		agree = "yes";
		good = !strcmp(differs, "-") || kind->at_times ||
		       t->judge != judge_khugepaged;
		if (!good)
			remark = "window-kinds.c says that it differs";
	} else if (!strcmp(differs, t->ours.verdict)) {
		good = true;
		remark = kind->because;
	} else if (is_unknown(&t->ours) && is_of_file(kind)) {
		agree = "-";
		good = true;
	}
	printf("# %-20s %-10s %-24s %-8s %-24s %-3s %s\n", kind->name, t->name,
	       t->said.status, answer(&t->said), t->ours.verdict, agree, remark);
	return good;
}

/*
 * Without --pages, ptwalk reads page flags only where they can change the verdict, so the
 * verdict has to be the same.  Facts of smaps it may lack; then it has to say "unknown", or
 * name "policy" among the facts that it lacks.
 */
static bool is_no_surer(const struct window_kind *kind, const struct trial *t)
{
	if (!strcmp(t->brief.verdict, t->ours.verdict) ||
	    !strcmp(t->brief.verdict, "unknown") || is_unknown(&t->brief) ||
	    strstr(t->brief.lacks, "policy"))
		return true;
	printf("# %s: %s without --pages, of which it lacks '%s'\n", kind->name,
	       t->brief.verdict, t->brief.lacks);
	return false;
}

/* True if @words, a list "A|B|C", has @word. */
static bool is_among(const char *word, const char *words)
{
	size_t length = strlen(word);

	for (; words; words = strchr(words, '|')) {
		words += *words == '|';
		if (!strncmp(words, word, length) &&
		    (!words[length] || words[length] == '|'))
			return true;
	}
	return false;
}

/* True if both results of the kernel are those that window-kinds.c has. */
static bool is_as_known(const struct window_kind *kind, const struct trial *k,
			const struct trial *m)
{
	char says[40], answers[40];

	window_kind_word(kind->says, says, sizeof(says));
	window_kind_word(kind->answers, answers, sizeof(answers));
	if (is_among(k->said.status, says) && (!m || !strcmp(answers, answer(&m->said))))
		return true;
	printf("# %s: the kernel should say %s, and answer %s\n", kind->name,
	       says, answers);
	return false;
}

/*
 * Did the kernel refuse for what is over in a moment?  Reclaim, or a CPU that has pages on the way
 * to an LRU list, holds a reference on a page, its lock or its place in the list meanwhile.
 */
static bool is_momentary(const struct window_kind *kind, const struct trial *t)
{
	char says[40];

	window_kind_word(kind->says, says, sizeof(says));
	return !is_among(t->said.status, says) &&
	       is_among(t->said.status, "not_suitable_page_count|page_not_in_lru|page_locked");
}

/* try(), a few times if what the kernel says is momentary */
static int try_again(const struct window_kind *kind, struct trial *t)
{
	int tries, err;

	for (tries = 0; tries < 4; tries++) {
		err = try(kind, t);
		if (err || !is_momentary(kind, t))
			break;
	}
	return err;
}

static void test(const struct window_kind *kind)
{
	struct trial k = { .name = "khugepaged", .whose = HUGE_KHUGEPAGED,
			   .judge = judge_khugepaged };
	struct trial m = { .name = "madvise", .whose = HUGE_MADVISE,
			   .judge = judge_collapse };
	const bool forced = kernel_since(6, 1);
	bool good = false;
	int err;

	err = try_again(kind, &k);
	if (!err && forced)
		err = try_again(kind, &m);
	if (err > 0) {
		ksft_test_result_skip("%s: %s\n", kind->name, lacks);
		return;
	}
	if (!err) {
		good = is_as_known(kind, &k, forced ? &m : NULL);
		good &= compare(kind, &k);
		good &= is_no_surer(kind, &k);
		if (forced) {
			good &= compare(kind, &m);
			good &= is_no_surer(kind, &m);
		}
	}
	ksft_test_result(good, "%s\n", kind->name);
}

int main(void)
{
	size_t i;

	ksft_print_header();
	ksft_set_plan(window_kinds_nr);
	if (!machine_on()) {
		machine_off();
		ksft_exit_fail_msg("khugepaged cannot be listened to\n");
	}
	printf("# %-20s %-10s %-24s %-8s %-24s %s\n", "kind", "judge",
	       "kernel said", "result", "ptwalk said", "agree");
	for (i = 0; i < window_kinds_nr; i++)
		test(&window_kinds[i]);
	machine_off();
	ksft_finished();
}
