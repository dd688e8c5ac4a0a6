// SPDX-License-Identifier: GPL-2.0-only
/*
 * The rules about files and shared memory, by kernel.  The kind of a file is decided by
 * the flags that the module sets, not by its inode number, device or name.
 */
#include <linux/kernel-page-flags.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "errmsg.h"
#include "forge.h"
#include "judged.h"
#include "huge-text.h"
#include "kselftest_harness.h"

#define HEAP	0x555555600000ULL	/* a multiple of 2M */
#define F1	0x12345000ULL
#define COPY	((1ULL << KPF_LRU) | (1ULL << KPF_ANON) | (1ULL << KPF_SWAPBACKED))
#define CACHE	((1ULL << KPF_LRU) | (1ULL << KPF_MMAP))

#define SHARED	(VMA_FILE | PTWALK_VMA_WRITE | PTWALK_VMA_SHARED |	\
		 PTWALK_VMA_MAYSHARE | PTWALK_VMA_FILE | PTWALK_VMA_REGULAR)
#define PRIVATE	(VMA_FILE | PTWALK_VMA_WRITE | PTWALK_VMA_FILE |	\
		 PTWALK_VMA_REGULAR | PTWALK_VMA_FILE_THP | PTWALK_VMA_ANON_VMA)
#define SYSV	(SHARED | PTWALK_VMA_SHMEM | PTWALK_VMA_INTERNAL)
#define TMPFS	(SHARED | PTWALK_VMA_SHMEM)

FIXTURE(file)
{
	struct forge	*f;
	struct ptwalk_vma *vma;
	struct huge_window w;
	struct huge	h;
	char		reason[HUGE_TEXT];
	char		fix[HUGE_TEXT];
	const char	*knob;
	int		eligible;
};

FIXTURE_VARIANT(file)
{
	enum forge_kernel kernel;
};

FIXTURE_VARIANT_ADD(file, v6_1) { FORGE_6_1 };

FIXTURE_VARIANT_ADD(file, v6_12) { FORGE_6_12 };

FIXTURE_VARIANT_ADD(file, v7_2) { FORGE_7_2 };

FIXTURE_SETUP(file)
{
	self->f = forge_new(variant->kernel, 4, PTWALK_HALF_USER);
	self->vma = forge_vma(self->f, HEAP, HEAP + M2, SHARED, "/SYSV00000000 (deleted)");
	self->vma->ino = 0;
	self->vma->dev_major = 0;
	self->vma->dev_minor = 1;
	forge_map(self->f, 1, HEAP, M2, F1, E_READ);
	forge_knobs(self->f, variant->kernel);
}

FIXTURE_TEARDOWN(file)
{
	forge_free(self->f);
}

/* Stores verdict, reason, fix, setting and THPeligible of the first window in @self. */
static bool say(struct _test_data_file *self, enum huge_judge who)
{
	char room[HUGE_TEXT];
	const char *fix;

	if (!judge(self->f, who, &self->h, &self->w, self->reason))
		return false;
	fix = huge_fix(&self->h.rules, &self->w, room);
	snprintf(self->fix, sizeof(self->fix), "%s", fix ? fix : "none");
	self->knob = huge_knob(&self->h.rules, &self->w);
	self->eligible = huge_rules_eligible(&self->h.rules, &self->h.area);
	return true;
}

#define EXPECT_BY(who, word)						\
	do {								\
		ASSERT_TRUE(say(self, who));				\
		EXPECT_STREQ(word, huge_verdict_name(self->w.verdict))	\
			TH_LOG("%s", self->reason);			\
	} while (0)

#define EXPECT_VERDICT(word)	EXPECT_BY(HUGE_KHUGEPAGED, word)
#define EXPECT_FORCED(word)	EXPECT_BY(HUGE_MADVISE, word)

#define EXPECT_KNOB(name)	EXPECT_STREQ(name, self->knob)
#define EXPECT_FIX(text)						\
	EXPECT_EQ(0, strncmp(text, self->fix, strlen(text)))		\
		TH_LOG("%s", self->fix)

/* A System V segment with inode 0 is treated as shared memory, in old dumps as well. */
TEST_F(file, inode_0)
{
	const __u64 flags[] = { SYSV, VMA_FILE | PTWALK_VMA_SHARED | PTWALK_VMA_MAYSHARE };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(flags); i++) {
		self->vma->flags = flags[i];
		forge_knob(self->f, "shmem_enabled", "[never]");
		EXPECT_VERDICT("shmem_disabled");
		EXPECT_KNOB("shmem_enabled");
		EXPECT_FORCED("shmem_unknown");
		forge_knob(self->f, "shmem_enabled", "[always]");
		EXPECT_VERDICT("shmem_unknown");
		EXPECT_EQ(1, self->eligible);
	}
}

/* Neither "enabled" nor the name of the VMA counts for shared memory. */
TEST_F(file, shmem)
{
	self->vma->flags = SYSV;
	self->vma->name_length = 0;
	forge_knob(self->f, "enabled", "always [madvise] never");
	forge_knob(self->f, "shmem_enabled", "[advise]");
	EXPECT_VERDICT("shmem_disabled");
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("shmem_unknown");
	forge_knob(self->f, "shmem_enabled", "[deny]");
	EXPECT_VERDICT("shmem_disabled");
	EXPECT_FORCED("shmem_disabled");
}

/* within_size: the size of the file has to reach the end of its first 2M. */
TEST_F(file, within_size)
{
	self->vma->flags = SYSV;
	forge_knob(self->f, "shmem_enabled", "[within_size]");
	EXPECT_VERDICT("shmem_disabled");
	self->vma->flags |= PTWALK_VMA_SIZE_2M;
	EXPECT_VERDICT("shmem_unknown");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_POLICY);
}

/* On tmpfs the mount option decides, and the advice is to change it. */
TEST_F(file, tmpfs)
{
	self->vma->flags = TMPFS;
	forge_knob(self->f, "enabled", "always [madvise] never");
	forge_knob(self->f, "shmem_enabled", "[never]");
	/* nothing is known of the mount */
	EXPECT_VERDICT("shmem_unknown");
	EXPECT_EQ(HUGE_LACKS_POLICY, self->w.lacks & HUGE_LACKS_POLICY);
	forge_mount(self->f, 0, 1, "tmpfs", "/dev/shm", "rw,size=64k,inode64");
	EXPECT_VERDICT("tmpfs_disabled");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_POLICY);
	EXPECT_STREQ("/dev/shm is mounted with huge=never", self->reason);
	EXPECT_KNOB("huge= of the mount");
	EXPECT_FIX("mount -o remount,huge=always /dev/shm;");
	EXPECT_EQ(0, self->eligible);
	EXPECT_FORCED("shmem_unknown");
	forge_mount(self->f, 0, 1, "tmpfs", "/dev/shm", "rw,huge=advise,inode64");
	EXPECT_VERDICT("tmpfs_disabled");
	EXPECT_STREQ("/dev/shm is mounted with huge=advise", self->reason);
	self->vma->flags |= PTWALK_VMA_HUGEPAGE;
	EXPECT_VERDICT("shmem_unknown");
	self->vma->flags = TMPFS;
	forge_mount(self->f, 0, 1, "tmpfs", "/dev/shm", "rw,huge=always");
	EXPECT_VERDICT("shmem_unknown");
	EXPECT_EQ(1, self->eligible);
	forge_knob(self->f, "shmem_enabled", "[deny]");
	EXPECT_VERDICT("shmem_disabled");
	forge_knob(self->f, "shmem_enabled", "[force]");
	forge_mount(self->f, 0, 1, "tmpfs", "/dev/shm", "rw");
	EXPECT_VERDICT("shmem_unknown");
}

/*
 * khugepaged runs while a setting starts it: "enabled" alone in 6.1; later that of 2M, from 7.2 on
 * that of any size, or shmem_enabled with its 2M, but never a mount option.
 */
TEST_F(file, stopped)
{
	const bool sizes = variant->kernel != FORGE_6_1;

	self->vma->flags = SYSV;
	forge_knob(self->f, "enabled", "always madvise [never]");
	forge_knob(self->f, "shmem_enabled", "[always]");
	EXPECT_VERDICT(sizes ? "shmem_unknown" : "khugepaged_stopped");
	EXPECT_FORCED("shmem_unknown");
	EXPECT_EQ(1, self->eligible);
	self->vma->flags = TMPFS;
	forge_mount(self->f, 0, 1, "tmpfs", "/dev/shm", "rw,huge=always");
	EXPECT_VERDICT(sizes ? "shmem_unknown" : "khugepaged_stopped");
	forge_knob(self->f, "shmem_enabled", "[never]");
	EXPECT_VERDICT("khugepaged_stopped");
	EXPECT_STREQ("enabled is never", self->reason);
	EXPECT_KNOB("enabled");
	EXPECT_FIX("echo madvise > enabled");
	EXPECT_FORCED("shmem_unknown");
	forge_knob(self->f, "hugepages-64kB/enabled", "[always]");
	EXPECT_VERDICT(variant->kernel == FORGE_7_2 ? "shmem_unknown" : "khugepaged_stopped");
	forge_knob(self->f, "hugepages-64kB/enabled", "[never]");
	forge_knob(self->f, "hugepages-2048kB/enabled", "[madvise]");
	EXPECT_VERDICT(sizes ? "shmem_unknown" : "khugepaged_stopped");
	forge_knob(self->f, "hugepages-2048kB/enabled", "[inherit]");
	forge_knob(self->f, "hugepages-2048kB/shmem_enabled", "[within_size]");
	EXPECT_VERDICT(sizes ? "shmem_unknown" : "khugepaged_stopped");
	forge_knob(self->f, "enabled", "always [madvise] never");
	EXPECT_VERDICT("shmem_unknown");
}

/* Where the process has another mount namespace, the path is one of that. */
TEST_F(file, mount_namespace)
{
	char fix[64];

	self->vma->flags = TMPFS;
	forge_knob(self->f, "shmem_enabled", "[never]");
	forge_mount(self->f, 0, 1, "tmpfs", "/dev/shm", "rw");
	forge_knob(self->f, FACTS_MOUNTS, "other");
	EXPECT_VERDICT("tmpfs_disabled");
	snprintf(fix, sizeof(fix), "mount -N %d -o remount,huge=always /dev/shm;",
		 self->h.dump->header->tgid);
	EXPECT_FIX(fix);
}

/* An unsafe path is not put into a shell command; an overlay hides its tmpfs. */
TEST_F(file, mounts)
{
	self->vma->flags = TMPFS;
	forge_mount(self->f, 0, 1, "tmpfs", "/a b;reboot", "rw,huge=never");
	EXPECT_VERDICT("tmpfs_disabled");
	EXPECT_FIX("mount -o remount,huge=always MOUNTPOINT;");
	forge_mount(self->f, 0, 1, "overlay", "/", "rw,lowerdir=/a,upperdir=/b");
	EXPECT_VERDICT("shmem_unknown");
	EXPECT_EQ(HUGE_LACKS_POLICY, self->w.lacks & HUGE_LACKS_POLICY);
	EXPECT_NE(NULL, strstr(self->reason, "tmpfs below the overlay is not known"));
	/* smaps has the answer */
	forge_smaps(self->f, HEAP, HEAP + M2, true);
	EXPECT_VERDICT("shmem_unknown");
	EXPECT_EQ(NULL, strstr(self->reason, "overlay"));
}

/* The setting of the size 2M is named if it is the reason. */
TEST_F(file, shmem_by_size)
{
	const bool sizes = variant->kernel != FORGE_6_1;

	forge_free(self->f);
	self->f = forge_new(variant->kernel, 4, PTWALK_HALF_USER);
	self->vma = forge_vma(self->f, HEAP, HEAP + M2, SYSV, "/dev/zero (deleted)");
	forge_map(self->f, 1, HEAP, M2, F1, E_READ);
	forge_knobs(self->f, variant->kernel);
	forge_knob(self->f, "shmem_enabled", "[always]");
	EXPECT_VERDICT("shmem_unknown");
	forge_knob(self->f, "hugepages-2048kB/shmem_enabled", "[never]");
	EXPECT_VERDICT(sizes ? "shmem_disabled" : "shmem_unknown");
	if (!sizes)
		return;
	EXPECT_KNOB("hugepages-2048kB/shmem_enabled");
	EXPECT_FIX("echo always > hugepages-2048kB/shmem_enabled;");
	EXPECT_STREQ("hugepages-2048kB/shmem_enabled is never", self->reason);
	forge_knob(self->f, "shmem_enabled", "[deny]");
	EXPECT_VERDICT("shmem_disabled");
	EXPECT_KNOB("shmem_enabled");
	forge_knob(self->f, "shmem_enabled", "[force]");
	EXPECT_VERDICT("shmem_disabled");
	EXPECT_FIX("echo inherit > hugepages-2048kB/shmem_enabled");
}

/* Each condition of file_thp_enabled(), for the kernels that have it. */
TEST_F(file, conditions)
{
	const bool exec = variant->kernel == FORGE_6_1;
	const bool config = variant->kernel != FORGE_7_2;

	self->vma->dev_major = 254;
	self->vma->flags = SHARED;
	EXPECT_VERDICT("file_ineligible");
	EXPECT_STREQ(config ? "this kernel was built without CONFIG_READ_ONLY_THP_FOR_FS" :
			      "its file system does not make pages of 2M", self->reason);
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_POLICY);
	EXPECT_FORCED("file_ineligible");
	self->vma->flags = SHARED | PTWALK_VMA_FILE_THP;
	EXPECT_VERDICT(exec ? "file_ineligible" : "file_unknown");
	if (exec)
		EXPECT_STREQ("the mapping is not executable, which this kernel asks for",
			     self->reason);
	self->vma->flags |= PTWALK_VMA_EXEC;
	EXPECT_VERDICT("file_unknown");
	EXPECT_EQ(1, self->eligible);
	self->vma->flags |= PTWALK_VMA_WRITERS;
	EXPECT_VERDICT(config ? "file_ineligible" : "file_unknown");
	if (config)
		EXPECT_STREQ("the file is open for writing", self->reason);
	self->vma->flags = SHARED & ~PTWALK_VMA_REGULAR;
	EXPECT_VERDICT("file_ineligible");
	if (!config)
		EXPECT_FIX("none");
	/* the module's flags count more than smaps */
	self->vma->flags = SHARED;
	forge_smaps(self->f, HEAP, HEAP + M2, true);
	EXPECT_VERDICT("file_ineligible");
}

/* A page that was written in a private mapping is the process's copy, not page cache. */
TEST_F(file, private_copies)
{
	self->vma->flags = PRIVATE;
	self->vma->dev_major = 254;
	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	forge_entry(self->f, 1, HEAP + K4, (F1 + K4) | E_READ | E_D);
	forge_entry(self->f, 1, HEAP + 2 * K4, forge_swap(0, 77));
	EXPECT_VERDICT("private_copies");
	EXPECT_EQ(3, self->w.number);
	EXPECT_STREQ("private copies of a file's pages, which no collapse reaches: 3 of 512",
		     self->reason);
	EXPECT_FORCED("private_copies");
	/* copies of shared memory as well, whatever its settings */
	self->vma->flags = PRIVATE | PTWALK_VMA_SHMEM | PTWALK_VMA_INTERNAL;
	forge_knob(self->f, "shmem_enabled", "[never]");
	EXPECT_VERDICT("private_copies");
	EXPECT_EQ(HUGE_BIT(HUGE_PRIVATE_COPIES) | HUGE_BIT(HUGE_SHMEM_DISABLED),
		  self->w.reasons);
	/* in a shared mapping all pages are the file's */
	self->vma->flags = SYSV | PTWALK_VMA_ANON_VMA;
	EXPECT_VERDICT("shmem_disabled");
}

/* Where the PTEs do not show whether a page is a copy, the page flags do. */
TEST_F(file, private_pages)
{
	self->vma->flags = PRIVATE | PTWALK_VMA_EXEC;
	EXPECT_VERDICT("file_unknown");
	EXPECT_EQ(HUGE_LACKS_PAGES, self->w.lacks & HUGE_LACKS_PAGES);
	EXPECT_TRUE(huge_depends_on_pages(&self->w));
	forge_pages(self->f, HEAP, 512, CACHE, 1);
	EXPECT_VERDICT("file_unknown");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_PAGES);
	forge_pages(self->f, HEAP, 500, CACHE, 1);
	forge_pages(self->f, HEAP + 500 * K4, 12, COPY, 1);
	EXPECT_VERDICT("private_copies");
	EXPECT_EQ(12, self->w.number);
	/* without an anon_vma nobody ever wrote there */
	self->vma->flags &= ~PTWALK_VMA_ANON_VMA;
	EXPECT_VERDICT("file_unknown");
	EXPECT_EQ(0, self->w.lacks & HUGE_LACKS_PAGES);
}

/* UFFDIO_CONTINUE sets D in entries of page-cache pages: D alone does not mean a copy. */
TEST_F(file, continued)
{
	self->vma->flags = PRIVATE | PTWALK_VMA_UFFD_MINOR | PTWALK_VMA_EXEC;
	forge_map(self->f, 1, HEAP, M2, F1, E_READ | E_D);
	EXPECT_VERDICT("file_unknown");
	forge_entry(self->f, 1, HEAP, F1 | E_WRITTEN);
	EXPECT_VERDICT("private_copies");
}

TEST_HARNESS_MAIN
