/** The colours of keys, the same in every view. */

const COUNT = 8;
const MOST_KNOWN = 500;

/** Gives keys the eight colours of `console.css`. One for the page. */
export class Colours {
    /** The colour that each key had last, the latest key last. @type {Map<string, number>} */
    #known = new Map();
    /** @type {Set<string>} */
    #shown = new Set();

    /**
     * Gives each of the keys that are shown together a colour of its own. A key keeps the one that
     * it had before unless two need the same.
     *
     * @param {string[]} keys at most eight
     */
    assign(keys) {
        /** @type {Map<number, string>} */
        const taken = new Map();
        for (const key of keys) {
            const colour = this.#known.get(key);
            if (colour !== undefined && !taken.has(colour)) {
                taken.set(colour, key);
            }
        }
        const kept = new Set(taken.values());
        for (const key of keys.filter((each) => !kept.has(each))) {
            const free = Array.from({length: COUNT}, (_, colour) => colour).find((n) => !taken.has(n));
            taken.set(free ?? 0, key);
        }
        this.#shown = new Set(keys);
        taken.forEach((key, colour) => this.#remember(key, colour));
    }

    /** @param {string} key @param {number} colour */
    #remember(key, colour) {
        this.#known.delete(key);
        this.#known.set(key, colour);
        if (this.#known.size > MOST_KNOWN) {
            this.#known.delete(this.#known.keys().next().value ?? '');
        }
    }

    /**
     * The number of a key's colour, from 1.
     *
     * @param {string | null} key null for the traffic of all other keys
     * @returns {number | null} null if it has the colour of others
     */
    number(key) {
        return key !== null && this.#shown.has(key) ? (this.#known.get(key) ?? 0) + 1 : null;
    }

    /**
     * The CSS variable of a key's colour.
     *
     * @param {string | null} key null for the traffic of all other keys
     */
    variable(key) {
        const number = this.number(key);
        return number === null ? '--other' : `--series-${number}`;
    }
}
