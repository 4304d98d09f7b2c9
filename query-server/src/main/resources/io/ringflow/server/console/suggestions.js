/** Completes filters with fields, operators and values that were seen lately. */

import {completionAt, matching, operators} from './completion.js';
import {loadFields} from './fields.js';
import {term} from './filter-text.js';
import {scaled} from './numbers.js';

const MOST = 8;
const SEEN_MS = 10_000;

/** @typedef {{text: string, hint: string}} Suggestion */

/** Suggests how to go on; knows the fields once the server has described them. */
export class Suggestions {
    #api;
    /** @type {Promise<import('./fields.js').Field[]> | null} */
    #fields = null;
    /** @type {Map<string, {at: number, values: Suggestion[]}>} */
    #seen = new Map();

    /** @param {import('./api.js').Api} api */
    constructor(api) {
        this.#api = api;
    }

    /**
     * Suggests what may stand at the caret.
     *
     * @param {string} text what stands before the caret
     * @returns {Promise<{from: number, items: Suggestion[]}>}
     */
    async at(text) {
        const place = completionAt(text);
        const fields = await this.#known();
        const field = fields.find(({name}) => name === place.field);
        const candidates = await this.#candidates(place.kind, field, fields);
        const items = matching(candidates, place.start, MOST);
        const complete = items.length === 1 && items[0].text === place.start;
        return {from: place.from, items: complete ? [] : items};
    }

    async #known() {
        this.#fields ??= loadFields(this.#api);
        try {
            return await this.#fields;
        } catch {
            this.#fields = null;
            return [];
        }
    }

    /** @returns {Promise<Suggestion[]>} */
    async #candidates(kind, field, fields) {
        switch (kind) {
            case 'field':
                return [...fields.map(({name, meaning}) => ({text: name, hint: meaning})), plain('NOT')];
            case 'operator':
                return operators(field).map(plain);
            case 'connective':
                return ['AND', 'OR'].map(plain);
            default:
                return field ? this.#values(field) : [];
        }
    }

    /** @param {import('./fields.js').Field} field @returns {Promise<Suggestion[]>} */
    async #values(field) {
        if (field.words.length > 0) {
            return field.words.map(plain);
        }
        const known = this.#seen.get(field.name);
        if (known && Date.now() - known.at < SEEN_MS) {
            return known.values;
        }
        try {
            const values = await this.#ask(field.name);
            this.#seen.set(field.name, {at: Date.now(), values});
            return values;
        } catch {
            return []; // the field has no top list, or the server is away: the status line says so
        }
    }

    /** @param {string} by @returns {Promise<Suggestion[]>} */
    async #ask(by) {
        const answer = await this.#api.get('top', {by, window: '15m', limit: 50});
        return answer.top
            .filter(({key}) => key !== '')
            .map(({key, bytes}) => ({
                text: term(by, key).slice(by.length + ' = '.length),
                hint: scaled(bytes) + 'B',
            }));
    }
}

/** @param {string} text @returns {Suggestion} */
function plain(text) {
    return {text, hint: ''};
}
