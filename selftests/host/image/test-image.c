// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory images as files: which memory is found in an ELF core and in a raw image, what the
 * notes say, and the sentence for each file that is none.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "errmsg.h"
#include "forge-image.h"
#include "image.h"
#include "kselftest_harness.h"

FIXTURE(image)
{
	struct memory	*m;
	char		*data;
	size_t		size;
	struct image	image;
	struct errmsg	err;
};

/* Three pages: two that follow each other, and one above 4G */
FIXTURE_SETUP(image)
{
	self->m = memory_new();
	memory_page(self->m, 0x5000)[0] = 5;
	memory_page(self->m, 0x6000)[511] = 6;
	memory_page(self->m, 0x100000000)[1] = 7;
	self->data = NULL;
	self->err.text[0] = '\0';
}

FIXTURE_TEARDOWN(image)
{
	free(self->data);
	memory_free(self->m);
}

#define open_bytes(self, size)						\
({									\
	char path_[32];							\
	int fd_ = memory_file((self)->data, size, path_);		\
	int rc_ = image_open(&(self)->image, path_, &(self)->err);	\
									\
	close(fd_);							\
	rc_;								\
})

#define open_elf(self)							\
({									\
	free((self)->data);						\
	(self)->data = memory_elf((self)->m, &(self)->size);		\
	open_bytes(self, (self)->size);					\
})

#define ASSERT_OPENS(rc)						\
	ASSERT_EQ(0, rc) TH_LOG("%s", self->err.text)

/* Opening fails with an errno and a sentence. */
#define EXPECT_REFUSED(code, sentence, rc)				\
	do {								\
		EXPECT_EQ(code, rc);					\
		EXPECT_STREQ(sentence, self->err.text);			\
	} while (0)

TEST_F(image, memory_of_an_elf_core)
{
	__u64 two[1024], word = 0;

	ASSERT_OPENS(open_elf(self));
	EXPECT_EQ(2, self->image.nr_segments);
	EXPECT_EQ(0, image_read(&self->image, 0x5000, two, sizeof(two), &self->err));
	EXPECT_EQ(5, two[0]);
	EXPECT_EQ(6, two[1023]);
	EXPECT_EQ(0, image_read(&self->image, 0x100000008, &word, 8, &self->err));
	EXPECT_EQ(7, word);
	image_close(&self->image);
}

TEST_F(image, what_is_not_there)
{
	static const __u64 phys[] = {
		0, 0x4fff, 0x6ff9, 0x7000, 0xfffffff8, 0xfffffffc, 0x100000ff9,
		0x100001000, 1ULL << 52, -8ULL, ~0ULL,
	};
	__u64 word;
	size_t i;

	ASSERT_OPENS(open_elf(self));
	for (i = 0; i < ARRAY_SIZE(phys); i++)
		EXPECT_EQ(-ENXIO, image_read(&self->image, phys[i], &word, 8, &self->err))
			TH_LOG("0x%llx", phys[i]);
	image_close(&self->image);
}

TEST_F(image, raw)
{
	struct memory *m = memory_new();
	__u64 word = 0;

	memory_page(m, 0x5000)[0] = 5;
	self->data = memory_raw(m, &self->size);
	memory_free(m);
	ASSERT_OPENS(open_bytes(self, self->size));
	EXPECT_EQ(0, self->image.notes.levels);
	EXPECT_EQ(0, image_read(&self->image, 0x5000, &word, 8, &self->err));
	EXPECT_EQ(5, word);
	EXPECT_EQ(0, image_read(&self->image, 0x4ff8, &word, 8, &self->err));
	EXPECT_EQ(-ENXIO, image_read(&self->image, 0x5ffc, &word, 8, &self->err));
	image_close(&self->image);
}

/* QEMU with -p writes a page once for each virtual address. */
TEST_F(image, memory_that_overlaps)
{
	__u64 word = 0;

	memory_page(self->m, 0x100000000)[256] = 8;
	self->data = memory_elf(self->m, &self->size);
	memory_elf_phdr(self->data, 2)->p_paddr = 0x6800;
	ASSERT_OPENS(open_bytes(self, self->size));
	EXPECT_EQ(2, self->image.nr_segments);
	EXPECT_EQ(0, image_read(&self->image, 0x6ff8, &word, 8, &self->err));
	EXPECT_EQ(6, word);
	EXPECT_EQ(0, image_read(&self->image, 0x7000, &word, 8, &self->err));
	EXPECT_EQ(8, word);
	EXPECT_EQ(-ENXIO, image_read(&self->image, 0x7800, &word, 8, &self->err));
	image_close(&self->image);
	memory_elf_phdr(self->data, 2)->p_paddr = 0x5800;
	ASSERT_OPENS(open_bytes(self, self->size));
	EXPECT_EQ(1, self->image.nr_segments);
	image_close(&self->image);
}

/* Of memory that QEMU cannot save there is a header, whose offset means nothing. */
TEST_F(image, headers_without_memory)
{
	Elf64_Phdr *phdr;
	__u64 word;

	self->data = memory_elf(self->m, &self->size);
	phdr = memory_elf_phdr(self->data, 1);
	phdr->p_offset = ~0ULL;
	phdr->p_filesz = 0;
	ASSERT_OPENS(open_bytes(self, self->size));
	EXPECT_EQ(-ENXIO, image_read(&self->image, 0x5000, &word, 8, &self->err));
	image_close(&self->image);
	memory_elf_phdr(self->data, 2)->p_filesz = 0;
	EXPECT_REFUSED(-ENODATA,
		       "it has no memory: of 3 program headers none is of type PT_LOAD and has bytes in the file",
		       open_bytes(self, self->size));
}

TEST_F(image, notes_of_qemu)
{
	memory_cpu(self->m, CR0_PAGING, 0x1234001, CR4_5_LEVELS);
	memory_cpu(self->m, 0x60000010, 0, 0);	/* was never started */
	memory_cpu(self->m, CR0_PAGING, 0x5678000, CR4_5_LEVELS);
	ASSERT_OPENS(open_elf(self));
	EXPECT_EQ(5, self->image.notes.levels);
	ASSERT_EQ(2, self->image.notes.nr_cpus);
	EXPECT_EQ(0x1234001, self->image.notes.cpu[0].cr3);
	EXPECT_EQ(0x5678000, self->image.notes.cpu[1].cr3);
	EXPECT_EQ(CR4_5_LEVELS, self->image.notes.cpu[1].cr4);
	EXPECT_FALSE(self->image.notes.has_enc_mask);
	EXPECT_EQ('\0', self->image.notes.release[0]);
	image_close(&self->image);
}

TEST_F(image, cpus_that_contradict_each_other)
{
	memory_cpu(self->m, CR0_PAGING, 0x1234000, CR4_5_LEVELS);
	memory_cpu(self->m, CR0_PAGING, 0x5678000, CR4_4_LEVELS);
	ASSERT_OPENS(open_elf(self));
	EXPECT_EQ(0, self->image.notes.levels);
	image_close(&self->image);
}

TEST_F(image, notes_of_linux)
{
	memory_vmcoreinfo(self->m,
			  "OSRELEASE=6.1.0-56-amd64\nPAGESIZE=4096\nNUMBER(pgtable_l5_enabled)=1\nNUMBER(sme_mask)=140737488355328\nCRASHTIME=1764590400\nNUMBER(");
	ASSERT_OPENS(open_elf(self));
	EXPECT_EQ(5, self->image.notes.levels);
	EXPECT_STREQ("6.1.0-56-amd64", self->image.notes.release);
	EXPECT_TRUE(self->image.notes.has_enc_mask);
	EXPECT_EQ(1ULL << 47, self->image.notes.enc_mask);
	EXPECT_EQ(1764590400, self->image.notes.crash_time);
	image_close(&self->image);
}

/* A kernel that was booted by kexec can leave the text of the one before it. */
TEST_F(image, registers_before_text)
{
	memory_vmcoreinfo(self->m, "NUMBER(pgtable_l5_enabled)=1\n");
	memory_cpu(self->m, CR0_PAGING, 0x1234000, CR4_4_LEVELS);
	ASSERT_OPENS(open_elf(self));
	EXPECT_EQ(4, self->image.notes.levels);
	image_close(&self->image);
}

TEST_F(image, cut_short)
{
	self->data = memory_elf(self->m, &self->size);
	EXPECT_REFUSED(-ENODATA,
		       "cut short: it has 12519 bytes, but program header 2 is about 4096 bytes from offset 8424 on; was the image saved completely?",
		       open_bytes(self, self->size - 1));
	EXPECT_REFUSED(-ENODATA,
		       "cut short: it has 200 bytes, room for 2 of 3 program headers; was the image saved completely?",
		       open_bytes(self, 200));
	EXPECT_EQ(-EBADMSG, open_bytes(self, 20));
	EXPECT_EQ(-ENODATA, open_bytes(self, 0));
	EXPECT_STREQ("it is empty", self->err.text);
}

/* The file becomes shorter after it was opened. */
TEST_F(image, cut_short_later)
{
	char path[32];
	__u64 word;
	int fd;

	self->data = memory_elf(self->m, &self->size);
	fd = memory_file(self->data, self->size, path);
	ASSERT_OPENS(image_open(&self->image, path, &self->err));
	ASSERT_EQ(0, ftruncate(fd, 8192));
	EXPECT_REFUSED(-ENODATA, "cut short: it ends before offset 8424, while it is read",
		       image_read(&self->image, 0x100000000, &word, 8, &self->err));
	image_close(&self->image);
	close(fd);
}

TEST_F(image, notes_that_are_cut_short)
{
	memory_cpu(self->m, CR0_PAGING, 0x1234000, CR4_4_LEVELS);
	self->data = memory_elf(self->m, &self->size);
	memory_elf_phdr(self->data, 0)->p_filesz = self->size;
	EXPECT_REFUSED(-ENODATA,
		       "cut short: it has 12980 bytes, but its notes are 12980 bytes from offset 232 on; was the image saved completely?",
		       open_bytes(self, self->size));
}

/* Any number of headers can name the same large part of a file as notes. */
TEST_F(image, too_many_notes)
{
	Elf64_Phdr *phdr;
	char path[32];
	int fd;

	self->data = memory_elf(self->m, &self->size);
	phdr = memory_elf_phdr(self->data, 0);
	phdr->p_filesz = 10 << 20;
	phdr[1] = phdr[0];
	phdr[1].p_offset++;
	fd = memory_file(self->data, self->size, path);
	ASSERT_EQ(0, ftruncate(fd, 32 << 20));
	EXPECT_REFUSED(-EBADMSG, "corrupt image: more than 16777216 bytes of notes",
		       image_open(&self->image, path, &self->err));
	close(fd);
}

TEST_F(image, memory_beyond_the_last_address)
{
	self->data = memory_elf(self->m, &self->size);
	memory_elf_phdr(self->data, 1)->p_paddr = -0x1000ULL;
	EXPECT_REFUSED(-EBADMSG,
		       "corrupt image: 8192 bytes from physical address 0xfffffffffffff000 on go beyond the last address",
		       open_bytes(self, self->size));
}

TEST_F(image, other_machines)
{
	Elf64_Ehdr *header;

	self->data = memory_elf(self->m, &self->size);
	header = (Elf64_Ehdr *)self->data;
	header->e_machine = EM_AARCH64;
	EXPECT_REFUSED(-EOPNOTSUPP,
		       "it is of another architecture: its ELF machine is 183, expected 62 (x86-64)",
		       open_bytes(self, self->size));
	header->e_machine = EM_386;
	EXPECT_REFUSED(-EOPNOTSUPP,
		       "the machine was not in 64-bit mode: its ELF machine is 3 (i386), expected 62 (x86-64)",
		       open_bytes(self, self->size));
	header->e_machine = EM_X86_64;
	header->e_type = ET_EXEC;
	EXPECT_REFUSED(-EINVAL, "it is an ELF file, but no core: its type is 2, expected 4",
		       open_bytes(self, self->size));
	header->e_ident[EI_CLASS] = ELFCLASS32;
	EXPECT_REFUSED(-EOPNOTSUPP,
		       "it is a 32-bit ELF file: the machine was not in 64-bit mode, or the image is of another architecture",
		       open_bytes(self, self->size));
	header->e_ident[EI_DATA] = ELFDATA2MSB;
	EXPECT_REFUSED(-EOPNOTSUPP, "it is of a big-endian machine, not of an x86-64 one",
		       open_bytes(self, self->size));
}

TEST_F(image, other_files)
{
	static const char *const begin[] = {
		"KDUMP   ", "DISKDUMP", "makedumpfile\0", "PTWK",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(begin); i++) {
		free(self->data);
		self->data = calloc(1, 4096);
		strcpy(self->data, begin[i]);
		EXPECT_EQ(-EOPNOTSUPP, open_bytes(self, 4096));
	}
	EXPECT_STREQ("it is a dump of ptwalk already; name it as the TARGET of another command",
		     self->err.text);
	EXPECT_EQ(-ENOENT, image_open(&self->image, "/nonexistent", &self->err));
	EXPECT_EQ(-EISDIR, image_open(&self->image, "/", &self->err));
	EXPECT_REFUSED(-EINVAL, "it is not a regular file: save the image to one first",
		       image_open(&self->image, "/dev/zero", &self->err));
	EXPECT_EQ(-ENODATA, image_open(&self->image, "/proc/self/maps", &self->err));
}

/* It is opened, or refused with the reason. */
TEST_F(image, memory_of_this_machine)
{
	const int rc = image_open(&self->image, "/proc/kcore", &self->err);

	if (!rc) {
		EXPECT_TRUE(self->image.live);
		EXPECT_LT(0, self->image.nr_segments);
		image_close(&self->image);
		return;
	}
	EXPECT_TRUE(rc == -EPERM || rc == -EACCES || rc == -ENOENT || rc == -ENODATA);
	EXPECT_TRUE(strstr(self->err.text, "CAP_SYS_RAWIO") ||
		    strstr(self->err.text, "locked down") ||
		    strstr(self->err.text, "no /proc/kcore") ||
		    strstr(self->err.text, "it is empty"))
		TH_LOG("%s", self->err.text);
}

TEST_HARNESS_MAIN
