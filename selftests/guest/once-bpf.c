// SPDX-License-Identifier: GPL-2.0-only
/*
 * The BPF source: for each situation its dump equals the module's, record by record.
 */
#include <libgen.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "by-bpf.h"
#include "guest.h"
#include "harness.h"

#define KINDS	512

/* The words that the helper prints as its kinds; returns their number. */
static int read_kinds(char *text, size_t size, const char **kind)
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
	for (word = word ? strtok(word + 6, " \n") : NULL; word && nr < KINDS;
	     word = strtok(NULL, " \n"))
		kind[nr++] = word;
	return nr;
}

TEST(every_situation)
{
	static char text[8192];
	const char *kind[KINDS];
	int nr, lacking = 0;

	ASSERT_NE(NULL, by_bpf_source);
	nr = read_kinds(text, sizeof(text), kind);
	ASSERT_LT(100, nr);
	EXPECT_EQ(0, by_bpf_situations(kind, nr, &lacking));
	TH_LOG("%d situations compared, %d not possible here", nr - lacking, lacking);
	EXPECT_LT(lacking, nr / 4);
}

int main(int argc, char **argv)
{
	by_bpf_require();
	return test_harness_run(argc, argv);
}
