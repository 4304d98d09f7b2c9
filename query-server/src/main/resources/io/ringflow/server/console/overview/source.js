/** Keeps the traffic of a question up to date. */

import {DIMENSIONS} from '../dimensions.js';
import {conjunction} from '../filter-text.js';
import {rangeMs} from '../question.js';
import {appended, metricOf, shifted, totals, trafficOf} from './traffic.js';

const MOST_SERIES = 8;
const RANK_AGAIN_MS = 30_000;
const TICK_MS = 1000;
const SLOW_TICK_MS = 5000;

/** Asks for time series: all points at first, then the newest each second. */
export class TrafficSource {
    #page;
    #changed;
    /** @type {import('../question.js').Question | null} */
    #question = null;
    #abort = new AbortController();
    #timer = 0;
    #rankedAt = 0;
    /** Whether the present question has an answer. */
    #answered = false;
    /** @type {import('./traffic.js').Traffic | null} */
    #earlier = null;

    /** The traffic; null before the first answer. @type {import('./traffic.js').Traffic | null} */
    traffic = null;
    /** The totals of the period before, at the same points. @type {(number | null)[]} */
    previous = [];
    /** Why there is no newer answer. @type {import('../api.js').Problem | null} */
    problem = null;
    /** Since when there is none (`Date.now()`); 0 if there is. */
    failedAt = 0;
    /** The range that is shown. */
    range = {fromMs: 0, toMs: 0};
    /** How many updates were left out since the pause began. */
    waiting = 0;

    /**
     * @param {import('../view.js').Page} page
     * @param {() => void} changed called after every answer
     */
    constructor(page, changed) {
        this.#page = page;
        this.#changed = changed;
    }

    /** @param {import('../question.js').Question} question */
    ask(question) {
        this.close();
        this.#abort = new AbortController();
        this.#question = question;
        this.#rankedAt = 0;
        this.#answered = false;
        this.waiting = 0;
        this.#run(this.#abort.signal);
    }

    /** Asks at once, after a pause. */
    resume() {
        if (this.waiting > 0) {
            clearTimeout(this.#timer);
            this.#run(this.#abort.signal);
        }
    }

    /** Ends requests and the timer. */
    close() {
        this.#abort.abort();
        clearTimeout(this.#timer);
    }

    /** @param {AbortSignal} signal */
    async #run(signal) {
        if (this.#page.paused() && this.#answered) {
            this.waiting++;
            this.#page.redraw();
        } else if (!document.hidden && !this.#page.api.needsToken) {
            try {
                await this.#update(signal);
                this.problem = null;
                this.failedAt = 0;
                this.waiting = 0;
                this.#answered = true;
            } catch (problem) {
                if (signal.aborted) {
                    return;
                }
                this.problem = /** @type {import('../api.js').Problem} */ (problem);
                this.failedAt ||= Date.now();
                this.#rankedAt = 0; // the job may know less, or other keys, when it is back
            }
            this.#changed();
        }
        if (signal.aborted || !this.#isLive()) {
            return;
        }
        const fast = this.traffic?.stepMs === 1000 && !this.traffic.note;
        this.#timer = setTimeout(() => this.#run(signal), fast ? TICK_MS : SLOW_TICK_MS);
    }

    #isLive() {
        return this.#question !== null && ('last' in this.#question.range || this.problem !== null);
    }

    /** @param {AbortSignal} signal */
    async #update(signal) {
        const question = /** @type {import('../question.js').Question} */ (this.#question);
        const keys = keysOf(question);
        const rank = !this.traffic || Date.now() - this.#rankedAt > RANK_AGAIN_MS;
        // All points of an estimate may change, not only the newest.
        if (!rank && this.traffic?.stepMs === 1000 && !this.traffic.note) {
            await this.#append(question, signal);
            return;
        }
        const answer = await this.#series(question, keys, timesOf(question.range), signal);
        const range = rangeOf(question.range, answer);
        this.#page.clock.hear(answer);
        this.#rankedAt = Date.now();
        this.#earlier = await this.#before(question, keys, range, signal);
        this.#take(trafficOf(answer, question.unit), range);
    }

    /** @param {import('./traffic.js').Traffic} traffic */
    #take(traffic, range) {
        this.traffic = traffic;
        this.range = range;
        const shift = range.toMs - range.fromMs;
        this.previous = this.#earlier ? shifted(this.#earlier, traffic, shift) : [];
    }

    /** Asks for the newest points of the keys that are shown. */
    async #append(question, signal) {
        const known = /** @type {import('./traffic.js').Traffic} */ (this.traffic);
        const newest = known.fromMs + firstUnsettled(known) * known.stepMs;
        const keys = known.series.map(({key}) => key).filter((key) => key !== null);
        const by = keyOf(question)?.by ?? '';
        const times = {from: new Date(newest).toISOString(), step: '1s'};
        const answer = await this.#series(question, by ? {by, key: keys} : {}, times, signal);
        this.#page.clock.hear(answer);
        const range = rangeOf(question.range, answer);
        const newer = trafficOf(answer, question.unit);
        const traffic = appended(known, isSingle(question) ? withoutOther(newer) : newer, range.fromMs);
        this.#take(traffic, range);
    }

    /** The totals of the period before; null if they are no longer kept. */
    async #before(question, keys, range, signal) {
        const length = range.toMs - range.fromMs;
        const times = {
            from: new Date(Math.max(0, range.fromMs - length)).toISOString(),
            to: new Date(range.fromMs).toISOString(),
        };
        const total = isSingle(question) ? keys : filterOf(question);
        try {
            const answer = await this.#series(question, total, times, signal);
            return trafficOf(answer, question.unit);
        } catch (problem) {
            if (signal.aborted) {
                throw problem;
            }
            return null;
        }
    }

    async #series(question, keys, times, signal) {
        const parameters = {metric: metricOf(question.unit), limit: MOST_SERIES, ...keys, ...times};
        const answer = await this.#page.api.get('timeseries', parameters, signal);
        return isSingle(question) ? {...answer, other: []} : answer;
    }
}

/** The first point that may change, which is the last known one. */
function firstUnsettled(traffic) {
    const last = totals(traffic).findLastIndex((value) => value !== null);
    return Math.max(0, last - 1);
}

/** @param {import('./traffic.js').Traffic} traffic */
function withoutOther(traffic) {
    return {...traffic, series: traffic.series.filter(({key}) => key !== null)};
}

/** @param {import('../question.js').Range} range */
function timesOf(range) {
    return 'last' in range ? {from: range.last} : {from: range.from, to: range.to};
}

/** @returns {{fromMs: number, toMs: number}} */
function rangeOf(range, answer) {
    if (!('last' in range)) {
        return {fromMs: Date.parse(range.from), toMs: Date.parse(range.to)};
    }
    const toMs = answer.watermark ? Date.parse(answer.watermark) : Date.now();
    return {fromMs: toMs - rangeMs(range), toMs};
}

/** Whether the filter names one key, so that the rest is not asked for. */
function isSingle(question) {
    return keyOf(question)?.key !== undefined;
}

/** The parameters that select the series of a question. */
function keysOf(question) {
    const filter = filterOf(question);
    return keyOf(question) ?? (question.by ? {...filter, by: question.by} : filter);
}

/** The filter as a parameter. */
function filterOf({filter}) {
    return filter.trim() === '' ? {} : {filter};
}

const EXACT_KEY = /^[A-Za-z0-9_.:]+$/;

/**
 * The parameters of time series that answer the question exactly; null if a filter is needed.
 *
 * @param {import('../question.js').Question} question
 * @returns {{by?: string, key?: string} | null}
 */
function keyOf({filter, by}) {
    const terms = conjunction(filter);
    if (terms?.length === 0) {
        return by ? {by} : {};
    }
    if (terms?.length !== 1) {
        return null;
    }
    const {field, value} = terms[0];
    const exact = EXACT_KEY.test(value) && !['interface', 'host'].includes(field);
    const known = DIMENSIONS.some(({name}) => name === field);
    return exact && known && (by === '' || by === field) ? {by: field, key: value} : null;
}
