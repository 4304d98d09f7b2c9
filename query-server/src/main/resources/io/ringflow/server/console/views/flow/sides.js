/** Both directions of a flow, side by side. */

import {html, nothing} from '../../lib/lit-html/lit-html.js';
import {exact, rate, total} from '../../numbers.js';
import {fieldValue} from '../parts/values.js';
import {flagsText} from '../parts/words.js';

/**
 * @param {import('../../view.js').Page} page
 * @param {Record<string, any>} flow
 */
export function sides(page, flow) {
    const seconds = Math.max(1, flow.durationMs / 1000);
    const counted = (value, unit) => html`<span title=${exact(value ?? 0)}>${total(value ?? 0, unit)}</span>`;
    const row = (title, cell) => {
        const [src, dst] = ['src', 'dst'].map(cell);
        const both = [src, dst].every((each) => each === undefined || each === nothing);
        return both ? nothing : html`<tr><th scope="row">${title}</th><td>${src}</td><td>${dst}</td></tr>`;
    };
    const optional = (side, field) => (flow[side + field] === undefined ? nothing : exact(flow[side + field]));
    return html`
        <div class="wide" tabindex="0" role="group" aria-label="Both directions">
            <table class="sides">
                <thead><tr><th><span class="hidden">Of</span></th><th scope="col">Source</th><th scope="col">Destination</th></tr></thead>
                <tbody>
                    ${row('Address', (side) => fieldValue(page, side + 'Addr', flow[side + 'Addr']))}
                    ${row('Name', (side) => name(page, flow, side))}
                    ${row('Port', (side) => (flow[side + 'Port'] ? fieldValue(page, side + 'Port', flow[side + 'Port']) : nothing))}
                    ${row('Sent', (side) => counted(flow[side + 'Bytes'], 'bits'))}
                    ${row('Packets', (side) => counted(flow[side + 'Packets'], 'packets'))}
                    ${row('Mean rate', (side) => rate((8 * (flow[side + 'Bytes'] ?? 0)) / seconds, 'bits'))}
                    ${row('TCP flags', (side) => (flow[side + 'TcpFlags'] ? flagsText(flow[side + 'TcpFlags']) : nothing))}
                    ${row('Retransmitted', (side) => optional(side, 'Retransmits'))}
                    ${row('Out of order', (side) => optional(side, 'OutOfOrder'))}
                </tbody>
            </table>
        </div>
    `;
}

/** @param {import('../../view.js').Page} page @param {Record<string, any>} flow @param {string} side */
function name(page, flow, side) {
    const value = flow[side + 'Name'];
    return value ? html`${fieldValue(page, side + 'Name', value)} ${flow.nameSource ? html`<span class="quiet">(${flow.nameSource})</span>` : nothing}` : nothing;
}
