/** Who makes the traffic: the keys with most of it, in several dimensions. */

import {html} from '../lib/lit-html/lit-html.js';
import {dimensionTitle} from '../dimensions.js';
import {during} from '../filter-text.js';
import {exact, percent, rate, total} from '../numbers.js';
import {rangeMs} from '../question.js';
import {metricOf} from './traffic.js';

/** @type {Record<string, string>} what to rank by, and the titles of the lists */
const TITLES = {
    srcAddr: 'Top sources',
    dstAddr: 'Top destinations',
    dstPort: 'Top destination ports',
    'srcAddr,dstAddr': 'Top conversations',
};
const LISTS = Object.keys(TITLES);
const LIMIT = 7;
const INTERVAL_MS = 2000;

/** @typedef {{key: string | string[], bytes: number, packets: number, flows: number, share: number}} Entry */

/** Keeps top lists up to date: over the WebSocket while live, else asked for once. */
export class TopLists {
    #page;
    /** @type {{close: () => void}[]} */
    #subscriptions = [];
    #abort = new AbortController();
    /** @type {Map<string, any>} */
    #answers = new Map();
    /** The lists that show an answer to the present question. @type {Set<string>} */
    #answered = new Set();
    /** Answers that came while the page is paused. @type {Map<string, any>} */
    #held = new Map();
    /** @type {Map<string, string>} */
    #problems = new Map();
    /** @type {import('../question.js').Question} */
    #question;

    /** @param {import('../view.js').Page} page */
    constructor(page) {
        this.#page = page;
        this.#question = page.questions.current;
    }

    /** @param {import('../question.js').Question} question */
    ask(question) {
        this.close();
        this.#question = question;
        this.#problems.clear();
        this.#held.clear();
        this.#answered.clear();
        this.#abort = new AbortController();
        for (const by of LISTS) {
            this.#follow(by);
        }
    }

    /** Ends the subscriptions. */
    close() {
        this.#subscriptions.forEach((subscription) => subscription.close());
        this.#subscriptions = [];
        this.#abort.abort();
    }

    /** @param {string} by */
    #follow(by) {
        const {filter, range, unit} = this.#question;
        const request = {by, metric: metricOf(unit), limit: LIMIT};
        if (!('last' in range)) {
            this.#once(by, {...request, filter: during(filter, range), window: 'all'});
            return;
        }
        const live = {...request, filter, window: range.last};
        this.#subscriptions.push(
            this.#page.stream.subscribe(
                {topic: 'top', intervalMs: INTERVAL_MS, ...live},
                {
                    message: (answer) => this.#take(by, answer),
                    error: (problem) => this.#fail(by, problem),
                },
            ),
        );
    }

    async #once(by, parameters) {
        const {signal} = this.#abort;
        try {
            this.#take(by, await this.#page.api.get('top', parameters, signal));
        } catch (problem) {
            if (!signal.aborted) {
                this.#fail(by, problem);
            }
        }
    }

    #take(by, answer) {
        this.#problems.delete(by);
        if (this.#page.paused() && this.#answered.has(by)) {
            this.#held.set(by, answer);
        } else {
            this.#answers.set(by, answer);
            this.#answered.add(by);
        }
        this.#page.redraw();
    }

    /** Shows the answers that came during the pause. */
    catchUp() {
        this.#held.forEach((answer, by) => this.#answers.set(by, answer));
        this.#held.clear();
    }

    /** A wrong filter is marked in the filter box alone; that the job is away stands above the chart. */
    #fail(by, {message, position, code, status}) {
        const saidElsewhere = position !== undefined || code === 'unavailable' || status === 503 || status === 0;
        this.#problems.set(by, saidElsewhere ? '' : message);
        this.#page.redraw();
    }

    /**
     * The lists in two groups of two.
     *
     * @param {number} knownMs how much of the range is known
     */
    render(knownMs) {
        const lists = LISTS.map((by) => this.#list(by, knownMs));
        return {ends: lists.slice(0, 2), means: lists.slice(2)};
    }

    /** @param {string} by @param {number} knownMs */
    #list(by, knownMs) {
        const problem = this.#problems.get(by);
        const answer = this.#answers.get(by);
        const isRate = answer?.basis === 'window' && 'last' in this.#question.range;
        const seconds = Math.max(1, Math.min(rangeMs(this.#question.range), knownMs) / 1000);
        const {unit} = this.#question;
        const amount = (entry) => text(entry, unit, isRate ? seconds : 0);
        const rows = answer ? [...answer.top, ...others(answer.other)] : [];
        const most = Math.max(...rows.map(({share}) => share));
        const title = by.split(',').map(dimensionTitle).join(' → ');
        return html`
            <section class="card top" aria-label=${TITLES[by]}>
                <h2>${TITLES[by]}</h2>
                ${problem ? html`<p class="problem">${problem}</p>` : ''}
                <table>
                    <thead>
                        <tr>
                            <th scope="col">${title}</th>
                            <th scope="col" class="number">${isRate ? 'mean rate' : 'whole flows'}</th>
                            <th scope="col" class="number">share</th>
                        </tr>
                    </thead>
                    <tbody>${rows.map((entry) => this.#row(by, entry, amount(entry), most))}</tbody>
                </table>
                ${answer && rows.length === 0 ? html`<p class="quiet">Nothing in this range</p>` : ''}
            </section>
        `;
    }

    /**
     * @param {string} by
     * @param {Entry & {isOther?: boolean}} entry
     * @param {string} amount
     * @param {number} most the largest share of the list
     */
    #row(by, entry, amount, most) {
        const {key, share, bytes, packets, flows, isOther} = entry;
        const details = `${exact(bytes)} bytes, ${exact(packets)} packets, ${exact(flows)} flows`;
        const keys = Array.isArray(key) ? key : [key];
        const fields = by.split(',');
        const name = isOther
            ? html`<span class="quiet">other</span>`
            : keys.map((part, index) => [index > 0 ? ' → ' : '', this.#value(fields[index], part)]);
        return html`
            <tr title=${details}>
                <td>
                    ${name}
                    <span class="bar ${isOther ? 'other' : ''}" .style=${`width:${(share / most) * 100}%`}></span>
                </td>
                <td class="number">${amount}</td>
                <td class="number">${percent(share)}</td>
            </tr>
        `;
    }

    /** @param {string} field @param {string} value */
    #value(field, value) {
        return value === ''
            ? html`<span class="quiet">none</span>`
            : html`<button type="button" class="value" aria-haspopup="menu"
                  @click=${(event) => this.#page.offer(event.currentTarget, field, value)}>${value}</button>`;
    }
}

/** The traffic of the keys that are not listed, unless there is none. */
function others(other) {
    return other && other.share > 0 ? [{...other, key: '', isOther: true}] : [];
}

/** @param {Entry} entry @param {import('../numbers.js').Unit} unit @param {number} seconds 0 for totals */
function text(entry, unit, seconds) {
    const value = unit === 'bits' ? entry.bytes : entry[unit];
    return seconds > 0 ? rate((value * (unit === 'bits' ? 8 : 1)) / seconds, unit) : total(value, unit);
}
