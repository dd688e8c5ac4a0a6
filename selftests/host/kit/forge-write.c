// SPDX-License-Identifier: GPL-2.0-only
/*
 * Turns a forged dump into bytes, with the records in the module's order: see forge.h.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "forge-write.h"

/**
 * struct bytes - a growing buffer
 * @data: the bytes
 * @size: number of bytes used
 * @room: number of bytes allocated
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
	f->header.rec.length = sizeof(f->header) + n * sizeof(entry) +
			       (f->no_tail ? 0 : sizeof(f->tail));
	f->header.dict_count = n;
	put(b, &f->header, sizeof(f->header));
	for (key = 0; key < PTWALK_DICT_NR; key++) {
		entry.key = key;
		entry.value = f->dict[key];
		if (f->known[key])
			put(b, &entry, sizeof(entry));
	}
	if (!f->no_tail)
		put(b, &f->tail, sizeof(f->tail));
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

static void put_mount(struct bytes *b, const struct mount *mount)
{
	size_t type = strlen(mount->type), point = strlen(mount->point);
	size_t options = strlen(mount->options);
	size_t padding = -(type + point + options) % 8;
	struct ptwalk_mount rec = {
		.rec = { PTWALK_REC_MOUNT,
			 sizeof(rec) + type + point + options + padding },
		.dev_major = mount->major,
		.dev_minor = mount->minor,
		.type_length = type,
		.point_length = point,
		.options_length = options,
	};

	put(b, &rec, sizeof(rec));
	put(b, mount->type, type);
	put(b, mount->point, point);
	put(b, mount->options, options);
	put(b, "\0\0\0\0\0\0\0", padding);
}

static void put_nodes(struct forge *f, struct bytes *b)
{
	const size_t size = f->nr_ranges * sizeof(f->range[0]);
	const struct ptwalk_record rec = { PTWALK_REC_NODES, sizeof(rec) + size };

	if (!size)
		return;
	put(b, &rec, sizeof(rec));
	put(b, f->range, size);
}

static void put_facts(struct forge *f, struct bytes *b)
{
	size_t i;

	for (i = 0; i < f->nr_knobs; i++)
		put_knob(b, &f->knob[i]);
	for (i = 0; i < f->nr_mounts; i++)
		put_mount(b, &f->mount[i]);
	put_nodes(f, b);
	for (i = 0; i < f->nr_smaps; i++)
		put(b, &f->smaps[i], sizeof(f->smaps[i]));
	for (i = 0; i < f->nr_pages; i++)
		put(b, &f->pages[i], sizeof(f->pages[i]));
}

/* The module's order of tables is depth first: by base, and for equal bases the higher level. */
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

/*
 * How many VMA records come before the record of a table: all up to the first VMA that
 * overlaps the table's addresses.  The module copies the table for that VMA.
 */
static size_t areas_before(const struct forge *f, const struct node *node)
{
	__u64 last = node->rec.base +
		     ((1ULL << forge_shift(node->rec.level + 1)) - 1);
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
