/** The menu of a value: only, not, copy. */

import {html, nothing} from './lib/lit-html/lit-html.js';
import {and, andNot, keyTerm} from './filter-text.js';

/** Opens at a value anywhere on the page and changes the question. */
export class ValueMenu {
    #questions;
    #redraw;
    #announce;
    /** @type {{anchor: import('./view.js').Anchor, field: string, value: string, left: number, top: number} | null} */
    #open = null;

    /**
     * @param {import('./question.js').QuestionStore} questions
     * @param {() => void} redraw
     * @param {(text: string) => void} announce
     */
    constructor(questions, redraw, announce) {
        this.#questions = questions;
        this.#redraw = redraw;
        this.#announce = announce;
        addEventListener('pointerdown', (event) => this.#outside(event.target));
    }

    /**
     * Opens the menu.
     *
     * @param {import('./view.js').Anchor} anchor
     * @param {string} field
     * @param {string | number} value
     */
    offer(anchor, field, value) {
        const box = anchor.getBoundingClientRect();
        const opened = {
            anchor,
            field,
            value: String(value),
            left: Math.max(8, Math.min(box.left, innerWidth - 260)) + scrollX,
            top: Math.min(box.bottom + 4, innerHeight - 150) + scrollY,
        };
        this.#open = opened;
        this.#redraw();
        requestAnimationFrame(() => requestAnimationFrame(() => this.#focus(opened)));
    }

    /** Moves the focus into the menu, unless it was closed before it could be drawn. */
    #focus(opened) {
        if (this.#open === opened) {
            /** @type {HTMLElement | null} */ (document.querySelector('.menu button'))?.focus();
        }
    }

    /** Whether the menu is open. */
    get isOpen() {
        return this.#open !== null;
    }

    /** Closes the menu; the value has the focus again. */
    close() {
        const anchor = this.#open?.anchor;
        this.#open = null;
        this.#redraw();
        if (anchor instanceof HTMLElement) {
            anchor.focus();
        }
    }

    /** @param {EventTarget | null} target */
    #outside(target) {
        if (this.#open && !(target instanceof Element && target.closest('.menu'))) {
            this.close();
        }
    }

    /** @param {(filter: string, term: string) => string} join */
    #narrow(join) {
        const {field, value} = /** @type {{field: string, value: string}} */ (this.#open);
        const filter = join(this.#questions.current.filter, keyTerm(field, value));
        this.close();
        this.#questions.change({filter});
    }

    async #copy() {
        const value = this.#open?.value ?? '';
        this.close();
        try {
            await navigator.clipboard.writeText(value);
            this.#announce('Copied');
        } catch {
            this.#announce('This browser copies over HTTPS and on localhost only');
        }
    }

    /** @param {KeyboardEvent} event */
    #key(event) {
        const buttons = [...document.querySelectorAll('.menu button')];
        const at = buttons.indexOf(/** @type {Element} */ (document.activeElement));
        if (event.key === 'Escape') {
            this.close();
        } else if (event.key === 'ArrowDown') {
            /** @type {HTMLElement} */ (buttons[(at + 1) % buttons.length]).focus();
        } else if (event.key === 'ArrowUp') {
            /** @type {HTMLElement} */ (buttons.at(at - 1)).focus();
        } else {
            return;
        }
        event.stopPropagation();
        event.preventDefault();
    }

    render() {
        if (!this.#open) {
            return nothing;
        }
        const {field, value, left, top} = this.#open;
        const item = (text, hint, act) => html`
            <button type="button" role="menuitem" @click=${act}>${text}<span>${hint}</span></button>
        `;
        return html`
            <div class="menu" role="menu" aria-label="${field} ${value}"
                .style=${`left:${left}px;top:${top}px`} @keydown=${(event) => this.#key(event)}>
                <code role="presentation">${keyTerm(field, value)}</code>
                ${item('Only', 'these flows', () => this.#narrow(and))}
                ${item('Not', 'these flows', () => this.#narrow(andNot))}
                ${item('Copy', 'the value', () => this.#copy())}
            </div>
        `;
    }
}
