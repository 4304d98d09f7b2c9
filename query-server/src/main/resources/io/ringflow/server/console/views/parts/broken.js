/** What to show while there are no answers: since when, and what is still shown. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {span} from '../../numbers.js';

/**
 * @param {import('../../api.js').Problem | null} problem
 * @param {number} failedAt since when, in ms of this machine's clock
 */
export function broken(problem, failedAt) {
    if (!problem || problem.parameter === 'filter') {
        return nothing;
    }
    const waits = problem.status === 0 || problem.status >= 429;
    return html`
        <p class="broken" role="alert">${problem.message}.
            ${waits ? html`No answers for ${span(Date.now() - failedAt)}; what is shown is older. Trying again …` : nothing}</p>
    `;
}
