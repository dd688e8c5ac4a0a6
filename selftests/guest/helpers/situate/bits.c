// SPDX-License-Identifier: GPL-2.0-only
/*
 * Situations whose present entries have more than the usual bits, or map unusual pages:
 * protected by userfaultfd or by a protection key, merged by KSM, uncached, above 47 bits,
 * of memfd_secret(2).
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guest.h"
#include "situate.h"

/* the first half of 64 pages is write-protected by userfaultfd */
static void make_wp(void)
{
	int uffd;

	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFD_WP);
	touch(region, region_length, PAGE, true);
	uffd_protect(uffd, region, region_length / 2);
}

static void make_wp_thp(void)
{
	int uffd;

	region_length = 4 * HUGE;
	region = map_thp(region_length);
	uffd = uffd_region(UFFD_FEATURE_PAGEFAULT_FLAG_WP, UFFD_WP);
	touch(region, region_length, HUGE, true);
	uffd_protect(uffd, region, region_length / 2);
}

/* the first half is protected against reads and writes by userfaultfd */
static void make_rwp(void)
{
	int uffd;

	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	uffd = uffd_region(UFFD_FEATURE_RWP, UFFD_RWP);
	touch(region, region_length, PAGE, true);
	uffd_forbid(uffd, region, region_length / 2);
}

static void make_rwp_thp(void)
{
	int uffd;

	region_length = 4 * HUGE;
	region = map_thp(region_length);
	uffd = uffd_region(UFFD_FEATURE_RWP, UFFD_RWP);
	touch(region, region_length, HUGE, true);
	uffd_forbid(uffd, region, region_length / 2);
}

/* memory that may be huge and was only read: the huge zero page */
static void make_zero_huge(void)
{
	region_length = 4 * HUGE;
	region = map_thp(region_length);
	touch(region, region_length, HUGE, false);
}

/* 20 pages each without a protection key, with the first key, with the second */
static void make_pkey(void)
{
	int i, key;

	region_length = 60 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, true);
	for (i = 1; i <= 2; i++) {
		key = pkey_alloc(0, 0);
		if (key < 0)
			lack("pkey_alloc");
		if (pkey_mprotect(region + i * 20 * PAGE, 20 * PAGE, RW, key))
			die("pkey_mprotect");
	}
}

/* For memory with PROT_EXEC alone the kernel allocates a protection key itself. */
static void make_execute_only(void)
{
	int key = pkey_alloc(0, 0);

	if (key < 0)
		lack("protection keys");
	pkey_free(key);
	make_anon();
	if (mprotect(region, region_length, PROT_EXEC))
		die("mprotect");
}

/* Pages that KSM may merge: all with the same content, or all zero bytes if @empty. */
static void make_mergeable(bool empty)
{
	region_length = 64 * PAGE;
	region = map_aligned(region_length, RW);
	madvise(region, region_length, MADV_NOHUGEPAGE);
	if (madvise(region, region_length, MADV_MERGEABLE))
		lack("MADV_MERGEABLE");
	memset(region, empty ? 0 : 0x5a, region_length);
	if (empty)
		touch(region, region_length, PAGE, false);
}

static void make_ksm(void)
{
	make_mergeable(false);
}

static void make_ksm_zero(void)
{
	make_mergeable(true);
}

/* a memfd with huge pages, mapped at an address aligned to 2M */
static void make_shmem_thp(void)
{
	int fd = memory_file(2 * HUGE);

	region_length = 2 * HUGE;
	region = map_aligned(region_length, PROT_NONE);
	if (mmap(region, region_length, RW, MAP_SHARED | MAP_FIXED, fd, 0) !=
	    region)
		die("mmap");
	if (madvise(region, region_length, MADV_HUGEPAGE))
		lack("MADV_HUGEPAGE of a file");
	touch(region, region_length, PAGE, true);
}

/*
 * A file on XFS: since 5.18 its page cache has pages of 2M where the VMA has
 * MADV_HUGEPAGE.  The file system is mounted in a mount namespace of this process, and
 * goes when the process exits.
 */
static int xfs_file(size_t length)
{
	static const char *const commands[] = {
		"modprobe -q xfs", "modprobe -q loop", "mkdir /tmp/situate.mnt",
		"truncate -s 300M /tmp/situate.img",
		"mkfs.xfs -q /tmp/situate.img",
		"mount -o loop /tmp/situate.img /tmp/situate.mnt",
		"rm /tmp/situate.img",
	};
	char *data = calloc(1, length);
	size_t i;
	int fd;

	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		die("a mount namespace");
	errno = ENODEV;
	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (system(commands[i]))
			lack(commands[i]);
	fd = open("/tmp/situate.mnt/file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	/* write() has filled the page cache with folios of any size: drop them. */
	if (fd < 0 || !data || write(fd, data, length) != (ssize_t)length ||
	    fsync(fd) || posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED))
		die("a file of XFS");
	free(data);
	umount2("/tmp/situate.mnt", MNT_DETACH);
	rmdir("/tmp/situate.mnt");
	return fd;
}

static void make_file_thp(void)
{
	if (!kernel_since(5, 18)) {
		errno = EOPNOTSUPP;
		lack("large pages in the page cache of XFS (5.18)");
	}
	region_length = 2 * HUGE;
	region = map_aligned(region_length, PROT_NONE);
	if (mmap(region, region_length, PROT_READ, MAP_PRIVATE | MAP_FIXED,
		 xfs_file(region_length), 0) != region)
		die("mmap");
	if (madvise(region, region_length, MADV_HUGEPAGE))
		die("MADV_HUGEPAGE of a file");
	touch(region, region_length, PAGE, false);
}

/* Above 47 bits, where five levels are needed: mmap() goes there only for a hint like this. */
static void make_high(void)
{
	region_length = 64 * PAGE;
	region = mmap((void *)(1UL << 52), region_length, RW, ANON, -1, 0);
	if (region == MAP_FAILED)
		die("mmap");
	if ((unsigned long)region < 1UL << 47) {
		errno = ENOMEM;
		lack("addresses above 47 bits");
	}
	madvise(region, region_length, MADV_NOHUGEPAGE);
	touch(region, region_length, PAGE, true);
}

static void make_secret(void)
{
	int fd = syscall(SYS_memfd_secret, 0);

	region_length = 16 * PAGE;
	if (fd < 0)
		lack("memfd_secret (secretmem.enable=1 before 6.5)");
	if (ftruncate(fd, region_length))
		die("ftruncate");
	region = map(region_length, RW, MAP_SHARED, fd);
	touch(region, region_length, PAGE, true);
}

/* the firmware's memory below 1M: always the frames 0xf0 to 0xff */
static void make_firmware(void)
{
	int fd = open("/dev/mem", O_RDONLY | O_CLOEXEC);

	region_length = 16 * PAGE;
	if (fd < 0)
		lack("/dev/mem");
	region = mmap(NULL, region_length, PROT_READ, MAP_SHARED, fd, 0xf0000);
	if (region == MAP_FAILED)
		lack("mmap of /dev/mem");
	touch(region, region_length, PAGE, false);
}

static void make_device(const char *pattern)
{
	region_length = PAGE;
	region = map_device(pattern, NULL, region_length);
}

static void make_uncached(void)
{
	make_device("/sys/bus/pci/devices/*/resource[0-5]");
}

static void make_combining(void)
{
	make_device("/sys/bus/pci/devices/*/resource[0-5]_wc");
}

const struct kind bits_kinds[] = {
	{ "wp",			make_wp },
	{ "wp-thp",		make_wp_thp },
	{ "rwp",		make_rwp },
	{ "rwp-thp",		make_rwp_thp },
	{ "zero-huge",		make_zero_huge },
	{ "pkey",		make_pkey },
	{ "execute-only",	make_execute_only },
	{ "ksm",		make_ksm },
	{ "ksm-zero",		make_ksm_zero },
	{ "shmem-thp",		make_shmem_thp },
	{ "file-thp",		make_file_thp },
	{ "high",		make_high },
	{ "secret",		make_secret },
	{ "firmware",		make_firmware },
	{ "uncached",		make_uncached },
	{ "combining",		make_combining },
	{ }
};
