/** Asks for the token, when the server needs one. */

import {html} from './lib/lit-html/lit-html.js';

/**
 * A form that gives the token to the API.
 *
 * @param {import('./api.js').Api} api
 */
export function tokenForm(api) {
    const submit = (event) => {
        event.preventDefault();
        const token = new FormData(event.target).get('token');
        if (token) {
            api.token = String(token).trim();
        }
    };
    return html`
        <form class="card token" @submit=${submit}>
            <h2>Token needed</h2>
            <p id="token-help">
                ${api.token
                    ? 'The token is unknown or has expired. Enter another one.'
                    : 'This server answers bearers of a token only.'}
                It is kept for this tab and forgotten when the tab is closed.
            </p>
            <label for="token">Token</label>
            <input id="token" name="token" type="password" autocomplete="off" required
                aria-describedby="token-help" />
            <button type="submit" class="primary">Continue</button>
        </form>
    `;
}
