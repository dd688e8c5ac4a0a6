// SPDX-License-Identifier: GPL-2.0
/*
 * The BPF source: its dump of a process that sleeps equals the module's, record by record.
 */
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf.h"
#include "dump.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"
#include "same.h"

/* The words that the helper prints as its kinds; returns their number. */
static int read_kinds(char *text, size_t size, char **kind, int max)
{
	char command[PATH_MAX + 48], self[PATH_MAX] = "", *word;
	size_t used;
	FILE *from;
	int nr = 0;

	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 0;
	snprintf(command, sizeof(command), "%s/helpers/situate 2>&1", dirname(self));
	from = popen(command, "r");
	if (!from)
		return 0;
	used = fread(text, 1, size - 1, from);
	pclose(from);
	text[used] = '\0';
	word = strstr(text, "kinds:");
	for (word = word ? strtok(word + 6, " \n") : NULL; word && nr < max;
	     word = strtok(NULL, " \n"))
		kind[nr++] = word;
	return nr;
}

/* Compares the two dumps of a process; retries if the module's own dumps differ. */
static int compare(struct bpf_source *bpf, pid_t pid, __u32 pgd)
{
	const struct bpf_request request = { .pid = pid, .pgd = pgd };
	void *module = NULL, *other = NULL, *again = NULL;
	size_t module_size, other_size, again_size;
	struct errmsg err = { "" };
	int wrong = -1;

	const char *words = pgd == PTWALK_PGD_USER ? "pgd=user" : "";

	if (same_module(pid, words, &module, &module_size))
		goto out;
	if (bpf_dump(bpf, &request, &other, &other_size, &err)) {
		note("bpf_dump: %s", err.text);
		goto out;
	}
	wrong = same_dumps(module, module_size, other, other_size);
	if (wrong && !same_module(pid, words, &again, &again_size)) {
		note("module twice: %d", same_dumps(module, module_size, again, again_size));
		free(again);
	}
out:
	free(module);
	free(other);
	return wrong;
}

TEST(every_situation)
{
	struct bpf_source *bpf = NULL;
	struct errmsg err = { "" };
	static char text[8192];
	char *kind[512];
	int nr, i, lacking = 0, wrong = 0;

	prepare();
	nr = read_kinds(text, sizeof(text), kind, 512);
	ASSERT_LT(100, nr);
	ASSERT_EQ(0, bpf_open(&bpf, &err)) TH_LOG("%s\n%s", err.text, bpf_log());
	for (i = 0; i < nr; i++) {
		struct situation s;

		if (situation_start(&s, kind[i])) {
			lacking++;
			continue;
		}
		if (compare(bpf, s.pid, PTWALK_PGD_KERNEL)) {
			note("%s differs", kind[i]);
			wrong++;
		}
		situation_stop(&s);
	}
	TH_LOG("%d situations, %d lacking", nr, lacking);
	EXPECT_EQ(0, wrong);
	bpf_close(bpf);
}

TEST_HARNESS_MAIN
