// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of areas of the dump that is shown: what they are, and what is in them.
 */
'use strict';

const Areas = (() => {
	const { C } = Colours;
	let list;

	// Counted when the row is first drawn
	function counts(area) {
		const dump = App.dump();
		const known = dump.area_counts || (dump.area_counts = []);

		return known[area.index] ||
			(known[area.index] = Count.range(dump, area.start, area.end));
	}

	const present = (area) => Words.size(Count.present(counts(area)));
	const large = (area) =>
		Words.size((counts(area)[C.HUGE] + counts(area)[C.GIGANTIC]) * 4096);
	const swapped = (area) => {
		const n = counts(area)[C.SWAP];

		return n ? Words.size(n * 4096) : '';
	};

	function fill() {
		const dump = App.dump();

		Words.byId('areas-none').hidden = dump.areas_known;
		Words.byId('areas-note').textContent = Words.count(dump.areas.length, 'area') +
			'. Choose one to see it on the map.';
		list.fill(dump.areas);
	}

	function start() {
		list = List.make(Words.byId('areas-list'), 'Areas', [
			['Start', 'c-address', (a) => Words.address(a.start)],
			['Size', 'c-size', (a) => Words.size((a.end - a.start) * 4096)],
			['Present', 'c-size', present],
			['Large pages', 'c-size c-wide', large],
			['Swap', 'c-size c-wide', swapped],
			['Perm', 'c-perm', (a) => a.perm],
			['Name', 'c-name', Tooltip.name_of],
		].map(([h, style, text]) => [h, style.replace(/ /g, '.'), text]), PageMap.go_area, Tooltip.name_of);
		fill();
	}

	return { start, fill, counts };
})();
