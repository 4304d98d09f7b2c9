/** The columns of the table of flows. */

import {html, nothing, svg} from '../../lib/lit-html/lit-html.js';
import {exact, percent, rate, span, total} from '../../numbers.js';
import {areaPath} from '../parts/paths.js';
import {cellValue} from '../parts/values.js';
import {endReasonText, tcpStateText} from '../parts/words.js';

/**
 * What cells need to know.
 *
 * @typedef {object} Context
 * @property {import('../../clock.js').Clock} clock
 * @property {number} now event time in ms
 * @property {boolean} totals whether counters are shown as totals instead of rates
 */

/** @typedef {import('./live-flows.js').Row} Row */

/**
 * A column. `field` is what `sort` calls it in REST; columns without one are ordered by the page.
 *
 * @typedef {object} Column
 * @property {string} id
 * @property {string} title
 * @property {string} [field]
 * @property {(row: Row, context: Context) => string | number} key by which it orders
 * @property {(row: Row, context: Context) => unknown} cell
 * @property {string} [style] classes of its cells
 * @property {boolean} [chosen] whether it is shown unless the reader chooses otherwise
 */

const SILENT_MS = 2500;

/**
 * Bits per second: at present if it is known, else the mean over the flow's life.
 *
 * @param {Row} row
 * @param {number} now
 */
export function bitRate(row, now) {
    return isMean(row, now) ? 8 * mean(row, 'bytes') : row.rates.bitsAt(now);
}

/** Packets per second, likewise. @param {Row} row @param {number} now */
export function packetRate(row, now) {
    return isMean(row, now) ? mean(row, 'packets') : row.rates.packetsAt(now);
}

/** Whether the present rate is unknown, or there is none. @param {Row} row @param {number} now */
function isMean({flow, rates}, now) {
    return flow.state === 'ended' || (!rates.measured && now - Date.parse(flow.lastSeen) <= SILENT_MS);
}

/** The mean over the flow's life, per second. @param {Row} row @param {'bytes' | 'packets'} counter */
function mean({flow}, counter) {
    return flow[counter] / Math.max(1, flow.durationMs / 1000);
}

/** @param {Row} row @param {number} now @param {number} value @param {'bits' | 'packets'} unit */
function rateCell(row, now, value, unit) {
    if (isMean(row, now)) {
        return html`<span class="quiet" title="Mean over its life">${rate(value, unit)}</span>`;
    }
    return value === 0
        ? html`<span class="quiet" title="No packets at present">–</span>`
        : html`<span title="${exact(Math.round(value))} ${unit} per second">${rate(value, unit)}</span>`;
}

/** @param {Record<string, any>} flow @param {'src' | 'dst'} side */
function end(flow, side) {
    const port = flow[side + 'Port'];
    const name = flow[side + 'Name'];
    return html`${cellValue(side + 'Addr', flow[side + 'Addr'])}${port
        ? html`<span class="port">:${cellValue(side + 'Port', port)}</span>`
        : nothing}${name ? html` <span class="name">${name}</span>` : nothing}`;
}

/** The destination's name that the flow itself told. @param {Record<string, any>} flow */
function label(flow) {
    const {tlsSni, httpHost, dnsQuery} = flow.labels ?? {};
    const field = tlsSni ? 'tlsSni' : httpHost ? 'httpHost' : 'dnsQuery';
    return cellValue('labels.' + field, tlsSni ?? httpHost ?? dnsQuery);
}

/** @param {string} field @param {string} title @param {(flow: any) => unknown} cell */
function counter(field, title, cell) {
    return {id: field, field, title, style: 'number', key: ({flow}) => flow[field] ?? -1, cell: ({flow}) => cell(flow)};
}

/** @param {string} field @param {string} title @param {(value: any) => string} [text] */
function word(field, title, text) {
    return {
        id: field,
        field,
        title,
        key: ({flow}) => flow[field] ?? '',
        cell: ({flow}) => cellValue(field, flow[field], text ? html`<span title=${text(flow[field])}>${flow[field]}</span>` : flow[field]),
    };
}

/** @param {Row} row @param {Context} context */
function sparkline({rates}, {now}) {
    if (!rates.measured) {
        return nothing;
    }
    const path = areaPath(rates.historyAt(now), 72, 16, 17);
    return html`<svg class="spark" viewBox="0 0 72 18" width="72" height="18" aria-hidden="true">
        ${svg`<path d=${path} />`}</svg>`;
}

/** @type {Column[]} */
export const COLUMNS = [
    {...word('protocol', 'Protocol'), chosen: true},
    {id: 'src', field: 'srcAddr', title: 'Source', style: 'end', chosen: true, key: ({flow}) => flow.srcAddr, cell: ({flow}) => end(flow, 'src')},
    {id: 'dst', field: 'dstAddr', title: 'Destination', style: 'end', chosen: true, key: ({flow}) => flow.dstAddr, cell: ({flow}) => end(flow, 'dst')},
    {id: 'label', title: 'Name', style: 'name', chosen: true, key: ({flow}) => flow.labels?.tlsSni ?? '', cell: ({flow}) => label(flow)},
    {
        id: 'bits',
        title: 'Bit/s',
        style: 'number main',
        chosen: true,
        key: (row, {now, totals}) => (totals ? row.flow.bytes : bitRate(row, now)),
        cell: (row, {now, totals}) =>
            totals ? html`<span title="${exact(row.flow.bytes)} bytes">${total(row.flow.bytes, 'bits')}</span>` : rateCell(row, now, bitRate(row, now), 'bits'),
    },
    {id: 'spark', title: 'Last 24 s', style: 'minor', chosen: true, key: (row, {now}) => bitRate(row, now), cell: sparkline},
    {
        id: 'packets',
        title: 'Packets/s',
        style: 'number minor',
        chosen: true,
        key: (row, {now, totals}) => (totals ? row.flow.packets : packetRate(row, now)),
        cell: (row, {now, totals}) =>
            totals ? html`<span title=${exact(row.flow.packets)}>${total(row.flow.packets, 'packets')}</span>` : rateCell(row, now, packetRate(row, now), 'packets'),
    },
    {...word('tcpState', 'TCP', tcpStateText), style: 'minor', chosen: true},
    {...counter('rttMs', 'RTT', ({rttMs}) => (rttMs === undefined ? '' : rttMs < 1 ? '< 1 ms' : span(rttMs))), style: 'number minor', chosen: true},
    {
        ...counter('lostPackets', 'Lost', ({lostPackets, packets}) =>
            lostPackets === undefined ? '' : html`<span title="${exact(lostPackets)} packets">${percent(lostPackets / Math.max(1, packets))}</span>`,
        ),
        style: 'number minor',
        chosen: true,
    },
    counter('durationMs', 'Duration', ({durationMs}) => span(durationMs)),
    {id: 'lastSeen', field: 'lastSeen', title: 'Last packet', key: ({flow}) => flow.lastSeen, cell: ({flow}, {clock}) => clock.time(flow.lastSeen)},
    counter('srcRetransmits', 'Resent by source', ({srcRetransmits}) => srcRetransmits ?? ''),
    counter('dstRetransmits', 'Resent by destination', ({dstRetransmits}) => dstRetransmits ?? ''),
    word('endReason', 'End', endReasonText),
    word('vlanId', 'VLAN'),
    word('dscp', 'DSCP'),
    {
        id: 'observers',
        title: 'Observers',
        key: ({flow}) => flow.observers?.length ?? 0,
        cell: ({flow}) => (flow.observers ?? []).map(({host, interface: name}) => html`<span class="observer">${host} ${name}</span> `),
    },
];

/** Fields that the columns need; those that the server does not know must be left out. */
export const FIELDS = [
    'id', 'event', 'srcAddr', 'dstAddr', 'srcPort', 'dstPort', 'protocol', 'state', 'endReason',
    'firstSeen', 'lastSeen', 'durationMs', 'packets', 'bytes', 'tcpState', 'rttMs', 'srcRetransmits',
    'dstRetransmits', 'vlanId', 'dscp', 'labels', 'lostPackets', 'observers', 'srcName', 'dstName',
];

/**
 * The columns that an option of the URL names; the usual ones without it.
 *
 * @param {string | undefined} option ids with commas
 */
export function chosenColumns(option) {
    const ids = option?.split(',') ?? [];
    return COLUMNS.filter(({id, chosen}) => (option === undefined ? chosen : ids.includes(id)));
}
