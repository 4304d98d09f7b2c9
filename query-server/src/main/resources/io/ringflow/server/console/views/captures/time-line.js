/** A capture's traffic over time, and the gaps in which it lost packets. */

import {html, svg} from '../../lib/lit-html/lit-html.js';
import {exact, rate, span} from '../../numbers.js';
import {areaPath, maximum} from '../parts/paths.js';
import {gapCauseText} from '../parts/words.js';
import {thinned} from './readings.js';

const WIDTH = 600;
const HEIGHT = 40;
const MOST_POINTS = 150;

/**
 * Where a gap lies on the line; one that lasts reaches to the end.
 *
 * @param {{start: string, end?: string}} gap
 * @param {number} fromMs
 * @param {number} toMs
 */
export function gapExtent({start, end}, fromMs, toMs) {
    const length = Math.max(1, toMs - fromMs);
    const x = (ms) => (WIDTH * Math.min(Math.max(ms - fromMs, 0), length)) / length;
    const left = x(Date.parse(start));
    const right = end ? x(Date.parse(end)) : WIDTH;
    return {x: Math.min(left, WIDTH - 2), width: Math.max(2, right - left)};
}

/**
 * @param {number[]} rates bits per second
 * @param {any[]} gaps of this capture
 * @param {import('./readings.js').Readings} readings
 * @param {import('../../clock.js').Clock} clock
 */
export function timeLine(rates, gaps, {fromMs, toMs}, clock) {
    const points = thinned(rates, MOST_POINTS);
    const largest = maximum(points);
    const bar = (gap) => {
        const {x, width} = gapExtent(gap, fromMs, toMs);
        return svg`<rect class="gap" x=${x} width=${width} y="0" height=${HEIGHT}><title>${gapText(gap, clock)}</title></rect>`;
    };
    const label = `Traffic over the last ${span(toMs - fromMs)}, at most ${rate(largest, 'bits')}; ${gaps.length} gaps`;
    return html`
        <svg class="time-line" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label=${label}>
            ${svg`<path d=${areaPath(points, WIDTH, HEIGHT - 4, HEIGHT, largest)} />`} ${gaps.map(bar)}
        </svg>
    `;
}

/**
 * A gap in words.
 *
 * @param {any} gap
 * @param {import('../../clock.js').Clock} clock
 */
export function gapText({start, end, drops, cause}, clock) {
    const lost = drops > 0 ? `${exact(drops)} packets lost` : 'an unknown number of packets lost';
    return `${clock.time(start)} ${end ? `to ${clock.time(end)}` : 'until now'}: ${lost}; ${gapCauseText(cause)}`;
}
