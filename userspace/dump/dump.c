// SPDX-License-Identifier: GPL-2.0-only
/*
 * A dump in memory: look-up of tables, VMAs and entries by address; dump-runs.c has the iterator
 * over merged runs.  Everything here relies on what dump_parse() has checked
 * (dump-parse.c): table and VMA records are in ascending order, and for each table the
 * dump also holds the tables of all higher levels that lead to it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "dump.h"
#include "errmsg.h"
#include "number.h"

/*
 * Is @addr in the half that was dumped?  Look-ups have to check this because the range
 * of the top-level table includes non-canonical addresses.
 */
static bool in_half(const struct ptwalk_header *header, __u64 addr)
{
	__u64 limit = ptwalk_half_end(header->levels);

	return header->half == PTWALK_HALF_USER ? addr < limit : addr >= -limit;
}

/**
 * dump_table() - the table of a level that translates an address
 * @dump: dump
 * @level: 1 to 5
 * @addr: any address, canonical or not
 *
 * Return: the table record, or NULL if the dump holds none.
 */
const struct ptwalk_table *dump_table(const struct dump *dump,
				      unsigned int level, __u64 addr)
{
	const struct ptwalk_table **table = dump->table[level];
	size_t from = 0, to = dump->nr_tables[level];

	if (!in_half(dump->header, addr))
		return NULL;
	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (table[mid]->base <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	if (!from || addr - table[from - 1]->base >=
		     ptwalk_span(level) * PTWALK_ENTRIES)
		return NULL;
	return table[from - 1];
}

/**
 * dump_vmas_until() - count the VMAs that begin at or before an address
 * @dump: dump
 * @addr: address
 *
 * Return: the number N of such VMAs.  If any VMA contains @addr, it is the last of
 * them, @dump->vma[N - 1].
 */
size_t dump_vmas_until(const struct dump *dump, __u64 addr)
{
	size_t from = 0, to = dump->nr_vmas;

	while (from < to) {
		size_t mid = from + (to - from) / 2;

		if (dump->vma[mid]->start <= addr)
			from = mid + 1;
		else
			to = mid;
	}
	return from;
}

/**
 * dump_moment() - did all VMA records of a dump hold at one moment?
 * @end: the dump's last record
 *
 * If they did not, two records about the same address (a VMA and an entry, say) need not
 * have been true at the same time.
 *
 * Return: enum dump_moment.
 */
enum dump_moment dump_moment(const struct ptwalk_end *end)
{
	if (end->flags & PTWALK_END_VMAS_CHANGED)
		return DUMP_NOT_ONE_MOMENT;
	return end->flags & PTWALK_END_ONE_MOMENT ? DUMP_ONE_MOMENT :
						    DUMP_MAYBE_ONE_MOMENT;
}

/**
 * dump_moment_text() - the result of dump_moment() in words
 * @end: the dump's last record
 *
 * Return: "one moment", "not one moment" or "perhaps not one moment".
 */
const char *dump_moment_text(const struct ptwalk_end *end)
{
	static const char *const text[] = {
		[DUMP_ONE_MOMENT]	= "one moment",
		[DUMP_NOT_ONE_MOMENT]	= "not one moment",
		[DUMP_MAYBE_ONE_MOMENT]	= "perhaps not one moment",
	};

	return text[dump_moment(end)];
}

/**
 * dump_consistent() - was the process stopped for the dump, and did nothing change all the same?
 * @dump: dump
 *
 * A process that is stopped changes nothing, but others may: one that shares its memory, or the
 * kernel, which reclaims pages and makes huge ones.
 *
 * Return: true if it was stopped and no change was noticed.
 */
bool dump_consistent(const struct dump *dump)
{
	char how[FACTS_TEXT];

	return facts_knob(&dump->facts, FACTS_STOPPED, how) && !dump->end->unstable &&
	       !(dump->end->flags & (PTWALK_END_VMAS_CHANGED | PTWALK_END_TABLES_CHANGED));
}

/**
 * dump_exact_text() - how exact a dump is, in a few words
 * @dump: dump
 *
 * Return: the words, for whoever reads a page about the dump.
 */
const char *dump_exact_text(const struct dump *dump)
{
	const struct ptwalk_end *end = dump->end;
	const __u32 source = dump->tail.source;

	/* only the module leaves out what is locked; to others, memory was not readable */
	if (end->flags & PTWALK_END_LEFT_OUT)
		return source == PTWALK_SOURCE_MODULE ? "tables left out: locked" :
		       source == PTWALK_SOURCE_IMAGE ? "some tables not in the image" :
						       "some tables not readable";
	/* BPF holds all locks but the one of shared hugetlb VMAs */
	if (end->flags & PTWALK_END_BEST_EFFORT)
		return source == PTWALK_SOURCE_BPF ? "best effort: shared hugetlb" :
						     "best effort: no lock held";
	return dump_consistent(dump) ? "consistent: stopped" : dump_moment_text(end);
}

/**
 * dump_source_name() - what copied the tables of a dump, in one word
 * @source: enum ptwalk_source, from a dump of any version
 *
 * Return: "module", "image", "bpf", "kcore" or "unknown".
 */
const char *dump_source_name(__u32 source)
{
	static const char *const name[] = {
		[PTWALK_SOURCE_MODULE]	= "module",
		[PTWALK_SOURCE_IMAGE]	= "image",
		[PTWALK_SOURCE_BPF]	= "bpf",
		[PTWALK_SOURCE_KCORE]	= "kcore",
	};

	return source < ARRAY_SIZE(name) ? name[source] : "unknown";
}

/**
 * dump_of_image() - were the tables copied from a memory image, not from a live process?
 * @dump: dump
 *
 * Return: true if they were.
 */
bool dump_of_image(const struct dump *dump)
{
	return dump->tail.source == PTWALK_SOURCE_IMAGE;
}

/**
 * dump_lacks_vmas() - is nothing known of VMAs?
 * @dump: dump
 *
 * A dump of a memory image, or of /proc/kcore as one, that was made with CR3 alone has one VMA
 * record, which stands for whatever they are.
 *
 * Return: true if the dump is such a one.
 */
bool dump_lacks_vmas(const struct dump *dump)
{
	const __u32 source = dump->tail.source;

	return !dump->header->tgid &&
	       (source == PTWALK_SOURCE_IMAGE ||
		(source == PTWALK_SOURCE_KCORE && dump->header->half == PTWALK_HALF_USER));
}

/**
 * dump_mm_flag() - was a flag of the target's mm_struct set when the walk began?
 * @dump: dump
 * @key: PTWALK_DICT_MM_HUGEPAGE: khugepaged has the address space on its list;
 *	 PTWALK_DICT_MM_NO_THP: huge pages are switched off for all VMAs;
 *	 PTWALK_DICT_MM_ADVISED_THP: the same, except for VMAs with MADV_HUGEPAGE
 *
 * For a kernel that has no such flag, the dictionary has a mask of 0, so the answer is 0.
 *
 * Return: 1 if the flag was set, 0 if not, -ENODATA if the dump does not tell.
 */
int dump_mm_flag(const struct dump *dump, enum ptwalk_dict_key key)
{
	if (dump->tail_size < sizeof(dump->tail.mm_flags) ||
	    !(dump->dict.known & 1ULL << key))
		return -ENODATA;
	return !!(dump->tail.mm_flags & dump->dict.value[key]);
}

/**
 * dump_vma_end_at() - the end of a VMA, without what overlaps the next VMA
 * @dump: dump
 * @nr: which VMA of @dump->vma[]
 *
 * VMA records overlap where the address space changed while it was dumped.  The record
 * with the higher start is the one that counts from its start on.
 *
 * Return: the first address after the VMA: its end or the start of the next VMA, whichever
 * comes first; 0 stands for 1 << 64.
 */
__u64 dump_vma_end_at(const struct dump *dump, size_t nr)
{
	const struct ptwalk_vma **vma = dump->vma + nr;

	/* compare lengths: an end of 0 stands for 1 << 64 and is after every start */
	if (nr + 1 < dump->nr_vmas && vma[1]->start - vma[0]->start < vma[0]->end - vma[0]->start)
		return vma[1]->start;
	return vma[0]->end;
}

/**
 * dump_vma_end() - dump_vma_end_at() for who has no number of the VMA
 * @dump: dump
 * @vma: a VMA of @dump
 *
 * Return: as dump_vma_end_at(), for a search.
 */
__u64 dump_vma_end(const struct dump *dump, const struct ptwalk_vma *vma)
{
	return dump_vma_end_at(dump, dump_vmas_until(dump, vma->start) - 1);
}

/**
 * dump_vma() - the VMA that contains an address
 * @dump: dump
 * @addr: address
 *
 * Return: the VMA, or NULL if no VMA contains @addr.
 */
const struct ptwalk_vma *dump_vma(const struct dump *dump, __u64 addr)
{
	size_t nr = dump_vmas_until(dump, addr);
	const struct ptwalk_vma *vma;

	if (!nr)
		return NULL;
	vma = dump->vma[nr - 1];
	return addr - vma->start < vma->end - vma->start ? vma : NULL;
}

/**
 * dump_clip() - cut a range down to the part that the module has walked
 * @dump: dump
 * @start: first address; raised to the start of the dump
 * @end: first address after the range, 0 for 1 << 64; lowered to the address that the
 *	 walk reached.  If both @start and @end are 0, they are set to the whole range
 *	 that was walked
 * @err: filled in if nothing is left
 *
 * A walk can end before the range that the header names.  Nothing is known about the
 * addresses beyond the one that it reached.
 *
 * Return: 0; -ERANGE if nothing of the range was walked.
 */
int dump_clip(const struct dump *dump, __u64 *start, __u64 *end,
	      struct errmsg *err)
{
	const struct ptwalk_header *header = dump->header;
	const __u64 from = *start, to = *end, reached = dump->end->reached;
	char wanted[NUMBER_SPAN_SIZE], covered[NUMBER_SPAN_SIZE];
	const bool all = !(from | to);

	if (from < header->start)
		*start = header->start;
	/* an end of 0 is 1 << 64: compare last addresses */
	if (all || to - 1 > reached - 1)
		*end = reached;
	if (all || (reached != header->start && *start <= *end - 1))
		return 0;
	number_span(wanted, from, to);
	if (from <= header->end - 1 && to - 1 >= header->start)
		return errmsg_set(err, -ERANGE,
				  "the range %s is not known: the dump is incomplete and ends at 0x%llx",
				  wanted, reached);
	return errmsg_set(err, -ERANGE,
			  "the range %s is outside of what the dump covers, %s",
			  wanted,
			  number_span(covered, header->start, header->end));
}

/*
 * The entry of @table for @addr.  If the dump holds the table that it leads to, take the
 * value that the module read together with that table: it is the newer one.
 */
static __u64 entry_of(const struct dump *dump, const struct ptwalk_table *table,
		      __u64 addr)
{
	const struct ptwalk_table *below = NULL;

	if (table->level > 1)
		below = dump_table(dump, table->level - 1, addr);
	if (below)
		return below->parent;
	return ptwalk_table_entry(table, ptwalk_index(addr, table->level));
}

/**
 * dump_entry() - the entry of a level that translates an address
 * @dump: dump
 * @level: 1 to 5
 * @addr: address
 * @entry: filled in on success
 *
 * Return: 0; -ENOENT if the dump holds no table of @level for @addr.
 */
int dump_entry(const struct dump *dump, unsigned int level, __u64 addr,
	       struct entry_at *entry)
{
	const struct ptwalk_table *table = dump_table(dump, level, addr);
	unsigned int above;
	struct ptwalk_pte pte;

	if (!table)
		return -ENOENT;
	*entry = (struct entry_at){
		.table = table,
		.raw = entry_of(dump, table, addr),
		.addr = addr & ~(ptwalk_span(level) - 1),
		.index = ptwalk_index(addr, level),
		.above = PTWALK_F_RW | PTWALK_F_US,
	};
	/* dump_parse() has checked that the dump holds all tables above */
	for (above = dump->header->levels; above > level; above--) {
		table = dump_table(dump, above - 1, addr);
		ptwalk_decode(&dump->dict, table->parent, above, &pte);
		entry->above = ptwalk_effective(&dump->dict, entry->above,
						&pte);
	}
	return 0;
}

/**
 * dump_same_boot() - were two dumps made since the same boot of one machine?
 * @a: header of the one dump
 * @b: header of the other dump
 *
 * Frame numbers of two dumps can be compared only if the same kernel was running
 * without a reboot.  Compare the release, and the time of boot: the time of day minus
 * the monotonic clock.  Allow a difference of one minute, because the two clocks are
 * read one after the other, and the time of day may have been set between the dumps.
 * A reboot and the start of a process take longer than that.
 *
 * Return: true if they were.
 */
bool dump_same_boot(const struct ptwalk_header *a,
		    const struct ptwalk_header *b)
{
	const __u64 minute = 60000000000ULL;
	__u64 distance = (a->time_realtime - a->time_monotonic) -
			 (b->time_realtime - b->time_monotonic);

	return !memcmp(a->release, b->release, sizeof(a->release)) &&
	       distance + minute <= 2 * minute;
}
