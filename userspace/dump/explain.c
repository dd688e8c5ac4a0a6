// SPDX-License-Identifier: GPL-2.0-only
/*
 * Sentences about a decoded entry, and about what a dump lacks: see explain.h.
 * Single bits are explained in explain-fields.c.
 */
#include <stdio.h>

#include "access.h"
#include "area.h"
#include "dump.h"
#include "errmsg.h"
#include "explain.h"
#include "number.h"

static bool known(const struct ptwalk_dict *dict, unsigned int key)
{
	return dict->known & (1ULL << key);
}

/**
 * explain_knows_linux() - does a dictionary describe the bits that Linux defines?
 * @dict: dictionary
 *
 * Return: false if it describes hardware bits only, see ptwalk_dict_hardware().
 */
bool explain_knows_linux(const struct ptwalk_dict *dict)
{
	return known(dict, PTWALK_DICT_PROTNONE);
}

/**
 * explain_has_phys() - does an entry name a physical address?
 * @pte: the entry
 *
 * Needed because 0 is a valid physical address.
 *
 * Return: true if @pte->phys is an address, even if it is 0.
 */
bool explain_has_phys(const struct ptwalk_pte *pte)
{
	switch (pte->kind) {
	case PTWALK_TABLE:
	case PTWALK_UNREAD:
	case PTWALK_REPEAT:
	case PTWALK_PAGE:
	case PTWALK_PROTNONE:
	case PTWALK_INVALID:
		return true;
	default:
		return pte->phys;
	}
}

/**
 * explain_marker() - what a PTE marker stands for
 * @dict: the dictionary that the entry was decoded with
 * @bits: the marker's bits: offset of an entry of %PTWALK_MARKER
 *
 * Return: a few words.
 */
const char *explain_marker(const struct ptwalk_dict *dict, __u64 bits)
{
	switch (ptwalk_marker_kind(dict, bits)) {
	case PTWALK_GUARD:
		return "guard: any access faults";
	case PTWALK_POISON:
		return "poisoned: any access is answered with SIGBUS";
	case PTWALK_UFFD_WP_MARKER:
		return "write-protected by userfaultfd";
	default:
		return "of a kind not known";
	}
}

/**
 * explain_entry() - explain an entry in one sentence
 * @dict: the dictionary that @pte was decoded with
 * @pte: the entry
 * @vma: the VMA that contains it, or NULL if that is not known
 * @one_moment: @pte and @vma were read at one moment, see dump_moment().  If not, the
 *		sentence names all causes that the entry alone allows
 * @buf: filled in with the sentence, without a full stop
 *
 * Return: @buf.
 */
char *explain_entry(const struct ptwalk_dict *dict,
		    const struct ptwalk_pte *pte, const struct ptwalk_vma *vma,
		    bool one_moment, char buf[EXPLAIN_SENTENCE_SIZE])
{
	const char *span = explain_span(pte->level);
	size_t size = EXPLAIN_SENTENCE_SIZE;
	/* the VMA may have been another one when the entry was read */
	bool unsure = !vma || !one_moment;
	const char *why;

	switch (pte->kind) {
	case PTWALK_NONE:
		snprintf(buf, size, vma && !one_moment ?
			 "empty: no page is here" :
			 vma && area_accessible(vma) ?
			 "empty: no page is here yet, the first access will bring one" :
			 "empty: nothing is mapped here");
		break;
	case PTWALK_REPEAT:
		snprintf(buf, size,
			 "leads to the %s at 0x%llx, as the entry before it does",
			 ptwalk_level_name(pte->level - 1), pte->phys);
		break;
	case PTWALK_TABLE:
	case PTWALK_UNREAD:
		snprintf(buf, size, "leads to the %s at 0x%llx",
			 ptwalk_level_name(pte->level - 1), pte->phys);
		break;
	case PTWALK_PAGE:
		snprintf(buf, size, "maps the %s page at 0x%llx", span,
			 pte->phys);
		break;
	case PTWALK_PROTNONE:
		why = unsure && (pte->flags & PTWALK_F_UFFD_WP) ?
			"PROT_NONE, a NUMA hinting fault is awaited, or userfaultfd protects it" :
		      unsure ? "PROT_NONE, or a NUMA hinting fault is awaited" :
		      access_protected(pte, vma) ?
			"userfaultfd protects it against reads and writes" :
		      area_accessible(vma) ? "a NUMA hinting fault is awaited" :
				   "PROT_NONE";
		snprintf(buf, size,
			 "keeps the %s page at 0x%llx from any access: %s",
			 span, pte->phys, why);
		break;
	case PTWALK_INVALID:
		snprintf(buf, size, dict->kernel ?
			 "the %s page at 0x%llx, unmapped by the kernel: P is clear" :
			 "the %s page at 0x%llx, out of use while it is split or migrated",
			 span, pte->phys);
		break;
	case PTWALK_SWAP:
		snprintf(buf, size, "swapped out: swap file %u, offset 0x%llx",
			 pte->swap_type, pte->offset);
		break;
	case PTWALK_MIG_READ:
	case PTWALK_MIG_READ_EXCL:
	case PTWALK_MIG_WRITE:
		snprintf(buf, size,
			 "being migrated from 0x%llx; was %s", pte->phys,
			 pte->kind == PTWALK_MIG_WRITE ? "writable" :
							 "read-only");
		break;
	case PTWALK_HWPOISON:
		snprintf(buf, size, "lost: the page at 0x%llx had a memory error",
			 pte->phys);
		break;
	case PTWALK_DEV_READ:
	case PTWALK_DEV_WRITE:
		snprintf(buf, size, "in a device's memory, frame at 0x%llx",
			 pte->phys);
		break;
	case PTWALK_DEV_EXCL_READ:
	case PTWALK_DEV_EXCL_WRITE:
		snprintf(buf, size,
			 "the page at 0x%llx, held by a device for atomic access",
			 pte->phys);
		break;
	case PTWALK_MARKER:
		snprintf(buf, size, "a marker where no page is: %s",
			 explain_marker(dict, pte->offset));
		break;
	case PTWALK_SWAPIN_ERROR:
		snprintf(buf, size, "lost to an error at swap-in");
		break;
	default:
		snprintf(buf, size, "not present; %s", explain_knows_linux(dict) ?
			 "not an entry that its kernel is known to make" :
			 "what it says depends on the kernel");
	}
	return buf;
}

/**
 * explain_effective() - effective permissions in letters
 * @effective: from ptwalk_effective()
 * @buf: filled in, such as "rw-u".  The first letter is always r, since the CPU can
 *	 read whatever is mapped; the last one is u if user mode can use it, s if only
 *	 the kernel (supervisor mode) can
 *
 * Return: @buf.
 */
char *explain_effective(__u32 effective, char buf[EXPLAIN_EFFECTIVE_SIZE])
{
	buf[0] = 'r';
	buf[1] = effective & PTWALK_F_RW ? 'w' : '-';
	buf[2] = effective & PTWALK_F_NX ? '-' : 'x';
	buf[3] = effective & PTWALK_F_US ? 'u' : 's';
	buf[4] = '\0';
	return buf;
}

/**
 * explain_memtype() - the memory type that a PAT index selects
 * @dict: dictionary
 * @pat: PAT index of the entry, 0 to 7
 *
 * The encodings of IA32_PAT are in SDM 3A, "Page Attribute Table (PAT)".  This is the
 * type that the entry requests: the MTRRs can still make it stricter.
 *
 * Return: "UC", "WC", "WT", "WP", "WB" or "UC-"; NULL if the dictionary does not have
 * IA32_PAT, or the register has a reserved encoding there.
 */
const char *explain_memtype(const struct ptwalk_dict *dict, unsigned int pat)
{
	static const char *const types[8] = {
		"UC", "WC", NULL, NULL, "WT", "WP", "WB", "UC-",
	};

	if (!known(dict, PTWALK_DICT_PAT))
		return NULL;
	return types[dict->value[PTWALK_DICT_PAT] >> (8 * pat) & 7];
}

/**
 * explain_span() - size of the range that one entry of a level translates
 * @level: 1 to 5
 *
 * Return: "4K", "2M", "1G", "512G", "256T", or "?" for any other level.
 */
const char *explain_span(unsigned int level)
{
	static const char *const spans[] = {
		"?", "4K", "2M", "1G", "512G", "256T",
	};

	return spans[level <= PTWALK_LEVEL_MAX ? level : 0];
}

/* Two things that are learnt of each kernel, unless learning has failed as a whole */
static bool explain_unlearnt(const struct dump *dump)
{
	const __u64 keys = 1ULL << PTWALK_DICT_PROTNONE | 1ULL << PTWALK_DICT_SWAP_TYPE_SHIFT;

	return dump->tail.source == PTWALK_SOURCE_BPF && !(dump->dict.known & keys);
}

/**
 * explain_caveat() - what the reader of a dump has to be warned about
 * @dump: dump
 * @nr: number of the warning: call with 0, 1, ... until there are no more
 * @text: filled in with a sentence
 *
 * Return: true with @text filled in; false if the dump has no more than @nr warnings.
 */
bool explain_caveat(const struct dump *dump, unsigned int nr,
		    struct errmsg *text)
{
	const struct ptwalk_end *end = dump->end;
	char limit[NUMBER_LIMIT_SIZE];

	/* each warning that applies uses up one of @nr; the one that finds 0 is returned */
	if (!(end->flags & PTWALK_END_COMPLETE) && !nr--) {
		errmsg_set(text, 0,
			   "the dump is incomplete: it ends at 0x%llx of %s%s",
			   end->reached, number_limit(limit, dump->header->end),
			   end->flags & PTWALK_END_GONE ?
			   ", where the process exited" : "");
		return true;
	}
	if (end->unstable && !nr--) {
		errmsg_set(text, 0,
			   "%llu of %llu page tables kept changing while they were copied: their entries are not from one moment",
			   end->unstable, end->tables);
		return true;
	}
	if (explain_unlearnt(dump) && !nr--) {
		errmsg_set(text, 0,
			   "it could not be learnt what this kernel stores in software bits and in entries that are not present: what they mean is unknown; 'ptwalk module status' says why");
		return true;
	}
	if (dump->tail.source != PTWALK_SOURCE_MODULE && (end->flags & PTWALK_END_LEFT_OUT) && !nr--) {
		errmsg_set(text, 0,
			   "page tables are missing, as %s: what is below them is not known",
			   dump_of_image(dump) ? "the image does not have their memory" :
						 "their memory could not be read");
		return true;
	}
	return false;
}
