// SPDX-License-Identifier: GPL-2.0-only
/*
 * The lines of /proc/PID/maps: names with blanks, newlines and any other byte, VMAs that are not
 * there, that have other limits, and text that ends anywhere or is no such line.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf-private.h"
#include "kselftest_harness.h"

static const char lines[] =
	"00400000-00401000 r-xp 00002000 fd:01 1234                       /bin/a  b\n"
	"00600000-00602000 rw-p 00000000 00:00 0 \n"
	"00602000-00700000 rw-p 00000000 00:00 0                          [heap]\n"
	"7f0000000000-7f0000001000 rw-s 00001000 00:05 18446744073709551615 /tmp/x\\012y (deleted)\n"
	"7f0000001000-7f0000002000 r--p 00000000 00:05 7                  /tmp/\\01\n"
	"7fff00000000-7fff00001000 rw-p 00000000 00:00 0                  [stack]\n"
	"ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0          [vsyscall]\n";

static void set(struct bpf_maps *maps, const char *text)
{
	*maps = (struct bpf_maps){ .text = strdup(text) };
	maps->next = maps->text;
}

static bool is(const struct bpf_map_line *line, const char *name)
{
	return line->length == strlen(name) && !memcmp(line->name, name, line->length);
}

TEST(each_line)
{
	struct bpf_map_line line;
	struct bpf_maps maps;

	set(&maps, lines);
	ASSERT_TRUE(bpf_maps_find(&maps, 0x400000, 0x401000, &line));
	EXPECT_TRUE(is(&line, "/bin/a  b"));
	EXPECT_EQ(1234, line.ino);
	EXPECT_EQ(0x2000, line.offset);
	EXPECT_EQ(0, memcmp(line.perm, "r-xp", 4));
	EXPECT_EQ(0xfd, line.dev_major);
	EXPECT_EQ(1, line.dev_minor);
	ASSERT_TRUE(bpf_maps_find(&maps, 0x600000, 0x602000, &line));
	EXPECT_TRUE(is(&line, ""));
	ASSERT_TRUE(bpf_maps_find(&maps, 0x602000, 0x700000, &line));
	EXPECT_TRUE(is(&line, "[heap]"));
	ASSERT_TRUE(bpf_maps_find(&maps, 0x7f0000000000, 0x7f0000001000, &line));
	EXPECT_TRUE(is(&line, "/tmp/x\ny (deleted)"));
	EXPECT_EQ(~0ULL, line.ino);
	ASSERT_TRUE(bpf_maps_find(&maps, 0x7f0000001000, 0x7f0000002000, &line));
	EXPECT_TRUE(is(&line, "/tmp/\\01"));
	EXPECT_FALSE(bpf_maps_find(&maps, 0x7fffffff0000, 0x7fffffff1000, &line));
	bpf_maps_free(&maps);
	EXPECT_EQ(NULL, maps.text);
}

TEST(changed)
{
	struct bpf_map_line line;
	struct bpf_maps maps;

	set(&maps, lines);
	/* not there, other end; and the next one is still found */
	EXPECT_FALSE(bpf_maps_find(&maps, 0x1000, 0x2000, &line));
	EXPECT_FALSE(bpf_maps_find(&maps, 0x400000, 0x402000, &line));
	EXPECT_FALSE(bpf_maps_find(&maps, 0x500000, 0x501000, &line));
	EXPECT_TRUE(bpf_maps_find(&maps, 0x602000, 0x700000, &line));
	/* the same VMA again, as after a change in the middle of its walk */
	EXPECT_FALSE(bpf_maps_find(&maps, 0x602000, 0x700000, &line));
	EXPECT_TRUE(bpf_maps_find(&maps, 0x7f0000000000, 0x7f0000001000, &line));
	bpf_maps_free(&maps);
}

TEST(cut_anywhere)
{
	char text[sizeof(lines)];
	struct bpf_map_line line;
	struct bpf_maps maps;
	size_t length;

	for (length = 0; length < sizeof(lines); length++) {
		memcpy(text, lines, length);
		text[length] = '\0';
		set(&maps, text);
		bpf_maps_find(&maps, 0x400000, 0x401000, &line);
		bpf_maps_find(&maps, 0x7f0000000000, 0x7f0000001000, &line);
		bpf_maps_find(&maps, 0x7fff00000000, 0x7fff00001000, &line);
		bpf_maps_free(&maps);
	}
}

TEST(no_line)
{
	static const char *const wrong[] = {
		"x", "00400000", "00400000-", "00400000-00401000", "00400000-00401000 r-xp",
		"00400000-00401000 rxp 0 0:0 0 a", "00400000-00401000 r-xpp 0 0:0 0 a",
		"00400000-00401000\nr-xp 0 0:0 0 a", "00400000-00401000 r-xp 0 0 0 a",
		"00400000-00401000 r-xp 0 0:0 \n", "-00401000 r-xp 0 0:0 0 a",
	};
	struct bpf_map_line line;
	struct bpf_maps maps;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wrong); i++) {
		set(&maps, wrong[i]);
		EXPECT_FALSE(bpf_maps_find(&maps, 0x400000, 0x401000, &line))
			TH_LOG("%s", wrong[i]);
		bpf_maps_free(&maps);
	}
}

/* A newline in a path, and four bytes that look like one in /proc/PID/maps */
TEST(escaped)
{
	static const char *const names[] = { "a\nb", "a\\012b" };
	char dir[] = "/tmp/ptwalk.XXXXXX", name[64];
	struct bpf_map_line line;
	struct bpf_maps maps;
	pid_t child;
	char *at;
	size_t i;
	int fd;

	ASSERT_NE(NULL, mkdtemp(dir));
	for (i = 0; i < 2; i++) {
		snprintf(name, sizeof(name), "%s/%s", dir, names[i]);
		fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0600);
		ASSERT_LE(0, fd);
		ASSERT_EQ(0, ftruncate(fd, 4096));
		at = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
		ASSERT_NE(MAP_FAILED, at);
		close(fd);
		/* malloc() may change the VMAs of this process */
		child = fork();
		if (!child) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			pause();
			_exit(0);
		}
		bpf_maps_read(&maps, child);
		ASSERT_NE(NULL, maps.text);
		EXPECT_TRUE(bpf_maps_unchanged(&maps));
		ASSERT_TRUE(bpf_maps_find(&maps, (uintptr_t)at, (uintptr_t)at + 4096, &line));
		/* the link in map_files needs a capability */
		if (!getuid() || !i)
			EXPECT_TRUE(is(&line, name));
		unlink(name);
		EXPECT_FALSE(bpf_maps_unchanged(&maps));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
		munmap(at, 4096);
		bpf_maps_free(&maps);
	}
	rmdir(dir);
}

TEST(of_this_process)
{
	struct bpf_maps maps;

	bpf_maps_read(&maps, getpid());
	ASSERT_NE(NULL, maps.text);
	EXPECT_NE(NULL, strstr(maps.text, "[stack]"));
	bpf_maps_free(&maps);
	bpf_maps_read(&maps, 1 << 30);
	EXPECT_EQ(NULL, maps.text);
	bpf_maps_free(&maps);
}

TEST_HARNESS_MAIN
