// SPDX-License-Identifier: GPL-2.0-only
/*
 * pages.js DIRECTORY - what pages of "ptwalk report" do in a real browser.  The directory has
 * the pages and what "ptwalk show" says of the same dumps, as report.sh makes them.  Prints a
 * line for each test: "ok WHAT" or "not ok WHAT", with reasons behind "#".
 */
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const { Browser } = require('./browser.js');

const dir = process.argv[2];
const file = (name) => path.join(dir, name);
let failed = 0;

function check(what, good, ...reasons) {
	console.log((good ? 'ok ' : 'not ok ') + what);
	if (good)
		return;
	failed++;
	for (const reason of reasons)
		console.log('# ' + JSON.stringify(reason));
}

const text = (page, id) => page.value('document.getElementById("' + id + '").textContent');
const hidden = (page, id) => page.value('document.getElementById("' + id + '").hidden');

function quiet(page, what) {
	check(what + ': no error, no request', !page.trouble.length && !page.requests.length,
	      page.trouble, page.requests);
}

// Every entry of a dump as the page decodes it, beside "show --entries --tables -J"
async function decoder(browser, name) {
	const page = await browser.page(file(name + '.html'));
	const rows = JSON.parse(fs.readFileSync(file(name + '.json'), 'utf8')).show;
	const wrong = await page.value(`(() => {
		const rows = ${JSON.stringify(rows)};
		const dump = App.dump(), wrong = [];
		const { F } = Decode;

		for (const row of rows) {
			const addr = BigInt(row.start), number = Number(addr >> 12n);
			const { level } = row;
			const t = Model.table(dump, level, number);
			const e = Model.entry(dump, t, Model.index(number, level));
			const got = { kind: App.model.kinds[e.kind], raw: Words.hex(e.pte.raw),
				      flags: Tooltip.letters(e.pte.flags), slot: Words.hex(e.slot) };

			if (e.pte.phys || row.pfn === '0x0')
				got.pfn = Words.hex(e.pte.phys >> 12n);
			else
				got.pfn = null;
			got.swap = e.kind === Decode.K.SWAP ?
				e.pte.swapType + ':' + Words.hex(e.pte.offset) : null;
			if (e.pte.flags & F.P)
				got.eff = Tooltip.permissions(e.effective);
			for (const key in got)
				if (row[key] !== got[key])
					wrong.push([row.start, key, row[key], got[key]]);
			if (level === 1 && Count.look(dump, t).cells[e.index] !== Colours.of_entry(e))
				wrong.push([row.start, 'class']);
		}
		return wrong;
	})()`);

	check('decoder: ' + rows.length + ' entries of ' + name + ' are what the tool says',
	      rows.length > 1 && !wrong.length, wrong.slice(0, 10));
	await page.close();
}

// Numbers that are the same each time: a bit is set by chance, rarely where it says P
function* values(seed) {
	let state = seed;
	const chance = () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};

	for (let i = 0; ; i++) {
		let raw = 0n;

		for (let bit = 0n; bit < 64n; bit++)
			if (chance() < (bit ? 0.15 + 0.7 * (i % 3) / 2 : 0.4))
				raw |= 1n << bit;
		yield { raw: '0x' + raw.toString(16), level: 1 + i % 4 };
	}
}

// Random entries of every level, decoded by the tool and by the page with one dictionary
async function random_entries(browser, name) {
	const page = await browser.page(file(name + '.html'));
	const rows = [], random = values(name.length);

	for (let i = 0; i < 64; i++) {
		const { raw, level } = random.next().value;

		rows.push(JSON.parse(execFileSync(process.env.PTWALK, ['decode', '-J', raw, '--level',
			level, '--dict', file(name)], { stdio: ['ignore', 'pipe', 'ignore'] })).decode[0]);
	}
	const wrong = await page.value(`(() => {
		const dump = App.dump(), wrong = [];

		for (const row of ${JSON.stringify(rows)}) {
			const pte = Decode.decode(dump.dictionary, BigInt(row.raw), row.level);
			const got = { kind: App.model.kinds[Decode.kind_of(dump.dictionary, null, pte)],
				      flags: Tooltip.letters(pte.flags),
				      reserved: Words.hex(pte.reserved) };

			if (row.pfn !== null)
				got.pfn = Words.hex(pte.phys >> 12n);
			if (row['swap-type'] !== null)
				got['swap-type'] = pte.swapType;
			if (row['swap-offset'] !== null)
				got['swap-offset'] = Words.hex(pte.offset);
			if (row['pat-index'] !== null)
				got['pat-index'] = pte.pat;
			if (row.pkey !== null)
				got.pkey = pte.pkey;
			for (const key in got)
				if (row[key] !== got[key])
					wrong.push([row.raw, row.level, key, row[key], got[key]]);
		}
		return wrong;
	})()`);

	check('decoder: ' + rows.length + ' random entries, dictionary of ' + name, !wrong.length,
	      wrong.slice(0, 10));
	await page.close();
}

async function map(browser) {
	const page = await browser.page(file('process.html'));
	const at = async () => (await page.value('PageMap.state()'));

	await page.value('window.scrollTo(0, 0)');
	const box = await page.value('document.getElementById("canvas").getBoundingClientRect().toJSON()');

	// the second cell of the third area, which has two pages of code before it
	await page.mouse('mouseMoved', box.x + 4 + 30, box.y + 6 + 2 * 42 + 24);
	await page.until('!document.getElementById("tooltip").hidden');
	check('hover: a tooltip says what is there', /0x55555557a000.*4K page, dirty.*\[heap\]/
		.test(await text(page, 'tooltip')), await text(page, 'tooltip'));
	await page.mouse('mouseMoved', box.x + 4, box.y - 30);
	await page.until('document.getElementById("tooltip").hidden');
	check('hover: the tooltip goes with the mouse', true);

	await page.value('document.getElementById("canvas").focus()');
	check('keyboard: focus shows the first cell', (await at()).cell === 0 &&
	      !await hidden(page, 'tooltip'), await at());
	await page.press('ArrowDown');
	await page.press('ArrowDown');
	await page.press('ArrowRight');
	check('keyboard: arrows move', (await at()).cell === 2 * 64 + 1, await at());
	await page.press('Enter');
	check('keyboard: Enter opens the area', (await at()).depth === 2 &&
	      /\[heap\]/.test((await at()).view), await at());
	await page.press('Enter');
	check('keyboard: Enter opens the table', (await at()).depth === 3 &&
	      /^PT 0x555555400000/.test((await at()).view), await at());
	check('keyboard: the cell is that of the address', (await at()).cell === 0x179,
	      await at());
	await page.press('End');
	await page.press('Home');
	for (let i = 0; i < 30; i++)
		await page.press('ArrowRight');
	const bits = await text(page, 'tooltip');

	check('keyboard: the tooltip decodes the bits', /raw0x/.test(bits) && /swap/.test(bits), bits);
	check('a screen reader is told the same', /0x55555557e000 .*swap/.test(await text(page, 'live')),
	      await text(page, 'live'));
	await page.press('Enter');
	check('keyboard: Enter at a page walks it', /swapped out/.test(await text(page, 'walk-result')),
	      await text(page, 'walk-result'));
	await page.press('Escape');
	await page.press('Escape');
	check('keyboard: Escape goes back', (await at()).depth === 1, await at());
	check('what can be used has a name', await page.value(`[...document.querySelectorAll(
		'button, input, canvas, [role=table]')].every((e) => e.textContent.trim() ||
		e.getAttribute('aria-label') || e.labels && e.labels.length)`));
	quiet(page, 'map');
	await page.close();
}

async function walk(browser) {
	const page = await browser.page(file('process.html'));
	const type = async (address) => {
		await page.value(`(() => { const e = document.getElementById('walk-address');
				  e.value = ''; e.focus(); })()`);
		await page.type(address);
		await page.press('Enter');
	};

	await type('0x555555559123');
	const result = await text(page, 'walk-result');

	check('walk: of a page, step by step', /physical address 0x20000123/.test(result) &&
	      await page.value('document.querySelectorAll("#walk-result li").length') === 4, result);
	await type('0x800000000000');
	check('walk: an address that is not canonical', /not canonical/.test(await text(page, 'walk-error')),
	      await text(page, 'walk-error'));
	await type('0xffffffff81000000');
	check('walk: the other half', /belongs to the kernel/.test(await text(page, 'walk-error')));
	await type('<img src=x>');
	check('walk: what is no address', /not an address/.test(await text(page, 'walk-error')) &&
	      await page.value('document.images.length') === 0);
	await type('0x1ffffffffffffffff');
	check('walk: too many bits', /64 bits/.test(await text(page, 'walk-error')));
	await type('7ffff7912345');
	check('walk: a large page, without 0x', /2M page/.test(await text(page, 'walk-result')) &&
	      !await text(page, 'walk-error'));
	quiet(page, 'walk');
	await page.close();
}

async function timeline(browser) {
	const page = await browser.page(file('timeline.html'));

	check('timeline: there', !await hidden(page, 'timeline'));
	await page.value('document.getElementById("play").click()');
	await page.until('App.at === 1');
	check('timeline: plays to the next dump', /Dump 2 of 3/.test(await text(page, 'time-label')));
	const changes = await text(page, 'changes-sum') + await text(page, 'changes-list');

	check('timeline: changes of the diff engine', /promoted/.test(changes) && /split/.test(changes),
	      changes.slice(0, 300));
	check('timeline: the map marks the table that became a page', await page.value(
		`Count.range(App.dump(), 0x7ffff7600, 0x7ffff7800)[Count.CHANGED]`) === 512);
	check('timeline: and not what is as it was', await page.value(
		`Count.range(App.dump(), 0x7ffffffde, 0x7ffffffff)[Count.CHANGED]`) === 0);
	await page.until('App.at === 2');
	await page.until('document.getElementById("play").textContent === "Play"');
	check('timeline: stops at the end', true);
	await page.value('document.getElementById("time").focus()');
	await page.press('ArrowLeft');
	await page.press('ArrowLeft');
	check('timeline: by the keyboard', await page.value('App.at') === 0, await page.value('App.at'));
	quiet(page, 'timeline');
	await page.close();
}

async function processes(browser) {
	const page = await browser.page(file('processes.html'));

	await page.value('App.show(1)');
	check('two processes: said to be two', /Another process/.test(await text(page, 'changes-sum')),
	      await text(page, 'changes-sum'));
	check('two processes: nothing is marked', await page.value(
		`App.dump().areas.every((a) => !Count.range(App.dump(), a.start, a.end)[Count.CHANGED])`));
	await page.value('App.show(2)');
	check('another half: not compared', /Not compared/.test(await text(page, 'changes-sum')),
	      await text(page, 'changes-sum'));
	quiet(page, 'two processes');
	await page.close();
}

// Verdicts as "huge -J" and "huge --windows -J" have them
async function verdicts(browser) {
	const page = await browser.page(file('thp-pages.html'));
	const { huge: rows } = JSON.parse(fs.readFileSync(file('huge.json'), 'utf8'));
	const { huge: windows } = JSON.parse(fs.readFileSync(file('windows.json'), 'utf8'));
	const shown = await text(page, 'huge-body');
	const missing = rows.filter((row) => !shown.includes(row.verdict) && row.verdict !== 'huge' ||
				    row.fix && !shown.includes(row.fix));
	const wrong = await page.value(`${JSON.stringify(windows)}.filter((w) => w.windows &&
		!(Huge.window(App.dump(), Number(BigInt(w.start) >> 12n)).startsWith(w.verdict + ':') &&
		  Huge.window(App.dump(), Number(BigInt(w.start) >> 12n)).includes('price ') ===
		  w.growth > 0))`);

	check('verdicts: each reason and its cure', rows.length > 5 && !missing.length, missing);
	check('verdicts: with a price', /price: Rss grows by 560K/.test(shown), shown);
	check('verdicts: of each window, on the map', windows.length > 5 && !wrong.length, wrong);
	quiet(page, 'verdicts');
	await page.close();
}

async function hostile(browser) {
	const page = await browser.page(file('hostile.html'));

	await page.value('Walk.go(0x7f0000000000n)');
	await page.value('PageMap.go(0x7f0000000)');
	await page.value('document.getElementById("canvas").focus()');
	await new Promise((resolve) => setTimeout(resolve, 200));
	const names = await text(page, 'areas-list') + await text(page, 'who');

	check('hostile names are shown as they are', /<script>document.title='owned'<\/script>/.test(names) &&
	      /<img src=x onerr/.test(names) && /&lt;b&gt;&#60;/.test(names), names);
	check('hostile names do nothing', await page.value('document.title') !== 'owned' &&
	      await page.value('document.images.length') === 0 &&
	      await page.value('document.querySelectorAll("script:not([type]):not([id])").length') === 1 &&
	      await page.value('document.querySelectorAll("svg").length') === 0,
	      await page.value('document.title'));
	// the policy, should a name ever become markup: no script runs, nothing is loaded
	const ran = await page.value(`(() => {
		try {
			document.body.innerHTML = '<img src=x onerror="window.owned = true">';
		} catch (error) {
			return 'refused';
		}
		return window.owned || 'taken';
	})()`);

	check('the policy refuses markup', ran === 'refused', ran);
	await page.close();
}

async function others(browser) {
	for (const [name, regex] of [
		['incomplete', /INCOMPLETE/], ['stopped', /complete, consistent: stopped/],
		['kernel-half', /kernel half/], ['five-levels', /levels5/],
		['image', /no areas/], ['left-out', /Linux 6.12/],
		['partly-known', /assumed for the release.*type-migration-read/],
	]) {
		const page = await browser.page(file(name + '.html'), { width: 400 });
		const shown = await text(page, 'facts') + await text(page, 'notes') +
			await text(page, 'who');

		check(name + ': shown as what it is', regex.test(shown), shown);
		quiet(page, name);
		check(name + ': nothing is wider than 400 pixels',
		      await page.value('document.documentElement.scrollWidth') <= 400);
		await page.close();
	}
	const page = await browser.page(file('left-out.html'));

	await page.value('Walk.go(0x555555554000n)');
	check('left-out: a table that is not there', /does not contain the next table/
		.test(await text(page, 'walk-result')), await text(page, 'walk-result'));
	await page.value('document.getElementById("theme").click()');
	check('theme: the button changes it', await page.value(
		'getComputedStyle(document.body).backgroundColor') === 'rgb(22, 25, 28)');
	await page.close();
	const dark = await browser.page(file('incomplete.html'), { dark: true });

	check('theme: as the system has it', await dark.value(
		'getComputedStyle(document.body).backgroundColor') === 'rgb(22, 25, 28)');
	await dark.close();
}

// The sums of the areas are those of the tool, and a large page is quick
async function large(browser, name, limit) {
	const size = fs.statSync(file(name + '.html')).size;
	let page, ms = Infinity;

	// other work of the machine only adds to the time: the least of some is that of the page
	for (let tries = 0; tries < 5 && ms >= 2000; tries++) {
		if (page)
			await page.close();
		page = await browser.page(file(name + '.html'));
		ms = Math.min(ms, await page.value(
			'performance.getEntriesByName("ready")[0].startTime'));
	}
	const sum = await page.value(`App.dump().areas.reduce((sum, area) =>
		sum + Count.present(Areas.counts(area)), 0)`);

	check(name + ': ready in ' + Math.round(ms) + ' ms, less than 2000', ms < 2000, ms);
	check(name + ': ' + size + ' bytes, less than ' + limit, size < limit, size);
	check(name + ': present in all areas as in the sums',
	      sum === await page.value('App.dump().present'), sum);
	await page.value('PageMap.go_area(App.dump().areas[1])');
	const step = await page.value(`(async () => {
		const scroller = document.getElementById('map'), times = [];

		for (let i = 0; i < 60; i++) {
			scroller.scrollTop = i * 400;
			const from = performance.now();

			PageMap.draw();
			times.push(performance.now() - from);
			await new Promise((resolve) => requestAnimationFrame(resolve));
		}
		return times.sort((a, b) => a - b)[57];
	})()`);

	check(name + ': 57 of 60 steps of scrolling drawn in ' + step.toFixed(1) +
	      ' ms, less than 50', step < 50, step);
	quiet(page, name);
	await page.close();
}

(async () => {
	const browser = new Browser();

	try {
		for (const name of fs.readFileSync(file('decoded'), 'utf8').trim().split('\n'))
			await decoder(browser, name);
		for (const name of ['process', 'process-6.12', 'marked'])
			await random_entries(browser, name);
		await map(browser);
		await walk(browser);
		await timeline(browser);
		await processes(browser);
		await verdicts(browser);
		await hostile(browser);
		await others(browser);
		await large(browser, 'gigabyte', 2000000);
		await large(browser, 'million', 6000000);
	} catch (error) {
		check('the browser answers', false, String(error.stack));
	}
	await browser.close();
	process.exitCode = failed ? 1 : 0;
})();
