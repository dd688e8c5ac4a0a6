// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares the dumps of two sources: see same.h.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "guest.h"
#include "ptwalk.h"
#include "same.h"

#define RAW	"/sys/kernel/debug/ptwalk/raw"
#define MOST	5

int same_module(pid_t pid, const char *request, void **data, size_t *size)
{
	int fd = open(RAW, O_RDWR | O_CLOEXEC);
	size_t used = 0, room = 1 << 20;
	char *bytes = malloc(room);
	ssize_t n;

	if (fd < 0 || !bytes || dprintf(fd, "pid=%d %s\n", pid, request) < 0) {
		note("request of %d: %m", pid);
		free(bytes);
		close(fd);
		return -1;
	}
	while ((n = read(fd, bytes + used, room - used)) > 0) {
		used += n;
		if (room - used < 1 << 19)
			bytes = realloc(bytes, room *= 2);
	}
	close(fd);
	*data = bytes;
	*size = used;
	return n ? -1 : 0;
}

/* Compares one field of two records; a note if it differs */
#define FIELD(a, b, field)						\
	((a)->field == (b)->field ? 0 :					\
	 (note("%s: module %#llx, other %#llx", #field,			\
	       (unsigned long long)(a)->field, (unsigned long long)(b)->field), 1))

/*
 * Not compared: the times of the dump, which differ; the dictionary, whose values another test
 * compares; and the source with what follows it.
 */
static int same_header(const struct ptwalk_header *a, const struct ptwalk_header *b)
{
	const struct ptwalk_header_tail *x = (const void *)&a->dict[a->dict_count];
	const struct ptwalk_header_tail *y = (const void *)&b->dict[b->dict_count];
	int wrong = 0;

	wrong += FIELD(a, b, format);
	wrong += FIELD(a, b, levels);
	wrong += FIELD(a, b, half);
	wrong += FIELD(a, b, pgd);
	wrong += FIELD(a, b, pid);
	wrong += FIELD(a, b, tgid);
	wrong += FIELD(a, b, start_time);
	wrong += FIELD(a, b, start);
	wrong += FIELD(a, b, end);
	wrong += FIELD(x, y, mm_flags);
	if (memcmp(a->comm, b->comm, sizeof(a->comm))) {
		note("comm: module %.16s, other %.16s", a->comm, b->comm);
		wrong++;
	}
	if (memcmp(a->release, b->release, sizeof(a->release))) {
		note("release: module %.64s, other %.64s", a->release, b->release);
		wrong++;
	}
	return wrong;
}

/*
 * Not compared: the number of holds and their times.  Whoever needs more than one hold,
 * cannot prove on 6.1 that the VMAs were there at one moment.  The other source has no
 * i_mmap_rwsem, so that a dump with a shared hugetlb VMA is best effort.
 */
static int same_end(const struct ptwalk_end *a, const struct ptwalk_end *b)
{
	__u64 unequal = a->flags ^ b->flags;
	int wrong = 0;

	unequal &= ~(PTWALK_END_BEST_EFFORT | (a->holds != b->holds ? PTWALK_END_ONE_MOMENT : 0));
	if (unequal) {
		note("end: flags: module %#llx, other %#llx", a->flags, b->flags);
		wrong++;
	}
	wrong += FIELD(a, b, reached);
	wrong += FIELD(a, b, tables);
	wrong += FIELD(a, b, entries);
	wrong += FIELD(a, b, vmas);
	wrong += FIELD(a, b, unstable);
	wrong += FIELD(a, b, retries);
	return wrong;
}

static void tell_vma(const char *who, const struct ptwalk_vma *v)
{
	note("  %s: VMA %llx-%llx flags %llx offset %llx ino %llu dev %u:%u pkey %u hugetlb %u %.*s",
	     who, v->start, v->end, v->flags, v->offset, v->ino, v->dev_major, v->dev_minor,
	     v->pkey, v->hugetlb_shift, (int)v->name_length, v->name);
}

static void tell_table(const char *who, const struct ptwalk_table *t)
{
	note("  %s: table %llx level %u phys %llx parent %llx flags %u entries %u+%u", who,
	     t->base, t->level, t->phys, t->parent, t->flags, t->first, t->count);
}

static void tell(const char *who, const struct ptwalk_record *rec)
{
	if (rec->type == PTWALK_REC_VMA)
		tell_vma(who, (const void *)rec);
	else if (rec->type == PTWALK_REC_TABLE)
		tell_table(who, (const void *)rec);
	else
		note("  %s: record of type %u", who, rec->type);
}

int same_dumps(const void *module, size_t module_size, const void *other, size_t other_size)
{
	const char *a = module, *b = other;
	const char *a_end = a + module_size, *b_end = b + other_size;
	int wrong = 0, nr = 0;

	while (a < a_end && b < b_end && wrong < MOST) {
		const struct ptwalk_record *x = (const void *)a, *y = (const void *)b;

		if (x->type == PTWALK_REC_HEADER && y->type == x->type) {
			wrong += same_header((const void *)a, (const void *)b);
		} else if (x->type == PTWALK_REC_END && y->type == x->type) {
			wrong += same_end((const void *)a, (const void *)b);
		} else if (x->length != y->length || memcmp(x, y, x->length)) {
			note("record %d differs", nr);
			tell("module", x);
			tell("other", y);
			wrong++;
		}
		a += x->length;
		b += y->length;
		nr++;
	}
	if (!wrong && (a != a_end || b != b_end)) {
		note("one of the dumps ends after %d records", nr);
		wrong++;
	}
	return wrong;
}
