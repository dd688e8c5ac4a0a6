// SPDX-License-Identifier: GPL-2.0
/*
 * What ptwalk says: see opinion.h.
 */
#include <inttypes.h>
#include <stdlib.h>

#include "opinion.h"

#define ROW	"START=\"0x%" SCNx64 "\" END=\"0x%" SCNx64 "\" "		\
		"VERDICT=\"%31[^\"]\" LACKS=\"%63[^\"]\""

int opinion_ask(pid_t pid, uint64_t addr, const char *judge,
		bool pages, struct opinion *opinion)
{
	const char *ptwalk = getenv("PTWALK");
	uint64_t start, end;
	char line[512];
	bool found = false;
	FILE *f;
	int status;

	snprintf(line, sizeof(line),
		 "%s huge --windows %s --judge %s -P -o START,END,VERDICT,LACKS %d",
		 ptwalk ? ptwalk : "ptwalk", pages ? "--pages" : "", judge, pid);
	f = popen(line, "re");
	if (!f) {
		note("%s: %m", line);
		return -1;
	}
	while (fgets(line, sizeof(line), f)) {
		struct opinion row = { .verdict = "" };

		if (sscanf(line, ROW, &start, &end, row.verdict, row.lacks) < 3 ||
		    addr < start || addr >= end)
			continue;
		*opinion = row;
		found = true;
	}
	status = pclose(f);
	if (found && !status)
		return 0;
	note("ptwalk huge of %d: status %d, 0x%" PRIx64 " is %s", pid, status,
	     addr, found ? "there" : "not there");
	return -1;
}
