// SPDX-License-Identifier: GPL-2.0-only
/*
 * The file "text": turns the records of a walk into lines, for users who have only a shell.
 * Decoding and merging are in shared/, so one line covers the same range of addresses here and
 * in the command-line tool.  This file reads the buffer of a walk, never the target's tables;
 * the caller holds the mutex of the open file, and no other lock.
 */
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "ptwalk.h"
#include "shared/run.h"

#define OUT_SIZE	(32 * 1024)
#define LINE_ROOM	512
/* the line of a VMA: each byte of its name may be escaped to four ("\012") */
#define AREA_ROOM	(LINE_ROOM + 4 * PAGE_SIZE)

/* the largest table record, counted in u64, which keeps the copy 8-byte aligned */
#define TABLE_WORDS	(sizeof(struct ptwalk_table) / sizeof(u64) + \
			 PTWALK_ENTRIES)

/**
 * struct ptwalk_text - state of the conversion of one walk to text
 * @dict: dictionary of the dump
 * @cursor: merges entries into runs; each run becomes one line
 * @offset: offset in the walk's buffer of the record that is converted next
 * @sought: ptwalk_cursor_seek() was called for that record
 * @out: %OUT_SIZE bytes for lines that the reader has not taken yet
 * @len: bytes used in @out
 * @vma: copy of the last VMA record, without the bytes of its name
 * @table: by level, copy of the last table record.  Copies, because the walk's buffer is
 *	   refilled while @cursor still refers to these records.
 */
struct ptwalk_text {
	struct ptwalk_dict	dict;
	struct ptwalk_cursor	cursor;
	size_t			offset;
	bool			sought;
	char			*out;
	size_t			len;
	struct ptwalk_vma	vma;
	u64			table[PTWALK_LEVEL_MAX][TABLE_WORDS];
};

static __printf(2, 3) void put(struct ptwalk_text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text->len += vscnprintf(text->out + text->len, OUT_SIZE - text->len,
				format, args);
	va_end(args);
}

/* Is there room for more than @bytes in the buffer of lines? */
static bool room(const struct ptwalk_text *text, size_t bytes)
{
	return OUT_SIZE - text->len > bytes;
}

/*
 * Print a name.  It may contain any byte, so whatever could end the line or control a terminal
 * is printed as an octal escape.
 */
static void put_escaped(struct ptwalk_text *text, const u8 *name, size_t length)
{
	size_t i;

	for (i = 0; i < length; i++) {
		if (name[i] < ' ' || name[i] == '\\' || name[i] >= 0x7f)
			put(text, "\\%03o", name[i]);
		else if (room(text, 1))
			text->out[text->len++] = name[i];
	}
}

static void put_size(struct ptwalk_text *text, u64 bytes)
{
	static const char unit[] = "KMGT";
	unsigned int i = 0;

	bytes >>= 10;
	while (i < 3 && bytes && !(bytes & 1023)) {
		bytes >>= 10;
		i++;
	}
	put(text, " %6llu%c", bytes, unit[i]);
}

static void put_header(struct ptwalk_text *text,
		       const struct ptwalk_header *header)
{
	unsigned int i;

	text->dict.kernel = header->half == PTWALK_HALF_KERNEL;
	for (i = 0; i < header->dict_count; i++)
		ptwalk_dict_set(&text->dict, header->dict[i].key,
				header->dict[i].value);
	ptwalk_cursor_init(&text->cursor, header, &text->dict);

	put(text, "# ptwalk format %u: pid %d (", header->format, header->pid);
	put_escaped(text, header->comm, strnlen(header->comm,
						sizeof(header->comm)));
	put(text, "), %s half%s, %u levels, Linux %.64s\n# flags:",
	    header->half == PTWALK_HALF_KERNEL ? "kernel" : "user",
	    header->pgd == PTWALK_PGD_USER ? " by the user-mode PGD" : "",
	    header->levels, header->release);
	for (i = 0; i < ptwalk_nr_flags; i++)
		put(text, " %c=%s", ptwalk_flags[i].letter,
		    ptwalk_flags[i].name);
	put(text, "\n# range  size  table  kind  flags  entries  first frame\n");
}

/* The columns of a VMA that a region of the kernel half lacks: permissions, offset, file. */
static void put_mapping(struct ptwalk_text *text, const struct ptwalk_vma *vma)
{
	put(text, "%c%c%c%c %08llx %02x:%02x %llu ",
	    vma->flags & PTWALK_VMA_READ ? 'r' : '-',
	    vma->flags & PTWALK_VMA_WRITE ? 'w' : '-',
	    vma->flags & PTWALK_VMA_EXEC ? 'x' : '-',
	    vma->flags & PTWALK_VMA_MAYSHARE ? 's' : 'p',
	    vma->offset, vma->dev_major, vma->dev_minor, vma->ino);
}

static void put_area(struct ptwalk_text *text, const struct ptwalk_vma *vma)
{
	/* 0 stands for 1 << 64 */
	put(text, "%08llx-%s%08llx ", vma->start, vma->end ? "" : "100000000",
	    vma->end);
	if (!text->dict.kernel)
		put_mapping(text, vma);
	put_escaped(text, vma->name, vma->name_length);
	put(text, "\n");
}

static void put_run(struct ptwalk_text *text, const struct ptwalk_run *run)
{
	unsigned int kind = run->kind;
	struct ptwalk_pte pte;
	char letters[32];
	u64 within;

	if (run->kind == PTWALK_NONE)
		return;
	ptwalk_decode(&text->dict, run->raw, run->level, &pte);
	ptwalk_flag_letters(pte.flags, letters, sizeof(letters));
	if (kind == PTWALK_MARKER)
		kind = ptwalk_marker_kind(&text->dict, pte.offset);
	/* a VMA, and with it a run, may start inside a huge page: add the offset to its frame */
	within = run->start & (ptwalk_span(run->level) - 1);
	/* an end of 0 stands for 1 << 64 */
	put(text, "  0x%016llx-0x%s%016llx", run->start, run->end ? "" : "1",
	    run->end);
	put_size(text, run->end - run->start);
	put(text, " %-4s %-8s %s %llu", ptwalk_level_name(run->level),
	    ptwalk_kind_name(kind), letters, run->entries);
	if (run->kind == PTWALK_SWAP)
		put(text, " swap %u:0x%llx", pte.swap_type, pte.offset);
	else if (run->kind == PTWALK_MARKER)
		put(text, " bits 0x%llx", pte.offset);
	else if (run->kind != PTWALK_UNREAD && run->kind != PTWALK_REPEAT &&
		 run->kind != PTWALK_UNKNOWN)
		put(text, " pfn 0x%llx", (pte.phys | within) >> 12);
	if (pte.pkey)
		put(text, " pkey %u", pte.pkey);
	if (pte.reserved)
		put(text, " reserved bits 0x%llx", pte.reserved);
	if (run->extents > 1 && run->kind != PTWALK_UNREAD &&
	    run->kind != PTWALK_REPEAT && run->kind != PTWALK_UNKNOWN)
		put(text, " in %llu extents", run->extents);
	put(text, "\n");
}

static void put_end(struct ptwalk_text *text, const struct ptwalk_end *end)
{
	put(text, "# end: %s, %llu areas, %llu tables, %llu entries;",
	    end->flags & PTWALK_END_COMPLETE ? "complete" :
	    "INCOMPLETE: the address space went away",
	    end->vmas, end->tables, end->entries);
	put(text, " lock held %llu times, at most %llu ns\n",
	    end->holds, end->hold_max_ns);
	if (end->unstable)
		put(text, "# %llu tables kept changing while they were copied\n",
		    end->unstable);
	if (end->flags & PTWALK_END_LEFT_OUT)
		put(text,
		    "# shared hugetlb tables left out: i_mmap_rwsem of the file was not free\n");
	if (end->flags & PTWALK_END_TABLES_CHANGED)
		put(text, "# page tables were added or freed during the dump\n");
	if (end->flags & PTWALK_END_BEST_EFFORT)
		put(text, "# best effort: no lock kept the tables\n");
	else if (end->flags & PTWALK_END_ONE_MOMENT)
		put(text, "# all areas are of one moment\n");
	else if (end->flags & PTWALK_END_VMAS_CHANGED)
		put(text,
		    "# areas NOT of one moment: they changed between lock holds, or could have\n");
	else if (end->holds)
		put(text,
		    "# areas may have changed between lock holds: write locks are not counted\n");
}

/* Copy a record and give the copy to the cursor: the walk's buffer will be refilled. */
static void keep(struct ptwalk_text *text, const struct ptwalk_record *rec)
{
	const struct ptwalk_table *table;
	void *copy;

	switch (rec->type) {
	case PTWALK_REC_VMA:
		text->vma = *(const struct ptwalk_vma *)rec;
		ptwalk_cursor_add(&text->cursor, &text->vma.rec);
		break;
	case PTWALK_REC_TABLE:
		table = (const struct ptwalk_table *)rec;
		copy = text->table[table->level - 1];
		memcpy(copy, table, rec->length);
		ptwalk_cursor_add(&text->cursor, copy);
		break;
	}
}

/* Convert a record.  Returns false if the lines are full: call again with the same record. */
static bool put_record(struct ptwalk_text *text,
		       const struct ptwalk_record *rec)
{
	struct ptwalk_run run;

	if (rec->type == PTWALK_REC_HEADER) {
		put_header(text, (const struct ptwalk_header *)rec);
		return true;
	}
	if (!text->sought) {
		ptwalk_cursor_seek(&text->cursor, rec);
		text->sought = true;
	}
	for (;;) {
		if (!room(text, rec->type == PTWALK_REC_VMA ? AREA_ROOM :
			  LINE_ROOM))
			return false;
		if (!ptwalk_cursor_next(&text->cursor, &run))
			break;
		put_run(text, &run);
	}
	if (rec->type == PTWALK_REC_VMA)
		put_area(text, (const struct ptwalk_vma *)rec);
	else if (rec->type == PTWALK_REC_END)
		put_end(text, (const struct ptwalk_end *)rec);
	keep(text, rec);
	text->sought = false;
	return true;
}

/**
 * ptwalk_text_fill() - refill the buffer with the next lines
 * @text: from ptwalk_text_alloc()
 * @walk: the walk to take records from, the same one in each call
 *
 * After success ptwalk_text_data() returns no bytes only at the end of the dump.
 *
 * Context: process; may sleep; as ptwalk_walk_fill().
 * Return: 0; an error of ptwalk_walk_fill(), or -ERESTARTSYS after a signal: nothing is lost,
 * and the next call continues.
 */
int ptwalk_text_fill(struct ptwalk_text *text, struct ptwalk_walk *walk)
{
	const struct ptwalk_record *rec;
	int err;

	text->len = 0;
	for (;;) {
		if (text->offset == walk->len) {
			/* end of the dump, or lines to hand over before the next slice */
			if (walk->finished || text->len)
				return 0;
			text->offset = 0;
			err = ptwalk_walk_fill(walk);
			if (err)
				return err;
			/* many slices of equal entries give no line, so check here as well */
			if (signal_pending(current))
				return -ERESTARTSYS;
			cond_resched();
		}
		rec = walk->buf + text->offset;
		if (!put_record(text, rec))
			return 0;
		text->offset += rec->length;
	}
}

/**
 * ptwalk_text_data() - get the lines that ptwalk_text_fill() wrote
 * @text: from ptwalk_text_alloc()
 * @len: set to the number of bytes
 *
 * Return: pointer to the first byte.
 */
const char *ptwalk_text_data(const struct ptwalk_text *text, size_t *len)
{
	*len = text->len;
	return text->out;
}

/**
 * ptwalk_text_alloc() - allocate the state that converts one walk to text
 *
 * Context: process; may sleep.
 * Return: the state, to be freed with ptwalk_text_free(); NULL if there is no memory.
 */
struct ptwalk_text *ptwalk_text_alloc(void)
{
	struct ptwalk_text *text = kvzalloc(sizeof(*text), GFP_KERNEL);

	if (!text)
		return NULL;
	text->out = kvmalloc(OUT_SIZE, GFP_KERNEL);
	if (!text->out) {
		kvfree(text);
		return NULL;
	}
	return text;
}

/**
 * ptwalk_text_free() - free the state of ptwalk_text_alloc()
 * @text: from ptwalk_text_alloc(), or NULL
 */
void ptwalk_text_free(struct ptwalk_text *text)
{
	if (!text)
		return;
	kvfree(text->out);
	kvfree(text);
}
