/** How fast both ends of one flow sent while its page was open. */

const MAX_SECONDS = 300;
const SHORTEST_SECONDS = 30;

/** The counters of both ends, second by second. */
export class FlowLife {
    /** @type {{at: number, src: number, dst: number}[]} */
    #samples = [];

    /**
     * Notes the counters at a moment.
     *
     * @param {{srcBytes: number, dstBytes: number}} flow
     * @param {number} at event time in ms
     */
    note(flow, at) {
        const sample = {at, src: flow.srcBytes ?? 0, dst: flow.dstBytes ?? 0};
        const last = this.#samples.at(-1);
        if (last && at - last.at < 1000) {
            this.#samples[this.#samples.length - 1] = {...sample, at: last.at};
        } else {
            this.#samples.push(sample);
            this.#samples = this.#samples.slice(-MAX_SECONDS - 1);
        }
    }

    /**
     * Bits per second of both ends in each second up to a moment, the oldest first. The first ones
     * are unknown if the flow was not watched for that long.
     *
     * @param {number} now event time in ms
     * @returns {{src: Float64Array, dst: Float64Array, unknown: number}}
     */
    rates(now) {
        const first = this.#samples[0]?.at ?? now;
        const watched = Math.ceil((now - first) / 1000);
        const seconds = Math.min(Math.max(watched, SHORTEST_SECONDS), MAX_SECONDS);
        const fromMs = now - seconds * 1000;
        const src = new Float64Array(seconds);
        const dst = new Float64Array(seconds);
        for (let i = 1; i < this.#samples.length; i++) {
            const {at, ...counters} = this.#samples[i];
            const before = this.#samples[i - 1];
            const second = Math.ceil((at - fromMs) / 1000) - 1;
            if (second >= 0 && second < seconds) {
                src[second] = 8 * Math.max(0, counters.src - before.src);
                dst[second] = 8 * Math.max(0, counters.dst - before.dst);
            }
        }
        return {src, dst, unknown: Math.max(0, seconds - watched)};
    }
}
