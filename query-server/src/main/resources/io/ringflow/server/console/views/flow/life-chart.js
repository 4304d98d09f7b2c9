/** The chart of a flow's rates: what the source sent above the line, the destination below it. */

import {html, nothing, svg} from '../../lib/lit-html/lit-html.js';
import {rate, span} from '../../numbers.js';
import {maximum, stepPath} from '../parts/paths.js';

const WIDTH = 600;
const HALF = 48;

/**
 * @param {{src: Float64Array, dst: Float64Array, unknown: number}} rates bits per second
 * @param {boolean} active
 */
export function lifeChart({src, dst, unknown}, active) {
    const largest = Math.max(maximum(src), maximum(dst));
    if (!active && largest === 0) {
        return html`<p class="quiet">It sent nothing while this page was open; its mean rates are among the directions.</p>`;
    }
    const seconds = span(src.length * 1000);
    const now = src.length - 1;
    const text = active
        ? `Now ${rate(src[now], 'bits')} from the source, ${rate(dst[now], 'bits')} from the destination`
        : 'The flow has ended';
    return html`
        <figure class="life-chart">
            <svg viewBox="0 0 ${WIDTH} ${2 * HALF + 2}" preserveAspectRatio="none" role="img"
                aria-label="Rates of the last ${seconds}. ${text}">
                ${svg`<rect class="unknown" width=${(WIDTH * unknown) / src.length} height=${2 * HALF + 2} />
                    <path class="src" d=${stepPath(src, WIDTH, HALF, HALF, largest)} />
                    <path class="dst" d=${stepPath(dst, WIDTH, -HALF, HALF + 1, largest)} />
                    <line x1="0" x2=${WIDTH} y1=${HALF + 0.5} y2=${HALF + 0.5} />`}
            </svg>
            <figcaption class="quiet"><span><i class="src"></i>source sends</span>
                <span><i class="dst"></i>destination sends</span>
                ${unknown > 0 ? html`<span><i class="unknown"></i>before this page was open</span>` : nothing}
                <span>last ${seconds} · highest ${rate(largest, 'bits')}</span></figcaption>
        </figure>
    `;
}
