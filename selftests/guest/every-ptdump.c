// SPDX-License-Identifier: GPL-2.0-only
/*
 * Compares dumps with the kernel's own dump of its page tables, range by range and bit
 * by bit: debugfs page_tables/{kernel,current_kernel,current_user}, which only a debug
 * kernel has (CONFIG_PTDUMP_DEBUGFS).
 *
 * The kernel half changes all the time, so the test takes a ptwalk dump before and one
 * after ptdump's.  Where the two agree, ptdump must agree with them; where they differ,
 * the range has "moved": it is counted and printed.  The ESPfix area is left out, as
 * ptdump prints only its first 16 lines.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "dump.h"
#include "errmsg.h"
#include "guest.h"
#include "harness.h"

#define PTDUMP		"/sys/kernel/debug/page_tables/"
#define RAW		"/sys/kernel/debug/ptwalk/raw"
#define PARAMETER	"/sys/module/ptwalk/parameters/kernel"
#define TEXT_SIZE	(2 << 20)
#define RAW_SIZE	(16 << 20)
#define LINES		(1 << 14)
#define MOVED_SHOWN	20

/* The bits of a present leaf entry that ptdump shows */
#define SEEN	(PTWALK_F_P | PTWALK_F_RW | PTWALK_F_US | PTWALK_F_PWT |	\
		 PTWALK_F_PCD | PTWALK_F_PS | PTWALK_F_PAT | PTWALK_F_G |	\
		 PTWALK_F_NX)

/*
 * A range whose entries have the same flags and level.  @last is its last byte, as the end
 * of the topmost range does not fit 64 bits.
 */
struct line {
	uint64_t	start;
	uint64_t	last;
	const char	*region;	/* NULL in ptdump's lines and in the user half */
	uint32_t	flags;		/* 0: nothing present */
	uint8_t		level;
};

struct list {
	struct line	*line;
	int		nr;		/* LINES: the list is full, lines may be missing */
};

/* warm_up() touches these before the first dump, so that reading changes no page table. */
static char text[TEXT_SIZE], raw[RAW_SIZE];
static struct line lines[3][LINES];

static void warm_up(void)
{
	memset(text, 1, sizeof(text));
	memset(raw, 1, sizeof(raw));
	memset(lines, 1, sizeof(lines));
}

static void add(struct list *list, const struct line *line)
{
	struct line *tail = &list->line[list->nr - 1];

	if (list->nr && tail->last + 1 == line->start &&
	    tail->flags == line->flags && tail->level == line->level &&
	    tail->region == line->region)
		tail->last = line->last;
	else if (list->nr < LINES)
		list->line[list->nr++] = *line;
}

/*
 * A copy of a region's name that outlives the dump.  Equal names give the same pointer, so
 * that add() can compare pointers.
 */
static const char *region_name(const struct ptwalk_vma *vma)
{
	static char names[24][32];
	char name[32];
	size_t i;

	if (!vma)
		return NULL;
	snprintf(name, sizeof(name), "%.*s", (int)vma->name_length, vma->name);
	for (i = 0; i < ARRAY_SIZE(names) - 1 && names[i][0]; i++)
		if (!strcmp(names[i], name))
			break;
	memcpy(names[i], name, sizeof(name));
	return names[i];
}

static bool is_left_out(const struct line *line)
{
	return line->region && !strcmp(line->region, "ESPfix Area");
}

/* Takes a ptwalk dump and turns it into lines like ptdump's; 0 or a negative errno. */
static int read_ours(struct list *list, const char *request, bool kernel)
{
	struct errmsg err = { "" };
	struct ptwalk_pte pte;
	struct ptwalk_run run;
	struct dump *dump;
	struct runs runs;
	size_t size = 0;
	ssize_t n;
	int fd;

	fd = open(RAW, O_RDWR);
	if (fd < 0)
		return -errno;
	if (write(fd, request, strlen(request)) < 0) {
		n = -errno;
		close(fd);
		return n;
	}
	while ((n = read(fd, raw + size, RAW_SIZE - size)) > 0)
		size += n;
	close(fd);
	if (dump_parse(&dump, raw, size, &err)) {
		note("%s", err.text);
		return -EBADMSG;
	}
	list->nr = 0;
	runs_begin(&runs, dump);
	while (runs_next(&runs, &run)) {
		struct line line = {
			.start = run.start,
			.last = run.end - 1,
			.region = kernel ? region_name(run.vma) : NULL,
		};

		if (run.kind == PTWALK_PAGE) {
			ptwalk_decode(&dump->dict, run.raw, run.level, &pte);
			line.flags = pte.flags & SEEN;
			line.level = run.level;
		} else if (run.kind == PTWALK_REPEAT && list->nr) {
			/* KASAN's early shadow maps the same page over and over */
			line.flags = list->line[list->nr - 1].flags;
			line.level = list->line[list->nr - 1].level;
		}
		add(list, &line);
	}
	dump_free(dump);
	return 0;
}

/* Parses "0x... -0x...   size USR RW PWT PCD PSE PAT GLB NX pte"; false if it is no range */
static bool parse_line(char *s, struct line *line)
{
	static const struct {
		const char *word;
		uint32_t flag;
	} words[] = {
		{ "USR", PTWALK_F_US }, { "RW", PTWALK_F_RW },
		{ "PWT", PTWALK_F_PWT }, { "PCD", PTWALK_F_PCD },
		{ "PSE", PTWALK_F_PS }, { "PAT", PTWALK_F_PAT },
		{ "GLB", PTWALK_F_G }, { "NX", PTWALK_F_NX }, { "ro", 0 },
		{ "x", 0 },
	};
	static const char *const levels[] = { "", "pte", "pmd", "pud", "p4d" };
	uint64_t end;
	char *word;
	size_t i;

	*line = (struct line){ 0 };
	if (sscanf(s, "0x%lx-0x%lx", &line->start, &end) != 2)
		return false;
	line->last = end - 1;
	strtok(s, " \n");
	strtok(NULL, " \n");
	while ((word = strtok(NULL, " \n"))) {
		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (!strcmp(word, words[i].word))
				line->flags |= words[i].flag | PTWALK_F_P;
		for (i = 1; i < ARRAY_SIZE(levels); i++)
			if (!strcmp(word, levels[i]))
				line->level = i;
	}
	if (!line->flags)
		line->level = 0;
	return true;
}

/*
 * Reads ptdump's lines; 0 or a negative errno.  seq_file starts with a buffer of one page,
 * doubles it and walks all page tables again until the text fits, and keeps the buffer
 * while the file is open.  So the caller leaves @fd open for a second, quick reading.
 */
static int read_theirs(struct list *list, int fd)
{
	size_t size = 0;
	char *s, *next;
	ssize_t n;

	while ((n = pread(fd, text + size, TEXT_SIZE - 1 - size, size)) > 0)
		size += n;
	if (n < 0)
		return -errno;
	text[size] = '\0';
	list->nr = 0;
	for (s = text; *s; s = next) {
		struct line line;

		next = strchr(s, '\n');
		if (next)
			*next++ = '\0';
		else
			next = s + strlen(s);
		if (parse_line(s, &line))
			add(list, &line);
	}
	return size < TEXT_SIZE - 1 ? 0 : -EFBIG;
}

/*
 * The line with @addr, or an empty line if there is none.  *@hint is the index where the
 * search starts, and is advanced: addresses have to come in ascending order.
 */
static const struct line *at(const struct list *list, uint64_t addr, int *hint)
{
	static const struct line nothing;

	while (*hint < list->nr && list->line[*hint].last < addr)
		++*hint;
	return *hint < list->nr && list->line[*hint].start <= addr ?
	       &list->line[*hint] : &nothing;
}

static bool same(const struct line *a, const struct line *b)
{
	return a->flags == b->flags && a->level == b->level;
}

/* The number of ranges with each result of the comparison */
struct verdict {
	uint64_t agree;		/* present, and the same in all three dumps */
	uint64_t moved;		/* the two ptwalk dumps differ */
	uint64_t left_out;	/* in the ESPfix area */
	uint64_t wrong;		/* ptdump differs from two equal ptwalk dumps */
};

/*
 * The last byte, up to @last, of the range from @addr on that is within one line of @list,
 * or within one gap between lines.  @hint: the index that at() has left for @addr.
 */
static uint64_t stretch(const struct list *list, int hint, uint64_t addr,
			uint64_t last)
{
	const struct line *l = &list->line[hint];

	if (hint >= list->nr)
		return last;
	if (l->start > addr)
		return l->start - 1 < last ? l->start - 1 : last;
	return l->last < last ? l->last : last;
}

/* Cuts the address range at all boundaries of the three lists and compares each range. */
static struct verdict compare(const struct list *before,
			      const struct list *theirs,
			      const struct list *after,
			      uint64_t first, uint64_t last)
{
	int b = 0, t = 0, a = 0;
	struct verdict v = { 0 };
	uint64_t addr = first, end;

	for (;; addr = end + 1) {
		const struct line *x = at(before, addr, &b);
		const struct line *y = at(theirs, addr, &t);
		const struct line *z = at(after, addr, &a);

		end = stretch(before, b, addr, last);
		end = stretch(theirs, t, addr, end);
		end = stretch(after, a, addr, end);
		if (is_left_out(x) || is_left_out(z)) {
			v.left_out++;
		} else if (!same(x, z)) {
			if (v.moved++ < MOVED_SHOWN)
				note("%016lx-%016lx moved, in %s", addr, end,
				     x->region ?: z->region ?: "the user half");
		} else if (same(x, y)) {
			v.agree += !!x->flags;
		} else if (v.wrong++ < 5) {
			note("%016lx-%016lx: ptwalk level %u flags %x, ptdump level %u flags %x",
			     addr, end, x->level, x->flags, y->level, y->flags);
		}
		if (end == last)
			return v;
	}
}

FIXTURE(ptdump) {
	struct list before;
	struct list theirs;
	struct list after;
};

FIXTURE_VARIANT(ptdump) {
	const char *file;
	const char *request;
	const char *request_nopti;	/* the request for the same tables without PTI */
	bool kernel;
	unsigned long least;		/* the number of ranges that have to agree at least */
};

FIXTURE_VARIANT_ADD(ptdump, kernel) {
	PTDUMP "kernel", "half=kernel", NULL, true, 100 };
FIXTURE_VARIANT_ADD(ptdump, current_kernel) {
	PTDUMP "current_kernel", "half=user", NULL, false, 15 };
FIXTURE_VARIANT_ADD(ptdump, current_user) {
	PTDUMP "current_user", "half=user pgd=user", "half=user", false, 15 };
FIXTURE_VARIANT_ADD(ptdump, current_user_kernel_half) {
	PTDUMP "current_user", "half=kernel pgd=user", "half=kernel", true, 5 };

FIXTURE_SETUP(ptdump)
{
	self->before.line = lines[0];
	self->theirs.line = lines[1];
	self->after.line = lines[2];
	if (write_file(PARAMETER, "1"))
		TH_LOG(PARAMETER ": %m");
}

FIXTURE_TEARDOWN(ptdump)
{
	write_file(PARAMETER, "0");
}

TEST_F(ptdump, same_ranges_same_bits)
{
	const char *request = variant->request;
	uint64_t half, first, last;
	struct verdict v;
	int i, fd;

	fd = open(variant->file, O_RDONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT)
		SKIP(return, "no CONFIG_PTDUMP_DEBUGFS");
	ASSERT_LE(0, fd);
	warm_up();
	if (read_ours(&self->before, request, variant->kernel) == -EOPNOTSUPP)
		request = variant->request_nopti;
	/* Run all code once before it counts, so that it changes no page table any more. */
	for (i = 0; i < 2; i++) {
		ASSERT_EQ(0, read_ours(&self->before, request, variant->kernel));
		ASSERT_EQ(0, read_theirs(&self->theirs, fd));
	}
	ASSERT_EQ(0, read_ours(&self->after, request, variant->kernel));
	close(fd);
	ASSERT_GT(LINES, self->before.nr);
	ASSERT_GT(LINES, self->theirs.nr);
	ASSERT_GT(LINES, self->after.nr);

	half = ptwalk_half_end(((struct ptwalk_header *)raw)->levels);
	first = variant->kernel ? -half : 0;
	last = variant->kernel ? -1ULL : half - 1;
	v = compare(&self->before, &self->theirs, &self->after, first, last);
	TH_LOG("%lu present ranges agree, %lu moved meanwhile, %lu left out",
	       v.agree, v.moved, v.left_out);
	EXPECT_EQ(0, v.wrong);
	EXPECT_LE(variant->least, v.agree);
	/* Some ranges always move; if many did, the comparison would prove nothing. */
	EXPECT_GT(v.agree, 10 * v.moved);
}

TEST_HARNESS_MAIN
