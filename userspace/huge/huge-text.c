// SPDX-License-Identifier: GPL-2.0-only
/*
 * Verdicts in words: the reason with its numbers, and what is not known.  Owns the
 * wording of reasons; causes are huge-cause.c, texts without numbers huge-words.c.  See
 * huge-text.h.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "area.h"
#include "huge-private.h"
#include "huge-text.h"

static void huge_text_add(char buf[HUGE_TEXT], const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void huge_text_add(char buf[HUGE_TEXT], const char *format, ...)
{
	size_t used = strlen(buf);
	va_list args;

	va_start(args, format);
	vsnprintf(buf + used, HUGE_TEXT - used, format, args);
	va_end(args);
}

/* The number that joined windows have in common, or the smallest and the largest of them */
static void add_number(char buf[HUGE_TEXT], const struct huge_window *w,
		       __u64 number)
{
	if (w->spread)
		huge_text_add(buf, "%llu to %llu", number, number + w->spread);
	else
		huge_text_add(buf, "%llu", number);
}

static void add_too_many(char buf[HUGE_TEXT], const struct huge_window *w,
			 const char *what)
{
	huge_text_add(buf, "%s ", what);
	add_number(buf, w, w->number);
	huge_text_add(buf, " > max_ptes_%s %llu, ", what, w->limit);
	add_number(buf, w, w->needs);
	huge_text_add(buf, " too many");
}

static void add_limited(char buf[HUGE_TEXT], const struct huge_window *w,
			const char *what)
{
	if (!huge_smaller(w)) {
		add_too_many(buf, w, what);
		return;
	}
	huge_text_add(buf, "%s ", what);
	add_number(buf, w, w->number);
	huge_text_add(buf, ", and a page of %ukB allows none", 4U << w->order);
}

/* max_ptes_swap counts whatever is not present */
static void add_swap(char buf[HUGE_TEXT], const struct huge_window *w)
{
	add_limited(buf, w, "swap");
	if (w->counts.lost)
		huge_text_add(buf, "; %llu are guard, poison or hwpoison entries, which are not swapped out",
			      w->counts.lost);
	else if (w->counts.nonpresent)
		huge_text_add(buf, "; of those not present, %llu are not swapped out",
			      w->counts.nonpresent);
}

static void add_none(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (w->cause == HUGE_WATCHED) {
		huge_text_add(buf, "none ");
		add_number(buf, w, w->number);
		huge_text_add(buf, ", in an area that userfaultfd watches");
	} else if (w->limit == PTWALK_ENTRIES - 1 && w->number > w->limit) {
		huge_text_add(buf, "none %llu: the window holds no page", w->number);
	} else {
		add_too_many(buf, w, "none");
	}
}

static void add_referenced(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (huge_smaller(w)) {
		huge_text_add(buf, "no page accessed in the last %ukB of the window",
			      4U << w->order);
	} else if (w->limit <= 1) {
		huge_text_add(buf, "no page accessed");
	} else {
		huge_text_add(buf, "accessed ");
		add_number(buf, w, w->number);
		huge_text_add(buf, " < %llu, as some are not present; ", w->limit);
		add_number(buf, w, w->needs);
		huge_text_add(buf, " short");
	}
}

/*
 * Is it a file of a tmpfs below an overlay?  Then the device number is the overlay's, and
 * the mount option of the tmpfs is not known.
 */
static bool is_below_overlay(const struct huge_rules *rules, const struct ptwalk_vma *vma)
{
	const struct ptwalk_mount *mount;

	if (huge_backing(vma) != HUGE_TMPFS)
		return false;
	mount = facts_mount(rules->facts, vma->dev_major, vma->dev_minor);
	return mount && !huge_mount_is_tmpfs(mount);
}

static void add_file(char buf[HUGE_TEXT], const struct huge_rules *rules,
		     const struct huge_window *w)
{
	huge_text_add(buf, "page cache decides; %llu of %llu mapped", w->counts.present,
		      w->windows * PTWALK_ENTRIES);
	if (w->whole && w->whole < w->windows)
		huge_text_add(buf, ", %llu of %llu windows in one piece: they can be huge there already",
			      w->whole, w->windows);
	else if (w->whole)
		huge_text_add(buf, ", in one piece: it can be huge there already");
	if ((w->lacks & HUGE_LACKS_POLICY) && is_below_overlay(rules, w->vma))
		huge_text_add(buf, "; huge= of the tmpfs below the overlay is not known: --pages asks smaps");
}

static void add_of_512(char buf[HUGE_TEXT], const struct huge_window *w)
{
	add_number(buf, w, w->number);
	huge_text_add(buf, " of 512");
}

static void add_locked(char buf[HUGE_TEXT], const struct huge_window *w)
{
	huge_text_add(buf, "%s: ", w->counts.locked ? "a page is locked" :
						      "entries that map a KSM page again");
	add_of_512(buf, w);
}

/* Why khugepaged, which may choose the page size, does not choose 2M */
static void add_not_2m(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (w->not_2m == HUGE_THP_SIZE)
		huge_text_add(buf, "the size 2M is switched off");
	else if (w->not_2m == HUGE_EXCEED_NONE)
		add_none(buf, w);
	else
		add_locked(buf, w);
}

static void add_failed(char buf[HUGE_TEXT], const struct huge_window *w)
{
	if (huge_smaller(w)) {
		add_not_2m(buf, w);
		huge_text_add(buf, ", and %s", w->counts.large ?
			      "every smaller size is refused or in use already" :
			      "no smaller size fits");
	} else {
		add_number(buf, w, w->number);
		huge_text_add(buf, " poisoned or guard entries");
	}
}

/**
 * huge_in_force() - the value of a setting that is in force
 * @value: "always [madvise] never"; cut at the bracket
 *
 * Return: the word in brackets, or all of @value where there is none.
 */
const char *huge_in_force(char *value)
{
	char *word = strchr(value, '[');

	if (!word)
		return value;
	word[strcspn(word, "]")] = '\0';
	return word + 1;
}

/**
 * huge_instead() - name the verdicts that may hold instead of the one given
 * @window: window
 * @buf: filled with a clause, "" where there are none
 *
 * Return: @buf.
 */
char *huge_instead(const struct huge_window *window, char buf[HUGE_TEXT])
{
	unsigned int v;

	buf[0] = '\0';
	if (window->verdict == HUGE_UNKNOWN)
		return buf;
	for (v = 0; v < HUGE_VERDICTS; v++)
		if (window->could & HUGE_BIT(v))
			huge_text_add(buf, " or %s", huge_verdict_name(v));
	if (*buf)
		huge_text_add(buf, " (not known: %s)",
			      window->lacks & HUGE_LACKS_KNOBS ? "settings" : "pages");
	return buf;
}

/**
 * huge_reason() - why a window is not huge, with its numbers
 * @rules: the rules that found the verdict
 * @window: window, or several, joined: then with what they have in common
 * @buf: filled with a clause
 *
 * Return: @buf.
 */
char *huge_reason(const struct huge_rules *rules,
		  const struct huge_window *window, char buf[HUGE_TEXT])
{
	const char *knob = huge_knob(rules, window);
	char value[FACTS_TEXT], instead[HUGE_TEXT];

	buf[0] = '\0';
	if (window->varies) {
		huge_text_add(buf, "%s%s", huge_summary(window->verdict),
			      huge_instead(window, instead));
		return buf;
	}
	switch (window->verdict) {
	case HUGE_EXCEED_NONE:
		add_none(buf, window);
		break;
	case HUGE_MTHP:
		add_not_2m(buf, window);
		break;
	case HUGE_EXCEED_SWAP:
		add_swap(buf, window);
		break;
	case HUGE_EXCEED_SHARED:
		add_limited(buf, window, "shared");
		break;
	case HUGE_LACK_REFERENCED:
		add_referenced(buf, window);
		break;
	case HUGE_FAILED:
		add_failed(buf, window);
		break;
	case HUGE_PAGE_LOCK:
		add_locked(buf, window);
		break;
	case HUGE_FILE_UNKNOWN:
	case HUGE_SHMEM_UNKNOWN:
		add_file(buf, rules, window);
		break;
	case HUGE_FILE_INELIGIBLE:
	case HUGE_TMPFS_DISABLED:
	case HUGE_NO_WRITABLE:
		if (!*huge_cause(rules, window, buf))
			huge_text_add(buf, "%s", huge_summary(window->verdict));
		break;
	case HUGE_PRIVATE_COPIES:
	case HUGE_UFFD_WP:
	case HUGE_PAGE_NULL:
	case HUGE_PAGE_ANON:
	case HUGE_PAGE_LAZYFREE:
		huge_text_add(buf, "%s: ", huge_summary(window->verdict));
		add_of_512(buf, window);
		break;
	case HUGE_UNKNOWN:
		huge_text_add(buf, "%s", huge_lack(window->order ? HUGE_LACKS_FOLIOS :
							   window->lacks));
		break;
	default:
		if (knob && facts_knob(rules->facts, knob, value))
			huge_text_add(buf, "%s is %s", knob, huge_in_force(value));
		else
			huge_text_add(buf, "%s", huge_summary(window->verdict));
	}
	if (window->needs && window->windows > 1 &&
	    window->verdict != HUGE_UNKNOWN)
		huge_text_add(buf, ", in each of %llu windows", window->windows);
	huge_text_add(buf, "%s", huge_instead(window, instead));
	return buf;
}

static const struct {
	const char	*name;
	const char	*text;
} lacks[] = {
	{ "knobs", "settings are not in the dump" },
	{ "pages",
	  "whether pages are shared, freed by MADV_FREE or referenced: the pages were not looked at" },
	{ "range", "a part of the window is outside of the range dumped" },
	{ "table", "its page table was added or freed during the dump" },
	{ "cache", "the page cache of files cannot be seen" },
	{ "policy", "mount options, how a file is opened (--pages reads it from smaps)" },
	{ "decoding", "the dump does not say what this kernel's entries mean" },
	{ "moment", "whether pages are locked or off the LRU lists just now: --pages looks" },
	{ "folios",
	  "the size of a folio mapped in part, or which pages a refused attempt left in an LRU batch" },
};

/**
 * huge_lack_name() - short name of something that is not known
 * @bit: number of a bit of HUGE_LACKS_*
 *
 * Return: the name, or NULL after the last.
 */
const char *huge_lack_name(unsigned int bit)
{
	return bit < ARRAY_SIZE(lacks) ? lacks[bit].name : NULL;
}

/**
 * huge_lack() - the first thing that is not known, in words
 * @set: HUGE_LACKS_*
 *
 * Return: a clause, "" for none.
 */
const char *huge_lack(unsigned int set)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lacks); i++)
		if (set & (1U << i))
			return lacks[i].text;
	return "";
}

/**
 * huge_unseen() - a reason that can refuse any window, but that no dump shows
 * @rules: the rules that were applied
 * @i: which one, from 0 on
 *
 * Return: a clause, "" where it cannot occur under @rules, or NULL after the last.
 */
const char *huge_unseen(const struct huge_rules *rules, unsigned int i)
{
	static const char *const unseen[] = {
		"a page that is pinned (not_suitable_page_count)",
		"no free 2M page (alloc_huge_page_failed), or a cgroup at its limit (ccgroup_charge_failed)",
		"pages on NUMA nodes too far apart, with vm/zone_reclaim_mode (scan_aborted)",
		"a process that khugepaged does not visit, since no fault or madvise() of it came while huge pages were on",
	};

	if (i >= ARRAY_SIZE(unseen))
		return NULL;
	if ((i == 2 && !rules->knobs.reclaim) ||
	    (i == 3 && (rules->judge == HUGE_MADVISE || rules->visited != HUGE_UNSET)))
		return "";
	return unseen[i];
}
