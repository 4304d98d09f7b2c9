/** The buttons that copy the same question for a shell. */

import {html} from '../../lib/lit-html/lit-html.js';

const SAID_MS = 2000;

/**
 * Buttons that show a command and copy it.
 *
 * @param {Record<string, string>} commands by what they are called
 */
export function commandButtons(commands) {
    return html`<span class="quiet" aria-hidden="true">copy as</span>${Object.entries(commands).map(
        ([name, text]) => html`
            <button type="button" class="plain" title=${text} aria-label="Copy as ${name}: ${text}"
                @click=${(event) => copy(event.currentTarget, text)}>${name}</button>
        `,
    )}`;
}

/** @param {HTMLElement} button @param {string} text */
async function copy(button, text) {
    const copied = await navigator.clipboard.writeText(text).then(
        () => true,
        () => false,
    );
    // Browsers copy over HTTPS and on localhost only; elsewhere the text is in the title.
    button.dataset.said = copied ? 'copied' : 'this browser does not copy here';
    setTimeout(() => delete button.dataset.said, SAID_MS);
}
