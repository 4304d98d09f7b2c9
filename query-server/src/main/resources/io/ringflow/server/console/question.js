/**
 * The question that the whole page answers: which flows, when, split by what, in which unit. It is
 * the page's only state that matters, and lives in the URL.
 */

/**
 * A time range: `last` (a duration such as `15m`, live) or `from` and `to` (RFC 3339).
 *
 * @typedef {{last: string} | {from: string, to: string}} Range
 */

/**
 * Immutable. `options` are what one view alone needs, such as the sort order of a table; they are
 * parameters of the URL, too, and are dropped when the view changes.
 *
 * @typedef {object} Question
 * @property {string} view the id of the view
 * @property {string} filter in the filter language; empty for all flows
 * @property {Range} range
 * @property {string} by a dimension of time series; empty for the total
 * @property {'bits' | 'packets' | 'flows'} unit
 * @property {Readonly<Record<string, string>>} options
 */

/** @type {Question} */
const DEFAULT = Object.freeze({
    view: 'overview',
    filter: '',
    range: Object.freeze({last: '15m'}),
    by: 'protocol',
    unit: 'bits',
    options: Object.freeze({}),
});

const UNITS = ['bits', 'packets', 'flows'];
const OWN = ['view', 'filter', 'last', 'from', 'to', 'by', 'unit'];

/**
 * Reads a question from the query string of a URL; what is wrong or absent is the default.
 *
 * @param {string} search
 * @returns {Question}
 */
export function parseQuestion(search) {
    const given = new URLSearchParams(search);
    const from = given.get('from');
    const to = given.get('to');
    const unit = given.get('unit') ?? '';
    return {
        view: given.get('view') ?? DEFAULT.view,
        filter: given.get('filter') ?? DEFAULT.filter,
        range: from && to ? {from, to} : {last: duration(given.get('last')) ?? DEFAULT.range.last},
        by: given.get('by') ?? DEFAULT.by,
        unit: UNITS.includes(unit) ? unit : DEFAULT.unit,
        options: Object.fromEntries([...given].filter(([name]) => !OWN.includes(name))),
    };
}

/** @param {string | null} text */
function duration(text) {
    return text && /^[1-9]\d{0,5}[smhd]$/.test(text) ? text : null;
}

/**
 * The query string of a question, without what is the default.
 *
 * @param {Question} question
 */
export function formatQuestion(question) {
    const parameters = new URLSearchParams();
    const add = (name, value, normal) => value !== normal && parameters.set(name, value);
    add('view', question.view, DEFAULT.view);
    add('filter', question.filter, DEFAULT.filter);
    if ('last' in question.range) {
        add('last', question.range.last, DEFAULT.range.last);
    } else {
        parameters.set('from', question.range.from);
        parameters.set('to', question.range.to);
    }
    add('by', question.by, DEFAULT.by);
    add('unit', question.unit, DEFAULT.unit);
    Object.entries(question.options).forEach(([name, value]) => parameters.set(name, value));
    const text = parameters.toString();
    return text ? '?' + text : location.pathname;
}

const UNIT_MS = {s: 1e3, m: 60e3, h: 3600e3, d: 86400e3};

/**
 * The length of a range in milliseconds.
 *
 * @param {Range} range
 */
export function rangeMs(range) {
    return 'last' in range
        ? Number.parseInt(range.last, 10) * UNIT_MS[range.last.at(-1)]
        : Date.parse(range.to) - Date.parse(range.from);
}

/**
 * Keeps the question and the URL the same. Every change is an entry of the browser's history, so
 * that Back takes it back.
 */
export class QuestionStore {
    /** @type {Question} */
    #current = parseQuestion(location.search);
    /** @type {Set<(question: Question) => void>} */
    #listeners = new Set();

    constructor() {
        addEventListener('popstate', () => this.#set(parseQuestion(location.search)));
    }

    /** The present question. */
    get current() {
        return this.#current;
    }

    /**
     * Calls a listener after every change.
     *
     * @param {(question: Question) => void} listener
     */
    listen(listener) {
        this.#listeners.add(listener);
    }

    /**
     * Changes some members. Changing the view drops the options unless new ones are given.
     *
     * @param {Partial<Question>} changes
     */
    change(changes) {
        this.#store(changes, (url) => history.pushState(null, '', url));
    }

    /**
     * Like `change`, but without a new entry of the history: for what is no step of a user.
     *
     * @param {Partial<Question>} changes
     */
    replace(changes) {
        this.#store(changes, (url) => history.replaceState(null, '', url));
    }

    /** @param {Partial<Question>} changes @param {(url: string) => void} store */
    #store(changes, store) {
        const leaves = changes.view !== undefined && changes.view !== this.#current.view;
        const next = {...this.#current, ...(leaves ? {options: {}} : {}), ...changes};
        const url = formatQuestion(next);
        if (url !== formatQuestion(this.#current)) {
            store(url);
            this.#set(next);
        }
    }

    /** @param {Question} question */
    #set(question) {
        this.#current = Object.freeze(question);
        this.#listeners.forEach((listener) => listener(question));
    }
}
