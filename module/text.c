// SPDX-License-Identifier: GPL-2.0
/*
 * The text file: turns the records of a walk into lines, for whoever has only a
 * shell.  Decoding and merging are shared/, so its lines are cut where the
 * command-line tool cuts its own.  It reads a walk's buffer, never the target:
 * no lock is held here but the open file's own.
 */
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/stdarg.h>

#include "ptwalk.h"
#include "shared/run.h"

#define OUT_SIZE	(32 * 1024)
#define LINE_ROOM	512
/* an area's line: every byte of its name may need four */
#define AREA_ROOM	(LINE_ROOM + 4 * PAGE_SIZE)

/* a whole table record, in units that keep it aligned */
#define TABLE_WORDS	(sizeof(struct ptwalk_table) / sizeof(u64) + \
			 PTWALK_ENTRIES)

/**
 * struct ptwalk_text - text in the making
 * @dict: the dump's dictionary
 * @cursor: where the lines are
 * @offset: of the record being worked on, in the walk's buffer
 * @sought: the cursor was allowed up to that record
 * @out: lines not yet taken by the reader
 * @len: bytes in @out
 * @vma: copy of the last area record; its name is not used
 * @table: by level, copy of the last table record: the walk's buffer is filled
 *	   anew while the cursor still needs it
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

static bool room(const struct ptwalk_text *text, size_t bytes)
{
	return OUT_SIZE - text->len > bytes;
}

/* A name may hold any byte; none of them may end the line or reach a terminal. */
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

	for (i = 0; i < header->dict_count; i++)
		ptwalk_dict_set(&text->dict, header->dict[i].key,
				header->dict[i].value);
	text->dict.kernel = header->half == PTWALK_HALF_KERNEL;
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

/* What a region of the kernel half has not: access, file and place in it. */
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
	/* an area may begin inside a huge page, also inside that of frame 0 */
	within = run->start & (ptwalk_span(run->level) - 1);
	/* the end that is 1 << 64 stands as 0 */
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
		put(text, "# shared hugetlb tables are left out: the file stayed locked\n");
	if (end->flags & PTWALK_END_TABLES_CHANGED)
		put(text, "# tables came or went while they were copied\n");
	if (end->flags & PTWALK_END_BEST_EFFORT)
		put(text, "# best effort: no lock kept the tables\n");
	else if (end->flags & PTWALK_END_ONE_MOMENT)
		put(text, "# the areas are of one moment\n");
	else if (end->flags & PTWALK_END_VMAS_CHANGED)
		put(text, "# the areas are NOT of one moment: they changed, or could\n");
	else if (end->holds)
		put(text, "# the areas may not be of one moment: this kernel does not tell\n");
}

/* Keep what the cursor needs of a record when the buffer is filled anew. */
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

/* Returns true when the record is done with, false where the lines are full. */
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
 * ptwalk_text_fill() - replace the lines by those that come next
 * @text: from ptwalk_text_alloc()
 * @walk: the walk to take records from, always the same one
 *
 * Afterwards ptwalk_text_data() has no bytes only at the end of the dump.
 *
 * Context: process; may sleep; see ptwalk_walk_fill().
 * Return: 0 or what ptwalk_walk_fill() returns; nothing is lost then.
 */
int ptwalk_text_fill(struct ptwalk_text *text, struct ptwalk_walk *walk)
{
	const struct ptwalk_record *rec;
	int err;

	text->len = 0;
	for (;;) {
		if (text->offset == walk->len) {
			/* at the end, or enough to hand over for now */
			if (walk->finished || text->len)
				return 0;
			text->offset = 0;
			err = ptwalk_walk_fill(walk);
			if (err)
				return err;
			/* a long run of equal entries makes no line */
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
 * ptwalk_text_data() - the lines
 * @text: after ptwalk_text_fill()
 * @len: bytes
 *
 * Return: the first of them.
 */
const char *ptwalk_text_data(const struct ptwalk_text *text, size_t *len)
{
	*len = text->len;
	return text->out;
}

/**
 * ptwalk_text_alloc() - prepare to turn one walk into text
 *
 * Context: process; may sleep.
 * Return: to be given to ptwalk_text_free(), or NULL without memory.
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
 * ptwalk_text_free() - give it back
 * @text: from ptwalk_text_alloc(), or NULL
 */
void ptwalk_text_free(struct ptwalk_text *text)
{
	if (!text)
		return;
	kvfree(text->out);
	kvfree(text);
}
