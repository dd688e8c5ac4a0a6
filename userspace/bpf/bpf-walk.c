// SPDX-License-Identifier: GPL-2.0-only
/*
 * One dump: read the iterator until the program has shown all VMAs of the target, and write
 * the records of each hold of the mmap lock.
 *
 * The end of the iterator alone does not mean that the dump is complete.  After a hold that
 * the program has ended, the next read() has to show the same VMA again.  If it shows none,
 * either all VMAs from there on were unmapped, or the thread has ended or called execve(): an
 * iterator that begins at the first VMA then finds out which one it is.  If the thread has
 * ended, another one of the same address space serves as well.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bpf-private.h"
#include "errmsg.h"
#include "library-bpf.h"

#define NOT_SENT	1

/**
 * bpf_walk_iterate() - open an iterator over VMAs
 * @source: loaded program
 * @tid: thread
 * @err: filled in on failure, except for -ESRCH
 *
 * Return: a descriptor, to be closed; -ESRCH if there is no such thread; or another negative
 * errno.
 */
int bpf_walk_iterate(const struct bpf_source *source, int tid, struct errmsg *err)
{
	struct bpf_iter_attach_opts options;
	union bpf_iter_link_info info;
	struct bpf_link *link;
	int fd, code;

	/* libbpf refuses padding that is not zero, which an initializer does not promise */
	memset(&options, 0, sizeof(options));
	memset(&info, 0, sizeof(info));
	options.sz = sizeof(options);
	options.link_info = &info;
	options.link_info_len = sizeof(info);
	info.task.tid = tid;
	link = bpf_program__attach_iter(source->program, &options);
	if (!link && errno == ESRCH)
		return -ESRCH;
	if (!link)
		return errmsg_set(err, -errno, "cannot attach the BPF iterator: %m");
	fd = bpf_iter_create(bpf_link__fd(link));
	code = fd < 0 ? -errno : 0;
	bpf_link__destroy(link);
	if (fd < 0)
		return errmsg_set(err, code, "cannot create the BPF iterator: %s",
				  strerror(-code));
	return fd;
}

static void bpf_walk_begin(const struct bpf_recorder *r)
{
	struct walk *walk = r->source->walk;
	unsigned int level;

	memset(walk, 0, sizeof(*walk));
	walk->direct_map = r->source->direct_map;
	walk->levels = r->source->levels;
	walk->hugetlb = bpf_flags_kernel(&r->source->flags, PTWALK_VMA_HUGETLB);
	walk->folio_thp = r->source->folio_thp;
	walk->slice_ns = r->source->slice_ns;
	walk->pid_level = r->source->pid_level;
	walk->pid_ns = r->source->pid_ns;
	walk->pid = r->request.pid;
	walk->user_pgd = r->request.pgd == PTWALK_PGD_USER;
	walk->end = r->request.end;
	walk->cur = r->request.start;
	walk->first = 1;
	for (level = 0; level <= WALK_LEVELS; level++)
		walk->reached[level] = NOT_SENT;
}

/* One hold of the mmap lock.  Returns 1 at the end of the iterator, else 0, or an error. */
static int bpf_walk_hold(struct bpf_recorder *r, int fd, struct errmsg *err)
{
	struct walk *walk = r->source->walk;
	ssize_t n;
	char byte;
	int rc;

	walk->fresh = 1;
	walk->stop = WALK_ON;
	walk->shown = 0;
	walk->tables = 0;
	walk->areas = 0;
	n = read(fd, &byte, sizeof(byte));
	if (n < 0 && errno != EAGAIN && errno != EINTR)
		return errmsg_set(err, -errno, "cannot read the BPF iterator: %m");
	if (walk->stop == WALK_FAULT)
		return errmsg_set(err, -EFAULT,
				  "the top-level page table cannot be read where the kernel should map it");
	rc = bpf_record_drain(r);
	if (rc)
		return errmsg_set(err, rc, "out of memory after %zu bytes of dump",
				  r->writer.size);
	if (r->request.progress)
		r->request.progress(r->writer.size, r->request.arg);
	return !n;
}

/*
 * Read iterators until the dump is over.  Returns PTWALK_END_COMPLETE or PTWALK_END_GONE; 0 if
 * the thread has no VMA to show (any more); or an error.
 */
static int bpf_walk_all(struct bpf_recorder *r, int tid, struct errmsg *err)
{
	struct walk *walk = r->source->walk;
	bool shown;
	int fd, rc;

	for (;;) {
		fd = bpf_walk_iterate(r->source, tid, err);
		if (fd < 0)
			return fd == -ESRCH ? 0 : fd;
		walk->first = 1;
		shown = false;
		do {
			rc = bpf_walk_hold(r, fd, err);
			shown |= walk->shown;
		} while (!rc && walk->stop <= WALK_FULL);
		close(fd);

		if (rc < 0)
			return rc;
		if (walk->stop == WALK_GONE)
			return PTWALK_END_GONE;
		/* the iterator has ended while it held the lock, with nothing left to show */
		if (walk->stop == WALK_END || (rc && walk->shown))
			return PTWALK_END_COMPLETE;
		if (!shown)
			return 0;
	}
}

/*
 * Walk, or go on, by another thread: each thread of a process can end before the others, also
 * the first one, and then has no address space.  The iterator can be told a process as well, but
 * that of 6.1 leaves out the second of its threads.  Returns what bpf_walk_all() does.
 */
static int bpf_walk_threads(struct bpf_recorder *r, struct errmsg *err)
{
	struct walk *walk = r->source->walk;
	struct dirent *entry;
	char path[32];
	DIR *threads;
	int tid, rc = 0;

	if (!bpf_maps_ours())
		return 0;
	if (r->begun)
		walk->pid = walk->target.process;
	snprintf(path, sizeof(path), "/proc/%d/task", walk->pid);
	threads = opendir(path);
	if (!threads)
		return 0;
	walk->any_thread = 1;
	while (!rc && (entry = readdir(threads))) {
		tid = atoi(entry->d_name);
		if (tid <= 0 || tid == r->request.pid)
			continue;
		/* that of a thread that has ended is empty */
		if (!r->maps.text)
			bpf_maps_read(&r->maps, tid);
		rc = bpf_walk_all(r, tid, err);
	}
	closedir(threads);
	return rc;
}

/* Settle the range as module/request.c does. */
static int bpf_walk_check(const struct bpf_source *source, struct bpf_request *request)
{
	__u64 limit = ptwalk_half_end(source->levels);

	if ((request->start | request->end) & 4095)
		return -EINVAL;
	if (!request->start && !request->end)
		request->end = limit;
	if (request->end - 1 > limit - 1 || request->start > request->end - 1)
		return -ERANGE;
	if (request->pgd == PTWALK_PGD_USER && !source->pti)
		return -EOPNOTSUPP;
	return 0;
}

/**
 * bpf_dump() - dump the page tables of a live process
 * @source: from bpf_open()
 * @request: which process, and which range
 * @data: set to the bytes of the dump, 8-byte aligned, to be freed with free()
 * @size: set to their number
 * @err: filled in on failure, except where @request is refused, for which the errno says all
 *
 * If the process ends or calls execve() in the middle, the dump says that it is not complete.
 *
 * Context: each hold of the target's mmap lock is at most as long as those of the module.
 * Return: 0; -EINVAL or -ERANGE for a range that is not aligned, empty or not in the user half;
 * -EOPNOTSUPP for the PGD of user mode without page-table isolation; -ESRCH if there is no such
 * thread or it has ended; -ENXIO for a kernel thread; -EFAULT if tables cannot be read;
 * -ENOMEM.
 */
int bpf_dump(struct bpf_source *source, const struct bpf_request *request, void **data,
	     size_t *size, struct errmsg *err)
{
	struct bpf_recorder r = { .source = source, .request = *request };
	struct errmsg unlearnt;
	int rc;

	rc = bpf_walk_check(source, &r.request);
	if (rc)
		return rc;
	/* if that fails, the dump has no more than what the hardware defines */
	bpf_learn(source, &unlearnt);
	bpf_maps_read(&r.maps, request->pid);
	bpf_walk_begin(&r);
	rc = bpf_walk_all(&r, request->pid, err);
	if (!rc)
		rc = bpf_walk_threads(&r, err);
	if (!rc && r.begun)
		rc = PTWALK_END_GONE;
	if (!rc)
		rc = bpf_refuse_target(request->pid);
	if (rc > 0) {
		rc = bpf_record_end(&r, rc);
		if (rc)
			errmsg_set(err, rc, "out of memory after %zu bytes of dump",
				   r.writer.size);
	}
	bpf_maps_free(&r.maps);
	if (rc) {
		free(r.writer.data);
		return rc;
	}
	*data = r.writer.data;
	*size = r.writer.size;
	return 0;
}
