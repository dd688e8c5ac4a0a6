// SPDX-License-Identifier: GPL-2.0-only
/*
 * Files of /proc that a running process makes seldom: what is read from them must be facts that
 * facts_check() accepts, or the dump would be refused.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "errmsg.h"
#include "facts-live.h"
#include "forged.h"
#include "kselftest_harness.h"

#define START	0x7f0000000000ULL

FIXTURE(live)
{
	struct forge	*f;
	struct dump	*dump;
	void		*data;
	int		fd;
	char		path[32];
	struct errmsg	err;
};

/* A process that maps a file of device 254:50 and one of 254:51 */
FIXTURE_SETUP(live)
{
	struct ptwalk_vma *vma;

	self->f = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	vma = forge_vma(self->f, START, START + M2, VMA_FILE, "/one/file");
	vma->dev_minor = 50;
	vma = forge_vma(self->f, START + M2, START + 2 * M2, VMA_FILE, "/two/file");
	vma->dev_minor = 51;
	self->dump = forged_dump(self->f, &self->data);
	self->fd = memfd_create("proc", 0);
	snprintf(self->path, sizeof(self->path), "/proc/self/fd/%d", self->fd);
}

FIXTURE_TEARDOWN(live)
{
	close(self->fd);
	forged_free(self->f, self->dump, self->data);
}

/* As of a read() that ended behind the first VMA, over which the second one has grown since */
TEST_F(live, smaps_of_a_growing_area)
{
	const struct facts *facts = &self->dump->facts;

	dprintf(self->fd,
		"7f0000000000-7f0000200000 rw-p 00000000 00:00 0\nRss: 4 kB\nTHPeligible: 1\n"
		"7f0000000000-7f0000400000 rw-p 00000000 00:00 0\nRss: 8 kB\nTHPeligible: 0\n"
		"7f0000400000-7f0000600000 r--p 00000000 00:00 0\nRss: 12 kB\nTHPeligible: 0\n");
	ASSERT_EQ(0, facts_read_smaps(&self->dump->facts, self->path, &self->err))
		TH_LOG("%s", self->err.text);
	ASSERT_EQ(2, facts->nr_smaps);
	EXPECT_EQ(START + M2, facts->smaps[0]->end);
	EXPECT_EQ(4 << 10, facts->smaps[0]->rss);
	EXPECT_EQ(1, facts->smaps[0]->eligible);
	EXPECT_EQ(NULL, facts_smaps(facts, START + M2));
	EXPECT_EQ(START + 2 * M2, facts->smaps[1]->start);
	EXPECT_EQ(12 << 10, facts->smaps[1]->rss);
}

/* The type of a FUSE file system ends with any text that its server chooses. */
TEST_F(live, mount_of_a_long_type)
{
	char type[FACTS_TEXT + 1];
	const struct ptwalk_mount *mount;

	memset(type, 'x', FACTS_TEXT);
	memcpy(type, "fuse.", 5);
	type[FACTS_TEXT] = '\0';
	dprintf(self->fd,
		"36 35 254:50 / /one rw,noatime - %s server rw,user_id=0\n"
		"37 35 254:51 / /two rw,noatime - %s server rw,user_id=0\n", type, type + 1);
	ASSERT_EQ(0, facts_read_mounts(self->dump, self->path, true, &self->err))
		TH_LOG("%s", self->err.text);
	EXPECT_EQ(NULL, facts_mount(&self->dump->facts, 254, 50));
	mount = facts_mount(&self->dump->facts, 254, 51);
	ASSERT_NE(NULL, mount);
	EXPECT_EQ(FACTS_TEXT - 1, mount->type_length);
}

TEST_HARNESS_MAIN
