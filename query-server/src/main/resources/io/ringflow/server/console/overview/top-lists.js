/** Who makes the traffic: the keys with most of it, in several dimensions. */

import {html} from '../lib/lit-html/lit-html.js';
import {dimensionTitle} from '../dimensions.js';
import {exact, percent, rate, total} from '../numbers.js';
import {rangeMs} from '../question.js';
import {metricOf} from './traffic.js';

const DIMENSIONS = ['srcAddr', 'dstAddr', 'dstPort'];
const LIMIT = 8;
const INTERVAL_MS = 2000;

/** @typedef {{key: string, bytes: number, packets: number, flows: number, share: number}} Entry */

/** Keeps top lists up to date: over the WebSocket while live, else asked for once. */
export class TopLists {
    #page;
    /** @type {{close: () => void}[]} */
    #subscriptions = [];
    #abort = new AbortController();
    /** @type {Map<string, any>} */
    #answers = new Map();
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
        this.#abort = new AbortController();
        for (const by of DIMENSIONS) {
            this.#follow(by);
        }
    }

    /** Ends the subscriptions. */
    close() {
        this.#subscriptions.forEach((subscription) => subscription.close());
        this.#subscriptions = [];
        this.#abort.abort();
    }

    /** Whether nothing was counted in any list. */
    get isEmpty() {
        const answers = [...this.#answers.values()];
        return answers.length > 0 && answers.every(({top}) => top.length === 0);
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
                    error: ({message}) => this.#fail(by, message),
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
                this.#fail(by, problem.message);
            }
        }
    }

    #take(by, answer) {
        if (!this.#page.paused()) {
            this.#problems.delete(by);
            this.#answers.set(by, answer);
            this.#page.redraw();
        }
    }

    #fail(by, message) {
        this.#problems.set(by, message);
        this.#page.redraw();
    }

    /** @param {number} knownMs how much of the range is known */
    render(knownMs) {
        return html`<div class="tops">${DIMENSIONS.map((by) => this.#list(by, knownMs))}</div>`;
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
        const title = dimensionTitle(by);
        return html`
            <section class="card" aria-labelledby="top-${by}">
                <h2 id="top-${by}">Top ${title}${by === 'dstPort' ? 's' : by === 'srcAddr' || by === 'dstAddr' ? 's' : ''}</h2>
                ${problem ? html`<p class="problem">${problem}</p>` : ''}
                <table>
                    <thead>
                        <tr>
                            <th scope="col">${title}</th>
                            <th scope="col" class="number">${isRate ? 'mean rate' : 'whole flows'}</th>
                            <th scope="col" class="number">share</th>
                        </tr>
                    </thead>
                    <tbody>${rows.map((entry) => this.#row(by, entry, amount(entry)))}</tbody>
                </table>
                ${answer && rows.length === 0 ? html`<p class="quiet">Nothing in this range</p>` : ''}
            </section>
        `;
    }

    /** @param {string} by @param {Entry & {isOther?: boolean}} entry @param {string} amount */
    #row(by, entry, amount) {
        const {key, share, bytes, packets, flows, isOther} = entry;
        const details = `${exact(bytes)} bytes, ${exact(packets)} packets, ${exact(flows)} flows`;
        const name = isOther
            ? html`<span class="quiet">other</span>`
            : key === ''
              ? html`<span class="quiet">none</span>`
              : html`<button type="button" class="value" aria-haspopup="menu"
                    @click=${(event) => this.#page.offer(event.currentTarget, by, key)}>${key}</button>`;
        return html`
            <tr title=${details}>
                <td>${name}<span class="bar ${isOther ? 'other' : ''}" .style=${`width:${share * 100}%`}></span></td>
                <td class="number">${amount}</td>
                <td class="number">${percent(share)}</td>
            </tr>
        `;
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

/** A filter for the flows that were there in a time range. */
function during(filter, {from, to}) {
    const times = `lastSeen >= ${from} AND firstSeen <= ${to}`;
    return filter.trim() ? `(${filter}) AND ${times}` : times;
}
