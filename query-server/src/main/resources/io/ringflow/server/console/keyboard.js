/** The keys of the page. */

import {html} from './lib/lit-html/lit-html.js';

const KEYS = [
    ['/', 'filter'],
    ['g then o, f, c, h', 'Overview, Flows, Conversations, Captures'],
    ['p', 'pause, go on'],
    ['j, k', 'next, previous row'],
    ['←, →', 'previous, next value of the row'],
    ['Enter', 'open the row or the value’s menu; in the filter: ask'],
    ['Esc', 'close; in the filter: take back'],
    ['t', 'light or dark'],
    ['u', 'UTC or the time zone of this browser'],
    ['?', 'this list'],
];
const CHORD_MS = 1500;

/**
 * What keys do.
 *
 * @typedef {object} Commands
 * @property {() => void} filter
 * @property {() => void} pause
 * @property {() => void} theme
 * @property {() => void} utc
 * @property {() => void} help
 * @property {() => void} escape
 * @property {(key: string) => boolean} go whether a view has this letter
 * @property {(event: KeyboardEvent) => boolean} other whether the open view used it
 */

/**
 * Listens to keys outside of input fields.
 *
 * @param {Commands} commands
 */
export function listenToKeys(commands) {
    let goUntil = 0;
    const plain = new Map([
        ['/', commands.filter],
        ['p', commands.pause],
        ['t', commands.theme],
        ['u', commands.utc],
        ['?', commands.help],
        ['Escape', commands.escape],
    ]);
    addEventListener('keydown', (event) => {
        if (event.ctrlKey || event.altKey || event.metaKey || isInput(event.target)) {
            return;
        }
        const chord = event.timeStamp < goUntil;
        goUntil = event.key === 'g' ? event.timeStamp + CHORD_MS : 0;
        const command = plain.get(event.key);
        if (chord && commands.go(event.key)) {
            event.preventDefault();
        } else if (command) {
            event.preventDefault();
            command();
        } else if (event.key !== 'g' && commands.other(event)) {
            event.preventDefault();
        }
    });
}

/** @param {EventTarget | null} target */
function isInput(target) {
    return target instanceof Element && target.matches('input, select, textarea');
}

/** The list of keys. @param {() => void} close */
export function keyHelp(close) {
    return html`
        <dialog open class="card help" aria-label="Keys">
            <h2>Keys</h2>
            <dl>${KEYS.map(([key, meaning]) => html`<dt><kbd>${key}</kbd></dt><dd>${meaning}</dd>`)}</dl>
            <button type="button" class="primary" @click=${close}>Close</button>
        </dialog>
    `;
}
