// SPDX-License-Identifier: GPL-2.0-only
/*
 * The VMAs of a dump have to be those of /proc/PID/maps of the same kernel: addresses,
 * permissions, offset, device, inode and name.  The target has VMAs whose names differ
 * between kernels: a heap with a neighbour, a heap of several VMAs, files on overlayfs,
 * memfds, System V segments, deleted files, and VMAs with PR_SET_VMA_ANON_NAME.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/shm.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "dump.h"
#include "guest.h"
#include "harness.h"
#include "view.h"

#define PAGE	4096UL
#define WORK	"/tmp/ptwalk-areas"
#define LAYERS	"lowerdir=" WORK "/lower,upperdir=" WORK "/upper,workdir=" WORK "/work"

#ifndef PR_SET_VMA
#define PR_SET_VMA		0x53564d41
#define PR_SET_VMA_ANON_NAME	0
#endif

FIXTURE(areas) {
	int ready[2];
	pid_t pid;
	struct source source;
};

static void make_file(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

	if (fd < 0 || ftruncate(fd, 8 * PAGE) || close(fd))
		note("%s: %m", path);
}

FIXTURE_SETUP(areas)
{
	static const char *const dirs[] = {
		WORK, WORK "/lower", WORK "/upper", WORK "/work", WORK "/merged",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++)
		mkdir(dirs[i], 0700);
	make_file(WORK "/lower/below");
	make_file(WORK "/lower/copied");
	make_file(WORK "/upper/above");
	ASSERT_EQ(0, mount("overlay", WORK "/merged", "overlay", 0, LAYERS));
	ASSERT_EQ(0, pipe(self->ready));
}

FIXTURE_TEARDOWN(areas)
{
	source_close(&self->source);
	if (self->pid > 0) {
		kill(self->pid, SIGKILL);
		waitpid(self->pid, NULL, 0);
	}
	umount(WORK "/merged");
	if (system("rm -rf " WORK))
		note("%s stays", WORK);
}

static void *map(size_t pages, int prot, int flags, int fd)
{
	char *p = mmap(NULL, pages * PAGE, prot, flags, fd, PAGE * (fd >= 0));

	if (p == MAP_FAILED)
		_exit(1);
	*(volatile char *)p;
	return p;
}

static void map_file(int fd)
{
	struct stat st;

	/* A new memfd has size 0. */
	if (fd < 0 || fstat(fd, &st) || (!st.st_size && ftruncate(fd, 8 * PAGE)))
		_exit(1);
	map(1, PROT_READ, MAP_PRIVATE, fd);
	map(2, PROT_READ, MAP_SHARED, fd);
	close(fd);
}

/*
 * Grows the heap, makes one of its pages read-only, and maps a page directly above it.
 * Returns the address of that page.
 */
static uint64_t map_heap(void)
{
	char *p = sbrk(8 * PAGE), *end;

	memset(p, 1, 8 * PAGE);
	end = (char *)(((uintptr_t)sbrk(0) + PAGE - 1) & ~(PAGE - 1));
	p = end - 4 * PAGE;
	if (mprotect(p, PAGE, PROT_READ) ||
	    mmap(end, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS |
		 MAP_FIXED_NOREPLACE, -1, 0) != end)
		_exit(1);
	return (uintptr_t)end;
}

/* Maps files and memory of all kinds with and without a name. */
static void map_files(void)
{
	char *p;
	int id;

	map_file(open(WORK "/merged/below", O_RDONLY | O_CLOEXEC));
	map_file(open(WORK "/merged/above", O_RDWR | O_CLOEXEC));
	unlink(WORK "/merged/above");
	/* open() for writing copies the file from the lower to the upper layer */
	map_file(open(WORK "/merged/copied", O_RDWR | O_CLOEXEC));
	map_file(memfd_create("areas", MFD_CLOEXEC));
	map(3, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
	id = shmget(IPC_PRIVATE, PAGE, IPC_CREAT | 0600);
	if (id < 0 || shmat(id, NULL, 0) == (void *)-1 ||
	    shmctl(id, IPC_RMID, NULL))
		_exit(1);
	p = map(4, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1);
	prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, p, PAGE, "ours");
	p = map(4, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1);
	prctl(PR_SET_VMA, PR_SET_VMA_ANON_NAME, p, PAGE, "ours too");
}

/* Writes the line that /proc/PID/maps would have for a VMA of a dump. */
static void describe(const struct ptwalk_vma *vma, char *line, size_t size)
{
	int n;

	n = snprintf(line, size, "%llx-%llx %c%c%c%c %08llx %02x:%02x %llu",
		     vma->start, vma->end,
		     vma->flags & PTWALK_VMA_READ ? 'r' : '-',
		     vma->flags & PTWALK_VMA_WRITE ? 'w' : '-',
		     vma->flags & PTWALK_VMA_EXEC ? 'x' : '-',
		     vma->flags & PTWALK_VMA_MAYSHARE ? 's' : 'p',
		     vma->flags & PTWALK_VMA_FILE ? vma->offset : 0,
		     vma->dev_major, vma->dev_minor, vma->ino);
	if (vma->name_length)
		snprintf(line + n, size - n, " %.*s", (int)vma->name_length,
			 vma->name);
}

/* Reduces the blanks before the name to one, and removes the newline. */
static void normalize(char *line)
{
	char *p = line;
	int field;

	line[strcspn(line, "\n")] = '\0';
	for (field = 0; field < 4; field++)
		p = strchr(p, ' ') + 1;
	p += strcspn(p, " ");
	if (*p)
		memmove(p + 1, p + strspn(p, " "), strlen(p + strspn(p, " ")) + 1);
	if (!p[0] || !p[1])
		*p = '\0';
}

TEST_F(areas, as_in_maps)
{
	char path[32], line[4096], ours[4096];
	unsigned int nr = 0, wrong = 0;
	const struct ptwalk_vma *vma;
	uint64_t neighbour, start;
	FILE *maps;

	self->pid = fork();
	if (!self->pid) {
		map_files();
		neighbour = map_heap();
		if (write(self->ready[1], &neighbour, 8) == 8)
			pause();
		_exit(1);
	}
	close(self->ready[1]);
	ASSERT_EQ(8, read(self->ready[0], &neighbour, 8));
	ASSERT_EQ(0, view_take(&self->source, self->pid));
	snprintf(path, sizeof(path), "/proc/%d/maps", self->pid);
	maps = fopen(path, "re");
	ASSERT_NE(NULL, maps);
	while (fgets(line, sizeof(line), maps)) {
		/* the vsyscall page is in every process's maps, but in the kernel half */
		if (strstr(line, "[vsyscall]"))
			continue;
		normalize(line);
		nr++;
		start = strtoull(line, NULL, 16);
		/* 6.1 to 6.5 name a VMA "[heap]" that only touches the heap. */
		if (start == neighbour)
			EXPECT_EQ(kernel_since(6, 6), !strstr(line, "[heap]"));
		vma = dump_vma(self->source.dump, start);
		if (vma)
			describe(vma, ours, sizeof(ours));
		if (vma && !strcmp(line, ours))
			continue;
		note("maps: %s; dump: %s", line, vma ? ours : "nothing");
		wrong++;
	}
	fclose(maps);
	EXPECT_EQ(0, wrong);
	EXPECT_EQ(nr, self->source.dump->end->vmas);
	TH_LOG("%u areas compared", nr);
}

TEST_HARNESS_MAIN
