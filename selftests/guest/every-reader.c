// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module writes PTs straight to the memory of a read(): whatever that memory is, and however
 * much is asked for, the dump of a stopped process is the same, byte for byte, as the one that a
 * reader of small pieces gets, which goes through the module's buffer.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "guest.h"
#include "harness.h"
#include "ptwalk.h"

#define RAW	"/sys/kernel/debug/ptwalk/raw"
#define PAGE	4096UL
#define HUGE	(512 * PAGE)
#define MIB	(1UL << 20)
#define ROOM	(2 * MIB)

/* A dump; its header and its end, which tell times and holds, are not compared as bytes */
struct copy {
	unsigned char *bytes;
	size_t size;
	size_t first;
	size_t length;
};

static void trim(struct copy *copy)
{
	const struct ptwalk_record *head = (void *)copy->bytes;
	const size_t end = sizeof(struct ptwalk_end);

	copy->first = head->length;
	copy->length = copy->size - head->length - end;
}

static int ask(pid_t pid)
{
	int fd = open(RAW, O_RDWR | O_CLOEXEC);

	if (fd < 0 || dprintf(fd, "pid=%d", pid) < 0)
		return -1;
	return fd;
}

/*
 * Reads a dump in pieces, each into new memory: at @offset in a page, of pages that nobody has
 * touched.  Returns 0, or the errno of a read.
 */
static int take(pid_t pid, size_t piece, size_t offset, struct copy *copy)
{
	unsigned char *p;
	int fd = ask(pid);
	ssize_t n = -1;

	copy->bytes = malloc(ROOM);
	copy->size = 0;
	if (fd < 0 || !copy->bytes)
		return errno;
	do {
		p = mmap(NULL, piece + offset, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			 -1, 0);
		if (p == MAP_FAILED)
			break;
		n = read(fd, p + offset, piece);
		if (n > 0) {
			if (copy->size + n > ROOM) {
				errno = EOVERFLOW;
				n = -1;
			} else {
				memcpy(copy->bytes + copy->size, p + offset, n);
			}
		}
		munmap(p, piece + offset);
		copy->size += n > 0 ? n : 0;
	} while (n > 0);
	close(fd);
	if (n)
		return errno;
	trim(copy);
	return 0;
}

static bool same(const struct copy *a, const struct copy *b)
{
	const struct ptwalk_end *x = (void *)(a->bytes + a->first + a->length);
	const struct ptwalk_end *y = (void *)(b->bytes + b->first + b->length);
	size_t i;

	if (a->length != b->length) {
		note("%zu bytes, not %zu", b->length, a->length);
		return false;
	}
	if (x->tables != y->tables || x->entries != y->entries || x->vmas != y->vmas ||
	    x->unstable || y->unstable || !(y->flags & PTWALK_END_COMPLETE)) {
		note("%llu tables, %llu entries, %llu VMAs, %llu unstable",
		     (unsigned long long)y->tables, (unsigned long long)y->entries,
		     (unsigned long long)y->vmas, (unsigned long long)y->unstable);
		return false;
	}
	for (i = 0; i < a->length; i++)
		if (a->bytes[a->first + i] != b->bytes[b->first + i]) {
			note("byte %zu of %zu is another", i, a->length);
			return false;
		}
	return true;
}

/*
 * 64M of pages; then PTs of which there is less: one with only its first and its last entry, one
 * with one entry, one with 63 entries and one with 64; and a PT that is shared with another VMA.
 */
static void make_pages(void)
{
	char *p = mmap(NULL, 80 * MIB, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	size_t i;

	if (p == MAP_FAILED)
		_exit(1);
	madvise(p, 80 * MIB, MADV_NOHUGEPAGE);
	p = (char *)(((uintptr_t)p + HUGE - 1) & -HUGE);
	for (i = 0; i < 64 * MIB; i += PAGE)
		p[i] = 1;
	p += 64 * MIB;
	p[0] = 1;
	p[511 * PAGE] = 1;
	p += HUGE;
	p[200 * PAGE] = 1;
	p += HUGE;
	for (i = 0; i < 63; i++)
		p[(300 + i) * PAGE] = 1;
	p += HUGE;
	for (i = 0; i < 64; i++)
		p[(31 + i) * PAGE] = 1;
	p += HUGE;
	for (i = 0; i < 512; i++)
		p[i * PAGE] = 1;
	if (mprotect(p + 100 * PAGE, 300 * PAGE, PROT_READ))
		_exit(1);
}

FIXTURE(reader) {
	pid_t pid;
	struct copy wanted;
};

FIXTURE_SETUP(reader)
{
	int status;

	self->pid = fork();
	ASSERT_LE(0, self->pid);
	if (!self->pid) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		make_pages();
		raise(SIGSTOP);
		_exit(0);
	}
	ASSERT_EQ(self->pid, waitpid(self->pid, &status, WUNTRACED));
	ASSERT_TRUE(WIFSTOPPED(status));
	ASSERT_EQ(0, take(self->pid, PAGE, 0, &self->wanted));
	ASSERT_LT(34 * PAGE, self->wanted.length);
}

FIXTURE_TEARDOWN(reader)
{
	kill(self->pid, SIGKILL);
	waitpid(self->pid, NULL, 0);
	free(self->wanted.bytes);
}

/* Around the least size that is written directly, and what a slice writes at most */
TEST_F(reader, sizes)
{
	static const size_t sizes[] = {
		1000, 65535, 65536, 65537, 100000, 262143, 262144, 262145, 1 << 20, 3 << 20,
	};
	struct copy got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		ASSERT_EQ(0, take(self->pid, sizes[i], 0, &got));
		EXPECT_TRUE(same(&self->wanted, &got)) TH_LOG("pieces of %zu", sizes[i]);
		free(got.bytes);
	}
}

TEST_F(reader, unaligned)
{
	static const size_t offsets[] = { 1, 3, 4, 7, 8, 4088, 4089, 4095 };
	struct copy got;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		ASSERT_EQ(0, take(self->pid, MIB, offsets[i], &got));
		EXPECT_TRUE(same(&self->wanted, &got)) TH_LOG("at %zu", offsets[i]);
		free(got.bytes);
	}
}

/* Reads on to the end of a dump, into memory that is not refused. */
static bool read_on(int fd, void *memory, struct copy *copy)
{
	ssize_t n;

	while ((n = read(fd, memory, MIB)) > 0) {
		if (copy->size + n > ROOM)
			return false;
		memcpy(copy->bytes + copy->size, memory, n);
		copy->size += n;
	}
	if (n)
		return false;
	trim(copy);
	return true;
}

/* A read() says what it wrote before memory that it must not write; the next one goes on there */
TEST_F(reader, hole)
{
	struct copy got = { malloc(ROOM), 0, 0, 0 };
	unsigned char *p;
	ssize_t n, hole;
	int fd;

	for (hole = 0; hole < 300 * 1024; hole += 52 * 1024) {
		fd = ask(self->pid);
		ASSERT_LE(0, fd);
		p = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		ASSERT_NE(MAP_FAILED, p);
		ASSERT_EQ(0, mprotect(p + hole, PAGE, PROT_READ));
		n = read(fd, p, MIB);
		if (n < 0) {
			EXPECT_EQ(EFAULT, errno);
			EXPECT_EQ(0, hole);
			n = 0;
		}
		EXPECT_LE(n, hole);
		memcpy(got.bytes, p, n);
		got.size = n;
		ASSERT_EQ(0, mprotect(p, MIB, PROT_READ | PROT_WRITE));
		EXPECT_TRUE(read_on(fd, p, &got));
		EXPECT_TRUE(same(&self->wanted, &got)) TH_LOG("hole at %zd", hole);
		close(fd);
		munmap(p, MIB);
	}
	free(got.bytes);
}

static atomic_bool over;
static unsigned char *moving;

/* Refuses pages of the memory, and grants them again; what was written to them stays */
static void *take_away(void *unused)
{
	size_t i;

	for (i = 0; !atomic_load(&over); i = (i + 7) % 64) {
		mprotect(moving + i * 4 * PAGE, 4 * PAGE, PROT_NONE);
		mprotect(moving + i * 4 * PAGE, 4 * PAGE, PROT_READ | PROT_WRITE);
	}
	return unused;
}

TEST_F(reader, taken_away_meanwhile)
{
	struct copy got = { malloc(ROOM), 0, 0, 0 };
	int memory = memfd_create("reader", MFD_CLOEXEC), fd;
	unsigned int i, failed = 0;
	unsigned char *seen;
	pthread_t thread;
	ssize_t n;

	/* the same memory twice: one mapping to be read into, one to look at it */
	ASSERT_EQ(0, ftruncate(memory, MIB));
	moving = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
	seen = mmap(NULL, MIB, PROT_READ, MAP_SHARED, memory, 0);
	ASSERT_NE(MAP_FAILED, moving);
	ASSERT_NE(MAP_FAILED, seen);
	ASSERT_EQ(0, pthread_create(&thread, NULL, take_away, NULL));
	for (i = 0; i < 100; i++) {
		fd = ask(self->pid);
		ASSERT_LE(0, fd);
		got.size = 0;
		while ((n = read(fd, moving, MIB))) {
			if (n < 0) {
				ASSERT_EQ(EFAULT, errno);
				failed++;
				continue;
			}
			ASSERT_GE(ROOM, got.size + n);
			memcpy(got.bytes + got.size, seen, n);
			got.size += n;
		}
		close(fd);
		trim(&got);
		ASSERT_TRUE(same(&self->wanted, &got)) TH_LOG("dump %u", i);
	}
	TH_LOG("%u reads ended with EFAULT", failed);
	atomic_store(&over, true);
	pthread_join(thread, NULL);
	munmap(moving, MIB);
	munmap(seen, MIB);
	close(memory);
	free(got.bytes);
}

TEST_HARNESS_MAIN
