// SPDX-License-Identifier: GPL-2.0-only
/*
 * Numbers in words, as the tool prints them, and elements made of plain text.  Text from a dump
 * becomes text of the page by textContent and in no other way.
 */
'use strict';

const Words = (() => {
	const LEVEL = ['?', 'PT', 'PD', 'PDPT', 'PML4', 'PML5'];
	const SPAN = ['', '4K', '2M', '1G', '512G', '256T'];

	// As output_format_size()
	function size(bytes) {
		const units = 'BKMGTPE';
		let unit = 0, n = Number(bytes);

		while (n >= 1024 && unit < 6) {
			n /= 1024;
			unit++;
		}
		let text = n.toFixed(1).replace(/\.0$/, '');

		if (text === '1024' && unit < 6) {
			text = '1';
			unit++;
		}
		return text + units[unit];
	}

	function change(bytes) {
		const n = Number(bytes);

		return n < 0 ? '-' + size(-n) : (n > 0 ? '+' : '') + size(n);
	}

	const hex = (value) => '0x' + value.toString(16);
	// The address of a page, which is a number of up to 52 bits
	const address = (page) => hex(BigInt(page) << 12n);
	const share = (part, whole) => (whole ? (100 * part / whole).toFixed(1) : '0.0') + '%';
	const count = (n, one, many = one + 's') =>
		n.toLocaleString('en') + ' ' + (n === 1 ? one : many);

	// element('td.number', 'text', child...)
	function element(what, ...content) {
		const [tag, ...classes] = what.split('.');
		const e = document.createElement(tag);

		if (classes.length)
			e.className = classes.join(' ');
		for (const item of content)
			if (item !== null && item !== undefined)
				e.append(item);
		return e;
	}

	// A table with a row of headings; a cell that begins with > is right-aligned
	function table(caption, headings, rows) {
		const t = element('table', element('caption', caption));
		const head = element('tr');
		const body = element('tbody');

		for (const h of headings) {
			const th = element(h.startsWith('>') ? 'th.number' : 'th', h.replace(/^>/, ''));

			th.scope = 'col';
			head.append(th);
		}
		for (const row of rows) {
			const tr = element('tr');

			row.forEach((cell, i) => {
				const number = headings[i].startsWith('>');
				const td = element(number ? 'td.number' : 'td', cell);

				// narrow windows have no headings, but these in front of each cell
				td.dataset.heading = headings[i].replace(/^>/, '');
				tr.append(td);
			});
			body.append(tr);
		}
		t.append(element('thead', head), body);
		return element(headings.length > 5 ? 'div.scroll.many' : 'div.scroll', t);
	}

	const byId = (id) => document.getElementById(id);

	return { LEVEL, SPAN, size, change, hex, address, share, count, element, table, byId };
})();
