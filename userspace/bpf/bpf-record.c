// SPDX-License-Identifier: GPL-2.0-only
/*
 * From what the program has copied to the records of a dump: the counterpart of module/record.c
 * in user space.  The program has stored VMAs and tables separately, each in the order of their
 * addresses; a VMA says how many tables come before it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <sys/utsname.h>

#include "bpf-private.h"
#include "clock.h"

#define PAGE	4096ULL
#define PKEYS	15

/* Layout of dev_t in the kernel: MAJOR(), MINOR() */
#define DEV_MAJOR(dev)	((dev) >> 20)
#define DEV_MINOR(dev)	((dev) & 0xfffff)

static int bpf_record_header(struct bpf_recorder *r)
{
	const struct bpf_source *source = r->source;
	const struct walk_target *target = &source->walk->target;
	struct ptwalk_header header = {
		.levels = source->levels,
		.half = PTWALK_HALF_USER,
		.pgd = r->request.pgd,
		.pid = target->pid,
		.tgid = target->tgid,
		.start_time = target->start_time,
		.time_realtime = clock_ns(CLOCK_REALTIME),
		.time_monotonic = clock_ns(CLOCK_MONOTONIC),
		.start = r->request.start,
		.end = r->request.end,
	};
	const struct ptwalk_header_tail tail = {
		.mm_flags = target->mm_flags,
		.source = PTWALK_SOURCE_BPF,
		.assumed = source->assumed |
			   (source->flags.assumed ? PTWALK_ASSUMED_VMA_FLAGS : 0),
	};
	struct utsname uts;

	memcpy(header.comm, target->comm, sizeof(header.comm));
	if (!uname(&uts))
		memcpy(header.release, uts.release, sizeof(header.release) - 1);
	return dump_write_header(&r->writer, &header, &source->dict, &tail);
}

/*
 * A stack that execve() still moves: vma_is_temporary_stack().  The kernel marks it by two
 * kinds of advice that exclude each other.
 */
static bool bpf_record_temp_stack(__u64 flags)
{
	const __u64 both = PTWALK_VMA_SEQ_READ | PTWALK_VMA_RAND_READ;

	return (flags & PTWALK_VMA_GROWSDOWN) && (flags & both) == both;
}

/* The name that the program knows, without /proc/PID/maps */
static size_t bpf_record_own_name(const struct walk_area *area, char *name, size_t size)
{
	name[0] = '\0';
	if (area->known & PTWALK_VMA_FILE)
		return 0;
	if (area->heap)
		return snprintf(name, size, "[heap]");
	if (area->stack)
		return snprintf(name, size, "[stack]");
	if (!area->name[0])
		return 0;
	return snprintf(name, size, "[anon:%.*s]", (int)sizeof(area->name) - 1, area->name);
}

static bool bpf_record_named(const struct bpf_map_line *line, const char *name)
{
	return line->length == strlen(name) && !memcmp(line->name, name, line->length);
}

/*
 * Is a line of /proc/PID/maps of this VMA, or of another one that was there when it was read?
 * If files differ in the inode only, the file can be on overlayfs: bpf_record_end() then reads
 * /proc/PID/maps once more.
 */
static bool bpf_record_same(struct bpf_maps *maps, const struct walk_area *area, __u64 flags,
			    const struct bpf_map_line *line, const char *own)
{
	const char perm[] = {
		flags & PTWALK_VMA_READ ? 'r' : '-', flags & PTWALK_VMA_WRITE ? 'w' : '-',
		flags & PTWALK_VMA_EXEC ? 'x' : '-', flags & PTWALK_VMA_MAYSHARE ? 's' : 'p',
	};
	bool file = line->ino || line->dev_major || line->dev_minor;

	if (memcmp(perm, line->perm, sizeof(perm)) || file != !!(flags & PTWALK_VMA_FILE))
		return false;
	if (file) {
		if (line->ino != area->ino || line->dev_major != DEV_MAJOR(area->dev) ||
		    line->dev_minor != DEV_MINOR(area->dev))
			maps->doubtful = true;
		return line->offset == area->vm_pgoff * PAGE;
	}
	/* where they are says what these are; before 6.6 also a VMA beside the heap is [heap] */
	if (bpf_record_named(line, "[heap]") || bpf_record_named(line, "[stack]"))
		return true;
	if (flags & PTWALK_VMA_ANON)
		return bpf_record_named(line, own);
	/* a special mapping, as [vdso], has a name that the program does not know */
	return !line->length || *line->name == '[';
}

static int bpf_record_area(struct bpf_recorder *r, const struct walk_area *area)
{
	const struct bpf_flags *flags = &r->source->flags;
	char own[WALK_NAME + sizeof("[anon:]")];
	const char *name = own;
	struct bpf_map_line line;
	struct ptwalk_vma vma = {
		.start = area->start,
		.end = area->vm_end,
		.flags = bpf_flags_translate(flags, area->vm_flags) | area->known,
		.offset = area->vm_pgoff * PAGE + area->start - area->vm_start,
		.ino = area->ino,
		.dev_major = DEV_MAJOR(area->dev),
		.dev_minor = DEV_MINOR(area->dev),
		.pkey = area->vm_flags >> flags->pkey_shift & PKEYS,
		.hugetlb_shift = area->hugetlb_shift,
		.name_length = bpf_record_own_name(area, own, sizeof(own)),
	};

	if (bpf_record_temp_stack(vma.flags))
		vma.flags |= PTWALK_VMA_TEMP_STACK;
	/* the iterator does not take i_mmap_rwsem */
	if ((vma.flags & PTWALK_VMA_HUGETLB) && (vma.flags & PTWALK_VMA_MAYSHARE))
		r->writer.end.flags |= PTWALK_END_BEST_EFFORT;

	if (!r->maps.text)
		return dump_write_vma(&r->writer, &vma, name);
	if (bpf_maps_find(&r->maps, area->vm_start, area->vm_end, &line) &&
	    bpf_record_same(&r->maps, area, vma.flags, &line, own)) {
		name = line.name;
		vma.name_length = line.length;
		if (vma.flags & PTWALK_VMA_FILE) {
			vma.ino = line.ino;
			vma.dev_major = line.dev_major;
			vma.dev_minor = line.dev_minor;
		}
	} else {
		r->writer.end.flags |= PTWALK_END_VMAS_CHANGED;
	}
	return dump_write_vma(&r->writer, &vma, name);
}

static int bpf_record_table(struct bpf_recorder *r, const struct walk_table *copy)
{
	struct ptwalk_table table = {
		.base = copy->base,
		.phys = copy->phys,
		.parent = copy->parent,
		.level = copy->level,
		.flags = copy->unstable ? PTWALK_TABLE_UNSTABLE : 0,
		.count = copy->level == r->source->levels ? PTWALK_ENTRIES / 2 : PTWALK_ENTRIES,
	};

	r->writer.end.unstable += copy->unstable;
	return dump_write_table(&r->writer, &table, copy->entry);
}

/**
 * bpf_record_drain() - write the records of what the program has copied since the last call
 * @r: the dump
 *
 * Return: 0 or -ENOMEM.
 */
int bpf_record_drain(struct bpf_recorder *r)
{
	const struct bpf_source *source = r->source;
	const struct walk *walk = source->walk;
	unsigned int area = 0, table = 0;
	int rc = 0;

	if (!r->begun && walk->shown) {
		rc = bpf_record_header(r);
		r->begun = true;
	}
	while (!rc && (area < walk->areas || table < walk->tables)) {
		if (area < walk->areas && source->areas[area].before <= table)
			rc = bpf_record_area(r, &source->areas[area++]);
		else
			rc = bpf_record_table(r, &source->tables[table++]);
	}
	return rc;
}

/**
 * bpf_record_end() - write the last record
 * @r: the dump
 * @flags: PTWALK_END_COMPLETE or PTWALK_END_GONE
 *
 * Return: 0 or -ENOMEM.
 */
int bpf_record_end(struct bpf_recorder *r, __u64 flags)
{
	const struct walk *walk = r->source->walk;
	struct ptwalk_end *end = &r->writer.end;

	end->flags |= walk->end_flags | flags;
	if (r->maps.doubtful && !bpf_maps_unchanged(&r->maps))
		end->flags |= PTWALK_END_VMAS_CHANGED;
	if (end->flags & PTWALK_END_VMAS_CHANGED)
		end->flags &= ~PTWALK_END_ONE_MOMENT;
	end->reached = flags & PTWALK_END_COMPLETE ? r->request.end : walk->cur;
	end->retries = walk->retries;
	end->holds = walk->holds;
	end->hold_max_ns = walk->held > walk->hold_max ? walk->held : walk->hold_max;
	end->hold_total_ns = walk->hold_total + walk->held;
	end->time_monotonic = clock_ns(CLOCK_MONOTONIC);
	return dump_write_end(&r->writer);
}
