/** The client of the REST API. */

const TOKEN = 'ringflow.token';

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
        const response = await this.#fetch(this.url(path, parameters), {headers, signal});
        const body = await response.json().catch(() => ({}));
        // A health that is DOWN comes with 503 and is an answer all the same.
        if (response.ok || (path === '/health' && body.status)) {
            this.#refuse(false);
            return body;
        }
        if (response.status === 401) {
            this.#refuse(true);
        }
        throw new Problem(response.status, body);
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
        if (refused !== this.#refused) {
            this.#refused = refused;
            this.#listeners.forEach((listener) => listener());
        }
    }
}
