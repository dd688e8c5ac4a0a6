// SPDX-License-Identifier: GPL-2.0
/*
 * What a dump of a memory image says besides its tables: header, dictionary, and the record
 * that stands for all VMAs.  What the image does not tell is left out, or 0: there is no
 * process, no time and no lock, and the dictionary has what the hardware defines.
 *
 * With CR3 alone the VMAs are not known.  A reader of a dump takes a table that no VMA needs
 * for one that is about to be freed, so there is one VMA record for the whole range, without
 * flags, as those of the kernel half are.
 */
#include <string.h>

#include "dump-write.h"
#include "image-record.h"
#include "image-walk.h"
#include "image.h"

/* The name of the VMA record that stands for all VMAs */
static const char area_name[] = "[image]";

/*
 * The dictionary: what is the same on all x86-64 machines, and the C-bit if a note has it.
 * What Linux stores in software bits and in entries that are not present depends on the
 * kernel, and a decoder must not guess it.
 */
static void fill_dict(struct ptwalk_dict *dict, const struct image_notes *notes,
		      unsigned int levels)
{
	__u64 features;

	ptwalk_dict_hardware(dict);
	dict->known &= ~(1ULL << PTWALK_DICT_PHYS_BITS);	/* 52 is the most that there can be */
	features = dict->value[PTWALK_DICT_FEATURES];
	if (levels == 5)
		features |= PTWALK_CPU_LA57;
	ptwalk_dict_set(dict, PTWALK_DICT_FEATURES, features);
	ptwalk_dict_set(dict, PTWALK_DICT_VIRT_BITS, ptwalk_shift(levels) + 9);
	if (!notes->has_enc_mask)
		return;
	ptwalk_dict_set(dict, PTWALK_DICT_ENC_MASK, notes->enc_mask);
	ptwalk_dict_set(dict, PTWALK_DICT_PHYS_MASK,
			ptwalk_addr_mask(dict, 1) & ~notes->enc_mask);
}

/**
 * image_record_begin() - write the records that come before the tables
 * @w: zeroed
 * @notes: notes of the image
 * @request: what is walked, with all its fields settled
 *
 * Return: 0 or -ENOMEM.
 */
int image_record_begin(struct dump_writer *w, const struct image_notes *notes,
		       const struct image_request *request)
{
	struct ptwalk_header header = {
		.levels = request->levels,
		.half = request->half,
		.pgd = PTWALK_PGD_KERNEL,
		.time_realtime = notes->crash_time * 1000000000ULL,
		.start = request->start,
		.end = request->end,
	};
	const struct ptwalk_header_tail tail = { .source = PTWALK_SOURCE_IMAGE };
	const struct ptwalk_vma vma = {
		.start = request->start,
		.end = request->end,
		.name_length = strlen(area_name),
	};
	struct ptwalk_dict dict;
	int rc;

	fill_dict(&dict, notes, request->levels);
	memcpy(header.release, notes->release, sizeof(header.release));
	rc = dump_write_header(w, &header, &dict, &tail);
	/* nothing kept the kernel from changing a table when the machine was stopped */
	w->end.flags = PTWALK_END_BEST_EFFORT;
	return rc ? rc : dump_write_vma(w, &vma, area_name);
}
