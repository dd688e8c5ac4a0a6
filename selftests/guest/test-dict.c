// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dictionary that is learnt without the module, compared with the module's, key by key: as
 * root with and without swap space, as an ordinary user, without userfaultfd, and with huge
 * pages switched off.  The tables of the child process are read by the module here.
 *
 * Which keys are learnt, assumed or unknown is printed, and is compared with what each variant
 * must give: a key that is assumed where the kernel can show it is a failure as well.
 */
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "dict-btf.h"
#include "dict.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"
#include "knobs.h"
#include "memdisk.h"
#include "view.h"

#define RAW	"/sys/kernel/debug/ptwalk/raw"
#define BTF	"/sys/kernel/btf/vmlinux"
#define MSR	"/dev/cpu/0/msr"
#define NOBODY	65534
/* more than bpf_dict_learn() reads tables */
#define READS	8
/* has room for a huge page */
#define AREA	(4UL << 20)

#define KEY(name)	(1ULL << PTWALK_DICT_##name)

/* What no process can make its kernel show, but PAT, where the kernel has /dev/cpu/0/msr */
#define TYPES	(KEY(SWP_HWPOISON) | KEY(SWP_MIG_READ) | KEY(SWP_MIG_READ_EXCL) |	\
		 KEY(SWP_MIG_WRITE))
#define DEVICE	(KEY(SWP_DEV_READ) | KEY(SWP_DEV_WRITE) | KEY(SWP_DEV_EXCL_WRITE))
#define HIDDEN	(TYPES | KEY(DEVMAP) | KEY(SWP_PFN_BITS) | KEY(MIG_YOUNG) |		\
		 KEY(MIG_DIRTY) | KEY(PAT))
#define LAYOUT	(KEY(SWAP_TYPE_SHIFT) | KEY(SWAP_TYPE_BITS) | KEY(SWAP_OFFSET_SHIFT) |	\
		 KEY(SWAP_OFFSET_BITS) | KEY(SWAP_INVERTED))
#define MARKER	(KEY(SWP_MARKER) | KEY(MARKER_UFFD_WP) | KEY(MARKER_POISONED))
#define SWAP	(KEY(SWAP_SOFT_DIRTY) | KEY(SWAP_UFFD_WP) | KEY(SWAP_EXCLUSIVE))

FIXTURE(dict) {
	struct source source;
	struct memdisk disk;
	struct knobs knobs;
	int raw[READS];
	unsigned int used;
};

FIXTURE_VARIANT(dict) {
	const char *thp;	/* a setting of huge pages */
	bool swap;		/* there is swap space */
	bool user;		/* an ordinary user */
	bool undumpable;	/* as after execve() of a file with capabilities */
	bool listed;		/* MMF_VM_HUGEPAGE is set from the start */
	bool no_uffd;		/* a seccomp filter refuses userfaultfd(2) */
	__u64 assumed;		/* keys that are assumed besides HIDDEN */
	__u64 maybe;		/* of these, keys that the kernel can show all the same */
};

FIXTURE_VARIANT_ADD(dict, swap) {
	.thp = "enabled=madvise", .swap = true,
};

FIXTURE_VARIANT_ADD(dict, root) {
	.thp = "enabled=madvise", .assumed = SWAP,
};

FIXTURE_VARIANT_ADD(dict, user) {
	.thp = "enabled=madvise", .user = true, .assumed = SWAP,
};

/* /proc/PID/clear_refs belongs to root then */
FIXTURE_VARIANT_ADD(dict, undumpable) {
	.thp = "enabled=madvise", .user = true, .undumpable = true,
	.assumed = SWAP | KEY(SOFT_DIRTY),
};

/* Without userfaultfd and its marker, 6.1 and 6.12 have no entry in the swap format */
FIXTURE_VARIANT_ADD(dict, no_uffd) {
	.thp = "enabled=madvise", .no_uffd = true,
	.assumed = SWAP | KEY(UFFD_WP) | MARKER | LAYOUT,
	.maybe = KEY(SWP_MARKER) | LAYOUT,
};

FIXTURE_VARIANT_ADD(dict, no_huge_pages) {
	.thp = "enabled=never", .assumed = SWAP | KEY(MM_HUGEPAGE),
};

/* khugepaged has the process on its list, as it may have any that was started under "always" */
FIXTURE_VARIANT_ADD(dict, listed) {
	.thp = "enabled=madvise", .listed = true, .assumed = SWAP | KEY(MM_HUGEPAGE),
};

/* the test may be put on khugepaged's list at any time, and the child inherits that */
FIXTURE_VARIANT_ADD(dict, huge_pages) {
	.thp = "enabled=always", .assumed = SWAP, .maybe = KEY(MM_HUGEPAGE),
};

/* Puts the process on khugepaged's list: it uses an area that is to have huge pages. */
static bool enlist(void)
{
	char *p = mmap(NULL, AREA, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED || madvise(p, AREA, MADV_HUGEPAGE))
		return false;
	memset(p, 1, AREA);
	return true;
}

FIXTURE_SETUP(dict)
{
	unsigned int i;

	for (i = 0; i < READS; i++) {
		self->raw[i] = open(RAW, O_RDWR | O_CLOEXEC);
		ASSERT_LE(0, self->raw[i]);
	}
	ASSERT_EQ(0, knobs_set(&self->knobs, variant->thp));
	if (variant->listed)
		ASSERT_TRUE(enlist());
	/*
	 * A kernel booted with transparent_hugepage=always may have put this process on
	 * khugepaged's list before, and it stays there; what follows does not put it there.
	 */
	ASSERT_EQ(0, view_take(&self->source, getpid()));
	if (variant->swap && !memdisk_on(&self->disk, 0))
		ASSERT_EQ(0, memdisk_swap(&self->disk));
}

FIXTURE_TEARDOWN(dict)
{
	ASSERT_EQ(0, seteuid(0));
	memdisk_off(&self->disk);
	knobs_restore(&self->knobs);
	source_close(&self->source);
}

/* Learns the dictionary of this kernel, as the BPF source does. */
static int learn(dict_read_fn *read_tables, void *arg, struct ptwalk_dict *dict, __u64 *assumed,
		 struct errmsg *err)
{
	struct btf *btf = dict_btf_open(err);
	struct dict_build build;

	if (!btf)
		return -ENODATA;
	dict_btf_build(btf, &build);
	dict_btf_close(btf);
	return bpf_dict_learn(&build, read_tables, arg, dict, assumed, err);
}

/* dict_read_fn: has the module read, through a file that was opened by root */
static int read_by_module(int pid, __u64 start, __u64 end, void **data, size_t *size,
			  void *arg, struct errmsg *err)
{
	struct _test_data_dict *self = arg;
	size_t room = 1 << 20;
	ssize_t n = -1;
	int fd;

	if (self->used == READS)
		return errmsg_set(err, -E2BIG, "tables were read more than %u times", READS);
	fd = self->raw[self->used++];
	*size = 0;
	*data = malloc(room);
	if (*data && dprintf(fd, "pid=%d start=0x%llx end=0x%llx", pid, start, end) > 0)
		while ((n = read(fd, (char *)*data + *size, room - *size)) > 0)
			*size += n;
	if (n)
		return errmsg_set(err, -EIO, "%s: %m", RAW);
	return 0;
}

static int refuse_uffd(void)
{
	struct sock_filter filter[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_userfaultfd, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = {
		.len = sizeof(filter) / sizeof(filter[0]), .filter = filter,
	};

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program);
}

/* Gives all capabilities up, until FIXTURE_TEARDOWN() takes them back. */
static int become_nobody(bool dumpable)
{
	return setegid(NOBODY) || seteuid(NOBODY) ||
	       prctl(PR_SET_DUMPABLE, dumpable, 0, 0, 0);
}

static void print_keys(const struct ptwalk_dict *dict)
{
	unsigned int key;
	__u64 bit;

	for (key = 0; key < PTWALK_DICT_NR; key++) {
		bit = 1ULL << key;
		if (dict->known & bit)
			printf("# %-30s 0x%-16llx %s\n", ptwalk_dict_name(key),
			       dict->value[key],
			       dict->assumed & bit ? "assumed" : "learnt");
		else
			printf("# %-30s %-18s unknown\n", ptwalk_dict_name(key), "");
	}
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

TEST_F(dict, equals_the_modules)
{
	const struct ptwalk_dict *right = &self->source.dump->dict;
	struct ptwalk_dict dict;
	__u64 assumed, expected;
	struct errmsg err;
	unsigned int key;
	double start;

	if (access(BTF, R_OK))
		SKIP(return, "no " BTF);
	if (variant->swap && !self->disk.swap)
		SKIP(return, "no null_blk to swap to");
	expected = (HIDDEN | variant->assumed) & right->known;
	if (right->value[PTWALK_DICT_SWP_DEV_WRITE] != PTWALK_NO_TYPE)
		expected |= DEVICE;
	if (right->value[PTWALK_DICT_SWP_DEV_EXCL_READ] != PTWALK_NO_TYPE)
		expected |= KEY(SWP_DEV_EXCL_READ);
	if (right->value[PTWALK_DICT_SWP_SWAPIN_ERROR] != PTWALK_NO_TYPE)
		expected |= KEY(SWP_SWAPIN_ERROR);
	/* 5.10 has no markers: only a page that is paged out shows the layout */
	if (right->value[PTWALK_DICT_SWP_MARKER] == PTWALK_NO_TYPE) {
		expected &= ~MARKER;
		if (!variant->swap)
			expected |= LAYOUT;
	}
	if (right->value[PTWALK_DICT_SWP_MIG_READ_EXCL] == PTWALK_NO_TYPE)
		expected &= ~KEY(SWP_MIG_READ_EXCL);
	/* The child inherits the flag, and cannot show what sets it then. */
	if (dump_mm_flag(self->source.dump, PTWALK_DICT_MM_HUGEPAGE) == 1)
		expected |= KEY(MM_HUGEPAGE);

	if (!variant->user && !access(MSR, R_OK))
		expected &= ~KEY(PAT);
	if (variant->no_uffd && refuse_uffd())
		SKIP(return, "no seccomp filters: %s", strerror(errno));
	if (variant->user)
		ASSERT_EQ(0, become_nobody(!variant->undumpable));
	start = seconds();
	ASSERT_EQ(0, learn(read_by_module, self, &dict, &assumed, &err))
		TH_LOG("%s", err.text);
	printf("# %.0f ms, tables read %u times\n", 1e3 * (seconds() - start), self->used);
	print_keys(&dict);

	/* the child is gone */
	EXPECT_EQ(-1, waitpid(-1, NULL, WNOHANG));
	EXPECT_EQ(ECHILD, errno);
	EXPECT_EQ(assumed, dict.assumed);
	EXPECT_EQ(expected & ~variant->maybe, assumed & ~variant->maybe)
		TH_LOG("assumed 0x%llx, expected 0x%llx", assumed, expected);
	for (key = 0; key < PTWALK_DICT_NR; key++) {
		EXPECT_EQ(right->known >> key & 1, dict.known >> key & 1)
			TH_LOG("%s", ptwalk_dict_name(key));
		EXPECT_EQ(right->value[key], dict.value[key])
			TH_LOG("%s", ptwalk_dict_name(key));
	}
}

/* dict_read_fn: tells whose tables are to be read, and kills its own process instead */
static int die_by_signal(int pid, __u64 start, __u64 end, void **data, size_t *size,
			 void *arg, struct errmsg *err)
{
	(void)start, (void)end, (void)data, (void)size;
	if (write(*(int *)arg, &pid, sizeof(pid)) != sizeof(pid))
		return errmsg_set(err, -EIO, "%m");
	raise(SIGKILL);
	return errmsg_set(err, -EINTR, "SIGKILL did not kill");
}

/* dict_read_fn: refuses */
static int read_refused(int pid, __u64 start, __u64 end, void **data, size_t *size,
			void *arg, struct errmsg *err)
{
	(void)start, (void)end, (void)data, (void)size;
	*(int *)arg = pid;
	return errmsg_set(err, -EACCES, "no tables today");
}

TEST(ends_with_its_parent)
{
	struct ptwalk_dict dict;
	int ends[2], pid, status;
	struct errmsg err;
	__u64 assumed;
	pid_t parent;

	if (access(BTF, R_OK))
		SKIP(return, "no " BTF);
	/* the orphan becomes a child of this process */
	ASSERT_EQ(0, prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0));
	ASSERT_EQ(0, pipe(ends));
	parent = fork();
	ASSERT_LE(0, parent);
	if (!parent) {
		learn(die_by_signal, &ends[1], &dict, &assumed, &err);
		_exit(1);
	}
	ASSERT_EQ(sizeof(pid), read(ends[0], &pid, sizeof(pid)));
	ASSERT_EQ(parent, waitpid(parent, &status, 0));
	EXPECT_TRUE(WIFSIGNALED(status));
	/* waits for ever if it lives on: the runner ends the test then */
	EXPECT_EQ(pid, waitpid(pid, &status, 0));
}

TEST(refusal_is_passed_on)
{
	struct ptwalk_dict dict;
	struct errmsg err;
	__u64 assumed;
	int pid = 0;

	if (access(BTF, R_OK))
		SKIP(return, "no " BTF);
	EXPECT_EQ(-EACCES, learn(read_refused, &pid, &dict, &assumed, &err));
	EXPECT_STREQ("no tables today", err.text);
	EXPECT_LT(0, pid);
	EXPECT_EQ(-1, kill(pid, 0));
	EXPECT_EQ(ESRCH, errno);
}

TEST_HARNESS_MAIN
