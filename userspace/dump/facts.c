// SPDX-License-Identifier: GPL-2.0-only
/*
 * Records that are not about page tables: check them and look them up.  See facts.h.
 * The look-ups rely on whatever facts_check() accepts.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "array.h"
#include "errmsg.h"
#include "facts.h"
#include "nodes.h"
#include "number.h"
#include "pte.h"

#define KNOBS_MAX	256U

#define bad(offset, format, ...)					\
	errmsg_set(err, -EBADMSG,					\
		   "corrupt dump: record at offset %zu: " format,	\
		   offset, ##__VA_ARGS__)

static bool facts_is_named(const struct ptwalk_knob *knob, const char *name,
			   size_t length)
{
	return knob->name_length == length && !memcmp(knob->text, name, length);
}

static int parse_frame(const struct ptwalk_knob *knob, __u64 *frame)
{
	char text[FACTS_TEXT];

	memcpy(text, knob->text + knob->name_length, knob->value_length);
	text[knob->value_length] = '\0';
	return number_parse(text, "frame", 1, ~0ULL >> ptwalk_shift(1), frame, NULL);
}

static int check_knob(struct facts *facts, const struct ptwalk_knob *knob,
		      size_t offset, struct errmsg *err)
{
	size_t i;

	if ((__u64)knob->name_length + knob->value_length >
	    knob->rec.length - sizeof(*knob))
		return bad(offset, "a setting does not fit into %u bytes",
			   knob->rec.length);
	if (!knob->name_length || knob->name_length >= FACTS_TEXT ||
	    knob->value_length >= FACTS_TEXT)
		return bad(offset, "a setting with a name of %u bytes and a value of %u",
			   knob->name_length, knob->value_length);
	/* this limit also bounds the quadratic search for a repeated name */
	if (facts->nr_knobs == KNOBS_MAX)
		return bad(offset, "more than %u settings", KNOBS_MAX);
	for (i = 0; i < facts->nr_knobs; i++)
		if (facts_is_named(facts->knob[i], (const char *)knob->text,
				   knob->name_length))
			return bad(offset, "a setting comes twice");
	if (facts_is_named(knob, FACTS_HUGE_ZERO, sizeof(FACTS_HUGE_ZERO) - 1) &&
	    parse_frame(knob, &facts->huge_zero))
		return bad(offset, FACTS_HUGE_ZERO " is no number of a frame");
	return array_add(facts->knob, facts->nr_knobs, knob);
}

static bool aligned(__u64 addr)
{
	return !(addr & (ptwalk_span(1) - 1));
}

static int check_smaps(struct facts *facts, const struct ptwalk_smaps *smaps,
		       size_t offset, struct errmsg *err)
{
	if (!aligned(smaps->start | smaps->end) || smaps->start >= smaps->end)
		return bad(offset, "area 0x%llx-0x%llx of smaps is empty or unaligned",
			   smaps->start, smaps->end);
	if (facts->nr_smaps &&
	    smaps->start < facts->smaps[facts->nr_smaps - 1]->end)
		return bad(offset, "area 0x%llx of smaps does not come after the one before it",
			   smaps->start);
	return array_add(facts->smaps, facts->nr_smaps, smaps);
}

static size_t nr_runs(const struct ptwalk_pages *pages)
{
	return (pages->rec.length - sizeof(*pages)) / sizeof(pages->run[0]);
}

static __u64 run_end(const struct ptwalk_page_run *run)
{
	return run->addr + ((__u64)run->nr << ptwalk_shift(1));
}

static int check_pages(struct facts *facts, const struct ptwalk_pages *pages,
		       size_t offset, struct errmsg *err)
{
	size_t i, nr = nr_runs(pages);
	__u64 after = 0;

	if (!nr || pages->rec.length != sizeof(*pages) + nr * sizeof(pages->run[0]))
		return bad(offset, "%u bytes are no whole runs of pages",
			   pages->rec.length);
	if (facts->nr_pages) {
		const struct ptwalk_pages *last =
			facts->pages[facts->nr_pages - 1];

		after = run_end(&last->run[nr_runs(last) - 1]);
	}
	for (i = 0; i < nr; i++) {
		const struct ptwalk_page_run *run = &pages->run[i];

		if (!aligned(run->addr) || !run->nr ||
		    run_end(run) <= run->addr)
			return bad(offset, "%u pages at 0x%llx: none, or not aligned",
				   run->nr, run->addr);
		if (run->addr < after)
			return bad(offset, "pages at 0x%llx do not come after those before them",
				   run->addr);
		after = run_end(run);
	}
	return array_add(facts->pages, facts->nr_pages, pages);
}

static __u64 mount_device(const struct ptwalk_mount *mount)
{
	return (__u64)mount->dev_major << 32 | mount->dev_minor;
}

static int check_mount(struct facts *facts, const struct ptwalk_mount *mount,
		       size_t offset, struct errmsg *err)
{
	if ((__u64)mount->type_length + mount->point_length + mount->options_length >
	    mount->rec.length - sizeof(*mount))
		return bad(offset, "a file system does not fit into %u bytes",
			   mount->rec.length);
	if (!mount->type_length || mount->type_length >= FACTS_TEXT)
		return bad(offset, "a file system with a type of %u bytes",
			   mount->type_length);
	if (facts->nr_mounts &&
	    mount_device(facts->mount[facts->nr_mounts - 1]) >= mount_device(mount))
		return bad(offset, "the file system of device %u:%u does not come after the one before it",
			   mount->dev_major, mount->dev_minor);
	return array_add(facts->mount, facts->nr_mounts, mount);
}

static int check_nodes(struct facts *facts, const struct ptwalk_nodes *nodes,
		       size_t offset, struct errmsg *err)
{
	const char *wrong = facts->nodes ? "it comes twice" : nodes_fault(nodes);

	if (wrong)
		return bad(offset, "the memory of NUMA nodes: %s", wrong);
	facts->nodes = nodes;
	return 0;
}

/**
 * facts_check() - check a record and add it to the index
 * @facts: facts so far
 * @rec: a record of type PTWALK_REC_KNOB, SMAPS, PAGES, MOUNT or NODES.  The caller has
 *	 checked that all bytes of its length are in memory, and that the length is a
 *	 multiple of 8 and not shorter than the struct.  Not owned; must not change or be
 *	 freed before facts_free()
 * @offset: byte offset of the record in the dump, for messages
 * @err: filled in with what is wrong, but not for -ENOMEM
 *
 * Return: 0, -EBADMSG or -ENOMEM.
 */
int facts_check(struct facts *facts, const struct ptwalk_record *rec,
		size_t offset, struct errmsg *err)
{
	switch (rec->type) {
	case PTWALK_REC_KNOB:
		return check_knob(facts, (const struct ptwalk_knob *)rec,
				  offset, err);
	case PTWALK_REC_SMAPS:
		return check_smaps(facts, (const struct ptwalk_smaps *)rec,
				   offset, err);
	case PTWALK_REC_MOUNT:
		return check_mount(facts, (const struct ptwalk_mount *)rec,
				   offset, err);
	case PTWALK_REC_NODES:
		return check_nodes(facts, (const struct ptwalk_nodes *)rec,
				   offset, err);
	default:
		return check_pages(facts, (const struct ptwalk_pages *)rec,
				   offset, err);
	}
}

/**
 * facts_free() - free the index, and the records that facts_add() has taken over
 * @facts: facts; all fields are 0 afterwards
 */
void facts_free(struct facts *facts)
{
	size_t i;

	for (i = 0; i < facts->nr_own; i++)
		free(facts->own[i]);
	free(facts->own);
	free(facts->knob);
	free(facts->smaps);
	free(facts->pages);
	free(facts->mount);
	*facts = (struct facts){ 0 };
}

/**
 * facts_knob() - the value of a setting
 * @facts: facts
 * @name: name of the setting, see struct ptwalk_knob
 * @value: filled in; "" if the setting is not known
 *
 * Return: true if the setting is known.
 */
bool facts_knob(const struct facts *facts, const char *name,
		char value[FACTS_TEXT])
{
	size_t i, length = strlen(name);

	value[0] = '\0';
	for (i = 0; i < facts->nr_knobs; i++) {
		const struct ptwalk_knob *knob = facts->knob[i];

		if (!facts_is_named(knob, name, length))
			continue;
		memcpy(value, knob->text + length, knob->value_length);
		value[knob->value_length] = '\0';
		return true;
	}
	return false;
}

/**
 * facts_smaps() - the smaps record of the VMA that contains an address
 * @facts: facts
 * @addr: address
 *
 * Return: the record, or NULL if there is none.
 */
const struct ptwalk_smaps *facts_smaps(const struct facts *facts, __u64 addr)
{
	size_t from = 0, to = facts->nr_smaps;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (facts->smaps[mid]->end <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	if (from == facts->nr_smaps || facts->smaps[from]->start > addr)
		return NULL;
	return facts->smaps[from];
}

/**
 * facts_mount() - the file system of a device
 * @facts: facts
 * @major: device number, as in struct ptwalk_vma
 * @minor: likewise
 *
 * Return: the record, or NULL if there is none.
 */
const struct ptwalk_mount *facts_mount(const struct facts *facts, __u32 major,
				       __u32 minor)
{
	const __u64 device = (__u64)major << 32 | minor;
	size_t from = 0, to = facts->nr_mounts;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (mount_device(facts->mount[mid]) < device)
			from = mid + 1;
		else
			to = mid;
	}
	if (from == facts->nr_mounts || mount_device(facts->mount[from]) != device)
		return NULL;
	return facts->mount[from];
}

/**
 * facts_mount_option() - the value of a mount option
 * @mount: file system
 * @name: name of the option, such as "huge"
 * @value: filled in; "" if there is no such option; a value that does not fit is cut
 *
 * Return: true if the file system has that option, with a value.
 */
bool facts_mount_option(const struct ptwalk_mount *mount, const char *name,
			char value[FACTS_TEXT])
{
	const char *at = (const char *)mount->text + mount->type_length +
			 mount->point_length;
	const char *end = at + mount->options_length, *next;
	size_t length = strlen(name), n;

	value[0] = '\0';
	for (; at < end; at = next + 1) {
		next = memchr(at, ',', end - at);
		if (!next)
			next = end;
		n = next - at;
		if (n <= length || at[length] != '=' || memcmp(at, name, length))
			continue;
		n -= length + 1;
		if (n >= FACTS_TEXT)
			n = FACTS_TEXT - 1;
		memcpy(value, at + length + 1, n);
		value[n] = '\0';
		return true;
	}
	return false;
}

/* The first record whose last run ends after @addr, or NULL. */
static const struct ptwalk_pages *find_pages(const struct facts *facts,
					     __u64 addr)
{
	size_t from = 0, to = facts->nr_pages;

	while (from < to) {
		size_t mid = from + (to - from) / 2;
		const struct ptwalk_pages *pages = facts->pages[mid];

		if (run_end(&pages->run[nr_runs(pages) - 1]) <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return from < facts->nr_pages ? facts->pages[from] : NULL;
}

/**
 * facts_page() - what kpageflags and kpagecount say about the page at an address
 * @facts: facts
 * @addr: address
 *
 * Return: the first run that ends after @addr, or NULL if there is none.  If the run
 * begins after @addr, nothing is known about the pages from @addr up to its beginning.
 */
const struct ptwalk_page_run *facts_page(const struct facts *facts, __u64 addr)
{
	const struct ptwalk_pages *pages = find_pages(facts, addr);
	size_t from = 0, to;

	if (!pages)
		return NULL;
	to = nr_runs(pages) - 1;	/* its last run ends after @addr */
	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (run_end(&pages->run[mid]) <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return &pages->run[from];
}
