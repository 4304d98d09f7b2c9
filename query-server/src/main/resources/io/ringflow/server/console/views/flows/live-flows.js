/** The flows that the table knows: a bounded number, kept up to date by a snapshot and changes. */

import {LiveRates} from './live-rates.js';

const MAX_KNOWN = 2000;
const FRESH_MS = 1500;
const FADE_MS = 4000;
const SHORTEST_STEP_MS = 2000;

/**
 * A flow and what was seen of it. `freshAt` and `endedAt` are times of this machine's clock in ms,
 * 0 if it was there before or has not ended while it was watched.
 *
 * @typedef {object} Row
 * @property {Record<string, any>} flow as REST has it
 * @property {LiveRates} rates
 * @property {number} freshAt
 * @property {number} endedAt
 */

/** Rates and values by which rows are ordered. @typedef {(row: Row) => string | number} SortKey */

export class LiveFlows {
    /** @type {Map<string, Row>} */
    #rows = new Map();
    #watermark = 0;
    #stepMs = SHORTEST_STEP_MS;
    #keepsEnded;

    /** Changes heard since the last snapshot. */
    changes = 0;

    /** @param {boolean} keepsEnded whether flows that end stay, or fade out */
    constructor(keepsEnded) {
        this.#keepsEnded = keepsEnded;
    }

    /** Event time of the newest update, in ms. */
    get now() {
        return this.#watermark;
    }

    /** How many flows are known. */
    get size() {
        return this.#rows.size;
    }

    /** A known row. @param {string} id */
    row(id) {
        return this.#rows.get(id);
    }

    /**
     * Replaces all flows; those that were known keep their rates.
     *
     * @param {Record<string, any>[]} flows
     * @param {string | undefined} watermark
     */
    snapshot(flows, watermark) {
        const known = this.#rows;
        this.#advance(watermark);
        this.#rows = new Map();
        for (const flow of flows) {
            const row = known.get(flow.id) ?? newRow(flow, 0);
            // Changes that came before the snapshot's answer may be newer than it.
            if (flow.packets >= row.flow.packets) {
                row.flow = flow;
            }
            if (!row.rates.measured) {
                row.rates.start(row.flow, this.#watermark);
            }
            this.#rows.set(flow.id, row);
        }
        this.changes = 0;
    }

    /**
     * Takes changed flows.
     *
     * @param {Record<string, any>[]} flows with their events
     * @param {string | undefined} watermark
     * @param {number} now this machine's clock in ms
     */
    update(flows, watermark, now) {
        this.#advance(watermark);
        this.changes += flows.length;
        for (const flow of flows) {
            this.#change(flow, now);
        }
        if (this.#rows.size > 2 * MAX_KNOWN) {
            this.prune((row) => row.flow.bytes, true);
        }
    }

    /** @param {Record<string, any>} flow @param {number} now */
    #change(flow, now) {
        const event = flow.event;
        let row = this.#rows.get(flow.id);
        const known = row !== undefined;
        if (!row) {
            if (event === 'end' && !this.#keepsEnded) {
                return;
            }
            row = newRow(flow, event === 'new' ? now : 0);
            this.#rows.set(flow.id, row);
        }
        row.flow = flow;
        if (known || event === 'new') {
            if (!known) {
                row.rates.start({bytes: 0, packets: 0}, this.#watermark - 1000);
            }
            row.rates.grow(flow, this.#watermark, this.#stepMs);
        } else {
            row.rates.start(flow, this.#watermark);
        }
        if (event === 'end') {
            row.endedAt = now;
        }
    }

    /** @param {string | undefined} watermark */
    #advance(watermark) {
        const time = watermark ? Date.parse(watermark) : 0;
        if (time > this.#watermark) {
            const step = this.#watermark ? time - this.#watermark : 0;
            this.#stepMs = Math.max(step, SHORTEST_STEP_MS);
            this.#watermark = time;
        }
    }

    /**
     * Forgets flows that have faded out, those from before a moment, and the last ones if there
     * are too many.
     *
     * @param {SortKey} key by which the last ones are last
     * @param {boolean} descending
     * @param {number} [now] this machine's clock in ms
     * @param {number} [since] event time in ms
     */
    prune(key, descending, now = 0, since = 0) {
        for (const [id, row] of this.#rows) {
            const faded = row.endedAt && !this.#keepsEnded && now > row.endedAt + FADE_MS;
            if (faded || (since && Date.parse(row.flow.lastSeen) < since)) {
                this.#rows.delete(id);
            }
        }
        if (this.#rows.size > MAX_KNOWN) {
            for (const row of sorted(this.#rows.values(), key, descending).slice(MAX_KNOWN)) {
                this.#rows.delete(row.flow.id);
            }
        }
    }

    /**
     * The first rows in an order.
     *
     * @param {SortKey} key
     * @param {boolean} descending
     * @param {number} limit
     */
    first(key, descending, limit) {
        return sorted(this.#rows.values(), key, descending).slice(0, limit);
    }
}

/** Whether a row came just now. @param {Row} row @param {number} now this machine's clock in ms */
export function isFresh(row, now) {
    return row.freshAt > 0 && now < row.freshAt + FRESH_MS;
}

/** @param {Record<string, any>} flow @param {number} freshAt @returns {Row} */
function newRow(flow, freshAt) {
    return {flow, rates: new LiveRates(), freshAt, endedAt: 0};
}

/**
 * Rows in an order; the larger flow is first among equals. Keys are computed once per row.
 *
 * @param {Iterable<Row>} rows
 * @param {SortKey} key
 * @param {boolean} descending
 */
function sorted(rows, key, descending) {
    const keyed = Array.from(rows, (row) => ({row, key: key(row)}));
    const sign = descending ? -1 : 1;
    keyed.sort(
        (one, other) =>
            sign * compare(one.key, other.key) ||
            other.row.flow.bytes - one.row.flow.bytes ||
            compare(one.row.flow.id, other.row.flow.id),
    );
    return keyed.map(({row}) => row);
}

/** @param {string | number} one @param {string | number} other */
function compare(one, other) {
    return one < other ? -1 : one > other ? 1 : 0;
}
