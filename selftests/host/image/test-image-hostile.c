// SPDX-License-Identifier: GPL-2.0-only
/*
 * Damaged memory images: each is refused with a sentence, or walked to a dump that is valid
 * and no larger than the image allows.  In some of them there is a kernel, whose symbols, types,
 * tasks, VMAs and files are followed.  Most useful with sanitizers.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "damage.h"
#include "dump.h"
#include "errmsg.h"
#include "forge-process.h"
#include "image-process.h"
#include "image-task.h"
#include "image-walk.h"
#include "image.h"
#include "kselftest_harness.h"
#include "random-number.h"
#include "stat.h"

#define TABLES		DAMAGE_TABLES
#define HEAP		0x555555600000ULL
#define DIRECT_MAP	0xffff888000000000ULL
#define IMAGES		10000
#define KERNELS		5000
/* Each begins a process */
#ifdef __SANITIZE_ADDRESS__
#define KDUMPS		50
#else
#define KDUMPS		200
#endif
/* the largest image is below 256K; libelf and the dumps need a few times as much */
#define MAX_MEMORY	(64L << 10)	/* kilobytes */
#define MAX_CHILD_MEMORY	(1L << 20)

FIXTURE(hostile)
{
	struct memory	*m;
	char		*data;
	size_t		size;
	__u64		cr3;
	__u64		state;
	struct errmsg	err;
};

/* Both halves under one top-level table, notes, and pages full of what is no table */
FIXTURE_SETUP(hostile)
{
	struct forge *user = forge_new(FORGE_6_1, 4, PTWALK_HALF_USER);
	struct forge *kernel = forge_new(FORGE_6_1, 4, PTWALK_HALF_KERNEL);
	__u64 *from, *to;

	self->m = memory_new();
	forge_tables_at(user, TABLES);
	forge_map(user, 1, HEAP, 64 * K4, 0, E_WRITTEN);
	forge_entry(user, 2, HEAP + M2, 0x40000000 | E_WRITTEN | E_PS);
	forge_map(user, 1, HEAP + G1, 4 * K4, TABLES, E_CODE);
	self->cr3 = memory_tables(self->m, user);
	forge_tables_at(kernel, TABLES + 16 * K4);
	forge_map(kernel, 2, DIRECT_MAP, 4 * M2, 0, E_P | E_RW | E_PS);
	forge_map(kernel, 1, DIRECT_MAP + 8 * M2, 8 * K4, TABLES, E_P | E_RW);
	from = memory_page(self->m, memory_tables(self->m, kernel));
	to = memory_page(self->m, self->cr3);
	memcpy(to + 256, from + 256, 256 * sizeof(*to));
	memset(memory_page(self->m, 0x1000), 0xff, K4);
	memory_cpu(self->m, CR0_PAGING, self->cr3, CR4_4_LEVELS);
	memory_vmcoreinfo(self->m, "OSRELEASE=6.1.0\nNUMBER(pgtable_l5_enabled)=0\n");
	forge_free(user);
	forge_free(kernel);
	self->state = 1;
}

FIXTURE_TEARDOWN(hostile)
{
	free(self->data);
	memory_free(self->m);
}

/* Walks an image as a user could; returns the number of walks that gave a dump, or -1. */
static int use(const struct image *image, __u64 cr3, size_t size, struct errmsg *err)
{
	struct image_request request = { .cr3 = cr3 };
	struct stat_sums sums;
	struct dump *dump;
	size_t length;
	void *data;
	int n = 0;

	for (request.levels = 4; request.levels <= 5; request.levels++) {
		for (request.half = 0; request.half < 2; request.half++) {
			err->text[0] = '\0';
			if (image_walk(image, &request, &data, &length, err)) {
				if (!err->text[0])
					return -1;
				continue;
			}
			/* a page of the image for each table, and the other records */
			if (dump_parse(&dump, data, length, err) ||
			    length > (size / K4 + 1) * (K4 + 48) + 1024)
				return -1;
			stat_sum(dump, &sums);
			dump_free(dump);
			free(data);
			n++;
		}
	}
	return n;
}

/* Opens an image from a file and walks it; returns as use(), 0 if it was not opened. */
static int use_file(const char *path, __u64 cr3, size_t size, struct errmsg *err)
{
	struct image image;
	int n;

	err->text[0] = '\0';
	if (image_open(&image, path, err))
		return err->text[0] ? 0 : -1;
	n = use(&image, cr3, size, err);
	image_close(&image);
	return n;
}

static bool in_bounds(void)
{
#ifdef __SANITIZE_ADDRESS__
	return true;	/* which keeps freed memory */
#else
	struct rusage usage;

	return !getrusage(RUSAGE_SELF, &usage) && usage.ru_maxrss < MAX_MEMORY;
#endif
}

static void damaged_images(struct __test_metadata *_metadata,
			   struct _test_data_hostile *self)
{
	unsigned int i, walked = 0, refused = 0;
	char *copy = malloc(self->size);
	char path[32];

	for (i = 0; i < IMAGES; i++) {
		size_t size;
		int fd, n;

		memcpy(copy, self->data, self->size);
		size = damage_image(copy, self->size, &self->state);
		fd = memory_file(copy, size, path);
		n = use_file(path, self->cr3, size, &self->err);
		close(fd);
		ASSERT_LE(0, n) TH_LOG("image %u: %s", i, self->err.text);
		walked += n > 0;
		refused += !n;
	}
	free(copy);
	/* most damage is to pages that no walk reads, or to entries, where all is valid */
	EXPECT_LT(IMAGES / 10, walked);
	EXPECT_LT(IMAGES / 100, refused);
	EXPECT_TRUE(in_bounds());
}

TEST_F(hostile, the_image_itself_is_fine)
{
	char path[32];
	int fd;

	self->data = memory_elf(self->m, &self->size);
	fd = memory_file(self->data, self->size, path);
	/* its notes say 4 levels, so walks of 5 are refused */
	EXPECT_EQ(2, use_file(path, self->cr3, self->size, &self->err))
		TH_LOG("%s", self->err.text);
	close(fd);
}

TEST_F_TIMEOUT(hostile, elf_cores, 240)
{
	self->data = memory_elf(self->m, &self->size);
	damaged_images(_metadata, self);
}

TEST_F_TIMEOUT(hostile, raw_images, 240)
{
	self->data = memory_raw(self->m, &self->size);
	damaged_images(_metadata, self);
}

static int count(const struct image_task *task, void *arg)
{
	unsigned int *nr = arg;

	*nr += task->pid != 0;
	return 0;
}

/*
 * Uses the kernel in an image as record --list and --pid do.  Returns 1 if there was a dump, 0
 * if not, -1 if an error had no sentence or a dump was not valid.
 */
static int use_kernel(const char *path, size_t size, struct errmsg *err)
{
	struct image_kernel kernel;
	struct dump *dump = NULL;
	struct image image;
	unsigned int tasks = 0;
	size_t length;
	void *data;
	int n = 0;

	err->text[0] = '\0';
	if (image_open(&image, path, err))
		return err->text[0] ? 0 : -1;
	if (!image_kernel_open(&kernel, &image, err))
		image_task_each(&kernel, count, &tasks, err);
	image_kernel_close(&kernel);
	err->text[0] = '\0';
	if (image_process_walk(&image, FORGED_PID, 0, 0, &data, &length, err)) {
		n = err->text[0] ? 0 : -1;
	} else {
		n = dump_parse(&dump, data, length, err) ||
		    length > 2 * size + (1 << 16) ? -1 : 1;
		dump_free(dump);
		free(data);
	}
	image_close(&image);
	return n;
}

/*
 * Damages values of 8 bytes that are not 0, and so are likely to be used; half of the new values
 * are pointers to something of the kernel.
 */
static void damage_kernel(char *data, size_t size, __u64 *state)
{
	unsigned int n = 1 + random_number(state) % 3, tries;
	__u64 at = 0, old, value;

	while (n--) {
		for (tries = 0, old = 0; !old && tries < 64; tries++) {
			at = random_number(state) % (size / 8) * 8;
			memcpy(&old, data + at, 8);
		}
		value = random_number(state) % 2 ? damage_value(state, size) :
			LINUX_DIRECT(LINUX_OBJECTS + random_number(state) % 0x8000 * 8);
		if (random_number(state) % 4)
			memcpy(data + at, &value, 8);
		else
			data[at + random_number(state) % 8] = value;
	}
}

TEST_F_TIMEOUT(hostile, kernels, 240)
{
	unsigned int i, walked = 0, refused = 0;
	struct memory *m = memory_new();
	struct forged_process p;
	char path[32], *copy;
	int fd, n;

	forge_processes(&p, m, LINUX_RELATIVE, true);
	self->data = memory_elf(m, &self->size);
	memory_free(m);
	forge_free(p.tables);
	copy = malloc(self->size);
	fd = memory_file(self->data, self->size, path);
	EXPECT_EQ(1, use_kernel(path, self->size, &self->err)) TH_LOG("%s", self->err.text);
	for (i = 0; i < KERNELS; i++) {
		memcpy(copy, self->data, self->size);
		damage_kernel(copy, self->size, &self->state);
		ASSERT_EQ(self->size, pwrite(fd, copy, self->size, 0));
		n = use_kernel(path, self->size, &self->err);
		ASSERT_LE(0, n) TH_LOG("image %u: %s", i, self->err.text);
		walked += n > 0;
		refused += !n;
	}
	close(fd);
	free(copy);
	EXPECT_LT(KERNELS / 20, walked);
	EXPECT_LT(KERNELS / 5, refused);
	EXPECT_TRUE(in_bounds());
}

/* Damages a compressed image: its two headers, bitmaps and page descriptors more than pages */
static size_t damage_kdump(char *data, size_t size, __u64 *state)
{
	unsigned int n = 1 + random_number(state) % 4;

	while (n--) {
		const __u64 r = random_number(state);
		const __u64 value = damage_value(state, size);
		const size_t width = 1 << (r >> 32) % 4;
		size_t from = 0, length = size;

		switch (r >> 40 & 3) {
		case 0:
			from = 424;	/* sizes in the header */
			length = 40;
			break;
		case 1:
			from = K4;
			length = 128;
			break;
		case 2:
			from = 2 * K4;
			length = 3 * K4;
			break;
		}
		memcpy(data + from + r % (length / width) * width, &value, width);
	}
	return random_number(state) % 8 ? size : random_number(state) % size;
}

/* The same for the processes that read compressed images, which may use more */
static bool children_in_bounds(void)
{
#ifdef __SANITIZE_ADDRESS__
	return true;	/* with which they have no limit: it needs terabytes of addresses */
#else
	struct rusage usage;

	return !getrusage(RUSAGE_CHILDREN, &usage) && usage.ru_maxrss < MAX_CHILD_MEMORY;
#endif
}

/*
 * Compressed images.  libkdumpfile crashes on some of them, and runs in circles in others, in a
 * process of its own: that is told, and bounded as well.
 */
TEST_F_TIMEOUT(hostile, kdump_files, 600)
{
	unsigned int i, walked = 0, refused = 0, crashed = 0;
	struct memory *m = memory_new();
	struct forged_process p;
	char path[32], *copy;
	size_t size;
	int fd, n;

	forge_processes(&p, m, LINUX_RELATIVE, false);
	self->data = memory_kdump(m, "", &self->size);
	memory_free(m);
	forge_free(p.tables);
	copy = malloc(self->size);
	for (i = 0; i <= KDUMPS; i++) {
		memcpy(copy, self->data, self->size);
		size = i ? damage_kdump(copy, self->size, &self->state) : self->size;
		fd = memory_file(copy, size, path);
		n = use_kernel(path, 1 << 23, &self->err);
		close(fd);
		ASSERT_LE(0, n) TH_LOG("image %u: %s", i, self->err.text);
		if (!i)
			EXPECT_EQ(1, n) TH_LOG("%s", self->err.text);
		walked += n > 0;
		refused += !n;
		crashed += !!strstr(self->err.text, "libkdumpfile has crashed");
	}
	free(copy);
	TH_LOG("%u walked, %u refused, of which libkdumpfile crashed on %u", walked, refused,
	       crashed);
	EXPECT_LT(KDUMPS / 10, walked);
	EXPECT_LT(KDUMPS / 10, refused);
	EXPECT_TRUE(in_bounds());
	EXPECT_TRUE(children_in_bounds());
}

/* What makes libkdumpfile 0.5.1 write behind its buffer: a compressed page that is no shorter */
TEST_F(hostile, kdump_page)
{
	struct memory *m = memory_new();
	char path[32];
	__u32 *desc;
	size_t i;
	int fd;

	for (i = 0; i < 4 * K4 / 8; i++)
		memory_put(m, i * 8, &(__u64){ random_number(&self->state) }, 8);
	self->data = memory_kdump(m, "", &self->size);
	memory_free(m);
	for (i = 0; i < 4; i++) {
		/* an offset, the size, flags */
		desc = (void *)(self->data + 4 * K4 + i * 24 + 8);
		ASSERT_EQ(K4, desc[0]);
		desc[0] = (4 - i) * K4;
		desc[1] = 1;
	}
	fd = memory_file(self->data, self->size, path);
	EXPECT_EQ(0, use_kernel(path, self->size, &self->err));
	TH_LOG("%s", self->err.text);
	close(fd);
}

/* A file of 1 TiB with nothing in it but one table, and headers that promise the most */
TEST_F(hostile, sparse_file)
{
	__u64 *entry = memory_page(self->m, TABLES);
	unsigned int i;
	char path[32];
	int fd;

	for (i = 0; i < PTWALK_ENTRIES; i++)
		entry[i] = (0x8000000000ULL + i * K4) | E_TABLE;
	self->data = memory_raw(self->m, &self->size);
	fd = memory_file(self->data, self->size, path);
	ASSERT_EQ(0, ftruncate(fd, 1LL << 40));
	EXPECT_EQ(4, use_file(path, TABLES, 1 << 24, &self->err))
		TH_LOG("%s", self->err.text);
	free(self->data);
	close(fd);

	self->data = memory_elf(self->m, &self->size);
	((Elf64_Ehdr *)self->data)->e_phnum = PN_XNUM;
	((Elf64_Ehdr *)self->data)->e_shoff = K4;
	((Elf64_Ehdr *)self->data)->e_shentsize = sizeof(Elf64_Shdr);
	((Elf64_Shdr *)(self->data + K4))->sh_info = ~0U;
	((Elf64_Shdr *)(self->data + K4))->sh_size = 1ULL << 32;
	fd = memory_file(self->data, self->size, path);
	ASSERT_EQ(0, ftruncate(fd, 1LL << 40));
	EXPECT_EQ(0, use_file(path, TABLES, 1 << 24, &self->err));
	close(fd);
	EXPECT_TRUE(in_bounds());
}

TEST_HARNESS_MAIN
