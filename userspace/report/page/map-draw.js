// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drawing of cells, for all views of the map.
 */
'use strict';

const MapDraw = (() => {
	const { C } = Colours;

	// A stripe across small cells of what has no page, as a second sign beside the colour
	const striped = new Set([C.SWAP, C.PROTNONE, C.OTHER, C.UNKNOWN, C.UNREAD]);

	function stripe(ctx, paint, x, y, w, h) {
		ctx.strokeStyle = paint['on-cell'];
		ctx.beginPath();
		ctx.moveTo(x + 1, y + h - 1);
		ctx.lineTo(x + w - 1, y + 1);
		ctx.stroke();
	}

	// What changed since the dump before has a corner cut off in the colour of a mark
	function mark(ctx, paint, x, y, w) {
		const size = Math.min(8, w);

		ctx.fillStyle = paint.mark;
		ctx.beginPath();
		ctx.moveTo(x + w - size, y);
		ctx.lineTo(x + w, y);
		ctx.lineTo(x + w, y + size);
		ctx.fill();
	}

	// A cell of many pages: the higher, the more of them there are
	function counted(ctx, paint, counts, x, y, w, h) {
		let pages = counts[C.NONE];

		const most = Count.most(counts);

		for (let c = 1; c < Count.CHANGED; c++)
			pages += counts[c];
		if (most) {
			const part = 1 - counts[C.NONE] / pages;
			const height = Math.max(3, Math.round(h * part));

			ctx.fillStyle = paint.cell[most];
			ctx.fillRect(x, y + h - height, Math.max(1, w - (w > 4 ? 1 : 0)), height);
			if (striped.has(most) && w > 4)
				stripe(ctx, paint, x, y + h - height, w - 1, height);
		}
		if (counts[Count.CHANGED])
			mark(ctx, paint, x, y, w);
	}

	// One entry, with its sign where there is room
	function single(ctx, paint, c, changed, x, y, w, h) {
		const sign = Colours.classes[c][1];

		ctx.fillStyle = paint.cell[c];
		ctx.fillRect(x, y, w - 1, h - 1);
		if (c === C.NONE)
			frame(ctx, paint, x, y, w - 1, h - 1);
		if (sign && h >= 14 && w >= 12) {
			ctx.fillStyle = paint['on-cell'];
			ctx.textAlign = 'center';
			ctx.fillText(sign, x + (w - 1) / 2, y + h / 2 + 4, w - 2);
			ctx.textAlign = 'start';
		}
		if (changed)
			mark(ctx, paint, x, y, w - 1);
	}

	// A text, without its middle where it does not fit: a path says most at its end
	function text(ctx, what, x, y, width) {
		if (ctx.measureText(what).width > width) {
			const room = Math.floor(width / ctx.measureText('m').width) - 1;

			const head = Math.max(1, Math.floor(room * 0.65));

			what = what.slice(0, head) + '…' + what.slice(head - room);
		}
		ctx.fillText(what, x, y);
	}

	function frame(ctx, paint, x, y, w, h) {
		ctx.strokeStyle = paint.line;
		ctx.strokeRect(x + 0.5, y + 0.5, Math.max(0, w - 1), h - 1);
	}

	function cursor(ctx, paint, rect) {
		ctx.lineWidth = 3;
		ctx.strokeStyle = paint.focus;
		ctx.strokeRect(rect.x - 1.5, rect.y - 1.5, rect.width + 2, rect.height + 2);
		ctx.lineWidth = 1;
	}

	return { counted, single, frame, text, cursor };
})();
