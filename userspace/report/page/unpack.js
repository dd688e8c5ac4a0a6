// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tables of a dump, out of the packed bytes in the page.  The layout is that of
 * report-pack.h.  Owns no meaning of an entry.
 *
 * An entry has 64 bits, which no plain number holds: it is kept as two halves of 32.  An address
 * is kept as the number of its 4K page, which has 52 bits and fits.
 */
'use strict';

const Unpack = (() => {
	const ABOUT = 4;
	const OWN = 0, SAME = 1;

	function bytes_of(text) {
		const binary = atob(text);
		const bytes = new Uint8Array(binary.length);

		for (let i = 0; i < bytes.length; i++)
			bytes[i] = binary.charCodeAt(i);
		return bytes;
	}

	async function inflate(bytes) {
		const stream = new Blob([bytes]).stream()
			.pipeThrough(new DecompressionStream('deflate'));

		return new Uint8Array(await new Response(stream).arrayBuffer());
	}

	// Words out of eight planes of bytes
	function words(bytes, at, nr) {
		const lo = new Uint32Array(nr), hi = new Uint32Array(nr);

		for (let i = 0; i < nr; i++) {
			const p = at + i;

			lo[i] = bytes[p] | bytes[p + nr] << 8 |
				bytes[p + 2 * nr] << 16 | bytes[p + 3 * nr] << 24;
			hi[i] = bytes[p + 4 * nr] | bytes[p + 5 * nr] << 8 |
				bytes[p + 6 * nr] << 16 | bytes[p + 7 * nr] << 24;
		}
		return { lo, hi };
	}

	// Each word is the difference to the one @step before it
	function add_up(word, step) {
		const { lo, hi } = word;

		for (let i = step; i < lo.length; i++) {
			const sum = lo[i] + lo[i - step];

			hi[i] = hi[i] + hi[i - step] + (sum > 0xffffffff ? 1 : 0);
			lo[i] = sum;
		}
	}

	// What each entry of a table is added to: the one before, or that of the table before
	function add_entries(table, word, at, before, last) {
		const lo = word.lo.subarray(at, at + table.count);
		const hi = word.hi.subarray(at, at + table.count);

		for (let i = 0; i < lo.length; i++) {
			let addLo = last.lo, addHi = last.hi;

			if (table.form !== OWN) {
				const j = table.first + i - before.first;
				const there = j >= 0 && j < before.count;

				addLo = there ? before.lo[j] : 0;
				addHi = there ? before.hi[j] : 0;
			}
			const sum = lo[i] + addLo;

			hi[i] = hi[i] + addHi + (sum > 0xffffffff ? 1 : 0);
			lo[i] = sum;
			last.lo = lo[i];
			last.hi = hi[i];
		}
		table.lo = lo;
		table.hi = hi;
	}

	function about_table(about, i) {
		const lo = about.lo, hi = about.hi, at = ABOUT * i;

		return {
			base: hi[at] * 0x100000 + (lo[at] >>> 12),
			phys: hi[at + 1] * 0x100000000 + lo[at + 1],
			parentLo: lo[at + 2],
			parentHi: hi[at + 2],
			level: lo[at + 3] & 0xff,
			flags: lo[at + 3] >>> 8 & 0xff,
			first: lo[at + 3] >>> 16,
			count: hi[at + 3] & 0xffff,
			form: hi[at + 3] >>> 16,
		};
	}

	// The table of a level that translates a page, or null
	function find(tables, level, page) {
		const list = tables[level];
		let from = 0, to = list.length;

		while (from < to) {
			const middle = (from + to) >> 1;

			if (list[middle].base <= page)
				from = middle + 1;
			else
				to = middle;
		}
		const table = from ? list[from - 1] : null;

		return table && page - table.base < 512 ** level ? table : null;
	}

	// By level 1 to 5, the tables of a dump, ascending; @before: those of the dump before
	function tables(bytes, before) {
		const view = new DataView(bytes.buffer);
		const nr = view.getUint32(0, true), nrWords = view.getUint32(4, true);
		const about = words(bytes, 8, ABOUT * nr);
		const word = words(bytes, 8 + 8 * ABOUT * nr, nrWords);
		const byLevel = [[], [], [], [], [], []];
		const last = { lo: 0, hi: 0 };
		let at = 0;

		add_up(about, ABOUT);
		for (let i = 0; i < nr; i++) {
			const table = about_table(about, i);
			const old = table.form === OWN ? null : find(before, table.level, table.base);

			if (table.form === SAME) {
				table.lo = old.lo;
				table.hi = old.hi;
			} else {
				add_entries(table, word, at, old, last);
				at += table.count;
			}
			byLevel[table.level].push(table);
		}
		return byLevel;
	}

	// By dump, its tables
	async function all(blocks) {
		const inflated = await Promise.all(blocks.map((block) => inflate(bytes_of(block))));
		let before = null;

		return inflated.map((bytes) => (before = tables(bytes, before)));
	}

	return { all, find };
})();
