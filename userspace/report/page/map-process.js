// SPDX-License-Identifier: GPL-2.0-only
/*
 * The first view of the map: a band for each area, with its name above and its pages as a strip
 * of cells.  A band is drawn when it is scrolled into sight.
 */
'use strict';

const MapProcess = (() => {
	const LABEL = 17, STRIP = 16, ROW = LABEL + STRIP + 9, EDGE = 4;

	function view(dump) {
		let width = 0, columns = 64;
		const areas = dump.areas;

		// Pages of a cell: a power of two, so that the area fits the strip
		function span(area) {
			let pages = 1;

			while ((area.end - area.start) / pages > columns)
				pages *= 2;
			return pages;
		}

		const cells_of = (area) => Math.ceil((area.end - area.start) / span(area));
		const cell_width = () => (width - 2 * EDGE) / columns;

		function bounds(cell) {
			const area = areas[Math.floor(cell / columns)], pages = span(area);
			const from = area.start + cell % columns * pages;

			return { area, from, to: Math.min(area.end, from + pages) };
		}

		function label(area) {
			return Words.address(area.start) + '  ' +
				Words.size((area.end - area.start) * 4096) + '  ' +
				Tooltip.area_name(area);
		}

		function draw_band(ctx, row, paint) {
			const area = areas[row], pages = span(area), w = cell_width();
			const y = row * ROW + LABEL;
			const nr = cells_of(area);

			ctx.fillStyle = paint.ink;
			MapDraw.text(ctx, label(area), EDGE, y - 5, width - 2 * EDGE);
			for (let i = 0; i < nr; i++) {
				const from = area.start + i * pages;

				MapDraw.counted(ctx, paint,
						Count.range(dump, from, Math.min(area.end, from + pages)),
						EDGE + i * w, y, w, STRIP);
			}
			MapDraw.frame(ctx, paint, EDGE, y, nr * w, STRIP);
		}

		return {
			name: dump.kernel ? 'Kernel half' : dump.areas_known ? 'Process' : 'Image',
			dump,
			layout(w) {
				width = w;
				columns = w < 620 ? 32 : 64;
				return areas.length * ROW + EDGE;
			},
			draw(ctx, top, bottom, paint) {
				const last = Math.min(areas.length - 1, Math.floor(bottom / ROW));

				for (let row = Math.max(0, Math.floor(top / ROW)); row <= last; row++)
					draw_band(ctx, row, paint);
			},
			first: () => (areas.length ? 0 : null),
			hit(x, y) {
				const row = Math.floor(y / ROW), i = Math.floor((x - EDGE) / cell_width());

				return row < areas.length && i >= 0 && i < cells_of(areas[row]) ?
					row * columns + i : null;
			},
			rect: (cell) => ({
				x: EDGE + cell % columns * cell_width(),
				y: Math.floor(cell / columns) * ROW + LABEL,
				width: cell_width(),
				height: STRIP,
			}),
			move(cell, dx, dy) {
				const row = Math.floor(cell / columns) + dy;

				if (row < 0 || row >= areas.length)
					return cell;
				const i = Math.min(cell % columns + dx, cells_of(areas[row]) - 1);

				return row * columns + Math.max(0, i);
			},
			edge(cell, end) {
				const row = Math.floor(cell / columns);

				return row * columns + (end ? cells_of(areas[row]) - 1 : 0);
			},
			find(page) {
				const nr = Model.areas_until(dump, page);

				if (!nr || page >= areas[nr - 1].end)
					return null;
				return (nr - 1) * columns + Math.floor((page - areas[nr - 1].start) /
								       span(areas[nr - 1]));
			},
			describe(cell) {
				const { area, from, to } = bounds(cell);

				return {
					title: Words.address(from) + '  ' + Words.size((to - from) * 4096),
					rows: [...Count.rows(Count.range(dump, from, to)),
					       ['area', Tooltip.area_name(area)]],
				};
			},
			open: (cell) => MapArea.view(dump, bounds(cell).area),
			opened: (cell) => bounds(cell).from,
			what: 'A band is an area, a cell a part of it: the more of that is there, ' +
				'the fuller.',
			opens: 'opens the area',
		};
	}

	return { view };
})();
