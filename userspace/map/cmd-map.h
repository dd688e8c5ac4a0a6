/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The parts of ptwalk map: cmd-map.c has the options and goes through the VMAs, cmd-map-draw.c
 * draws one of them, and the legend.
 */
#ifndef PTWALK_CMD_MAP_H
#define PTWALK_CMD_MAP_H

#include "change-list.h"
#include "map.h"
#include "terminal.h"

/**
 * struct map_drawing - a picture that is being drawn
 * @terminal: what standard output can show
 * @address: columns for an address
 * @cells: cells of a row
 * @name: columns for the name of a VMA
 * @used: bit N is set if character N of the legend was drawn
 * @marked: a change was marked
 * @next: the first change that can be in a VMA which was not drawn yet
 */
struct map_drawing {
	struct terminal	terminal;
	unsigned int	address;
	unsigned int	cells;
	unsigned int	name;
	__u32		used;
	bool		marked;
	size_t		next;
};

void map_draw_begin(struct map_drawing *d, __u64 last);
void map_draw_band(struct map_drawing *d, const struct map_band *band, char mark);
void map_draw_marks(struct map_drawing *d, const struct map_band *band,
		    const struct change_list *changes);
void map_draw_gap(const struct map_drawing *d, __u64 size);
void map_draw_legend(const struct map_drawing *d);

#endif /* PTWALK_CMD_MAP_H */
