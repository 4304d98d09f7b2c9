/** Who talks to whom: source, destination and port of the traffic that matches the question. */

import {html} from '../lib/lit-html/lit-html.js';
import {and, term} from '../filter-text.js';
import {conversationList} from './conversations/list.js';
import {diagram} from './conversations/diagram.js';
import {fromTop, metricOf, readTraffic, topRequest} from './conversations/traffic.js';
import {broken} from './parts/broken.js';
import {commandButtons} from './parts/command-buttons.js';
import {curlCommand, ringflowCommand} from './parts/commands.js';
import {NoTraffic} from './parts/no-traffic.js';
import {poll} from './parts/poll.js';
import {walkRows} from './parts/rows.js';

const RETRY_MS = 10_000;

/** @type {import('../view.js').View} */
export const conversations = {
    id: 'conversations',
    title: 'Conversations',
    key: 'c',
    open: (page) => new ConversationsView(page),
};

/** @implements {import('../view.js').OpenView} */
class ConversationsView {
    #page;
    #nothing;
    #asked = '';
    /** @type {import('./conversations/traffic.js').Traffic | null} */
    #traffic = null;
    /** @type {import('./conversations/traffic.js').Traffic | null} */
    #newer = null;
    /** @type {any} */
    #problem = null;
    #failedAt = 0;
    /** @type {{close: () => void} | null} */
    #source = null;

    /** @param {import('../view.js').Page} page */
    constructor(page) {
        this.#page = page;
        this.#nothing = new NoTraffic(page);
    }

    ask(question) {
        const {filter, range, unit} = question;
        const asked = JSON.stringify([filter, range, unit]);
        if (asked !== this.#asked || !this.#source) {
            this.#asked = asked;
            this.close();
            this.#source = 'last' in range ? this.#follow(question) : this.#read(question);
        }
    }

    /** @param {import('../question.js').Question} question */
    #follow(question) {
        return this.#page.stream.subscribe(topRequest(question), {
            message: (answer) => {
                this.#page.clock.hear(answer);
                this.#take(fromTop(answer));
            },
            error: (problem) => this.#fail(streamProblem(problem)),
        });
    }

    /** @param {import('../question.js').Question} question */
    #read(question) {
        return poll(RETRY_MS, async (signal) => {
            try {
                this.#take(await readTraffic(this.#page.api, question, signal));
            } catch (problem) {
                if (!signal.aborted) {
                    this.#fail(problem);
                }
            }
        });
    }

    /** @param {import('./conversations/traffic.js').Traffic} traffic */
    #take(traffic) {
        this.#newer = traffic;
        if (!this.#page.paused() || !this.#traffic) {
            this.#traffic = traffic;
        }
        this.#problem = null;
        this.#failedAt = 0;
        this.#page.report(null);
        this.#page.redraw();
    }

    /** @param {any} problem */
    #fail(problem) {
        this.#problem = problem;
        this.#failedAt ||= Date.now();
        this.#page.report(problem);
        this.#page.redraw();
    }

    pause(paused) {
        if (!paused) {
            this.#traffic = this.#newer;
        }
    }

    key(event) {
        return walkRows(event, 'table.conversations .narrow button');
    }

    close() {
        this.#source?.close();
        this.#source = null;
    }

    /** Narrows the question to one conversation. @param {string[]} keys */
    #only([source, destination, port]) {
        const {questions} = this.#page;
        const terms = [term('srcAddr', source), term('dstAddr', destination), ...(port ? [term('dstPort', port)] : [])];
        questions.change({filter: terms.reduce(and, questions.current.filter)});
    }

    render() {
        return html`
            <section class="card conversations-view" aria-label="Conversations">
                ${this.#heading()} ${broken(this.#problem, this.#failedAt)} ${this.#content()}
            </section>
        `;
    }

    #content() {
        if (!this.#traffic) {
            return this.#problem ? html`` : html`<p class="quiet reason">Asking …</p>`;
        }
        if (this.#traffic.conversations.length === 0) {
            return this.#nothing.render();
        }
        const {unit} = this.#page.questions.current;
        const metric = metricOf(unit);
        const only = (keys) => this.#only(keys);
        return html`
            ${diagram(this.#traffic, unit, metric, {only, offer: this.#page.offer})}
            ${conversationList(this.#page, this.#traffic, unit, metric, only)}
        `;
    }

    #heading() {
        const {api, questions} = this.#page;
        const {topic, intervalMs, by, ...request} = topRequest(questions.current);
        const {filter, metric, window, limit} = request;
        const parameters = {by: by.join(','), metric, filter: filter || undefined, window, limit: String(limit)};
        const {by: fields, ...options} = parameters;
        const basis = this.#traffic?.basis === 'flows' ? 'Sums of whole flows that were seen in this time' : 'Traffic within this time';
        return html`
            <div class="flows-bar">
                <h2>Source, destination, port</h2>
                <p class="quiet">${this.#traffic ? basis : ''}</p>
                <div class="flows-tools">${commandButtons({
                    curl: curlCommand(api.url('top', parameters), Boolean(api.token)),
                    ringflow: ringflowCommand('top ' + fields, options, location.origin),
                })}</div>
            </div>
        `;
    }
}

/** An error of the WebSocket like one of REST. @param {{code: string, message: string, position?: number}} error */
function streamProblem({code, message, position}) {
    return {
        message,
        position,
        status: code === 'unavailable' ? 503 : 400,
        parameter: code === 'bad-filter' ? 'filter' : undefined,
    };
}
