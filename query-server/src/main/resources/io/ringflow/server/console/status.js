/** The line that is always there: whether the numbers can be trusted. */

import {html} from './lib/lit-html/lit-html.js';
import {exact, span} from './numbers.js';

const EVERY_MS = 2000;

/** What to do about what health complains about. @type {[RegExp, string][]} */
const ADVICE = [
    [/drops packets/, 'enlarge capture.ring.blocks, or capture less with -f'],
    [/ is (down|missing)/, 'it resumes when the interface is up'],
    [/no reader runs there/, 'start a TaskManager on that host'],
    [/^the clock of|; the clock of/, 'synchronize the clocks'],
    [/nothing is captured/, 'name an interface with -i'],
    [/shards answer/, 'answers are incomplete until the job has recovered; if it does not, its log says why'],
    [/stood still|behind the clock/, 'the job is stuck or overloaded: look at its log and at the CPU'],
];

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
            // While a host is away, its captures are among those that are known.
            this.#interfaces = interfaces && !interfaces.missing ? interfaces.interfaces : this.#interfaces;
            this.#problem = null;
            this.#failedAt = 0;
        } catch (problem) {
            this.#problem = /** @type {import('./api.js').Problem} */ (problem);
            this.#failedAt ||= Date.now();
        }
        this.#page.redraw();
    }

    /** Screen readers announce what is to be done, and not numbers that change all the time. */
    render() {
        const signs = this.#signs();
        const todo = signs.filter(({level}) => level !== 'well');
        const level = todo.some((sign) => sign.level === 'bad') ? 'bad' : todo.length > 0 ? 'warn' : 'well';
        const written = (some) => some.map(({level: each, text}) => html`<span class="sign ${each}">${text}</span>`);
        return html`
            <div class="status ${level}" role="group" aria-label="State of the measurement">
                <span class="lamp" aria-hidden="true"></span>
                <span role="status">${written(todo)}</span>${written(signs.filter((sign) => sign.level === 'well'))}
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
        const {checks} = this.#health;
        const job = checks.find(({name}) => name === 'job');
        if (job?.status === 'DOWN') {
            return [warn(`The job is starting: ${job.detail}. If that lasts, its log says why`)];
        }
        return checks
            .filter(({status}) => status !== 'UP')
            .map(({status, detail}) => (status === 'DOWN' ? bad : warn)(advised(detail, this.#page.clock)));
    }

    /** @returns {Sign[]} */
    #parts() {
        const {stream} = this.#page;
        const signs = this.#missing.map((part) => bad(`The numbers lack a part of the job: ${part}`));
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
            signs.push(well(`this tab was too slow for ${exact(stream.missed)} updates, and read anew`));
        }
        return signs;
    }
}

/**
 * What health says, with what to do about it.
 *
 * @param {string} detail
 * @param {import('./clock.js').Clock} clock
 */
function advised(detail, clock) {
    const advice = ADVICE.filter(([pattern]) => pattern.test(detail)).map(([, text]) => text);
    const text = detail.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, (time) => clock.time(time));
    return advice.length > 0 ? `${text}: ${advice.join('; ')}` : text;
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
