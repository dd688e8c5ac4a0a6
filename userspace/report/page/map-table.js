// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last view of the map: the 512 entries of one table, of any level.
 */
'use strict';

const MapTable = (() => {
	function view(dump, table) {
		let columns = 32, left = 0, size = 0, height = 0;
		const span = Model.pages(table.level);
		const entries = [];

		const entry = (i) => entries[i] || (entries[i] = Model.entry(dump, table, i));

		// What is in no area is not of the process, or the dump would not tell
		function draw_row(ctx, row, paint) {
			ctx.fillStyle = paint.soft;
			if (left)
				ctx.fillText(Words.address(table.base + row * columns * span), 4,
					     row * height + height / 2 + 4);
			for (let i = row * columns; i < (row + 1) * columns; i++)
				MapDraw.single(ctx, paint, Colours.of_entry(entry(i)),
					       Count.upper_changed(dump, table, i),
					       left + i % columns * size, row * height, size, height);
		}

		return {
			name: Words.LEVEL[table.level] + ' ' + Words.address(table.base),
			dump,
			layout(w) {
				const narrow = w < 620;

				columns = narrow ? 16 : 32;
				left = narrow ? 0 : 148;
				size = (w - left - 4) / columns;
				height = Math.max(18, Math.min(26, Math.floor(size)));
				return 512 / columns * height + 2;
			},
			draw(ctx, top, bottom, paint) {
				const last = Math.min(512 / columns - 1, Math.floor(bottom / height));

				for (let row = Math.max(0, Math.floor(top / height)); row <= last; row++)
					draw_row(ctx, row, paint);
			},
			first: () => Math.min(511, table.first),
			hit(x, y) {
				const i = Math.floor((x - left) / size), row = Math.floor(y / height);

				return i >= 0 && i < columns && row < 512 / columns ?
					row * columns + i : null;
			},
			rect: (i) => ({ x: left + i % columns * size,
					y: Math.floor(i / columns) * height,
					width: size - 1, height: height - 1 }),
			move(i, dx, dy) {
				const to = i + dx + dy * columns;

				return to >= 0 && to < 512 ? to : i;
			},
			edge: (i, end) => i - i % columns + (end ? columns - 1 : 0),
			find(page) {
				const i = Math.floor((page - table.base) / span);

				return i >= 0 && i < 512 ? i : null;
			},
			describe: (i) => Tooltip.entry(entry(i)),
			open(i) {
				const below = table.level > 1 ?
					Model.table(dump, table.level - 1, entry(i).page) : null;

				return below ? view(dump, below) : null;
			},
			// Where nothing can be opened, the address is walked
			activate: (i) => Walk.go(BigInt(entry(i).page) << 12n),
			opened: (i) => entry(i).page,
			// The same table in another dump, or the one above where it is gone
			again(other) {
				let at = null;

				for (let level = table.level; !at && level <= other.levels; level++)
					at = Model.table(other, level, table.base);
				return at ? view(other, at) : null;
			},
			what: 'The 512 entries of one table.',
			opens: 'opens the table that the entry leads to, or walks the address',
			table,
		};
	}

	return { view };
})();
