// SPDX-License-Identifier: GPL-2.0-only
/*
 * The walk of an address that somebody types: the tables one after the other, as the CPU goes
 * through them, and the end in words.
 */
'use strict';

const Walk = (() => {
	const { element, byId, hex, LEVEL, SPAN } = Words;
	const { K, F } = Decode;

	const shift = (level) => 3 + 9 * level;

	// A number of up to 64 bits, or a sentence that says what is wrong
	function parse(text) {
		const word = text.trim().replace(/[_\s]/g, '');

		if (!word)
			return 'Type an address, such as 0x7f0000001000.';
		if (!/^(0x)?[0-9a-f]+$/i.test(word))
			return '‘' + text.trim() + '’ is not an address: hexadecimal digits, with 0x or without.';
		const value = BigInt('0x' + word.replace(/^0x/i, ''));

		return value >> 64n ? 'This has more than 64 bits, and no address has.' : value;
	}

	// As level_check_address(): '' or what is wrong
	function check(dump, addr) {
		const limit = 1n << BigInt(shift(dump.levels) + 8), top = shift(dump.levels) + 8;

		if (addr >= limit && addr < (1n << 64n) - limit)
			return 'Address ' + hex(addr) + ' is not canonical: with ' + dump.levels +
				' levels of page tables, bits 63 to ' + top + ' must be equal.';
		if (!dump.kernel && addr >= limit)
			return 'Address ' + hex(addr) + ' belongs to the kernel, but the dump covers the ' +
				'user half, which ends at ' + hex(limit) + '.';
		if (dump.kernel && addr < limit)
			return 'Address ' + hex(addr) + ' belongs to user space, but the dump covers the ' +
				'kernel half, which begins at ' + hex((1n << 64n) - limit) + '.';
		return '';
	}

	// The entries on the way, and why it ends
	function follow(dump, addr) {
		const page = Number(addr >> 12n), steps = [];
		const area = Model.area(dump, page);
		let end = '';

		for (let level = dump.levels; level && !end; level--) {
			const t = Model.table(dump, level, page);

			if (!t) {
				if (steps.length)
					steps[steps.length - 1].kind = K.UNREAD;
				end = area ? 'no table' : 'no area';
				break;
			}
			const step = Model.entry(dump, t, Model.index(page, level));

			steps.push(step);
			if (step.pte.kind === K.PAGE)
				end = 'page';
			else if (step.pte.kind !== K.TABLE)
				end = 'not present';
		}
		if (page < dump.first || page >= dump.limit)
			end = 'not covered';
		else if (page >= dump.reachedPage)
			end = 'incomplete';
		return { addr, page, area, steps, end };
	}

	// What an entry that is not present says, as explain_entry() puts it
	function explain(dump, walk) {
		const e = walk.steps[walk.steps.length - 1], { pte } = e;
		const frame = hex(pte.phys);

		switch (e.kind) {
		case K.NONE:
			return walk.area ? 'the entry is empty: no page is here yet, the first access will bring one' :
				'the entry is empty: nothing is mapped here';
		case K.PROTNONE:
			return 'the entry keeps the page at ' + frame +
				' from any access: PROT_NONE, or a NUMA hinting fault is awaited';
		case K.INVALID:
			return 'the entry of the page at ' + frame + ' is out of use';
		case K.SWAP:
			return 'the page is swapped out: swap file ' + pte.swapType + ', page ' +
				hex(pte.offset);
		case K.UNKNOWN:
			return 'the entry is not present, and the dump does not tell what it means';
		default:
			return 'the entry is not present: ' + App.model.kinds[e.kind] +
				(pte.phys ? ', page at ' + frame : '');
		}
	}

	function outcome(dump, walk) {
		const last = walk.steps[walk.steps.length - 1];

		switch (walk.end) {
		case 'page': {
			const span = 1n << BigInt(shift(last.pte.level));

			return 'Mapped: physical address ' +
				hex(last.pte.phys | walk.addr & span - 1n) + ', in the ' +
				SPAN[last.pte.level] + ' page at ' + hex(last.pte.phys) + '; ' +
				Tooltip.permissions(last.effective) + '; ' +
				(last.pte.flags & F.A ? 'accessed, ' : 'not accessed, ') +
				(last.pte.flags & (F.D | F.SAVED_DIRTY) ? 'dirty.' : 'not dirty.');
		}
		case 'no area':
			return 'No page: the dump does not contain the next table, as the address is in no area.';
		case 'no table':
			return 'Not known: the dump does not contain the next table, which ' +
				(dump.left_out ? 'could not be read, or ' : '') +
				'was added or freed during the dump.';
		case 'not covered':
			return 'Not known: outside of what the dump covers, ' + dump.start + ' to ' +
				dump.end + '.';
		case 'incomplete':
			return 'Not known: the dump is incomplete and ends at ' + dump.reached + '.';
		default:
			return 'No page: ' + explain(dump, walk) + '.';
		}
	}

	// The bits of the address that choose the entry of each level
	function bits(walk) {
		const rows = walk.steps.map((step) => element('span.field',
			element('b', String(step.index)),
			element('small', LEVEL[step.pte.level] + ' ' + (shift(step.pte.level) + 8) + ':' +
				shift(step.pte.level))));
		const last = walk.steps[walk.steps.length - 1];

		if (last) {
			const low = shift(last.pte.level);

			rows.push(element('span.field',
				element('b', hex(walk.addr & (1n << BigInt(low)) - 1n)),
				element('small', 'offset ' + (low - 1) + ':0')));
		}
		return element('p.fields', ...rows);
	}

	// The letters of all steps, once each
	function letters(steps) {
		const set = steps.reduce((all, { pte }) => all | pte.flags, 0);

		return App.model.flags.filter(([flag]) => set & flag)
			.map(([, letter, , help]) => letter + ' ' + help).join(', ');
	}

	// What an entry does, in the middle of a sentence
	function does(step) {
		const { pte, kind } = step;

		if (kind === K.NONE)
			return 'is empty';
		if (pte.kind === K.TABLE)
			return 'leads to the ' + LEVEL[pte.level - 1] + ' at ' + hex(pte.phys) +
				(kind === K.UNREAD ? ', which is not in the dump' : '');
		if (pte.kind === K.PAGE)
			return 'maps the ' + SPAN[pte.level] + ' page at ' + hex(pte.phys);
		return 'is of the kind ' + App.model.kinds[kind] +
			(pte.phys ? ', page at ' + hex(pte.phys) : '');
	}

	function step_item(step) {
		const { pte } = step;
		const b = element('button.link', 'on the map');
		const item = element('li',
			element('b', LEVEL[pte.level] + ' ' + step.index), ' in the table at ' +
			hex(step.table.phys) + ', entry at ' + hex(step.slot) + ': ', element('code', hex(pte.raw)),
			' ' + does(step) + (step.kind === K.NONE ? '' : '; ' + Tooltip.letters(pte.flags)) +
			(pte.flags & F.P ? '; allowed so far ' + Tooltip.permissions(step.effective) : '') + ' ', b);

		b.type = 'button';
		b.addEventListener('click', () => PageMap.go_table(step.table, step.page));
		return item;
	}

	function show(addr) {
		const dump = App.dump(), walk = follow(dump, addr);
		const list = element('ol', ...walk.steps.map((step) => step_item(step)));

		byId('walk-result').replaceChildren(
			element('p', element('strong', hex(addr)), ': ', outcome(dump, walk)),
			element('p.hint', 'The index into each table, with its bits of the address:'),
			bits(walk), list,
			element('p.hint', (letters(walk.steps) ? 'Flags: ' + letters(walk.steps) + '. ' : '') +
				'Allowed, by all levels: r read, ' +
				'w write, x execute, to u user mode or s the kernel alone.'),
			element('p', dump.areas_known ? 'Area: ' + (walk.area ?
				Words.address(walk.area.start) + ' to ' + Words.address(walk.area.end) + ' ' +
				Tooltip.area_name(walk.area) : 'none, nothing is mapped here') + '.' :
				'Area: not known, the dump is of a memory image.'));
	}

	function fail(text) {
		byId('walk-error').textContent = text;
		byId('walk-address').setAttribute('aria-invalid', text ? 'true' : 'false');
		if (text)
			byId('walk-result').replaceChildren();
	}

	// Walks what is typed, if it can be walked
	function submit() {
		const addr = parse(byId('walk-address').value);
		const wrong = typeof addr === 'string' ? addr : check(App.dump(), addr);

		fail(wrong);
		if (!wrong)
			show(addr);
	}

	function go(addr) {
		byId('walk-address').value = hex(addr);
		submit();
	}

	// The same address in another dump
	function again() {
		if (byId('walk-address').value)
			submit();
	}

	function start() {
		byId('walk-form').addEventListener('submit', (event) => {
			event.preventDefault();
			submit();
		});
	}

	return { start, go, again, follow, parse, check };
})();
