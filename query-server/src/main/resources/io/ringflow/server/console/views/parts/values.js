/** Values that offer “only”, “not” and “copy” when they are clicked. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';

/**
 * A value of a field.
 *
 * @param {import('../../view.js').Page} page
 * @param {string} field in the filter language
 * @param {string | number | undefined} value nothing is shown without one
 * @param {unknown} [text] what to show, the value by default
 */
export function fieldValue(page, field, value, text = value) {
    return value === undefined || value === ''
        ? nothing
        : html`<button type="button" class="value" aria-haspopup="menu" title=${`${field} ${value}`}
              @click=${(event) => page.offer(event.currentTarget, field, value)}>${text}</button>`;
}

/**
 * A value in a table with many: without a listener of its own, and out of the tab order; the arrow
 * keys reach it (`walkRows`). The table passes its clicks to `offerClicked`.
 *
 * @param {string} field
 * @param {string | number | undefined} value
 * @param {unknown} [text]
 */
export function cellValue(field, value, text = value) {
    return value === undefined || value === ''
        ? nothing
        : html`<button type="button" class="value" tabindex="-1" aria-haspopup="menu" data-field=${field}
              data-value=${value}>${text}</button>`;
}

/**
 * Offers the value that was clicked, if one was.
 *
 * @param {import('../../view.js').Page} page
 * @param {Event} event a click within a table of `cellValue`s
 */
export function offerClicked(page, event) {
    const clicked = event.target instanceof Element ? event.target.closest('[data-field]') : null;
    if (clicked instanceof HTMLElement) {
        page.offer(clicked, clicked.dataset.field ?? '', clicked.dataset.value ?? '');
    }
}
