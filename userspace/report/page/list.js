// SPDX-License-Identifier: GPL-2.0-only
/*
 * A table of any number of rows, of which only those in sight are elements.  The arrow keys move
 * between rows, Enter chooses one.  What columns cut or leave out is told whole below the table,
 * of the row at which somebody is.  For print, the first rows are all there.
 */
'use strict';

const List = (() => {
	const PRINTED = 500;
	const narrow = window.matchMedia('(max-width: 620px)');

	// @columns: [heading, CSS class, text of a row]; @choose: called with a row; @tell: the text
	// of a row below the table
	function make(host, label, columns, choose, tell) {
		const { element } = Words;
		const scroller = element('div.list-scroll'), body = element('div.list-body');
		const head = element('div.list-row.list-head');
		const whole = element('p.list-whole');
		let rows = [], at = 0, printing = false;

		// Pixels of a row; a narrow one has two lines
		const height = () => (narrow.matches ? 44 : 26);

		function draw_row(i) {
			const e = element('div.list-row');

			e.setAttribute('role', 'row');
			e.setAttribute('aria-rowindex', i + 2);
			e.tabIndex = i === at ? 0 : -1;
			e.dataset.row = i;
			if (!printing)
				e.style.top = i * height() + 'px';
			for (const [, style, text] of columns) {
				const cell = element('span.' + style, text(rows[i]));

				cell.setAttribute('role', 'cell');
				e.append(cell);
			}
			return e;
		}

		function draw() {
			const first = Math.max(0, Math.floor(scroller.scrollTop / height()) - 4);
			const shown = Math.ceil((scroller.clientHeight || 400) / height()) + 8;
			const to = printing ? Math.min(rows.length, PRINTED) :
				Math.min(rows.length, first + shown);
			const had = body.contains(document.activeElement);
			const list = [];

			for (let i = printing ? 0 : first; i < to; i++)
				list.push(draw_row(i));
			body.replaceChildren(...list);
			if (had)
				focus_row();
		}

		function show_whole() {
			whole.textContent = rows.length ? tell(rows[at]) : '';
		}

		const find = () => body.querySelector('[data-row="' + at + '"]');

		function focus_row() {
			const e = find();

			if (e)
				e.focus({ preventScroll: true });
		}

		function move(to) {
			at = Math.max(0, Math.min(rows.length - 1, to));
			if (at * height() < scroller.scrollTop)
				scroller.scrollTop = at * height();
			else if ((at + 2) * height() > scroller.scrollTop + scroller.clientHeight)
				scroller.scrollTop = (at + 2) * height() - scroller.clientHeight;
			draw();
			focus_row();
		}

		function resize() {
			body.style.height = rows.length * height() + 'px';
			draw();
		}

		const keys = { ArrowDown: () => at + 1, ArrowUp: () => at - 1, Home: () => 0,
			       End: () => rows.length - 1, PageDown: () => at + 12,
			       PageUp: () => at - 12 };

		function row_of(event) {
			const e = event.target.closest('[data-row]');

			return e ? Number(e.dataset.row) : -1;
		}

		scroller.addEventListener('scroll', () => requestAnimationFrame(draw),
					  { passive: true });
		body.addEventListener('keydown', (event) => {
			if (keys[event.key])
				move(keys[event.key]());
			else if (event.key === 'Enter' && rows.length)
				choose(rows[at]);
			else
				return;
			event.preventDefault();
		});
		body.addEventListener('focusin', (event) => {
			at = Math.max(0, row_of(event));
			show_whole();
		});
		body.addEventListener('click', (event) => {
			const i = row_of(event);

			if (i < 0)
				return;
			at = i;
			choose(rows[i]);
		});
		window.addEventListener('beforeprint', () => {
			printing = true;
			draw();
		});
		window.addEventListener('afterprint', () => {
			printing = false;
			draw();
		});
		scroller.setAttribute('role', 'table');
		scroller.setAttribute('aria-label', label);
		head.setAttribute('role', 'row');
		for (const [heading, style] of columns) {
			const cell = element('span.' + style, heading);

			cell.setAttribute('role', 'columnheader');
			head.append(cell);
		}
		body.setAttribute('role', 'rowgroup');
		scroller.append(head, body);
		host.append(scroller, whole);
		narrow.addEventListener('change', () => resize());
		return {
			fill(list) {
				rows = list;
				at = Math.min(at, Math.max(0, rows.length - 1));
				scroller.setAttribute('aria-rowcount', rows.length + 1);
				whole.textContent = '';
				resize();
			},
		};
	}

	return { make };
})();
