// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tooltip of the map, and what it says of a cell: of one entry all its bits.  The same text
 * is what a screen reader hears.
 */
'use strict';

const Tooltip = (() => {
	const { element } = Words;
	let box, live;

	function letters(flags) {
		let text = '';

		for (const [flag, letter] of App.model.flags)
			text += flags & flag ? letter : flag < 1 << 11 ? '-' : '';
		return text;
	}

	function permissions(effective) {
		const { F } = Decode;

		return 'r' + (effective & F.RW ? 'w' : '-') + (effective & F.NX ? '-' : 'x') +
			(effective & F.US ? 'u' : 's');
	}

	const name_of = (area) => area.name || '(anonymous)';
	const area_name = (area) => area ? (area.perm + ' ' + name_of(area)).trim() : 'in no area';

	// What an entry says, as { title, rows }; of flags their meaning, one a row
	function entry(e) {
		const { K, F } = Decode;
		const { pte } = e;
		const dump = App.dump();
		const rows = [];

		rows.push(['entry', Words.LEVEL[pte.level] + ' ' + e.index + ', at ' + Words.hex(e.slot)]);
		rows.push(['raw', Words.hex(pte.raw)]);
		if (e.kind !== K.NONE)
			rows.push(['flags', letters(pte.flags)]);
		if (pte.phys || e.kind === K.PAGE)
			rows.push([pte.kind === K.TABLE ? 'next table' : 'frame',
				   pte.kind === K.TABLE ? Words.hex(pte.phys) :
				   Words.hex(pte.phys >> 12n)]);
		if (e.kind === K.SWAP)
			rows.push(['swap', 'file ' + pte.swapType + ', page ' + Words.hex(pte.offset)]);
		if (pte.kind === K.UNKNOWN && pte.swapType)
			rows.push(['swap type', String(pte.swapType)]);
		for (const [flag, , name, help] of App.model.flags)
			if (pte.flags & flag)
				rows.push([name, help]);
		if (pte.pkey)
			rows.push(['pkey', String(pte.pkey)]);
		if (pte.reserved)
			rows.push(['reserved', 'bits ' + Words.hex(pte.reserved) +
				   ' must be 0: an access faults']);
		if (pte.flags & F.P)
			rows.push(['allowed', permissions(e.effective) + ', by all levels together']);
		if (e.unstable)
			rows.push(['unstable', 'its table kept changing while it was copied']);
		if (dump.areas_known)
			rows.push(['area', area_name(e.area)]);
		return {
			title: Words.address(e.page) + '  ' + Words.SPAN[pte.level] + '  ' +
				App.model.kinds[e.kind],
			rows,
		};
	}

	function build(what) {
		const list = element('dl');

		for (const [name, value] of what.rows)
			list.append(element('dt', name), element('dd', value));
		box.replaceChildren(element('strong', what.title), list);
	}

	// @at: the cell, in pixels of the window
	function place(at) {
		const width = box.offsetWidth, height = box.offsetHeight;
		let x = at.left + at.width / 2 - width / 2, y = at.bottom + 8;

		if (y + height > innerHeight && at.top - height - 8 >= 0)
			y = at.top - height - 8;
		x = Math.max(4, Math.min(x, document.documentElement.clientWidth - width - 4));
		y = Math.max(4, Math.min(y, innerHeight - height - 4));
		box.style.left = x + 'px';
		box.style.top = y + 'px';
	}

	function show(what, at) {
		build(what);
		box.hidden = false;
		place(at);
	}

	function hide() {
		box.hidden = true;
	}

	function say(what) {
		live.textContent = what.title + '. ' +
			what.rows.map(([name, value]) => name + ' ' + value).join(', ');
	}

	function start() {
		box = Words.byId('tooltip');
		live = Words.byId('live');
	}

	return { start, show, hide, say, entry, letters, permissions, area_name, name_of };
})();
