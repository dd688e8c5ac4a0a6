// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which VMAs get the name that /proc/PID/maps has for their place: the program and that file
 * see the VMAs at different times, and another one can be there meanwhile.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bpf-private.h"
#include "dump.h"
#include "errmsg.h"
#include "explain.h"
#include "kselftest_harness.h"

#define AT	0x400000ULL
#define LENGTH	0x2000ULL
#define RW	0x73ULL		/* VM_READ, VM_WRITE and what mprotect() may set */

static const char file_line[] = "00400000-00402000 rw-p 00003000 fd:01 77  /bin/a\n";
static const char anon_line[] = "00400000-00402000 rw-p 00000000 00:00 0 \n";
static const char named_line[] = "00400000-00402000 rw-p 00000000 00:00 0 [anon:a]\n";
static const char heap_line[] = "00400000-00402000 rw-p 00000000 00:00 0 [heap]\n";
static const char vdso_line[] = "00400000-00402000 r-xp 00000000 00:00 0 [vdso]\n";

static const struct walk_area file_area = {
	.start = AT, .vm_start = AT, .vm_end = AT + LENGTH, .vm_flags = RW, .vm_pgoff = 3,
	.ino = 77, .dev = 0xfd << 20 | 1, .known = PTWALK_VMA_FILE,
};

static const struct walk_area anon_area = {
	.start = AT, .vm_start = AT, .vm_end = AT + LENGTH, .vm_flags = RW, .vm_pgoff = AT / 4096,
	.known = PTWALK_VMA_ANON,
};

static const struct walk_area special_area = {
	.start = AT, .vm_start = AT, .vm_end = AT + LENGTH, .vm_flags = 0x75,
};

/* What a dump is made of, and the dump */
struct making {
	struct bpf_source source;
	struct bpf_recorder r;
	struct walk walk;
	struct walk_area areas[WALK_AREAS];
	struct dump *dump;
	pid_t pid;
};

FIXTURE(record) {
	struct making m;
};

FIXTURE_SETUP(record)
{
	static const __u64 bits[][2] = {
		{ PTWALK_VMA_READ, 1 }, { PTWALK_VMA_WRITE, 2 }, { PTWALK_VMA_EXEC, 4 },
		{ PTWALK_VMA_SHARED, 8 }, { PTWALK_VMA_MAYREAD, 16 }, { PTWALK_VMA_MAYWRITE, 32 },
		{ PTWALK_VMA_MAYEXEC, 64 }, { PTWALK_VMA_MAYSHARE, 128 },
	};
	size_t i;

	self->m.walk.shown = 1;
	self->m.source.walk = &self->m.walk;
	self->m.source.areas = self->m.areas;
	self->m.source.levels = 4;
	/* in the order of the table of bpf-flags.c */
	for (i = 0; i < ARRAY_SIZE(bits); i++)
		self->m.source.flags.kernel[i] = bits[i][1];
	self->m.pid = getpid();
	self->m.r.source = &self->m.source;
	self->m.r.request.end = 1ULL << 47;
}

FIXTURE_TEARDOWN(record)
{
	dump_free(self->m.dump);
	free(self->m.r.writer.data);
	bpf_maps_free(&self->m.r.maps);
}

/* Makes the dump of one VMA beside @line, and returns the name in it; NULL if there is no dump. */
static const char *name_of(struct __test_metadata *_metadata, struct making *m,
			   const struct walk_area *area, const char *line)
{
	static char name[64];
	struct errmsg err = { "" };

	m->areas[0] = *area;
	m->walk.areas = 1;
	m->r.maps.text = strdup(line);
	m->r.maps.next = m->r.maps.text;
	m->r.maps.pid = m->pid;
	if (bpf_record_drain(&m->r) || bpf_record_end(&m->r, PTWALK_END_COMPLETE) ||
	    dump_parse(&m->dump, m->r.writer.data, m->r.writer.size, &err) ||
	    m->dump->nr_vmas != 1) {
		TH_LOG("no dump: %s", err.text);
		return NULL;
	}
	snprintf(name, sizeof(name), "%.*s", (int)m->dump->vma[0]->name_length,
		 m->dump->vma[0]->name);
	return name;
}

#define NAME(area, line)	name_of(_metadata, &self->m, area, line)
#define CHANGED			(!!(self->m.dump->end->flags & PTWALK_END_VMAS_CHANGED))

TEST_F(record, same_file)
{
	EXPECT_STREQ("/bin/a", NAME(&file_area, file_line));
	EXPECT_FALSE(CHANGED);
}

/* The VMA is of a file on overlayfs, or of another file than when the lines were read. */
TEST_F(record, other_inode)
{
	struct walk_area area = file_area;

	area.ino = 78;
	EXPECT_STREQ("/bin/a", NAME(&area, file_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, other_device)
{
	struct walk_area area = file_area;

	area.dev++;
	EXPECT_STREQ("/bin/a", NAME(&area, file_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, other_offset)
{
	struct walk_area area = file_area;

	area.vm_pgoff++;
	EXPECT_STREQ("", NAME(&area, file_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, other_permissions)
{
	struct walk_area area = file_area;

	area.vm_flags &= ~2ULL;
	EXPECT_STREQ("", NAME(&area, file_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, private_not_shared)
{
	struct walk_area area = file_area;

	area.vm_flags |= 0x88;
	EXPECT_STREQ("", NAME(&area, file_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, memory_not_file)
{
	EXPECT_STREQ("", NAME(&anon_area, file_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, file_not_memory)
{
	EXPECT_STREQ("", NAME(&file_area, anon_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, same_memory)
{
	EXPECT_STREQ("", NAME(&anon_area, anon_line));
	EXPECT_FALSE(CHANGED);
}

TEST_F(record, same_name)
{
	struct walk_area area = anon_area;

	strcpy(area.name, "a");
	EXPECT_STREQ("[anon:a]", NAME(&area, named_line));
	EXPECT_FALSE(CHANGED);
}

TEST_F(record, other_name)
{
	struct walk_area area = anon_area;

	strcpy(area.name, "b");
	EXPECT_STREQ("[anon:b]", NAME(&area, named_line));
	EXPECT_TRUE(CHANGED);
}

TEST_F(record, name_was_set)
{
	struct walk_area area = anon_area;

	strcpy(area.name, "b");
	EXPECT_STREQ("[anon:b]", NAME(&area, anon_line));
	EXPECT_TRUE(CHANGED);
}

/* Before 6.6 a VMA that only adjoins the heap is [heap] as well. */
TEST_F(record, beside_the_heap)
{
	EXPECT_STREQ("[heap]", NAME(&anon_area, heap_line));
	EXPECT_FALSE(CHANGED);
}

TEST_F(record, special_mapping)
{
	EXPECT_STREQ("[vdso]", NAME(&special_area, vdso_line));
	EXPECT_FALSE(CHANGED);
}

TEST_F(record, memory_not_special_mapping)
{
	struct walk_area area = anon_area;

	area.vm_flags = special_area.vm_flags;
	EXPECT_STREQ("", NAME(&area, vdso_line));
	EXPECT_TRUE(CHANGED);
}

/* The reader of a dump has to hear that learning has failed. */
TEST_F(record, unlearnt_dictionary)
{
	struct errmsg text = { "" };

	ASSERT_NE(NULL, NAME(&file_area, file_line));
	ASSERT_TRUE(explain_caveat(self->m.dump, 0, &text));
	EXPECT_NE(NULL, strstr(text.text, "could not be learnt"));
	EXPECT_FALSE(explain_caveat(self->m.dump, 1, &text));
}

TEST_F(record, learnt_dictionary)
{
	struct errmsg text = { "" };

	ptwalk_dict_set(&self->m.source.dict, PTWALK_DICT_PROTNONE, 1ULL << 8);
	ASSERT_NE(NULL, NAME(&file_area, file_line));
	EXPECT_FALSE(explain_caveat(self->m.dump, 0, &text)) TH_LOG("%s", text.text);
}

/* The file is on overlayfs: its inode differs, but the lines are still the same after the walk. */
TEST_F(record, overlayfs)
{
	char path[] = "/tmp/ptwalk-XXXXXX", *at;
	struct bpf_map_line line;
	struct walk_area area = file_area;
	struct bpf_maps maps;
	int fd = mkstemp(path);

	ASSERT_LE(0, fd);
	ASSERT_EQ(0, ftruncate(fd, LENGTH));
	at = mmap(NULL, LENGTH, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	ASSERT_NE(MAP_FAILED, at);
	/* malloc() may change the VMAs of this process */
	self->m.pid = fork();
	if (!self->m.pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	bpf_maps_read(&maps, self->m.pid);
	ASSERT_NE(NULL, maps.text);
	ASSERT_TRUE(bpf_maps_find(&maps, (uintptr_t)at, (uintptr_t)at + LENGTH, &line));
	area.start = (uintptr_t)at;
	area.vm_start = (uintptr_t)at;
	area.vm_end = (uintptr_t)at + LENGTH;
	area.vm_pgoff = 0;
	area.ino = line.ino + 1;
	EXPECT_STREQ(path, NAME(&area, maps.text));
	EXPECT_FALSE(CHANGED);
	ASSERT_EQ(1, self->m.dump->nr_vmas);
	EXPECT_EQ(line.ino, self->m.dump->vma[0]->ino);
	bpf_maps_free(&maps);
	kill(self->m.pid, SIGKILL);
	waitpid(self->m.pid, NULL, 0);
	munmap(at, LENGTH);
	close(fd);
	unlink(path);
}

TEST_HARNESS_MAIN
