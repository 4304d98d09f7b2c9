/** Walks through the rows of a table with the keys j and k. */

/**
 * Moves the focus to the next or previous row's link; Enter then follows the link.
 *
 * @param {KeyboardEvent} event
 * @param {string} selector of the links, one per row
 * @returns {boolean} whether the key was one of these
 */
export function walkRows(event, selector) {
    const step = event.key === 'j' ? 1 : event.key === 'k' ? -1 : 0;
    if (step === 0) {
        return false;
    }
    const links = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
    const row = document.activeElement?.closest('tr');
    const at = links.findIndex((link) => link === document.activeElement || row?.contains(link));
    const next = at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1);
    links[next]?.focus();
    links[next]?.scrollIntoView({block: 'nearest'});
    return links.length > 0;
}
