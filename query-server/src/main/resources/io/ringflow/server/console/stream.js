/** The page's one WebSocket, which all views share. */

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/**
 * What a subscriber hears.
 *
 * @typedef {object} Subscriber
 * @property {(message: any) => void} message an update of the topic
 * @property {(missed: number) => void} [gap] updates were missed: ask REST for the present state.
 *     Also called after a lost connection is back, with 0
 * @property {(problem: {code: string, message: string, position?: number}) => void} [error]
 */

/** Subscribes to topics, and renews the subscriptions whenever the connection is back. */
export class Stream {
    #api;
    #changed;
    /** @type {Map<string, {request: object, subscriber: Subscriber}>} */
    #open = new Map();
    /** @type {WebSocket | null} */
    #socket = null;
    #lastId = 0;
    #retryMs = FIRST_RETRY_MS;
    #waits = false;

    /** Updates that this tab missed because it read too slowly or the job was away. */
    missed = 0;
    /** Whether the connection is there. */
    connected = false;
    /** When the connection was lost (`Date.now()`); 0 if it never was there. */
    lostAt = 0;

    /**
     * @param {import('./api.js').Api} api
     * @param {() => void} changed called when the connection comes or goes, or misses something
     */
    constructor(api, changed) {
        this.#api = api;
        this.#changed = changed;
    }

    /**
     * Subscribes to a topic; at most 16 at a time.
     *
     * @param {{topic: 'flows' | 'totals' | 'top', [member: string]: any}} request
     * @param {Subscriber} subscriber
     * @returns {{close: () => void}} ends the subscription
     */
    subscribe(request, subscriber) {
        const id = 'c' + ++this.#lastId;
        this.#open.set(id, {request, subscriber});
        if (this.#socket) {
            this.#subscribe(id);
        } else {
            this.#connect();
        }
        return {close: () => this.#unsubscribe(id)};
    }

    #connect() {
        if (!this.#waits) {
            this.#waits = true;
            this.#api.onceAdmitted(() => {
                this.#waits = false;
                this.#openSocket();
            });
        }
    }

    #openSocket() {
        if (this.#socket) {
            return;
        }
        const url = this.#api.url('stream');
        url.protocol = url.protocol.replace('http', 'ws');
        const token = this.#api.token;
        const socket = new WebSocket(url, token ? ['ringflow', 'bearer.' + token] : []);
        this.#socket = socket;
        socket.addEventListener('open', () => this.#opened());
        socket.addEventListener('message', (event) => this.#receive(JSON.parse(event.data)));
        socket.addEventListener('close', () => this.#closed(socket));
    }

    #opened() {
        const again = this.lostAt > 0;
        this.connected = true;
        this.#retryMs = FIRST_RETRY_MS;
        for (const [id, {subscriber}] of this.#open) {
            this.#subscribe(id);
            if (again) {
                subscriber.gap?.(0);
            }
        }
        this.#changed();
    }

    /** @param {WebSocket} socket */
    #closed(socket) {
        if (socket !== this.#socket) {
            return;
        }
        this.#socket = null;
        if (this.connected) {
            this.connected = false;
            this.lostAt = Date.now();
        }
        setTimeout(() => this.#connect(), this.#retryMs);
        this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
        this.#changed();
    }

    /** @param {string} id */
    #subscribe(id) {
        this.#send({type: 'subscribe', id, ...this.#open.get(id)?.request});
    }

    /** @param {string} id */
    #unsubscribe(id) {
        if (this.#open.delete(id)) {
            this.#send({type: 'unsubscribe', id});
        }
    }

    /** @param {object} message */
    #send(message) {
        if (this.#socket?.readyState === WebSocket.OPEN) {
            this.#socket.send(JSON.stringify(message));
        }
    }

    /** @param {any} message */
    #receive(message) {
        const subscriber = this.#open.get(message.id)?.subscriber;
        switch (message.type) {
            case 'gap':
                this.missed += message.missed;
                subscriber?.gap?.(message.missed);
                this.#changed();
                break;
            case 'error':
                subscriber?.error?.(message);
                break;
            case 'subscribed':
            case 'unsubscribed':
            case 'pong':
                break;
            default:
                subscriber?.message(message);
        }
    }
}
