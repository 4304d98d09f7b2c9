/** The chart's numbers as tables: its legend, and its points for those who can't see them. */

import {html, nothing} from '../lib/lit-html/lit-html.js';
import {dimensionTitle} from '../dimensions.js';
import {exact, rate, span} from '../numbers.js';
import {totals} from './traffic.js';

const MOST_ROWS = 60;

/**
 * What the tables show.
 *
 * @typedef {object} TableContent
 * @property {import('./traffic.js').Traffic} traffic
 * @property {import('./traffic.js').Traffic} shown the points of the chart
 * @property {import('../numbers.js').Unit} unit
 * @property {string} by
 * @property {import('../colours.js').Colours} colours
 * @property {number | null} point the chart's point below the pointer; null for the newest
 */

/**
 * The series with their colours and rates.
 *
 * @param {TableContent} content
 * @param {import('../view.js').Page} page
 */
export function legend({traffic, shown, unit, by, colours, point}, page) {
    const all = totals(traffic);
    const newest = all.findLastIndex((value) => value !== null);
    const pointed = point !== null && point < shown.count;
    const time = page.clock.time(shown.fromMs + (point ?? 0) * shown.stepMs);
    const pointedTotals = pointed ? totals(shown) : [];
    const current = (key, rates) => {
        if (!pointed) {
            return rates[newest] ?? null;
        }
        const values = key === undefined ? pointedTotals : shown.series.find((each) => each.key === key)?.rates;
        return values?.[point] ?? null;
    };
    const sum = traffic.series.length > 1 ? [{key: undefined, rates: all}] : [];
    return html`
        <table class="legend">
            <caption class="hidden">The series of the chart</caption>
            <thead>
                <tr>
                    <th scope="col">${by ? dimensionTitle(by) : 'traffic'}</th>
                    <th scope="col" class="number">${pointed ? time : 'latest'}</th>
                    <th scope="col" class="number">mean</th>
                    <th scope="col" class="number">peak</th>
                </tr>
            </thead>
            <tbody>
                ${[...traffic.series, ...sum].map(({key, rates}) => html`
                    <tr>
                        <td>${swatch(key, colours)}${name(key, by, page)}</td>
                        ${[current(key, rates), mean(rates), peak(rates)].map((value) => cell(value, unit))}
                    </tr>
                `)}
            </tbody>
        </table>
    `;
}

/** @param {string | null | undefined} key @param {import('../colours.js').Colours} colours */
function swatch(key, colours) {
    return key === undefined
        ? nothing
        : html`<span class="swatch" .style=${`background:var(${colours.variable(key)})`}></span>`;
}

function name(key, by, page) {
    if (key === undefined || (key === '' && !by)) {
        return 'all';
    }
    if (key === null || key === '') {
        return html`<span class="quiet">${key === null ? 'other' : 'none'}</span>`;
    }
    return html`<button type="button" class="value" aria-haspopup="menu"
        @click=${(event) => page.offer(event.currentTarget, by, key)}>${key}</button>`;
}

/** @param {number | null} value @param {import('../numbers.js').Unit} unit */
function cell(value, unit) {
    return value === null
        ? html`<td class="number quiet">–</td>`
        : html`<td class="number" title=${exact(Math.round(value))}>${rate(value, unit)}</td>`;
}

/** @param {(number | null)[]} rates */
function mean(rates) {
    const known = rates.filter((value) => value != null);
    return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
}

/** @param {(number | null)[]} rates */
function peak(rates) {
    return rates.reduce((most, value) => (value != null && value > (most ?? -1) ? value : most), null);
}

/**
 * The chart as a table: means over as many points as make at most sixty rows.
 *
 * @param {TableContent} content
 * @param {import('../clock.js').Clock} clock
 */
export function pointsTable({traffic, unit}, clock) {
    const group = Math.max(1, Math.ceil(traffic.count / MOST_ROWS));
    const starts = Array.from({length: Math.ceil(traffic.count / group)}, (_, row) => row * group);
    return html`
        <div class="scroll" tabindex="0" role="region" aria-label="Traffic over time">
            <table>
                <caption>Means over ${span(group * traffic.stepMs)}; times in ${clock.zone}</caption>
                <thead>
                    <tr>
                        <th scope="col">from</th>
                        ${traffic.series.map(({key}) => html`
                            <th scope="col" class="number">${key ?? 'other'}${key === '' ? 'all' : ''}</th>
                        `)}
                    </tr>
                </thead>
                <tbody>
                    ${starts.map((start) => html`
                        <tr>
                            <th scope="row">${clock.time(traffic.fromMs + start * traffic.stepMs)}</th>
                            ${traffic.series.map(({rates}) => cell(mean(rates.slice(start, start + group)), unit))}
                        </tr>
                    `)}
                </tbody>
            </table>
        </div>
    `;
}
