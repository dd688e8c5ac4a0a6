// SPDX-License-Identifier: GPL-2.0-only
/*
 * Drives a headless Chromium over --remote-debugging-pipe: opens pages, evaluates expressions
 * in them, sends mouse and keys, takes pictures.  Nothing but what node has of its own.
 */
'use strict';

const { spawn } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const PATIENCE = 20000;	// ms for an answer, on a slow machine

class Browser {
	constructor() {
		this.profile = fs.mkdtempSync(path.join(os.tmpdir(), 'ptwalk-report-'));
		const args = ['--headless=new', '--remote-debugging-pipe', '--disable-gpu',
			      '--no-first-run', '--disable-extensions', '--hide-scrollbars',
			      '--disable-dev-shm-usage',
			      '--disable-background-networking', '--disable-component-update',
			      '--user-data-dir=' + this.profile, 'about:blank'];

		// Chromium does not use its sandbox as root, and refuses to run without a word
		if (process.getuid() === 0)
			args.unshift('--no-sandbox');
		this.child = spawn('chromium', args,
				   { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
		this.next = 1;
		this.waiting = new Map();
		this.listeners = [];
		this.rest = '';
		this.child.stdio[4].setEncoding('utf8').on('data', (data) => this.read(data));
	}

	read(data) {
		const parts = (this.rest + data).split('\0');

		this.rest = parts.pop();
		for (const part of parts) {
			const message = JSON.parse(part), waits = this.waiting.get(message.id);

			if (waits) {
				this.waiting.delete(message.id);
				if (message.error)
					waits.reject(new Error(message.error.message));
				else
					waits.resolve(message.result);
			} else {
				this.listeners.forEach((listen) => listen(message));
			}
		}
	}

	send(method, params = {}, sessionId = undefined) {
		const id = this.next++;

		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(method + ': no answer')),
						 PATIENCE);

			this.waiting.set(id, {
				resolve: (result) => { clearTimeout(timer); resolve(result); },
				reject: (error) => { clearTimeout(timer); reject(error); },
			});
			this.child.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) +
						  '\0');
		});
	}

	async page(file, options = {}) {
		const page = new Page(this);

		await page.begin(options);
		await page.open(file);
		return page;
	}

	async close() {
		const ended = new Promise((resolve) => this.child.once('exit', resolve));

		await this.send('Browser.close').catch(() => this.child.kill());
		await ended;
		fs.rmSync(this.profile, { recursive: true, force: true, maxRetries: 5 });
	}
}

class Page {
	constructor(browser) {
		this.browser = browser;
		this.requests = [];	// what the page asked for beside itself
		this.trouble = [];	// exceptions, violations of the policy, dialogs
	}

	send(method, params) {
		return this.browser.send(method, params, this.session);
	}

	async begin({ width = 1280, height = 900, dark = false, touch = false }) {
		const { targetId } = await this.browser.send('Target.createTarget',
							     { url: 'about:blank' });
		const { sessionId } = await this.browser.send('Target.attachToTarget',
							      { targetId, flatten: true });

		this.target = targetId;
		this.session = sessionId;
		this.browser.listeners.push((message) => this.listen(message));
		for (const domain of ['Page', 'Runtime', 'Network', 'Log'])
			await this.send(domain + '.enable');
		await this.size(width, height, touch);
		await this.send('Emulation.setEmulatedMedia', { features: [
			{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
	}

	size(width, height, mobile = false) {
		return this.send('Emulation.setDeviceMetricsOverride',
				 { width, height, deviceScaleFactor: 1, mobile });
	}

	listen({ method, params, sessionId }) {
		if (sessionId !== this.session)
			return;
		if (method === 'Network.requestWillBeSent' && params.request.url !== this.url)
			this.requests.push(params.request.url.slice(0, 100));
		if (method === 'Runtime.exceptionThrown')
			this.trouble.push(params.exceptionDetails.exception?.description ||
					  params.exceptionDetails.text);
		if (method === 'Log.entryAdded' && params.entry.level === 'error')
			this.trouble.push(params.entry.text);
		if (method === 'Page.javascriptDialogOpening')
			this.trouble.push('dialog ' + params.message);
	}

	async open(file) {
		this.url = 'file://' + path.resolve(file);
		await this.send('Page.navigate', { url: this.url });
		await this.until('typeof App === "object" && App.ready');
	}

	async value(expression) {
		const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
			expression, returnByValue: true, awaitPromise: true });

		if (exceptionDetails)
			throw new Error(expression + ': ' + (exceptionDetails.exception?.description ||
							     exceptionDetails.text));
		return result.value;
	}

	async until(expression) {
		const end = Date.now() + PATIENCE;

		while (!await this.value(expression).catch(() => false)) {
			if (Date.now() > end)
				throw new Error('never true: ' + expression);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	async mouse(type, x, y, button = 'none') {
		await this.send('Input.dispatchMouseEvent',
				{ type, x, y, button, clickCount: button === 'none' ? 0 : 1 });
	}

	async click(x, y) {
		await this.mouse('mousePressed', x, y, 'left');
		await this.mouse('mouseReleased', x, y, 'left');
	}

	async press(key) {
		const codes = { Enter: 13, Escape: 27, Backspace: 8, Tab: 9, ' ': 32, End: 35, Home: 36,
				ArrowLeft: 37, ArrowUp: 38, ArrowRight: 39, ArrowDown: 40 };
		const event = { key, code: key, windowsVirtualKeyCode: codes[key],
				text: key === 'Enter' ? '\r' : undefined };

		await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...event });
		await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
	}

	type(text) {
		return this.send('Input.insertText', { text });
	}

	async picture(file, whole = true) {
		const { data } = await this.send('Page.captureScreenshot',
						 { captureBeyondViewport: whole });

		fs.writeFileSync(file, Buffer.from(data, 'base64'));
	}

	close() {
		return this.browser.send('Target.closeTarget', { targetId: this.target });
	}
}

module.exports = { Browser };
