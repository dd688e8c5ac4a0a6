// SPDX-License-Identifier: GPL-2.0-only
/*
 * The verdicts about huge pages, as "ptwalk huge" and "ptwalk huge --fix" give them: by reason,
 * with cure and price; the areas that lose most; and the verdict of an address, for the map.
 */
'use strict';

const Huge = (() => {
	const { element, byId, size } = Words;
	const IS_HUGE = 0;

	const name_of = (verdict) => App.model.verdicts[verdict][0];
	const words_of = (verdict) => App.model.verdicts[verdict][1];

	// What mends a reason, what is met after that, and what it gives at which price
	function cure(fix, next, ends, price) {
		const list = [fix || 'nothing can be done about it'];

		if (next.length)
			list.push('then: ' + next.map(name_of).join(', '));
		if (ends)
			list.push('in the end ' + size(ends) + ' huge; price: Rss grows by ' + size(price));
		return list.join('; ');
	}

	function reasons(huge) {
		const rows = huge.reasons.filter((r) => r[0] !== IS_HUGE)
			.sort((a, b) => b[9] - a[9] || b[1] - a[1] || b[2] - a[2]);

		return Words.table('Not huge, and why. A window is 2M that one page could map.',
			['Reason', '>Rss', '>Share', '>Size', '>Growth', '>Windows', 'Cure and price'],
			rows.map(([verdict, rss, bytes, growth, windows, fix, next, ends, price]) => [
				element('span', element('b.word', name_of(verdict)), element('br'),
					words_of(verdict)),
				size(rss), Words.share(rss, huge.rss), size(bytes), size(growth),
				windows.toLocaleString('en'),
				name_of(verdict) === 'collapse' ? 'khugepaged can collapse it as it is' :
				cure(fix, next, ends, price)]));
	}

	function areas(dump) {
		const rows = dump.huge.areas.filter((a) => a[1] > a[2])
			.sort((a, b) => (b[1] - b[2]) - (a[1] - a[2])).slice(0, 20);

		if (!rows.length)
			return null;
		return Words.table('Areas with the most memory not in huge pages',
			['Area', '>Rss', '>Not huge', '>Growth', 'Verdict', 'Reason'],
			rows.map(([start, rss, huge, growth, verdict, reason]) => {
				const area = Model.area(dump, Number(BigInt(start) >> 12n));
				const b = element('button.link', start + ' ' +
						  (area ? Tooltip.name_of(area) : ''));

				b.type = 'button';
				b.addEventListener('click', () => area && PageMap.go_area(area));
				return [b, size(rss), size(rss - huge), size(growth),
					element('span.word', name_of(verdict)),
					reason || ''];
			}));
	}

	function settings(huge) {
		return huge.settings.length ?
			huge.settings.map(([name, value]) => name + ' ' + value).join(', ') :
			'not in the dump: record it with --pages, and the verdicts that need them are known';
	}

	function fill() {
		const dump = App.dump(), { huge } = dump;
		const box = byId('huge-body');

		if (!huge) {
			box.replaceChildren(element('p', 'No verdicts: ' + dump.no_huge + '.'));
			return;
		}
		box.replaceChildren(
			element('p', size(huge.huge) + ' of ' + size(huge.rss) + ' (' +
				Words.share(huge.huge, huge.rss) + ') of resident memory is in huge pages. ' +
				'Below is why the rest is not, by the rules of Linux ' + huge.rules +
				' for khugepaged, the thread of the kernel that collapses 512 pages of 4K ' +
				'into one of 2M. If all else collapses, Rss grows by ' + size(huge.growth) + '.'),
			element('p', 'Settings: ' + settings(huge) + '.'), reasons(huge));
		const lost = areas(dump);

		if (lost)
			box.append(lost);
		const unknown = huge.unknown.map((text) => element('li', text));

		if (!huge.same)
			unknown.unshift(element('li', 'whether this kernel judges as Linux ' + huge.rules +
						', the nearest that ptwalk knows'));
		if (unknown.length)
			box.append(element('p', 'Not known:'), element('ul', ...unknown));
	}

	// In words, the verdict about the 2M that a page is in; '' where there is none
	function window_at(dump, page) {
		const list = dump.huge ? dump.huge.windows : [];
		let from = 0, to = list.length;

		while (from < to) {
			const middle = (from + to) >> 1;

			if (Number(BigInt(list[middle][0]) >> 12n) <= page)
				from = middle + 1;
			else
				to = middle;
		}
		if (!from)
			return '';
		const [start, windows, verdict, growth, number, limit] = list[from - 1];

		if (page >= Number(BigInt(start) >> 12n) + windows * 512)
			return '';
		return name_of(verdict) + ': ' + words_of(verdict) +
			(number ? ' (' + number + (limit ? ' > ' + limit : '') + ')' : '') +
			(growth ? '; price ' + size(growth) : '');
	}

	return { fill, window: window_at };
})();
