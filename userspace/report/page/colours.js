// SPDX-License-Identifier: GPL-2.0-only
/*
 * What a cell of the map looks like: a class for each entry, found from its two halves without
 * decoding it whole, since there are a million of them; and for each class a colour, a sign and
 * a word.  Colour is never the only sign: cells that are large enough have a letter, small ones
 * a height.
 */
'use strict';

const Colours = (() => {
	const C = { NONE: 0, IDLE: 1, ACCESSED: 2, DIRTY: 3, HUGE: 4, GIGANTIC: 5, ZERO: 6,
		    SWAP: 7, PROTNONE: 8, OTHER: 9, UNKNOWN: 10, TABLE: 11, UNREAD: 12 };
	// class: CSS variable, sign, word
	const classes = [
		['none', '', 'empty'],
		['idle', '·', '4K page, not accessed'],
		['accessed', 'a', '4K page, accessed'],
		['dirty', 'd', '4K page, dirty'],
		['huge', '2M', '2M page'],
		['gigantic', '1G', '1G page'],
		['zero', 'z', 'zero page'],
		['swap', 's', 'swapped out'],
		['protnone', 'n', 'PROT_NONE or NUMA hint'],
		['other', '!', 'other entry, not present'],
		['unknown', '?', 'not known what it is'],
		['table', 'T', 'leads to a table'],
		['unread', 'u', 'leads to a table that is not in the dump'],
	];
	const present = [C.IDLE, C.ACCESSED, C.DIRTY, C.HUGE, C.GIGANTIC, C.ZERO, C.PROTNONE];

	// By decoded entry: the long way, for single cells
	function of_entry(entry) {
		const { F, K } = Decode;
		const { pte, kind } = entry;

		switch (kind) {
		case K.NONE:
			return C.NONE;
		case K.TABLE:
		case K.REPEAT:
			return C.TABLE;
		case K.UNREAD:
			return C.UNREAD;
		case K.ZERO_PAGE:
		case K.HUGE_ZERO_PAGE:
			return C.ZERO;
		case K.PAGE:
			if (pte.level > 1)
				return pte.level === 2 ? C.HUGE : C.GIGANTIC;
			return pte.flags & (F.D | F.SAVED_DIRTY) ? C.DIRTY :
			       pte.flags & F.A ? C.ACCESSED : C.IDLE;
		case K.PROTNONE:
			return C.PROTNONE;
		case K.SWAP:
			return C.SWAP;
		case K.UNKNOWN:
			return C.UNKNOWN;
		default:
			return C.OTHER;
		}
	}

	// The bit of a dictionary's mask that is above the lower half
	const high = (mask) => Number(mask >> 32n);
	const low = (mask) => Number(mask & 0xffffffffn);

	// A function that tells the class of an entry of a PT by its halves, for one dump
	function classifier(dump) {
		const v = dump.dictionary.value, { D } = Decode;
		const savedLo = low(v[D.SAVED_DIRTY]), savedHi = high(v[D.SAVED_DIRTY]);
		const specialLo = low(v[D.SPECIAL]);
		const devLo = low(v[D.DEVMAP]), devHi = high(v[D.DEVMAP]);

		return (lo, hi, zeroes) => {
			if (lo & 1) {
				if (lo & specialLo && zeroes && !(lo & devLo || hi & devHi))
					return C.ZERO;
				if (lo & 0x40 || lo & savedLo || hi & savedHi)
					return C.DIRTY;
				return lo & 0x20 ? C.ACCESSED : C.IDLE;
			}
			if (!(lo & ~0x60) && !hi)
				return C.NONE;
			return of_entry(slow(dump, lo, hi));
		};
	}

	// An entry of a PT that is not present: rare enough to be decoded
	function slow(dump, lo, hi) {
		const pte = Decode.decode(dump.dictionary, BigInt(hi) << 32n | BigInt(lo >>> 0), 1);

		return { pte, kind: Decode.kind_of(dump.dictionary, null, pte) };
	}

	// May special entries of an area be the zero page?
	const zeroes = (dump, area) => !dump.kernel && area !== null &&
		!(area.flags & (1n << 9n | 1n << 24n));

	let paint = null;

	// The colours in force; theme.js calls forget() when they change
	function paints() {
		if (!paint) {
			const style = getComputedStyle(document.documentElement);
			const value = (name) => style.getPropertyValue(name).trim();

			paint = { cell: classes.map(([name]) => value('--cell-' + name)) };
			for (const name of ['ink', 'soft', 'line', 'paper', 'focus', 'mark', 'on-cell'])
				paint[name] = value('--' + name);
		}
		return paint;
	}

	function forget() {
		paint = null;
	}

	return { C, classes, present, of_entry, classifier, zeroes, paints, forget };
})();
