/** Keeps the rows of the table in their places while the reader points at one. */

/** @typedef {import('./live-flows.js').Row} Row */

export class HeldRows {
    /** @type {Row[]} */
    #rows = [];
    #held = false;

    /** Rows that would be shown if the order were not held. */
    waiting = 0;

    /** Whether the order is held. */
    get held() {
        return this.#held;
    }

    /** @param {boolean} held */
    hold(held) {
        this.#held = held;
    }

    /** Forgets the rows: the question has changed. */
    clear() {
        this.#rows = [];
        this.waiting = 0;
    }

    /**
     * The rows to show. A held row stays even after its flow was forgotten; free places are filled
     * with new rows at the end.
     *
     * @param {Row[]} wanted in the order that they would have
     * @param {number} limit
     */
    arrange(wanted, limit) {
        if (!this.#held) {
            this.#rows = wanted;
            this.waiting = 0;
            return wanted;
        }
        const shown = new Set(this.#rows.map(({flow}) => flow.id));
        const others = wanted.filter(({flow}) => !shown.has(flow.id));
        const added = others.slice(0, Math.max(0, limit - this.#rows.length));
        this.#rows = [...this.#rows, ...added];
        this.waiting = others.length - added.length;
        return this.#rows;
    }
}
