/** The table of flows. */

import {html} from '../../lib/lit-html/lit-html.js';
import {questionLink} from '../parts/links.js';
import {offerClicked} from '../parts/values.js';
import {isFresh} from './live-flows.js';

/**
 * @typedef {object} Table
 * @property {import('../../view.js').Page} page
 * @property {import('./columns.js').Column[]} columns
 * @property {import('./columns.js').Context} context
 * @property {import('./live-flows.js').Row[]} rows
 * @property {string} sort id of a column, with - before it for the largest first
 * @property {(id: string) => void} order
 * @property {(held: boolean) => void} hold the reader is at a row, by pointer or keyboard, or left it
 */

/** @param {Table} table */
export function flowTable(table) {
    const {page, rows, hold} = table;
    const now = Date.now();
    // Rows are not keyed: writing other texts into them takes a third of the time of moving them.
    const pointed = (event, held) => event.pointerType === 'mouse' && hold(held);
    const focused = (event) => event.target.matches(':focus-visible') && hold(true);
    // The menu of a value gives the focus back to it.
    const stays = (body, to) => body.contains(to) || to?.closest('.menu') || body.matches(':hover');
    const left = ({currentTarget: body, relatedTarget: to}) => stays(body, to) || hold(false);
    return html`
        <div class="flows-scroll" tabindex="-1">
            <table class="flows" role="table" aria-label="Flows" @click=${(event) => offerClicked(page, event)}>
                <thead role="rowgroup"><tr role="row">${headings(table)}</tr></thead>
                <tbody role="rowgroup" @pointerenter=${(event) => pointed(event, true)}
                    @pointerleave=${(event) => pointed(event, false)}
                    @focusin=${focused} @focusout=${left}>
                    ${rows.map((row) => tableRow(table, row, now))}
                </tbody>
            </table>
        </div>
    `;
}

/** @param {Table} table */
function headings({columns, context, sort, order}) {
    const direction = (id) => (sort === id ? 'ascending' : sort === '-' + id ? 'descending' : 'none');
    const heading = ({id, title, style = ''}) => html`
        <th role="columnheader" class=${style} aria-sort=${direction(id)}>
            <button type="button" @click=${() => order(id)}>${context.totals ? totalTitle(title) : title}<span
                aria-hidden="true">${{ascending: ' ↑', descending: ' ↓', none: ''}[direction(id)]}</span></button>
        </th>
    `;
    return [heading({id: 'firstSeen', title: 'Started', style: 'time'}), ...columns.map(heading)];
}

/** @param {string} title */
function totalTitle(title) {
    return {'Bit/s': 'Bytes', 'Packets/s': 'Packets'}[title] ?? title;
}

/** @param {Table} table @param {import('./live-flows.js').Row} row @param {number} now */
function tableRow({page, columns, context}, row, now) {
    const {flow} = row;
    const ended = flow.state === 'ended' || row.endedAt > 0;
    const state = ended ? (row.endedAt ? 'ended going' : 'ended') : isFresh(row, now) ? 'fresh' : '';
    const time = context.clock.time(flow.firstSeen);
    const words = html`<span class="dot" aria-hidden="true"></span><span>${time}</span><span
        class="hidden">${ended ? 'ended' : 'active'}: open the flow</span>`;
    return html`
        <tr role="row" class=${state}>
            <td role="cell" class="time">${questionLink(page.questions, {view: 'flow', options: {id: flow.id}}, words)}</td>
            ${columns.map(({style = '', cell}) => html`<td role="cell" class=${style}>${cell(row, context)}</td>`)}
        </tr>
    `;
}
