// SPDX-License-Identifier: GPL-2.0-only
/*
 * Begins: unpacks what is in the page, and has each part show the first dump.  Owns which dump is
 * shown.
 */
'use strict';

const App = {
	model: null,
	at: 0,
	ready: false,

	dump() {
		return App.model.dumps[App.at];
	},

	// Shows a dump in all parts of the page
	show(i) {
		if (i < 0 || i >= App.model.dumps.length || i === App.at)
			return;
		App.at = i;
		Sums.fill();
		Areas.fill();
		Huge.fill();
		Timeline.fill();
		Walk.again();
		PageMap.show_dump();
	},
};

(async () => {
	const json = JSON.parse(Words.byId('report').textContent);
	const blocks = [...document.querySelectorAll('script.tables')].map((e) => e.textContent);

	App.model = Model.make(json, await Unpack.all(blocks));
	// What another process has at an address is no change
	Count.timeline((dump) => {
		const i = App.model.dumps.indexOf(dump);

		return i > 0 && App.model.changes[i - 1].same_process ? App.model.dumps[i - 1] : null;
	});
	Words.byId('version').textContent = 'ptwalk ' + App.model.version;
	Tooltip.start();
	Sums.fill();
	PageMap.start();
	Areas.start();
	Huge.fill();
	Walk.start();
	if (App.model.dumps.length > 1)
		Timeline.start();
	else
		Timeline.fill = () => {};
	Theme.start();
	Words.byId('loading').remove();
	performance.mark('ready');
	App.ready = true;
})().catch((error) => {
	Words.byId('loading').textContent = 'This page cannot be shown: ' + error.message +
		' (it needs a browser of 2023 or later)';
	throw error;
});
