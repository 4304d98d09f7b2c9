/** Follows the flows of a question: a snapshot over REST, then changes over the WebSocket. */

import {knownFields} from '../parts/known-fields.js';
import {FIELDS} from './columns.js';

const SNAPSHOT_LIMIT = 500;
const MAX_WAITING = 50_000;
const RETRY_MS = 2000;

/**
 * What happens to a followed question.
 *
 * @typedef {object} Follower
 * @property {(answer: any) => void} snapshot
 * @property {(update: any) => void} update
 * @property {(problem: any) => void} problem there is no snapshot; it is tried again unless the
 *     question is wrong
 */

export class FlowSubscription {
    #page;
    #follower;
    /** @type {{close: () => void} | null} */
    #stream = null;
    #request = new AbortController();
    #retry = 0;
    #paused = false;
    /** @type {any[]} */
    #waiting = [];
    #parameters = {};

    /** Changes that wait until the reader goes on. */
    waiting = 0;

    /**
     * @param {import('../../view.js').Page} page
     * @param {Follower} follower
     */
    constructor(page, follower) {
        this.#page = page;
        this.#follower = follower;
        this.#paused = page.paused();
    }

    /**
     * Follows another question. Changes are heard from before the snapshot on, so that none is
     * lost between them.
     *
     * @param {import('../../question.js').Question} question
     * @param {{state: string, sort: string}} options of REST
     */
    async follow(question, {state, sort}) {
        this.close();
        const request = this.#request;
        const {range, filter} = question;
        const times = 'last' in range ? {since: range.last} : {since: range.from, until: range.to};
        try {
            const fields = await knownFields(this.#page.api, FIELDS);
            if (request.signal.aborted) {
                return;
            }
            this.#parameters = {
                filter,
                state,
                sort,
                fields: fields.join(','),
                limit: SNAPSHOT_LIMIT,
                ...times,
            };
            if ('last' in range) {
                this.#subscribe(filter, fields);
            }
            await this.#snapshot();
        } catch (problem) {
            this.#fail(request, problem, () => this.follow(question, {state, sort}));
        }
    }

    /** @param {string} filter @param {string[]} fields */
    #subscribe(filter, fields) {
        this.#stream = this.#page.stream.subscribe(
            {topic: 'flows', filter, fields},
            {
                message: (update) => this.#hear(update),
                gap: () => this.#snapshot(),
                error: () => {}, // the snapshot's problem says it, too
            },
        );
    }

    async #snapshot() {
        const request = this.#request;
        try {
            const answer = await this.#page.api.get('flows', this.#parameters, request.signal);
            this.#follower.snapshot(answer);
        } catch (problem) {
            this.#fail(request, problem, () => this.#snapshot());
        }
    }

    /** @param {AbortController} request @param {any} problem @param {() => void} again */
    #fail(request, problem, again) {
        if (!request.signal.aborted) {
            this.#follower.problem(problem);
            if (problem.status === 0 || problem.status >= 429) {
                clearTimeout(this.#retry);
                this.#retry = setTimeout(again, RETRY_MS);
            }
        }
    }

    /** @param {any} update */
    #hear(update) {
        if (!this.#paused) {
            this.#follower.update(update);
            return;
        }
        this.waiting += update.flows.length;
        if (this.waiting <= MAX_WAITING) {
            this.#waiting.push(update);
        } else {
            this.#waiting = [];
        }
        this.#page.redraw();
    }

    /** Holds changes back, or catches up. @param {boolean} paused */
    pause(paused) {
        this.#paused = paused;
        if (!paused) {
            const tooMany = this.waiting > MAX_WAITING;
            this.#waiting.forEach((update) => this.#follower.update(update));
            this.#forget();
            if (tooMany) {
                this.#snapshot();
            }
        }
    }

    #forget() {
        this.#waiting = [];
        this.waiting = 0;
    }

    /** Ends the subscription and what is under way. */
    close() {
        this.#stream?.close();
        this.#stream = null;
        clearTimeout(this.#retry);
        this.#request.abort();
        this.#request = new AbortController();
        this.#forget();
    }
}
