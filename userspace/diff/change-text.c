// SPDX-License-Identifier: GPL-2.0-only
/*
 * The texts of a change: see change-text.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "area-flags.h"
#include "change-text.h"
#include "number.h"

#define KIND(c, kind)	((c)->what.kinds & (1U << (kind)))

/* Bytes at the end of the name of a VMA that WAS and NOW show if it changed */
#define NAME_SHOWN	48

/**
 * struct text - the text of a cell that is being written
 * @buf: %CHANGE_TEXT bytes, NUL-terminated
 * @used: bytes before the NUL
 */
struct text {
	char	*buf;
	size_t	used;
};

static void change_text_add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void change_text_add(struct text *text, const char *format, ...)
{
	size_t left = CHANGE_TEXT - text->used;
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->buf + text->used, left, format, args);
	va_end(args);
	if (n > 0)
		text->used += (size_t)n < left ? (size_t)n : left - 1;
}

/* The same for a word as it is, for what is in each of a million rows */
static void change_text_put(struct text *text, const char *word)
{
	size_t left = CHANGE_TEXT - text->used, length = strlen(word);

	if (length >= left)
		length = left - 1;
	memcpy(text->buf + text->used, word, length);
	text->used += length;
	text->buf[text->used] = '\0';
}

/**
 * change_page_size() - get the page size of a level as text
 * @level: level of the table that holds the page's entry
 *
 * Return: "4K", "2M" ...; "?" for 0 and unknown levels.
 */
const char *change_page_size(unsigned int level)
{
	static const char *const sizes[] = {
		"?", "4K", "2M", "1G", "512G", "256T",
	};

	return sizes[level <= PTWALK_LEVEL_MAX ? level : 0];
}

/*
 * Write flags like ptwalk_flag_letters(), but for a whole run.  If only some entries of the run
 * have a flag, a hardware flag is shown as '*' in place of its letter, and a flag that Linux
 * defined as its letter followed by '*'.
 */
static void add_letters(struct text *text, const struct change_side *side)
{
	char letters[2 * 32 + 1], *to = letters;
	size_t i;

	for (i = 0; i < ptwalk_nr_flags; i++) {
		const struct ptwalk_flag *flag = &ptwalk_flags[i];
		bool hardware = flag->flag & PTWALK_F_HARDWARE;

		if (side->all & flag->flag) {
			*to++ = flag->letter;
		} else if (!(side->any & flag->flag)) {
			if (hardware)
				*to++ = '-';
		} else {
			if (!hardware)
				*to++ = flag->letter;
			*to++ = '*';
		}
	}
	*to = '\0';
	change_text_put(text, letters);
}

static void add_entry(struct text *text, const struct change *change,
		      const struct change_side *side)
{
	bool resized = change->small;

	switch (side->kind) {
	case PTWALK_NONE:
		return;
	case PTWALK_TABLE:
		/* a promoted or split table is shown by the size and flags of its entries */
		if (resized && change->small_swapped == change->small) {
			change_text_add(text, "%s %s", change_page_size(change->level - 1),
					ptwalk_kind_name(PTWALK_SWAP));
			return;
		}
		if (resized && !change->small_present) {
			change_text_add(text, "%s", ptwalk_level_name(change->level - 1));
			return;
		}
		change_text_add(text, "%s ", resized ? change_page_size(change->level - 1) :
					   ptwalk_level_name(change->level - 1));
		add_letters(text, side);
		return;
	case PTWALK_PAGE:
		change_text_put(text, change_page_size(side->level));
		change_text_put(text, " ");
		add_letters(text, side);
		return;
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
		change_text_add(text, "%s %s ", change_page_size(side->level),
				ptwalk_kind_name(side->kind));
		add_letters(text, side);
		return;
	default:
		change_text_add(text, "%s %s", change_page_size(side->level),
				ptwalk_kind_name(side->kind == PTWALK_MARKER ? side->marker :
								   side->kind));
	}
}

static bool was_renamed(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return a->name_length != b->name_length || memcmp(a->name, b->name, a->name_length);
}

/* What @vma has and @other has not, behind the permissions, which can be the same. */
static void add_attributes(struct text *text, const struct ptwalk_vma *vma,
			   const struct ptwalk_vma *other)
{
	const __u64 in_perm = PTWALK_VMA_READ | PTWALK_VMA_WRITE | PTWALK_VMA_EXEC |
			      PTWALK_VMA_MAYSHARE;
	const __u64 flags = vma->flags & ~other->flags & ~in_perm;
	char names[CHANGE_TEXT], name[AREA_NAME_SIZE];
	/* not @vma->name_length: a dump can have any, and area_name() cuts it */
	const size_t length = strlen(area_name(vma, name));
	const size_t over = length > NAME_SHOWN ? length - NAME_SHOWN : 0;

	if (flags)
		change_text_add(text, " %s", area_flag_names(flags, names, sizeof(names)));
	if (vma->pkey != other->pkey)
		change_text_add(text, " pkey %u", vma->pkey);
	if (was_renamed(vma, other))
		change_text_add(text, " %s%s", over ? ".." : "", length ? name + over : "(no name)");
}

/**
 * change_side_text() - text of what one dump has at the addresses of a change
 * @change: change
 * @side: @change->was or @change->now
 * @buf: receives page size or level and the flags of entries, the level of a table, or the
 *	 permissions of a VMA and what else of it changed, its name of any bytes included; empty
 *	 if the dump has nothing there
 *
 * Return: @buf.
 */
char *change_side_text(const struct change *change,
		       const struct change_side *side, char buf[CHANGE_TEXT])
{
	__u64 start = change->start + (side == &change->now ? change->distance : 0);
	const struct ptwalk_vma *vma = side->vma;
	struct text text = { .buf = buf };
	char perm[AREA_PERM_SIZE];

	buf[0] = '\0';
	switch (change->subject) {
	case SUBJECT_VMA:
		/* the VMA of a resize covers this range in one dump only */
		if (vma && start - vma->start < vma->end - vma->start)
			change_text_add(&text, "%s", area_perm(vma, perm));
		if (KIND(change, CHANGE_VMA_CHANGED))
			add_attributes(&text, vma, side == &change->was ? change->now.vma :
									  change->was.vma);
		break;
	case SUBJECT_TABLE:
		if (side->kind == PTWALK_TABLE)
			change_text_add(&text, "%s", ptwalk_level_name(change->level));
		break;
	case SUBJECT_ENTRY:
		add_entry(&text, change, side);
		break;
	}
	return buf;
}

/* Did the small pages keep their frames?  Zero pages are left out: the frame is shared by all. */
static const char *frames_word(const struct change *c)
{
	if (c->same_frames == c->small_present - c->small_zero)
		return "in place";
	if (c->same_frames)
		return "partly in place";
	return KIND(c, CHANGE_PROMOTED) ? "copied" : "other pages";
}

/* CHANGE names what any entry of the table has: say of how few it is true, if not of all. */
static void add_parts(struct text *text, const struct change *c)
{
	unsigned int i;
	char name[32];

	for (i = 0; i < CHANGE_PARTS && c->part[i].entries; i++)
		if (c->part[i].entries < c->small_present - c->small_zero &&
		    change_name(c->part[i].change, name, sizeof(name)))
			change_text_add(text, ", %u with %s", c->part[i].entries, name);
}

static void add_resized(struct text *text, const struct change *c,
			const struct change_rules *rules)
{
	bool promoted = KIND(c, CHANGE_PROMOTED);
	__u64 lacking = c->small_zero + c->small_empty;

	change_text_add(text, "%llu of %llu present", c->small_present, c->small);
	if (c->small_zero)
		change_text_add(text, ", %llu of them the zero page", c->small_zero);
	if (c->small_present > c->small_zero && rules->frames)
		change_text_add(text, ", %llu same frames: %s", c->same_frames,
				frames_word(c));
	if (c->small_swapped)
		change_text_add(text, ", %llu %s", c->small_swapped,
				promoted ? "read back from swap" : "swapped out");
	if (c->small_other)
		change_text_add(text, ", %llu %s neither present nor in swap",
				c->small_other, promoted ? "were" : "are");
	if (lacking)
		change_text_add(text, ", %llu %s", lacking,
				promoted ? "filled with zeros" : "given back");
	add_parts(text, c);
}

static void add_bounds(struct text *text, const struct change *c)
{
	const struct ptwalk_vma *was = c->was.vma, *now = c->now.vma;
	char from[NUMBER_LIMIT_SIZE], to[NUMBER_LIMIT_SIZE];

	if (was->start != now->start)
		change_text_add(text, "start 0x%llx to 0x%llx", was->start, now->start);
	if (was->end != now->end)
		change_text_add(text, "%send %s to %s", text->used ? ", " : "",
				number_limit(from, was->end), number_limit(to, now->end));
}

static void add_vma_change(struct text *text, const struct change *c)
{
	const struct ptwalk_vma *was = c->was.vma, *now = c->now.vma;
	char names[CHANGE_TEXT];

	area_flag_changes(was->flags, now->flags, names, sizeof(names));
	change_text_add(text, "%s", names);
	if (was->pkey != now->pkey)
		change_text_add(text, "%spkey %u to %u", text->used ? ", " : "", was->pkey,
				now->pkey);
	if (was->hugetlb_shift != now->hugetlb_shift)
		change_text_add(text, "%sanother huge page size", text->used ? ", " : "");
	if (was_renamed(was, now))
		change_text_add(text, "%srenamed", text->used ? ", " : "");
}

static void add_shared(struct text *text, const struct change *c)
{
	change_text_add(text, "shared by both processes");
	if (c->distance)
		change_text_add(text, ", in the second at 0x%llx", c->start + c->distance);
}

/**
 * change_holes() - list the entries of a table that had, or have, no memory of their own
 * @change: change with %CHANGE_PROMOTED or %CHANGE_SPLIT
 * @buf: receives the indices in the table, like "0-7,12"; empty if there are none
 *
 * Return: @buf.
 */
char *change_holes(const struct change *change, char buf[CHANGE_HOLES])
{
	const __u64 *map = change->holes;
	unsigned int i, from;
	size_t n = 0;

	buf[0] = '\0';
	for (i = 0; i < PTWALK_ENTRIES; i++) {
		if (!(map[i / 64] & 1ULL << i % 64))
			continue;
		from = i;
		while (i + 1 < PTWALK_ENTRIES &&
		       map[(i + 1) / 64] & 1ULL << (i + 1) % 64)
			i++;
		n += sprintf(buf + n, "%s%u", n ? "," : "", from);
		if (i > from)
			n += sprintf(buf + n, "-%u", i);
	}
	return buf;
}

/**
 * change_detail() - text for the column DETAIL
 * @change: change
 * @rules: what could be compared
 * @buf: receives the text; empty if there is nothing to add
 *
 * Return: @buf.
 */
char *change_detail(const struct change *change,
		    const struct change_rules *rules, char buf[CHANGE_TEXT])
{
	struct text text = { .buf = buf };

	buf[0] = '\0';
	if (change->small)
		add_resized(&text, change, rules);
	else if (KIND(change, CHANGE_VMA_RESIZED))
		add_bounds(&text, change);
	else if (KIND(change, CHANGE_VMA_CHANGED))
		add_vma_change(&text, change);
	else if (KIND(change, CHANGE_TABLE_SHARED))
		add_shared(&text, change);
	else if (KIND(change, CHANGE_VMA_REMOVED) && change->now.vma)
		change_text_add(&text, "another area is there now");
	else if (KIND(change, CHANGE_VMA_APART))
		change_text_add(&text, "cannot be compared with anything of the other process");
	if (change->distance && !KIND(change, CHANGE_TABLE_SHARED))
		change_text_add(&text, "%sin the second at 0x%llx", text.used ? ", " : "",
				change->start + change->distance);
	return buf;
}
