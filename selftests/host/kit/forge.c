// SPDX-License-Identifier: GPL-2.0-only
/*
 * Makes dumps for tests: see forge.h.  forge-kernels.c has the dictionaries of the kernels,
 * forge-write.c turns a dump into bytes.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "forge-kernels.h"
#include "forge-write.h"

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
	f->end = (struct ptwalk_end){
		.rec = { PTWALK_REC_END, sizeof(f->end) },
		.flags = PTWALK_END_COMPLETE |
			 (user ? PTWALK_END_ONE_MOMENT : 0),
		.reached = f->header.end,
		.holds = 3,
		.hold_max_ns = 20000,
		.hold_total_ns = 50000,
		.time_monotonic = 60000100000ULL,
	};
	forge_learn(f, kernel);
	forge_mm_flags(f, MM_HUGEPAGE);
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

void forge_mm_flags(struct forge *f, __u64 flags)
{
	f->tail.mm_flags = flags;
}

void forge_mm_flags_drop(struct forge *f)
{
	f->no_tail = true;
}

void forge_source(struct forge *f, enum ptwalk_source source)
{
	f->tail.source = source;
}

void forge_assumed(struct forge *f, __u64 keys)
{
	f->tail.assumed = keys;
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

	/* the top-level table: canonical addresses of a half have equal bits above its index */
	base = addr & ~((1ULL << forge_shift(level + 1)) - 1);
	if (level == f->header.levels)
		base = user ? 0 : -(1ULL << forge_shift(level + 1));
	node = find_node(f, level, base);
	if (!node)
		node = add_node(f, level, base);
	f->last[level] = node;
	if (level < f->header.levels) {
		unsigned int i = (addr >> forge_shift(level + 1)) % ENTRIES;

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

	node->entry[(addr >> forge_shift(level)) % ENTRIES] = raw;
	if (level > 1)
		below = find_node(f, level - 1,
				  addr & ~((1ULL << forge_shift(level)) - 1));
	if (below)
		below->rec.parent = raw;
}

void forge_map(struct forge *f, unsigned int level, __u64 addr, __u64 size,
	       __u64 phys, __u64 bits)
{
	__u64 span = 1ULL << forge_shift(level), done;

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

void forge_tables_at(struct forge *f, __u64 phys)
{
	f->next_phys = phys;
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
	if (kernel == FORGE_6_1 || kernel == FORGE_5_10)
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

void forge_mount(struct forge *f, __u32 major, __u32 minor, const char *type,
		 const char *point, const char *options)
{
	size_t i;

	for (i = 0; i < f->nr_mounts; i++)
		if (f->mount[i].major == major && f->mount[i].minor == minor)
			break;
	if (i == f->nr_mounts)
		f->nr_mounts = room(i) + 1;
	f->mount[i] = (struct mount){ major, minor, type, point, options };
}

struct ptwalk_node_range *forge_node(struct forge *f, __u64 phys, __u64 size,
				     unsigned int node)
{
	struct ptwalk_node_range *range = &f->range[room(f->nr_ranges)];

	f->nr_ranges++;
	*range = (struct ptwalk_node_range){
		.frame = phys / K4,
		.nr = size / K4,
		.node = node,
	};
	return range;
}

struct ptwalk_page_run *forge_pages(struct forge *f, __u64 addr, unsigned int nr,
				    __u64 flags, unsigned int maps)
{
	struct pages *pages;
	size_t i;

	for (i = 0; i < f->nr_pages; i++)
		if (f->pages[i].run.addr == addr)
			break;
	if (i == MAX_PAGES)
		errx(1, "forge: more than %u runs of pages", MAX_PAGES);
	if (i == f->nr_pages)
		f->nr_pages++;
	pages = &f->pages[i];
	*pages = (struct pages){
		.rec = { PTWALK_REC_PAGES, sizeof(*pages) },
		.run = { .addr = addr, .nr = nr, .maps = maps, .flags = flags },
	};
	return &pages->run;
}

char *forge_only_tables(const void *data, size_t size, size_t *length)
{
	const struct ptwalk_record *rec;
	char *tables = malloc(size);
	size_t at;

	*length = 0;
	for (at = 0; at < size; at += rec->length) {
		rec = (void *)((const char *)data + at);
		if (rec->type != PTWALK_REC_TABLE)
			continue;
		memcpy(tables + *length, rec, rec->length);
		*length += rec->length;
	}
	return tables;
}
