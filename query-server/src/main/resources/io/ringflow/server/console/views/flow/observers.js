/** Who saw a flow, when, and what each of them missed. */

import {html, nothing, svg} from '../../lib/lit-html/lit-html.js';
import {exact, percent, total} from '../../numbers.js';
import {fieldValue} from '../parts/values.js';

const WIDTH = 160;

/**
 * Packets that an observer missed although another one saw them. An observer that saw nothing of a
 * direction is not on its path.
 *
 * @param {Record<string, any>} observer
 * @param {Record<string, any>[]} all
 */
export function missedPackets(observer, all) {
    return ['srcPackets', 'dstPackets'].reduce((missed, side) => {
        const most = Math.max(...all.map((other) => other[side] ?? 0));
        return missed + (observer[side] ? most - observer[side] : 0);
    }, 0);
}

/**
 * @param {import('../../view.js').Page} page
 * @param {Record<string, any>} flow
 */
export function observers(page, flow) {
    const all = flow.observers ?? [];
    const start = Date.parse(flow.firstSeen);
    const length = Math.max(1, Date.parse(flow.lastSeen) - start);
    const x = (time) => (WIDTH * Math.min(Math.max(Date.parse(time) - start, 0), length)) / length;
    const line = (observer) => {
        const from = x(observer.firstSeen);
        return html`<svg class="seen" width=${WIDTH} height="8" viewBox="0 0 ${WIDTH} 8" aria-hidden="true">${svg`
            <rect x=${from} y="2" height="4" width=${Math.max(2, x(observer.lastSeen) - from)} />`}</svg>`;
    };
    const row = (observer) => {
        const missed = missedPackets(observer, all);
        return html`
            <tr>
                <td>${fieldValue(page, 'host', observer.host)} ${fieldValue(page, 'interface', observer.interface)}</td>
                <td class="number" title=${exact(observer.packets)}>${total(observer.packets, 'packets')}</td>
                <td class="number" title=${exact(observer.bytes)}>${total(observer.bytes, 'bits')}</td>
                <td class="number">${all.length > 1 ? html`<span title="${exact(missed)} packets">${percent(missed / Math.max(1, missed + observer.packets))}</span>` : '–'}</td>
                <td class="minor">${line(observer)}</td>
            </tr>
        `;
    };
    return html`
        <div class="wide" tabindex="0" role="group" aria-label="Observers">
            <table>
                <thead><tr><th scope="col">Observer</th><th scope="col" class="number">Packets</th>
                    <th scope="col" class="number">Bytes</th><th scope="col" class="number">Missed</th>
                    <th scope="col" class="minor">Within the flow’s life</th></tr></thead>
                <tbody>${all.map(row)}</tbody>
            </table>
        </div>
        ${flow.lostPackets ? html`<p class="quiet">${exact(flow.lostPackets)} packets were seen by one observer and not by another.</p>` : nothing}
        ${flow.gap ? html`<p class="warn">A capture lost packets during this flow: its counters may be too low.</p>` : nothing}
    `;
}
