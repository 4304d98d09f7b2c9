/** Links to other questions: they have a URL of their own, and open in the page without loading. */

import {html} from '../../lib/lit-html/lit-html.js';
import {formatQuestion} from '../../question.js';

/**
 * A link that changes the question.
 *
 * @param {import('../../question.js').QuestionStore} questions
 * @param {Partial<import('../../question.js').Question>} changes
 * @param {unknown} content
 */
export function questionLink(questions, changes, content) {
    const leaves = changes.view !== undefined && changes.view !== questions.current.view;
    const next = {...questions.current, ...(leaves ? {options: {}} : {}), ...changes};
    return html`<a href=${formatQuestion(next)}
        @click=${(event) => followed(event) && questions.change(changes)}>${content}</a>`;
}

/**
 * Whether a click shall be followed within the page, and not in a new tab or window. If so, the
 * browser does not follow it.
 *
 * @param {MouseEvent} event
 */
export function followed(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) {
        return false;
    }
    event.preventDefault();
    return true;
}
