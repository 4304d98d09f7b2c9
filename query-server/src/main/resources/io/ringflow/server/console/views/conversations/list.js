/** The table of conversations: the same numbers as the diagram, for phones and screen readers. */

import {html} from '../../lib/lit-html/lit-html.js';
import {exact, percent, total} from '../../numbers.js';
import {cellValue, offerClicked} from '../parts/values.js';

/**
 * @param {import('../../view.js').Page} page
 * @param {import('./traffic.js').Traffic} traffic
 * @param {import('../../numbers.js').Unit} unit
 * @param {'bytes' | 'packets' | 'flows'} metric
 * @param {(keys: string[]) => void} only
 */
export function conversationList(page, {conversations, other}, unit, metric, only) {
    const sum = conversations.reduce((all, each) => all + each[metric], other[metric]);
    const share = (counts) => counts[metric] / Math.max(1, sum);
    const numbers = (counts) => html`
        <td class="number" title=${exact(counts[metric])}>${total(counts[metric], unit)}</td>
        <td class="number minor">${percent(share(counts))}</td>
        <td class="number minor">${exact(counts.flows)}</td>
    `;
    const row = (each) => html`
        <tr>
            <td>${cellValue('srcAddr', each.keys[0])}</td>
            <td>${cellValue('dstAddr', each.keys[1])}</td>
            <td>${cellValue('dstPort', each.keys[2])}</td>
            ${numbers(each)}
            <td class="narrow"><button type="button" class="plain" @click=${() => only(each.keys)}
                aria-label="Only from ${each.keys[0]} to ${each.keys[1]}, port ${each.keys[2]}">only</button></td>
        </tr>
    `;
    return html`
        <div class="wide" tabindex="0" role="group" aria-label="Table of conversations">
            <table class="conversations" @click=${(event) => offerClicked(page, event)}>
                <thead><tr><th scope="col">Source</th><th scope="col">Destination</th><th scope="col">Port</th>
                    <th scope="col" class="number">${{bytes: 'Bytes', packets: 'Packets', flows: 'Flows'}[metric]}</th>
                    <th scope="col" class="number minor">Share</th><th scope="col" class="number minor">Flows</th>
                    <th><span class="hidden">Narrow</span></th></tr></thead>
                <tbody>${conversations.map(row)}
                    <tr class="quiet"><td colspan="3">all other</td>${numbers(other)}<td></td></tr></tbody>
            </table>
        </div>
    `;
}
