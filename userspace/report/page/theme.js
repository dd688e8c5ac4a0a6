// SPDX-License-Identifier: GPL-2.0-only
/*
 * Light or dark: as the system has it, until the button says otherwise.  Print is light.  Which
 * of the two stands in the attribute data-theme, so that style.css has the colours once.
 */
'use strict';

const Theme = (() => {
	const dark = window.matchMedia('(prefers-color-scheme: dark)');

	let chosen = null;

	const in_force = () => chosen || (dark.matches ? 'dark' : 'light');

	function set() {
		document.documentElement.dataset.theme = in_force();
	}

	function changed() {
		set();
		Words.byId('theme').textContent = in_force() === 'dark' ? 'Light' : 'Dark';
		Colours.forget();
		PageMap.draw();
	}

	// Print needs the map in the colours of print at once
	function print(begins) {
		document.documentElement.classList.toggle('printing', begins);
		changed();
	}

	function start() {
		Words.byId('theme').addEventListener('click', () => {
			chosen = in_force() === 'dark' ? 'light' : 'dark';
			changed();
		});
		dark.addEventListener('change', changed);
		window.addEventListener('beforeprint', () => print(true));
		window.addEventListener('afterprint', () => print(false));
		changed();
	}

	set();	// before there is anything to see

	return { start };
})();
