/** How fast a flow is at present, from its counters as they grow. */

const SLOTS = 24;
const SLOT_MS = 1000;
const IDLE_MS = 2500;

/** The rates of one flow: the latest one, and one for each of the last seconds. */
export class LiveRates {
    #bytes = 0;
    #packets = 0;
    #at = 0;
    #fromBytes = 0;
    #fromPackets = 0;
    #fromAt = 0;
    #slot = 0;
    #bits = 0;
    #packetRate = 0;

    /** Bits per second in each of the last seconds, the oldest first. */
    history = new Float32Array(SLOTS);

    /** Whether the flow was seen to grow; if not, its rate is unknown. */
    measured = false;

    /**
     * Takes the counters as a starting point.
     *
     * @param {{bytes: number, packets: number}} flow
     * @param {number} at event time in ms
     */
    start(flow, at) {
        this.#bytes = flow.bytes;
        this.#packets = flow.packets;
        this.#at = at;
        this.#fromAt = 0;
    }

    /**
     * Takes counters that have grown.
     *
     * @param {{bytes: number, packets: number}} flow
     * @param {number} at event time in ms
     * @param {number} longestMs the time in which they can have grown: since the previous update
     *     of any flow
     */
    grow(flow, at, longestMs) {
        // Several updates may have the same time; together they are one step.
        if (at > this.#at || this.#fromAt === 0) {
            this.#fromAt = Math.max(this.#at, 1);
            this.#fromBytes = this.#bytes;
            this.#fromPackets = this.#packets;
        }
        const seconds = Math.min(Math.max(at - this.#fromAt, SLOT_MS), longestMs) / 1000;
        this.#bytes = flow.bytes;
        this.#packets = flow.packets;
        this.#at = at;
        this.#bits = (8 * Math.max(0, flow.bytes - this.#fromBytes)) / seconds;
        this.#packetRate = Math.max(0, flow.packets - this.#fromPackets) / seconds;
        this.measured = true;
        this.#keep(at);
    }

    /**
     * Bits per second at a moment: 0 if the flow has been silent since.
     *
     * @param {number} now event time in ms
     */
    bitsAt(now) {
        return now - this.#at > IDLE_MS ? 0 : this.#bits;
    }

    /** Packets per second. @param {number} now event time in ms */
    packetsAt(now) {
        return now - this.#at > IDLE_MS ? 0 : this.#packetRate;
    }

    /** Moves the history on to a moment. @param {number} now event time in ms */
    historyAt(now) {
        this.#advance(Math.floor(now / SLOT_MS));
        return this.history;
    }

    /** @param {number} at */
    #keep(at) {
        this.#advance(Math.floor(at / SLOT_MS));
        this.history[SLOTS - 1] = this.#bits;
    }

    /** @param {number} slot */
    #advance(slot) {
        const steps = Math.min(Math.max(slot - this.#slot, 0), SLOTS);
        if (steps > 0) {
            this.history.copyWithin(0, steps);
            this.history.fill(0, SLOTS - steps);
            this.#slot = slot;
        }
    }
}
