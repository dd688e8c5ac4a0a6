// SPDX-License-Identifier: GPL-2.0
/*
 * Places of two address spaces: see place.h.
 */
#include <string.h>

#include "place.h"

/**
 * place_has_file() - does a VMA map a file?
 * @vma: VMA
 *
 * The kernel numbers inodes from 0 on where it likes, but no device is 0:0.
 *
 * Return: true where it does; shared anonymous memory is a file of the kernel's own.
 */
bool place_has_file(const struct ptwalk_vma *vma)
{
	return vma->dev_major || vma->dev_minor;
}

/**
 * place_same_file() - do two VMAs map the same file, or none?
 * @a: the one
 * @b: the other one
 *
 * Return: true where they do.
 */
bool place_same_file(const struct ptwalk_vma *a, const struct ptwalk_vma *b)
{
	return a->ino == b->ino && a->dev_major == b->dev_major &&
	       a->dev_minor == b->dev_minor;
}

static const struct ptwalk_vma *named(const struct dump *dump, const char *name)
{
	size_t i, length = strlen(name);

	for (i = 0; i < dump->nr_vmas; i++)
		if (dump->vma[i]->name_length == length &&
		    !memcmp(dump->vma[i]->name, name, length))
			return dump->vma[i];
	return NULL;
}

/* The first VMA of a file: of the program, or the lowest thing mapped */
static const struct ptwalk_vma *first_file(const struct dump *dump)
{
	size_t i;

	for (i = 0; i < dump->nr_vmas; i++)
		if (place_has_file(dump->vma[i]))
			return dump->vma[i];
	return NULL;
}

/**
 * place_copies() - can two address spaces be compared by address?
 * @a: dump
 * @b: dump of the same boot
 *
 * They can where they are one process's, or where one was forked from the other, or
 * both from a third.  No dump says who forked whom; but fork copies the layout, which
 * execve() draws by lot three times: for the program, for the stack, and for the
 * vDSO.
 *
 * Return: true where they can; false also where the dumps do not tell.
 */
bool place_copies(const struct dump *a, const struct dump *b)
{
	const struct ptwalk_vma *x, *y;

	if (a->header->tgid == b->header->tgid &&
	    a->header->start_time == b->header->start_time)
		return true;
	/* a machine may have none (vdso=0) */
	x = named(a, "[vdso]");
	y = named(b, "[vdso]");
	if (!x != !y || (x && x->start != y->start))
		return false;
	x = named(a, "[stack]");
	y = named(b, "[stack]");
	if (!x || !y || x->end != y->end)
		return false;
	x = first_file(a);
	y = first_file(b);
	return x && y && x->start == y->start && place_same_file(x, y);
}
