// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kinds of change: see change.h.  Owns their names and the rules by which two decoded
 * entries differ in one of them.  Knows entries only, no dumps.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "errmsg.h"
#include "explain.h"
#include "nearest.h"

#define BIT32(n)	(1U << (n))

static const char *const kind_names[CHANGE_KINDS] = {
	[CHANGE_MAPPED]			= "mapped",
	[CHANGE_UNMAPPED]		= "unmapped",
	[CHANGE_PROMOTED]		= "promoted",
	[CHANGE_SPLIT]			= "split",
	[CHANGE_COW]			= "cow",
	[CHANGE_MOVED]			= "moved",
	[CHANGE_SWAPPED_OUT]		= "swapped-out",
	[CHANGE_SWAPPED_IN]		= "swapped-in",
	[CHANGE_NONPRESENT]		= "nonpresent",
	[CHANGE_PROTNONE_SET]		= "+protnone",
	[CHANGE_PROTNONE_CLEARED]	= "-protnone",
	[CHANGE_INVALID_SET]		= "+invalid",
	[CHANGE_INVALID_CLEARED]	= "-invalid",
	[CHANGE_RESERVED_SET]		= "+reserved",
	[CHANGE_RESERVED_CLEARED]	= "-reserved",
	[CHANGE_PKEY]			= "pkey",
	[CHANGE_RAW]			= "raw",
	[CHANGE_VMA_ADDED]		= "vma-added",
	[CHANGE_VMA_REMOVED]		= "vma-removed",
	[CHANGE_VMA_RESIZED]		= "vma-resized",
	[CHANGE_VMA_CHANGED]		= "vma-changed",
	[CHANGE_VMA_APART]		= "vma-apart",
	[CHANGE_TABLE_GAINED]		= "table-gained",
	[CHANGE_TABLE_LOST]		= "table-lost",
	[CHANGE_TABLE_MOVED]		= "table-moved",
	[CHANGE_TABLE_SHARED]		= "table-shared",
};

/*
 * Name of a PTWALK_F_* as a change.  NULL for P and PS: they decide the kind of an entry, and
 * their changes are reported as kinds.
 */
static const char *flag_name(unsigned int bit)
{
	size_t i;

	if (BIT32(bit) & (PTWALK_F_P | PTWALK_F_PS))
		return NULL;
	for (i = 0; i < ptwalk_nr_flags; i++)
		if (ptwalk_flags[i].flag == BIT32(bit))
			return ptwalk_flags[i].name;
	return NULL;
}

/**
 * change_name() - get the name of a change
 * @change: 0 to %CHANGE_NR - 1
 * @buf: receives the name, as --only takes it
 * @size: bytes in @buf; 32 are enough
 *
 * Return: true; false, with @buf unchanged, if no change has the number @change.
 */
bool change_name(unsigned int change, char *buf, size_t size)
{
	const char *name = NULL;
	const char *sign = "";

	if (change < CHANGE_KINDS) {
		name = kind_names[change];
	} else if (change >= CHANGE_GAINED && change < CHANGE_NR) {
		name = flag_name(change % 32);
		sign = change < CHANGE_LOST ? "+" : "-";
	}
	if (!name)
		return false;
	snprintf(buf, size, "%s%s", sign, name);
	return true;
}

/**
 * changes_has() - is a change in a set?
 * @set: set
 * @change: 0 to %CHANGE_NR - 1
 *
 * Return: true if it is.
 */
bool changes_has(const struct changes *set, unsigned int change)
{
	if (change < CHANGE_GAINED)
		return set->kinds & BIT32(change);
	if (change < CHANGE_LOST)
		return set->gained & BIT32(change - CHANGE_GAINED);
	return set->lost & BIT32(change - CHANGE_LOST);
}

/**
 * changes_next() - iterate over the changes of a set
 * @set: set
 * @change: 0 to %CHANGE_NR
 *
 * Return: the first change of @set that is not below @change; %CHANGE_NR if there is none.
 */
unsigned int changes_next(const struct changes *set, unsigned int change)
{
	const __u32 words[] = { set->kinds, set->gained, set->lost };
	__u32 left;

	for (; change < CHANGE_NR; change = (change | 31) + 1) {
		left = words[change / 32] >> change % 32;
		if (left)
			return change + __builtin_ctz(left);
	}
	return CHANGE_NR;
}

static void changes_add(struct changes *set, unsigned int change)
{
	if (change < CHANGE_GAINED)
		set->kinds |= BIT32(change);
	else if (change < CHANGE_LOST)
		set->gained |= BIT32(change - CHANGE_GAINED);
	else
		set->lost |= BIT32(change - CHANGE_LOST);
}

/**
 * changes_format() - write the names of a set in a stable order
 * @set: set
 * @buf: receives the names, separated by commas
 * @size: bytes in @buf; %CHANGES_TEXT are always enough
 *
 * Return: bytes written, without the final NUL.
 */
size_t changes_format(const struct changes *set, char *buf, size_t size)
{
	unsigned int change;
	size_t n = 0;
	char name[32];

	buf[0] = '\0';
	changes_for_each(change, set) {
		if (!change_name(change, name, sizeof(name)))
			continue;
		n += snprintf(buf + n, size - n, "%s%s", n ? "," : "", name);
		if (n >= size)
			return size - 1;
	}
	return n;
}

/*
 * Does @word name a change, or the family that it is of?  A family is what stands before the
 * hyphen in the names of kinds: "vma" names "vma-added" and its like.
 */
static bool is_named(unsigned int change, const char *name, const char *word, size_t length)
{
	return !strncmp(name, word, length) &&
	       (!name[length] || (change < CHANGE_KINDS && name[length] == '-'));
}

/*
 * Add what @word names to @set; "rw" without a sign names both "+rw" and "-rw".  @length is not 0.
 */
static bool add_by_name(const char *word, size_t length, struct changes *set)
{
	bool found = false;
	unsigned int change;
	char name[32];

	for (change = 0; change < CHANGE_NR; change++) {
		const char *p = name;

		if (!change_name(change, name, sizeof(name)))
			continue;
		if (strchr("+-", name[0]) && !strchr("+-", word[0]))
			p++;
		if (is_named(change, p, word, length)) {
			changes_add(set, change);
			found = true;
		}
	}
	return found;
}

static int changes_unknown(const char *word, size_t length, struct errmsg *err)
{
	struct nearest near;
	unsigned int change;
	char name[32];

	nearest_begin(&near, word, length);
	for (change = 0; change < CHANGE_NR; change++)
		if (change_name(change, name, sizeof(name)))
			nearest_offer(&near, name);
	return errmsg_set(err, -EINVAL,
			  "'%.*s' is not a kind of change%s; 'ptwalk diff --help' lists them",
			  (int)length, word, nearest_text(&near));
}

/**
 * changes_parse() - parse the argument of --only or --ignore
 * @list: names separated by commas; "rw" means both "+rw" and "-rw", "vma" all that begin so
 * @set: the changes are added to this set
 * @err: says which name is unknown
 *
 * Return: 0; -EINVAL if a name is unknown or empty.
 */
int changes_parse(const char *list, struct changes *set, struct errmsg *err)
{
	size_t length;

	for (;;) {
		length = strcspn(list, ",");
		if (!length || !add_by_name(list, length, set))
			return changes_unknown(list, length, err);
		if (!list[length])
			return 0;
		list += length + 1;
	}
}

/**
 * change_is_page() - is an entry of this kind a leaf that maps a page?
 * @kind: enum ptwalk_kind
 *
 * Return: true for a page, also for one that is PROT_NONE, a NUMA hint or invalid.
 */
bool change_is_page(unsigned int kind)
{
	return kind == PTWALK_PAGE || kind == PTWALK_PROTNONE ||
	       kind == PTWALK_INVALID;
}

static bool is_migration(unsigned int kind)
{
	return kind == PTWALK_MIG_READ || kind == PTWALK_MIG_READ_EXCL ||
	       kind == PTWALK_MIG_WRITE;
}

static bool is_device(unsigned int kind)
{
	return kind == PTWALK_DEV_READ || kind == PTWALK_DEV_WRITE ||
	       kind == PTWALK_DEV_EXCL_READ || kind == PTWALK_DEV_EXCL_WRITE;
}

/**
 * change_has_phys() - does an entry of this kind contain a physical address?
 * @kind: enum ptwalk_kind
 * @phys: the decoded physical address
 *
 * Return: true if @phys is an address; 0 can be one.
 */
bool change_has_phys(unsigned int kind, __u64 phys)
{
	const struct ptwalk_pte pte = { .kind = kind, .phys = phys };

	return explain_has_phys(&pte);
}

/**
 * change_holds_page() - does an entry of this kind refer to a page in memory?
 * @kind: enum ptwalk_kind
 *
 * Return: true for the kinds of change_is_page(), for migration entries and for entries of
 * pages in device memory; the CPU cannot access the last two.
 */
bool change_holds_page(unsigned int kind)
{
	return change_is_page(kind) || is_migration(kind) || is_device(kind);
}

/* Not empty, no page, and does not lead to a table: a swap entry, a marker ... */
static bool is_special(unsigned int kind)
{
	return kind != PTWALK_NONE && kind != PTWALK_TABLE &&
	       !change_is_page(kind);
}

/*
 * Do two entries differ that are not present?  swap_type counts only for swap and unknown
 * entries: for the other kinds it is a number that each kernel assigns, and @kind has what it
 * means.
 */
static bool special_differs(const struct ptwalk_pte *was,
			    const struct ptwalk_pte *now)
{
	if (was->kind != now->kind || was->offset != now->offset)
		return true;
	return (was->kind == PTWALK_SWAP || was->kind == PTWALK_UNKNOWN) &&
	       was->swap_type != now->swap_type;
}

/* Changes of an entry's kind; those of flags and frames are found elsewhere. */
static __u32 kind_changes(const struct ptwalk_pte *was,
			  const struct ptwalk_pte *now)
{
	bool held = change_holds_page(was->kind);
	bool holds = change_holds_page(now->kind);
	__u32 kinds = 0;

	if (held && now->kind == PTWALK_SWAP)
		return BIT32(CHANGE_SWAPPED_OUT);
	if (holds && was->kind == PTWALK_SWAP)
		return BIT32(CHANGE_SWAPPED_IN);
	if (held != holds)
		kinds |= BIT32(holds ? CHANGE_MAPPED : CHANGE_UNMAPPED);
	if (is_special(was->kind) || is_special(now->kind)) {
		if (special_differs(was, now))
			kinds |= BIT32(CHANGE_NONPRESENT);
		return kinds;
	}
	if (!held || !holds || was->kind == now->kind)
		return kinds;
	if (was->kind == PTWALK_PROTNONE)
		kinds |= BIT32(CHANGE_PROTNONE_CLEARED);
	if (now->kind == PTWALK_PROTNONE)
		kinds |= BIT32(CHANGE_PROTNONE_SET);
	if (was->kind == PTWALK_INVALID)
		kinds |= BIT32(CHANGE_INVALID_CLEARED);
	if (now->kind == PTWALK_INVALID)
		kinds |= BIT32(CHANGE_INVALID_SET);
	return kinds;
}

/* PTWALK_F_* that mean the same in both entries */
static __u32 common_flags(const struct ptwalk_pte *was,
			  const struct ptwalk_pte *now)
{
	__u32 flags = (__u32)~(PTWALK_F_P | PTWALK_F_PS);

	if (change_is_page(was->kind) && change_is_page(now->kind)) {
		/* bit 8 is G in one of them and PROTNONE in the other */
		if (was->kind != PTWALK_PAGE || now->kind != PTWALK_PAGE)
			flags &= ~PTWALK_F_G;
		return flags;
	}
	if (was->kind == now->kind)
		return flags;
	/* swap and migration entries preserve these two flags of the page */
	if ((change_holds_page(was->kind) || was->kind == PTWALK_SWAP) &&
	    (change_holds_page(now->kind) || now->kind == PTWALK_SWAP))
		return PTWALK_F_SOFT_DIRTY | PTWALK_F_UFFD_WP;
	return 0;
}

/*
 * Is the other frame a copy made by copy-on-write?  It replaces a read-only page by a writable
 * one.  Of two processes either can have written: its entry is writable, and the other process
 * still maps the old page read-only.  Both entries must be of kind PTWALK_PAGE: a NUMA hint
 * that ends with a migration also becomes a writable page in another frame, but is no copy.
 */
static bool is_cow(const struct change_rules *rules,
		   const struct ptwalk_pte *was, const struct ptwalk_pte *now)
{
	if (was->kind != PTWALK_PAGE || now->kind != PTWALK_PAGE ||
	    !(was->flags & now->flags & PTWALK_F_US))
		return false;
	if (rules->same_process)
		return ~was->flags & now->flags & PTWALK_F_RW;
	return (was->flags ^ now->flags) & PTWALK_F_RW;
}

static __u32 frame_changes(const struct change_rules *rules,
			   const struct ptwalk_pte *was,
			   const struct ptwalk_pte *now)
{
	if (!rules->frames || was->phys == now->phys)
		return 0;
	if (was->kind == PTWALK_HWPOISON && now->kind == PTWALK_HWPOISON)
		return BIT32(CHANGE_MOVED);
	if (!change_holds_page(was->kind) || !change_holds_page(now->kind))
		return 0;
	return BIT32(is_cow(rules, was, now) ? CHANGE_COW : CHANGE_MOVED);
}

/* Is it the same entry, whose meaning only one of the dumps knows? */
static bool same_but_unknown(const struct ptwalk_pte *was, const struct ptwalk_pte *now)
{
	return was->raw == now->raw &&
	       (was->kind == PTWALK_UNKNOWN || now->kind == PTWALK_UNKNOWN);
}

/* Do the bits differ although frame and dictionary are the same? */
static bool raw_differs(const struct change_rules *rules,
			const struct ptwalk_pte *was,
			const struct ptwalk_pte *now)
{
	__u64 bits = was->raw ^ now->raw;

	/* some CPUs set A and D in an entry that is not present */
	if (!((was->raw | now->raw) & PTWALK_RAW_P))
		bits &= ~(PTWALK_RAW_A | PTWALK_RAW_D);
	return rules->same_dict && bits && was->phys == now->phys;
}

/**
 * change_between() - compare two entries of one address
 * @rules: what can be compared
 * @was: the entry of the first dump, decoded
 * @now: the entry of the second dump, decoded
 *
 * Does not find %CHANGE_PROMOTED and %CHANGE_SPLIT: the callers add them (diff-size.c, which
 * calls this function for each entry of the table, and diff-place.c).  Nor does it find that a
 * table moved to another page-table page, which is a change of the table (diff-walk.c).
 *
 * Return: the changes; an empty set if there are none.
 */
struct changes change_between(const struct change_rules *rules,
			      const struct ptwalk_pte *was,
			      const struct ptwalk_pte *now)
{
	struct changes c = { .kinds = kind_changes(was, now) };
	__u32 flags = common_flags(was, now) & rules->flags;

	if (same_but_unknown(was, now))
		return (struct changes){ 0 };
	c.gained = ~was->flags & now->flags & flags;
	c.lost = was->flags & ~now->flags & flags;
	c.kinds |= frame_changes(rules, was, now);
	if (change_is_page(was->kind) && change_is_page(now->kind) &&
	    was->pkey != now->pkey)
		c.kinds |= BIT32(CHANGE_PKEY);
	if (!was->reserved && now->reserved && was->kind == now->kind)
		c.kinds |= BIT32(CHANGE_RESERVED_SET);
	if (was->reserved && !now->reserved && was->kind == now->kind)
		c.kinds |= BIT32(CHANGE_RESERVED_CLEARED);
	if (!changes_any(&c) && raw_differs(rules, was, now))
		c.kinds |= BIT32(CHANGE_RAW);
	return c;
}
