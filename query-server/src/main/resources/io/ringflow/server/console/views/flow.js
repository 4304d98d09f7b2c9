/** The page of one flow. */

import {html, nothing} from '../lib/lit-html/lit-html.js';
import {term} from '../filter-text.js';
import {span} from '../numbers.js';
import {facts} from './flow/facts.js';
import {FlowLife} from './flow/flow-life.js';
import {lifeChart} from './flow/life-chart.js';
import {observers} from './flow/observers.js';
import {sides} from './flow/sides.js';
import {countSimilar, similarFilters, similarLinks} from './flow/similar.js';
import {broken} from './parts/broken.js';
import {commandButtons} from './parts/command-buttons.js';
import {curlCommand, ringflowCommand} from './parts/commands.js';
import {questionLink} from './parts/links.js';
import {poll} from './parts/poll.js';

const LOOK_UP_MS = 5000;

/** @type {import('../view.js').View} */
export const flow = {
    id: 'flow',
    title: 'Flow',
    open: (page) => new FlowPage(page),
};

/** @implements {import('../view.js').OpenView} */
class FlowPage {
    #page;
    #id = '';
    /** @type {Record<string, any> | null} */
    #flow = null;
    #life = new FlowLife();
    /** @type {import('./flow/similar.js').Similar[]} */
    #similar = [];
    /** @type {import('../api.js').Problem | null} */
    #problem = null;
    #failedAt = 0;
    #goneAt = 0;
    #waiting = 0;
    /** @type {{close: () => void} | null} */
    #stream = null;
    /** @type {ReturnType<typeof poll> | null} */
    #poll = null;

    /** @param {import('../view.js').Page} page */
    constructor(page) {
        this.#page = page;
    }

    ask(question) {
        const id = question.options.id ?? '';
        if (id !== this.#id || !this.#poll) {
            this.close();
            this.#id = id;
            this.#flow = null;
            this.#life = new FlowLife();
            this.#similar = [];
            this.#poll = poll(LOOK_UP_MS, (signal) => this.#lookUp(signal));
        }
    }

    /** @param {AbortSignal} signal */
    async #lookUp(signal) {
        try {
            const found = await this.#page.api.get('flows/' + encodeURIComponent(this.#id), {}, signal);
            const first = !this.#flow;
            this.#problem = null;
            this.#failedAt = this.#goneAt = 0;
            this.#take(found);
            if (first) {
                this.#follow(found);
                this.#similar = similarFilters(found);
                this.#similar = await countSimilar(this.#page.api, this.#similar, signal);
            }
        } catch (problem) {
            if (!signal.aborted) {
                this.#fail(/** @type {import('../api.js').Problem} */ (problem));
            }
        }
        this.#page.redraw();
    }

    /** Hears every change of an active flow. @param {Record<string, any>} found */
    #follow(found) {
        const ends = ['srcAddr', 'dstAddr', 'srcPort', 'dstPort', 'protocol'];
        const filter = ends.map((field) => term(field, found[field])).join(' AND ');
        this.#stream = this.#page.stream.subscribe(
            {topic: 'flows', filter},
            {
                message: (update) => this.#hear(update),
                gap: () => this.#poll?.again(),
            },
        );
    }

    /** @param {any} update */
    #hear(update) {
        this.#page.clock.hear(update);
        const changed = update.flows.findLast(({id}) => id === this.#id);
        if (changed && this.#page.paused()) {
            this.#waiting++;
        } else if (changed) {
            this.#take(changed);
        }
        this.#page.redraw();
    }

    /** @param {Record<string, any>} found */
    #take(found) {
        if (!this.#flow || found.packets >= this.#flow.packets) {
            this.#flow = found;
            this.#life.note(found, this.#now);
        }
    }

    /** @param {import('../api.js').Problem} problem */
    #fail(problem) {
        if (problem.status === 404 || problem.status === 400) {
            this.#goneAt ||= Date.now();
            this.#problem = null;
        } else {
            this.#problem = problem;
            this.#failedAt ||= Date.now();
        }
    }

    get #now() {
        return this.#page.clock.watermark || Date.now();
    }

    pause(paused) {
        this.#waiting = 0;
        if (!paused) {
            this.#poll?.again();
        }
    }

    waiting() {
        return this.#waiting;
    }

    close() {
        this.#stream?.close();
        this.#stream = null;
        this.#poll?.close();
        this.#poll = null;
    }

    render() {
        const {questions} = this.#page;
        return html`
            <article class="flow-page">
                <p>${questionLink(questions, {view: 'flows'}, '← Flows')}</p>
                ${broken(this.#problem, this.#failedAt)} ${this.#goneAt ? this.#gone() : nothing}
                ${this.#flow ? this.#content(this.#flow) : nothing}
                ${!this.#flow && !this.#goneAt && !this.#problem ? html`<p class="quiet">Asking …</p>` : nothing}
            </article>
        `;
    }

    #gone() {
        return html`
            <div class="card reason" role="status">
                <h2>This flow is no longer known</h2>
                <p>Ended flows stay for <code>flow.retention</code>, and leave earlier if the table is full.
                    ${this.#flow ? 'What is shown is what was known last.' : html`Its id is <code>${this.#id}</code>.`}</p>
            </div>
        `;
    }

    /** @param {Record<string, any>} shown */
    #content(shown) {
        const active = shown.state !== 'ended' && !this.#goneAt;
        return html`
            ${this.#headline(shown, active)}
            <div class="flow-grid">
                <section class="card" aria-label="Over time">
                    <h2>Over time</h2>
                    ${this.#times(shown, active)} ${lifeChart(this.#life.rates(this.#now), active)}
                </section>
                <section class="card" aria-label="Both directions"><h2>Both directions</h2>${sides(this.#page, shown)}</section>
                <section class="card" aria-label="Observers"><h2>Observers</h2>${observers(this.#page, shown)}</section>
                <section class="card" aria-label="Details"><h2>Details</h2>${facts(this.#page, shown)}</section>
                <section class="card" aria-label="Flows like this"><h2>Flows like this</h2>
                    ${similarLinks(this.#page.questions, this.#similar)}</section>
            </div>
        `;
    }

    /** @param {Record<string, any>} shown @param {boolean} active */
    #headline(shown, active) {
        const {api} = this.#page;
        const end = (side) => {
            const port = shown[side + 'Port'] ? ':' + shown[side + 'Port'] : '';
            const address = shown[side + 'Addr'];
            return port && address.includes(':') ? `[${address}]${port}` : address + port;
        };
        const commands = {
            curl: curlCommand(api.url('flows/' + this.#id), Boolean(api.token)),
            ringflow: ringflowCommand('flows', {filter: `id = ${this.#id}`, format: 'json'}, location.origin),
        };
        return html`
            <div class="flow-head">
                <h2><span class="protocol">${shown.protocol}</span> ${end('src')} → ${end('dst')}
                    <span class="state ${active ? 'active' : ''}">${active ? 'active' : 'ended'}</span></h2>
                <div class="flows-tools">${commandButtons(commands)}</div>
            </div>
        `;
    }

    /** @param {Record<string, any>} shown @param {boolean} active */
    #times(shown, active) {
        const {clock} = this.#page;
        return html`
            <p>${clock.time(shown.firstSeen)} to ${clock.time(shown.lastSeen)}
                <span class="quiet">${clock.zone}</span> · ${span(shown.durationMs)}${active
                    ? html` · last packet ${span(Math.max(0, this.#now - Date.parse(shown.lastSeen)))} ago`
                    : nothing}</p>
        `;
    }
}
