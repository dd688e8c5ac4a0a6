// SPDX-License-Identifier: GPL-2.0-only
/*
 * The timeline of several dumps: which one is shown, what changed since the one before, and
 * playing them one after the other.
 */
'use strict';

const Timeline = (() => {
	const { element, byId, size } = Words;
	const STEP_MS = 1200;
	let list, timer = 0;

	const dumps = () => App.model.dumps;

	function offset(i) {
		const ms = dumps()[i].ms - dumps()[0].ms;

		return dumps()[i].ms ? '+' + (ms / 1000).toFixed(3) + ' s' : 'time not known';
	}

	function totals(changes) {
		const rows = changes.totals.map(([name, runs, entries, bytes, rss]) =>
			[name, String(runs), String(entries || ''), size(bytes),
			 changes.areas ? Words.change(rss) : '']);

		return Words.table('What changed', ['Change', '>Ranges', '>Pages', '>Bytes', '>Rss'], rows);
	}

	function remark(changes) {
		const list_of = [];

		if (!changes.same_process)
			list_of.push('Another process than before, compared by ' + (changes.by_place ?
				'what their areas map' : 'address') + '; the map marks nothing.');
		if (changes.unread)
			list_of.push(size(changes.unread) + ' could not be compared: a table is not in a dump.');
		if (changes.rows_left_out)
			list_of.push(Words.count(changes.rows_left_out, 'more range') +
				     ' changed than the list below has; the map marks all.');
		/* without areas there is no Rss */
		if (!changes.totals.length)
			list_of.push('Nothing changed.');
		else if (changes.areas)
			list_of.push('Resident memory (Rss): ' + Words.change(changes.rss) + '.');
		return list_of.join(' ');
	}

	function fill() {
		const i = App.at, changes = i ? App.model.changes[i - 1] : null;
		const box = byId('changes-sum');

		byId('time').value = i;
		byId('time').setAttribute('aria-valuetext', label(i));
		byId('time-label').textContent = label(i);
		byId('before').disabled = i === 0;
		byId('after').disabled = i === dumps().length - 1;
		byId('changes-list').hidden = !changes || !changes.rows || !changes.rows.length;
		if (!changes) {
			box.replaceChildren(element('p', 'The first dump: changes are shown from the second on.'));
			list.fill([]);
			return;
		}
		if (changes.why_not) {
			box.replaceChildren(element('p', 'Not compared: ' + changes.why_not + '.'));
			list.fill([]);
			return;
		}
		box.replaceChildren(element('p', remark(changes)));
		if (changes.totals.length)
			box.append(totals(changes));
		list.fill(changes.rows);
	}

	function label(i) {
		return 'Dump ' + (i + 1) + ' of ' + dumps().length + ', ' + offset(i) + ': ' +
			dumps()[i].target;
	}

	function stop() {
		clearInterval(timer);
		timer = 0;
		byId('play').textContent = 'Play';
	}

	function step() {
		if (App.at === dumps().length - 1)
			return stop();
		App.show(App.at + 1);
		if (App.at === dumps().length - 1)
			stop();
	}

	function play() {
		if (timer)
			return stop();
		if (App.at === dumps().length - 1)
			App.show(0);
		byId('play').textContent = 'Pause';
		timer = setInterval(step, STEP_MS);
	}

	const detail = (row) => [row[7], row[8]].filter((t) => t).join(' · ');

	function choose(row) {
		PageMap.go(Number(BigInt(row[0]) >> 12n));
	}

	function start() {
		byId('timeline').hidden = false;
		byId('time').max = dumps().length - 1;
		list = List.make(byId('changes-list'), 'Changes since the dump before', [
			['Start', 'c-address', (r) => r[0]],
			['Size', 'c-size', (r) => size(BigInt.asUintN(64, BigInt(r[1]) - BigInt(r[0])))],
			['Rss', 'c-size', (r) => (r[3] ? Words.change(r[3]) : '')],
			['Change', 'c-change', (r) => r[4]],
			['Was', 'c-side.c-wide', (r) => r[5]],
			['Now', 'c-side.c-wide', (r) => r[6]],
			['Detail', 'c-name', detail],
		], choose, (r) => [r[4], [r[5], r[6]].filter((t) => t).join(' → '), detail(r)]
			.filter((t) => t).join(' · '));
		byId('play').addEventListener('click', play);
		byId('before').addEventListener('click', () => App.show(App.at - 1));
		byId('after').addEventListener('click', () => App.show(App.at + 1));
		byId('time').addEventListener('input', () => App.show(Number(byId('time').value)));
		fill();
	}

	return { start, fill };
})();
