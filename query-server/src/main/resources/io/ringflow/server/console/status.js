/** The line that is always there: whether the numbers can be trusted. */

import {html} from './lib/lit-html/lit-html.js';
import {exact, span} from './numbers.js';

const EVERY_MS = 2000;

/** @typedef {{level: 'well' | 'warn' | 'bad', text: string}} Sign */

/** Watches health and captures, and says what is to be done. */
export class Status {
    #page;
    /** @type {any} */
    #health = null;
    /** @type {any[]} */
    #interfaces = [];
    /** @type {string[]} */
    #missing = [];
    /** @type {{from?: string, complete?: boolean}} */
    #coverage = {};
    /** @type {import('./api.js').Problem | null} */
    #problem = null;
    #failedAt = 0;

    /** @param {import('./view.js').Page} page */
    constructor(page) {
        this.#page = page;
        page.api.onToken(() => this.#refresh());
        page.stream.subscribe({topic: 'totals'}, {message: (totals) => this.#hear(totals)});
        this.#run();
    }

    /** Event time comes with every answer. @param {any} answer */
    #hear(answer) {
        this.#page.clock.hear(answer);
        this.#missing = answer.missing ?? [];
        this.#coverage = answer.coverage ?? {};
        this.#page.redraw();
    }

    async #run() {
        await this.#refresh();
        setTimeout(() => this.#run(), EVERY_MS);
    }

    async #refresh() {
        const {api} = this.#page;
        if (document.hidden || api.needsToken) {
            return;
        }
        try {
            const [health, interfaces] = await Promise.all([
                api.get('/health'),
                api.get('interfaces').catch(() => null),
            ]);
            this.#health = health;
            this.#interfaces = interfaces?.interfaces ?? this.#interfaces;
            this.#problem = null;
            this.#failedAt = 0;
        } catch (problem) {
            this.#problem = /** @type {import('./api.js').Problem} */ (problem);
            this.#failedAt ||= Date.now();
        }
        this.#page.redraw();
    }

    render() {
        const signs = this.#signs();
        const level = ['bad', 'warn', 'well'].find((each) => signs.some((sign) => sign.level === each));
        return html`
            <div class="status ${level}" role="status" aria-label="State of the measurement">
                <span class="lamp" aria-hidden="true"></span>
                ${signs.map(({level: each, text}) => html`<span class=${each}>${text}</span>`)}
            </div>
        `;
    }

    /** @returns {Sign[]} */
    #signs() {
        if (this.#problem) {
            const since = this.#failedAt ? ` for ${span(Date.now() - this.#failedAt)}` : '';
            return [bad(`No answer from the server${since}: ${this.#problem.message}. What is shown is older`)];
        }
        if (!this.#health) {
            return [well('Connecting …')];
        }
        return [...this.#checks(), ...this.#parts(), ...this.#captures()];
    }

    /** @returns {Sign[]} */
    #checks() {
        return this.#health.checks
            .filter(({status}) => status !== 'UP')
            .map(({name, status, detail}) => (status === 'DOWN' ? bad : warn)(`${name}: ${detail}`));
    }

    /** @returns {Sign[]} */
    #parts() {
        const {stream} = this.#page;
        const signs = this.#missing.map((part) => bad(`Missing: ${part}`));
        if (stream.lostAt && !stream.connected) {
            signs.push(warn(`Live updates lost ${span(Date.now() - stream.lostAt)} ago; reconnecting`));
        }
        return signs;
    }

    /** @returns {Sign[]} */
    #captures() {
        const hosts = new Set(this.#interfaces.map(({host}) => host)).size;
        const drops = this.#interfaces.reduce((sum, each) => sum + each.drops, 0);
        const {clock, stream} = this.#page;
        const signs = [
            well(count(hosts, 'host')),
            well(count(this.#interfaces.length, 'capture')),
            well(`${exact(drops)} lost`),
        ];
        if (clock.watermark) {
            const live = clock.lagMs < 60_000;
            signs.push(well(live ? `${span(clock.lagMs)} behind` : `at ${clock.time(clock.watermark)}`));
        }
        const {from, complete} = this.#coverage;
        if (from) {
            signs.push(well(`${complete ? 'complete' : 'with losses'} since ${clock.time(Date.parse(from))}`));
        }
        if (stream.missed > 0) {
            signs.push(well(`this tab missed ${exact(stream.missed)} updates`));
        }
        return signs;
    }
}

/** @param {number} number @param {string} noun */
function count(number, noun) {
    return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** @param {string} text @returns {Sign} */
const well = (text) => ({level: 'well', text});
/** @param {string} text @returns {Sign} */
const warn = (text) => ({level: 'warn', text});
/** @param {string} text @returns {Sign} */
const bad = (text) => ({level: 'bad', text});
