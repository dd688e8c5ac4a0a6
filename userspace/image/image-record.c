// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a dump of a memory image says besides its tables: header, dictionary, and the record
 * that stands for all VMAs.  What the image does not tell is left out, or 0: there is no lock,
 * and the dictionary has what the hardware defines and what the kernel's own variables say.
 *
 * With CR3 alone there is no process, and the VMAs are not known.  A reader of a dump takes a
 * table that no VMA needs for one that is about to be freed, so there is one VMA record for the
 * whole range, without flags, as those of the kernel half are.
 */
#include <string.h>

#include "clock.h"
#include "cpu-flags.h"
#include "dump-write.h"
#include "image-kernel.h"
#include "image-record.h"
#include "image-task.h"
#include "image-walk.h"

/*
 * The name of the VMA record that stands for all VMAs.  That of the kernel half is the one that
 * the kernel's own dump begins with (address_markers[] in arch/x86/mm/dump_pagetables.c); where
 * the regions in it are, an image does not tell.
 */
static const char *record_area_name(const struct image_request *request)
{
	return request->half == PTWALK_HALF_KERNEL ? "Kernel Space" : "[image]";
}

/* Read a variable of the kernel; false if it has none of that name. */
static bool record_read_symbol(struct image_kernel *kernel, enum image_symbol symbol, __u64 *value)
{
	return kernel->symbol[symbol] &&
	       !image_kernel_read(kernel, kernel->symbol[symbol], value, sizeof(*value), NULL);
}

/*
 * The features that the kernel uses.  One whose name the kernel does not have came later than
 * the kernel, so it is not used.
 */
static void record_set_features(struct ptwalk_dict *dict, struct image_kernel *kernel)
{
	__u64 mask, value = kernel->levels == 5 ? PTWALK_CPU_LA57 : 0;
	bool known, any = false;
	size_t i;

	for (i = 0; i < NR_CPU_FLAGS; i++) {
		if (image_kernel_has_feature(kernel, cpu_flags[i].name, &known))
			value |= cpu_flags[i].feature;
		any |= known;
	}
	if (!any || !record_read_symbol(kernel, IMAGE_SYMBOL___supported_pte_mask, &mask))
		return;
	if (mask >> 63)
		value |= PTWALK_CPU_NX;
	ptwalk_dict_set(dict, PTWALK_DICT_FEATURES, value);
}

/* What variables of the kernel say.  Linux's own bits in entries are macros, which none has. */
static void record_add_kernel(struct ptwalk_dict *dict, struct image_kernel *kernel)
{
	const __u64 cpu = kernel->symbol[IMAGE_SYMBOL_boot_cpu_data];
	__u64 value;

	record_set_features(dict, kernel);
	if (cpu && !image_kernel_get(kernel, cpu, IMAGE_MEMBER_cpu_phys_bits, &value, NULL))
		ptwalk_dict_set(dict, PTWALK_DICT_PHYS_BITS, value);
	if (record_read_symbol(kernel, IMAGE_SYMBOL_physical_mask, &value))
		ptwalk_dict_set(dict, PTWALK_DICT_PHYS_MASK, value & -ptwalk_span(1));
	if (record_read_symbol(kernel, IMAGE_SYMBOL_pat_msr_val, &value))
		ptwalk_dict_set(dict, PTWALK_DICT_PAT, value);
}

/*
 * The dictionary: what is the same on all x86-64 machines, and the C-bit if a note has it.
 * What Linux stores in software bits and in entries that are not present depends on the
 * kernel, and a decoder must not guess it.
 */
static void record_fill_dict(struct ptwalk_dict *dict, const struct image_notes *notes,
			     unsigned int levels, struct image_kernel *kernel)
{
	__u64 features;

	ptwalk_dict_hardware(dict);
	dict->known &= ~(1ULL << PTWALK_DICT_PHYS_BITS);	/* 52 is the most that there can be */
	features = dict->value[PTWALK_DICT_FEATURES];
	if (levels == 5)
		features |= PTWALK_CPU_LA57;
	ptwalk_dict_set(dict, PTWALK_DICT_FEATURES, features);
	ptwalk_dict_set(dict, PTWALK_DICT_VIRT_BITS, ptwalk_shift(levels) + 9);
	if (notes->has_enc_mask) {
		ptwalk_dict_set(dict, PTWALK_DICT_ENC_MASK, notes->enc_mask);
		ptwalk_dict_set(dict, PTWALK_DICT_PHYS_MASK,
				ptwalk_addr_mask(dict, 1) & ~notes->enc_mask);
	}
	if (kernel)
		record_add_kernel(dict, kernel);
}

static void record_set_task(struct ptwalk_header *header, const struct image_task *task)
{
	header->pid = task->pid;
	header->tgid = task->pid;
	header->start_time = task->start_time;
	memcpy(header->comm, task->comm, sizeof(header->comm));
}

/**
 * image_record_begin() - write the records that come before the tables
 * @w: zeroed
 * @image: image
 * @request: what is walked, with all its fields settled
 *
 * Return: 0 or -ENOMEM.
 */
int image_record_begin(struct dump_writer *w, const struct image *image,
		       const struct image_request *request)
{
	const struct image_notes *notes = &image->notes;
	struct ptwalk_header header = {
		.levels = request->levels,
		.half = request->half,
		.pgd = request->pgd,
		.time_realtime = image->live ? clock_ns(CLOCK_REALTIME) :
				 notes->crash_time * CLOCK_SECOND,
		.time_monotonic = image->live ? clock_ns(CLOCK_MONOTONIC) : 0,
		.start = request->start,
		.end = request->end,
	};
	const struct ptwalk_header_tail tail = {
		.mm_flags = request->task ? request->task->mm_flags : 0,
		.source = image->live ? PTWALK_SOURCE_KCORE : PTWALK_SOURCE_IMAGE,
	};
	const char *name = record_area_name(request);
	const struct ptwalk_vma vma = {
		.start = request->start,
		.end = request->end,
		.name_length = strlen(name),
	};
	struct ptwalk_dict dict;
	int rc;

	record_fill_dict(&dict, notes, request->levels, request->kernel);
	memcpy(header.release, notes->release, sizeof(header.release));
	if (request->task)
		record_set_task(&header, request->task);
	rc = dump_write_header(w, &header, &dict, &tail);
	/* nothing kept the kernel from changing a table when the machine was stopped */
	w->end.flags = PTWALK_END_BEST_EFFORT;
	return rc || request->vmas ? rc : dump_write_vma(w, &vma, name);
}

/**
 * image_record_end() - write the last record of a dump whose range was walked
 * @w: writer
 * @image: image
 * @request: as of image_record_begin()
 *
 * Return: 0 or -ENOMEM.
 */
int image_record_end(struct dump_writer *w, const struct image *image,
		     const struct image_request *request)
{
	w->end.flags |= PTWALK_END_COMPLETE;
	/* the VMAs of a machine that stands still are of one moment */
	if (request->vmas && !image->live)
		w->end.flags |= PTWALK_END_ONE_MOMENT;
	w->end.reached = request->end;
	if (image->live)
		w->end.time_monotonic = clock_ns(CLOCK_MONOTONIC);
	return dump_write_end(w);
}
