// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the page is about, at its top, and the sums, as "ptwalk stat" prints them.
 */
'use strict';

const Sums = (() => {
	const { element, byId } = Words;

	const who = (dump) => dump.kernel ? 'kernel half' :
		dump.pid ? dump.comm + ' (' + dump.pid + ')' : 'page tables of an image';

	function when(dump) {
		return dump.ms ? new Date(dump.ms).toISOString().replace('T', ' ').slice(0, 23) + ' UTC' :
			'time not known';
	}

	function facts(dump) {
		const list = [
			['target', dump.target],
			['dumped', when(dump)],
			['kernel', dump.release ? 'Linux ' + dump.release : 'not known'],
			['read by', dump.source + (dump.live ? ', live' : '')],
			['levels', dump.levels + (dump.user_pgd ? ', page tables of user mode' : '')],
			['dump', (dump.complete ? 'complete' : 'INCOMPLETE, ends at ' + dump.reached) +
				', ' + dump.exact],
			['tables', Words.count(dump.tables.flat().length, 'table') + ', ' +
				dump.entries.toLocaleString('en') + ' entries'],
		];

		if (dump.holds)
			list.push(['mmap lock', 'held ' + Words.count(dump.holds, 'time') +
				   ', at most ' + dump.hold_max_us + ' us']);
		return list;
	}

	function notes(dump) {
		const list = [...dump.notes];

		if (!dump.areas_known)
			list.push('This dump of a memory image has no areas: there is no process whose ' +
				  'memory could be told apart, and no Rss.');
		if (dump.kernel)
			list.push('The kernel half: its areas are the regions of its layout.');
		if (dump.unknown)
			list.push(Words.count(dump.unknown, 'entry of unknown meaning', 'entries of unknown meaning') + '.');
		return list;
	}

	function fill() {
		const dump = App.dump();
		const list = byId('facts');

		byId('who').textContent = who(dump);
		document.title = 'ptwalk: ' + who(dump);
		list.replaceChildren();
		for (const [name, value] of facts(dump))
			list.append(element('div', element('dt', name), element('dd', value)));
		byId('notes').replaceChildren(...notes(dump).map((text) => element('li', text)));
		byId('sums-table').replaceChildren(Words.table(
			'Sums, as ptwalk stat prints them', ['Sum', '>Size', 'Share and number'],
			dump.sums.map(([label, value, note]) => [
				element(label.startsWith('  ') ? 'span.inner' : 'span', label.trim()),
				value, note.trim()])));
	}

	return { fill, who, when };
})();
