/** The colours of series: a key keeps its colour while it is shown. */

const COUNT = 8;

/** Gives each key one of the eight colours of `console.css`. */
export class Colours {
    /** @type {Map<string, number>} */
    #taken = new Map();

    /**
     * Keeps the colours of keys that are still there, and gives the free ones to new keys.
     *
     * @param {string[]} keys at most eight
     */
    assign(keys) {
        for (const key of this.#taken.keys()) {
            if (!keys.includes(key)) {
                this.#taken.delete(key);
            }
        }
        for (const key of keys.filter((each) => !this.#taken.has(each))) {
            const used = new Set(this.#taken.values());
            const free = Array.from({length: COUNT}, (_, index) => index).find((n) => !used.has(n));
            this.#taken.set(key, free ?? 0);
        }
    }

    /**
     * The CSS variable of a key's colour.
     *
     * @param {string | null} key null for the traffic that is in no series
     */
    variable(key) {
        const index = key === null ? undefined : this.#taken.get(key);
        return index === undefined ? '--other' : `--series-${index + 1}`;
    }
}
