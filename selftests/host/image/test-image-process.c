// SPDX-License-Identifier: GPL-2.0-only
/*
 * Processes in memory images: a forged kernel leads to the process, its page tables and its
 * VMAs, and each thing that is missing or wrong is told.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump.h"
#include "errmsg.h"
#include "forge-process.h"
#include "image-process.h"
#include "image-task.h"
#include "kselftest_harness.h"

FIXTURE(process)
{
	struct memory		*m;
	struct forged_process	p;
	struct dump		*dump;
	void			*data;
	size_t			size;
	struct errmsg		err;
};

FIXTURE_VARIANT(process)
{
	enum linux_offsets	offsets;
	bool			note;
};

FIXTURE_VARIANT_ADD(process, relative) { LINUX_RELATIVE, true };
FIXTURE_VARIANT_ADD(process, per_cpu) { LINUX_PER_CPU, true };
FIXTURE_VARIANT_ADD(process, to_itself) { LINUX_TO_ITSELF, true };
FIXTURE_VARIANT_ADD(process, without_note) { LINUX_RELATIVE, false };
FIXTURE_VARIANT_ADD(process, untold) { LINUX_UNTOLD, true };

FIXTURE_SETUP(process)
{
	self->m = memory_new();
	forge_processes(&self->p, self->m, variant->offsets, variant->note);
	self->dump = NULL;
	self->data = NULL;
}

FIXTURE_TEARDOWN(process)
{
	dump_free(self->dump);
	free(self->data);
	forge_free(self->p.tables);
	memory_free(self->m);
}

/* Open the image; the caller closes it. */
static int open_forged(struct memory *m, struct image *image, struct errmsg *err)
{
	char path[32], *data;
	size_t size;
	int fd, rc;

	data = memory_elf(m, &size);
	fd = memory_file(data, size, path);
	rc = image_open(image, path, err);
	close(fd);
	free(data);
	return rc;
}

static int walk(struct _test_data_process *self, int pid, __u32 pgd)
{
	struct image_kernel kernel;
	struct image image;
	int rc = open_forged(self->m, &image, &self->err);

	if (rc)
		return rc;
	free(self->data);
	self->data = NULL;
	rc = image_kernel_open(&kernel, &image, &self->err);
	if (!rc)
		rc = image_process_dump(&kernel, pid, PTWALK_HALF_USER, pgd, 0, 0,
					&self->data, &self->size, &self->err);
	image_kernel_close(&kernel);
	image_close(&image);
	return rc;
}

#define EXPECT_REFUSED(code, part)					\
	do {								\
		EXPECT_EQ(code, walk(self, FORGED_PID, PTWALK_PGD_KERNEL)); \
		EXPECT_NE(NULL, strstr(self->err.text, part))		\
			TH_LOG("%s", self->err.text);			\
	} while (0)

TEST_F(process, tables)
{
	size_t forged_size, a, b;
	char *forged, *x, *y;

	ASSERT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL)) TH_LOG("%s", self->err.text);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, self->size, &self->err))
		TH_LOG("%s", self->err.text);
	forged = forge_write(self->p.tables, &forged_size);
	x = forge_only_tables(self->data, self->size, &a);
	y = forge_only_tables(forged, forged_size, &b);
	EXPECT_EQ(a, b);
	EXPECT_EQ(0, memcmp(x, y, a < b ? a : b));
	free(x);
	free(y);
	free(forged);

	EXPECT_TRUE(dump_of_image(self->dump));
	EXPECT_FALSE(dump_lacks_vmas(self->dump));
	EXPECT_EQ(FORGED_PID, self->dump->header->tgid);
	EXPECT_EQ(FORGED_PID * 1000000000ULL, self->dump->header->start_time);
	EXPECT_STREQ("forged", (const char *)self->dump->header->comm);
	EXPECT_STREQ(LINUX_RELEASE, (const char *)self->dump->header->release);
	EXPECT_EQ(0xcd, self->dump->tail.mm_flags);
	EXPECT_EQ(PTWALK_END_COMPLETE | PTWALK_END_BEST_EFFORT | PTWALK_END_ONE_MOMENT,
		  self->dump->end->flags);
}

TEST_F(process, vmas)
{
	static const struct {
		__u64		start;
		__u64		pages;
		__u64		flags;
		const char	*name;
	} want[NR_FORGED_VMAS] = {
#define MAY (PTWALK_VMA_MAYREAD | PTWALK_VMA_MAYWRITE | PTWALK_VMA_MAYEXEC)
#define LIBRARY (PTWALK_VMA_FILE | PTWALK_VMA_REGULAR | PTWALK_VMA_FILE_THP |	\
		 PTWALK_VMA_HUGE_FAULT | MAY)
		{ FORGED_HEAP, 8, PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_ANON |
		  PTWALK_VMA_ANON_VMA | MAY, "[heap]" },
		{ FORGED_HEAP + 16 * K4, 1, PTWALK_VMA_ANON | MAY, "[anon:spare]" },
		{ FORGED_FILE, 4, PTWALK_VMA_READ | PTWALK_VMA_EXEC | LIBRARY, "/forged.so" },
		{ FORGED_FILE + 4 * K4, 4, PTWALK_VMA_READ | PTWALK_VMA_WRITE | LIBRARY,
		  "/forged.so" },
		{ FORGED_FILE + M2, 1, PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_SHARED |
		  PTWALK_VMA_SHMEM | LIBRARY, "/memfd:forged (deleted)" },
		{ FORGED_STACK, 4, PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_GROWSDOWN |
		  PTWALK_VMA_ANON | MAY, "[stack]" },
		{ FORGED_STACK + 8 * K4, 1, PTWALK_VMA_READ | PTWALK_VMA_EXEC | MAY, "[vdso]" },
		{ FORGED_STACK + 10 * K4, 1, PTWALK_VMA_READ | PTWALK_VMA_ANON | MAY, "" },
#undef LIBRARY
#undef MAY
	};
	const struct ptwalk_vma *vma;
	size_t i;

	ASSERT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL)) TH_LOG("%s", self->err.text);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, self->size, &self->err))
		TH_LOG("%s", self->err.text);
	ASSERT_EQ(NR_FORGED_VMAS, self->dump->nr_vmas);
	for (i = 0; i < NR_FORGED_VMAS; i++) {
		vma = self->dump->vma[i];
		EXPECT_EQ(want[i].start, vma->start);
		EXPECT_EQ(want[i].start + want[i].pages * K4, vma->end);
		EXPECT_EQ(want[i].flags, vma->flags) TH_LOG("VMA %zu", i);
		EXPECT_EQ(strlen(want[i].name), vma->name_length);
		EXPECT_EQ(0, memcmp(want[i].name, vma->name, vma->name_length))
			TH_LOG("%.*s", (int)vma->name_length, vma->name);
	}
	vma = self->dump->vma[3];
	EXPECT_EQ(4 * K4, vma->offset);
	EXPECT_EQ(4711, vma->ino);
	EXPECT_EQ(8, vma->dev_major);
	EXPECT_EQ(1, vma->dev_minor);
}

/* Files without a directory have the name that a function of their file system makes. */
TEST_F(process, names_by_function)
{
	static const struct {
		const char	*function;
		const char	*name;
	} want[] = {
		{ "anon_inodefs_dname", "anon_inode:memfd:forged" },
		{ "init_task", "" },	/* one that is not known */
	};
	const struct ptwalk_vma *vma;
	size_t i;

	for (i = 0; i < sizeof(want) / sizeof(want[0]); i++) {
		linux_set(&self->p.l, self->p.memfd_ops, IMAGE_MEMBER_dops_dname,
			  LINUX_KERNEL(linux_variable(want[i].function)));
		ASSERT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL))
			TH_LOG("%s", self->err.text);
		dump_free(self->dump);
		ASSERT_EQ(0, dump_parse(&self->dump, self->data, self->size, &self->err))
			TH_LOG("%s", self->err.text);
		vma = self->dump->vma[4];
		EXPECT_EQ(strlen(want[i].name), vma->name_length);
		EXPECT_EQ(0, memcmp(want[i].name, vma->name, vma->name_length))
			TH_LOG("%.*s", (int)vma->name_length, vma->name);
	}
}

/* What the kernel's variables say, and nothing else */
TEST_F(process, dictionary)
{
	ASSERT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL));
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, self->size, &self->err));
	EXPECT_EQ(40, self->dump->dict.value[PTWALK_DICT_PHYS_BITS]);
	EXPECT_EQ(PTWALK_CPU_NX | PTWALK_CPU_GBPAGES | PTWALK_CPU_PKU,
		  self->dump->dict.value[PTWALK_DICT_FEATURES]);
	EXPECT_EQ(0, self->dump->dict.known & (1ULL << PTWALK_DICT_PROTNONE |
					       1ULL << PTWALK_DICT_PAT |
					       1ULL << PTWALK_DICT_MAX_SWAPFILES));
}

static int add_pid(const struct image_task *task, void *arg)
{
	__u64 *sum = arg;

	*sum = *sum * 1000 + task->pid;
	return 0;
}

TEST_F(process, list)
{
	struct image_kernel kernel;
	struct image image;
	__u64 sum = 0;

	ASSERT_EQ(0, open_forged(self->m, &image, &self->err));
	ASSERT_EQ(0, image_kernel_open(&kernel, &image, &self->err)) TH_LOG("%s", self->err.text);
	EXPECT_EQ(0, image_task_each(&kernel, add_pid, &sum, &self->err));
	EXPECT_EQ(1002077, sum);
	image_kernel_close(&kernel);
	image_close(&image);
}

TEST_F(process, refused)
{
	EXPECT_EQ(-EINVAL, walk(self, FORGED_TID, PTWALK_PGD_KERNEL));
	EXPECT_STREQ("78 is a thread; give the number of its process, 77", self->err.text);
	EXPECT_EQ(-ENXIO, walk(self, FORGED_KTHREAD, PTWALK_PGD_KERNEL));
	EXPECT_STREQ("process 2 is a kernel thread: it has no address space of its own",
		     self->err.text);
	EXPECT_EQ(-ESRCH, walk(self, 1000, PTWALK_PGD_KERNEL));
	EXPECT_STREQ("there is no process 1000 among the 3 of the image; --list shows them",
		     self->err.text);
	EXPECT_EQ(-EOPNOTSUPP, walk(self, FORGED_PID, PTWALK_PGD_USER));
	EXPECT_STREQ("page-table isolation is off, so that there is no user copy of the page tables",
		     self->err.text);
}

/* A zombie has no address space any more; a kernel thread may have one of a process for a while. */
TEST_F(process, without_mm)
{
	struct linux_forge *l = &self->p.l;

	linux_set(l, self->p.task, IMAGE_MEMBER_task_mm, 0);
	EXPECT_EQ(-ESRCH, walk(self, FORGED_PID, PTWALK_PGD_KERNEL));
	EXPECT_STREQ("process 77 has ended, and its address space is gone", self->err.text);
	linux_point(l, self->p.task, IMAGE_MEMBER_task_mm, self->p.mm);
	EXPECT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL));
	linux_set(l, self->p.task, IMAGE_MEMBER_task_flags, 0x00200000);
	EXPECT_EQ(-ENXIO, walk(self, FORGED_PID, PTWALK_PGD_KERNEL));
}

/* Has the process changed by one member since it was found? */
static int changed(struct _test_data_process *self, __u64 object, enum image_member member,
		   __u64 value)
{
	const struct btf_member_place *at = &self->p.l.at[member];
	struct image_kernel kernel = { 0 };
	struct image_task task;
	struct image image;
	__u64 before = memory_value(self->m, (object + at->offset) & -8);
	int rc = open_forged(self->m, &image, &self->err);

	if (rc)
		return rc;
	if (!image_kernel_open(&kernel, &image, &self->err))
		rc = image_task_find(&kernel, FORGED_PID, &task, &self->err);
	image_kernel_close(&kernel);
	image_close(&image);
	linux_set(&self->p.l, object, member, value);
	if (!rc)
		rc = open_forged(self->m, &image, &self->err);
	if (rc)
		return rc;
	if (!image_kernel_open(&kernel, &image, &self->err))
		rc = image_task_same(&kernel, &task, &self->err);
	image_kernel_close(&kernel);
	image_close(&image);
	memory_put(self->m, (object + at->offset) & -8, &before, sizeof(before));
	return rc;
}

/* As after execve(): the mm_struct, or the top-level table, or both, may be at the same place. */
TEST_F(process, same_process)
{
	const __u64 task = self->p.task;

	EXPECT_EQ(0, changed(self, task, IMAGE_MEMBER_task_exec_id, 0));
	EXPECT_EQ(-ESRCH, changed(self, task, IMAGE_MEMBER_task_exec_id, 1));
	EXPECT_EQ(-ESRCH, changed(self, task, IMAGE_MEMBER_task_mm, 0));
	EXPECT_EQ(-ESRCH, changed(self, task, IMAGE_MEMBER_task_tgid, 1));
	EXPECT_EQ(-ESRCH, changed(self, task, IMAGE_MEMBER_task_start, 1));
	EXPECT_EQ(-ESRCH, changed(self, self->p.mm, IMAGE_MEMBER_mm_pgd,
				  LINUX_DIRECT(LINUX_TOP)));
	EXPECT_EQ(-ESRCH, changed(self, self->p.mm, IMAGE_MEMBER_mm_pgd, 1));
	EXPECT_NE(NULL, strstr(self->err.text, "has begun another program"));
	EXPECT_EQ(0, changed(self, task, IMAGE_MEMBER_task_exec_id, 0));
}

/* Many processes that lead to one list of threads: more in all than an image can have */
TEST_F(process, too_many_threads)
{
	struct linux_forge *l = &self->p.l;
	__u64 signal = memory_value(self->m, self->p.task +
				    l->at[IMAGE_MEMBER_task_signal].offset) - LINUX_DIRECT(0);
	unsigned int i;

	for (i = 0; i < 256; i++)
		memory_page(self->m, 0x600000 + i * K4);
	for (i = 0; i < 64; i++)
		linux_thread(l, self->p.task, 1000 + i);
	EXPECT_EQ(-EINVAL, walk(self, 1000, PTWALK_PGD_KERNEL));
	EXPECT_EQ(-ESRCH, walk(self, 4711, PTWALK_PGD_KERNEL));
	for (i = 0; i < 64; i++)
		linux_point(l, linux_task(l, 2000 + i, "same", 0), IMAGE_MEMBER_task_signal,
			    signal);
	EXPECT_EQ(-ELOOP, walk(self, 4711, PTWALK_PGD_KERNEL));
	EXPECT_STREQ("there is no process 4711, and the image is corrupt: it has more threads than its memory can hold",
		     self->err.text);
}

/* Lists and trees that lead back into themselves */
TEST_F(process, cycles)
{
	struct linux_forge *l = &self->p.l;
	const __u32 tasks = l->at[IMAGE_MEMBER_task_tasks].offset;
	__u64 root = memory_value(self->m, self->p.mm + l->at[IMAGE_MEMBER_mm_vmas].offset);
	__u64 slot, before;

	if (l->listed) {
		linux_point(l, self->p.vma[3], IMAGE_MEMBER_vma_next, self->p.vma[1]);
		EXPECT_REFUSED(-EBADMSG, "in the list of VMAs of its process, one from");
		linux_point(l, self->p.vma[3], IMAGE_MEMBER_vma_next, self->p.vma[4]);
		linux_set(l, self->p.vma[2], IMAGE_MEMBER_vma_end, FORGED_FILE + 100 * K4);
		EXPECT_REFUSED(-EBADMSG, "in the list of VMAs of its process, one from");
	} else {
		slot = (root & ~255ULL) - LINUX_DIRECT(0) + l->at[IMAGE_MEMBER_node_slot].offset;
		before = memory_value(self->m, slot);
		memory_put(self->m, slot, &root, sizeof(root));
		EXPECT_REFUSED(-EBADMSG, "in a tree with a node at");
		memory_put(self->m, slot, &before, sizeof(before));
		linux_set(l, self->p.vma[2], IMAGE_MEMBER_vma_end, FORGED_FILE + 100 * K4);
		EXPECT_REFUSED(-EBADMSG, "is where its process should have one from");
	}
	root = LINUX_DIRECT(self->p.task + tasks);
	memory_put(self->m, self->p.task + tasks, &root, sizeof(root));
	EXPECT_EQ(-ELOOP, walk(self, 1000, PTWALK_PGD_KERNEL));
	EXPECT_NE(NULL, strstr(self->err.text, "leads back to"));
}

/* Many VMAs, in turn of two files, whose mounts are mounted on each other */
TEST_F_TIMEOUT(process, endless_paths, 240)
{
	struct linux_forge *l = &self->p.l;
	const __u64 file[2] = {
		linux_file(l, "one", 5, 0), linux_file(l, "two", 6, 0),
	};
	const __u64 mount[2] = { linux_object(l), linux_object(l) };
	const __u32 mnt = l->at[IMAGE_MEMBER_mount_mnt].offset;
	const __u64 dentry = linux_dentry(l, 0, "endless");
	unsigned int i;

	/* once is enough: it takes long */
	if (!variant->note || variant->offsets != LINUX_RELATIVE)
		return;
	linux_many_vmas(l, self->p.mm, file);
	ASSERT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL)) TH_LOG("%s", self->err.text);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, self->size, &self->err));
	EXPECT_EQ(LINUX_MANY_VMAS, self->dump->nr_vmas);
	for (i = 0; i < 2; i++) {
		linux_point(l, mount[i], IMAGE_MEMBER_mount_parent, mount[!i]);
		linux_point(l, mount[i], IMAGE_MEMBER_mount_point, dentry);
		linux_point(l, mount[i] + mnt, IMAGE_MEMBER_mnt_root, dentry);
		linux_point(l, file[i], IMAGE_MEMBER_file_mnt, mount[i] + mnt);
		linux_point(l, file[i], IMAGE_MEMBER_file_dentry, dentry);
	}
	EXPECT_REFUSED(-EBADMSG, "too many directories on the paths");
}

/* Without one of the things that lead to a process */
TEST_F(process, missing)
{
	static const char zero[64];

	memory_put(self->m, linux_variable("mnemonics.0"), zero, sizeof(zero));
	EXPECT_REFUSED(-ENOENT, "does not tell what the flags of a VMA mean");
	memory_put(self->m, LINUX_BTF, zero, sizeof(zero));
	EXPECT_REFUSED(-EBADMSG, "BTF of its kernel cannot be read");
	if (variant->offsets == LINUX_UNTOLD) {
		/* the names' number does not agree with that of the markers any more */
		memory_put(self->m, LINUX_KALLSYMS + 0x8000 + 600 * 4, zero, 16);
		EXPECT_REFUSED(-EOPNOTSUPP, "they were not found in its memory");
		return;
	}
	memory_put(self->m, LINUX_KALLSYMS, zero, sizeof(zero));
	EXPECT_REFUSED(-EBADMSG, "kallsyms");
	memory_put(self->m, LINUX_TOP, memory_page(self->m, 0x7000), K4);
	EXPECT_REFUSED(variant->note ? -EFAULT : -ENODATA,
		       variant->note ? "in the kernel" :
				       "none leads to one.  The first, of 6.1.0-forged at 0x430000: nothing is mapped at");
}

/* Texts of VMCOREINFO in memory that lead nowhere, before and behind the one that does */
TEST_F(process, other_texts)
{
	static const char *const texts[] = {
		"OSRELEASE=4.0\nNUMBER(phys_base)=0\n",
		"OSRELEASE=5.0\nNUMBER(phys_base)=0\nSYMBOL(init_top_pgt)=ffffffff80400000\n"
		"NUMBER(sme_mask)=4096\nNUMBER(pgtable_l5_enabled)=1\nCRASHTIME=5\n",
		"OSRELEASE=6.0\nNUMBER(phys_base)=0\nSYMBOL(init_top_pgt)=ffffffff80400000\n"
		"NUMBER(pgtable_l5_enabled)=0\nSYMBOL(init_uts_ns)=ffffffff80410000\n",
	};
	unsigned int i;

	for (i = 0; i < 200; i++)
		memory_put(self->m, 0x10000 + i * K4, texts[i % 3], strlen(texts[i % 3]) + 1);
	ASSERT_EQ(0, walk(self, FORGED_PID, PTWALK_PGD_KERNEL)) TH_LOG("%s", self->err.text);
	ASSERT_EQ(0, dump_parse(&self->dump, self->data, self->size, &self->err));
	/* nothing of theirs is left */
	EXPECT_EQ(4, self->dump->header->levels);
	EXPECT_EQ(0, self->dump->header->time_realtime);
	EXPECT_EQ(0, self->dump->dict.value[PTWALK_DICT_ENC_MASK]);
	if (variant->note)
		return;
	memory_put(self->m, LINUX_NOTE, "OSRELEASE=7", 11);
	EXPECT_REFUSED(-ENODATA, "of 201 texts of VMCOREINFO in its memory none leads to one");
	EXPECT_NE(NULL, strstr(self->err.text,
			       "The first, of 4.0 at 0x10000: its VMCOREINFO has no init_top_pgt"));
}

TEST_HARNESS_MAIN
