// SPDX-License-Identifier: GPL-2.0-only
/*
 * The map: the view that is shown, those it was opened from, and what mouse and keyboard do.
 * Only what is in sight is drawn, on a canvas of the size of the window that stays in place
 * while what it shows is scrolled.
 */
'use strict';

const PageMap = (() => {
	const LOWEST = 120, HIGHEST = 480, PAD = 6;	// height, and room around cells, in pixels
	let scroller, canvas, spacer, crumbs, hint;
	let stack = [];		// views, with the cell that each had when the next was opened
	let cell = null, drawn = false, focused = false, height = 0;

	const current = () => stack[stack.length - 1].view;

	function draw() {
		const ratio = window.devicePixelRatio || 1;
		const width = scroller.clientWidth, shown = scroller.clientHeight;
		const ctx = canvas.getContext('2d');
		const paint = Colours.paints(), top = scroller.scrollTop;

		drawn = false;
		if (canvas.width !== Math.round(width * ratio) ||
		    canvas.height !== Math.round(shown * ratio)) {
			canvas.width = Math.round(width * ratio);
			canvas.height = Math.round(shown * ratio);
			canvas.style.width = width + 'px';
			canvas.style.height = shown + 'px';
		}
		ctx.setTransform(ratio, 0, 0, ratio, 0, (PAD - top) * ratio);
		ctx.clearRect(0, top - PAD, width, shown);
		ctx.font = '12px ui-monospace, "DejaVu Sans Mono", monospace';
		ctx.lineWidth = 1;
		current().draw(ctx, top, top + shown, paint);
		if (cell !== null)
			MapDraw.cursor(ctx, paint, current().rect(cell));
	}

	function redraw() {
		if (!drawn)
			requestAnimationFrame(draw);
		drawn = true;
	}

	// As high as what it shows, within limits
	function layout() {
		height = current().layout(scroller.clientWidth) + 2 * PAD;
		scroller.style.height = Math.max(LOWEST, Math.min(HIGHEST, height + 4)) + 'px';
		spacer.style.height = Math.max(0, height - scroller.clientHeight) + 'px';
		redraw();
	}

	// Where a cell is in the window
	function place(at) {
		const rect = current().rect(at), box = canvas.getBoundingClientRect();
		const left = box.left + rect.x, top = box.top + PAD + rect.y - scroller.scrollTop;

		return { left, top, width: rect.width, bottom: top + rect.height };
	}

	function show_tooltip(at, aloud) {
		const what = current().describe(at);

		Tooltip.show(what, place(at));
		if (aloud)
			Tooltip.say(what);
	}

	// The tooltip of the cursor goes with its cell; that of the mouse is for another cell now
	function scrolled() {
		redraw();
		if (focused && cell !== null)
			show_tooltip(cell, false);
		else
			Tooltip.hide();
	}

	function into_sight() {
		const rect = current().rect(cell);

		if (rect.y - 20 < scroller.scrollTop)
			scroller.scrollTop = rect.y - 20;
		else if (rect.y + rect.height + 2 * PAD > scroller.scrollTop + scroller.clientHeight)
			scroller.scrollTop = rect.y + rect.height + 2 * PAD - scroller.clientHeight;
	}

	function select(at, aloud) {
		cell = at;
		if (cell === null)
			return Tooltip.hide();
		into_sight();
		redraw();
		if (focused || aloud)
			show_tooltip(cell, true);
	}

	function show_crumbs() {
		crumbs.replaceChildren(...stack.map(({ view }, i) => {
			const b = Words.element('button', view.name);

			b.type = 'button';
			if (i === stack.length - 1)
				b.setAttribute('aria-current', 'location');
			b.addEventListener('click', () => back_to(i));
			return b;
		}));
		hint.textContent = current().what + ' A click selects a cell and tells what it is, ' +
			'a second one ' + current().opens + '. By keyboard: arrows, Enter' +
			(stack.length > 1 ? ', Escape for the way back' : '') + '.';
		canvas.setAttribute('aria-label', 'Map of page tables: ' + current().name);
	}

	function push(view) {
		stack[stack.length - 1].cell = cell;
		stack.push({ view, cell: null });
		scroller.scrollTop = 0;
		Tooltip.hide();
		layout();
		show_crumbs();
	}

	function back_to(i) {
		if (i >= stack.length - 1)
			return;
		stack.length = i + 1;
		Tooltip.hide();
		layout();
		show_crumbs();
		select(stack[i].cell);
	}

	function activate() {
		if (cell === null)
			return;
		const page = current().opened(cell), view = current().open(cell);

		if (view) {
			push(view);
			select(view.find(page) ?? view.first());
		} else if (current().activate) {
			current().activate(cell);
		}
	}

	const moves = {
		ArrowLeft: () => current().move(cell, -1, 0),
		ArrowRight: () => current().move(cell, 1, 0),
		ArrowUp: () => current().move(cell, 0, -1),
		ArrowDown: () => current().move(cell, 0, 1),
		PageUp: () => current().move(cell, 0, -10),
		PageDown: () => current().move(cell, 0, 10),
		Home: () => current().edge(cell, false),
		End: () => current().edge(cell, true),
	};

	function key(event) {
		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (moves[event.key]) {
			select(cell === null ? current().first() : moves[event.key](), true);
		} else if (event.key === 'Enter' || event.key === ' ') {
			activate();
		} else if ((event.key === 'Escape' || event.key === 'Backspace') && stack.length > 1) {
			back_to(stack.length - 2);
		} else if (event.key === 'Escape') {
			Tooltip.hide();
		} else {
			return;
		}
		event.preventDefault();
	}

	function under(event) {
		const box = canvas.getBoundingClientRect();

		return current().hit(event.clientX - box.left,
				     event.clientY - box.top - PAD + scroller.scrollTop);
	}

	function hover(event) {
		const at = under(event);

		canvas.style.cursor = at === null ? 'default' : 'pointer';
		if (at === null)
			Tooltip.hide();
		else
			show_tooltip(at, false);
	}

	function click(event) {
		const at = under(event);

		if (at === null)
			return;
		const again = at === cell;

		select(at, true);
		if (again)
			activate();
	}

	// The views of another dump, at the same places as far as it has them
	function show_dump() {
		const old = stack, page = cell === null || !old.length ? null :
			current().opened(cell);
		const top = scroller.scrollTop;

		stack = [{ view: MapProcess.view(App.dump()), cell: null }];
		for (const { view } of old.slice(1)) {
			const next = view.again(App.dump());

			if (!next)
				break;
			stack.push({ view: next, cell: null });
		}
		layout();
		show_crumbs();
		cell = page === null ? null : current().find(page);
		if (stack.length === old.length)
			scroller.scrollTop = top;
		redraw();
	}

	// Shows the entry of a table that translates a page
	function go_table(t, page) {
		const dump = App.dump(), area = Model.area(dump, page);

		back_to(0);
		if (area)
			push(MapArea.view(dump, area));
		push(MapTable.view(dump, t));
		select(current().find(page), true);
		scroller.scrollIntoView({ block: 'nearest' });
	}

	// The same in the lowest table that there is
	function go(page) {
		const t = Model.lowest(App.dump(), page);

		if (t)
			go_table(t, page);
	}

	// Shows an area
	function go_area(area) {
		back_to(0);
		push(MapArea.view(App.dump(), area));
		select(current().first());
		scroller.scrollIntoView({ block: 'nearest' });
	}

	function legend() {
		const list = Words.byId('legend');

		Colours.classes.forEach(([name, sign, word]) => {
			const swatch = Words.element('i', sign);

			swatch.style.background = 'var(--cell-' + name + ')';
			swatch.setAttribute('aria-hidden', 'true');
			list.append(Words.element('li', swatch, word));
		});
		if (App.model.dumps.length > 1)
			list.append(Words.element('li', Words.element('i.marked'),
						  'a cut corner: not as in the dump before'));
	}

	function start() {
		scroller = Words.byId('map');
		canvas = Words.byId('canvas');
		spacer = Words.byId('spacer');
		crumbs = Words.byId('crumbs');
		hint = Words.byId('map-hint');
		legend();
		show_dump();
		scroller.addEventListener('scroll', scrolled, { passive: true });
		window.addEventListener('scroll', scrolled, { passive: true });
		canvas.addEventListener('keydown', key);
		canvas.addEventListener('mousemove', hover);
		canvas.addEventListener('mouseleave', Tooltip.hide);
		canvas.addEventListener('click', click);
		canvas.addEventListener('focus', () => {
			focused = true;
			select(cell === null ? current().first() : cell);
		});
		canvas.addEventListener('blur', () => {
			focused = false;
			Tooltip.hide();
		});
		new ResizeObserver(layout).observe(scroller);
	}

	// For tests: where a cell is in the window, and what is shown
	const state = () => ({ cell, view: current().name, depth: stack.length,
			       place: cell === null ? null : place(cell) });

	return { start, show_dump, go, go_table, go_area, redraw, draw, state };
})();
