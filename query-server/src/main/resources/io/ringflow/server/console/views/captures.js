/** The hosts and interfaces that are captured, and what they miss. */

import {html, nothing} from '../lib/lit-html/lit-html.js';
import {scaled, span} from '../numbers.js';
import {captureCard} from './captures/capture-card.js';
import {readCaptures} from './captures/readings.js';
import {broken} from './parts/broken.js';
import {commandButtons} from './parts/command-buttons.js';
import {curlCommand, ringflowCommand} from './parts/commands.js';
import {poll} from './parts/poll.js';
import {walkRows} from './parts/rows.js';
import {fieldValue} from './parts/values.js';

const EVERY_MS = 2000;
const WRONG_CLOCK_MS = 1000;

/** @type {import('../view.js').View} */
export const captures = {
    id: 'captures',
    title: 'Captures',
    key: 'h',
    open: (page) => new CapturesView(page),
};

/** @implements {import('../view.js').OpenView} */
class CapturesView {
    #page;
    /** @type {import('./captures/readings.js').Readings | null} */
    #readings = null;
    /** @type {any} */
    #problem = null;
    #failedAt = 0;
    #waiting = 0;
    /** Whether what is shown answers the present question. */
    #answered = false;
    /** @type {ReturnType<typeof poll> | null} */
    #poll = null;

    /** @param {import('../view.js').Page} page */
    constructor(page) {
        this.#page = page;
    }

    ask() {
        this.close();
        this.#answered = false;
        this.#poll = poll(EVERY_MS, (signal) => this.#read(signal));
    }

    /** @param {AbortSignal} signal */
    async #read(signal) {
        if (this.#page.paused() && this.#answered) {
            this.#waiting++;
            this.#page.redraw();
            return;
        }
        this.#waiting = 0;
        try {
            const {range} = this.#page.questions.current;
            this.#readings = await readCaptures(this.#page.api, range, signal);
            this.#problem = null;
            this.#failedAt = 0;
            this.#answered = true;
        } catch (problem) {
            if (signal.aborted) {
                return;
            }
            this.#problem = problem;
            this.#failedAt ||= Date.now();
        }
        this.#page.redraw();
    }

    pause(paused) {
        if (!paused) {
            this.#poll?.again();
        }
    }

    waiting() {
        return this.#waiting;
    }

    key(event) {
        return walkRows(event, '.capture h3 button');
    }

    close() {
        this.#poll?.close();
        this.#poll = null;
    }

    render() {
        const {api} = this.#page;
        return html`
            <div class="captures-view">
                <div class="flows-bar">
                    <h2>Captures</h2>
                    <p class="quiet">Rates are those of the last second; counts start with the job.</p>
                    <div class="flows-tools">${commandButtons({
                        curl: curlCommand(api.url('interfaces'), Boolean(api.token)),
                        ringflow: ringflowCommand('interfaces', {server: location.origin}, location.origin),
                    })}</div>
                </div>
                ${broken(this.#problem, this.#failedAt)} ${this.#readings ? this.#hosts(this.#readings) : nothing}
                ${!this.#readings && !this.#problem ? html`<p class="quiet reason">Asking …</p>` : nothing}
            </div>
        `;
    }

    /** @param {import('./captures/readings.js').Readings} readings */
    #hosts(readings) {
        const byHost = Map.groupBy(readings.interfaces, ({host}) => host);
        if (byHost.size === 0 && readings.missing.length === 0) {
            return html`
                <div class="card reason"><h2>Nothing is captured</h2>
                    <p>Name interfaces with <code>ringflow run -i IFACE</code> or in <code>capture.interfaces</code>;
                        <code>ringflow interfaces</code> lists those of a host.</p></div>
            `;
        }
        return html`
            ${readings.missing.length > 0
                ? html`<p class="broken" role="alert">Captures are missing here: ${readings.missing.join('; ')}.</p>`
                : nothing}
            ${[...byHost].map(([host, interfaces]) => html`
                <section class="host" aria-label="Host ${host}">
                    <div class="host-head"><h2>${fieldValue(this.#page, 'host', host)}</h2> ${clockSkew(interfaces[0].clockSkewMs)}</div>
                    <div class="capture-grid">${interfaces.map((each) => captureCard(this.#page, each, readings))}</div>
                </section>
            `)}
        `;
    }
}

/** @param {number | undefined} skewMs */
function clockSkew(skewMs) {
    if (skewMs === undefined) {
        return nothing;
    }
    const wrong = Math.abs(skewMs) > WRONG_CLOCK_MS;
    const size = Math.abs(skewMs) < 1 ? `${scaled(Math.abs(skewMs))} ms` : span(Math.abs(skewMs));
    return html`<span class=${wrong ? 'warn' : 'quiet'}>clock ${size} ${skewMs > 0 ? 'ahead' : 'behind'}${wrong ? ': check its time synchronization' : ''}</span>`;
}
