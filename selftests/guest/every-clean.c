// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module gives away: every reserved and padding byte of every record is zero, and no word
 * of a dump of the user half, no word of its text and of "info" is an address of the kernel.
 * Memory that was not initialised shows best on a boot with init_on_alloc=0, slub_debug=P and
 * page_poison=1, where it is not zero.
 */
#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "harness.h"
#include "pte.h"

#define DIRECTORY	"/sys/kernel/debug/ptwalk/"
/* The lowest address of the kernel half with 5 levels; with 4 it is higher */
#define KERNEL		0xff00000000000000ULL
#define MOST		(16UL << 20)

/* Reads a file to its end, after a request if there is one; returns its length, -1 on failure. */
static ssize_t read_whole(const char *name, const char *request, char **data)
{
	char path[64];
	ssize_t got = 1, size = 0;
	int fd;

	snprintf(path, sizeof(path), DIRECTORY "%s", name);
	fd = open(path, request ? O_RDWR : O_RDONLY);
	*data = malloc(MOST);
	if (fd < 0 || !*data || (request && write(fd, request, strlen(request)) < 0))
		return -1;
	while (got > 0 && size < (ssize_t)MOST) {
		got = read(fd, *data + size, MOST - size);
		size += got > 0 ? got : 0;
	}
	close(fd);
	return got ? -1 : size;
}

static size_t not_zero(const void *data, size_t size)
{
	const char *bytes = data;
	size_t i, nr = 0;

	for (i = 0; i < size; i++)
		nr += !!bytes[i];
	return nr;
}

/* Bytes behind a NUL-padded text that are not zero */
static size_t behind_text(const void *text, size_t size)
{
	const size_t length = strnlen(text, size);

	return not_zero((const char *)text + length, size - length);
}

/* Words of a record that are addresses of the kernel: there are no entries in it */
static size_t kernel_words(const struct ptwalk_record *rec)
{
	const uint64_t *word = (const void *)rec;
	size_t i, nr = 0;

	for (i = 1; i < rec->length / sizeof(*word); i++)
		nr += word[i] >= KERNEL;
	return nr;
}

/**
 * struct findings - what is wrong with the records of a dump
 * @records: number of records
 * @stale: bytes that have to be zero and are not
 * @kernel: words that are kernel addresses
 * @unknown: records of no known type or length
 */
struct findings {
	size_t	records;
	size_t	stale;
	size_t	kernel;
	size_t	unknown;
};

static void look_at_header(struct findings *f, const struct ptwalk_header *h)
{
	const struct ptwalk_header_tail *tail = (const void *)&h->dict[h->dict_count];
	size_t i;

	f->unknown += h->rec.length != sizeof(*h) + h->dict_count * sizeof(h->dict[0]) +
				       sizeof(*tail);
	f->stale += !!h->pad + !!tail->flags + behind_text(h->comm, sizeof(h->comm)) +
		    behind_text(h->release, sizeof(h->release));
	f->kernel += h->start >= KERNEL || h->end >= KERNEL || h->start_time >= KERNEL ||
		     tail->mm_flags >= KERNEL;
	/* a value that stands for "none" is all ones, a mask may have high bits */
	for (i = 0; i < h->dict_count; i++)
		f->unknown += h->dict[i].key >= PTWALK_DICT_NR;
}

static void look_at_vma(struct findings *f, const struct ptwalk_vma *v)
{
	f->unknown += v->rec.length != ((sizeof(*v) + v->name_length + 7) & ~7UL);
	f->stale += !!v->pad + not_zero(v->name + v->name_length,
					v->rec.length - sizeof(*v) - v->name_length);
	f->kernel += v->start >= KERNEL || v->end >= KERNEL || v->ino >= KERNEL ||
		     v->flags >= KERNEL;
	/* without a file all that is said of files is zero */
	if (!(v->flags & PTWALK_VMA_FILE))
		f->stale += !!v->ino + !!v->dev_major + !!v->dev_minor;
}

static void look_at_table(struct findings *f, const struct ptwalk_table *t)
{
	f->unknown += t->rec.length != sizeof(*t) + t->count * sizeof(t->entry[0]) ||
		      t->first + t->count > 512 || (t->flags & ~PTWALK_TABLE_UNSTABLE);
	f->stale += !!t->pad;
	f->kernel += t->base >= KERNEL || t->phys >= KERNEL;
	/* empty entries at either end are not sent */
	f->stale += t->count && (!t->entry[0] || !t->entry[t->count - 1]);
}

static void look(struct findings *f, const char *data, size_t size)
{
	const struct ptwalk_record *rec;
	size_t at;

	*f = (struct findings){ 0 };
	for (at = 0; at + sizeof(*rec) <= size; at += rec->length) {
		rec = (const void *)(data + at);
		f->records++;
		if (rec->length < sizeof(*rec) || rec->length % 8 || rec->length > size - at) {
			f->unknown++;
			return;
		}
		switch (rec->type) {
		case PTWALK_REC_HEADER:
			look_at_header(f, (const void *)rec);
			break;
		case PTWALK_REC_VMA:
			look_at_vma(f, (const void *)rec);
			break;
		case PTWALK_REC_TABLE:
			look_at_table(f, (const void *)rec);
			break;
		case PTWALK_REC_END:
			f->unknown += rec->length != sizeof(struct ptwalk_end);
			f->kernel += kernel_words(rec);
			break;
		default:
			f->unknown++;
		}
	}
	f->unknown += at != size;
}

/* Numbers in hexadecimal of a text that are addresses of the kernel; prints the first. */
static size_t kernel_numbers(const char *text, size_t size)
{
	size_t i, length, nr = 0;

	for (i = 0; i < size; i += length + 1) {
		for (length = 0; i + length < size && isxdigit(text[i + length]); length++)
			;
		if (length != 16 || strncmp(text + i, "ffff", 4))
			continue;
		if (!nr++)
			note("%.60s", text + i - (i < 16 ? i : 16));
	}
	return nr;
}

FIXTURE(clean) {
	struct situation s;
	char *data;
};

FIXTURE_VARIANT(clean) {
	const char *kind;
};

FIXTURE_VARIANT_ADD(clean, anon)	{ "anon" };
FIXTURE_VARIANT_ADD(clean, dense)	{ "dense" };
FIXTURE_VARIANT_ADD(clean, wide)	{ "wide" };
FIXTURE_VARIANT_ADD(clean, file)	{ "file" };
FIXTURE_VARIANT_ADD(clean, thp)		{ "thp+protnone" };
FIXTURE_VARIANT_ADD(clean, hugetlb)	{ "hugetlb-shared" };

FIXTURE_SETUP(clean)
{
	prepare();
}

FIXTURE_TEARDOWN(clean)
{
	free(self->data);
	if (self->s.started > 0)
		situation_stop(&self->s);
}

TEST_F(clean, raw)
{
	struct findings f;
	char request[64];
	ssize_t size;
	int i;

	SITUATION(&self->s, variant->kind);
	/* more than once: buffers come from memory that was used before */
	for (i = 0; i < 10; i++) {
		if (i % 2)
			snprintf(request, sizeof(request), "%d", self->s.pid);
		else
			snprintf(request, sizeof(request), "%d start=0x%lx end=0x%lx",
				 self->s.pid, self->s.start, self->s.start + 4096);
		size = read_whole("raw", request, &self->data);
		ASSERT_LT(0, size) TH_LOG("%s: %m", request);
		look(&f, self->data, size);
		EXPECT_LT(3, f.records);
		EXPECT_EQ(0, f.unknown);
		EXPECT_EQ(0, f.stale);
		EXPECT_EQ(0, f.kernel);
		free(self->data);
		self->data = NULL;
	}
}

TEST_F(clean, text)
{
	char request[16];
	ssize_t size;

	SITUATION(&self->s, variant->kind);
	snprintf(request, sizeof(request), "%d", self->s.pid);
	size = read_whole("text", request, &self->data);
	ASSERT_LT(0, size);
	EXPECT_EQ(size, (ssize_t)strnlen(self->data, size));
	EXPECT_EQ(0, kernel_numbers(self->data, size));
}

/* With the kernel half allowed, a request for the user half has none of it. */
TEST_F(clean, kernel_half_allowed)
{
	char request[16];
	struct findings f;
	ssize_t size;

	SITUATION(&self->s, variant->kind);
	ASSERT_EQ(0, write_file("/sys/module/ptwalk/parameters/kernel", "1"));
	snprintf(request, sizeof(request), "%d", self->s.pid);
	size = read_whole("raw", request, &self->data);
	write_file("/sys/module/ptwalk/parameters/kernel", "0");
	ASSERT_LT(0, size);
	look(&f, self->data, size);
	EXPECT_EQ(0, f.stale + f.kernel + f.unknown);
}

TEST(info)
{
	char *data = NULL;
	ssize_t size = read_whole("info", NULL, &data), i;
	size_t odd = 0;

	ASSERT_LT(0, size);
	for (i = 0; i < size; i++)
		odd += !isprint(data[i]) && data[i] != '\n';
	EXPECT_EQ(0, odd);
	EXPECT_EQ(0, kernel_numbers(data, size));
	free(data);
}

TEST_HARNESS_MAIN
