// SPDX-License-Identifier: GPL-2.0-only
/*
 * Counts for the map: how many pages of a range are of which class, and how many are not as they
 * were in the dump before.  A page table is counted once and remembered.
 */
'use strict';

const Count = (() => {
	const { C } = Colours;
	const CHANGED = Colours.classes.length;
	const SIZE = CHANGED + 1;
	const EMPTY = Object.freeze({ base: 0, level: 1, first: 0, count: 0, lo: [], hi: [] });

	// The dump before @dump in the timeline; null for the first
	let before = () => null;

	function timeline(find) {
		before = find;
	}

	// Of a PT, by index: the class of each entry, and whether it changed
	function look(dump, t) {
		if (t.seen)
			return t.seen;
		const classify = dump.classify || (dump.classify = Colours.classifier(dump));
		const cells = new Uint8Array(512), changed = new Uint8Array(512);
		const old = before(dump);
		const was = old && t.form !== 1 ?
			Unpack.find(old.tables, 1, t.base) || EMPTY : null;
		let zeroes = Colours.zeroes(dump, Model.area(dump, t.base));
		let until = 0;

		for (let i = 0; i < t.count; i++) {
			const at = t.first + i;

			if (t.lo[i] & 0x200 && at >= until) {
				const area = Model.area(dump, t.base + at);

				zeroes = Colours.zeroes(dump, area);
				until = area ? area.end - t.base : at + 1;
			}
			cells[at] = classify(t.lo[i], t.hi[i], zeroes);
		}
		if (was)
			for (let i = 0; i < 512; i++)
				if (Model.lo_of(t, i) !== Model.lo_of(was, i) ||
				    Model.hi_of(t, i) !== Model.hi_of(was, i))
					changed[i] = 1;
		const all = new Uint32Array(SIZE);

		for (let i = 0; i < 512; i++) {
			all[cells[i]]++;
			all[CHANGED] += changed[i];
		}
		t.seen = { cells, changed, all };
		return t.seen;
	}

	// Is entry @i of a table above the lowest level not what it was?  What leads to a table in
	// both dumps is not: the entries of that table tell.
	function upper_changed(dump, t, i) {
		const old = before(dump);
		const page = t.base + i * Model.pages(t.level);

		if (!old || t.level === 1)
			return old !== null && look(dump, t).changed[i] === 1;
		const was = Unpack.find(old.tables, t.level, page);
		const now = Model.raw(dump, t, i);
		const then = was ? Model.raw(old, was, i) : 0n;

		return now !== then && !(Decode.leads_to_table(now, t.level) &&
					 Decode.leads_to_table(then, t.level));
	}

	function add_pt(dump, t, from, to, counts) {
		const seen = look(dump, t);

		if (from <= t.base && to >= t.base + 512) {
			for (let c = 0; c < SIZE; c++)
				counts[c] += c === C.NONE ? 0 : seen.all[c];
			return;
		}
		for (let i = Math.max(0, from - t.base); i < Math.min(512, to - t.base); i++) {
			if (seen.cells[i])
				counts[seen.cells[i]]++;
			counts[CHANGED] += seen.changed[i];
		}
	}

	function add(dump, t, from, to, counts) {
		if (t.level === 1)
			return add_pt(dump, t, from, to, counts);
		const span = Model.pages(t.level);
		const first = Math.max(0, Math.floor((from - t.base) / span));
		const last = Math.min(512, Math.ceil((to - t.base) / span));

		for (let i = first; i < last; i++) {
			const page = t.base + i * span;
			const below = Unpack.find(dump.tables, t.level - 1, page);

			if (below) {
				add(dump, below, from, to, counts);
				continue;
			}
			const nr = Math.min(to, page + span) - Math.max(from, page);

			if (upper_changed(dump, t, i))
				counts[CHANGED] += nr;
			if (Model.lo_of(t, i) || Model.hi_of(t, i))
				counts[Colours.of_entry(Model.entry(dump, t, i))] += nr;
		}
	}

	// By class and at CHANGED, how many pages of [@from, @to); an area without a page counts NONE
	function range(dump, from, to) {
		const counts = new Float64Array(SIZE);
		const top = dump.tables[dump.levels][0];

		if (top)
			add(dump, top, from, to, counts);
		counts[C.NONE] = to - from;
		for (let c = 1; c < CHANGED; c++)
			counts[C.NONE] -= counts[c];
		return counts;
	}

	// Bytes present, by the same rule as the tool's
	function present(counts) {
		return Colours.present.reduce((sum, c) => sum + counts[c], 0) * 4096;
	}

	// The class that most pages are of, empty ones apart
	function most(counts) {
		let best = C.NONE;

		for (let c = 1; c < CHANGED; c++)
			if (counts[c] > (best ? counts[best] : 0))
				best = c;
		return best;
	}

	// "300 of 512 pages: 200 4K pages, dirty ..." as rows of a tooltip
	function rows(counts) {
		const list = [];

		for (let c = 0; c < CHANGED; c++)
			if (counts[c])
				list.push([Colours.classes[c][2], Words.size(counts[c] * 4096)]);
		if (counts[CHANGED])
			list.push(['changed since the dump before',
				   Words.size(counts[CHANGED] * 4096)]);
		return list;
	}

	return { CHANGED, timeline, look, upper_changed, range, present, most, rows };
})();
