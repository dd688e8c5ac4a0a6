// SPDX-License-Identifier: GPL-2.0-only
/*
 * Find what an address of one process corresponds to in another: see place.h.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "area.h"
#include "explain.h"
#include "place.h"

/**
 * place_same_file() - do two VMAs map the same file?
 * @a: one VMA
 * @b: the other VMA
 *
 * Return: true if they do, or if neither maps a file.
 */
bool place_same_file(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return a->ino == b->ino && a->dev_major == b->dev_major &&
	       a->dev_minor == b->dev_minor;
}

/**
 * place_is_whole() - does a dump cover the whole address space of its process?
 * @dump: dump of a user half
 *
 * Return: false if the dump is of a smaller range, or incomplete.  Something that is not
 * in such a dump may still be in the process.
 */
bool place_is_whole(const struct dump *dump)
{
	const struct ptwalk_header *header = dump->header;

	return (dump->end->flags & PTWALK_END_COMPLETE) && !header->start &&
	       header->end - 1 >= ptwalk_half_end(header->levels) - 1;
}

static const struct ptwalk_vma *place_named(const struct dump *dump, const char *name)
{
	size_t i, length = strlen(name);

	for (i = 0; i < dump->nr_vmas; i++)
		if (dump->vma[i]->name_length == length &&
		    !memcmp(dump->vma[i]->name, name, length))
			return dump->vma[i];
	return NULL;
}

/* The lowest VMA that maps a file: usually the program; or NULL */
static const struct ptwalk_vma *first_file(const struct dump *dump)
{
	size_t i;

	for (i = 0; i < dump->nr_vmas; i++)
		if (area_has_file(dump->vma[i]))
			return dump->vma[i];
	return NULL;
}

/**
 * place_copies() - can two address spaces be compared by address?
 * @a: dump
 * @b: dump of the same boot
 *
 * They can if both dumps are of one process, if one process was forked from the other,
 * or if both were forked from a third one.  A dump does not tell the parent of its
 * process.  But fork() copies the layout, whereas execve() randomizes three addresses
 * independently: those of the program, the stack and the vDSO.  So compare these three.
 *
 * Return: true if they can; false also if the dumps do not tell.
 */
bool place_copies(const struct dump *a, const struct dump *b)
{
	const struct ptwalk_vma *x, *y;

	if (a->header->tgid == b->header->tgid &&
	    a->header->start_time == b->header->start_time)
		return true;
	/* with the kernel parameter vdso=0 no process has one */
	x = place_named(a, "[vdso]");
	y = place_named(b, "[vdso]");
	if (!x != !y || (x && x->start != y->start))
		return false;
	x = place_named(a, "[stack]");
	y = place_named(b, "[stack]");
	if (!x || !y || x->end != y->end)
		return false;
	x = first_file(a);
	y = first_file(b);
	return x && y && x->start == y->start && place_same_file(x, y);
}

/**
 * place_view() - prepare to look up addresses of a dump
 * @view: filled in
 * @dump: dump; must live as long as @view
 */
void place_view(struct place_view *view, const struct dump *dump)
{
	*view = (struct place_view){ .dump = dump, .at = 1 };
}

/**
 * place_entry() - the entry that translates an address
 * @view: view of the dump.  Look addresses up in order: the table is searched for only
 *	  when @addr is in another 2M than the address before
 * @addr: address
 * @pte: filled in with the entry of the lowest level that the dump has for @addr,
 *	 decoded.  If the entry maps a page, @pte->phys is the physical address that
 *	 @addr translates to.  %PTWALK_TABLE: the entry leads to a table that is not in
 *	 the dump
 *
 * Return: false if the walk of the module did not cover @addr.
 */
bool place_entry(struct place_view *view, __u64 addr, struct ptwalk_pte *pte)
{
	const struct dump *dump = view->dump;
	const struct ptwalk_table *table = view->table;
	unsigned int level;

	if ((addr & -ptwalk_span(2)) != view->at) {
		table = NULL;
		for (level = 1; level <= dump->header->levels && !table; level++)
			table = dump_table(dump, level, addr);
		view->table = table;
		view->at = addr & -ptwalk_span(2);
	}
	*pte = (struct ptwalk_pte){ .level = table ? table->level : dump->header->levels };
	if (dump->end->reached == dump->header->start || addr < dump->header->start ||
	    addr > dump->end->reached - 1)
		return false;
	if (!table)
		return true;
	level = table->level;
	ptwalk_decode(&dump->dict, ptwalk_table_entry(table, ptwalk_index(addr, level)),
		      level, pte);
	if (explain_has_phys(pte) && pte->kind != PTWALK_TABLE)
		pte->phys += addr & (ptwalk_span(level) - 1);
	return true;
}

static int by_place(const void *x, const void *y)
{
	const struct ptwalk_vma *a = *(const struct ptwalk_vma *const *)x;
	const struct ptwalk_vma *b = *(const struct ptwalk_vma *const *)y;

	if (a->dev_major != b->dev_major)
		return a->dev_major < b->dev_major ? -1 : 1;
	if (a->dev_minor != b->dev_minor)
		return a->dev_minor < b->dev_minor ? -1 : 1;
	if (a->ino != b->ino)
		return a->ino < b->ino ? -1 : 1;
	if (a->offset != b->offset)
		return a->offset < b->offset ? -1 : 1;
	return a->start < b->start ? -1 : a->start > b->start;
}

/**
 * place_list() - list the VMAs of a dump that map files
 * @files: filled in; the caller frees it with place_free(), also after a failure
 * @dump: dump; must live as long as @files
 *
 * Return: 0 or -ENOMEM.
 */
int place_list(struct place_files *files, const struct dump *dump)
{
	size_t i;

	*files = (struct place_files){
		.vma = calloc(dump->nr_vmas + 1, sizeof(files->vma[0])),
	};
	if (!files->vma)
		return -ENOMEM;
	for (i = 0; i < dump->nr_vmas; i++)
		if (area_has_file(dump->vma[i]))
			files->vma[files->nr++] = dump->vma[i];
	qsort(files->vma, files->nr, sizeof(files->vma[0]), by_place);
	return 0;
}

/**
 * place_free() - free a list of place_list()
 * @files: list
 */
void place_free(struct place_files *files)
{
	free(files->vma);
}

static const struct ptwalk_vma **at_or_end(const struct place_files *files, size_t i,
					   const struct ptwalk_vma *vma)
{
	return i < files->nr && place_same_file(files->vma[i], vma) ? &files->vma[i] : NULL;
}

/**
 * place_first() - find the first VMA of a list that maps the same file as @vma
 * @files: list
 * @vma: VMA, usually of another dump
 *
 * Return: pointer into the list, to the VMA that maps the lowest offset of the file; NULL
 * if there is none.
 */
const struct ptwalk_vma **place_first(const struct place_files *files,
				      const struct ptwalk_vma *vma)
{
	struct ptwalk_vma wanted = {
		.dev_major = vma->dev_major,
		.dev_minor = vma->dev_minor,
		.ino = vma->ino,
	};
	const struct ptwalk_vma *key = &wanted;
	size_t low = 0, high = files->nr, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (by_place(&files->vma[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return at_or_end(files, low, vma);
}

/**
 * place_next() - the next VMA of a list that maps the same file
 * @files: list
 * @at: from place_first() or place_next()
 *
 * Return: pointer into the list, to the VMA with the next higher or the same offset; NULL
 * if there is none.
 */
const struct ptwalk_vma **place_next(const struct place_files *files,
				     const struct ptwalk_vma **at)
{
	return at_or_end(files, at - files->vma + 1, *at);
}
