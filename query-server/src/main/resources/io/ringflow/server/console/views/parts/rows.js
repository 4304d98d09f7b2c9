/** Walks through the rows of a table with the keys j and k, and through a row with the arrows. */

/**
 * Moves the focus to the next or previous row's link, or to the next or previous value of the row;
 * Enter then follows the link, or offers the value.
 *
 * @param {KeyboardEvent} event
 * @param {string} selector of the links, one per row
 * @returns {boolean} whether the key was one of these
 */
export function walkRows(event, selector) {
    const step = {j: 1, k: -1}[event.key] ?? 0;
    return step === 0 ? walkValues(event.key) : walkLinks(step, selector);
}

/** @param {1 | -1} step @param {string} selector */
function walkLinks(step, selector) {
    const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
    const row = document.activeElement?.closest('tr');
    const at = links.findIndex((link) => link === document.activeElement || row?.contains(link));
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next]?.focus();
    links[next]?.scrollIntoView({block: 'nearest'});
    return links.length > 0;
}

/** Values of a table are not in the tab order: there are hundreds. @param {string} key */
function walkValues(key) {
    const step = {ArrowRight: 1, ArrowLeft: -1}[key] ?? 0;
    const focused = document.activeElement;
    const row = step === 0 ? null : focused?.closest('tr');
    const stops = /** @type {HTMLElement[]} */ ([...(row?.querySelectorAll('a, button') ?? [])]);
    const next = stops[stops.indexOf(/** @type {HTMLElement} */ (focused)) + step];
    next?.focus();
    return next !== undefined;
}
