// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes that share a page with another one, by a name that is not safe to print.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "errmsg.h"
#include "facts-live.h"
#include "kselftest_harness.h"
#include "named-child.h"
#include "pte.h"

/* Documentation/admin-guide/mm/pagemap.rst */
#define FRAME	((1ULL << 55) - 1)

/* The frame of a page of this process; 0 if the kernel does not tell it */
static __u64 frame_of(const void *page)
{
	const int fd = open("/proc/self/pagemap", O_RDONLY);
	__u64 entry = 0;

	if (pread(fd, &entry, sizeof(entry),
		  (uintptr_t)page / ptwalk_span(1) * sizeof(entry)) != sizeof(entry))
		entry = 0;
	close(fd);
	return entry & FRAME;
}

TEST(name_with_newline)
{
	char *memory = mmap(NULL, ptwalk_span(1), PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	char text[FACTS_SHARERS_SIZE], expected[64];
	struct facts_mapping page;
	struct errmsg err;
	pid_t pid;

	ASSERT_NE(MAP_FAILED, memory);
	*memory = 1;
	page = (struct facts_mapping){ (uintptr_t)memory, frame_of(memory) };
	if (!page.frame)
		SKIP(return, "frames are for root only");
	pid = named_child("a\nb");
	ASSERT_LT(0, pid);
	EXPECT_EQ(0, facts_read_sharers(getpid(), &page, 1, text, &err))
		TH_LOG("%s", err.text);
	snprintf(expected, sizeof(expected), "%d (a\\x0ab)", pid);
	EXPECT_STREQ(expected, text);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

TEST_HARNESS_MAIN
