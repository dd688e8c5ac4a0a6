// SPDX-License-Identifier: GPL-2.0-only
/*
 * WHERE on the command line: see where.h.
 */
#include <errno.h>
#include <string.h>

#include "area.h"
#include "nearest.h"
#include "number.h"
#include "where.h"

/**
 * where_parse() - parse WHERE
 * @text: ADDRESS, START-END, START+SIZE, vma:ADDRESS or the name of VMAs
 * @where: filled in; points into @text
 * @err: says what is wrong
 *
 * No VMA has a name that begins with a digit: paths begin with /.
 *
 * Return: 0; -EINVAL or -ERANGE.
 */
int where_parse(const char *text, struct where *where, struct errmsg *err)
{
	const __u64 page = ptwalk_span(1);
	int rc;

	*where = (struct where){ .kind = WHERE_RANGE };
	if (!*text)
		return errmsg_set(err, -EINVAL,
				  "WHERE is empty: give ADDRESS, START-END, START+SIZE, vma:ADDRESS or the name of an area");
	if (!strncmp(text, "vma:", 4)) {
		where->kind = WHERE_AREA_AT;
		return number_parse(text + 4, "address", 0, ~0ULL, &where->start, err);
	}
	if (*text < '0' || *text > '9') {
		where->kind = WHERE_AREAS_NAMED;
		where->name = text;
		return 0;
	}
	if (strpbrk(text, "+-"))
		return number_page_range(text, &where->start, &where->end, err);
	rc = number_parse(text, "address", 0, ~0ULL, &where->start, err);
	where->start &= ~(page - 1);
	where->end = where->start + page;
	return rc;
}

/**
 * where_named() - does a VMA have this name?
 * @vma: VMA
 * @name: name
 *
 * Return: true if it does.
 */
bool where_named(const struct ptwalk_vma *vma, const char *name)
{
	size_t length = strlen(name);

	return vma->name_length == length && !memcmp(vma->name, name, length);
}

/* Extend @start and @end to the VMAs of @dump that are meant. */
static void where_extend(const struct where *where, const struct dump *dump, __u64 *start,
			 __u64 *end)
{
	bool none = *start == *end;
	size_t i;

	for (i = 0; i < dump->nr_vmas; i++) {
		const struct ptwalk_vma *vma = dump->vma[i];
		/* where VMAs changed meanwhile, records overlap, and the one that starts later counts */
		const __u64 last = dump_vma_end_at(dump, i) - 1;

		if (where->kind == WHERE_AREA_AT ? vma != dump_vma(dump, where->start) :
						   !where_named(vma, where->name))
			continue;
		if (none || vma->start < *start)
			*start = vma->start;
		if (none || last > *end - 1)
			*end = last + 1;
		none = false;
	}
}

/* Is a VMA of another name in the range?  Then the VMAs that are meant are no neighbours. */
static const struct ptwalk_vma *where_stranger(const struct where *where, const struct dump *dump,
					       __u64 start, __u64 end)
{
	size_t i;

	for (i = 0; where->kind == WHERE_AREAS_NAMED && i < dump->nr_vmas; i++)
		if (dump->vma[i]->start - start < end - start &&
		    !where_named(dump->vma[i], where->name))
			return dump->vma[i];
	return NULL;
}

/* No VMA has the name: suggest that of one, also for the last part of its path alone. */
static int where_no_name(const struct where *where, const struct dump *const *dump, size_t nr,
			 struct errmsg *err)
{
	char name[AREA_NAME_SIZE];
	struct nearest near;
	const char *last;
	size_t i, j;

	nearest_begin(&near, where->name, strlen(where->name));
	for (i = 0; i < nr; i++) {
		for (j = 0; j < dump[i]->nr_vmas; j++) {
			if (!dump[i]->vma[j]->name_length)
				continue;
			area_name(dump[i]->vma[j], name);
			nearest_offer(&near, name);
			last = strrchr(name, '/');
			if (last)
				nearest_offer_as(&near, last + 1, strlen(last + 1), name);
		}
	}
	return errmsg_set(err, -ENOENT, "no area has the name '%.100s'%s", where->name,
			  nearest_text(&near));
}

/**
 * where_resolve() - the range that WHERE means in dumps
 * @where: from where_parse(), or zeroed
 * @dump: array of dumps
 * @nr: number of dumps
 * @start: set to the first address
 * @end: set to the first address after the range; both are 0 for all addresses
 * @err: filled in on failure
 *
 * Return: 0; -ENOENT if no VMA is meant; -EINVAL if VMAs of the name have others between them.
 */
int where_resolve(const struct where *where, const struct dump *const *dump, size_t nr,
		  __u64 *start, __u64 *end, struct errmsg *err)
{
	const struct ptwalk_vma *other = NULL;
	size_t i;

	*start = 0;
	*end = 0;
	if (where->kind == WHERE_RANGE) {
		*start = where->start;
		*end = where->end;
	}
	if (where->kind == WHERE_RANGE || where->kind == WHERE_ALL)
		return 0;
	for (i = 0; i < nr; i++)
		where_extend(where, dump[i], start, end);
	if (*start == *end && where->kind == WHERE_AREA_AT)
		return errmsg_set(err, -ENOENT, "no area contains 0x%llx", where->start);
	if (*start == *end)
		return where_no_name(where, dump, nr, err);
	for (i = 0; !other && i < nr; i++)
		other = where_stranger(where, dump[i], *start, *end);
	if (!other)
		return 0;
	return errmsg_set(err, -EINVAL,
			  "areas with the name '%.100s' are no neighbours, as there is another at 0x%llx: give a range",
			  where->name, other->start);
}
