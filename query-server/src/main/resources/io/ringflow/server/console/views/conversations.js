/** Who talks to whom: source, destination and port of the traffic that matches the question. */

import {html} from '../lib/lit-html/lit-html.js';
import {and, term} from '../filter-text.js';
import {conversationList} from './conversations/list.js';
import {diagram} from './conversations/diagram.js';
import {fromTop, metricOf, topList} from './conversations/traffic.js';
import {broken} from './parts/broken.js';
import {commandButtons} from './parts/command-buttons.js';
import {curlCommand, ringflowCommand} from './parts/commands.js';
import {NoTraffic} from './parts/no-traffic.js';
import {poll} from './parts/poll.js';
import {walkRows} from './parts/rows.js';

const INTERVAL_MS = 2000;
const AGAIN_MS = 10_000;

const BASES = {
    window: 'Traffic within this time',
    flows: 'Sums of whole flows: all that are known and were there in this time',
};

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
    #waiting = 0;
    /** Whether what is shown answers the present question. */
    #answered = false;
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
            this.#answered = false;
            this.#waiting = 0;
            this.#source = 'last' in range ? this.#follow(question) : this.#read(question);
        }
    }

    /** @param {import('../question.js').Question} question */
    #follow(question) {
        const request = {topic: /** @type {const} */ ('top'), intervalMs: INTERVAL_MS, ...topList(question)};
        return this.#page.stream.subscribe(request, {
            message: (answer) => this.#take(answer),
            error: (problem) => this.#fail(streamProblem(problem)),
        });
    }

    /** @param {import('../question.js').Question} question */
    #read(question) {
        return poll(AGAIN_MS, async (signal) => {
            try {
                this.#take(await this.#page.api.get('top', topList(question), signal));
            } catch (problem) {
                if (!signal.aborted) {
                    this.#fail(problem);
                }
            }
        });
    }

    /** @param {any} answer a top list */
    #take(answer) {
        const traffic = fromTop(answer);
        this.#page.clock.hear(answer);
        this.#newer = traffic;
        if (this.#page.paused() && this.#answered) {
            this.#waiting++;
        } else {
            this.#traffic = traffic;
            this.#answered = true;
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
            this.#waiting = 0;
        }
    }

    waiting() {
        return this.#waiting;
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
            ${diagram(this.#page, this.#traffic, unit, metric, only)}
            ${conversationList(this.#page, this.#traffic, unit, metric, only)}
        `;
    }

    #heading() {
        const {api, questions} = this.#page;
        const {by, limit, filter, ...rest} = topList(questions.current);
        const options = {...rest, filter: filter || undefined, limit: String(limit)};
        return html`
            <div class="flows-bar">
                <h2>Source, destination, port</h2>
                <p class="quiet">${this.#traffic ? BASES[this.#traffic.basis] : ''}</p>
                <div class="flows-tools">${commandButtons({
                    curl: curlCommand(api.url('top', {by, ...options}), Boolean(api.token)),
                    ringflow: ringflowCommand('top ' + by, options, location.origin),
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
