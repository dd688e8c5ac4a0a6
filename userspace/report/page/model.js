// SPDX-License-Identifier: GPL-2.0-only
/*
 * The dumps of the page: areas, tables and entries by address.  Addresses are numbers of 4K
 * pages, so that 52 bits are enough; raw entries are BigInt where they are handed out.
 */
'use strict';

const Model = (() => {
	const SPACE = 2 ** 52;	// pages of the whole address space
	const pages = (level) => 512 ** (level - 1);	// that an entry of a level translates
	const page_of = (text) => Number(BigInt(text) >> 12n);
	const limit_of = (text) => page_of(text) || SPACE;

	function make_areas(json, before) {
		if (!json.areas)
			return before.areas;
		return json.areas.map(([start, end, flags, hugetlb, perm, name], index) => ({
			index, start: page_of(start), end: limit_of(end), flags: BigInt(flags),
			hugetlb, perm, name,
		}));
	}

	function make_dump(json, tables, before) {
		return Object.assign(json, {
			areas: make_areas(json, before),
			tables,
			dictionary: Decode.dictionary(json),
			first: page_of(json.start),
			limit: limit_of(json.end),
			reachedPage: json.complete ? limit_of(json.end) : page_of(json.reached),
			half: 2 ** (9 * json.levels - 1),	// pages of the user half
		});
	}

	function make(json, tables) {
		const dumps = [];

		json.dumps.forEach((dump, i) =>
			dumps.push(make_dump(dump, tables[i], dumps[i - 1])));
		return { version: json.version, flags: json.flags, kinds: json.kinds,
			 verdicts: json.verdicts, changes: json.changes, dumps };
	}

	// How many areas begin at a page or below
	function areas_until(dump, page) {
		let from = 0, to = dump.areas.length;

		while (from < to) {
			const middle = (from + to) >> 1;

			if (dump.areas[middle].start <= page)
				from = middle + 1;
			else
				to = middle;
		}
		return from;
	}

	function area(dump, page) {
		const nr = areas_until(dump, page);
		const found = nr ? dump.areas[nr - 1] : null;

		return found && page < found.end ? found : null;
	}

	const table = (dump, level, page) => Unpack.find(dump.tables, level, page);
	const index = (page, level) => Math.floor(page / pages(level)) % 512;
	const join = (lo, hi) => BigInt(hi) << 32n | BigInt(lo);

	// The halves of entry @i as the record has it; what the record leaves out is 0
	function lo_of(t, i) {
		const at = i - t.first;

		return at >= 0 && at < t.count ? t.lo[at] : 0;
	}

	function hi_of(t, i) {
		const at = i - t.first;

		return at >= 0 && at < t.count ? t.hi[at] : 0;
	}

	// As entry_of() of dump.c: the entry that was read with the table below is the newer one
	function raw(dump, t, i) {
		const below = t.level > 1 ?
			table(dump, t.level - 1, t.base + i * pages(t.level)) : null;

		return below ? join(below.parentLo, below.parentHi) : join(lo_of(t, i), hi_of(t, i));
	}

	// What the entries above a table allow together
	function above(dump, t) {
		let allowed = Decode.F.RW | Decode.F.US;

		for (let level = dump.levels; level > t.level; level--) {
			const below = table(dump, level - 1, t.base);
			const parent = join(below.parentLo, below.parentHi);

			allowed = Decode.effective(dump.dictionary, allowed,
						   Decode.decode(dump.dictionary, parent, level));
		}
		return allowed;
	}

	// Entry @i of a table, decoded, with all that the page says of it
	function entry(dump, t, i) {
		const page = t.base + i * pages(t.level);
		const pte = Decode.decode(dump.dictionary, raw(dump, t, i), t.level);
		const where = area(dump, page);
		let kind = Decode.kind_of(dump.dictionary, where, pte);

		if (kind === Decode.K.TABLE && !table(dump, t.level - 1, page))
			kind = unread_kind(dump, t, i, pte);
		return {
			pte, kind, table: t, index: i, page, area: where,
			pages: pages(t.level),
			slot: t.phys + 8 * i,
			effective: Decode.effective(dump.dictionary, above(dump, t), pte),
			unstable: (t.flags & 1) !== 0,
		};
	}

	// An entry that leads to a table which the dump does not have, as kind_of() of run.c
	function unread_kind(dump, t, i, pte) {
		const AD = 0x60n;
		const left = i ? join(lo_of(t, i - 1), hi_of(t, i - 1)) : 0n;

		if (dump.kernel && ((pte.raw ^ left) | AD) === AD)
			return Decode.K.REPEAT;
		return Decode.K.UNREAD;
	}

	// The table of the lowest level that translates a page
	function lowest(dump, page) {
		for (let level = 1; level <= dump.levels; level++) {
			const t = table(dump, level, page);

			if (t)
				return t;
		}
		return null;
	}

	return { SPACE, make, area, areas_until, table, index, raw, entry, pages, lowest, lo_of,
		 hi_of };
})();
