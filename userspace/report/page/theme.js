// SPDX-License-Identifier: GPL-2.0
/*
 * Light or dark: as the system has it, until the button says otherwise.  Print is light.
 */
'use strict';

const Theme = (() => {
	const dark = window.matchMedia('(prefers-color-scheme: dark)');

	function in_force() {
		return document.documentElement.dataset.theme || (dark.matches ? 'dark' : 'light');
	}

	function changed() {
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
			document.documentElement.dataset.theme =
				in_force() === 'dark' ? 'light' : 'dark';
			changed();
		});
		dark.addEventListener('change', changed);
		window.addEventListener('beforeprint', () => print(true));
		window.addEventListener('afterprint', () => print(false));
		changed();
	}

	return { start };
})();
