/** What to show if there is nothing to show: why, and what to do. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {conjunction, term} from '../../filter-text.js';
import {exact} from '../../numbers.js';
import {questionLink} from './links.js';

const MAX_TERMS = 5;

/**
 * @typedef {object} Findings
 * @property {any[]} interfaces
 * @property {number} within matches in the time range, whatever their state
 * @property {{total: number, lastSeen?: string}} all matches at any time
 * @property {{filter: string, term: string, total: number}[]} without matches if a term is left out
 */

/** Finds out why an answer is empty, once per question, and says it. */
export class NoTraffic {
    #page;
    #asked = '';
    /** @type {Findings | null} */
    #found = null;

    /** @param {import('../../view.js').Page} page */
    constructor(page) {
        this.#page = page;
    }

    render() {
        const {questions, clock} = this.#page;
        const {filter, range} = questions.current;
        const key = JSON.stringify([filter, range, clock.watermark > 0]);
        if (key !== this.#asked) {
            this.#asked = key;
            this.#found = null;
            this.#find(key).catch(() => {}); // the view reports that there are no answers
        }
        const found = this.#found;
        return html`
            <div class="reason">
                ${!found ? html`<p class="quiet">No flows; looking for the reason …</p>`
                    : clock.watermark === 0 || (!filter && found.all.total === 0) ? silent(found.interfaces)
                    : this.#unmatched(found)}
            </div>
        `;
    }

    /** @param {string} key */
    async #find(key) {
        const {api, questions, redraw} = this.#page;
        const {filter, range} = questions.current;
        const terms = conjunction(filter) ?? [];
        const fewer = terms.length > 1 && terms.length <= MAX_TERMS ? terms.map((each) => without(terms, each)) : [];
        const times = 'last' in range ? {since: range.last} : {since: range.from, until: range.to};
        const [interfaces, within, all, ...rest] = await Promise.all([
            api.get('interfaces'),
            api.get('flows', {filter, limit: 1, fields: 'id', ...times}),
            api.get('flows', {filter, limit: 1, sort: '-lastSeen', fields: 'lastSeen'}),
            ...fewer.map(({filter: other}) => api.get('flows', {filter: other, limit: 1, fields: 'id', ...times})),
        ]);
        if (key === this.#asked) {
            this.#found = {
                interfaces: interfaces.interfaces,
                within: within.total,
                all: {total: all.total, lastSeen: all.flows[0]?.lastSeen},
                without: fewer.map((each, i) => ({...each, total: rest[i].total})).filter(({total}) => total > 0),
            };
            redraw();
        }
    }

    /** @param {Findings} found */
    #unmatched({within, all, without: others}) {
        const {questions} = this.#page;
        const {filter, options} = questions.current;
        const ended = questionLink(questions, {options: {...options, state: 'all'}}, `${exact(within)} have ended`);
        return html`
            ${within > 0
                ? html`<h2>No flow is active</h2><p>${ended}</p>`
                : html`<h2>No flow matches</h2><p>${this.#elsewhere(all)}</p>`}
            ${others.map(({filter: other, term: dropped, total}) => html`
                <p>Without <code>${dropped}</code>: ${questionLink(questions, {filter: other}, `${exact(total)} flows`)}</p>`)}
            ${filter ? html`<p>${questionLink(questions, {filter: ''}, 'Without any filter')}</p>` : nothing}
        `;
    }

    /** Matches outside of the time range. @param {{total: number, lastSeen?: string}} all */
    #elsewhere({total, lastSeen = ''}) {
        const {questions, clock} = this.#page;
        const {options} = questions.current;
        return total === 0
            ? 'Not in this time range, and not in any other.'
            : html`${exact(total)} outside of this time range; the latest was seen at ${clock.time(lastSeen)}
                  (${clock.zone}). ${questionLink(questions, {range: {last: '30d'}, options: {...options, state: 'all'}}, 'Show all')}`;
    }
}

/** @param {{field: string, value: string}[]} terms @param {{field: string, value: string}} dropped */
function without(terms, dropped) {
    const text = ({field, value}) => term(field, value);
    return {
        term: text(dropped),
        filter: terms.filter((each) => each !== dropped).map(text).join(' AND '),
    };
}

/** @param {any[]} interfaces */
function silent(interfaces) {
    return html`
        <h2>No traffic yet</h2>
        ${interfaces.length > 0
            ? html`<p>Watched: ${interfaces.map(({host, interface: name, state}) => html`<code>${host} ${name}</code> (${state}) `)}</p>`
            : html`<p>No interface is watched yet.</p>`}
        <p>Make some, for example with <code>ping</code> or <code>curl</code> through one of the interfaces. Flows appear within seconds.</p>
    `;
}
