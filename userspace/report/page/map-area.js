// SPDX-License-Identifier: GPL-2.0-only
/*
 * The second view of the map: an area, a row for each 2M of it: a page table with its entries
 * as a strip, one large page, or a run of addresses without a table.
 */
'use strict';

const MapArea = (() => {
	const EDGE = 4, STRIP = 15;
	const TABLE = 0, LEAF = 1, GAP = 2;

	// Rows of an area: what, first page, first page after, table that has the entry, its index
	function find_rows(dump, area) {
		const rows = [];

		function gap(from, to) {
			const last = rows[rows.length - 1];

			if (last && last.what === GAP && last.to === from)
				last.to = to;
			else
				rows.push({ what: GAP, from, to });
		}

		function look(t) {
			const span = Model.pages(t.level);
			const first = Math.max(0, Math.floor((area.start - t.base) / span));
			const last = Math.min(512, Math.ceil((area.end - t.base) / span));

			for (let i = first; i < last; i++) {
				const page = t.base + i * span;
				const below = Unpack.find(dump.tables, t.level - 1, page);
				const from = Math.max(page, area.start);
				const to = Math.min(page + span, area.end);

				if (below && below.level === 1)
					rows.push({ what: TABLE, from, to, table: below, index: 0 });
				else if (below)
					look(below);
				else if (Model.lo_of(t, i) & ~0x60 || Model.hi_of(t, i))
					rows.push({ what: LEAF, from, to, table: t, index: i });
				else
					gap(from, to);
			}
		}

		if (dump.tables[dump.levels][0])
			look(dump.tables[dump.levels][0]);
		return rows;
	}

	function view(dump, area) {
		const rows = find_rows(dump, area);
		let width = 0, columns = 64, left = 0, label = 0, row_height = 0;

		const entries = () => 512 / columns;	// of a cell
		const cell_width = () => (width - left - EDGE) / columns;
		const cell = (row, i) => row * columns + i;
		const row_of = (at) => Math.min(rows.length - 1, Math.floor(at / columns));

		function draw_strip(ctx, row, y, paint) {
			const { table, from, to } = row, seen = Count.look(dump, table);
			const w = cell_width(), nr = entries();

			for (let i = 0; i < columns; i++) {
				const counts = new Uint32Array(Count.CHANGED + 1);
				let inside = false;

				for (let e = i * nr; e < (i + 1) * nr; e++) {
					if (table.base + e < from || table.base + e >= to)
						continue;
					inside = true;
					counts[seen.cells[e]]++;
					counts[Count.CHANGED] += seen.changed[e];
				}
				if (inside)
					MapDraw.counted(ctx, paint, counts, left + i * w, y, w, STRIP);
			}
			MapDraw.frame(ctx, paint, left, y, columns * w, STRIP);
		}

		function draw_row(ctx, at, paint) {
			const row = rows[at], y = at * row_height + label;
			const w = columns * cell_width();

			ctx.fillStyle = paint.soft;
			ctx.fillText(Words.address(row.from), EDGE, label ? y - 4 : y + 12);
			if (row.what === TABLE)
				return draw_strip(ctx, row, y, paint);
			if (row.what === GAP) {
				MapDraw.frame(ctx, paint, left, y + STRIP / 2, w, 1);
				ctx.fillStyle = paint.paper;
				const text = ' ' + Words.size((row.to - row.from) * 4096) + ' without a table ';

				ctx.fillRect(left + 12, y, ctx.measureText(text).width, STRIP);
				ctx.fillStyle = paint.soft;
				return ctx.fillText(text, left + 12, y + 12);
			}
			const e = Model.entry(dump, row.table, row.index);

			MapDraw.single(ctx, paint, Colours.of_entry(e),
				       Count.upper_changed(dump, row.table, row.index), left, y, w, STRIP);
		}

		function bounds(at) {
			const row = rows[row_of(at)];

			if (row.what !== TABLE)
				return { row, from: row.from, to: row.to };
			const from = row.table.base + at % columns * entries();

			return { row, from: Math.max(from, row.from),
				 to: Math.min(from + entries(), row.to) };
		}

		// The cells of a row that are in the area
		function limits(at) {
			const row = rows[at];

			if (row.what !== TABLE)
				return [0, 0];
			return [Math.floor((row.from - row.table.base) / entries()),
				Math.floor((row.to - 1 - row.table.base) / entries())];
		}

		function clamp(row, i) {
			const [first, last] = limits(row);

			return cell(row, Math.max(first, Math.min(last, i)));
		}

		return {
			name: Words.address(area.start) + ' ' + Tooltip.name_of(area),
			dump,
			layout(w) {
				const narrow = w < 620;

				width = w;
				columns = narrow ? 32 : 64;
				left = narrow ? EDGE : 148;
				label = narrow ? 15 : 2;
				row_height = label + STRIP + (narrow ? 5 : 3);
				label = narrow ? label : 0;
				return rows.length * row_height + EDGE;
			},
			draw(ctx, top, bottom, paint) {
				const last = Math.min(rows.length - 1, Math.floor(bottom / row_height));

				for (let at = Math.max(0, Math.floor(top / row_height)); at <= last; at++)
					draw_row(ctx, at, paint);
			},
			first: () => (rows.length ? clamp(0, 0) : null),
			hit(x, y) {
				const row = Math.floor(y / row_height);
				const i = Math.floor((x - left) / cell_width());

				if (row >= rows.length || i < 0 || i >= columns)
					return null;
				return clamp(row, i);
			},
			rect(at) {
				const row = row_of(at), whole = rows[row].what !== TABLE;

				return {
					x: left + (whole ? 0 : at % columns * cell_width()),
					y: row * row_height + label,
					width: whole ? columns * cell_width() : cell_width(),
					height: STRIP,
				};
			},
			move(at, dx, dy) {
				const row = Math.max(0, Math.min(rows.length - 1, row_of(at) + dy));

				return clamp(row, at % columns + dx);
			},
			edge: (at, end) => clamp(row_of(at), end ? columns : 0),
			find(page) {
				const row = rows.findIndex((r) => page >= r.from && page < r.to);

				if (row < 0)
					return null;
				return rows[row].what === TABLE ?
					clamp(row, Math.floor((page - rows[row].table.base) / entries())) :
					cell(row, 0);
			},
			describe(at) {
				const { row, from, to } = bounds(at);

				if (row.what === LEAF)
					return Tooltip.entry(Model.entry(dump, row.table, row.index));
				const rows = Count.rows(Count.range(dump, from, to));
				const verdict = Huge.window(dump, from);

				if (verdict)
					rows.push(['verdict', verdict]);
				return { title: Words.address(from) + '  ' +
					 Words.size((to - from) * 4096), rows };
			},
			open(at) {
				const { row } = bounds(at);

				return row.table ? MapTable.view(dump, row.table) : null;
			},
			opened: (at) => bounds(at).from,
			// The same area in another dump
			again(other) {
				const same = Model.area(other, area.start);

				return same ? view(other, same) : null;
			},
			what: 'A row is 2M of the area: the entries of one page table, or one large page.',
			opens: 'opens the table',
		};
	}

	return { view };
})();
