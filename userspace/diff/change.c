// SPDX-License-Identifier: GPL-2.0
/*
 * The kinds of change: see change.h.  Owns their names and the rules by which
 * two decoded entries differ in one of them; nothing here knows of dumps.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "change.h"
#include "errmsg.h"
#include "explain.h"

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

/* Flags that are a kind of entry rather than a change of one have no name. */
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
 * change_name() - the name of a change
 * @change: 0 to %CHANGE_NR - 1
 * @buf: the name, as --only takes it
 * @size: bytes in @buf; 32 are enough
 *
 * Return: false where @change is none.
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
 * Return: true where it is.
 */
bool changes_has(const struct changes *set, unsigned int change)
{
	if (change < CHANGE_GAINED)
		return set->kinds & BIT32(change);
	if (change < CHANGE_LOST)
		return set->gained & BIT32(change - CHANGE_GAINED);
	return set->lost & BIT32(change - CHANGE_LOST);
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
 * changes_format() - the names of a set, in a stable order
 * @set: set
 * @buf: the names with commas between
 * @size: bytes in @buf; %CHANGES_TEXT are always enough
 *
 * Return: letters written.
 */
size_t changes_format(const struct changes *set, char *buf, size_t size)
{
	unsigned int change;
	size_t n = 0;
	char name[32];

	buf[0] = '\0';
	for (change = 0; change < CHANGE_NR; change++) {
		if (!changes_has(set, change) ||
		    !change_name(change, name, sizeof(name)))
			continue;
		n += snprintf(buf + n, size - n, "%s%s", n ? "," : "", name);
		if (n >= size)
			return size - 1;
	}
	return n;
}

/* Without a sign, a name that has one means both of its directions. */
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
		if (strlen(p) == length && !strncmp(p, word, length)) {
			changes_add(set, change);
			found = true;
		}
	}
	return found;
}

/**
 * changes_parse() - a set, as typed
 * @list: names with commas between; "rw" means both "+rw" and "-rw"
 * @set: they are added to it
 * @err: says which name is none
 *
 * Return: 0; -EINVAL where a name is unknown or @list is empty.
 */
int changes_parse(const char *list, struct changes *set, struct errmsg *err)
{
	size_t length;

	for (;;) {
		length = strcspn(list, ",");
		if (!length || !add_by_name(list, length, set))
			return errmsg_set(err, -EINVAL,
					  "'%.*s' is no kind of change; 'ptwalk diff --help' lists them",
					  (int)length, list);
		if (!list[length])
			return 0;
		list += length + 1;
	}
}

/**
 * change_is_page() - is it a leaf with a page behind it, in place?
 * @kind: enum ptwalk_kind
 *
 * Return: true for a page, also one that is PROT_NONE or invalid for a moment.
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
 * change_has_phys() - does an entry name a frame?
 * @kind: enum ptwalk_kind
 * @phys: its address
 *
 * Return: true where @phys is an address, even if it is 0.
 */
bool change_has_phys(unsigned int kind, __u64 phys)
{
	const struct ptwalk_pte pte = { .kind = kind, .phys = phys };

	return explain_has_phys(&pte);
}

/**
 * change_holds_page() - is there a page, whether the CPU can get at it or not?
 * @kind: enum ptwalk_kind
 *
 * Return: true for what change_is_page() says, and for a page being migrated or
 * in a device's memory.
 */
bool change_holds_page(unsigned int kind)
{
	return change_is_page(kind) || is_migration(kind) || is_device(kind);
}

/* Neither empty, nor a page, nor a way to a table. */
static bool is_special(unsigned int kind)
{
	return kind != PTWALK_NONE && kind != PTWALK_TABLE &&
	       !change_is_page(kind);
}

/* Another swap entry, marker, or other form; types are numbers of one kernel. */
static bool special_differs(const struct ptwalk_pte *was,
			    const struct ptwalk_pte *now)
{
	if (was->kind != now->kind || was->offset != now->offset)
		return true;
	return (was->kind == PTWALK_SWAP || was->kind == PTWALK_UNKNOWN) &&
	       was->swap_type != now->swap_type;
}

/* What the entry is has changed; flags and frames are not looked at. */
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

/* Which flags say the same thing in both entries. */
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
	/* swap and migration entries keep these two for the page */
	if ((change_holds_page(was->kind) || was->kind == PTWALK_SWAP) &&
	    (change_holds_page(now->kind) || now->kind == PTWALK_SWAP))
		return PTWALK_F_SOFT_DIRTY | PTWALK_F_UFFD_WP;
	return 0;
}

/*
 * Copy-on-write leaves a writable page where a read-only one was.  Between two
 * processes it shows from both sides: who did not write still has the old page,
 * and cannot write to it.  A NUMA hint is no page in use, so that its end by a
 * migration is not taken for a copy.
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

/* The same meaning and the same address, but not the same bits? */
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
 * change_between() - how two entries of one level and address differ
 * @rules: what can be compared
 * @was: the entry of the first dump
 * @now: the entry of the second dump
 *
 * A table against a page is promoted or split as a whole; its entries are then
 * compared with the parts of the page (diff-size.c).  That a table is another
 * page-table page is a change of the table (diff-walk.c).
 *
 * Return: the changes; none where the two say the same.
 */
struct changes change_between(const struct change_rules *rules,
			      const struct ptwalk_pte *was,
			      const struct ptwalk_pte *now)
{
	struct changes c = { .kinds = kind_changes(was, now) };
	__u32 flags = common_flags(was, now) & rules->flags;

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
