// SPDX-License-Identifier: GPL-2.0
/*
 * Dumps out of nothing, for tests: see forge.h.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "forge.h"

#define MAX_AREAS	64
#define ENTRIES		512
#define ADDR_MASK	0x000ffffffffff000ULL

/**
 * struct node - a table to be written
 * @entry: all of its entries
 * @unread: not to be written
 * @rec: its record, @rec.first and @rec.count left to forge_write()
 */
struct node {
	__u64			entry[ENTRIES];
	bool			unread;
	struct ptwalk_table	rec;
};

/**
 * struct area - an area to be written
 * @name: its name, not copied
 * @rec: its record
 */
struct area {
	const char		*name;
	struct ptwalk_vma	rec;
};

/* A setting to be written; neither is copied */
struct knob {
	const char		*name;
	const char		*value;
};

/* The record of one run of pages */
struct pages {
	struct ptwalk_record	rec;
	struct ptwalk_page_run	run;
};

#define MAX_FACTS	32

struct forge {
	struct ptwalk_end	end;
	__u64			dict[PTWALK_DICT_NR];
	bool			known[PTWALK_DICT_NR];
	struct area		area[MAX_AREAS];
	size_t			nr_areas;
	struct node		**node;
	size_t			nr_nodes;
	struct node		*last[PTWALK_LEVEL_MAX + 1];
	__u64			next_phys;
	struct knob		knob[MAX_FACTS];
	size_t			nr_knobs;
	struct ptwalk_smaps	smaps[MAX_FACTS];
	size_t			nr_smaps;
	struct pages		pages[MAX_FACTS];
	size_t			nr_pages;
	struct ptwalk_header	header;
};

struct fact {
	__u32	key;
	__u64	value;
};

/* The same everywhere; physical addresses of 46 bits */
static const struct fact common[] = {
	{ PTWALK_DICT_PHYS_BITS,	46 },
	{ PTWALK_DICT_PHYS_MASK,	ADDR_MASK },
	{ PTWALK_DICT_ENC_MASK,		0 },
	{ PTWALK_DICT_SPECIAL,		1ULL << 9 },
	{ PTWALK_DICT_UFFD_WP,		1ULL << 10 },
	{ PTWALK_DICT_SOFT_DIRTY,	1ULL << 11 },
	{ PTWALK_DICT_PROTNONE,		1ULL << 8 },
	{ PTWALK_DICT_PKEY,		0xfULL << 59 },
	{ PTWALK_DICT_SWAP_TYPE_SHIFT,	59 },
	{ PTWALK_DICT_SWAP_TYPE_BITS,	5 },
	{ PTWALK_DICT_SWAP_OFFSET_SHIFT, 9 },
	{ PTWALK_DICT_SWAP_OFFSET_BITS,	50 },
	{ PTWALK_DICT_SWAP_INVERTED,	1 },
	{ PTWALK_DICT_SWAP_SOFT_DIRTY,	1ULL << 1 },
	{ PTWALK_DICT_SWAP_UFFD_WP,	1ULL << 2 },
	{ PTWALK_DICT_SWAP_EXCLUSIVE,	1ULL << 3 },
	{ PTWALK_DICT_MARKER_UFFD_WP,	1ULL << 0 },
	{ PTWALK_DICT_PAT,		0x0407050600070106ULL },
};

/* Debian 6.1 amd64: no device-private memory, a type for lost swap-ins */
static const struct fact linux_6_1[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	0 },
	{ PTWALK_DICT_DEVMAP,		1ULL << 58 },
	{ PTWALK_DICT_MAX_SWAPFILES,	26 },
	{ PTWALK_DICT_SWP_HWPOISON,	26 },
	{ PTWALK_DICT_SWP_MIG_READ,	27 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 28 },
	{ PTWALK_DICT_SWP_MIG_WRITE,	29 },
	{ PTWALK_DICT_SWP_DEV_READ,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_WRITE,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_MARKER,	30 },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	31 },
	{ PTWALK_DICT_MARKER_POISONED,	0 },
	{ PTWALK_DICT_MARKER_GUARD,	0 },
};

/* Debian 6.12 cloud: no device-private memory */
static const struct fact linux_6_12[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	1ULL << 58 },
	{ PTWALK_DICT_DEVMAP,		1ULL << 57 },
	{ PTWALK_DICT_MAX_SWAPFILES,	27 },
	{ PTWALK_DICT_SWP_HWPOISON,	27 },
	{ PTWALK_DICT_SWP_MIG_READ,	28 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 29 },
	{ PTWALK_DICT_SWP_MIG_WRITE,	30 },
	{ PTWALK_DICT_SWP_DEV_READ,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_WRITE,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_MARKER,	31 },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_MARKER_POISONED,	1ULL << 1 },
	{ PTWALK_DICT_MARKER_GUARD,	0 },
};

/* Debian 7.2 cloud: device-private memory, one device-exclusive type */
static const struct fact linux_7_2[] = {
	{ PTWALK_DICT_SAVED_DIRTY,	1ULL << 58 },
	{ PTWALK_DICT_DEVMAP,		0 },
	{ PTWALK_DICT_MAX_SWAPFILES,	24 },
	{ PTWALK_DICT_SWP_HWPOISON,	24 },
	{ PTWALK_DICT_SWP_MIG_READ,	25 },
	{ PTWALK_DICT_SWP_MIG_READ_EXCL, 26 },
	{ PTWALK_DICT_SWP_MIG_WRITE,	27 },
	{ PTWALK_DICT_SWP_DEV_WRITE,	28 },
	{ PTWALK_DICT_SWP_DEV_READ,	29 },
	{ PTWALK_DICT_SWP_DEV_EXCL_READ, PTWALK_NO_TYPE },
	{ PTWALK_DICT_SWP_DEV_EXCL_WRITE, 30 },
	{ PTWALK_DICT_SWP_MARKER,	31 },
	{ PTWALK_DICT_SWP_SWAPIN_ERROR,	PTWALK_NO_TYPE },
	{ PTWALK_DICT_MARKER_POISONED,	1ULL << 1 },
	{ PTWALK_DICT_MARKER_GUARD,	1ULL << 2 },
};

static const struct {
	const char		*release;
	const struct fact	*facts;
	size_t			nr;
} kernels[] = {
	[FORGE_6_1]  = { "6.1.0-56-amd64", linux_6_1, ARRAY_SIZE(linux_6_1) },
	[FORGE_6_12] = { "6.12.95+deb12-cloud-amd64", linux_6_12,
			 ARRAY_SIZE(linux_6_12) },
	[FORGE_7_2]  = { "7.2.1+deb13-cloud-amd64", linux_7_2,
			 ARRAY_SIZE(linux_7_2) },
};

static unsigned int shift(unsigned int level)
{
	return 12 + 9 * (level - 1);
}

void forge_dict(struct forge *f, __u32 key, __u64 value)
{
	if (key >= PTWALK_DICT_NR)
		errx(1, "forge: no key %u", key);
	f->dict[key] = value;
	f->known[key] = true;
}

void forge_dict_drop(struct forge *f, __u32 key)
{
	f->known[key] = false;
}

static void learn(struct forge *f, const struct fact *facts, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		forge_dict(f, facts[i].key, facts[i].value);
}

struct forge *forge_new(enum forge_kernel kernel, unsigned int levels,
			enum ptwalk_half half)
{
	struct forge *f = calloc(1, sizeof(*f));
	bool user = half == PTWALK_HALF_USER;
	__u64 limit = levels == 5 ? 1ULL << 56 : 1ULL << 47;

	if (!f)
		err(1, "forge");
	f->header = (struct ptwalk_header){
		.rec.type = PTWALK_REC_HEADER,
		.format = PTWALK_FORMAT,
		.levels = levels,
		.half = half,
		.pid = 1234,
		.tgid = 1234,
		.start_time = 42000000000ULL,
		.time_realtime = 1764590400000000000ULL,
		.time_monotonic = 60000000000ULL,
		.start = user ? 0 : -limit,
		.end = user ? limit : 0,
		.comm = "forged",
	};
	strcpy((char *)f->header.release, kernels[kernel].release);
	f->end = (struct ptwalk_end){
		.rec = { PTWALK_REC_END, sizeof(f->end) },
		.flags = PTWALK_END_COMPLETE,
		.reached = f->header.end,
		.holds = 3,
		.hold_max_ns = 20000,
		.hold_total_ns = 50000,
		.time_monotonic = 60000100000ULL,
	};
	learn(f, common, ARRAY_SIZE(common));
	learn(f, kernels[kernel].facts, kernels[kernel].nr);
	forge_dict(f, PTWALK_DICT_VIRT_BITS, levels == 5 ? 57 : 48);
	forge_dict(f, PTWALK_DICT_FEATURES, PTWALK_CPU_NX | PTWALK_CPU_GBPAGES |
		   PTWALK_CPU_PCID | (levels == 5 ? PTWALK_CPU_LA57 : 0));
	forge_dict(f, PTWALK_DICT_SWP_PFN_BITS, levels == 5 ? 40 : 34);
	forge_dict(f, PTWALK_DICT_MIG_YOUNG, 1ULL << (levels == 5 ? 40 : 34));
	forge_dict(f, PTWALK_DICT_MIG_DIRTY, 1ULL << (levels == 5 ? 41 : 35));
	f->next_phys = 0x100000000ULL;
	return f;
}

void forge_free(struct forge *f)
{
	size_t i;

	for (i = 0; i < f->nr_nodes; i++)
		free(f->node[i]);
	free(f->node);
	free(f);
}

struct ptwalk_header *forge_header(struct forge *f)
{
	return &f->header;
}

struct ptwalk_end *forge_end(struct forge *f)
{
	return &f->end;
}

struct ptwalk_dict forge_decoder_dict(const struct forge *f)
{
	struct ptwalk_dict dict = { 0 };
	__u32 key;

	for (key = 0; key < PTWALK_DICT_NR; key++) {
		if (!f->known[key])
			continue;
		dict.known |= 1ULL << key;
		dict.value[key] = f->dict[key];
	}
	return dict;
}

struct ptwalk_vma *forge_vma(struct forge *f, __u64 start, __u64 end,
			     __u64 flags, const char *name)
{
	struct area *area;

	if (f->nr_areas == MAX_AREAS)
		errx(1, "forge: more than %d areas", MAX_AREAS);
	area = &f->area[f->nr_areas++];
	area->name = name;
	area->rec = (struct ptwalk_vma){
		.rec.type = PTWALK_REC_VMA,
		.start = start,
		.end = end,
		.flags = flags,
		.name_length = strlen(name),
	};
	if (flags & PTWALK_VMA_ANON) {
		area->rec.offset = start;
	} else {
		area->rec.ino = 1000 + f->nr_areas;
		area->rec.dev_major = 254;
	}
	return &area->rec;
}

struct ptwalk_vma *forge_area(struct forge *f, __u64 start)
{
	size_t i;

	for (i = 0; i < f->nr_areas; i++)
		if (f->area[i].rec.start == start)
			return &f->area[i].rec;
	errx(1, "forge: no area at %llx", start);
}

static struct node *find_node(struct forge *f, unsigned int level, __u64 base)
{
	size_t i;

	if (f->last[level] && f->last[level]->rec.base == base)
		return f->last[level];
	for (i = 0; i < f->nr_nodes; i++)
		if (f->node[i]->rec.level == level &&
		    f->node[i]->rec.base == base)
			return f->node[i];
	return NULL;
}

static struct node *add_node(struct forge *f, unsigned int level, __u64 base)
{
	struct node *node = calloc(1, sizeof(*node));

	if (!node)
		err(1, "forge");
	node->rec = (struct ptwalk_table){
		.rec.type = PTWALK_REC_TABLE,
		.base = base,
		.phys = f->next_phys,
		.level = level,
	};
	f->next_phys += K4;
	f->node = reallocarray(f->node, f->nr_nodes + 1, sizeof(f->node[0]));
	if (!f->node)
		err(1, "forge");
	f->node[f->nr_nodes++] = node;
	return node;
}

static struct node *node_for(struct forge *f, unsigned int level, __u64 addr)
{
	bool user = f->header.half == PTWALK_HALF_USER;
	struct node *node, *above;
	__u64 base;

	/* canonical addresses share what is above the top level's index */
	base = addr & ~((1ULL << shift(level + 1)) - 1);
	if (level == f->header.levels)
		base = user ? 0 : -(1ULL << shift(level + 1));
	node = find_node(f, level, base);
	if (!node)
		node = add_node(f, level, base);
	f->last[level] = node;
	if (level < f->header.levels) {
		unsigned int i = (addr >> shift(level + 1)) % ENTRIES;

		above = node_for(f, level + 1, addr);
		if (!above->entry[i])
			above->entry[i] = node->rec.phys | E_TABLE;
		if (!node->rec.parent)
			node->rec.parent = above->entry[i];
	}
	return node;
}

void forge_entry(struct forge *f, unsigned int level, __u64 addr, __u64 raw)
{
	struct node *node = node_for(f, level, addr);
	struct node *below = NULL;

	node->entry[(addr >> shift(level)) % ENTRIES] = raw;
	if (level > 1)
		below = find_node(f, level - 1,
				  addr & ~((1ULL << shift(level)) - 1));
	if (below)
		below->rec.parent = raw;
}

void forge_map(struct forge *f, unsigned int level, __u64 addr, __u64 size,
	       __u64 phys, __u64 bits)
{
	__u64 span = 1ULL << shift(level), done;

	for (done = 0; done < size; done += span)
		forge_entry(f, level, addr + done, (phys + done) | bits);
}

struct ptwalk_table *forge_table(struct forge *f, unsigned int level,
				 __u64 addr)
{
	return &node_for(f, level, addr)->rec;
}

void forge_unread(struct forge *f, unsigned int level, __u64 addr)
{
	node_for(f, level, addr)->unread = true;
}

void forge_drop(struct forge *f, unsigned int level, __u64 addr)
{
	struct node *node = node_for(f, level, addr);
	size_t i = 0;

	while (f->node[i] != node)
		i++;
	f->node[i] = f->node[--f->nr_nodes];
	f->last[level] = NULL;
	free(node);
	forge_entry(f, level + 1, addr, 0);
}

__u64 forge_swap(unsigned int type, __u64 offset)
{
	return ((~offset << 14) >> 5) | ((__u64)type << 59);
}

__u64 forge_protnone(__u64 phys, __u64 bits)
{
	return (~phys & ADDR_MASK) | bits | E_PROTNONE;
}

/**
 * struct bytes - what has been written
 * @data: bytes
 * @size: how many
 * @room: for how many
 */
struct bytes {
	char	*data;
	size_t	size;
	size_t	room;
};

static void *put(struct bytes *b, const void *data, size_t size)
{
	void *at;

	if (b->size + size > b->room) {
		b->room = 2 * (b->size + size);
		b->data = realloc(b->data, b->room);
		if (!b->data)
			err(1, "forge");
	}
	at = b->data + b->size;
	memcpy(at, data, size);
	b->size += size;
	return at;
}

static void put_header(struct forge *f, struct bytes *b)
{
	struct ptwalk_dict_entry entry = { 0 };
	__u32 key, n = 0;

	for (key = 0; key < PTWALK_DICT_NR; key++)
		n += f->known[key];
	f->header.rec.length = sizeof(f->header) + n * sizeof(entry);
	f->header.dict_count = n;
	put(b, &f->header, sizeof(f->header));
	for (key = 0; key < PTWALK_DICT_NR; key++) {
		entry.key = key;
		entry.value = f->dict[key];
		if (f->known[key])
			put(b, &entry, sizeof(entry));
	}
}

static void put_area(struct forge *f, struct bytes *b, struct area *area)
{
	size_t length = area->rec.name_length;
	size_t padding = -length % 8;

	area->rec.rec.length = sizeof(area->rec) + length + padding;
	put(b, &area->rec, sizeof(area->rec));
	put(b, area->name, length);
	put(b, "\0\0\0\0\0\0\0", padding);
	f->end.vmas++;
}

static void put_node(struct forge *f, struct bytes *b, struct node *node)
{
	unsigned int first = 0, to = ENTRIES;

	while (to && !node->entry[to - 1])
		to--;
	while (first < to && !node->entry[first])
		first++;
	node->rec.first = first;
	node->rec.count = to - first;
	node->rec.rec.length = sizeof(node->rec) + (to - first) * sizeof(__u64);
	put(b, &node->rec, sizeof(node->rec));
	put(b, node->entry + first, (to - first) * sizeof(__u64));
	f->end.tables++;
	f->end.entries += to - first;
	f->end.unstable += node->rec.flags & PTWALK_TABLE_UNSTABLE;
}

static size_t room(size_t nr)
{
	if (nr == MAX_FACTS)
		errx(1, "forge: more than %u facts of a kind", MAX_FACTS);
	return nr;
}

void forge_knob(struct forge *f, const char *name, const char *value)
{
	size_t i;

	for (i = 0; i < f->nr_knobs; i++)
		if (!strcmp(f->knob[i].name, name))
			break;
	if (i == f->nr_knobs)
		f->nr_knobs = room(i) + 1;
	f->knob[i] = (struct knob){ name, value };
}

void forge_knobs(struct forge *f, enum forge_kernel kernel)
{
	forge_knob(f, "enabled", "[always] madvise never");
	forge_knob(f, "shmem_enabled",
		   "always within_size advise [never] deny force");
	forge_knob(f, "khugepaged/max_ptes_none", "511");
	forge_knob(f, "khugepaged/max_ptes_swap", "64");
	forge_knob(f, "khugepaged/max_ptes_shared", "256");
	forge_knob(f, "status/THP_enabled", "1");
	forge_knob(f, "vm/zone_reclaim_mode", "0");
	if (kernel == FORGE_6_1)
		return;
	forge_knob(f, "hugepages-64kB/enabled", "always inherit madvise [never]");
	forge_knob(f, "hugepages-2048kB/enabled",
		   "always [inherit] madvise never");
	forge_knob(f, "hugepages-2048kB/shmem_enabled",
		   "always [inherit] within_size advise never");
}

struct ptwalk_smaps *forge_smaps(struct forge *f, __u64 start, __u64 end,
				 bool eligible)
{
	struct ptwalk_smaps *smaps = &f->smaps[room(f->nr_smaps)];

	f->nr_smaps++;
	*smaps = (struct ptwalk_smaps){
		.rec = { PTWALK_REC_SMAPS, sizeof(*smaps) },
		.start = start,
		.end = end,
		.eligible = eligible,
	};
	return smaps;
}

struct ptwalk_page_run *forge_pages(struct forge *f, __u64 addr, unsigned int nr,
				    __u64 flags, unsigned int maps)
{
	struct pages *pages = &f->pages[room(f->nr_pages)];

	f->nr_pages++;
	*pages = (struct pages){
		.rec = { PTWALK_REC_PAGES, sizeof(*pages) },
		.run = { .addr = addr, .nr = nr, .maps = maps, .flags = flags },
	};
	return &pages->run;
}

static void put_knob(struct bytes *b, const struct knob *knob)
{
	size_t name = strlen(knob->name), value = strlen(knob->value);
	size_t padding = -(name + value) % 8;
	struct ptwalk_knob rec = {
		.rec = { PTWALK_REC_KNOB, sizeof(rec) + name + value + padding },
		.name_length = name,
		.value_length = value,
	};

	put(b, &rec, sizeof(rec));
	put(b, knob->name, name);
	put(b, knob->value, value);
	put(b, "\0\0\0\0\0\0\0", padding);
}

static void put_facts(struct forge *f, struct bytes *b)
{
	size_t i;

	for (i = 0; i < f->nr_knobs; i++)
		put_knob(b, &f->knob[i]);
	for (i = 0; i < f->nr_smaps; i++)
		put(b, &f->smaps[i], sizeof(f->smaps[i]));
	for (i = 0; i < f->nr_pages; i++)
		put(b, &f->pages[i], sizeof(f->pages[i]));
}

/* Depth first, which is by address and then from the top level down. */
static int node_order(const void *a, const void *b)
{
	const struct node *x = *(const struct node **)a;
	const struct node *y = *(const struct node **)b;

	if (x->rec.base != y->rec.base)
		return x->rec.base < y->rec.base ? -1 : 1;
	return (int)y->rec.level - (int)x->rec.level;
}

static int area_order(const void *a, const void *b)
{
	const struct area *x = a, *y = b;

	return x->rec.start < y->rec.start ? -1 : x->rec.start > y->rec.start;
}

/* The areas up to the first one that lies in the table, which is copied for it. */
static size_t areas_before(const struct forge *f, const struct node *node)
{
	__u64 last = node->rec.base +
		     ((1ULL << shift(node->rec.level + 1)) - 1);
	size_t i;

	for (i = 0; i < f->nr_areas; i++)
		if (f->area[i].rec.end - 1 >= node->rec.base)
			return f->area[i].rec.start <= last ? i + 1 : i;
	return i;
}

void *forge_write(struct forge *f, size_t *size)
{
	struct bytes b = { 0 };
	size_t i, area = 0;

	if (f->nr_nodes)
		qsort(f->node, f->nr_nodes, sizeof(f->node[0]), node_order);
	qsort(f->area, f->nr_areas, sizeof(f->area[0]), area_order);
	f->end.tables = 0;
	f->end.entries = 0;
	f->end.vmas = 0;
	f->end.unstable = 0;
	put_header(f, &b);
	for (i = 0; i < f->nr_nodes; i++) {
		if (f->node[i]->unread)
			continue;
		while (area < areas_before(f, f->node[i]))
			put_area(f, &b, &f->area[area++]);
		put_node(f, &b, f->node[i]);
	}
	while (area < f->nr_areas)
		put_area(f, &b, &f->area[area++]);
	put_facts(f, &b);
	put(&b, &f->end, sizeof(f->end));
	*size = b.size;
	return b.data;
}
