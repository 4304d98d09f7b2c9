/** One capture: how much it sees, and what it misses. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {exact, percent, rate, total} from '../../numbers.js';
import {fieldValue} from '../parts/values.js';
import {frameTypeText} from '../parts/words.js';
import {name} from './readings.js';
import {gapText, timeLine} from './time-line.js';

const MOST_GAPS = 5;
const FULL = 0.8;
const STATES = {
    up: 'capturing',
    down: 'interface down: it resumes when the interface comes up',
    missing: 'interface missing: it resumes when the interface is created',
    finished: 'file read to its end',
};

/**
 * @param {import('../../view.js').Page} page
 * @param {any} capture
 * @param {import('./readings.js').Readings} readings
 */
export function captureCard(page, capture, readings) {
    const gaps = readings.gaps.filter((gap) => name(gap) === name(capture));
    const {state} = capture;
    const fine = state === 'up' || state === 'finished';
    return html`
        <section class="card capture" aria-label="${capture.host} ${capture.interface}">
            <div class="capture-head">
                <h3 tabindex="-1">${fieldValue(page, 'interface', capture.interface)}</h3>
                <span class=${fine ? 'quiet' : 'warn'}>${STATES[state] ?? state}</span>
            </div>
            ${timeLine(readings.rates.get(name(capture)) ?? [], gaps, readings, page.clock)}
            <dl class="capture-facts">${facts(capture)}</dl>
            ${reasons('Parser errors', capture.undecoded, capture.packets)} ${reasons('Unknown types', capture.undecodedTypes, capture.packets)}
            ${reasons('Anomalies', capture.anomalies, capture.packets)} ${gapList(gaps, page.clock)}
        </section>
    `;
}

/** @param {any} capture */
function facts(capture) {
    const {packets, drops, ringFill, freezes} = capture;
    const share = drops / Math.max(1, packets + drops);
    const fact = (title, content) => html`<div><dt>${title}</dt><dd>${content}</dd></div>`;
    return [
        fact('Rate', rate(capture.bitsPerSecond, 'bits')),
        fact('Packets', rate(capture.packetsPerSecond, 'packets')),
        fact('Captured', html`<span title="${exact(packets)} packets">${total(packets, 'packets')}</span>`),
        fact('Lost', html`<span class=${drops > 0 ? 'warn' : ''} title="${exact(drops)} packets">${drops > 0 ? `${total(drops, 'packets')} (${percent(share)})` : 'none'}</span>`),
        fact('Ring fill', html`<meter min="0" max="1" high=${FULL} value=${ringFill} aria-label="Ring fill"></meter>
            <span class=${ringFill > FULL ? 'warn' : ''}>${percent(ringFill)}</span>`),
        freezes > 0 ? fact('Freezes', exact(freezes)) : nothing,
    ];
}

/** @param {string} title @param {Record<string, number>} counts @param {number} packets */
function reasons(title, counts, packets) {
    const entries = Object.entries(counts).filter(([, count]) => count > 0);
    if (entries.length === 0) {
        return nothing;
    }
    const most = entries.sort(([, one], [, other]) => other - one);
    const share = (count) => `${percent(count / Math.max(1, packets))} of the packets`;
    return html`
        <p class="reasons"><span class="quiet">${title}</span>
            ${most.map(([reason, count]) => html`<span title=${share(count)}>${frameTypeText(reason)} <b>${exact(count)}</b></span> `)}</p>
    `;
}

/** @param {any[]} gaps @param {import('../../clock.js').Clock} clock */
function gapList(gaps, clock) {
    if (gaps.length === 0) {
        return nothing;
    }
    const latest = gaps.slice(-MOST_GAPS).reverse();
    return html`
        <details class="gaps">
            <summary>${exact(gaps.length)} ${gaps.length === 1 ? 'gap' : 'gaps'} in this time range</summary>
            <ul>${latest.map((gap) => html`<li>${gapText(gap, clock)}</li>`)}</ul>
            ${gaps.length > MOST_GAPS ? html`<p class="quiet">The latest ${MOST_GAPS}; all of them: <code>/api/v1/gaps</code></p>` : nothing}
        </details>
    `;
}
