/** The live table of the flows that match the question. */

import {guard} from '../lib/lit-html/directives/guard.js';
import {html} from '../lib/lit-html/lit-html.js';
import {rangeMs} from '../question.js';
import {COLUMNS, chosenColumns} from './flows/columns.js';
import {downloadFlows} from './flows/download.js';
import {HeldRows} from './flows/held-rows.js';
import {LiveFlows} from './flows/live-flows.js';
import {FlowSubscription} from './flows/subscription.js';
import {flowTable} from './flows/table.js';
import {toolbar} from './flows/toolbar.js';
import {broken} from './parts/broken.js';
import {curlCommand, ringflowCommand} from './parts/commands.js';
import {NoTraffic} from './parts/no-traffic.js';
import {walkRows} from './parts/rows.js';

const MAX_SHOWN = 100;
const TICK_MS = 1000;
const STARTED = {id: 'firstSeen', field: 'firstSeen', key: ({flow}) => flow.firstSeen};

/** @type {import('../view.js').View} */
export const flows = {
    id: 'flows',
    title: 'Flows',
    key: 'f',
    open: (page) => new FlowsView(page),
};

/** @implements {import('../view.js').OpenView} */
class FlowsView {
    #page;
    #live = new LiveFlows(false);
    /** Takes the place of `#live` once it has an answer. @type {LiveFlows | null} */
    #next = null;
    #held = new HeldRows();
    #subscription;
    #nothing;
    #total = -1;
    #asked = '';
    #sorted = '';
    #notice = '';
    /** @type {import('../api.js').Problem | null} */
    #problem = null;
    #failedAt = 0;
    /** The rows on the page; null if they must be arranged. @type {import('./flows/live-flows.js').Row[] | null} */
    #rows = null;
    #arrangements = 0;
    #tick;

    /** @param {import('../view.js').Page} page */
    constructor(page) {
        this.#page = page;
        this.#nothing = new NoTraffic(page);
        this.#subscription = new FlowSubscription(page, {
            snapshot: (answer) => this.#snapshot(answer),
            update: (update) => this.#update(update),
            problem: (problem) => this.#fail(problem),
        });
        // Flows fade out and rates fall to 0 though nothing is heard of them.
        // Once a second is enough for the eye, however many updates there are.
        this.#tick = setInterval(() => this.#arrangeAnew(), TICK_MS);
    }

    /** Arranges the rows when they are rendered next. */
    #arrangeAnew() {
        this.#rows = null;
        this.#arrangements++;
        this.#page.redraw();
    }

    /** The options with their defaults. */
    get #options() {
        const {options, range, unit} = this.#page.questions.current;
        const sorts = {bits: '-bits', packets: '-packets', flows: '-firstSeen'};
        return {
            state: options.state ?? ('last' in range ? 'active' : 'all'),
            sort: options.sort ?? sorts[unit],
            totals: options.totals === '1',
            columns: options.columns,
        };
    }

    /** The column by which the rows are ordered, and whether the largest is the first. */
    get #order() {
        const {sort} = this.#options;
        const id = sort.replace(/^-/, '');
        const column = [STARTED, ...COLUMNS].find((each) => each.id === id) ?? STARTED;
        return {column, descending: sort.startsWith('-')};
    }

    /** What REST calls the order. */
    get #restSort() {
        const {column, descending} = this.#order;
        const field = column.field ?? (column.id === 'packets' ? 'packets' : 'bytes');
        return (descending ? '-' : '') + field;
    }

    ask(question) {
        const {state} = this.#options;
        const asked = JSON.stringify([question.filter, question.range, state]);
        const sort = this.#restSort;
        this.#held.clear();
        this.#arrangeAnew();
        if (asked !== this.#asked || sort !== this.#sorted) {
            this.#next = asked === this.#asked ? this.#next : new LiveFlows(state !== 'active');
            this.#asked = asked;
            this.#sorted = sort;
            this.#subscription.follow(question, {state, sort});
        }
    }

    /** @param {any} answer */
    #snapshot(answer) {
        this.#page.clock.hear(answer);
        this.#live = this.#next ?? this.#live;
        this.#next = null;
        this.#live.snapshot(answer.flows, answer.watermark);
        this.#total = answer.total;
        this.#succeed();
    }

    /** @param {any} update */
    #update(update) {
        const {state} = this.#options;
        this.#page.clock.hear(update);
        const heard = state === 'ended' ? update.flows.filter(({event}) => event === 'end') : update.flows;
        (this.#next ?? this.#live).update(heard, update.watermark, Date.now());
        this.#total += this.#total < 0 ? 0 : growth(heard, state);
    }

    #succeed() {
        this.#problem = null;
        this.#failedAt = 0;
        this.#page.report(null);
        this.#arrangeAnew();
    }

    /** @param {import('../api.js').Problem} problem */
    #fail(problem) {
        this.#problem = problem;
        this.#failedAt ||= Date.now();
        this.#page.report(problem);
        this.#page.redraw();
    }

    pause(paused) {
        this.#subscription.pause(paused);
        this.#arrangeAnew();
    }

    waiting() {
        return this.#subscription.waiting;
    }

    key(event) {
        return walkRows(event, 'table.flows td.time a');
    }

    close() {
        clearInterval(this.#tick);
        this.#subscription.close();
    }

    #arranged(context) {
        const {column, descending} = this.#order;
        const {range} = this.#page.questions.current;
        const key = (row) => column.key(row, context);
        if (!this.#page.paused()) {
            const since = 'last' in range ? this.#live.now - rangeMs(range) : 0;
            this.#live.prune(key, descending, Date.now(), since);
        }
        return this.#held.arrange(this.#live.first(key, descending, MAX_SHOWN), MAX_SHOWN);
    }

    render() {
        const {sort, totals, columns} = this.#options;
        const context = {clock: this.#page.clock, now: this.#live.now, totals};
        const rows = (this.#rows ??= this.#arranged(context));
        const table = {
            page: this.#page,
            columns: chosenColumns(columns),
            context,
            rows,
            sort,
            order: (id) => this.#choose({sort: sort === '-' + id ? id : '-' + id}),
            hold: (held) => this.#hold(held),
        };
        return html`
            <section class="card flows-view" aria-label="Flows">
                ${this.#toolbar(rows.filter(({endedAt}) => this.#options.state !== 'active' || !endedAt).length)} ${broken(this.#problem, this.#failedAt)}
                ${rows.length > 0
                    ? guard([this.#arrangements, context.clock.utc], () => flowTable(table))
                    : this.#empty()}
            </section>
        `;
    }

    /** @param {boolean} held */
    #hold(held) {
        if (held !== this.#held.held) {
            this.#held.hold(held);
            this.#arrangeAnew();
        }
    }

    #empty() {
        if (this.#problem) {
            return html``;
        }
        return this.#total < 0 ? html`<p class="quiet reason">Asking …</p>` : this.#nothing.render();
    }

    /** @param {number} shown */
    #toolbar(shown) {
        const {state, totals, columns} = this.#options;
        return toolbar({
            total: this.#total,
            shown,
            state,
            totals,
            columns,
            waiting: this.#subscription.waiting,
            behind: this.#held.waiting,
            notice: this.#notice,
            commands: this.#commands(),
            choose: (options) => this.#choose(options),
            download: (format) => this.#download(format),
        });
    }

    /** @param {Record<string, string | undefined>} options */
    #choose(options) {
        const {questions} = this.#page;
        const next = Object.entries({...questions.current.options, ...options});
        questions.change({options: Object.fromEntries(next.filter(([, value]) => value !== undefined))});
    }

    /** What REST, curl and the command line are asked for the same flows. */
    get #parameters() {
        const {filter, range} = this.#page.questions.current;
        const times = 'last' in range ? {since: range.last} : {since: range.from, until: range.to};
        return {filter: filter || undefined, state: this.#options.state, ...times};
    }

    #commands() {
        const {api} = this.#page;
        const parameters = {...this.#parameters, sort: this.#restSort};
        return {
            curl: curlCommand(api.url('flows', parameters), Boolean(api.token)),
            ringflow: ringflowCommand('flows', parameters, location.origin),
        };
    }

    /** @param {'ndjson' | 'csv'} format */
    async #download(format) {
        this.#say('Exporting …');
        try {
            await downloadFlows(this.#page.api, this.#parameters, format);
            this.#say('');
        } catch (problem) {
            this.#say(`The export failed: ${problem.message}`);
        }
    }

    /** @param {string} notice */
    #say(notice) {
        this.#notice = notice;
        this.#page.redraw();
    }
}

/** By how many flows an update changes the number of matches. */
function growth(flows, state) {
    const count = (event) => flows.filter((flow) => flow.event === event).length;
    return state === 'active' ? count('new') - count('end') : state === 'ended' ? flows.length : count('new');
}
