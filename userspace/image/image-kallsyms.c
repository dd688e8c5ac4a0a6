// SPDX-License-Identifier: GPL-2.0-only
/*
 * Look up symbols in the kallsyms of a memory image: see image-kernel.h.
 *
 * Names are compressed (scripts/kallsyms.c): a name is a length and as many bytes, each of
 * which stands for a token, a string of kallsyms_token_table; the first character of the whole
 * is the type of the symbol.  The addresses are in kallsyms_offsets, in one of three ways that
 * nothing in an image names.  The right one is that by which the address of _stext is the one
 * in VMCOREINFO.
 */
#include <errno.h>
#include <string.h>

#include "errmsg.h"
#include "image-kernel.h"
#include "image-notes.h"
#include "image-private.h"

#define NR_TOKENS	256
#define MAX_TOKENS	16384		/* bytes in kallsyms_token_table; some 1000 */
#define MAX_SYMBOLS	(4U << 20)	/* a kernel has some 200,000 */
#define MAX_NAME	512		/* KSYM_NAME_LEN */

static const char *const names[NR_IMAGE_SYMBOLS] = {
#define X(name) #name,
	IMAGE_SYMBOLS(X)
#undef X
};

static const char mnemonics[] = "mnemonics";

/**
 * struct kallsyms - the tables while they are read
 * @kernel: the kernel
 * @names: address of the next byte of kallsyms_names that is not in @piece
 * @nr: number of symbols
 * @offsets: address of kallsyms_offsets
 * @base: value of kallsyms_relative_base, if the kernel has it
 * @has_base: it has
 * @index: where each token begins in @token
 * @token: strings
 * @piece: bytes of kallsyms_names
 * @at: next byte in @piece
 * @size: bytes in @piece
 * @found: numbers of the symbols of enum image_symbol, plus 1
 * @mnemonics: the same for those called "mnemonics"
 */
struct kallsyms {
	struct image_kernel	*kernel;
	__u64			names;
	__u32			nr;
	__u64			offsets;
	__u64			base;
	bool			has_base;
	__u16			index[NR_TOKENS];
	char			token[MAX_TOKENS + 1];
	unsigned char		piece[4096];
	size_t			at;
	size_t			size;
	__u32			found[NR_IMAGE_SYMBOLS];
	__u32			mnemonics[MAX_IMAGE_MNEMONICS];
};

/* Read the next byte of kallsyms_names; negative errno on failure. */
static int kallsyms_next_byte(struct kallsyms *k, struct errmsg *err)
{
	int rc;

	if (k->at == k->size) {
		k->at = 0;
		/* up to the end of a page: the next one may not be there */
		k->size = sizeof(k->piece) - k->names % sizeof(k->piece);
		rc = image_kernel_read(k->kernel, k->names, k->piece, k->size, err);
		if (rc)
			return rc;
		k->names += k->size;
	}
	return k->piece[k->at++];
}

/* Expand the next name, without the type.  A name that is too long is cut. */
static int kallsyms_next_name(struct kallsyms *k, char name[MAX_NAME], struct errmsg *err)
{
	int length = kallsyms_next_byte(k, err), high, byte;
	size_t used = 0;
	bool type = true;

	/* two bytes for long names, from 6.1 on */
	if (length >= 0 && length & 0x80) {
		high = kallsyms_next_byte(k, err);
		if (high < 0)
			return high;
		length = (length & 0x7f) | high << 7;
	}
	if (length < 0)
		return length;
	while (length--) {
		const char *token;

		byte = kallsyms_next_byte(k, err);
		if (byte < 0)
			return byte;
		token = k->token + k->index[byte];
		if (type && *token) {
			token++;
			type = false;
		}
		while (*token && used < MAX_NAME - 1)
			name[used++] = *token++;
	}
	name[used] = '\0';
	return 0;
}

static void kallsyms_note_symbol(struct kallsyms *k, __u32 nr, const char *name)
{
	struct image_kernel *kernel = k->kernel;
	unsigned int i;

	for (i = 0; i < NR_IMAGE_SYMBOLS; i++)
		if (*name == *names[i] && !strcmp(name, names[i]) && !k->found[i])
			k->found[i] = nr + 1;
	/* a static variable of a function: the compiler adds a number */
	if (!strncmp(name, mnemonics, strlen(mnemonics)) &&
	    kernel->nr_mnemonics < MAX_IMAGE_MNEMONICS)
		k->mnemonics[kernel->nr_mnemonics++] = nr + 1;
}

static int kallsyms_find_names(struct kallsyms *k, struct errmsg *err)
{
	char name[MAX_NAME];
	__u32 nr;
	int rc = 0;

	for (nr = 0; !rc && nr < k->nr; nr++) {
		rc = kallsyms_next_name(k, name, err);
		if (!rc)
			kallsyms_note_symbol(k, nr, name);
	}
	return rc;
}

enum encoding {
	RELATIVE,	/* to kallsyms_relative_base */
	PER_CPU,	/* the same if negative, less 1; else an absolute per-CPU address */
	TO_ITSELF,	/* to the address of the offset, from 7.x on */
	NR_ENCODINGS
};

static int kallsyms_symbol_address(struct kallsyms *k, __u32 nr, enum encoding encoding, __u64 *addr,
				   struct errmsg *err)
{
	const __u64 at = k->offsets + nr * 4ULL;
	__s32 offset;
	int rc = image_kernel_read(k->kernel, at, &offset, sizeof(offset), err);

	if (rc)
		return rc;
	switch (encoding) {
	case RELATIVE:
		*addr = k->base + (__u32)offset;
		break;
	case PER_CPU:
		*addr = offset < 0 ? k->base - 1 - offset : (__u64)offset;
		break;
	default:
		*addr = at + (__s64)offset;
	}
	return 0;
}

/* Find the encoding by the symbol whose address is known. */
static int kallsyms_find_encoding(struct kallsyms *k, enum encoding *encoding, struct errmsg *err)
{
	const __u32 nr = k->found[IMAGE_SYMBOL__stext];
	__u64 known, addr;
	int rc;

	if (!nr || !image_notes_value(&k->kernel->image->notes, "SYMBOL(_stext)", 16, &known))
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: the symbols of its kernel (kallsyms) have no _stext");
	for (*encoding = k->has_base ? RELATIVE : TO_ITSELF; *encoding < NR_ENCODINGS;
	     (*encoding)++) {
		rc = kallsyms_symbol_address(k, nr - 1, *encoding, &addr, err);
		if (rc)
			return rc;
		if (addr == known)
			return 0;
	}
	return errmsg_set(err, -EBADMSG,
			  "the addresses of its kernel's symbols (kallsyms) cannot be read: _stext is not where VMCOREINFO says, at 0x%llx",
			  known);
}

static int kallsyms_find_addresses(struct kallsyms *k, struct errmsg *err)
{
	struct image_kernel *kernel = k->kernel;
	enum encoding encoding;
	unsigned int i;
	int rc = kallsyms_find_encoding(k, &encoding, err);

	for (i = 0; !rc && i < NR_IMAGE_SYMBOLS; i++)
		if (k->found[i])
			rc = kallsyms_symbol_address(k, k->found[i] - 1, encoding, &kernel->symbol[i],
						     err);
	for (i = 0; !rc && i < kernel->nr_mnemonics; i++)
		rc = kallsyms_symbol_address(k, k->mnemonics[i] - 1, encoding, &kernel->mnemonics[i],
					     err);
	return rc;
}

static int kallsyms_read_tokens(struct kallsyms *k, __u64 table, __u64 index, struct errmsg *err)
{
	int rc = image_kernel_read(k->kernel, index, k->index, sizeof(k->index), err);
	size_t i, size = 0;

	for (i = 0; i < NR_TOKENS; i++)
		if (k->index[i] >= size)
			size = k->index[i] + 1;
	if (!rc && size > MAX_TOKENS)
		return errmsg_set(err, -EBADMSG,
				  "corrupt image: the symbols of its kernel (kallsyms) have a token at %zu",
				  size - 1);
	/* the last token ends somewhere behind; what it is does not matter if that is cut */
	if (!rc)
		rc = image_kernel_read(k->kernel, table, k->token, size, err);
	if (!rc)
		rc = image_kernel_string(k->kernel, table + size - 1, k->token + size - 1,
					 sizeof(k->token) - size + 1, err);
	return rc;
}

/* VMCOREINFO says where the tables are, from 6.0 on; before, they have to be found. */
static int kallsyms_find_tables(struct image_kernel *kernel, struct kallsyms_places *places,
				struct errmsg *err)
{
	const struct image_notes *notes = &kernel->image->notes;
	int rc;

	*places = (struct kallsyms_places){ 0 };
	image_notes_value(notes, "SYMBOL(kallsyms_relative_base)", 16, &places->base);
	if (image_notes_value(notes, "SYMBOL(kallsyms_names)", 16, &places->names) &&
	    image_notes_value(notes, "SYMBOL(kallsyms_num_syms)", 16, &places->number) &&
	    image_notes_value(notes, "SYMBOL(kallsyms_token_table)", 16, &places->token_table) &&
	    image_notes_value(notes, "SYMBOL(kallsyms_token_index)", 16, &places->token_index) &&
	    image_notes_value(notes, "SYMBOL(kallsyms_offsets)", 16, &places->offsets))
		return 0;
	rc = kallsyms_find(kernel, places);
	if (rc == -ENOMEM)
		return errmsg_set(err, rc, "out of memory");
	return !rc ? 0 : errmsg_set(err, -EOPNOTSUPP,
				    "its VMCOREINFO does not say where the symbols of the kernel are (kallsyms, from 6.0 on), and they were not found in its memory; --cr3 works without");
}

/**
 * image_kallsyms_load() - look up the symbols of a kernel
 * @kernel: kernel whose page tables are known; its symbols are filled in
 * @err: filled in on failure
 *
 * Return: 0; -EOPNOTSUPP if it is not known where its symbols are; -EBADMSG if they
 * are not as they should be; or as image_kernel_read().
 */
int image_kallsyms_load(struct image_kernel *kernel, struct errmsg *err)
{
	struct kallsyms k = { .kernel = kernel };
	struct kallsyms_places places;
	int rc = kallsyms_find_tables(kernel, &places, err);

	if (rc)
		return rc;
	k.names = places.names;
	k.offsets = places.offsets;
	rc = image_kernel_read(kernel, places.number, &k.nr, sizeof(k.nr), err);
	if (!rc && k.nr > MAX_SYMBOLS)
		return errmsg_set(err, -EBADMSG, "corrupt image: its kernel has %u symbols",
				  k.nr);
	k.has_base = places.base;
	if (!rc && k.has_base)
		rc = image_kernel_read(kernel, places.base, &k.base, sizeof(k.base), err);
	if (!rc)
		rc = kallsyms_read_tokens(&k, places.token_table, places.token_index, err);
	if (!rc)
		rc = kallsyms_find_names(&k, err);
	return rc ? rc : kallsyms_find_addresses(&k, err);
}
