// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory images in which the search for a kernel has much to read: what is read is bounded by
 * what the file has.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errmsg.h"
#include "forge-image.h"
#include "image-process.h"
#include "image.h"
#include "kselftest_harness.h"

FIXTURE(large)
{
	struct memory	*m;
	char		*data;
	size_t		size;
	struct errmsg	err;
};

FIXTURE_SETUP(large)
{
	self->m = memory_new();
}

FIXTURE_TEARDOWN(large)
{
	free(self->data);
	memory_free(self->m);
}

/* A core with 20,000 headers for the same bytes, each page of which begins as VMCOREINFO does */
TEST_F(large, many_texts)
{
	static const char text[] = "OSRELEASE=1\nNUMBER(phys_base)=0\n";
	const unsigned int headers = 20000;
	struct image image;
	Elf64_Phdr *phdr;
	size_t offset, size;
	char path[32];
	unsigned int i;
	void *data;
	int fd;

	for (i = 0; i < 256; i++)
		memory_put(self->m, i * K4, text, sizeof(text));
	self->data = memory_elf(self->m, &self->size);
	phdr = memory_elf_phdr(self->data, 1);
	offset = self->size;
	self->size += headers * sizeof(*phdr);
	self->data = realloc(self->data, self->size);
	for (i = 0; i < headers; i++) {
		phdr = (void *)(self->data + offset + i * sizeof(*phdr));
		*phdr = *memory_elf_phdr(self->data, 1);
		phdr->p_paddr = i * phdr->p_filesz;
	}
	((Elf64_Ehdr *)self->data)->e_phoff = offset;
	((Elf64_Ehdr *)self->data)->e_phnum = headers;
	fd = memory_file(self->data, self->size, path);
	/* 20 GB to read, in steps of a page, without a bound */
	ASSERT_EQ(0, image_open(&image, path, &self->err)) TH_LOG("%s", self->err.text);
	EXPECT_EQ(headers, image.nr_segments);
	EXPECT_NE(0, image_process_walk(&image, 1, 0, 0, &data, &size, &self->err));
	EXPECT_NE(NULL, strstr(self->err.text, "none leads to one")) TH_LOG("%s", self->err.text);
	image_close(&image);
	close(fd);
}

/* Raw memory of 8 EiB, all but one page of it a hole */
TEST_F(large, hole)
{
	struct image image;
	char path[32];
	size_t size;
	void *data;
	int fd = memory_file("", 1, path);

	ASSERT_EQ(0, ftruncate(fd, 0x7ffffffffffff000));
	ASSERT_EQ(5, pwrite(fd, "OSREL", 5, 1LL << 50));
	ASSERT_EQ(0, image_open(&image, path, &self->err)) TH_LOG("%s", self->err.text);
	EXPECT_NE(0, image_process_walk(&image, 1, 0, 0, &data, &size, &self->err));
	EXPECT_NE(NULL, strstr(self->err.text, "no VMCOREINFO")) TH_LOG("%s", self->err.text);
	image_close(&image);
	close(fd);
}

TEST_HARNESS_MAIN
