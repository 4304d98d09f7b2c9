/** The client of the REST API. */

const TOKEN = 'ringflow.token';

/** More of a page's requests wait for each other, so that others get answers, too. */
const MOST_AT_ONCE = 2;

/** An answer that says what is wrong (RFC 9457), or a server that does not answer: status 0. */
export class Problem extends Error {
    /**
     * @param {number} status
     * @param {{detail?: string, parameter?: string, position?: number}} body
     */
    constructor(status, body) {
        super(body.detail ?? `The server answered with status ${status}`);
        this.status = status;
        this.parameter = body.parameter;
        this.position = body.position;
    }
}

/** Asks the server that the page comes from. One for the page. */
export class Api {
    /** @type {Set<() => void>} */
    #listeners = new Set();
    #refused = false;
    /** @type {(() => void) | null} */
    #admit = null;
    /** Settled once the server has answered what may need a token. */
    #admitted = new Promise((resolve) => (this.#admit = () => resolve(null)));
    #underWay = 0;
    /** @type {(() => void)[]} */
    #waiting = [];

    /** Whether the server wants a token, or another one. */
    get needsToken() {
        return this.#refused;
    }

    /** The token of this tab, if any; gone when the tab is closed. */
    get token() {
        return sessionStorage.getItem(TOKEN);
    }

    /** @param {string} token */
    set token(token) {
        sessionStorage.setItem(TOKEN, token);
        this.#refuse(false);
    }

    /**
     * Calls a listener when a token is needed, or has been given.
     *
     * @param {() => void} listener
     */
    onToken(listener) {
        this.#listeners.add(listener);
    }

    /**
     * Calls a listener once the server answers this page, with or without a token.
     *
     * @param {() => void} listener
     */
    onceAdmitted(listener) {
        this.#admitted.then(listener);
    }

    /**
     * The URL of a path of the API. Empty parameters are left out; empty members of arrays are not.
     *
     * @param {string} path such as `flows`, or absolute, such as `/health`
     * @param {Record<string, string | number | string[] | undefined>} [parameters]
     */
    url(path, parameters = {}) {
        const relative = path.startsWith('/') ? path.slice(1) : 'api/v1/' + path;
        const url = new URL(relative, document.baseURI);
        for (const [name, value] of Object.entries(parameters)) {
            const given = value === undefined || value === '' ? [] : value;
            for (const one of Array.isArray(given) ? given : [given]) {
                url.searchParams.append(name, String(one));
            }
        }
        return url;
    }

    /**
     * Reads a JSON answer.
     *
     * @param {string} path
     * @param {Record<string, string | number | string[] | undefined>} [parameters]
     * @param {AbortSignal} [signal]
     * @returns {Promise<any>}
     * @throws {Problem}
     */
    async get(path, parameters, signal) {
        const headers = {Accept: 'application/json'};
        if (this.token) {
            headers.Authorization = 'Bearer ' + this.token;
        }
        const response = await this.#inTurn(() =>
            this.#fetch(this.url(path, parameters), {headers, signal}),
        );
        const body = await response.json().catch(() => ({}));
        if (path === '/health' && body.status) {
            return body; // needs no token; if it is DOWN, it comes with 503
        }
        if (response.ok) {
            this.#admit?.();
            return body;
        }
        if (response.status === 401) {
            this.#refuse(true);
        }
        throw new Problem(response.status, body);
    }

    /**
     * Sends a request once there is room for it.
     *
     * @template T
     * @param {() => Promise<T>} send
     * @returns {Promise<T>}
     */
    async #inTurn(send) {
        if (this.#underWay >= MOST_AT_ONCE) {
            await new Promise((resolve) => this.#waiting.push(() => resolve(null)));
        } else {
            this.#underWay++;
        }
        try {
            return await send();
        } finally {
            const next = this.#waiting.shift();
            if (next) {
                next(); // takes this one's place
            } else {
                this.#underWay--;
            }
        }
    }

    /** @param {URL} url @param {RequestInit} request */
    async #fetch(url, request) {
        try {
            return await fetch(url, request);
        } catch (error) {
            if (request.signal?.aborted) {
                throw error;
            }
            throw new Problem(0, {detail: 'The server does not answer'});
        }
    }

    /** @param {boolean} refused */
    #refuse(refused) {
        if (refused) {
            this.#admitted = new Promise((resolve) => (this.#admit = () => resolve(null)));
        }
        if (refused !== this.#refused) {
            this.#refused = refused;
            this.#listeners.forEach((listener) => listener());
        }
    }
}
