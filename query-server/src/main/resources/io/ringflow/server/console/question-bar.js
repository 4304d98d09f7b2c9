/** The question in words that can be changed: filter, time range, unit, dimension. */

import {html} from './lib/lit-html/lit-html.js';
import {live} from './lib/lit-html/directives/live.js';
import {DIMENSIONS} from './dimensions.js';

const RANGES = [
    ['15m', '15 min'],
    ['1h', 'hour'],
    ['6h', '6 h'],
    ['1d', 'day'],
    ['7d', '7 days'],
    ['30d', '30 days'],
];
const UNITS = [
    ['bits', 'bit/s'],
    ['packets', 'packets/s'],
    ['flows', 'new flows/s'],
];

/**
 * The choices beside the filter box.
 *
 * @param {import('./view.js').Page} page
 */
export function questionBar(page) {
    const {unit, by} = page.questions.current;
    const dimensions = [['', 'total'], ...DIMENSIONS.map(({name, title}) => [name, 'by ' + title])];
    return html`
        ${rangeChoice(page)}
        ${choice('Unit', unit, UNITS, (value) => page.questions.change({unit: value}))}
        ${choice('Split by', by, dimensions, (value) => page.questions.change({by: value}))}
    `;
}

/** @param {import('./view.js').Page} page */
function rangeChoice({questions, clock}) {
    const {range} = questions.current;
    const fixed = !('last' in range);
    const value = fixed ? 'fixed' : range.last;
    const known = RANGES.map(([last, text]) => [last, 'live · last ' + text]);
    if (fixed) {
        known.push(['fixed', `${clock.time(range.from)} – ${clock.time(range.to)} ${clock.zone}`]);
    } else if (!RANGES.some(([last]) => last === value)) {
        known.push([value, 'live · last ' + value]);
    }
    return choice('Time range', value, known, (last) => questions.change({range: {last}}));
}

/**
 * @param {string} label
 * @param {string} value
 * @param {string[][]} choices values and texts
 * @param {(value: string) => void} choose
 */
function choice(label, value, choices, choose) {
    return html`
        <select aria-label=${label} title=${label} .value=${live(value)}
            @change=${(event) => choose(event.target.value)}>
            ${choices.map(([each, text]) => html`
                <option value=${each} ?selected=${each === value}>${text}</option>
            `)}
        </select>
    `;
}
